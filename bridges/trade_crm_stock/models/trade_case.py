# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class TradeCase(models.Model):
    _inherit = "trade.case"

    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot or serial number",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
        help="Its number becomes the batch, by which repeated problems are found.",
    )
    batch = fields.Char(compute="_compute_batch", store=True, readonly=False)

    @api.depends("lot_id")
    def _compute_batch(self):
        for case in self.filtered("lot_id"):
            case.batch = case.lot_id.name

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        if self.lot_id and not self.product_id:
            self.product_id = self.lot_id.product_id
