# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..identity.text_length import check_lines


class SaleOrder(models.Model):
    _inherit = "sale.order"

    trade_lost_date = fields.Datetime(
        string="Lost on",
        readonly=True,
        copy=False,
        help="When the quotation was given up. An order that was confirmed and "
        "cancelled later is no lost quotation.",
    )
    trade_lost_reason_id = fields.Many2one(
        comodel_name="crm.lost.reason",
        string="Lost reason",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    trade_lost_note = fields.Char(
        string="What the customer said",
        copy=False,
        help="The price to beat, the competitor who got the order, ...",
    )

    def write(self, vals):
        check_lines(self, [vals], ["trade_lost_note"])
        state = vals.get("state")
        if state == "cancel":
            self._trade_note_loss()
        done = super().write(vals)
        if state and state != "cancel":
            self.filtered("trade_lost_date").write(
                {
                    "trade_lost_date": False,
                    "trade_lost_reason_id": False,
                    "trade_lost_note": False,
                }
            )
        return done

    def _trade_note_loss(self):
        """A quotation that is cancelled is lost, whoever cancels it and how.

        The reason is the opportunity's when the quotation has none of its own.
        """
        if self.env.context.get("trade_not_lost"):
            return
        lost = self.filtered(lambda order: order.state in ("draft", "sent"))
        lost.trade_lost_date = fields.Datetime.now()
        for order in lost.filtered("opportunity_id.lost_reason_id"):
            if not order.trade_lost_reason_id:
                order.trade_lost_reason_id = order.opportunity_id.lost_reason_id

    def action_trade_lose(self):
        """Cancel quotations; ask why, when the company wants to know."""
        policy = self.company_id[:1].trade_lost_reason
        if policy == "off" or not self.filtered(lambda o: o.state in ("draft", "sent")):
            return self.action_cancel()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotation lost"),
            "res_model": "trade.quotation.lost",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }
