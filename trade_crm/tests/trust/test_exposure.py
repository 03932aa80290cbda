# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch
from uuid import uuid4

from freezegun import freeze_time
from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import Form, tagged
from odoo.tests.common import TransactionCase
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestExposure(TrustCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(cls.TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.Exposure = cls.env["trade.exposure"]
        cls.product = cls.env["product.product"].create(
            {"name": "Tripod", "invoice_policy": "order", "taxes_id": False}
        )
        cls.company.trade_exposure_mode = "block"

    @classmethod
    def _order(cls, partner, amount, quantity=1, currency=None, user=None):
        lists = cls.env["product.pricelist"].create(
            {"name": "List", "currency_id": (currency or cls.company.currency_id).id}
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "pricelist_id": lists.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": amount / quantity,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        return order.with_user(user or cls.env.user)

    def _sums(self, partner=None):
        partner = partner or self.acme
        return self.Exposure._read_exposure(partner, self.company)[partner.id]

    def _assert_sums(self, partner=None, **wanted):
        found = self._sums(partner)
        for kind, amount in wanted.items():
            self.assertAlmostEqual(found[kind], amount, msg=kind)

    # ------------------------------------------------------------------
    # Figures by hand
    # ------------------------------------------------------------------

    def test_receivable_by_hand(self):
        late = self._invoice(self.acme, 1000, "2026-03-01", "2026-03-31")
        self._pay(late, 400, "2026-04-10")
        self._invoice(self.acme, 500, "2026-06-15", "2026-07-15")
        # 2,000 euros at 2.5 of June are 800 dollars; 500 euros of them come when a
        # dollar is 4 euros: still a quarter of the invoice.
        euro = self._invoice(self.acme, 2000, "2026-06-01", "2026-08-01", self.euro)
        self.euro.rate_ids = [Command.create({"name": "2026-06-20", "rate": 4})]
        self._pay(euro, 500, "2026-06-25")
        self._deposit(self.acme, 150, "2026-06-28")
        self._assert_sums(
            due=600, not_due=500 + 600, deposits=-150, draft=0, orders=0, total=1550
        )

    def test_tomorrow_what_was_not_due_is_overdue(self):
        self._invoice(self.acme, 500, "2026-06-15", "2026-07-15")
        with freeze_time("2026-07-16"):
            self._assert_sums(due=500, not_due=0)

    def test_a_credit_note_lessens_what_is_open(self):
        invoice = self._invoice(self.acme, 1000, "2026-06-01", "2026-07-01")
        self._credit_note(invoice, 300, "2026-06-10")
        self._assert_sums(not_due=700, total=700)

    def test_orders_by_hand_until_they_are_invoiced(self):
        order = self._order(self.acme, 900, quantity=9)
        self._assert_sums(total=0)
        order.action_confirm()
        self._assert_sums(orders=900, total=900)
        invoice = order._create_invoices()
        invoice.invoice_line_ids.quantity = 3
        self._assert_sums(orders=600, draft=300, total=900)
        invoice.invoice_date = "2026-06-30"
        invoice.action_post()
        self._assert_sums(orders=600, draft=0, total=900)
        invoice.button_draft()
        invoice.button_cancel()
        self._assert_sums(orders=900, draft=0, total=900)

    def test_an_order_in_euros_counts_at_its_own_rate(self):
        self._order(self.acme, 1000, currency=self.euro).action_confirm()
        self._assert_sums(orders=400)
        self.euro.rate_ids = [Command.create({"name": "2026-07-10", "rate": 5})]
        with freeze_time("2026-07-11"):
            self._assert_sums(orders=400)

    def test_a_down_payment_lessens_the_order(self):
        order = self._order(self.acme, 1000)
        order.action_confirm()
        self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        ).create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        down = order.invoice_ids
        self._assert_sums(orders=700, draft=300, total=1000)
        down.invoice_date = "2026-06-30"
        down.action_post()
        self._pay(down, 300, "2026-06-30")
        self._assert_sums(orders=700, draft=0, total=700)
        final = order._create_invoices(final=True)
        final.invoice_date = "2026-06-30"
        final.action_post()
        self.assertEqual(final.amount_total, 700)
        self._assert_sums(orders=0, total=700)

    def test_two_companies(self):
        other = self._create_company(name="Second Company")
        other.currency_id = self.euro
        self._invoice(self.acme, 500, "2026-06-01", "2026-06-29", company=other)
        # 500 euros at the 2.5 of its own day
        self.euro.rate_ids = [Command.create({"name": "2026-06-20", "rate": 4})]
        self._assert_sums(due=200, total=200)
        self.company.trade_exposure_all = False
        self._assert_sums(due=0, total=0)

    def test_contacts_and_invoice_addresses_count_for_the_debtor(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.acme.id}
        )
        payer = self._customer("Payer Ltd")
        self._order(contact, 100).action_confirm()
        order = self._order(contact, 50)
        order.partner_invoice_id = payer
        order.action_confirm()
        self._assert_sums(orders=100)
        self._assert_sums(payer, orders=50)

    # ------------------------------------------------------------------
    # Limits
    # ------------------------------------------------------------------

    def _group_of_three(self, limit=1000):
        group = self.env["trade.group"].create(
            {
                "name": "Acme Group",
                "credit_limit": limit,
                "credit_currency_id": self.company.currency_id.id,
            }
        )
        sub = self.env["trade.group"].create(
            {"name": "Acme Asia", "parent_id": group.id}
        )
        two, three = self._customer("Acme Two"), self._customer("Acme Three")
        (self.acme | two).trade_group_id = group
        three.trade_group_id = sub
        return group, two, three

    def test_the_group_s_limit_counts_all_its_companies(self):
        group, two, three = self._group_of_three()
        self._invoice(two, 400, "2026-06-01", "2026-07-01")
        self._order(three, 500).action_confirm()
        self._order(self.acme, 100).action_confirm()
        with self.assertRaisesRegex(UserError, r"Acme Group.*beyond the credit limit"):
            self._order(self.acme, 0.01).action_confirm()
        with self.assertRaisesRegex(UserError, "Acme Group"):
            self._order(three, 1).action_confirm()
        self.assertEqual(group.trade_exposure["limits"][0]["share"], 100)

    def test_several_orders_confirmed_at_once_count_together(self):
        _group, two, _three = self._group_of_three()
        orders = self._order(self.acme, 600) | self._order(two, 500)
        with self.assertRaisesRegex(UserError, "is not confirmed"):
            orders.action_confirm()

    def test_the_customer_s_own_limit(self):
        self.acme.credit_limit = 300
        self._order(self.acme, 300).action_confirm()
        with self.assertRaisesRegex(UserError, "Acme Handels GmbH.*300"):
            self._order(self.acme, 1).action_confirm()

    def test_an_approved_limit_of_zero_is_no_credit(self):
        # sudo: ratings are written by the system, whoever asks for them
        rating = self.env["trade.credit.rating"].sudo()
        rating = rating.create(
            {
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "state": "approved",
                "is_latest": True,
                "limit": 0,
            }
        )
        with self.assertRaises(UserError):
            self._order(self.acme, 1).action_confirm()
        rating.state = "replaced"
        self._order(self.acme, 1).action_confirm()

    def test_every_way_to_a_confirmed_order_is_guarded(self):
        self.acme.credit_limit = 100
        with self.assertRaises(UserError):
            self._order(self.acme, 200).write({"state": "sale"})
        with self.assertRaises(UserError):
            self._order(self.acme, 200).copy({"state": "sale"})

    def test_warning_only_warns(self):
        self.company.trade_exposure_mode = "warn"
        self._group_of_three(limit=50)
        order = self._order(self.acme, 100, user=self.ann)
        self.assertIn("Acme Group", order.partner_credit_warning)
        self.assertTrue(order.trade_credit_over)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_switched_off_nothing_is_checked(self):
        self.company.trade_exposure_mode = "off"
        self._group_of_three(limit=50)
        order = self._order(self.acme, 100)
        self.assertFalse(order.partner_credit_warning)
        order.action_confirm()

    def test_approval_by_the_manager_for_what_he_saw(self):
        self.company.trade_exposure_mode = "approval"
        self.company.trade_credit_user_id = self.boss
        self._group_of_three(limit=50)
        order = self._order(self.acme, 100, user=self.ann)
        with self.assertRaisesRegex(UserError, "Ask for approval"):
            order.action_confirm()
        order.action_trade_ask_credit()
        self.assertEqual(order.activity_ids.user_id, self.boss)
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            order.action_trade_approve_credit()
        order.with_user(self.boss).action_trade_approve_credit()
        self.assertFalse(order.activity_ids)
        order.order_line.price_unit = 120
        with self.assertRaises(UserError):
            order.action_confirm()
        order.order_line.price_unit = 100
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.copy().trade_credit_approver_id)

    def test_the_pages_show_the_same_sums(self):
        _group, two, _three = self._group_of_three(limit=2000)
        self._invoice(two, 400, "2026-06-01", "2026-07-01")
        self._invoice(self.acme, 100, "2026-06-01", "2026-06-10")
        self.env["trade.credit.insurance"].create(
            {"partner_id": self.acme.id, "insurer": "Insurer", "amount": 750}
        )
        order = self._order(self.acme, 250, user=self.ann)
        page = order.trade_exposure
        rows = {row["kind"]: row["amount"] for row in page["rows"]}
        self.assertIn("100.00", rows["due"])
        self.assertIn("250.00", rows["this"])
        self.assertIn("350.00", page["total"])
        self.assertIn("750.00", page["insured"])
        self.assertIn("750.00", page["limits"][0]["exposure"])
        self.assertIn("100.00", self.acme.trade_exposure["total"])

    def test_the_group_s_limit_is_the_manager_s(self):
        group, _two, _three = self._group_of_three()
        with self.assertRaisesRegex(AccessError, "manager"):
            group.with_user(self.ann).credit_limit = 10**9
        with self.assertRaisesRegex(ValidationError, "below zero"):
            group.with_user(self.boss).credit_limit = -5

    def test_a_currency_without_a_rate_is_told(self):
        bare = self._currency("TXX", {})
        self._invoice(self.acme, 10, "2026-06-01", "2026-07-01", bare)
        self.acme.credit_limit = 1000
        with self.assertRaisesRegex(UserError, "no exchange rate of TXX"):
            self._order(self.acme, 1).action_confirm()
        self.assertEqual(self.acme.trade_exposure["unknown"], "TXX")

    def test_a_quotation_opens_though_what_is_owed_can_t_be_counted(self):
        bare = self._currency("TXX", {})
        self._invoice(self.acme, 10, "2026-06-01", "2026-07-01", bare)
        self.acme.credit_limit = 1000
        order = self._order(self.acme, 1, user=self.boss)
        self.assertIn("no exchange rate of TXX", order.partner_credit_warning)
        self.assertFalse(order.trade_credit_over)
        with Form(order) as form:
            form.client_order_ref = "opened"
        self.assertEqual(order.client_order_ref, "opened")
        with self.assertRaisesRegex(UserError, "no exchange rate of TXX"):
            order.action_confirm()

    def test_a_blocked_customer_gets_no_invoice_without_an_order(self):
        groups = self.env.ref("account.group_account_invoice")
        (self.ann | self.boss).group_ids = [Command.link(groups.id)]
        clerk = self._trade_user("clerk", "account.group_account_invoice")
        self.acme.sudo().trade_qualified = "blocked"
        one, two = (
            self._make_move("out_invoice", self.acme, 300, "2026-06-02", "2026-07-02")
            for _number in range(2)
        )
        with (
            self.assertRaisesRegex(UserError, "is blocked. Only a manager posts"),
            self.env.cr.savepoint(),
        ):
            one.with_user(self.ann).action_post()
        one.with_user(self.boss).action_post()
        self.assertEqual(one.state, "posted")
        self.assertNotIn("customer is blocked", "".join(one.message_ids.mapped("body")))
        two.with_user(clerk).action_post()
        self.assertEqual(two.state, "posted")
        self.assertIn("customer is blocked", "".join(two.message_ids.mapped("body")))

    def test_a_blocked_customer_s_credit_note_is_posted(self):
        self.ann.group_ids = [
            Command.link(self.env.ref("account.group_account_invoice").id)
        ]
        invoice = self._invoice(self.acme, 300, "2026-06-02", "2026-07-02")
        self.acme.sudo().trade_qualified = "blocked"
        note = self._make_move("out_refund", self.acme, 300, "2026-06-03", "2026-06-03")
        note.with_user(self.ann).action_post()
        self.assertEqual((invoice.state, note.state), ("posted", "posted"))

    def test_what_was_sold_at_a_till_is_posted(self):
        self.acme.credit_limit = 100
        self.acme.sudo().trade_qualified = "blocked"
        move = self._make_move(
            "out_invoice", self.acme, 300, "2026-06-02", "2026-07-02"
        )
        Move = type(move)
        with patch.object(Move, "_trade_from_till", lambda self: True):
            move.action_post()
        self.assertEqual(move.state, "posted")

    def test_a_limit_below_zero_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "below zero"):
            self.acme.credit_limit = -1

    # ------------------------------------------------------------------
    # After confirming, and without an order
    # ------------------------------------------------------------------

    def _confirmed(self, user=None):
        """A confirmed order of 900 under a limit of 1,000."""
        self.acme.credit_limit = 1000
        self.product.list_price = 100
        order = self._order(self.acme, 900, quantity=9, user=user or self.ann)
        order.action_confirm()
        return order

    def _assert_unchanged(self, order, change, words="is not changed"):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            change()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(order.amount_total, 900)

    def test_a_confirmed_order_can_t_be_raised_beyond_the_limit(self):
        order = self._confirmed()
        line = order.order_line
        new = {"product_id": self.product.id, "price_unit": 101}
        new["tax_ids"] = [Command.clear()]
        for change in (
            lambda: line.write({"product_uom_qty": 11}),
            lambda: line.write({"price_unit": 112}),
            lambda: order.write({"order_line": [Command.create(new)]}),
            lambda: order.write(
                {"order_line": [Command.update(line.id, {"product_uom_qty": 11})]}
            ),
            lambda: line.create({**new, "order_id": order.id}),
        ):
            self._assert_unchanged(order, change)
        line.product_uom_qty = 10
        self.assertEqual(order.amount_total, 1000)
        line.write({"product_uom_qty": 2, "price_unit": 50})
        self.assertEqual(order.amount_total, 100)

    def test_a_change_that_lessens_an_order_is_never_refused(self):
        order = self._confirmed()
        self.acme.credit_limit = 100
        order.order_line.product_uom_qty = 8
        self.assertEqual(order.amount_total, 800)

    def test_another_debtor_s_limit_counts_when_the_order_becomes_his(self):
        order = self._confirmed()
        payer = self._customer("Payer Ltd", credit_limit=500)
        self._assert_unchanged(
            order, lambda: order.write({"partner_invoice_id": payer.id})
        )
        payer.credit_limit = 900
        order.partner_invoice_id = payer
        self._assert_sums(payer, orders=900)

    def test_a_manager_may_raise_an_order_where_approval_is_asked(self):
        self.company.trade_exposure_mode = "approval"
        order = self._confirmed()
        self._assert_unchanged(
            order, lambda: order.order_line.write({"price_unit": 150}), "Ask a manager"
        )
        order.with_user(self.boss).order_line.price_unit = 150
        self.assertEqual(order.trade_credit_approver_id, self.boss)
        self.assertEqual(order.trade_credit_approved, 1350)

    def test_nobody_writes_that_a_manager_approved(self):
        self.company.trade_exposure_mode = "approval"
        self.acme.credit_limit = 100
        order = self._order(self.acme, 200, user=self.ann)
        for vals in (
            {"trade_credit_approver_id": self.boss.id},
            {"trade_credit_approved": 10**6},
        ):
            with self.assertRaisesRegex(AccessError, "Only a manager"):
                order.write(vals)
            with self.assertRaisesRegex(AccessError, "Only a manager"):
                order.create({"partner_id": self.acme.id, **vals})

    def test_several_orders_confirmed_together_count_together(self):
        self.acme.credit_limit = 1000
        orders = self._order(self.acme, 600) | self._order(self.acme, 500)
        with self.assertRaisesRegex(UserError, "100.00 beyond"):
            orders.action_confirm()
        orders[1].order_line.price_unit = 400
        orders.action_confirm()
        self._assert_sums(orders=1000)

    def test_an_invoice_without_an_order_keeps_the_limit(self):
        self.acme.credit_limit = 1000
        self._invoice(self.acme, 800, "2026-06-01", "2026-07-01")
        more = self._make_move(
            "out_invoice", self.acme, 300, "2026-06-02", "2026-07-02"
        )
        with (
            self.assertRaisesRegex(UserError, "(?s)not posted.*100.00 beyond"),
            self.env.cr.savepoint(),
        ):
            more.action_post()
        self.assertEqual(more.state, "draft")
        self.company.trade_exposure_mode = "warn"
        more.action_post()
        self.assertEqual(more.state, "posted")

    def test_a_manager_posts_where_approval_is_asked(self):
        self.company.trade_exposure_mode = "approval"
        self.acme.credit_limit = 100
        move = self._make_move(
            "out_invoice", self.acme, 300, "2026-06-02", "2026-07-02"
        )
        groups = self.env.ref("account.group_account_invoice")
        (self.ann | self.boss).group_ids = [Command.link(groups.id)]
        with (
            self.assertRaisesRegex(UserError, "Ask a manager to post"),
            self.env.cr.savepoint(),
        ):
            move.with_user(self.ann).action_post()
        move.with_user(self.boss).action_post()
        self.assertEqual(move.state, "posted")

    def test_an_order_s_own_invoice_is_posted_whatever_the_limit_is_now(self):
        order = self._confirmed(self.env.user)
        self.acme.credit_limit = 100
        invoice = order._create_invoices()
        invoice.action_post()
        self._assert_sums(not_due=900, orders=0)

    def test_the_check_costs_few_queries(self):
        self._group_of_three(limit=10**6)
        orders = self.env["sale.order"].union(
            *(self._order(self.acme, 10) for _number in range(5))
        )
        for found in (orders[:1], orders):
            self.env.flush_all()
            # limits, turn, our companies, exposure
            with self.assertQueryCount(4):
                found._trade_guard_exposure(self.company, False, False)


