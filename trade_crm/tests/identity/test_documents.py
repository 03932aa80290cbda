# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.addons.sale.tests.common import TestSaleCommon
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestHeaderOnDocuments(TestSaleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_manager")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Rheinmark GmbH",
                "is_company": True,
                "country_id": cls.env.ref("base.de").id,
            }
        )
        cls.own = cls.customer.trade_header_ids
        cls.export = cls.env["trade.header"].create(
            {
                "partner_id": cls.customer.id,
                "name": "Rheinmark Export KG",
                "name_local": "莱茵马克出口",
                "code_kind": "other",
                "credit_code": "HRB4711",
                "street": "Hafenstr. 1",
                "city": "Hamburg",
            }
        )
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Stranger Ltd", "is_company": True}
        )

    def _order(self, **vals):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": self.company_data["product_order_no"].id,
                            "product_uom_qty": 2,
                            "price_unit": 100,
                            "tax_ids": False,
                        }
                    )
                ],
                **vals,
            }
        )

    def _html(self, report, record):
        return (
            self.env["ir.actions.report"]
            ._render_qweb_html(report, record.ids)[0]
            .decode()
        )

    def test_default_header_is_proposed(self):
        self.assertEqual(self._order().trade_header_id, self.own)
        self.export.action_make_default()
        self.assertEqual(self._order().trade_header_id, self.export)

    def test_header_follows_a_new_customer_only(self):
        order = self._order(trade_header_id=self.export.id)
        contact = self.env["res.partner"].create(
            {"name": "Greta", "parent_id": self.customer.id}
        )
        order.partner_id = contact
        self.assertEqual(order.trade_header_id, self.export)
        order.partner_id = self.stranger
        self.assertEqual(order.trade_header_id, self.stranger.trade_header_ids)

    def test_strangers_header_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no header of Rheinmark"):
            self._order(trade_header_id=self.stranger.trade_header_ids.id)

    def test_invoice_keeps_the_orders_header_and_its_words(self):
        order = self._order(trade_header_id=self.export.id)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.trade_header_id, self.export)
        invoice.action_post()
        self.export.write({"name": "Renamed KG", "credit_code": "HRB1"})
        for report, record in (
            ("sale.report_saleorder", order),
            ("account.report_invoice", invoice),
        ):
            html = self._html(report, record)
            self.assertIn("Rheinmark Export KG", html)
            self.assertIn("莱茵马克出口", html)
            self.assertIn("HRB4711", html)
            self.assertIn("Hafenstr. 1", html)
            self.assertNotIn("Renamed KG", html)

    def test_a_quotation_prints_the_present_words(self):
        order = self._order(trade_header_id=self.export.id)
        self.export.name = "Renamed KG"
        self.assertIn("Renamed KG", self._html("sale.report_saleorder", order))

    def test_printing_can_be_switched_off(self):
        order = self._order(trade_header_id=self.export.id)
        order.company_id.trade_print_header = False
        self.assertNotIn("HRB4711", self._html("sale.report_saleorder", order))

    def test_header_is_fixed_once_posted(self):
        order = self._order()
        order.action_confirm()
        order.trade_header_id = self.export
        self.assertEqual(order.trade_header_snapshot["name"], "Rheinmark Export KG")
        invoice = order._create_invoices()
        invoice.trade_header_id = self.own
        invoice.action_post()
        with self.assertRaisesRegex(UserError, "already posted"):
            invoice.trade_header_id = self.export
        with self.assertRaisesRegex(UserError, "already posted"):
            order.trade_header_id = self.own
        invoice.button_draft()
        invoice.trade_header_id = self.export
        self.assertFalse(invoice.trade_header_snapshot)

    def test_orders_of_two_headers_make_two_invoices(self):
        orders = self._order() | self._order(trade_header_id=self.export.id)
        orders.action_confirm()
        invoices = orders._create_invoices()
        self.assertEqual(invoices.trade_header_id, self.own | self.export)
        self.assertEqual(len(invoices), 2)

    def test_credit_note_keeps_the_header(self):
        order = self._order(trade_header_id=self.export.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        refund = invoice._reverse_moves()
        self.assertEqual(refund.trade_header_id, self.export)

    def test_a_header_on_documents_stays(self):
        self._order(trade_header_id=self.export.id)
        with self.assertRaisesRegex(UserError, "stands on documents"):
            self.export.unlink()
        with self.assertRaisesRegex(UserError, "stands on documents"):
            self.export.partner_id = self.stranger

    def test_vendor_bills_have_none(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.customer.id}
        )
        self.assertFalse(bill.trade_header_id)

    def test_group_figures_in_two_currencies(self):
        usd = self.env.company.currency_id
        eur = self._enable_currency("EUR")
        self.env["res.currency.rate"].search([("currency_id", "=", eur.id)]).unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": eur.id, "name": "2031-01-01", "rate": 0.5}
        )
        group = self.env["trade.group"].create({"name": "Rheinmark"})
        self.customer.trade_group_id = group
        self._order().action_confirm()
        invoices = self.env["account.move"]
        for currency, amount, date in (
            (usd, 100, "2031-02-01"),
            (eur, 100, "2031-02-01"),
        ):
            invoices |= self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": date,
                    "currency_id": currency.id,
                    "invoice_line_ids": [
                        fields.Command.create(
                            {"name": "x", "price_unit": amount, "tax_ids": False}
                        )
                    ],
                }
            )
        invoices.action_post()
        # 2 x 100 ordered; 100 USD + 100 EUR at 0.5 EUR a dollar = 300 USD invoiced
        self.assertEqual(group.order_total, 200)
        self.assertEqual(group.invoice_total, 300)
        self.assertEqual(group.receivable, 300)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices[1].ids
        ).create({"amount": 40, "payment_date": "2031-02-02"}).action_create_payments()
        group.invalidate_recordset()
        # 40 EUR paid = 80 USD
        self.assertEqual(group.receivable, 220)

    def _enable_currency(self, name):
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", name)])
        )
        currency.active = True
        return currency
