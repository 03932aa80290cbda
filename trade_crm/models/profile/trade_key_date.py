# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...formats import day_exists, next_day, recurring_days

MONTHS = [
    ("01", "January"),
    ("02", "February"),
    ("03", "March"),
    ("04", "April"),
    ("05", "May"),
    ("06", "June"),
    ("07", "July"),
    ("08", "August"),
    ("09", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
FIRST_YEAR = 1000
OLDEST_BIRTH = 1900
LARGEST = 99_999


class TradeKeyDate(models.Model):
    """A day that comes back every year: a birthday, an anniversary, a feast."""

    _name = "trade.key.date"
    _description = "Key Date"
    _inherit = ["trade.person.mixin"]
    _order = "month, day, id"

    kind = fields.Selection(
        selection=[
            ("birthday", "Birthday"),
            ("anniversary", "Company anniversary"),
            ("feast", "Feast or holiday"),
            ("other", "Other"),
        ],
        required=True,
        default="birthday",
    )
    name = fields.Char(string="Occasion", help="What is celebrated.")
    month = fields.Selection(selection=MONTHS, required=True)
    day = fields.Integer(required=True)
    year = fields.Integer(
        help="The year of birth, or the first time. Empty when unknown."
    )
    next_date = fields.Date(
        string="Next time",
        compute="_compute_next_date",
        search="_search_next_date",
        help="29 February is kept on the 28th in common years.",
    )
    years = fields.Integer(
        compute="_compute_next_date", help="How many years it will be, next time."
    )

    _month_day_idx = models.Index("(month, day)")

    @api.depends("month", "day", "year")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for key_date in self:
            month, day = int(key_date.month or 0), key_date.day
            key_date.next_date = (
                next_day(month, day, today) if day_exists(month, day) else False
            )
            key_date.years = (
                key_date.next_date.year - key_date.year
                if key_date.next_date and key_date.year
                else 0
            )

    @api.model
    def _search_next_date(self, operator, value):
        """Find by the next time: the days from today to a day, or after one."""
        today = fields.Date.context_today(self)
        horizon = today + timedelta(days=366)
        if operator == "in":
            days = [fields.Date.to_date(day) for day in value if day]
            ranges = [(day, day) for day in days if today <= day <= horizon]
        elif operator in ("<", "<=", ">", ">=") and value:
            day = fields.Date.to_date(value)
            start, end = {
                "<": (today, day - timedelta(days=1)),
                "<=": (today, day),
                ">": (day + timedelta(days=1), horizon),
                ">=": (day, horizon),
            }[operator]
            ranges = [(max(start, today), min(end, horizon))]
        else:
            return NotImplemented
        # Whether a day's next time lies in the range, not any of its times.
        pairs = {
            (month, day)
            for start, end in ranges
            for month, day in recurring_days(start, end)
            if start <= next_day(month, day, today) <= end
        }
        return self._pairs_domain(pairs)

    @api.model
    def _pairs_domain(self, pairs):
        """Domain on the days, month by month: twelve terms at most."""
        days = {}
        for month, day in pairs:
            days.setdefault(f"{month:02}", []).append(day)
        return Domain.OR(
            Domain("month", "=", month) & Domain("day", "in", sorted(found))
            for month, found in sorted(days.items())
        )

    @api.depends("kind", "name", "contact_id", "partner_id", "month", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for key_date in self:
            who = key_date.contact_id.name or key_date.partner_id.name or ""
            what = key_date.name or kinds.get(key_date.kind, "")
            key_date.display_name = f"{what} · {who}" if who else what

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_numbers(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_numbers(vals)
        return super().write(vals)

    @api.model
    def _check_numbers(self, vals):
        """Say it before the database does that it can't hold such a number."""
        if any(abs(vals.get(name) or 0) > LARGEST for name in ("day", "year")):
            raise ValidationError(
                self.env._("Write day and year as in a calendar, such as 14 and 1984.")
            )

    @api.constrains("month", "day", "year")
    def _check_day(self):
        months = dict(self._fields["month"]._description_selection(self.env))
        today = fields.Date.context_today(self)
        for key_date in self:
            month, day, year = int(key_date.month), key_date.day, key_date.year
            if year and not FIRST_YEAR <= year <= today.year:
                raise ValidationError(
                    self.env._(
                        "The year %(year)s can't be: write the year of birth or of the "
                        "first time, or leave it empty.",
                        year=year,
                    )
                )
            if not day_exists(month, day, year or None):
                raise ValidationError(key_date._no_such_day(months[key_date.month]))
            if year and date(year, month, day) > today:
                raise ValidationError(
                    self.env._(
                        "%(day)s %(month)s %(year)s lies in the future. Write the year "
                        "of birth or of the first time, or leave it empty.",
                        day=day,
                        month=months[key_date.month],
                        year=year,
                    )
                )

    def _no_such_day(self, month):
        return (
            self.env._(
                "There is no %(day)s %(month)s %(year)s in the calendar. Ask for the "
                "date again, or leave the year empty if only the year is in doubt.",
                day=self.day,
                month=month,
                year=self.year,
            )
            if self.year
            else self.env._(
                "There is no %(day)s %(month)s in the calendar. Ask for the date "
                "again.",
                day=self.day,
                month=month,
            )
        )

    @api.constrains("kind", "name", "contact_id", "partner_id", "year")
    def _check_kind(self):
        for key_date in self:
            if key_date.kind in ("feast", "other") and not key_date.name:
                raise ValidationError(
                    self.env._("Say what is celebrated: fill in the occasion.")
                )
            if key_date.kind != "birthday":
                continue
            if not key_date.contact_id and key_date.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "Say whose birthday it is: choose a contact of %(customer)s. "
                        "The company's own day is a company anniversary.",
                        customer=key_date.partner_id.name or "",
                    )
                )
            if key_date.year and key_date.year < OLDEST_BIRTH:
                raise ValidationError(
                    self.env._(
                        "Nobody is alive who was born in %(year)s. Correct the year, "
                        "or leave it empty.",
                        year=key_date.year,
                    )
                )

    @api.constrains("kind", "contact_id", "partner_id")
    def _check_one_birthday(self):
        birthdays = self.filtered(lambda d: d.kind == "birthday")
        found = self._read_group(
            [
                ("partner_id", "in", birthdays.partner_id.ids),
                ("kind", "=", "birthday"),
            ],
            ["partner_id", "contact_id"],
            having=[("__count", ">", 1)],
        )
        if birthdays and found:
            partner, contact = found[0]
            raise ValidationError(
                self.env._(
                    "%(who)s has a birthday in the archive already. Change that one.",
                    who=contact.name or partner.name or "",
                )
            )