@tagged("post_install", "-at_install", "trade_race")
class TestExposureRace(TransactionCase):
    def test_two_orders_at_the_same_instant(self):
        """Two real connections, each with half the limit and a bit: one gets through.

        The second one's transaction began before the first committed, so it can't see
        the first one's order; the database tells it to try again.
        """
        registry = Registry(self.env.cr.dbname)
        name = f"Race {uuid4().hex}"
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            before = env.company.trade_exposure_mode
            env.company.trade_exposure_mode = "block"
            group = env["trade.group"].create({"name": name, "credit_limit": 100})
            product = env["product.product"].create(
                {"name": name, "taxes_id": False, "type": "service"}
            )
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"{name} {n}",
                        "is_company": True,
                        "trade_group_id": group.id,
                    }
                    for n in (1, 2)
                ]
            )
            orders = (
                env["sale.order"]
                .create(
                    [
                        {
                            "partner_id": partner.id,
                            "order_line": [
                                Command.create(
                                    {
                                        "product_id": product.id,
                                        "price_unit": 60,
                                        "tax_ids": [Command.clear()],
                                    }
                                )
                            ],
                        }
                        for partner in partners
                    ]
                )
                .ids
            )
        try:
            with registry.cursor() as one, registry.cursor() as two:
                for cr in (one, two):
                    cr.execute("SELECT COUNT(*) FROM sale_order")

                def order(cr, number):
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    return env["sale.order"].browse(orders[number])

                order(one, 0).action_confirm()
                one.commit()
                with (
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(SerializationFailure),
                ):
                    order(two, 1).action_confirm()
                two.rollback()
                with self.assertRaisesRegex(UserError, "is not confirmed"):
                    order(two, 1).action_confirm()
                two.rollback()
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                states = env["sale.order"].browse(orders).mapped("state")
                self.assertEqual(states, ["sale", "draft"])
        finally:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env.company.trade_exposure_mode = before
                done = env["sale.order"].browse(orders)
                done.with_context(disable_cancel_warning=True).action_cancel()
                done.unlink()
                env["trade.interaction"].search(
                    [("partner_id", "in", partners.ids)]
                ).unlink()
                env["res.partner"].browse(partners.ids).unlink()
                env["trade.group"].browse(group.id).unlink()
                env["product.product"].browse(product.id).unlink()
                env.cr.execute("DELETE FROM trade_exposure_guard")
