# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


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

        Held by a lock on the user, so that parallel requests can't pass the cap.

        :raise UserError: when the cap of the company is reached
        """
        user = self.env.user
        cap = self.env.company.sudo().trade_check_cap  # sudo: the cap binds everybody
        log = self.sudo()  # sudo: users can't write their own log
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", 704119, user.id)
        )
        since = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        used = log.search_count([("user_id", "=", user.id), ("date", ">=", since)])
        if cap and used >= cap:
            raise UserError(
                self.env._(
                    "You have used your %s checks of today. An administrator can raise "
                    "the number in the settings.",
                    cap,
                )
            )
        return log.create({"user_id": user.id, "query": query[:200], "hits": hits})
