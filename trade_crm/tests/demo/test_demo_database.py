# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoDatabase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("trade_crm.demo_user_sales1", raise_if_not_found=False):
            cls.skipTest(cls, "The database was made without demo data.")
        demo = cls.env["trade.demo"]
        cls.partners = cls.env["res.partner"].concat(
            *demo._demo_records("demo_partner_", "res.partner").values()
        )
        cls.orders = cls.env["sale.order"].search(
            [("partner_id", "in", cls.partners.ids)]
        )
        cls.invoices = cls.orders.invoice_ids
        cls.user = cls.env.ref("trade_crm.demo_user_sales1")

    def test_counts(self):
        self.assertEqual(len(self.partners), 80)
        self.assertEqual(len(self.partners.country_id), 25)
        self.assertEqual(len(self.partners.trade_group_id), 12)
        self.assertEqual(len(self.partners.trade_header_ids), 80 + 39)
        self.assertGreater(len(self.orders), 350)
        self.assertEqual(
            set(self.orders.mapped("state")), {"draft", "sent", "cancel", "sale"}
        )
        self.assertGreater(len(self.invoices), 250)
        self.assertEqual(set(self.orders.currency_id.mapped("name")), {"EUR", "USD"})

    def test_campaigns(self):
        fair, catalogue, visits = (
            self.env.ref(f"trade_crm.demo_campaign_{key}")
            for key in ("fair", "catalogue", "visits")
        )
        self.assertEqual(fair.trade_reached_count, 27, "every third of 80")
        europe = catalogue.trade_reach_ids.partner_id.country_id
        self.assertLessEqual(europe, catalogue.trade_country_ids)
        for campaign in fair + catalogue:
            self.assertGreater(campaign.trade_reply_count, 0)
            self.assertGreater(campaign.trade_won_amount, campaign.trade_cost)
        self.assertFalse(visits.trade_reach_ids, "still to come")

    def test_invoices_tell_the_orders_story(self):
        self.assertEqual(set(self.invoices.mapped("state")), {"posted"})
        for invoice in self.invoices:
            order = invoice.line_ids.sale_line_ids.order_id
            self.assertEqual(len(order), 1)
            self.assertEqual(invoice.trade_header_id, order.trade_header_id)
            self.assertAlmostEqual(invoice.amount_total, order.amount_total, places=2)
            self.assertEqual(
                invoice.trade_header_snapshot["name"], (invoice.trade_header_id.name)
            )
        states = set(self.invoices.mapped("payment_state"))
        self.assertLessEqual({"paid", "partial", "not_paid"}, states)
        self.assertTrue(self.invoices.reversal_move_ids)

    def test_nothing_is_due_before_its_time(self):
        today = fields.Date.today()
        overdue = self.invoices.filtered(
            lambda m: m.amount_residual and m.invoice_date_due < today
        )
        self.assertTrue(overdue)
        self.assertTrue(all(m.amount_residual >= 0 for m in self.invoices))
        self.assertGreater(
            min(self.orders.mapped("date_order")).date(),
            today - timedelta(days=365 * 2 + 400),
        )

    def test_no_mail_was_sent(self):
        for records in (self.orders, self.invoices, self.partners):
            self.assertFalse(
                self.env["mail.mail"].search(
                    [("model", "=", records._name), ("res_id", "in", records.ids)]
                )
            )

    def test_proven_contacts_have_their_documents_dates(self):
        proven = self.env["trade.interaction"].search(
            [("partner_id", "in", self.partners.ids), ("res_model", "=", "sale.order")]
        )
        self.assertTrue(proven)
        for interaction in proven:
            order = self.env["sale.order"].browse(interaction.res_id)
            self.assertEqual(interaction.date, order.date_order)

    def test_loading_again_changes_nothing(self):
        before = self.env["sale.order"].search_count([])
        self.env["trade.demo"]._load_history()
        self.env["trade.demo"]._load_rates()
        self.assertEqual(self.env["sale.order"].search_count([]), before)

    def test_salesperson_reaches_own_and_shared_customers(self):
        mine = self.partners.with_user(self.user)._filtered_access("read")
        owners = mine.sudo().user_id
        self.assertIn(self.user, owners)
        self.assertLess(len(mine), 60)
        shared = mine.sudo().filtered(lambda p: p.user_id and p.user_id != self.user)
        self.assertEqual(shared, self.env.ref("trade_crm.demo_partner_cruzeiro"))

    def test_group_page_as_salesperson(self):
        group = self.env.ref("trade_crm.demo_group_hansewerk").with_user(self.user)
        self.assertGreater(group.order_count, 0)
        self.assertGreater(group.order_total, 0)
        self.assertGreaterEqual(group.header_count, 3)

    def test_collaborators_work_beside_the_owner(self):
        lines = self.partners.trade_collaborator_ids
        self.assertEqual(len(lines), 4)
        today = fields.Date.today()
        self.assertTrue(lines.filtered(lambda c: c.date_end and c.date_end > today))
        self.assertTrue(lines.filtered(lambda c: c.date_end and c.date_end < today))
        for line in lines:
            self.assertNotEqual(line.user_id, line.partner_id.user_id)

    def test_quality(self):
        """Lots of each verdict, a problem that came back, a late case, low marks."""
        lots = self.env["trade.quality.inspection"].search(
            [("partner_id", "in", self.partners.ids)]
        )
        self.assertEqual(len(lots), 10)
        self.assertEqual(set(lots.mapped("result")), {"accepted", "rejected"})
        again = self.env.ref("trade_crm.demo_case_tape_again")
        first = self.env.ref("trade_crm.demo_case_tape_first")
        self.assertEqual(again.similar_ids, first)
        self.assertTrue(self.env.ref("trade_crm.demo_case_bulb").escalation)
        marks = self.env["trade.feedback"].search(
            [("partner_id", "in", self.partners.ids)]
        )
        self.assertEqual(len(marks.case_id), len(marks.filtered("low")))
        self.assertTrue(
            self.env.ref("trade_crm.demo_certificate_hansewerk_reach").expired
        )
