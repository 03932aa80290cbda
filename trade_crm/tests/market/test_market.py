# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..deal.test_last_price import DealCase


def ago(days):
    return fields.Datetime.now() - timedelta(days=days)


@tagged("post_install", "-at_install")
class TestMarket(DealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.trade_business_kind = "importer"
        cls.bolt.write(
            {"country_id": cls.germany.id, "trade_business_kind": "importer"}
        )
        cls.market = cls.env["trade.market"].create(
            {"country_id": cls.germany.id, "business_kind": "importer"}
        )

    def _on(self, days):
        return str(ago(days).date())

    def test_figures(self):
        """Of three quotations one sold, one lost, one open; one sale is too old."""
        self._order(self.acme, 10, state="sale", date=self._on(30), quantity=5)
        self._order(self.acme, 20, state="sent", date=self._on(20), quantity=2)
        lost = self._order(self.bolt, 30, state="sent", date=self._on(10), quantity=1)
        lost.action_cancel()
        self._order(self.acme, 10, state="sale", date=self._on(500), quantity=5)
        self._order(
            self.acme,
            40,
            state="sale",
            date=self._on(40),
            quantity=1,
            pricelist_id=self.coin_list.id,
        )
        market = self.market.with_user(self.boss)
        before = self.env["res.partner"].search_count(
            [
                ("country_id", "=", self.germany.id),
                ("trade_business_kind", "=", "importer"),
                ("is_company", "=", True),
            ]
        )
        self.assertEqual(market.customer_count, before)
        self.assertEqual(market.buyer_count, 1)
        self.assertEqual(market.sold, 60)  # 50 and 40 coins at four for one
        self.assertEqual(market.quoted, 130)
        self.assertAlmostEqual(market.win_rate, 2 / 3)
        mine = self.market.with_user(self.ann)
        self.assertEqual((mine.sold, mine.quoted), (60, 100), "not Bob's lost one")
        nothing = self.env["trade.market"].create({"country_id": self.china.id})
        self.assertIs(nothing.win_rate, False, "nothing decided is no 0 %")

    def test_markets_with_customers(self):
        empty = self.env["trade.market"].create(
            {"country_id": self.env.ref("base.va").id}
        )
        markets = self.env["trade.market"].with_user(self.boss)
        with_customers = markets.search([("customer_count", ">", 0)])
        self.assertIn(self.market, with_customers)
        self.assertNotIn(empty, with_customers)
        self.assertIn(empty, markets.search([("customer_count", "=", 0)]))
        self.assertTrue(all(market.customer_count for market in with_customers))

    def test_a_page_for_each_market_once(self):
        self.acme.customer_rank = 1
        self.free.write({"country_id": self.china.id, "customer_rank": 1})
        markets = self.env["trade.market"].with_user(self.ann)
        for _time in range(2):
            markets.action_open_markets()
        found = markets.search([("country_id", "in", (self.germany + self.china).ids)])
        self.assertCountEqual(
            [(m.country_id, m.business_kind) for m in found],
            {(m.country_id, m.business_kind) for m in found},
        )
        self.assertIn(
            (self.china, False), [(m.country_id, m.business_kind) for m in found]
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            markets.create({"country_id": self.china.id})

    def test_rivals(self):
        rival = self.env["trade.competitor"].create({"name": "Cheaper Ltd"})
        self.env["trade.competitor.offer"].create(
            {"partner_id": self.acme.id, "competitor_id": rival.id, "product": "Lamp"}
        )
        self.assertEqual(self.market.competitor_ids, rival)
        self.assertFalse(self.market.with_user(self.bob).competitor_ids)

    def test_one_query_a_figure(self):
        markets = self.market | self.env["trade.market"].create(
            [{"country_id": self.china.id}, {"country_id": self.germany.id}]
        )
        markets.with_user(self.boss).mapped("sold")
        self.env.invalidate_all()
        markets = markets.browse(markets.ids).with_user(self.boss)
        markets.fetch(["country_id", "business_kind"])
        with self.assertQueryCount(8):
            markets.mapped("sold")


@tagged("post_install", "-at_install")
class TestCampaign(DealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fair, cls.mailing = cls.env["utm.campaign"].create(
            [{"title": "Canton Fair", "trade_cost": 50}, {"title": "Spring mailing"}]
        )

    def _reach(self, campaign, partner, days):
        self.env["trade.campaign.reach"].create(
            {"campaign_id": campaign.id, "partner_id": partner.id, "date": ago(days)}
        )

    def _sell(self, partner, days, amount, **vals):
        self._order(
            partner,
            amount,
            state="sale",
            quantity=1,
            date=str(ago(days).date()),
            **vals,
        )

    def _figures(self, campaign, user=None):
        campaign = campaign.with_user(user or self.boss)
        campaign.invalidate_recordset()
        return (
            campaign.trade_reached_count,
            campaign.trade_reply_count,
            campaign.trade_won_count,
            campaign.trade_won_amount,
        )

    def test_the_last_one_gets_it_once(self):
        self._reach(self.fair, self.acme, 100)
        self._reach(self.mailing, self.acme, 20)
        self._sell(self.acme, 120, 1)  # before anybody
        self._sell(self.acme, 60, 100)  # the fair's, 40 days after
        self._sell(self.acme, 5, 200)  # the mailing's, though the fair came first
        self.assertEqual(self._figures(self.fair), (1, 0, 1, 100))
        self.assertEqual(self._figures(self.mailing), (1, 0, 1, 200))
        self.assertEqual(self.fair.with_user(self.boss).trade_return, 2)

    def test_what_is_written_on_the_order_counts(self):
        self._reach(self.mailing, self.acme, 20)
        self._sell(self.acme, 5, 200, campaign_id=self.fair.id)
        self._sell(
            self.acme,
            6,
            400,
            campaign_id=self.fair.id,
            pricelist_id=self.coin_list.id,
        )
        self.assertEqual(self._figures(self.fair), (0, 0, 2, 300))
        self.assertEqual(self._figures(self.mailing), (1, 0, 0, 0))

    def test_too_late(self):
        self._reach(self.fair, self.acme, 200)
        self._sell(self.acme, 100, 10)
        self.assertEqual(self._figures(self.fair), (1, 0, 0, 0))
        self.env.company.trade_campaign_days = 110
        self.env.invalidate_all()
        self.assertEqual(self._figures(self.fair), (1, 0, 1, 10))

    def _contact(self, partner, days, direction):
        self.env["trade.interaction"].create(
            {
                "partner_id": partner.id,
                "channel": "phone",
                "direction": direction,
                "date": ago(days),
            }
        )

    def test_replies(self):
        """A customer counts once, however often he calls; what we say is no reply."""
        self._reach(self.fair, self.acme, 50)
        self._reach(self.fair, self.bolt, 50)
        self._reach(self.mailing, self.acme, 40)
        self._contact(self.acme, 60, "in")
        self._contact(self.bolt, 49, "out")
        self.assertEqual(self._figures(self.fair)[1], 0)
        self._contact(self.acme, 45, "in")
        self._contact(self.acme, 44, "in")
        self.assertEqual(self._figures(self.fair)[1], 1)
        self.assertEqual(self._figures(self.mailing)[1], 0)
        self._contact(self.bolt, 10, "in")  # 40 days after: no reply any more
        self.assertEqual(self._figures(self.fair)[1], 1)

    def test_only_what_one_may_see(self):
        self._reach(self.fair, self.acme, 50)
        self._reach(self.fair, self.bolt, 50)
        self._sell(self.bolt, 30, 500)
        self.assertEqual(self._figures(self.fair, self.ann), (1, 0, 0, 0))
        self.assertEqual(self._figures(self.fair, self.bob), (1, 0, 1, 500))

    def test_noted_in_a_list_once(self):
        person = self.env["res.partner"].create(
            {"name": "Eva", "parent_id": self.acme.id}
        )
        self._reach(self.fair, self.acme, 50)
        wizard = (
            self.env["trade.campaign.reach.wizard"]
            .with_user(self.boss)
            .with_context(active_ids=(person | self.acme | self.bolt).ids)
            .create({"campaign_id": self.fair.id})
        )
        wizard.action_note()
        self.assertEqual(self.fair.trade_reach_ids.partner_id, self.acme | self.bolt)

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._reach(self.fair, self.acme, -2)
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.fair.write(
                {"trade_date_begin": "2024-05-02", "trade_date_end": "2024-05-01"}
            )

    def test_people_without_a_trade_role_see_plain_campaigns(self):
        self.fair.with_user(self.clerk).read(["title", "user_id"])
        self.fair.with_user(self.clerk).title = "Canton Fair, spring"
