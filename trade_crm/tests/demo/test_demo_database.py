# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DemoCase


@tagged("post_install", "-at_install")
class TestDemoDatabase(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["sale.order"].search(
            [("partner_id", "in", cls.partners.ids)]
        )
        cls.invoices = cls.orders.invoice_ids

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

    # -- archives -----------------------------------------------------------

    def test_somebody_buys_in_march_by_cif_hamburg_with_fta(self):
        found = (
            self.env["res.partner"]
            .with_user(self.user)
            .search(
                [
                    ("trade_peak_month_ids.number", "=", 3),
                    ("trade_incoterm_id.code", "=", "CIF"),
                    ("trade_port_destination_id.code", "=", "DEHAM"),
                    ("trade_tariff_ids.kind", "=", "fta"),
                ]
            )
        )
        self.assertIn(self.env.ref("trade_crm.demo_partner_hansewerk"), found)

    def test_every_archive_is_filled(self):
        for name in (
            "trade_business_kind",
            "trade_size",
            "trade_incoterm_id",
            "trade_payment_method",
            "trade_currency_id",
            "trade_peak_month_ids",
            "trade_certificate_ids",
            "trade_language_id",
            "trade_source_id",
            "trade_interest_ids",
            "trade_local_time",
        ):
            self.assertFalse(self.partners.filtered(lambda p, n=name: not p[n]), name)
        self.assertGreater(len(self.partners.trade_offer_ids.competitor_id), 5)
        self.assertGreater(len(self.partners.trade_lost_reason_id), 3)
        self.assertEqual(
            set(self.partners.trade_social_ids.mapped("kind")),
            {"whatsapp", "wechat", "linkedin", "facebook"},
        )
        dates = self.partners.trade_key_date_ids
        self.assertGreater(len(dates.filtered(lambda d: d.kind == "birthday")), 50)
        self.assertTrue(dates.filtered(lambda d: (d.month, d.day) == ("02", 29)))

    def test_an_active_customer_has_no_reason_not_to_buy(self):
        for partner in self.partners.filtered("trade_lost_reason_id"):
            recent = self.invoices.filtered(
                lambda m, partner=partner: (
                    m.partner_id == partner
                    and m.invoice_date > fields.Date.today() - timedelta(days=200)
                )
            )
            self.assertFalse(recent, partner.name)

    def test_rivals_ask_believable_prices(self):
        for offer in self.partners.trade_offer_ids:
            ours = offer.product_tmpl_id.list_price
            rate = 0.92 if offer.currency_id.name == "EUR" else 1
            self.assertAlmostEqual(offer.price / (ours * rate), 0.97, delta=0.13)
            self.assertEqual(
                offer.currency_id,
                offer.partner_id.property_product_pricelist.currency_id,
            )
