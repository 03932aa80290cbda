# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The set-based load leaves every stored column as the plain ORM does."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .common import SAMPLE, package, rows_of
from .compare import differences, snapshot

# The load writes no log, and dates contacts by their documents; the ORM says "now".
DIFFERENT = {"has_message", "trade_freshness", "trade_stale"}


@tagged("standard", "post_install", "-at_install")
class TestSameAsOrm(TransactionCase):
    maxDiff = None
    """One made-up history, loaded once each way into two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        history, orm, setup, specimen, load = package(
            "history", "orm", "setup", "specimen", "load"
        )
        cls.plan = history.build(rows_of(SAMPLE), {"france": "FR", "germany": "DE"})
        cls.setups = {}
        no_shift = timedelta(0)
        with patch.object(cls.env.cr, "commit", cls.env.cr.flush):
            for name in ("By ORM", "By load"):
                company = setup.find_company(cls.env, name, "GBP")
                prepared = setup.prepare(
                    cls.env, cls.plan, company, cls.env.user, lambda *said: None
                )
                own = setup.quiet(cls.env, company.id)
                cls.setups[name] = (own, prepared, company)
                if name == "By ORM":
                    orm.make_all(
                        own,
                        prepared,
                        cls.plan.documents,
                        cls.plan.settlements,
                        no_shift,
                    )
                    continue
                specimens = specimen.take(own, prepared, cls.plan, no_shift)
                cls.loader = load.Loader(
                    own, prepared, specimens, no_shift, lambda *said: None
                )
                cls.loader.start(cls.plan)
                cls.loader.load_documents(cls.plan)
                cls.loader.load_settlements(cls.plan)
        cls.env.invalidate_all()

    def _snapshot(self, name):
        own, _prepared, company = self.setups[name]
        orders = own["sale.order"].search([("company_id", "=", company.id)])
        names = {order.name: order.client_order_ref for order in orders}
        return snapshot(own, company, names)

    def test_every_column(self):
        one, other = self._snapshot("By ORM"), self._snapshot("By load")
        self.assertGreater(len(one["account_move_line"]), 30)
        self.assertGreater(len(one["account_full_reconcile"]), 3)
        self.assertEqual(differences(one, other), [])

    def test_computed_fields(self):
        """Everything that Odoo computes on the fly comes to the same."""
        for model, domain, order in (
            ("account.move", [("move_type", "!=", "entry")], "name"),
            ("sale.order", [], "client_order_ref"),
            ("res.partner", [("ref", "!=", False)], "ref"),
        ):
            read = []
            for own, _prepared, company in self.setups.values():
                records = own[model].search(
                    [("company_id", "=", company.id), *domain], order=order
                )
                names = [
                    name
                    for name, field in records._fields.items()
                    if not field.store
                    and field.compute
                    and field.type
                    in ("boolean", "integer", "float", "monetary", "selection")
                    and name not in DIFFERENT
                ]
                read.append(
                    [{name: record[name] for name in names} for record in records]
                )
            self.assertEqual(len(read[0]), len(read[1]))
            self.assertTrue(read[0])
            for one, other in zip(*read, strict=True):
                self.assertEqual(one, other)

    def test_nothing_is_left_to_compute(self):
        """Recomputing every stored field of the loaded documents changes nothing."""
        own, _prepared, company = self.setups["By load"]
        before = self._snapshot("By load")
        for model in ("sale.order.line", "account.move", "account.move.line"):
            records = own[model].search([("company_id", "=", company.id)])
            for name in (
                "amount_residual",
                "amount_total",
                "payment_state",
                "invoice_status",
                "qty_invoiced",
                "qty_to_invoice",
                "untaxed_amount_invoiced",
                "reconciled",
                "price_subtotal",
            ):
                field = records._fields.get(name)
                if field and field.store and field.compute:
                    own.add_to_compute(field, records)
        orders = own["sale.order"].search([("company_id", "=", company.id)])
        own.add_to_compute(orders._fields["invoice_status"], orders)
        own.add_to_compute(orders._fields["amount_total"], orders)
        self.assertEqual(differences(before, self._snapshot("By load")), [])

    def test_contacts(self):
        """The same contacts are told, on the days of the orders and payments."""
        if "trade.interaction" not in self.env:
            self.skipTest("trade_crm is not installed")
        told = []
        for own, _prepared, company in self.setups.values():
            contacts = own["trade.interaction"].search(
                [("partner_id.company_id", "=", company.id)]
            )
            told.append(
                sorted((c.partner_id.ref, c.channel, c.direction) for c in contacts)
            )
        self.assertEqual(*told)
        own, prepared, _company = self.setups["By load"]
        partner = own["res.partner"].browse(prepared.partners["C6"])
        orders = own["trade.interaction"].search(
            [("partner_id", "=", partner.id), ("channel", "=", "order")]
        )
        self.assertEqual(
            sorted(str(contact.date) for contact in orders),
            ["2011-01-10 10:00:00", "2011-02-10 10:00:00"],
        )

    def test_archive_of_a_customer(self):
        """C6 bought 199.00 in January and 79.60 in February: both are its peaks, for
        its usual month is 278.60 / 12 = 23.22. 31 days between: every month."""
        own, prepared, _company = self.setups["By load"]
        if "trade.interest" not in own:
            self.skipTest("trade_crm is not installed")
        partner = own["res.partner"].browse(prepared.partners["C6"])
        self.assertEqual(partner.trade_peak_month_ids.mapped("number"), [1, 2])
        self.assertEqual(partner.trade_buying_cycle, "month")
        self.assertEqual(partner.trade_interest_ids.mapped("name"), ["RED BOX"])
        self.assertEqual(partner.trade_port_destination_id.country_id.code, "DE")
        customers = own["res.partner"].browse(prepared.partners.values())
        self.assertTrue(all(customers.mapped("trade_business_kind")))
        again = own["res.partner"].browse(self.setups["By ORM"][1].partners["C6"])
        for name in ("trade_incoterm_id", "trade_lost_reason_id", "trade_founded"):
            self.assertEqual(partner[name], again[name])

    def test_a_second_load_adds_nothing(self):
        before = self._snapshot("By load")
        with patch.object(self.env.cr, "commit", self.env.cr.flush):
            self.loader.load_documents(self.plan)
            self.loader.load_settlements(self.plan)
        self.assertEqual(differences(before, self._snapshot("By load")), [])

    def test_work_goes_on(self):
        """Sell, invoice and post once more; open a loaded invoice; reconcile again."""
        own, prepared, company = self.setups["By load"]
        partner = own["res.partner"].browse(prepared.partners["C1"])
        product = own["product.product"].browse(prepared.products["10001"])
        order = own["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        last = own["account.move"].search(
            [("company_id", "=", company.id), ("move_type", "=", "out_invoice")],
            order="sequence_number desc",
            limit=1,
        )
        invoice = order._create_invoices()
        invoice.invoice_date = last.invoice_date
        invoice.action_post()
        self.assertEqual(invoice.sequence_prefix, last.sequence_prefix)
        self.assertEqual(invoice.sequence_number, last.sequence_number + 1)
        self.assertFalse(invoice.made_sequence_gap)
        self.assertEqual(order.invoice_status, "invoiced")
        self._open_and_close_again()

    def test_customer_rank(self):
        """A customer ranks by its posted documents, as after the ORM's commit."""
        own, prepared, _company = self.setups["By load"]
        ranks = {
            number: own["res.partner"].browse(partner).customer_rank
            for number, partner in prepared.partners.items()
        }
        expected = {"C1": 3, "C2": 2, "C3": 2, "C4": 2, "C5": 1, "C6": 3}
        self.assertEqual(ranks, expected)

    def _open_and_close_again(self):
        """Both companies behave alike when a paid invoice is opened and paid anew."""
        seen = []
        for own, prepared, company in self.setups.values():
            invoice = own["account.move"].search(
                [("company_id", "=", company.id), ("ref", "=", "1009")]
            )
            states = [invoice.payment_state, invoice.amount_residual]
            receivable = invoice.line_ids.filtered(
                lambda line: line.display_type == "payment_term"
            )
            receivable.remove_move_reconcile()
            states += [invoice.payment_state, invoice.amount_residual]
            invoice.button_draft()
            states += [invoice.payment_state, invoice.state]
            invoice.action_post()
            states += [invoice.payment_state, invoice.name]
            lines = (
                receivable | invoice.matched_payment_ids.move_id.line_ids
            ).filtered(
                lambda line, prepared=prepared: (
                    line.account_id.id == prepared.receivable_id
                )
            )
            lines.reconcile()
            states += [invoice.payment_state, invoice.amount_residual]
            seen.append(states)
        self.assertEqual(*seen)
        self.assertEqual(seen[1][:4], ["paid", 0.0, "not_paid", 199.0])
        self.assertEqual(seen[1][-2:], ["paid", 0.0])
