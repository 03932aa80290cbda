# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

# Menus of each part that a company may do without.
MENUS = {
    "trade_use_grades": ("menu_trade_grade", "menu_trade_grade_move"),
    "trade_use_credit": (
        "menu_trade_credit_rating",
        "menu_trade_credit_policy",
        "menu_trade_country_risk",
    ),
    "trade_use_qualification": (
        "menu_trade_qualification",
        "menu_trade_qualification_criterion",
    ),
    "trade_use_reviews": ("menu_trade_review", "menu_trade_review_action"),
}


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Leave out the menus of parts that none of our companies uses."""
        hidden = super()._load_menus_blacklist()
        companies = self.env["res.company"].sudo().search([])  # settings only
        for part, names in MENUS.items():
            if not any(companies.mapped(part)):
                menus = [self.env.ref(f"trade_crm.{n}", False) for n in names]
                hidden += [menu.id for menu in menus if menu]
        return hidden
