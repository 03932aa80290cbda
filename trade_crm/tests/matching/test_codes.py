# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Codes: every check digit below is worked out by hand in the comments."""

from odoo.tests import BaseCase, tagged

from ...codes import CodeError, guess_kind, uscc, validate


@tagged("standard", "at_install")
class TestCodes(BaseCase):
    def _refused(self, reason, kind, code, country=None):
        with self.assertRaises(CodeError) as caught:
            validate(kind, code, country)
        self.assertEqual(caught.exception.reason, reason)
        self.assertTrue(str(caught.exception))
        return caught.exception

    def test_inner_check_by_hand(self):
        # 7*3 + 0*7 + 8*9 + 4*10 + 6*5 + 1*8 + 1*4 + 3*2 = 181; 181 mod 11 = 5;
        # 11 - 5 = 6
        self.assertEqual(uscc.inner_check("70846113"), "6")
        # 1*3 + 3*7 + 2*9 + 2*10 + 1*5 + 2*8 + 1*4 + 8*2 = 103; mod 11 = 4; 7
        self.assertEqual(uscc.inner_check("13221218"), "7")
        # 11 - 1 = 10 is written X: 4*3 = 12, 12 mod 11 = 1
        self.assertEqual(uscc.inner_check("40000000"), "X")
        # 11 - 0 = 11 is written 0
        self.assertEqual(uscc.inner_check("00000000"), "0")
        # letters count from A = 10: 22*3 + 10*7 + 5*9 = 181, mod 11 = 5; 6
        self.assertEqual(uscc.inner_check("MA500000"), "6")

    def test_uscc_check_by_hand(self):
        # values 9 1 4 4 0 3 0 0 7 0 8 4 6 1 1 3 6 times 1 3 9 27 19 26 16 17 20
        # 29 25 13 8 24 10 30 28: 9+3+36+108+0+78+0+0+140+0+200+52+48+24+10+90+168
        # = 966; 966 mod 31 = 5; 31 - 5 = 26, which is T
        self.assertEqual(uscc.check("91440300708461136"), "T")
        self.assertEqual(validate("uscc", "91440300708461136T"), "91440300708461136T")

    def test_uscc_is_normalised(self):
        for typed in (
            " 91440300708461136t ",
            "9144 0300 7084 6113 6T",
            "91440300-708461136-T",
            "91440300708461136T",
            "\u200f91440300708461136T\u200e",
        ):
            self.assertEqual(validate("uscc", typed), "91440300708461136T")

    def test_uscc_refusals(self):
        self._refused("length", "uscc", "91440300708461136")
        self._refused("characters", "uscc", "9144030070846113O6T"[:18])
        self._refused("authority", "uscc", "94440300708461136T")
        self._refused("authority", "uscc", "B1440300708461136T")
        self._refused("region", "uscc", "91990300708461136T")
        self._refused("region", "uscc", "9144A300708461136T")
        error = self._refused("inner_check", "uscc", "91440300708461135T")
        self.assertEqual(error.params, {"expected": "6", "found": "5"})
        self._refused("check_digit", "uscc", "914403007084611361")
        self._refused("country", "uscc", "91440300708461136T", "DE")
        self._refused("empty", "uscc", " - ")
        self._refused("empty", "uscc", None)

    def test_uscc_swapped_digits_are_seen(self):
        """Every swap of two unequal neighbours is refused."""
        code = "91440300708461136T"
        for place in range(17):
            if code[place] == code[place + 1]:
                continue
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            with self.assertRaises(CodeError, msg=swapped):
                validate("uscc", swapped)

    def test_vat_by_country(self):
        self.assertEqual(validate("vat", "136695976", "DE"), "DE136695976")
        self.assertEqual(validate("vat", "DE 136 695 976"), "DE136695976")
        self.assertEqual(validate("vat", "094259216", "GR"), "EL094259216")
        self.assertEqual(validate("vat", "EL 094259216"), "EL094259216")
        self.assertEqual(validate("vat", "GB 980 7806 84", "GB"), "980780684")
        self.assertEqual(
            validate("vat", "91440300708461136T", "CN"), "91440300708461136T"
        )
        self._refused("check_digit", "vat", "DE136695978")
        self._refused("country", "vat", "FR40303265045", "DE")
        self._refused("format", "vat", "PL123", "PL")

    def test_vat_of_a_country_without_rules(self):
        self.assertEqual(validate("vat", "ab-1234.5", "ZZ"), "AB12345")
        self._refused("length", "vat", "123", "ZZ")
        self._refused("length", "vat", "1" * 21, "ZZ")
        self._refused("characters", "vat", "税号1234", "ZZ")

    def test_lei(self):
        self.assertEqual(
            validate("lei", "hwupkr0mpou8fgxbt394"), "HWUPKR0MPOU8FGXBT394"
        )
        self._refused("check_digit", "lei", "HWUPKR0MPOU8FGXBT395")
        self._refused("length", "lei", "HWUPKR0MPOU8FGXBT39")
        self._refused("characters", "lei", "HWUPKR0MPOU8FGXBT39Ä")

    def test_duns(self):
        self.assertEqual(validate("duns", "15-048-3782"), "150483782")
        self.assertEqual(validate("duns", "D-U-N-S 150483782"), "150483782")
        self._refused("length", "duns", "1504837820")
        self._refused("characters", "duns", "15048378A")

    def test_other_and_unknown_kinds(self):
        self.assertEqual(validate("other", "hrb 86-891"), "HRB86891")
        self._refused("length", "other", "A" * 41)
        self._refused("kind", "ean", "1234")

    def test_guess_kind(self):
        self.assertEqual(guess_kind("91440300708461136T"), "uscc")
        self.assertEqual(guess_kind("HWUPKR0MPOU8FGXBT394"), "lei")
        self.assertEqual(guess_kind("136695976", "DE"), "vat")
        self.assertEqual(guess_kind("DE136695976"), "vat")
        self.assertEqual(guess_kind("ABC-99"), "other")
        self.assertIsNone(guess_kind("-"))
