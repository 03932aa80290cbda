# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Every way in is looked at, and none of them tells what the asker may not know."""

import json
import random
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import (
    HttpCase,
    JsonRpcException,
    TransactionCase,
    new_test_user,
    tagged,
)
from odoo.tools import mute_logger

SECRET = "鸿远技术有限公司"


class ConflictCase:
    """Ben's customer, Anna who must not know it, and a manager."""

    @classmethod
    def _people(cls):
        groups = "base.group_partner_manager,trade_crm.group_trade_{}"
        cls.anna, cls.ben, cls.boss = (
            new_test_user(
                cls.env, login=f"paths_{name}", name=name, groups=groups.format(role)
            )
            for name, role in (
                ("Paths Anna", "user"),
                ("Paths Ben", "user"),
                ("Paths Boss", "manager"),
            )
        )
        cls.theirs = cls.env["res.partner"].create(
            {
                "name": SECRET,
                "is_company": True,
                "user_id": cls.ben.id,
                "country_id": cls.env.ref("base.cn").id,
                "website": "https://www.hongyuan-tech.com.cn",
            }
        )
        cls.conflicts = cls.env["trade.conflict"]

    def _found(self, partner):
        return self.conflicts.search(
            ["|", ("partner_a_id", "=", partner.id), ("partner_b_id", "=", partner.id)]
        )


