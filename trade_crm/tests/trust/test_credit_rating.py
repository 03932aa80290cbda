# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TrustCase


@tagged("post_install", "-at_install")
class TestCreditRating(TrustCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(cls.TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.Rating = cls.env["trade.credit.rating"]
        one = cls._invoice(cls.acme, 12000, "2025-09-01", "2025-10-01")
        cls._pay(one, 9600, "2025-10-01")
        cls._pay(one, 2400, "2025-10-21")
        cls.open = cls._invoice(cls.acme, 2000, "2026-06-15", "2026-07-15")

    def _rate(self, partner=None, user=None):
        Rating = self.Rating.with_user(user or self.boss)
        return Rating.rate((partner or self.acme).with_user(user or self.boss))

    def test_a_score_with_its_sums_by_hand(self):
        rating = self._rate()
        # on time 80% of 12,000: 50 x 30; 4 days late: 100 x 20; overdue 0: 100 x 20;
        # 9 months: 20 x 10; not insured: left out; no bad news: 100 x 10
        # (1500 + 2000 + 2000 + 200 + 1000) / 90 = 74.4
        self.assertEqual(rating.score, 74.4)
        self.assertEqual(rating.grade, "B")
        # 14,000 in twelve months, two months of it: 2,333, rounded down
        self.assertEqual(rating.limit, 2300)
        self.assertEqual((rating.deposit_share, rating.days), (30, 30))
        sums = {line["kind"]: line for line in rating.sums}
        self.assertEqual(sums["on_time"]["figure"], "80%")
        self.assertEqual(sums["on_time"]["points"], 50)
        self.assertEqual(sums["on_time"]["share"], 16.67)
        self.assertEqual(sums["insurance"]["figure"], "unknown")
        self.assertIsNone(sums["insurance"]["points"])
        self.assertAlmostEqual(
            sum(line["share"] for line in sums.values()), rating.score, delta=0.1
        )
        self.assertEqual(rating.reason, "Asked for by Boss")

    def test_a_customer_without_invoices_is_not_rated(self):
        rating = self._rate(self._customer("New Ltd"))
        self.assertEqual(rating.state, "unrated")
        self.assertFalse(rating.grade)
        self.assertEqual((rating.score, rating.limit), (0, 0))
        with self.assertRaisesRegex(UserError, "wait for approval"):
            rating.action_approve()

    def test_approval_becomes_odoos_limit_and_term(self):
        rating = self._rate()
        rating.write({"limit": 5000, "set_terms": True})
        rating.action_approve()
        self.assertEqual(rating.state, "approved")
        self.assertEqual(rating.approver_id, self.boss)
        self.assertEqual(self.acme.credit_limit, 5000)
        self.assertTrue(self.acme.use_partner_credit_limit)
        self.assertTrue(self.company.account_use_credit_limit)
        term = self.acme.property_payment_term_id
        self.assertEqual(term.name, "30% deposit, rest after 30 days")
        self.assertEqual(
            sorted(term.line_ids.mapped(lambda li: (li.value_amount, li.nb_days))),
            [(30, 0), (70, 30)],
        )
        again = self._rate()
        again.set_terms = True
        again.action_approve()
        self.assertEqual(self.acme.property_payment_term_id, term)
        self.assertEqual(rating.state, "replaced")
        self.assertEqual(self.acme.trade_credit_limit, again.limit)

    def test_terms_stay_where_nobody_asked(self):
        before = self.acme.property_payment_term_id
        self._rate().action_approve()
        self.assertEqual(self.acme.property_payment_term_id, before)

    def test_only_the_manager_decides(self):
        rating = self._rate(user=self.ann)
        self.assertEqual(rating.reason, "Asked for by Ann")
        with self.assertRaisesRegex(AccessError, "manager"):
            rating.action_approve()
        with self.assertRaises(AccessError):
            rating.limit = 1_000_000
        with self.assertRaisesRegex(AccessError, "computed from the books"):
            rating.with_user(self.boss).score = 100
        rating.with_user(self.boss).action_reject()
        with self.assertRaisesRegex(UserError, "is decided"):
            rating.with_user(self.boss).limit = 1

    def test_a_colleagues_customer_has_no_rating_for_me(self):
        bob = self._trade_user("bob", "trade_crm.group_trade_user")
        rating = self._rate()
        self.assertFalse(self.Rating.with_user(bob).search([("id", "=", rating.id)]))
        with self.assertRaises(AccessError):
            self.Rating.with_user(bob).rate(self.acme.with_user(bob))

    def test_a_limit_below_zero_is_refused(self):
        rating = self._rate()
        for name, value, words in (
            ("limit", -1, "below zero"),
            ("deposit_share", 120, "from 0 to 100"),
            ("days", -3, "from 0 to 365"),
        ):
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                rating[name] = value

    def test_a_customer_hardly_known_gets_no_better_grade(self):
        a, b, c = self.policy.grade_ids.sorted("low", reverse=True)
        a.low, b.low = 70, 50  # the score of 74.4 is an A's
        self.assertEqual(self._rate().grade, "A")
        for vals, wanted in (
            ({"min_invoices": 2, "min_months": 9}, ("A", False)),
            ({"min_invoices": 3, "min_months": 0}, ("B", "A")),
            ({"min_invoices": 0, "min_months": 10}, ("B", "A")),
        ):
            a.write(vals)
            rating = self._rate()
            self.assertEqual((rating.grade, rating.held), wanted)
        self.assertIn("By the score alone it would be A", rating.held_note)
        self.assertEqual(rating.limit, 2300)
        b.min_invoices = c.min_invoices = 100
        rating = self._rate()
        self.assertEqual((rating.grade, rating.limit), ("C", 0))
        with self.assertRaisesRegex(ValidationError, "below zero"):
            a.min_invoices = -1

    # ------------------------------------------------------------------
    # History and age
    # ------------------------------------------------------------------

    def _refresh(self):
        self.Rating._refresh(self.company, self.acme.ids)
        return self.Rating.search(
            [("partner_id", "=", self.acme.id), ("is_latest", "=", True)]
        )

    def _approved(self):
        rating = self._rate()
        rating.action_approve()
        return rating

    def test_nothing_new_makes_no_new_rating(self):
        rating = self._approved()
        with freeze_time("2026-07-10"):
            self.assertEqual(self._refresh(), rating.with_user(self.env.user))
        self.assertEqual(str(rating.checked), "2026-07-10")

    def test_an_undecided_rating_follows_the_books(self):
        rating = self._rate()
        self._pay(self.open, 2000, "2026-06-29")
        self.assertEqual(self._refresh().id, rating.id)
        self.assertEqual(rating.receivable, 0)

    def test_a_month_overdue_asks_for_a_new_rating(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.boss.lang = "zh_CN"
        old = self._approved()
        with freeze_time("2026-08-14"):
            self.assertEqual(self._refresh().id, old.id)
        with freeze_time("2026-08-15"):
            new = self._refresh()
        self.assertNotEqual(new.id, old.id)
        self.assertEqual(new.state, "proposed")
        self.assertIn("Overdue for 31 days", new.reason)
        self.assertEqual(new.activity_ids.user_id, self.boss)
        self.assertEqual(new.activity_ids.summary, "请决定信用额度")
        self.assertEqual(old.state, "approved")
        self.assertEqual(self.acme.credit_limit, old.limit)

    def test_a_bounced_payment_asks_for_a_new_rating(self):
        old = self._approved()
        payment = self._deposit(self.acme, 10, "2026-06-30")
        payment.action_reject()
        event = self.acme.trade_credit_event_ids
        self.assertEqual((event.kind, event.payment_id), ("bounce", payment))
        new = self._refresh()
        self.assertNotEqual(new.id, old.id)
        self.assertIn("Bad news of 2026-06-30", new.reason)
        self.assertLess(new.score, old.score)

    def test_an_expired_insurance_asks_for_a_new_rating(self):
        self.env["trade.credit.insurance"].create(
            {
                "partner_id": self.acme.id,
                "insurer": "Insurer",
                "amount": 5000,
                "date_start": "2026-01-01",
                "date_end": "2026-07-05",
            }
        )
        old = self._approved()
        with freeze_time("2026-07-05"):
            self.assertEqual(self._refresh().id, old.id)
        with freeze_time("2026-07-06"):
            new = self._refresh()
        self.assertIn("Credit insurance expired", new.reason)

    def test_an_old_rating_asks_for_a_new_one(self):
        self._pay(self.open, 2000, "2026-06-30")
        self._approved()
        self.policy.limit_change = 0
        with freeze_time("2027-07-01"):
            new = self._refresh()
        self.assertIn("older than its validity", new.reason)

    def test_history_is_kept(self):
        first = self._rate()
        second = self._rate()
        self.assertEqual(first.state, "replaced")
        self.assertFalse(first.is_latest)
        self.assertTrue(second.is_latest)
        self.assertEqual(self.acme.trade_rating_id, second.with_user(self.env.user))
        found = self.env["res.partner"].search([("trade_rating_id.grade", "=", "B")])
        self.assertIn(self.acme, found)

    # ------------------------------------------------------------------
    # Batches, bad input
    # ------------------------------------------------------------------

    def test_everybody_is_rated_in_batches_that_resume(self):
        for number in range(5):
            self._customer(f"Batch {number}")
        done = self.Rating.refresh(self.company, batch=2)
        rated = self.Rating.search(
            [("company_id", "=", self.company.id), ("is_latest", "=", True)]
        )
        self.assertEqual(done, len(rated))
        self.assertIn(self.acme, rated.partner_id)
        self.assertNotIn(self.company.partner_id, rated.partner_id)

    def test_the_nightly_job_rates_and_starts_over(self):
        self.env["res.company"].search([]).trade_use_credit = False
        self.company.trade_use_credit = True
        self.company.trade_rating_cursor = self.acme.id
        self.Rating._cron_refresh()
        self.assertFalse(self.acme.trade_rating_id)
        self.assertEqual(self.company.trade_rating_cursor, 0)
        self.Rating._cron_refresh()
        self.assertTrue(self.acme.trade_rating_id)

    def test_documents_behind_the_figures(self):
        rating = self._rate()
        Move = self.env["account.move"]
        for kind, count in (("overdue", 0), ("on_time", 2), ("volume", 2)):
            domain = rating.action_open_documents(kind)["domain"]
            self.assertEqual(Move.search_count(domain), count, kind)

    def test_bad_policies_are_refused_in_words(self):
        def factor(number=0):
            return self.policy.factor_ids[number]

        cases = (
            (
                "weights .* are zero",
                lambda: self.policy.factor_ids.write({"weight": 0}),
            ),
            ("below zero", lambda: factor().write({"weight": -5})),
            (
                "they overlap",
                lambda: factor().band_ids[0].write({"low": factor().band_ids[1].low}),
            ),
            ("0 to 100", lambda: factor().band_ids[0].write({"points": 200})),
            ("they overlap", lambda: self.policy.grade_ids[0].write({"low": 50})),
            ("must begin at 0", lambda: self.policy.grade_ids[-1].write({"low": 5})),
            ("has no bands", lambda: factor().write({"band_ids": [Command.clear()]})),
            ("at least one month", lambda: self.policy.write({"window_months": 0})),
        )
        for words, change in cases:
            with (
                self.subTest(words),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                change()
        self.policy.invalidate_recordset()
        self.assertEqual(self._rate().score, 74.4)

    def test_a_policy_is_made_and_copied_whole(self):
        copy = self.policy.copy({"name": "Copy"})
        self.assertEqual(len(copy.factor_ids), 6)
        self.assertEqual(len(copy.factor_ids[0].band_ids), 3)
        with self.assertRaisesRegex(ValidationError, "are zero"):
            self.env["trade.credit.policy"].create({"name": "Empty"})

    def test_an_insurance_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self.env["trade.credit.insurance"].create(
                {
                    "partner_id": self.acme.id,
                    "insurer": "Insurer",
                    "amount": 1,
                    "date_start": "2026-02-01",
                    "date_end": "2026-01-01",
                }
            )

    def test_a_currency_without_a_rate_is_told_and_skipped_in_the_batch(self):
        bare = self._currency("TXX", {})
        other = self._customer("Bare Currency Ltd")
        self._invoice(other, 100, "2026-06-01", "2026-06-30", bare)
        with self.assertRaisesRegex(UserError, "no exchange rate of it"):
            self._rate(other)
        with mute_logger("odoo.addons.trade_crm.models.trust.trade_credit_rating_run"):
            self.Rating.refresh(self.company)
        self.assertFalse(other.trade_rating_id)
        self.assertTrue(self.acme.trade_rating_id)

    def test_the_shipped_policy_rates(self):
        self.policy.active = False
        self.env.ref("trade_crm.credit_policy").active = True
        rating = self._rate()
        self.assertIn(rating.grade, ("A", "B", "C"))
        self.assertEqual(len(rating.sums), 17)

    def test_parts_switched_off_have_no_menus(self):
        Menu = self.env["ir.ui.menu"]
        menu = self.env.ref("trade_crm.menu_trade_credit_rating")
        kept = self.env.ref("trade_crm.menu_trade_review")
        self.assertIn(menu.id, Menu.load_menus(False))
        self.env["res.company"].search([]).trade_use_credit = False
        self.assertNotIn(menu.id, Menu.load_menus(False))
        self.assertIn(kept.id, Menu.load_menus(False))
        self.acme.invalidate_recordset()
        self.assertNotIn("trade_use_credit", self.acme.trade_parts)
        self.company.trade_use_credit = True
        self.assertIn(menu.id, Menu.load_menus(False))
