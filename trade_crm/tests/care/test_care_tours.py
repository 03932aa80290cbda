# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import fields
from odoo.addons.trade_crm.feasts import Feast
from odoo.addons.trade_crm.models.care import trade_care
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCareTour(HttpCase):
    def test_holidays_of_tomorrow(self):
        """Four countries with a holiday tomorrow, looked through before they go."""
        user = new_test_user(self.env, "care_tour", "trade_crm.group_trade_manager")
        cares = self.env["trade.care"]
        cares.search([]).unlink()
        tomorrow = fields.Date.add(fields.Date.context_today(cares), days=1)
        christmas = date(tomorrow.year, 12, 25)
        found = [Feast(christmas, "Christmas Day", f"christmas:{christmas.year + 1}")]
        # The calendar's Christmas is asked for on tomorrow's day.
        self.patch(
            trade_care,
            "feasts",
            lambda *args: [feast._replace(day=tomorrow) for feast in found],
        )
        for code in ("DE", "BR", "SA", "IN"):
            country = self.env["res.country"].search([("code", "=", code)])
            self.env["res.partner"].create(
                {
                    "name": f"Care {code}",
                    "is_company": True,
                    "email": f"{code}@care.example",
                    "country_id": country.id,
                    "user_id": user.id,
                }
            )
        cares._plan()
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_care", "trade_care", login="care_tour"
        )
        states = cares.search([("partner_id.name", "like", "Care ")]).mapped("state")
        self.assertEqual(sorted(states), ["planned"] * 3 + ["released"])
