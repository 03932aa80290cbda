# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from pytz import timezone, utc


class TradeCheckLog(models.Model):
    """Who asked for which customer, so that the check can't copy the database."""

    _name = "trade.check.log"
    _description = "Customer Check Log"
    _order = "id desc"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, index=True
    )
    query = fields.Char(readonly=True)
    hits = fields.Integer(readonly=True)
    date = fields.Datetime(default=fields.Datetime.now, readonly=True, index=True)

    @api.model
    def _charge(self, query, hits=0):
        """Count one check of the user, or refuse it when the day's cap is reached.

        The day is the company's. Parallel requests of one user queue up, so that they
        can't pass the cap together.

        :raise UserError: when the cap of the company is reached
        """
        user, company = self.env.user, self.env.company
        cap = company.sudo().trade_check_cap  # sudo: the cap binds everybody
        self.env["trade.header.claim"]._hold([f"check:{user.id}"])
        log = self.sudo()  # sudo: users can't write their own log
        used = log.search_count(
            [("user_id", "=", user.id), ("date", ">=", self._today(company))]
        )
        if cap and used >= cap:
            raise UserError(
                self.env._(
                    "You have used your %(cap)s checks of today. You can check again "
                    "from %(when)s. An administrator can raise the number in the "
                    "settings.",
                    cap=cap,
                    when=self._opens_again(company),
                )
            )
        return log.create({"user_id": user.id, "query": query[:200], "hits": hits})

    @api.model
    def _today(self, company):
        """The beginning of the company's present day, in UTC."""
        midnight = self._midnight(company)
        return midnight.astimezone(utc).replace(tzinfo=None)

    @api.model
    def _midnight(self, company):
        """The beginning of the company's present day, in its own time zone."""
        zone = self._zone(company)
        local = utc.localize(fields.Datetime.now()).astimezone(zone)
        return zone.localize(datetime.combine(local.date(), time.min))

    @api.model
    def _zone(self, company):
        calendar = company.sudo().resource_calendar_id  # its time zone alone is read
        return timezone(calendar.tz or "UTC")

    @api.model
    def _opens_again(self, company):
        """When the company's next day begins, in the user's words and time zone."""
        zone = self._zone(company)
        tomorrow = self._midnight(company).date() + timedelta(days=1)
        opens = zone.localize(datetime.combine(tomorrow, time.min)).astimezone(utc)
        return format_datetime(
            self.env,
            opens.replace(tzinfo=None),
            tz=self.env.user.tz or zone.zone,
            dt_format="short",
        )
