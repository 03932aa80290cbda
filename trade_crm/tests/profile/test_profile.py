# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..identity.common import TradeCase


@tagged("post_install", "-at_install")
class TestProfile(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.port = cls.env.ref("trade_crm.port_deham")
        cls.cif = cls.env.ref("account.incoterm_CIF")
        cls.fob = cls.env.ref("account.incoterm_FOB")
        cls.march = cls.env.ref("trade_crm.month_03")
        cls.rex = cls.env.ref("trade_crm.tariff_rex")
        cls.co = cls.env.ref("trade_crm.tariff_co")
        cls.mine = cls.acme.with_user(cls.ann)

    def _search(self, *domain, user=None):
        customers = self.env["res.partner"].with_user(user or self.ann)
        return customers.search([("is_company", "=", True), *domain])

    # -- the data that comes along -----------------------------------------

    def test_ports_have_their_country(self):
        ports = self.env["trade.port"].search([])
        self.assertGreater(len(ports), 200)
        for port in ports:
            self.assertEqual(port.code[:2], port.country_id.code, port.name)

    def test_twelve_months_in_order(self):
        months = self.env["trade.month"].search([])
        self.assertEqual(months.mapped("number"), list(range(1, 13)))

    def test_a_month_is_no_part_of_another(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        months = self.env["trade.month"].with_context(lang="zh_CN")
        for number in (1, 2, 3, 11, 12):
            month = months.search([("number", "=", number)])
            month.name = f"{number}月"
            self.assertEqual(
                months.search([("display_name", "ilike", month.name)]), month
            )
        english = self.env["trade.month"].with_user(self.ann)
        for words, number in (("March", 3), ("mar", 3), ("Sept", 9)):
            found = english.search([("display_name", "ilike", words)])
            self.assertEqual(found.number, number)

    def test_port_by_name_or_code(self):
        ports = self.env["trade.port"].with_user(self.ann)
        for words in ("Hamb", "DEHAM", "deham"):
            self.assertEqual(ports.name_search(words)[0][0], self.port.id)
        self.assertEqual(self.port.display_name, "Hamburg (DEHAM)")

    def test_incoterm_by_its_letters(self):
        """Odoo finds an Incoterm by its long name alone, and goes on doing so for
        people without a trade role."""
        terms = self.env["account.incoterms"]
        found = terms.with_user(self.ann).name_search("CIF")
        self.assertEqual(found[0][0], self.cif.id)
        self.assertFalse(terms.with_user(self.clerk).name_search("CIF"))
        for user in (self.ann, self.clerk):
            self.assertTrue(terms.with_user(user).name_search("FREE ON BOARD"))

    def test_new_port(self):
        ports = self.env["trade.port"].with_user(self.ann)
        port = ports.create(
            {"name": "Emden", "code": "de eme", "country_id": self.germany.id}
        )
        self.assertEqual(port.code, "DEEME")
        no_code = {"name": "Small Quay", "country_id": self.germany.id, "code": ""}
        self.assertEqual(ports.create([no_code, no_code]).mapped("code"), [False] * 2)
        for code, words in (
            ("EMDEN2", "no UN/LOCODE"),
            ("NLEME", "another country"),
            ("😀😀😀😀😀", "no UN/LOCODE"),
        ):
            with self._refused(words):
                ports.create(
                    {"name": "Wrong", "code": code, "country_id": self.germany.id}
                )
        with self.assertRaises(AccessError):
            port.name = "Not mine to rename"
        port.with_user(self.boss).name = "Emden (Ems)"

    # -- searching as people do --------------------------------------------

    def test_buys_in_march_by_cif_hamburg_with_fta(self):
        same = {
            "trade_peak_month_ids": [Command.set(self.march.ids)],
            "trade_incoterm_id": self.cif.id,
            "trade_port_destination_id": self.port.id,
            "trade_tariff_ids": [Command.set(self.rex.ids)],
        }
        found = self._company("All Four Ltd", self.ann, **same)
        april = self.env.ref("trade_crm.month_04")
        for name, value in (
            ("trade_peak_month_ids", [Command.set(april.ids)]),
            ("trade_incoterm_id", self.fob.id),
            ("trade_port_destination_id", self.env.ref("trade_crm.port_debrv").id),
            ("trade_tariff_ids", [Command.set(self.co.ids)]),
        ):
            self._company(f"Not {name}", self.ann, **{**same, name: value})
        domain = [
            ("trade_peak_month_ids", "ilike", "March"),
            ("trade_incoterm_id", "ilike", "cif"),
            ("trade_port_destination_id", "ilike", "Hamburg"),
            ("trade_tariff_ids.kind", "=", "fta"),
        ]
        self.assertEqual(self._search(*domain), found)

    def test_groups(self):
        """A customer stands under each of its months, tariffs and markets."""
        self.mine.write(
            {
                "trade_peak_month_ids": [Command.set((self.march | self.march).ids)],
                "trade_tariff_ids": [Command.set((self.rex | self.co).ids)],
                "trade_business_kind": "importer",
            }
        )
        partners = self.env["res.partner"].with_user(self.ann)
        for name, groups in (
            ("trade_tariff_ids", {self.rex: 1, self.co: 1}),
            ("trade_peak_month_ids", {self.march: 1}),
            ("trade_business_kind", {"importer": 1}),
        ):
            found = partners._read_group(
                [("id", "=", self.acme.id)], [name], ["__count"]
            )
            self.assertEqual(dict(found), groups)

    def test_hs_code_by_its_beginning(self):
        self.mine.trade_interest_ids = [
            Command.create({"name": "Drill", "hs_code": "8467210000"}),
            Command.create({"name": "Saw", "hs_code": "8202"}),
            Command.create({"name": "No code"}),
        ]
        self.assertEqual(self.mine.trade_hs_code, "8467.21.00.00, 8202")
        for typed in ("8467", "84.67", "8467.21", "846721000", "8202", "84"):
            found = self._search(("trade_hs_code", "ilike", typed))
            self.assertEqual(found, self.acme, typed)
        for typed in ("8468", "drill", "%", "8467.22"):
            found = self._search(("trade_hs_code", "ilike", typed))
            self.assertFalse(found, typed)

    def test_search_view_finds(self):
        """Each filter of the customers' search works on the server."""
        view = self.env.ref("trade_crm.view_trade_customer_search")
        arch = self.env["res.partner"].with_user(self.ann).get_view(view.id)["arch"]
        for name in ("trade_fta", "trade_buys_now", "trade_key_date_soon"):
            self.assertIn(f'name="{name}"', arch)
        self.assertIn("searchpanel", arch)

    # -- facts --------------------------------------------------------------

    def test_founded(self):
        today = fields.Date.context_today(self.acme)
        for year in (600, 1895, today.year, 0):
            self.mine.trade_founded = year
        for year in (today.year + 1, 499, -3, 20261123, 10**12):
            with self._refused("can't have been founded"):
                self.mine.trade_founded = year

    def test_local_time(self):
        self.ann.tz = "Asia/Shanghai"
        mine = self.acme.with_user(self.ann)
        with freeze_time("2026-01-12 05:00:00"):
            for zone, text in (
                (False, "Mon 06:00 (7 h behind you)"),  # Germany, by the country
                ("Asia/Tokyo", "Mon 14:00 (1 h ahead of you)"),
                ("Asia/Kolkata", "Mon 10:30 (2.5 h behind you)"),
                ("Asia/Manila", "Mon 13:00 (as with you)"),
                ("Pacific/Honolulu", "Sun 19:00 (18 h behind you)"),
            ):
                mine.trade_tz = zone
                self.assertEqual(mine.trade_local_time, text)
        with freeze_time("2026-07-13 05:00:00"):
            mine.trade_tz = False
            mine.invalidate_recordset(["trade_local_time"])
            self.assertEqual(mine.trade_local_time, "Mon 07:00 (6 h behind you)")
        mine.country_id = self.env.ref("base.us")
        self.assertFalse(mine.trade_local_time)

    def test_last_contact_is_the_later_one(self):
        self.assertFalse(self.acme.trade_last_contact)
        now = fields.Datetime.now().replace(microsecond=0)
        for days, direction in ((5, "in"), (3, "out"), (9, "in")):
            self.env["trade.interaction"].create(
                {
                    "partner_id": self.acme.id,
                    "date": now - timedelta(days=days),
                    "direction": direction,
                }
            )
        self.assertEqual(self.acme.trade_last_contact, now - timedelta(days=3))

    def test_website_that_is_none(self):
        for address, words in (
            ("no website", "holds a blank"),
            ("hansewerk", "names no website"),
            ("info@acme.example", "is an e-mail address"),
            ("javascript:alert(1)", "must begin with https"),
            ("😀" * 300 + ".com", "names no website"),
        ):
            with self._refused(words):
                self.mine.website = address
            with self._refused(words):
                self._ann_creates(address)
        self.assertFalse(self.acme.website)
        self.mine.website = "www.acme.example"
        self.assertEqual(self.acme.website, "http://www.acme.example")
        # What the system itself files is taken as it comes.
        self.acme.website = "no website"

    def _ann_creates(self, address):
        self.env["res.partner"].with_user(self.ann).create(
            {"name": "Wrong Web", "is_company": True, "website": address}
        )

    def test_a_long_website_is_cut_in_the_message(self):
        with self.assertRaises(ValidationError) as caught:
            self.mine.website = "x" * 5000
        self.assertLess(len(str(caught.exception)), 300)

    # -- where a customer comes from ----------------------------------------

    def test_a_leads_source_stays_with_the_customer(self):
        source = self.env["utm.source"].create({"name": "Canton Fair, hall 9"})
        for user in (self.ann, self.clerk):
            lead = self.env["crm.lead"].create(
                {
                    "name": f"Inquiry {user.name}",
                    "partner_name": f"Lead of {user.name} Ltd",
                    "contact_name": "Buyer",
                    "source_id": source.id,
                    "user_id": user.id,
                }
            )
            lead.with_user(user)._handle_partner_assignment(create_missing=True)
            company = lead.partner_id.commercial_partner_id
            self.assertEqual(company.name, f"Lead of {user.name} Ltd")
            expected = source if user == self.ann else source.browse()
            self.assertEqual(company.trade_source_id, expected)
            self.assertFalse((lead.partner_id - company).trade_source_id)

    # -- screens -------------------------------------------------------------

    def test_form_of_a_salesperson(self):
        form = Form(self.mine)
        form.trade_business_kind = "wholesaler"
        form.trade_founded = 1998
        form.trade_incoterm_id = self.cif
        with form.trade_interest_ids.new() as line:
            line.name = "Hammers"
            line.hs_code = "820520"
        form.save()
        self.assertEqual(self.acme.trade_interest_ids.hs_code, "8205.20")

    def test_lists_read_by_the_set(self):
        """Rows are read by the set: 40 cost what 4 cost."""
        partners = self.env["res.partner"]
        for number in range(40):
            partner = self._company(f"Row {number}", self.ann, country=self.germany)
            partner.write(
                {
                    "trade_incoterm_id": self.cif.id,
                    "trade_port_destination_id": self.port.id,
                    "trade_peak_month_ids": [Command.set(self.march.ids)],
                }
            )
            partners |= partner
        for view in ("view_trade_customer_list", "view_trade_customer_kanban"):
            spec = self._specification(self.env.ref(f"trade_crm.{view}"))
            counts = []
            for some in (partners[:4], partners):
                self.env.invalidate_all()
                some.with_user(self.ann).web_read(spec)  # rules and names are cached
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.with_user(self.ann).web_read(spec)
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(*counts)
            self.assertLessEqual(counts[0], 20)

    def _specification(self, view):
        models = self.env["res.partner"].get_views([(view.id, view.type)])["models"]
        spec = {}
        for name in models["res.partner"]["fields"]:
            field = self.env["res.partner"]._fields[name]
            if f'name="{name}"' not in view.arch:
                continue
            spec[name] = {"fields": {"display_name": {}}} if field.comodel_name else {}
        return spec
