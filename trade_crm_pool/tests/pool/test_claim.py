# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import PoolCase


class TestClaim(PoolCase):
    def claim(self, entries, user=None):
        return entries.with_user(user or self.a).action_claim()

    def test_claim(self):
        partners, entries = self.pooled(2)
        self.claim(entries[0])
        self.assertEqual(partners[0].user_id, self.a)
        self.assertFalse(partners[0].trade_pool_id)
        self.assertFalse(entries[0].exists())
        move = self.env["trade.pool.move"].search(
            [("partner_id", "=", partners[0].id)], limit=1
        )
        self.assertEqual(
            (move.kind, move.user_id, move.pool_id, move.from_pool_id),
            ("claim", self.a, self.pool, self.pool),
        )
        with self.assertRaisesRegex(UserError, "quicker"):
            self.claim(entries[0], self.b)

    def test_cap_is_counted_from_the_ledger(self):
        self.pool.write({"cap_day": 2, "tz": "Asia/Shanghai", "cooldown_days": 0})
        with freeze_time("2026-11-23 12:00:00"):
            partners, entries = self.pooled(4)
            self.claim(entries[:2])
            partners[0].with_user(self.a).action_trade_release()
            with self.assertRaisesRegex(UserError, "2 a day"):
                self.claim(entries[2])
            member = self.members[self.a]
            self.assertEqual((member.day_used, member.day_left), (2, "0"))
            self.assertEqual(
                member.day_reset,
                datetime(2026, 11, 23, 16),
            )
        with freeze_time("2026-11-23 15:59:59"), self.assertRaises(UserError):
            self.claim(entries[2])
        with freeze_time("2026-11-23 16:00:00"):
            self.claim(entries[2])
        self.assertEqual(partners[2].user_id, self.a)

    def test_assigned_customers_use_up_no_claims(self):
        self.pool.cap_day = 1
        self.pooled(1)
        self.pool.action_allocate()
        _partners, entries = self.pooled(1)
        self.claim(entries)

    def test_batch_is_all_or_nothing(self):
        self.pool.cap_day = 2
        partners, entries = self.pooled(3)
        with self.assertRaises(UserError) as caught:
            self.claim(entries)
        self.assertEqual(
            str(caught.exception),
            "Not claimed:\n• Customer 0, Customer 1, Customer 2: you may claim 2 a day"
            " and have claimed 0; 3 were asked for. Choose 2 at most",
        )
        self.assertFalse(partners.user_id)
        self.pool.batch_partial = True
        self.claim(entries)
        self.assertEqual(len(partners.filtered("user_id")), 2)
        refused = self.env["trade.pool.move"].search(
            [("kind", "=", "refused")], limit=1
        )
        self.assertIn("2 a day", refused.reason)

    def test_hold_limit_and_what_does_not_count(self):
        self.pool.hold_limit = 1
        self.pool.hold_exclude_domain = "[('city', '=', 'Deal')]"
        partners, entries = self.pooled(3)
        self.claim(entries[0])
        with self.assertRaisesRegex(UserError, "1 of 1"):
            self.claim(entries[1])
        partners[0].city = "Deal"
        self.claim(entries[1])

    def test_cooldown_freeze_and_protection(self):
        with freeze_time("2026-01-01 08:00:00"):
            partners, entries = self.pooled(1)
            self.claim(entries)
        with freeze_time("2026-03-01 08:00:00"):
            partners.with_user(self.a).action_trade_release()
            entry = self.pool.entry_ids
            with self.assertRaisesRegex(UserError, "owned it before"):
                self.claim(entry)
            entry.with_user(self.manager).action_protect()
            with self.assertRaisesRegex(UserError, "manager keeps"):
                self.claim(entry, self.b)
            entry.with_user(self.manager).action_unprotect()
            entry.frozen_until = "2026-03-01 10:00:00"
            with self.assertRaisesRegex(UserError, "rests until"):
                self.claim(entry, self.b)
        with freeze_time("2026-03-31 07:59:59"), self.assertRaises(UserError):
            self.claim(entry)
        with freeze_time("2026-03-31 08:00:00"):
            self.claim(entry)

    def test_who_is_no_member(self):
        _partners, entries = self.pooled(1)
        with self.assertRaisesRegex(UserError, "no member"):
            self.claim(entries, self.manager)
        self.members[self.a].paused = True
        with self.assertRaisesRegex(UserError, "paused"):
            self.claim(entries)
        other = new_test_user(self.env, "pool_other", "base.group_user")
        with self.assertRaises(Exception):  # noqa: B017
            self.claim(entries, other)
