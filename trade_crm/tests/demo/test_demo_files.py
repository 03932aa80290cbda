# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The demo files themselves: they need no demo database."""

import csv
import io
import re
from collections import Counter

from odoo.addons.trade_crm.codes import validate
from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

EUR_COUNTRIES = {"DE", "ES", "FR", "IT", "NL"}


def rows_of(name):
    with file_open(f"trade_crm/demo/{name}") as stream:
        return list(csv.DictReader(io.StringIO(stream.read())))


def country_of(row):
    code = row["country_id/id"].removeprefix("base.").upper()
    return "GB" if code == "UK" else code


@tagged("post_install", "-at_install")
class TestDemoFiles(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = rows_of("res.partner-company.csv")
        cls.contacts = rows_of("res.partner-contact.csv")
        cls.headers = rows_of("trade.header.csv")
        cls.groups = rows_of("trade.group.csv")
        cls.products = rows_of("product.template.csv")

    def test_counts(self):
        self.assertEqual(len(self.companies), 80)
        self.assertEqual(len({country_of(row) for row in self.companies}), 25)
        self.assertEqual(len(self.groups), 12)
        self.assertEqual(len(self.products), 26)
        self.assertEqual(sum(bool(g["parent_id/id"]) for g in self.groups), 1)

    def test_every_code_is_valid_and_unique(self):
        codes = [row["vat"] for row in self.companies]
        for row in self.companies:
            with self.subTest(row["name"]):
                self.assertEqual(
                    validate("vat", row["vat"], country_of(row)), row["vat"]
                )
        for row in self.headers:
            if row["credit_code"]:
                with self.subTest(row["name"]):
                    self.assertEqual(
                        validate(row["code_kind"], row["credit_code"], country_of(row)),
                        row["credit_code"],
                    )
                codes.append(row["credit_code"])
        self.assertEqual([c for c, n in Counter(codes).items() if n > 1], [])

    def test_codes_of_every_kind(self):
        kinds = Counter(row["code_kind"] for row in self.headers)
        for kind in ("uscc", "vat", "lei", "duns"):
            self.assertGreaterEqual(kinds[kind], 1, kind)

    def test_bank_accounts(self):
        """An account that begins like an IBAN has its check digits (mod 97 is 1)."""
        checked = 0
        for row in rows_of("res.partner.bank.csv"):
            number = row["acc_number"]
            if number[:2].isalpha():
                digits = "".join(str(int(c, 36)) for c in number[4:] + number[:4])
                self.assertEqual(int(digits) % 97, 1, number)
                checked += 1
        self.assertGreaterEqual(checked, 5)

    def test_names_and_identifiers(self):
        names = Counter(row["name"] for row in self.companies)
        self.assertEqual([name for name, n in names.items() if n > 1], [])
        known = {row["id"] for row in self.companies}
        for row in self.contacts:
            self.assertIn(row["parent_id/id"], known)
        for row in self.headers:
            self.assertIn(row["partner_id/id"], known)
        habits = rows_of("history/habits.csv")
        self.assertEqual({row["customer"] for row in habits}, known)

    def test_every_group_has_companies_and_several_headers(self):
        members = {
            row["id"]: row["trade_group_id/id"]
            for row in self.companies
            if row["trade_group_id/id"]
        }
        headers = Counter(members.values())  # each company's own name
        for row in self.headers:
            if group := members.get(row["partner_id/id"]):
                headers[group] += 1
        for group in self.groups:
            self.assertGreaterEqual(headers[group["id"]], 3, group["name"])

    def test_owners_are_spread_and_some_have_none(self):
        owners = Counter(row["user_id/id"] for row in self.companies)
        self.assertEqual(set(owners), {"", *(f"demo_user_sales{n}" for n in (1, 2, 3))})
        self.assertGreaterEqual(min(owners.values()), 8)

    def test_euro_customers_buy_in_euro(self):
        for row in self.companies:
            euro = country_of(row) in EUR_COUNTRIES
            self.assertEqual(
                row["property_product_pricelist/id"],
                f"demo_pricelist_{'eur' if euro else 'usd'}",
            )

    def test_nothing_leads_outside(self):
        """Addresses use the reserved top-level domain (RFC 2606)."""
        for row in self.companies + self.contacts:
            self.assertTrue(row["email"].endswith(".example"), row["email"])
            self.assertRegex(row["email"], r"\A[a-z0-9.-]+@[a-z0-9.-]+\Z")
        for row in self.companies:
            self.assertTrue(row["website"].endswith(".example"))

    def test_products_carry_an_hs_code(self):
        for row in self.products:
            self.assertTrue(
                re.fullmatch(r"HS code \d{4}\.\d{2}", row["description_sale"]),
                row["name"],
            )
            self.assertGreater(float(row["list_price"]), float(row["standard_price"]))
