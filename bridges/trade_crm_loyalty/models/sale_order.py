# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _trade_grade_domain(self, path):
        """Programs for everybody and those for the grade of the order's customer."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        grade = customer.sudo().trade_grade_id  # sudo: whoever writes the order
        return ["|", (path, "=", False), (path, "in", grade.ids)]

    def _get_program_domain(self):
        return [
            *super()._get_program_domain(),
            *self._trade_grade_domain("trade_grade_ids"),
        ]

    def _get_trigger_domain(self):
        return [
            *super()._get_trigger_domain(),
            *self._trade_grade_domain("program_id.trade_grade_ids"),
        ]
