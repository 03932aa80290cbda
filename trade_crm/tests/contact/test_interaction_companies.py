# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A customer that two of our companies share, in two currencies."""

from datetime import datetime

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTwoCompanies(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True, context={**cls.env.context, "tracking_disable": 1})
        cls.coin = cls.env["res.currency"].create(
            {"name": "TCN", "symbol": "tc", "rounding": 0.01}
        )
        cls.home = cls.env.company
        cls.away = cls.setup_other_company(
            name="Second House", currency_id=cls.coin.id
        )["company"]
        for company, rate in ((cls.home, 4.0), (cls.away, 1.0)):
            cls.env["res.currency.rate"].create(
                {
                    "name": "2020-01-01",
                    "currency_id": cls.coin.id,
                    "company_id": company.id,
                    "rate": rate,  # four coins for one unit of the first company
                }
            )
        cls.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": cls.home.currency_id.id,
                "company_id": cls.away.id,
                "rate": 0.25,
            }
        )
        cls.seller, cls.both = (
            new_test_user(
                cls.env,
                login=login,
                groups="trade_crm.group_trade_user_all",
                company_id=cls.home.id,
                company_ids=[Command.set(companies.ids)],
            )
            for login, companies in (
                ("one_house", cls.home),
                ("two_houses", cls.home | cls.away),
            )
        )
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Shared Buyer", "is_company": True}
        )
        cls.lamp = cls.env["product.product"].create(
            {"name": "Lamp", "list_price": 10, "taxes_id": [Command.clear()]}
        )
        for company, price, day in ((cls.home, 5.0, 3), (cls.away, 24.0, 4)):
            cls._sell(company, price, datetime(2024, 5, day, 8))

    @classmethod
    def _sell(cls, company, price, moment):
        env = cls.env(context={"allowed_company_ids": company.ids})
        order = env["sale.order"].create(
            {
                "partner_id": cls.buyer.id,
                "company_id": company.id,
                "state": "sale",
                "date_order": moment,
                "order_line": [
                    Command.create({"product_id": cls.lamp.id, "price_unit": price})
                ],
            }
        )
        env["account.payment"].create(
            {
                "partner_id": cls.buyer.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": price,
                "date": moment.date(),
            }
        ).action_post()
        order.message_post(
            body="Thank you",
            message_type="email",
            author_id=cls.buyer.id,
        )

    def _as(self, user, companies):
        return self.env(
            user=user.id, su=False, context={"allowed_company_ids": companies.ids}
        )

    def _channels(self, user, companies):
        return sorted(
            self._as(user, companies)["trade.interaction"]
            .search([("partner_id", "=", self.buyer.id)])
            .mapped("channel")
        )

    def test_contacts_stay_with_the_company_of_their_document(self):
        one = ["mail", "order", "payment"]
        self.assertEqual(self._channels(self.seller, self.home), one)
        self.assertEqual(self._channels(self.both, self.home), one)
        self.assertEqual(self._channels(self.both, self.away), one)
        self.assertEqual(
            self._channels(self.both, self.home | self.away), sorted(one * 2)
        )
        theirs = self.env["trade.interaction"].search(
            [("partner_id", "=", self.buyer.id), ("company_id", "=", self.away.id)]
        )
        with self.assertRaises(AccessError):
            theirs[:1].with_user(self.seller).read(["summary"])

    def test_timeline(self):
        for user, companies, count in (
            (self.seller, self.home, 3),
            (self.both, self.home | self.away, 6),
        ):
            env = self._as(user, companies)
            page = env["trade.timeline"].page("res.partner", self.buyer.id)
            told = [e for e in page["entries"] if e["kind"] != "payment"]
            payments = env["trade.interaction"].search_count(
                [("partner_id", "=", self.buyer.id), ("channel", "=", "payment")]
            )
            self.assertEqual(len(told) + payments, count + payments * self._twice(env))

    def _twice(self, env):
        """Who can't read payments sees the contacts that they left, once each."""
        return 0 if env["account.payment"].has_access("read") else 1

    def test_what_is_said_by_hand_and_by_meeting_is_shared(self):
        self._as(self.both, self.away)["res.partner"].browse(
            self.buyer.id
        ).trade_log_interaction("phone")
        self.assertIn("phone", self._channels(self.seller, self.home))

    def test_customer_of_one_company(self):
        """A customer that becomes one company's takes all contacts there, and what
        documents prove stays with their company when it is shared again."""
        note = self.env["trade.interaction"].create({"partner_id": self.buyer.id})
        contacts = self.env["trade.interaction"].search(
            [("partner_id", "=", self.buyer.id)]
        )
        self.assertEqual(
            {c.channel: c.company_id for c in contacts if not c.proven},
            {"phone": self.env["res.company"]},
        )
        self.assertEqual(contacts.filtered("proven").company_id, self.home | self.away)
        self.buyer.company_id = self.home
        self.assertEqual(contacts.company_id, self.home)
        self.buyer.company_id = False
        self.assertEqual((contacts - note).company_id, self.home)
        self.assertFalse(note.company_id)

    def test_last_contact_is_one_for_all(self):
        """Who keeps a customer is asked of the whole house."""
        payment = datetime(2024, 5, 4, 12)
        mails = self.env["trade.interaction"].search(
            [("partner_id", "=", self.buyer.id), ("channel", "=", "mail")]
        )
        for user, companies in ((self.seller, self.home), (self.both, self.away)):
            buyer = self._as(user, companies)["res.partner"].browse(self.buyer.id)
            self.assertEqual(buyer.trade_last_in, max(mails.mapped("date")))
            self.assertGreater(buyer.trade_last_in, payment)
            self.assertFalse(buyer.trade_last_out)

    def test_last_price_and_what_was_bought(self):
        prices = {}
        for name, user, companies in (
            ("home", self.seller, self.home),
            ("away", self.both, self.away),
            ("both", self.both, self.home | self.away),
        ):
            env = self._as(user, companies)
            env.invalidate_all()  # as each request begins
            last = env["trade.last.price"]
            prices[name] = [
                row["price"] for row in last.history(self.buyer.id, self.lamp.id)
            ]
            deals = env["trade.deal.line"].search([("partner_id", "=", self.buyer.id)])
            prices[name].append(sum(deals.mapped("amount")))
        # Newest first, in the asking company's currency: 24 coins are 6 at home.
        self.assertEqual(
            prices,
            {"home": [5.0, 5.0], "away": [24.0, 24.0], "both": [6.0, 5.0, 11.0]},
        )
