# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _trade_grade_domain(self, path):
        """Programs for everybody and those for the grade of the order's customer."""
        self.ensure_one()
        # sudo: the grade decides what the customer gets, whoever writes the order
        grade = self.partner_id.commercial_partner_id.sudo().trade_grade_id
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
