# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain

MEASURES = [
    ("net", "Net revenue"),
    ("active", "Active customers"),
    ("new", "New customers"),
    ("retention", "Retention (%)"),
]


class TradeTarget(models.Model):
    """What an owner, a team or a country is to reach in a period, and has reached.

    Counted by whole months, from the figures that the reader may see.
    """

    _name = "trade.target"
    _description = "Target"
    _order = "date_from desc, id"
    _rec_name = "measure"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        index=True,
        domain=[("share", "=", False)],
    )
    team_id = fields.Many2one(comodel_name="crm.team", string="Sales team")
    country_id = fields.Many2one(comodel_name="res.country")
    date_from = fields.Date(
        string="From month",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
    )
    months = fields.Integer(required=True, default=12)
    measure = fields.Selection(selection=MEASURES, required=True, default="net")
    target = fields.Float(required=True)
    actual = fields.Float(compute="_compute_actual", digits=(16, 1))
    previous = fields.Float(
        string="Period before",
        compute="_compute_actual",
        digits=(16, 1),
        help="The same measure in as many months before.",
    )
    reached = fields.Float(compute="_compute_actual", help="Actual of the target.")

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "A target's period has at least one month."
    )
    _target_positive = models.Constraint(
        "CHECK (target > 0)", "A target must be above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._whole_month(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._whole_month(vals))

    @api.model
    def _whole_month(self, vals):
        if vals.get("date_from"):
            day = fields.Date.to_date(vals["date_from"])
            return vals | {"date_from": day.replace(day=1)}
        return vals

    @api.depends(
        *("company_id", "user_id", "team_id", "country_id"),
        *("date_from", "months", "measure", "target"),
    )
    @api.depends_context("uid")
    def _compute_actual(self):
        for one in self:
            start = one.date_from and one.date_from.replace(day=1)
            if not start or one.months <= 0:
                one.actual = one.previous = one.reached = 0.0
                continue
            span = relativedelta(months=one.months)
            one.actual = one._measured(start, start + span)
            one.previous = one._measured(start - span, start)
            one.reached = one.actual / one.target if one.target else 0.0

    def _scope(self):
        domain = Domain("company_id", "=", self.company_id.id)
        for name in ("user_id", "team_id", "country_id"):
            if self[name]:
                domain &= Domain(name, "=", self[name].id)
        return domain

    def _measured(self, start, end):
        """Return the measure of the months from start up to, but not with, end."""
        Month = self.env["trade.customer.month"]

        def within(first, last):
            return (
                self._scope()
                & Domain("month", ">=", first)
                & Domain("month", "<", last)
            )

        period = within(start, end)
        if self.measure == "net":
            [(net,)] = Month._read_group(period, [], ["net:sum"])
            return net or 0.0
        bought = period & Domain("orders", ">", 0)
        if self.measure == "new":
            bought &= Domain("age", "=", 0)
        if self.measure in ("new", "active"):
            [(count,)] = Month._read_group(bought, [], ["partner_id:count_distinct"])
            return count
        before = within(start - relativedelta(months=self.months), start) & Domain(
            "orders", ">", 0
        )
        earlier = {one.id for [one] in Month._read_group(before, ["partner_id"])}
        now = {one.id for [one] in Month._read_group(bought, ["partner_id"])}
        return 100 * len(earlier & now) / len(earlier) if earlier else 0.0

    def action_records(self):
        """Open the months behind the figure."""
        self.ensure_one()
        end = self.date_from + relativedelta(months=self.months)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "trade.customer.month",
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": list(
                self._scope()
                & Domain("month", ">=", self.date_from)
                & Domain("month", "<", end)
            ),
        }
