# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from freezegun import freeze_time
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import write_invoices


@freeze_time("2026-06-30 10:00:00")
@tagged("post_install", "-at_install")
class TestEffects(AccountTestInvoicingCommon):
    """What the SOP, campaigns and prices did, by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.owner = new_test_user(
            cls.env,
            "owner",
            groups="base.group_user,trade_crm.group_trade_user",
            company_id=cls.company.id,
        )
        chile, peru = cls.env.ref("base.cl"), cls.env.ref("base.pe")
        cls.one, cls.two, cls.three, cls.four = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "country_id": country.id}
                for name, country in (
                    ("One", chile),
                    ("Two", chile),
                    ("Three", chile),
                    ("Four", peru),
                )
            ]
        )
        cls.product = cls.env["product.product"].create({"name": "Lamp"})

    def order(self, partner, day, price, quantity=1, state="sale", currency=None):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "List",
                "currency_id": (currency or self.company.currency_id).id,
                "company_id": self.company.id,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        order.write({"state": state, "date_order": day})
        self.env.flush_all()
        return order

    def test_sop(self):
        Response = self.env["trade.followup.response"].sudo()
        Response.search([]).unlink()
        rows = Response.create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": self.owner.id,
                    "company_id": self.company.id,
                    "kind": "claim",
                    "date_start": start,
                    "date_sop": due,
                    "date_first_out": contact,
                    "hours_to_contact": hours,
                    "sop": sop,
                }
                for partner, start, due, contact, hours, sop in (
                    (self.one, "2026-01-05", "2026-01-07", "2026-01-06", 24, "within"),
                    (self.two, "2026-01-05", "2026-01-07", "2026-01-09", 96, "late"),
                    (self.three, "2026-01-05", "2026-01-07", False, False, False),
                    (self.four, "2026-06-29", "2026-07-02", False, False, False),
                )
            ]
        )
        plan = self.env["trade.followup.plan"].search([], limit=1)
        self.env["trade.followup.task"].sudo().create(
            {
                "plan_id": plan.id,
                "step_id": plan.step_ids[0].id,
                "partner_id": self.one.id,
                "user_id": self.owner.id,
                "origin": "test",
                "date_start": "2026-01-05 08:00:00",
            }
        )
        self.order(self.one, "2026-03-01", 100)
        self.order(self.one, "2026-05-01", 900)  # after the 90 days
        self.order(self.two, "2026-01-01", 70)  # before he came
        found = {
            effect.partner_id: effect
            for effect in self.env["trade.sop.effect"].search([("id", "in", rows.ids)])
        }
        within, late = found[self.one], found[self.two]
        self.assertEqual(
            (within.sop, within.plan, within.converted, within.ordered),
            ("within", "with", 1, 100),
        )
        self.assertEqual(
            (late.sop, late.plan, late.converted, late.ordered),
            ("late", "without", 0, 0),
        )
        self.assertEqual(found[self.three].sop, "none")
        self.assertIs(found[self.three].hours_to_contact, False)
        running = found[self.four]
        self.assertEqual(running.sop, "running")
        self.assertIs(running.converted, False)  # an order may come yet
        [(hours, share)] = self.env["trade.sop.effect"]._read_group(
            [("id", "in", rows.ids)], [], ["hours_to_contact:avg", "converted:avg"]
        )
        self.assertEqual((hours, round(share, 4)), (60, 0.3333))
        with self.assertRaises(AccessError):
            within.with_user(self.owner).read(["sop"])

    def test_campaign_beside_those_not_reached(self):
        journal = self.company_data["default_journal_sale"]
        write_invoices(
            self.env,
            self.company,
            journal,
            [
                (partner.id, date(2025, 5, 1), 50, False)
                for partner in (self.one, self.two, self.three, self.four)
            ],
        )
        later = self.env["res.partner"].create(
            {
                "name": "Later",
                "is_company": True,
                "country_id": self.env.ref("base.cl").id,
            }
        )
        write_invoices(
            self.env, self.company, journal, [(later.id, date(2026, 4, 1), 5, False)]
        )
        self.env["trade.customer.metric"].refresh(self.company)
        self.company.trade_campaign_days = 30
        campaign = self.env["utm.campaign"].create({"name": "Spring fair"})
        self.assertIs(campaign.trade_ordered_reached, False)
        self.env["trade.campaign.reach"].create(
            {
                "campaign_id": campaign.id,
                "partner_id": self.one.id,
                "date": "2026-03-01 08:00:00",
            }
        )
        self.order(self.one, "2026-03-10", 100)
        self.order(self.one, "2026-05-10", 999)  # too late
        self.order(self.two, "2026-03-12", 30)
        self.order(self.four, "2026-03-12", 700)  # another country
        campaign.invalidate_recordset()
        self.assertEqual(
            (campaign.trade_buyers_reached, campaign.trade_buyers_others), (1, 2)
        )
        self.assertEqual(campaign.trade_ordered_reached, 1)
        self.assertEqual(campaign.trade_ordered_others, 0.5)
        self.assertEqual(campaign.trade_amount_reached, 100)
        self.assertEqual(campaign.trade_amount_others, 15)
        campaign.trade_country_ids = self.env.ref("base.pe")
        self.assertEqual(campaign.trade_buyers_others, 1)
        self.assertEqual(campaign.trade_amount_others, 700)

    def test_market_prices(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        rival = self.env["trade.competitor"].create({"name": "Rival"})

        def offer(partner, price, currency, since):
            return {
                "partner_id": partner.id,
                "competitor_id": rival.id,
                "product": "Their lamp",
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "price": price,
                "currency_id": currency.id,
                "date_since": since,
            }

        self.env["trade.competitor.offer"].create(
            [
                offer(self.one, 16, euro, "2026-02-01"),  # 8 in dollars
                offer(self.one, 99, euro, "2025-02-01"),  # older
                offer(self.two, 20, self.company.currency_id, "2026-03-01"),
            ]
        )
        own = self.order(self.one, "2026-05-05", 10, quantity=3)
        place = self.order(self.three, "2026-06-06", 10, state="cancel")
        none = self.order(self.four, "2026-06-06", 10)
        found = {
            line.order_id: line
            for line in self.env["trade.market.line"].search(
                [("order_id", "in", (own + place + none).ids)]
            )
        }
        line = found[own]
        self.assertEqual((line.our_price, line.their_price), (10, 8))
        self.assertAlmostEqual(line.price_gap, 0.25)
        self.assertEqual((line.calendar_month, line.outcome), ("05", "won"))
        self.assertEqual(found[place].their_price, 20)  # the country's latest
        self.assertAlmostEqual(found[place].price_gap, -0.5)
        self.assertIs(found[none].their_price, False)
        self.assertIs(found[none].price_gap, False)
        with self.assertRaises(AccessError):
            line.with_user(self.owner).read(["their_price"])

    def test_digest(self):
        write_invoices(
            self.env,
            self.company,
            self.company_data["default_journal_sale"],
            [
                (self.one.id, date(2026, 6, 20), 100, False),
                (self.one.id, date(2026, 6, 21), -30, True),
                (self.two.id, date(2026, 6, 22), 50, False),
                (self.two.id, date(2025, 6, 22), 50, False),
            ],
        )
        self.one.user_id = self.owner
        self.env["trade.customer.metric"].refresh(self.company)
        digest = self.env.ref("trade_crm_analytics.digest_customers")
        self.assertEqual(digest.periodicity, "monthly")
        month = {
            "start_datetime": datetime(2026, 6, 1),
            "end_datetime": datetime(2026, 7, 1),
        }
        boss = digest.with_company(self.company).with_context(**month)
        self.assertEqual(boss.kpi_trade_revenue_value, 120)
        self.assertEqual(boss.kpi_trade_active_value, 2)
        self.assertEqual(boss.kpi_trade_new_value, 1)
        outsider = new_test_user(
            self.env, "outsider", groups="base.group_user", company_id=self.company.id
        )
        with self.assertRaises(AccessError):
            boss.with_user(outsider)._compute_trade_revenue()
        self.owner.email = "owner@example.com"
        digest.user_ids = self.owner
        digest._action_send_to_user(self.owner, tips_count=0)
        mail = self.env["mail.mail"].search(
            [("email_to", "like", "owner@example.com")], limit=1
        )
        self.assertIn("Customers Who Ordered", mail.body_html)
