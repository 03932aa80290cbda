# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class TradeQuotationLost(models.TransientModel):
    """Why a quotation is given up."""

    _name = "trade.quotation.lost"
    _description = "Quotation Lost"

    order_ids = fields.Many2many(
        comodel_name="sale.order",
        relation="trade_quotation_lost_order_rel",
        required=True,
    )
    lost = fields.Selection(
        selection=[
            ("lost", "The customer does not buy"),
            ("dropped", "It was a mistake, or another quotation replaces it"),
        ],
        string="What happened",
        default="lost",
        required=True,
    )
    reason_id = fields.Many2one(
        comodel_name="crm.lost.reason",
        default=lambda self: self._default_reason(),
    )
    note = fields.Char(string="What the customer said")

    def _default_reason(self):
        orders = self.env["sale.order"].browse(
            self.env.context.get("default_order_ids") or ()
        )
        reasons = orders.opportunity_id.lost_reason_id
        return reasons if len(reasons) == 1 else reasons.browse()

    def action_cancel_quotations(self):
        self.ensure_one()
        orders = self.order_ids
        if self.lost == "dropped":
            return orders.with_context(trade_not_lost=True).action_cancel()
        required = "require" in orders.company_id.mapped("trade_lost_reason")
        if required and not self.reason_id:
            raise UserError(
                self.env._("Choose why the quotation was lost: your company asks it.")
            )
        orders.write(
            {"trade_lost_reason_id": self.reason_id.id, "trade_lost_note": self.note}
        )
        return orders.action_cancel()
