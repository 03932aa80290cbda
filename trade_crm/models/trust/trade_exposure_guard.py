# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class TradeExposureGuard(models.Model):
    """One row for each customer or group: orders that count for it confirm in turn.

    The row is written, not merely locked. A transaction that began before another one
    confirmed an order sees the books as they were: writing the same row then fails,
    and Odoo tries it again with fresh eyes.
    """

    _name = "trade.exposure.guard"
    _description = "Turn of Confirmations"
    _log_access = False

    key = fields.Char(required=True)
    turn = fields.Integer()

    _key_uniq = models.UniqueIndex("(key)")

    @api.model
    def _take_turn(self, customers):
        """Wait for whoever confirms for the same group, or fail and be retried."""
        keys = set()
        for customer in customers:
            group = customer.trade_group_id
            root = (group.parent_path or "").split("/")[0]
            keys.add(f"group,{root}" if group else f"partner,{customer.id}")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO trade_exposure_guard AS g (key, turn)
                SELECT UNNEST(%s), 1
                ON CONFLICT (key) DO UPDATE SET turn = (g.turn + 1) %% 1000000
                """,
                sorted(keys),
            )
        )
