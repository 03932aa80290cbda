# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The customer's usual terms on a new quotation: proposed, never forced."""

from odoo import Command
from odoo.tests import Form, tagged

from .test_last_price import DealCase


@tagged("post_install", "-at_install")
class TestOrderTerms(DealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cif, cls.fob, cls.exw, cls.ddp = (
            cls.env.ref(f"account.incoterm_{code}")
            for code in ("CIF", "FOB", "EXW", "DDP")
        )
        cls.hamburg, cls.ningbo, cls.durban = (
            cls.env.ref(f"trade_crm.port_{code}")
            for code in ("deham", "cnngb", "zadur")
        )
        cls.acme.write(
            {
                "trade_incoterm_id": cls.cif.id,
                "trade_port_loading_id": cls.ningbo.id,
                "trade_port_destination_id": cls.hamburg.id,
            }
        )
        cls.other = cls._company(
            "Veld Traders",
            cls.ann,
            trade_incoterm_id=cls.ddp.id,
            trade_port_destination_id=cls.durban.id,
        )

    def _terms(self, order):
        return order.incoterm, order.incoterm_location

    def _quote(self, **vals):
        return self.env["sale.order"].create({"partner_id": self.acme.id, **vals})

    def test_the_place_is_on_the_side_that_the_incoterm_names(self):
        for incoterm, place in (
            (self.cif, "Hamburg"),
            (self.fob, "Ningbo"),
            (self.exw, False),
            (self.ddp, "Hamburg"),
        ):
            self.acme.trade_incoterm_id = incoterm
            self.assertEqual(self._terms(self._quote()), (incoterm, place))

    def test_for_a_contact_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.hamburg.with_context(lang="zh_CN").name = "汉堡"
        person = self.env["res.partner"].create(
            {"name": "Anna", "parent_id": self.acme.id, "lang": "zh_CN"}
        )
        order = self._quote(partner_id=person.id)
        self.assertEqual(self._terms(order), (self.cif, "汉堡"))

    def test_by_people_without_a_trade_role(self):
        """They may not read the archive; the quotation has its terms all the same."""
        with Form(self.env["sale.order"].with_user(self.clerk)) as form:
            form.partner_id = self.acme
            self.assertEqual(form.incoterm_location, "Hamburg")
        self.assertEqual(self._terms(form.record), (self.cif, "Hamburg"))

    def test_what_a_person_typed_stays(self):
        order = self._quote(incoterm=self.fob.id, incoterm_location="Ningbo, gate 3")
        self.assertEqual(self._terms(order), (self.fob, "Ningbo, gate 3"))
        order.partner_id = self.other
        self.assertEqual(self._terms(order), (self.fob, "Ningbo, gate 3"))
        with Form(self.env["sale.order"].with_user(self.ann)) as form:
            form.partner_id = self.acme
            form.incoterm_location = "Hamburg Altenwerder"
            form.partner_id = self.other
            self.assertEqual(form.incoterm, self.ddp)
            self.assertEqual(form.incoterm_location, "Hamburg Altenwerder")
        self.assertEqual(self._terms(form.record), (self.ddp, "Hamburg Altenwerder"))

    def test_what_was_proposed_makes_room(self):
        order = self._quote()
        order.partner_id = self.other
        self.assertEqual(self._terms(order), (self.ddp, "Durban"))
        order.partner_id = self.free
        self.assertEqual(self._terms(order), (self._no_incoterm(), False))

    def _no_incoterm(self):
        return self.env["account.incoterms"]

    def test_another_incoterm_another_place(self):
        with Form(self.env["sale.order"].with_user(self.ann)) as form:
            form.partner_id = self.acme
            form.incoterm = self.fob
            self.assertEqual(form.incoterm_location, "Ningbo")
            form.incoterm = self._no_incoterm()
            self.assertFalse(form.incoterm_location)

    def test_later_changes_of_the_archive_touch_no_quotation(self):
        order = self._quote()
        self.acme.trade_incoterm_id = self.fob
        self.env.invalidate_all()
        self.assertEqual(self._terms(order), (self.cif, "Hamburg"))
        order.action_confirm()
        order.partner_id = self.other
        self.assertEqual(self._terms(order), (self.cif, "Hamburg"))

    def test_a_copy_keeps_what_stood_there(self):
        order = self._quote(incoterm=self.fob.id)
        self.assertEqual(self._terms(order.copy()), (self.fob, "Ningbo"))

    def test_payment_terms_of_the_company(self):
        term = self.env.ref("account.account_payment_term_30days")
        self.acme.property_payment_term_id = term
        self.assertEqual(self._quote().payment_term_id, term)

    def test_on_the_invoice(self):
        order = self._quote(
            order_line=[Command.create({"product_id": self.lamp.id, "price_unit": 5})]
        )
        self.lamp.invoice_policy = "order"
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_incoterm_id, self.cif)
        self.assertEqual(invoice.incoterm_location, "Hamburg")


@tagged("post_install", "-at_install")
class TestOrderCurrency(DealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        lists = cls.env["product.pricelist"]
        lists.search([("id", "!=", cls.coin_list.id)]).active = False
        cls.home_list = lists.create(
            {"name": "Home", "currency_id": cls.home.id, "sequence": 1}
        )
        cls.coin_list.sequence = 2

    def _list(self, **vals):
        order = self.env["sale.order"].create({"partner_id": self.acme.id, **vals})
        return order.pricelist_id

    def test_in_the_customers_currency(self):
        self.assertEqual(self._list(), self.home_list)
        self.acme.trade_currency_id = self.coin
        self.assertEqual(self._list(), self.coin_list)
        order = self.env["sale.order"].create({"partner_id": self.acme.id})
        self.assertEqual(order.currency_id, self.coin)

    def test_his_own_price_list_goes_first(self):
        self.acme.trade_currency_id = self.coin
        special = self.home_list.copy({"name": "Acme"})
        self.acme.property_product_pricelist = special
        self.assertEqual(self._list(), special)

    def test_what_a_person_chose_stays(self):
        self.acme.trade_currency_id = self.coin
        self.assertEqual(self._list(pricelist_id=self.home_list.id), self.home_list)

    def test_no_list_of_others(self):
        """Not of another company of ours, nor of customers in other countries."""
        self.acme.trade_currency_id = self.coin
        self.coin_list.country_group_ids = self.env["res.country.group"].create(
            {"name": "China", "country_ids": [Command.link(self.china.id)]}
        )
        self.assertEqual(self._list(), self.home_list)
        self.coin_list.country_group_ids = False
        second = self.env["res.company"].create({"name": "Second House"})
        self.coin_list.company_id = second
        self.assertEqual(self._list(), self.home_list)
