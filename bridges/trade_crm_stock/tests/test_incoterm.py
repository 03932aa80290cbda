# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree, html
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestIncoterm(TransactionCase):
    """Inventory has an Incoterm on the order, too: it is one and the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Port GmbH",
                "is_company": True,
                "trade_incoterm_id": cls.env.ref("account.incoterm_CIF").id,
                "trade_port_destination_id": cls.env.ref("trade_crm.port_deham").id,
            }
        )
        lamp = cls.env["product.product"].create(
            {"name": "Lamp", "invoice_policy": "order"}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": lamp.id})],
            }
        )

    def test_proposed_and_invoiced(self):
        self.assertEqual(self.order.incoterm.code, "CIF")
        self.assertEqual(self.order.incoterm_location, "Hamburg")
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        self.assertEqual(invoice.invoice_incoterm_id.code, "CIF")
        self.assertEqual(invoice.incoterm_location, "Hamburg")

    def test_shown_once(self):
        form = self.env["sale.order"].get_view(
            self.env.ref("sale.view_order_form").id, "form"
        )
        for name in ("incoterm", "incoterm_location"):
            nodes = etree.fromstring(form["arch"]).findall(f".//field[@name='{name}']")
            shown = [node for node in nodes if node.get("invisible") != "1"]
            self.assertEqual(len(shown), 1, name)

    def test_printed_once(self):
        page = self.env["ir.actions.report"]._render_qweb_html(
            "sale.report_saleorder", self.order.ids
        )[0]
        text = html.fromstring(page).text_content()
        self.assertEqual(text.count("Incoterm"), 1)
        self.assertEqual(text.count("Hamburg"), 1)
