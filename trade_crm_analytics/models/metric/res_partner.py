# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..copied_fields import forget


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_metric_ids = fields.One2many(
        comodel_name="trade.customer.metric",
        inverse_name="partner_id",
        string="Worth and outlook",
        readonly=True,
    )
    trade_yearly_purchases = fields.Monetary(
        string="Yearly purchases",
        currency_field="trade_yearly_purchases_currency_id",
        help="What the customer is known or estimated to buy of such goods in a year, "
        "from whomever. Our share of it is the share of wallet.",
    )
    trade_yearly_purchases_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the purchases",
        help="Empty: the company's own.",
    )

    _trade_yearly_purchases_positive = models.Constraint(
        "CHECK (trade_yearly_purchases >= 0)",
        "What a customer buys in a year can't be negative.",
    )

    @api.onchange("trade_yearly_purchases")
    def _onchange_trade_yearly_purchases(self):
        if self.trade_yearly_purchases and not self.trade_yearly_purchases_currency_id:
            self.trade_yearly_purchases_currency_id = self.env.company.currency_id

    def action_trade_open(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_copies(self):
        forget(self)
