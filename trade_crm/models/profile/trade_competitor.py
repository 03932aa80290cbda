# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...formats import FormatError, web_address
from ..identity.trade_header import check_plain_names
from .format_text import refusal


class TradeCompetitor(models.Model):
    """Somebody else who sells to our customers (竞争对手)."""

    _name = "trade.competitor"
    _description = "Competitor"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, index=True, tracking=True)
    country_id = fields.Many2one(comodel_name="res.country", ondelete="restrict")
    website = fields.Char()
    strengths = fields.Text(help="What customers like about them.")
    weaknesses = fields.Text(help="What customers complain about.")
    offer_ids = fields.One2many(
        comodel_name="trade.competitor.offer", inverse_name="competitor_id"
    )
    customer_count = fields.Integer(compute="_compute_customer_count")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(LOWER(name))", "This competitor is in the list already."
    )

    def _compute_customer_count(self):
        """Customers they sell to, of those that the reader may see."""
        counts = dict(
            self.env["trade.competitor.offer"]._read_group(
                [("competitor_id", "in", self.ids)],
                ["competitor_id"],
                ["partner_id:count_distinct"],
            )
        )
        for competitor in self:
            competitor.customer_count = counts.get(competitor._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        check_plain_names(self, vals_list)
        return super().create([self._normal_website(vals) for vals in vals_list])

    def write(self, vals):
        check_plain_names(self, [vals])
        return super().write(self._normal_website(vals))

    @api.model
    def _normal_website(self, vals):
        if not vals.get("website"):
            return vals
        try:
            return {**vals, "website": web_address(vals["website"])}
        except FormatError as error:
            raise refusal(self.env, vals["website"], error) from error

    def action_open_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_customer"
        )
        action["domain"] = [("trade_offer_ids.competitor_id", "=", self.id)]
        return action
