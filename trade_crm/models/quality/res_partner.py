# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_case_ids = fields.One2many(
        comodel_name="trade.case", inverse_name="partner_id", string="Cases"
    )
    trade_case_open_count = fields.Integer(
        string="Open cases", compute="_compute_trade_case_open_count"
    )

    def _compute_trade_case_open_count(self):
        cases = self.env["trade.case"]
        if not cases.has_access("read"):
            self.trade_case_open_count = 0
            return
        companies = self.commercial_partner_id
        counts = dict(
            cases._read_group(
                [("partner_id", "in", companies.ids), *cases._open_domain()],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.trade_case_open_count = counts.get(partner.commercial_partner_id, 0)

    def action_trade_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_case"
        )
        company = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", company.id)],
            "context": {"default_partner_id": company.id},
        }