@tagged("post_install", "-at_install")
class TestConflictPaths(ConflictCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._people()

    def test_quick_create_from_an_order(self):
        """A company's name typed into an order makes a company and a conflict."""
        partners = self.env["res.partner"].with_user(self.anna)
        made = partners.browse(partners.name_create("鴻遠技術有限公司")[0])
        self.assertTrue(made.is_company)
        conflict = self._found(made)
        self.assertEqual(
            conflict.partner_a_id | conflict.partner_b_id, self.theirs | made
        )
        self.assertEqual(conflict.source, "entry")
        self.env.company.trade_conflict_name = "block"
        with self.assertRaises(ValidationError):
            partners.name_create("鸿远技术股份有限公司")

    def test_customer_made_from_a_lead(self):
        """The lead itself is never refused; the customer made from it is looked at."""
        lead = self.env["crm.lead"].create(
            {"name": "Enquiry", "partner_name": "鸿远技术", "user_id": self.anna.id}
        )
        lead._handle_partner_assignment(create_missing=True)
        company = lead.partner_id.commercial_partner_id
        self.assertEqual(len(self._found(company)), 1)

    def test_the_saver_is_told_and_no_more_than_he_may_know(self):
        told = []
        users = type(self.env["res.users"])
        with patch.object(users, "_bus_send", lambda *args, **kw: told.append(args[2])):
            self.env["res.partner"].with_user(self.anna).create(
                {"name": "鸿远技术", "is_company": True}
            )
        self.assertEqual(len(told), 1)
        self.assertIn("Paths Ben", told[0]["message"])
        self.assertNotIn("鸿远", told[0]["message"])

    def test_least_role_learns_nothing_by_searching(self):
        for model in ("res.partner", "trade.header"):
            records = self.env[model].with_user(self.anna)
            for typed in (SECRET, "鸿远", "hongyuan-tech"):
                self.assertFalse(records.name_search(typed))
                self.assertFalse(records.search([("display_name", "ilike", typed)]))
        hits = self.env["trade.header"].with_user(self.anna).find_conflicts(name=SECRET)
        self.assertEqual(len(hits), 1)
        shown = json.dumps(hits, ensure_ascii=False)
        for secret in ("鸿远", "hongyuan", f" {self.theirs.id}"):
            self.assertNotIn(secret, shown)
        with self.assertRaises(AccessError):
            self.conflicts.with_user(self.anna).search([])

    def test_the_check_screen_shows_lines_to_their_asker_alone(self):
        check = self.env["trade.conflict.check"].with_user(self.anna)
        asked = check.create({"name": SECRET})
        asked.action_check()
        line = asked.line_ids
        self.assertEqual(line.owner, "Paths Ben")
        self.assertNotIn("鸿远", f"{line.label} {line.reasons}")
        self.env.company.trade_conflict_mask = "exists"
        asked.action_check()
        self.assertFalse(asked.line_ids.owner)
        with self.assertRaises(AccessError):
            asked.with_user(self.ben).read(["name"])

    def test_cap_counts_the_companys_day(self):
        """At 23:30 in Shanghai yesterday's checks still count, at 00:30 none do."""
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        logs = self.env["trade.check.log"]
        for now, begins in (
            ("2025-03-09 15:30:00", "2025-03-08 16:00:00"),
            ("2025-03-09 16:30:00", "2025-03-09 16:00:00"),
        ):
            with patch("odoo.fields.Datetime.now", lambda *_a, now=now: _moment(now)):
                self.assertEqual(logs._today(self.env.company), _moment(begins))


def _moment(text):
    return datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestConflictOverHttp(ConflictCase, HttpCase):
    """What comes over the wire: the API, and Odoo's import screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._people()

    def _call(self, model, method, args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def test_api(self):
        self.authenticate("paths_Paths Anna", "paths_Paths Anna")
        hits = self._call("trade.header", "find_conflicts", [], name="鸿远技术")
        self.assertEqual([hit["partner_id"] for hit in hits], [False])
        made = self._call(
            "res.partner", "create", [{"name": "鸿远技术", "is_company": True}]
        )
        conflict = self._found(self.env["res.partner"].browse(made))
        self.assertEqual((conflict.source, conflict.verdict), ("entry", "same"))

    def _refused(self, *args, **kwargs):
        """The sentence with which a call over the wire is refused."""
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._call(*args, **kwargs)

    def test_questions_of_the_api_are_capped(self):
        """A program can't ask for a list of names; managers and Python code can."""
        self.env.company.trade_ask_cap = 2
        self.authenticate("paths_Paths Anna", "paths_Paths Anna")
        for _time in range(2):
            hits = self._call("trade.header", "find_conflicts", [], name="鸿远技术")
            self.assertEqual(len(hits), 1)
        self._refused("trade.header", "find_conflicts", [], name="鸿远技术")
        self._refused(
            "trade.header",
            "find_conflicts",
            [],
            name="鸿远技术",
            context={"trade_crm": "whatever", "su": True},
        )
        self._refused("trade.header", "_find_conflicts", [], name="鸿远技术")
        tally = self.env["trade.ask.tally"].search([("user_id", "=", self.anna.id)])
        self.assertEqual(tally.asked, 2)
        headers = self.env["trade.header"].with_user(self.anna)
        self.assertEqual(len(headers.find_conflicts(name="鸿远技术")), 1)
        with self.assertRaises(AccessError):
            tally.with_user(self.anna).read(["asked"])
        self.authenticate("paths_Paths Boss", "paths_Paths Boss")
        for _time in range(3):
            hits = self._call("trade.header", "find_conflicts", [], name="鸿远技术")
            self.assertEqual(hits[0]["partner_id"], self.theirs.id)

    def test_another_day_counts_anew(self):
        self.env.company.trade_ask_cap = 1
        tallies = self.env["trade.ask.tally"].with_user(self.anna)
        tallies._charge()
        with self.assertRaises(UserError):
            tallies._charge()
        self.env.cr.execute("UPDATE trade_ask_tally SET day = day - 1")
        tallies._charge()
        self.env.cr.execute("UPDATE trade_ask_tally SET day = day - 100")
        tallies.sudo()._gc_tallies()
        self.assertFalse(tallies.sudo().search([("user_id", "=", self.anna.id)]))

    def test_import_screen_reports_every_hidden_duplicate(self):
        """200 rows in a file, 20 of them customers spelled otherwise."""
        brands = [f"{a}{b}" for a in "睿泓瀚骏" for b in "垚鑫淼焱犇"]
        ways = ("{}電子", "{}电子有限责任公司", "深圳{}电子", "{}电子(深圳)有限公司")
        self.env["res.partner"].create(
            [{"name": f"深圳市{b}电子有限公司", "is_company": True} for b in brands]
        )
        rows = [ways[n % 4].format(brand) for n, brand in enumerate(brands)]
        dice = random.Random(20)
        rows += [
            "".join(
                dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in "12345"
            )
            for _row in range(180)
        ]
        self.assertEqual(len(rows), 200)
        lines = ["name,is_company", *(f'"{row}",1' for row in rows)]
        importer = self.env["base_import.import"].with_user(self.boss)
        done = importer.create(
            {
                "res_model": "res.partner",
                "file": "\n".join(lines).encode(),
                "file_type": "text/csv",
                "file_name": "customers.csv",
            }
        ).execute_import(
            ["name", "is_company"],
            ["name", "is_company"],
            {"quoting": '"', "separator": ",", "has_headers": True},
        )
        self.assertFalse(done["messages"])
        self.assertEqual(len(done["ids"]), 200)
        found = self.conflicts.search([("source", "=", "import")])
        hidden = self.env["res.partner"].browse(done["ids"][:20])
        both = found.partner_a_id | found.partner_b_id
        self.assertEqual(len(found), 20)
        self.assertLessEqual(hidden, both)
        self.start_tour(
            "/odoo/action-trade_crm.action_trade_conflict",
            "trade_conflict_imported",
            login=self.boss.login,
            timeout=180,
        )
