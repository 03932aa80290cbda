# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tests.common import BaseCase

from ...hooks import post_init_hook
from ...models.identity.trade_header import NAME_LENGTH, plain_name
from .common import USCC, USCC_WRONG, TradeCase


@tagged("post_install", "-at_install")
class TestHeader(TradeCase):
    def test_own_name_is_the_first_header(self):
        header = self.acme.trade_header_ids
        self.assertEqual(header.name, "Acme Handels GmbH")
        self.assertTrue(header.is_own and header.is_default)
        self.assertEqual(header.country_id, self.germany)

    def test_contacts_and_people_have_none(self):
        person = self.env["res.partner"].create(
            {"name": "Greta", "parent_id": self.acme.id}
        )
        self.assertFalse(person.trade_header_ids)
        with self.assertRaisesRegex(ValidationError, "contact"):
            self._header(person, "Greta KG")

    def test_rename_keeps_the_former_name(self):
        self.acme.name = "Zenit Handels GmbH"
        own = self.acme.trade_header_ids.filtered("is_own")
        self.assertEqual(own.name, "Zenit Handels GmbH")
        former = self.acme.trade_header_ids - own
        self.assertEqual(former.mapped("name"), ["Acme Handels GmbH"])
        self.assertEqual(former.kind, "former")
        self.acme.name = "ZENIT Handels GmbH"
        self.assertEqual(len(self.acme.trade_header_ids), 2, "case is no new name")

    def test_second_default_is_refused_and_swapped_by_the_button(self):
        with self.assertRaisesRegex(ValidationError, "one default header"):
            self._header(self.acme, "Acme Export GmbH", is_default=True)
        other = self._header(self.acme, "Acme Export GmbH")
        with self.assertRaisesRegex(ValidationError, "one default header"):
            other.is_default = True
        other.action_make_default()
        self.assertEqual(self.acme.trade_header_ids.filtered("is_default"), other)

    def test_former_or_archived_is_no_default(self):
        header = self.acme.trade_header_ids
        with self.assertRaisesRegex(ValidationError, "can't be the"):
            header.kind = "former"

    def test_the_code_follows_the_tax_number(self):
        header = self.acme.trade_header_ids
        self.acme.vat = "DE 136695976"
        self.assertEqual((header.code_kind, header.credit_code), ("vat", "DE136695976"))
        self.acme.vat = "DE129273398"  # the typing mistake is mended
        self.assertEqual(header.credit_code, "DE129273398")
        self.acme.vat = False
        self.assertFalse(header.credit_code or header.code_kind)
        header.write({"credit_code": "HWUPKR0MPOU8FGXBT394", "code_kind": "lei"})
        self.acme.vat = "DE136695976"
        self.assertEqual(header.credit_code, "HWUPKR0MPOU8FGXBT394", "typed in here")

    def test_nobody_is_refused_a_country_because_of_the_code(self):
        self.acme.vat = "DE136695976"
        header = self.acme.trade_header_ids
        roles = "base.group_user,base.group_partner_manager"
        clerk = new_test_user(self.env, "clerk", roles)
        self.acme.with_user(clerk).country_id = self.china
        self.assertEqual(header.country_id, self.china)
        self.assertEqual(
            (header.code_kind, header.credit_code), ("other", "DE136695976")
        )
        self.acme.with_user(clerk).write(
            {"country_id": self.germany.id, "vat": "DE129273398"}
        )
        self.assertEqual(header.country_id, self.germany)
        self.assertEqual((header.code_kind, header.credit_code), ("vat", "DE129273398"))

    def test_uscc_is_checked_and_normalised(self):
        header = self._header(
            self.acme,
            "华为技术有限公司",
            code_kind="uscc",
            credit_code=f" {USCC.lower()} ",
            country_id=self.china.id,
        )
        self.assertEqual(header.credit_code, USCC)
        with self.assertRaisesRegex(ValidationError, "check digit is wrong"):
            header.credit_code = USCC_WRONG
        with self.assertRaisesRegex(ValidationError, "number of characters"):
            header.credit_code = "9144"

    def test_the_kind_is_read_off_the_code(self):
        for code, country, kind in (
            (USCC, self.china, "uscc"),
            ("HWUPKR0MPOU8FGXBT394", self.germany, "lei"),
            ("DE136695976", self.germany, "vat"),
            ("HRB 4711", self.germany, "other"),
        ):
            header = self._header(
                self.acme, f"Acme {kind}", credit_code=code, country_id=country.id
            )
            self.assertEqual(header.code_kind, kind)
        header.write({"code_kind": False, "credit_code": "DE136695976"})
        self.assertEqual(header.code_kind, "vat")

    def test_a_wrong_chinese_code_is_refused_without_a_kind_too(self):
        with self.assertRaisesRegex(ValidationError, "check digit is wrong"):
            self._header(
                self.acme, "华为", credit_code=USCC_WRONG, country_id=self.china.id
            )
        with self.assertRaisesRegex(ValidationError, "which kind"):
            self._header(self.acme, "Acme", credit_code="-")

    def test_code_errors_speak_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.lang = "zh_CN"
        header = self.acme.trade_header_ids.with_user(self.ann)
        header.country_id = self.china
        with self.assertRaisesRegex(ValidationError, "校验"):
            header.with_context(lang="zh_CN").write(
                {"code_kind": "uscc", "credit_code": USCC_WRONG}
            )

    def test_bad_names(self):
        for name, words in (("<i>x</i>", "HTML"), ("A" * 5_000_000, "Shorten")):
            with self.assertRaisesRegex(ValidationError, words):
                self._header(self.acme, name)
        with self.assertRaisesRegex(ValidationError, "HTML"):
            self.acme.with_user(self.ann).name = "<script>alert(1)</script>"

    def test_without_a_trade_role_odoo_saves_as_ever(self):
        partner = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .create({"name": "<b>Odd</b> Ltd", "is_company": True})
        )
        self.assertEqual(partner.name, "<b>Odd</b> Ltd")
        self.assertEqual(partner.sudo().trade_header_ids.name, "Odd Ltd")

    def test_move_to_a_customer_of_another_company(self):
        second = self.env["res.company"].create({"name": "Second Co"})
        self.bolt.company_id = second
        self.acme.company_id = self.env.company
        header = self._header(self.acme, "Acme Export GmbH")
        with self.assertRaisesRegex(ValidationError, "different companies"):
            header.partner_id = self.bolt

    def test_own_header_stays(self):
        with self.assertRaisesRegex(UserError, "own name"):
            self.acme.trade_header_ids.partner_id = self.bolt
        with self.assertRaisesRegex(UserError, "own name"):
            self.acme.trade_header_ids.unlink()

    def test_deleting_the_customer_takes_its_headers(self):
        header = self.free.trade_header_ids
        self.free.unlink()
        self.assertFalse(header.exists())

    def test_bank_account_of_somebody_else(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "DE1", "partner_id": self.bolt.id}
        )
        with self.assertRaisesRegex(ValidationError, "belongs to Bolt"):
            self.acme.trade_header_ids.bank_id = bank

    def test_nothing_is_half_saved(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.acme.write(
                {
                    "comment": "half",
                    "trade_header_ids": [
                        (0, 0, {"name": "Fine"}),
                        (0, 0, {"name": "<b>bad</b>"}),
                    ],
                }
            )
        self.env.invalidate_all()
        self.assertFalse(self.acme.comment)
        self.assertEqual(len(self.acme.trade_header_ids), 1)

    def test_existing_companies_get_their_first_header(self):
        partners = self.acme | self.bolt
        self.env.cr.execute(
            "DELETE FROM trade_header WHERE partner_id IN %s", [tuple(partners.ids)]
        )
        self.env.invalidate_all()
        post_init_hook(self.env)
        self.assertEqual(
            partners.trade_header_ids.mapped("name"),
            ["Acme Handels GmbH", "Bolt Trading Ltd"],
        )
        self.assertEqual(len(partners.trade_header_ids), 2)
        self.assertEqual(self.env["trade.header"]._fill_missing_own(), 0)

    def test_creating_many_companies_is_done_in_sets(self):
        def count(number):
            vals = [
                {"name": f"Set {number} {i} Ltd", "is_company": True}
                for i in range(number)
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["res.partner"].create(vals)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(5), count(60)
        self.assertLessEqual(many - few, 8)

    def test_salesperson_owns_what_he_files(self):
        with Form(
            self.env["res.partner"]
            .with_user(self.ann)
            .with_context(default_is_company=True)
        ) as form:
            form.name = "Brand New BV"
        self.assertEqual(form.record.user_id, self.ann)


class TestPlainName(BaseCase):
    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=2000))
    def test_a_plain_name_is_stable_and_bounded(self, text):
        once = plain_name(text)
        self.assertLessEqual(len(once), NAME_LENGTH)
        self.assertEqual(plain_name(once), once)
        self.assertNotIn("\n", once)
