# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestMoneyReceived(AccountTestInvoicingCommon):
    def _invoice(self, customer, amount):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": "2024-05-01",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Lamp",
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        invoice.action_post()
        return invoice

    def test_money_on_a_statement_that_pays_an_invoice(self):
        """Two invoices paid by one line of the statement are one contact."""
        customer = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        invoices = self._invoice(customer, 60) | self._invoice(customer, 40)
        receivable = invoices.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        bank = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": "2024-05-20",
                "payment_ref": "TT 100 Payer",
                "partner_id": customer.id,
                "amount": 100,
            }
        )
        self.assertFalse(self._contacts(customer), "money on the way is no payment yet")
        # The line's other side goes to the customer, as reconciling by hand does.
        _liquidity, suspense, _other = bank._seek_for_lines()
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()
        contact = self._contacts(customer)
        self.assertEqual(contact.channel, "payment")
        self.assertEqual(contact.direction, "in")
        self.assertEqual(contact.summary, "TT 100 Payer")
        self.assertEqual(str(contact.date), "2024-05-20 12:00:00")
        self.assertTrue(contact.proven)
        page = self.env["trade.timeline"].sudo().page("res.partner", customer.id)
        self.assertIn("payment", [entry["type"] for entry in page["entries"]])

    def test_payment_registered(self):
        """Money in is a contact once; money out, and a vendor's, are none."""
        customer = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        for kind, side in (
            ("inbound", "customer"),
            ("outbound", "customer"),
            ("inbound", "supplier"),
        ):
            payment = self.env["account.payment"].create(
                {
                    "partner_id": customer.id,
                    "partner_type": side,
                    "payment_type": kind,
                    "amount": 70,
                    "date": "2024-05-20",
                }
            )
            payment.action_post()
        contact = self._contacts(customer)
        self.assertEqual(
            (contact.channel, contact.direction, str(contact.date)),
            ("payment", "in", "2024-05-20 12:00:00"),
        )
        self.assertTrue(contact.proven)
        self.assertEqual(customer.trade_last_in, contact.date)
        self.assertFalse(customer.trade_last_out)

    def test_invoice_paid_by_a_registered_payment_is_one_contact(self):
        customer = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        invoice = self._invoice(customer, 60)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 60, "payment_date": "2024-05-20"})._create_payments()
        self.assertEqual(self._contacts(customer).mapped("channel"), ["payment"])

    def _contacts(self, customer):
        return (
            self.env["trade.interaction"]
            .sudo()
            .search([("partner_id", "=", customer.id)])
        )
