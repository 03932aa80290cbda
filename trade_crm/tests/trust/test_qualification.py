# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestQualification(TrustCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(cls.TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.product = cls.env["product.product"].create(
            {"name": "Tripod", "invoice_policy": "order", "taxes_id": False}
        )
        cls.env["trade.qualification.criterion"].search([]).active = False
        cls.questions = cls.env["trade.qualification.criterion"].create(
            [
                {"name": name, "stage": stage, "weight": weight, "evidence": evidence}
                for name, stage, weight, evidence in (
                    ("Registered?", "research", 3, "file"),
                    ("Known?", "research", 1, "note"),
                    ("Need?", "visit", 2, "none"),
                )
            ]
        )

    def _begin(self, user=None):
        return (
            self.env["trade.qualification"]
            .with_user(user or self.ann)
            .create({"partner_id": self.acme.id})
        )

    def _answer(self, qualification, number, points="4", note="Seen", file=False):
        answer = qualification.answer_ids[number]
        answer.write({"points": points, "note": note})
        if file:
            answer.attachment_ids = [
                Command.create({"name": "extract.pdf", "raw": b"%PDF-1.4"})
            ]

    def _order(self, user=None, amount=100):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        return order.with_user(user or self.ann)

    def _to_trial(self):
        one = self._begin()
        self._answer(one, 0, file=True)
        self._answer(one, 1, points="2")
        one.action_next()
        self._answer(one, 2)
        one.write({"visit_date": "2026-06-29", "visit_report": "<p>Big shop</p>"})
        one.action_next()
        return one

    def test_each_step_asks_for_its_evidence(self):
        one = self._begin()
        self.assertEqual(self.acme.trade_qualified, "open")
        with self.assertRaisesRegex(UserError, "Registered.*— not answered"):
            one.action_next()
        self._answer(one, 0)
        self._answer(one, 1, note=" ")
        with self.assertRaises(UserError) as caught:
            one.action_next()
        self.assertIn("Registered? — an attachment", str(caught.exception))
        self.assertIn("Known? — evidence in words", str(caught.exception))
        self._answer(one, 0, file=True)
        self._answer(one, 1)
        one.action_next()
        self._answer(one, 2, note="")
        with self.assertRaisesRegex(UserError, "Day of the visit\n- Visit report"):
            one.action_next()
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            one.state = "approved"

    def test_the_score_by_hand(self):
        one = self._begin()
        self.assertFalse(one.answered)
        self._answer(one, 0, points="4")
        self._answer(one, 1, points="2")
        self.assertTrue(one.answered)
        # (100 x 3 + 50 x 1) / 4
        self.assertEqual(one.score, 87.5)

    def test_the_trial_order_fills_the_decision(self):
        one = self._to_trial()
        self.assertEqual(one.state, "trial")
        boss = one.with_user(self.boss)
        with self.assertRaisesRegex(UserError, "A confirmed trial order"):
            boss.action_approve()
        order = self._order()
        one.order_id = order
        order.action_confirm()
        self.assertEqual(one.paid, "no")
        invoice = order.sudo()._create_invoices()
        invoice.write({"invoice_date": "2026-06-01", "invoice_payment_term_id": False})
        invoice.invoice_date_due = "2026-06-10"
        invoice.action_post()
        one.invalidate_recordset()
        self.assertEqual((one.paid, one.days_late), ("late", 20))
        self._pay(invoice, 100, "2026-06-15")
        one.invalidate_recordset()
        self.assertEqual((one.paid, one.days_late), ("paid_late", 5))
        with freeze_time("2026-07-01"):
            self._order().action_confirm()
        self.env["trade.case"].create(
            {"partner_id": self.acme.id, "name": "Scratched", "kind": "complaint"}
        )
        one.invalidate_recordset()
        self.assertEqual((one.reorder_count, one.case_count), (1, 1))
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            one.action_approve()
        boss.action_approve()
        self.assertEqual(self.acme.trade_qualified, "approved")
        self.assertEqual(one.decider_id, self.boss)
        with self.assertRaisesRegex(UserError, "decision is made"):
            one.visit_place = "Elsewhere"

    def test_a_blocked_customer_is_ordered_for_by_the_manager_only(self):
        one = self._begin()
        boss = one.with_user(self.boss)
        with self.assertRaisesRegex(ValidationError, "reasons"):
            boss.action_block()
        boss.decision_note = "Never paid the last supplier"
        boss.action_block()
        self.assertEqual(self.acme.trade_qualified, "blocked")
        clerk = self._trade_user("clerk", "sales_team.group_sale_salesman_all_leads")
        for user in (self.ann, clerk):
            with self.assertRaisesRegex(UserError, "is blocked"):
                self._order(user).action_confirm()
            with self.assertRaisesRegex(UserError, "is blocked"):
                self._order(user).write({"state": "sale"})
        self._order(self.boss).action_confirm()
        with self.assertRaises(AccessError):
            self.acme.with_user(self.ann).trade_qualified = False
        for way in (one.action_unblock, self._begin):
            with self.assertRaisesRegex(AccessError, "Only a manager"):
                way()
        self.assertEqual(self.acme.trade_qualified, "blocked")
        with self.assertRaisesRegex(UserError, "stays with its customer"):
            boss.partner_id = self._customer("Other")
        boss.action_unblock()
        self.assertEqual(self.acme.trade_qualified, "open")

    def test_a_blocked_customer_s_confirmed_order_can_t_grow(self):
        order = self._order()
        order.action_confirm()
        boss = self._begin().with_user(self.boss)
        boss.decision_note = "Never paid the last supplier"
        boss.action_block()
        with (
            self.assertRaisesRegex(UserError, "is blocked"),
            self.env.cr.savepoint(),
        ):
            order.order_line.price_unit = 200
        with self.assertRaisesRegex(UserError, "is blocked"):
            self.env["sale.order"].with_user(self.ann).create(
                {"partner_id": self.acme.id, "state": "sale"}
            )
        order.order_line.price_unit = 50

    def test_an_order_grows_no_further_than_an_unapproved_customer_may_order(self):
        self.company.write(
            {"trade_unapproved": "amount", "trade_unapproved_amount": 500}
        )
        order = self._order(amount=400)
        order.action_confirm()
        with (
            self.assertRaisesRegex(UserError, "not approved"),
            self.env.cr.savepoint(),
        ):
            order.order_line.price_unit = 501
        order.order_line.price_unit = 500

    def test_what_an_unapproved_customer_may_do(self):
        self.company.write(
            {"trade_unapproved": "amount", "trade_unapproved_amount": 500}
        )
        self._order(amount=500).action_confirm()
        with self.assertRaisesRegex(UserError, "not approved"):
            self._order(amount=501).action_confirm()
        self.company.trade_unapproved = "quote"
        order = self._order(amount=1)
        with self.assertRaisesRegex(UserError, "not approved"):
            order.action_confirm()
        one = self._to_trial()
        one.order_id = order
        order.action_confirm()
        one.with_user(self.boss).action_approve()
        self._order(amount=9000).action_confirm()

    def test_nothing_before_the_qualification_begins(self):
        self.company.trade_unapproved = "nothing"
        with self.assertRaisesRegex(UserError, "can't be quoted"):
            self._order()
        self._begin()
        self._order()

    def test_old_customers_count_as_approved(self):
        self.company.trade_unapproved = "quote"
        self._invoice(self.acme, 10, "2026-01-01", "2026-02-01")
        self._order().action_confirm()
        self.company.trade_unapproved_new = False
        with self.assertRaises(UserError):
            self._order().action_confirm()
        self.company.trade_use_qualification = False
        self._order().action_confirm()

    def test_one_qualification_at_a_time(self):
        self._begin()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._begin()

    def test_a_colleague_s_qualification_is_out_of_reach(self):
        one = self._begin()
        bob = self._trade_user("bob", "trade_crm.group_trade_user")
        Qualification = self.env["trade.qualification"].with_user(bob)
        self.assertFalse(Qualification.search([("id", "=", one.id)]))
        with self.assertRaises(AccessError):
            Qualification.browse(one.id).answer_ids.read(["points"])
