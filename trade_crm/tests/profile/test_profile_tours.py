# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestProfileTour(AccountTestInvoicingHttpCommon):
    def test_find_and_file(self):
        env = self.env(su=True)
        user = env["res.users"].create(
            {
                "name": "Tour Archivist",
                "login": "tour_archivist",
                "password": "tour_archivist",
                "tz": "Asia/Shanghai",
                "company_id": env.company.id,
                "company_ids": [Command.set(env.company.ids)],
                "group_ids": [Command.link(env.ref("trade_crm.group_trade_user").id)],
            }
        )
        cif, fob = (env.ref(f"account.incoterm_{code}").id for code in ("CIF", "FOB"))
        march = [Command.set(env.ref("trade_crm.month_03").ids)]
        rex, co = (
            [Command.set(env.ref(f"trade_crm.tariff_{code}").ids)]
            for code in ("rex", "co")
        )
        hamburg = env.ref("trade_crm.port_deham").id
        partners = env["res.partner"].create(
            [
                {
                    "name": f"Tour {name} GmbH",
                    "is_company": True,
                    "user_id": user.id,
                    "country_id": env.ref("base.de").id,
                    "trade_peak_month_ids": march,
                    "trade_incoterm_id": incoterm,
                    "trade_port_destination_id": hamburg,
                    "trade_tariff_ids": tariff,
                }
                for name, incoterm, tariff in (
                    ("Wanted", cif, rex),
                    ("Other Terms", fob, rex),
                    ("No Agreement", cif, co),
                )
            ]
        )
        wanted = partners[0]
        env["res.partner"].create({"name": "Katrin", "parent_id": wanted.id})
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_customer",
            "trade_profile",
            login="tour_archivist",
            timeout=120,
        )
        birthday = wanted.trade_key_date_ids
        self.assertEqual((birthday.day, birthday.month), (28, "02"))
        self.assertEqual(birthday.contact_id.name, "Katrin")
        self.assertEqual(wanted.website, "https://www.wanted.example")
