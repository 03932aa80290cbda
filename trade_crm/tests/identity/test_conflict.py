# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Conflicts: the question, masks, policy, work list, scan, races."""

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

CODE = "91440300708461136T"


@tagged("post_install", "-at_install")
class TestConflict(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben = (
            new_test_user(cls.env, login=name, groups="trade_crm.group_trade_user")
            for name in ("conflict_anna", "conflict_ben")
        )
        cls.boss = new_test_user(
            cls.env, login="conflict_boss", groups="trade_crm.group_trade_manager"
        )
        cls.china = cls.env.ref("base.cn")
        cls.huawei = cls.env["res.partner"].create(
            {
                "name": "鸿远技术有限公司",
                "is_company": True,
                "user_id": cls.ben.id,
                "country_id": cls.china.id,
                "website": "https://www.hongyuan-tech.com.cn/en",
                "phone": "+86 755 2878 0808",
            }
        )
        cls.env.company.write(
            {
                "trade_conflict_code": "block",
                "trade_conflict_name": "warn",
                "trade_conflict_likely": "warn",
                "trade_conflict_weak": "warn",
            }
        )
        cls.headers = cls.env["trade.header"]
        cls.conflicts = cls.env["trade.conflict"]
        cls.scans = cls.env["trade.conflict.scan"]

    def _ask(self, user, **query):
        return self.headers.with_user(user).find_conflicts(**query)

    def _company(self, name, user=None, **values):
        partners = self.env["res.partner"]
        if user:
            partners = partners.with_user(user)
        return partners.create({"name": name, "is_company": True, **values})

    def _scan(self, scope="all"):
        scan = self.scans._open(scope)
        while self.scans._work_part() is not None:
            pass
        self.scans._close()
        return scan

    def _between(self, one, two):
        pair = sorted((one.id, two.id))
        return self.conflicts.search(
            [("partner_a_id", "=", pair[0]), ("partner_b_id", "=", pair[1])]
        )

    # ------------------------------------------------------------------
    # The question
    # ------------------------------------------------------------------

    def test_by_name_while_typing(self):
        for typed in (
            "鸿远技术",
            "鴻遠技術有限公司",
            "鸿远",
            "Hongyuan Technology Co Ltd",
        ):
            hits = self._ask(self.ben, name=typed)
            self.assertIn(self.huawei.id, [h["partner_id"] for h in hits], typed)
        hit = self._ask(self.ben, name="鸿远技术")[0]
        self.assertEqual(hit["verdict"], "same")
        self.assertEqual(hit["owner_state"], "mine")
        self.assertEqual(hit["header_id"], self.huawei.trade_header_ids.id)

    def test_a_colleagues_customer_is_masked(self):
        hit = self._ask(self.anna, name="鸿远技术")[0]
        self.assertFalse(hit["partner_id"])
        self.assertFalse(hit["header_id"])
        self.assertFalse(hit["name"])
        self.assertEqual(hit["owner_state"], "owned")
        self.assertEqual(hit["owner"], self.ben.name)
        self.assertNotIn("鸿远", str(hit))
        self.env.company.trade_conflict_mask = "exists"
        self.assertFalse(self._ask(self.anna, name="鸿远技术")[0]["owner"])

    def test_exact_signals(self):
        self.huawei.trade_header_ids.write({"code_kind": "uscc", "credit_code": CODE})
        hit = self._ask(self.ben, credit_code=CODE.lower())[0]
        self.assertEqual((hit["score"], hit["level"]), (100.0, "code"))
        hit = self._ask(self.ben, email="x@mail.hongyuan-tech.com.cn")[0]
        self.assertEqual(hit["reason_codes"], ["same_domain"])
        hit = self._ask(self.ben, phone="0755 28780808", country="CN")[0]
        self.assertEqual(hit["reason_codes"], ["same_phone"])
        self.assertFalse(self._ask(self.ben, email="someone@qq.com"))

    def test_contacts_signal_counts_for_the_company(self):
        self.env["res.partner"].create(
            {"name": "Li", "parent_id": self.huawei.id, "email": "li@hy-parts.cn"}
        )
        hits = self._ask(self.ben, website="hy-parts.cn")
        self.assertEqual(hits[0]["partner_id"], self.huawei.id)

    def test_a_signal_of_more_than_twenty_says_nothing(self):
        names = [chr(65 + i) * 3 + f"orix{i}" for i in range(21)]
        self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "website": "https://zhantai.cn"}
                for name in names[:20]
            ]
        )
        hits = self._ask(self.ben, website="zhantai.cn", limit=50)
        self.assertEqual(len(hits), 20)
        self._company(names[20], website="https://zhantai.cn")
        self.assertFalse(self._ask(self.ben, website="zhantai.cn", limit=50))

    def test_bad_input(self):
        for odd in ("", " ", "公", "有限公司", "😀", "\u200f", "x" * 10000, "(", "%"):
            self.assertIsInstance(self._ask(self.anna, name=odd), list)

    def test_renamed_and_other_companies(self):
        self.huawei.name = "Zephyr Optics GmbH"
        self.assertTrue(self._ask(self.ben, name="鸿远技术"))
        self.assertTrue(self._ask(self.ben, name="Zephyr Optics"))
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.huawei.company_id = elsewhere
        self.assertFalse(self._ask(self.ben, name="Zephyr Optics"))

    def test_other_companies_customers_crowd_nobody_out(self):
        """Seventy of another company of ours, or archived, come first in each key."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        crowd = self.env["res.partner"].create(
            [
                {"name": "Quirlbach GmbH", "is_company": True, "company_id": company}
                for company in [elsewhere.id] * 40 + [False] * 30
            ]
        )
        crowd[40:].trade_header_ids.write({"active": False, "is_default": False})
        ours = self._company("Quirlbach GmbH", company_id=self.env.company.id)
        hits = self._ask(self.boss, name="Quirlbach")
        self.assertEqual([hit["partner_id"] for hit in hits], [ours.id])

    def test_pairs_of_other_companies_crowd_nobody_out(self):
        """More look-alikes of another company of ours than are compared for a name."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            [
                {
                    "name": "Quirlbach Optik GmbH",
                    "is_company": True,
                    "company_id": elsewhere.id,
                }
                for _one in range(16)
            ]
        )
        ours = self._company("Quirlbach Optik", company_id=self.env.company.id)
        other = self._company("Quirlbach-Optik GmbH", company_id=self.env.company.id)
        self.assertTrue(self._between(ours, other))

    def test_excluded_and_archived(self):
        self.assertFalse(
            self._ask(self.ben, name="鸿远技术", exclude_partner=self.huawei.id)
        )
        self.huawei.trade_header_ids.write({"active": False, "is_default": False})
        self.assertFalse(self._ask(self.ben, name="鸿远技术"))

    def test_portal_may_not_ask(self):
        portal = new_test_user(
            self.env, login="conflict_portal", groups="base.group_portal"
        )
        with self.assertRaises(AccessError):
            self.headers.with_user(portal).sudo().with_user(portal).find_conflicts(
                name="鸿远"
            )

    # ------------------------------------------------------------------
    # Policy
    # ------------------------------------------------------------------

    def test_code_blocks_and_a_manager_overrides(self):
        self.huawei.trade_header_ids.write({"code_kind": "uscc", "credit_code": CODE})
        values = {"vat": CODE, "country_id": self.china.id}
        with self.assertRaises(ValidationError) as refused:
            self._company("另一个名字公司", self.anna, **values)
        self.assertNotIn("鸿远", str(refused.exception))
        self.assertIn(self.ben.name, str(refused.exception))
        with self.assertRaises(ValidationError):
            self._company("另一个名字公司", self.boss, **values)
        other = self._company(
            "另一个名字公司",
            self.boss,
            trade_override_reason="Two archives by contract",
            **values,
        )
        conflict = self._between(self.huawei, other)
        self.assertEqual(conflict.source, "override")
        self.assertEqual(conflict.decision_reason, "Two archives by contract")

    def test_inflow_and_import_are_never_refused(self):
        self.env.company.trade_conflict_name = "block"
        with self.assertRaises(ValidationError):
            self._company("鸿远技术有限公司", self.anna)
        other = self._company("鸿远技术有限公司")
        self.assertEqual(self._between(self.huawei, other).source, "inflow")
        third = (
            self.env["res.partner"]
            .with_user(self.anna)
            .with_context(import_file=True)
            .create({"name": "鸿远技术有限责任公司", "is_company": True})
        )
        self.assertEqual(self._between(self.huawei, third).source, "import")

    def test_off_says_nothing(self):
        self.env.company.trade_conflict_name = "off"
        other = self._company("鸿远技术有限公司")
        self.assertFalse(self._between(self.huawei, other))

    def test_import_reports_every_duplicate(self):
        """200 rows, 20 of them hidden duplicates of customers and of one another."""
        brands = [
            f"{a}{b}"
            for a in "睿泓瀚骏翊琛"
            for b in "垚鑫淼焱犇骉羴猋毳惢麤轰品森晶磊聶蟲"
        ][:100]
        known = [self._company(f"深圳市{brand}电子有限公司") for brand in brands[:20]]
        rows = [
            {"name": f"{brand}電子", "is_company": True} for brand in brands[:20]
        ] + [
            {"name": f"Qu{a}{b}zor Kft", "is_company": True}
            for a in "abcdefghij"
            for b in ("lm", "nr", "pt", "rg", "sk", "tv", "vd", "xf", "zp")
        ]
        rows += [{"name": f"Wy{i * 7919}", "is_company": True} for i in range(90)]
        self.assertEqual(len(rows), 200)
        made = self.env["res.partner"].with_context(import_file=True).create(rows)
        for old, new in zip(known, made[:20], strict=True):
            conflict = self._between(old, new)
            self.assertEqual(conflict.verdict, "same", (old.name, new.name))

    # ------------------------------------------------------------------
    # Work list
    # ------------------------------------------------------------------

    def test_merge_keeps_headers_and_documents(self):
        other = self._company("鸿远技术")
        order = self.env["sale.order"].create({"partner_id": other.id})
        conflict = self._between(self.huawei, other)
        self.assertIn("1", conflict.preview)
        with self.assertRaises(AccessError):
            conflict.with_user(self.anna).action_merge()
        conflict.with_user(self.boss).action_merge()
        self.assertFalse(other.exists())
        self.assertEqual(order.partner_id, self.huawei)
        self.assertIn("鸿远技术", self.huawei.trade_header_ids.mapped("name"))
        self.assertEqual(conflict.state, "merged")
        self.assertEqual(conflict.decision_user_id, self.boss)
        self.assertTrue(conflict.decision_log)
        with self.assertRaises(UserError):
            conflict.with_user(self.boss).action_different()

    def test_group_and_different(self):
        branch = self._company("鸿远技术有限公司上海分公司")
        conflict = self._between(self.huawei, branch)
        self.assertEqual(conflict.verdict, "group")
        conflict.with_user(self.boss).action_group()
        self.assertTrue(self.huawei.trade_group_id)
        self.assertEqual(self.huawei.trade_group_id, branch.trade_group_id)
        other = self._company("鸿远技术")
        conflict = self._between(self.huawei, other)
        conflict.with_user(self.boss).action_different()
        self._scan()
        self.assertEqual(self._between(self.huawei, other).state, "different")
        other.name = "鸿远技术股份"
        self.assertEqual(self._between(self.huawei, other).state, "open")

    def test_a_decision_holds_until_a_name_changes(self):
        other = self._company("鸿远技术")
        conflict = self._between(self.huawei, other)
        conflict.decision_reason = "Two owners"
        conflict.with_user(self.boss).action_different()
        other.write({"name": other.name, "vat": False, "phone": "+49 30 901820"})
        self.huawei.trade_header_ids.write({"name": self.huawei.name})
        self.assertEqual(conflict.state, "different")
        other.name = "Quite Another Thing Kft"
        self.assertEqual(conflict.state, "different", "they are no longer alike")
        other.name = "鸿远技术有限公司"
        self.assertEqual((conflict.state, conflict.name_b), ("open", other.name))
        self.assertFalse(conflict.decision_user_id)
        self.assertIn("Two owners", "".join(conflict.message_ids.mapped("body")))

    def test_merging_three_of_one_name_from_the_list(self):
        """Open pairs of a merged customer go on with the one that is kept."""
        two, three = self._company("鸿远技术"), self._company("鸿遠技術有限公司")
        pairs = [(self.huawei, two), (self.huawei, three), (two, three)]
        listed = self.conflicts.concat(*(self._between(*pair) for pair in pairs))
        self.assertEqual(len(listed), 3)
        listed.with_user(self.boss).action_merge()
        self.assertEqual((two | three).exists(), self.env["res.partner"])
        self.assertEqual(listed.exists().mapped("state"), ["merged"] * 2)

    def test_conflict_with_a_third_customer_outlives_a_merge(self):
        branch = self._company("鸿远技术有限公司上海分公司")
        other = self._company("鸿远技术")
        self._between(self.huawei, branch).unlink()
        left = self._between(branch, other)
        self._between(self.huawei, other).with_user(self.boss).action_merge()
        self.assertEqual(left.state, "open")
        self.assertEqual(left.partner_a_id | left.partner_b_id, branch | self.huawei)

    def _merge(self, keep, *gone):
        """Odoo's own merge, from the list of contacts."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([keep.id, *(one.id for one in gone)], keep)

    def test_odoos_own_merge_decides_the_conflict(self):
        other = self._company("鸿远技术")
        conflict = self._between(self.huawei, other)
        self._merge(other, self.huawei)
        self.assertEqual(conflict.state, "merged")
        self.assertEqual(conflict.partner_a_id | conflict.partner_b_id, other)
        self.assertEqual(conflict.decision_user_id, self.env.user)
        self.assertIn(str(self.huawei.id), conflict.decision_log)

    def test_odoos_own_merge_of_two_with_one_third_customer(self):
        """Both have a conflict with it: one stays, where two broke the merge."""
        branch = self._company("鸿远技术有限公司上海分公司")
        other = self._company("鸿远技术")
        first = self._between(self.huawei, branch)
        second = self._between(branch, other)
        self.assertTrue(first and second)
        self._merge(self.huawei, other)
        self.assertEqual(self._between(self.huawei, branch), first)
        self.assertEqual(first.state, "open")
        self.assertFalse(second.exists())

    def test_odoos_own_merge_of_three(self):
        branch = self._company("鸿远技术有限公司上海分公司")
        other = self._company("鸿远技术")
        fourth = self._company("鸿远技术有限公司苏州分公司")
        left = self._between(fourth, branch) or self._between(fourth, self.huawei)
        self.assertTrue(left)
        self._merge(self.huawei, other, branch)
        kept = self._between(self.huawei, fourth)
        self.assertEqual(len(kept), 1)
        self.assertEqual(kept.state, "open")
        dead = self.conflicts.search(
            [("state", "=", "open"), ("partner_b_id", "=", self.huawei.id)]
        )
        self.assertNotIn(self.huawei, dead.partner_a_id)

    def test_a_decision_stays_when_odoo_merges(self):
        branch = self._company("鸿远技术有限公司上海分公司")
        other = self._company("鸿远技术")
        decided = self._between(branch, other)
        decided.with_user(self.boss).action_different()
        self._merge(self.huawei, other)
        self.assertEqual(decided.state, "different")
        self.assertEqual(decided.partner_a_id | decided.partner_b_id, branch)

    def test_scan_leaves_homophones_alone(self):
        """浩铭 and 豪铭 are said alike; typed, one is told of the other, if weakly."""
        one = self._company("浩铭电子有限公司")
        two = self._company("豪铭电子有限公司")
        self.assertEqual(self._between(one, two).level, "weak")
        self._between(one, two).unlink()
        self._scan()
        self.assertFalse(self._between(one, two))

    def test_scan_finds_what_was_there_before(self):
        other = self._company("鸿远技术", trade_group_id=False)
        self._between(self.huawei, other).unlink()
        self._scan()
        self.assertEqual(self._between(self.huawei, other).source, "scan")
        self.assertIsNone(self.scans._work_part())

    def test_keys_of_a_database_that_had_customers(self):
        self.env.cr.execute("DELETE FROM trade_header_key")
        self.env.cr.execute("UPDATE trade_header SET key_version = 0")
        self.env.invalidate_all()
        self.assertFalse(self._ask(self.ben, name="鸿远技术"))
        while self.headers._trade_key_batch(50):
            pass
        self.assertTrue(self._ask(self.ben, name="鸿远技术"))

    def test_tax_numbers_from_before_the_addon_are_codes(self):
        """A customer that was there before is found by its tax number as well."""
        old = self._company("Tidligere ApS", country_id=self.env.ref("base.dk").id)
        self.env.cr.execute(
            "UPDATE res_partner SET vat = 'DK13585628' WHERE id = %s", [old.id]
        )
        self.env.cr.execute(
            "UPDATE trade_header SET key_version = 0, credit_code = NULL, "
            "code_kind = NULL WHERE partner_id = %s",
            [old.id],
        )
        self.env.invalidate_all()
        self.headers._trade_key_batch()
        self.assertEqual(old.trade_header_ids.credit_code, "DK13585628")
        hit = self._ask(self.env.user, credit_code="DK 13 58 56 28")[0]
        self.assertEqual((hit["partner_id"], hit["level"]), (old.id, "code"))

    # ------------------------------------------------------------------
    # Check a customer
    # ------------------------------------------------------------------

    def test_check_is_logged_and_capped(self):
        self.env.company.trade_check_cap = 2
        check = self.env["trade.conflict.check"].with_user(self.anna)
        asked = check.create({"name": "鸿远技术"})
        asked.action_check()
        self.assertEqual(len(asked.line_ids), 1)
        self.assertFalse(asked.line_ids.partner_id)
        check.create({"name": "Nobody Knows It"}).action_check()
        with self.assertRaises(UserError):
            check.create({"name": "鸿远技术"}).action_check()
        log = self.env["trade.check.log"].search([("user_id", "=", self.anna.id)])
        self.assertEqual(sorted(log.mapped("hits")), [0, 1])
        with self.assertRaises(AccessError):
            log.with_user(self.anna).read(["query"])

    def test_cap_says_when_it_opens_again(self):
        """At 23:30 in Shanghai the next day begins at 17:00 of Berlin's same day."""
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env.company.write({"trade_check_cap": 1, "trade_ask_cap": 1})
        self.anna.tz = "Europe/Berlin"
        check = self.env["trade.conflict.check"].with_user(self.anna)
        tally = self.env["trade.ask.tally"].with_user(self.anna)
        with freeze_time("2026-03-10 15:30:00"):
            check.create({"name": "鸿远技术"}).action_check()
            with self.assertRaisesRegex(UserError, "again from 3/10/26, 5:00"):
                check.create({"name": "鸿远技术"}).action_check()
            tally._charge()
            with self.assertRaisesRegex(UserError, "again from 3/10/26, 5:00"):
                tally._charge()
        with freeze_time("2026-03-10 16:00:00"):
            check.create({"name": "鸿远技术"}).action_check()

    # ------------------------------------------------------------------
    # Half a name
    # ------------------------------------------------------------------

    def _typing(self, name, user=None, **query):
        hits = self._ask(user or self.anna, name=name, typing=True, **query)
        return [hit for hit in hits if hit["level"] == "typing"]

    def test_half_a_name(self):
        pump = self._company("Halmstrand Pumpen GmbH", user_id=self.ben.id)
        placed = self._company("苏州鸿远精密仪器有限公司", user_id=self.anna.id)
        [hit] = self._typing("HALMSTRAND pum")
        self.assertEqual(
            (hit["partner_id"], hit["name"], hit["owner"], hit["policy"]),
            (False, False, self.ben.name, "warn"),
        )
        self.assertEqual(hit["reasons"], ["its name begins like this"])
        [hit] = self._typing("Halmstrand Pum", self.boss)
        self.assertEqual(hit["partner_id"], pump.id)
        self.assertFalse(self._typing("Halmstrand Pum", exclude_partner=pump.id))
        # behind a place, and where the word is not finished
        found = [hit["partner_id"] for hit in self._typing("鸿远精密仪")]
        self.assertEqual(found, [placed.id])
        # the whole name is a conflict, no beginning
        self.assertFalse(self._typing("Halmstrand Pumpen"))
        self.assertTrue(self._ask(self.anna, name="Halmstrand Pumpen", typing=True))

    def test_half_a_name_tells_no_more_than_it_must(self):
        self._company("Halmstrand Pumpen GmbH")
        for short in ("H", "Hal", "Halm", "Halms", "%", "Halmstrand_P"):
            with self.subTest(short=short):
                self.assertFalse(self._typing(short))
        self.assertFalse(self._typing("Halmstrand Q"))
        self.assertFalse(self._ask(self.anna, name="Halmst"), "only while typing")
        # what more than twenty customers begin with says nothing
        names = [f"Halmstrand Q{one}{two}el AB" for one in "aeiou" for two in "bdlst"]
        self._company(names[0])
        self._company(names[1])
        self.assertEqual(len(self._typing("Halmstrand Qa")), 2)
        self.assertEqual(len(self._typing("Halmstrand Q")), 2)
        self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names[2:]]
        )
        self.assertFalse(self._typing("Halmstrand Q"))
        self.assertEqual(len(self._typing("Halmstrand Qa")), 3, "three are shown")

    def test_half_a_name_files_no_conflict(self):
        self._company("Halmstrand Pumpen GmbH", user_id=self.ben.id)
        self.env.company.trade_conflict_weak = "off"  # the default
        before = self.conflicts.search_count([])
        self.assertTrue(self._typing("Halmstrand Pu"))
        self._company("Halmstrand Pu", self.boss)
        self.assertEqual(self.conflicts.search_count([]), before)

    def test_no_warning_of_names_none_of_halves(self):
        self._company("Halmstrand Pumpen GmbH", user_id=self.ben.id)
        self.env.company.trade_conflict_name = "off"
        [hit] = self._typing("Halmstrand Pu")
        self.assertEqual(hit["policy"], "off")
