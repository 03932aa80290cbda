# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class TradeAskTally(models.Model):
    """How often somebody's screens, or a program of his, asked while typing."""

    _name = "trade.ask.tally"
    _description = "Questions While Typing"
    _log_access = False
    _order = "day desc, asked desc, id"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="cascade"
    )
    day = fields.Date(required=True, readonly=True, index=True)
    asked = fields.Integer(readonly=True, default=1)

    _user_day_uniq = models.UniqueIndex("(user_id, day)")

    @api.model
    def _charge(self):
        """Count one question from outside, or refuse it when the day's cap is reached.

        The masked answer tells that a name is there; whoever asks for a list of names
        would copy the database bit by bit. Managers see the customers anyway.

        :raise UserError: when the cap of the company is reached
        """
        user, company = self.env.user, self.env.company
        cap = company.sudo().trade_ask_cap  # sudo: the cap binds everybody
        if not cap or user.has_group("trade_crm.group_trade_manager"):
            return
        checks = self.env["trade.check.log"]
        day = checks._midnight(company).date()
        [(asked,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_ask_tally AS t (user_id, day, asked)
                VALUES (%s, %s, 1)
                    ON CONFLICT (user_id, day) DO UPDATE SET asked = t.asked + 1
                RETURNING asked
                """,
                user.id,
                day,
            )
        )
        if asked > cap:
            raise UserError(
                self.env._(
                    "You have asked for customers %(cap)s times today. Likely "
                    "conflicts are shown again from %(when)s. An administrator can "
                    "raise the number in the settings.",
                    cap=cap,
                    when=checks._opens_again(company),
                )
            )

    @api.autovacuum
    def _gc_tallies(self):
        """Forget what was asked more than three months ago."""
        old = fields.Date.today() - timedelta(days=92)
        self.search([("day", "<", old)]).unlink()
