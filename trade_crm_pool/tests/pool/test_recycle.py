# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import PoolCase


class TestRecycle(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["trade.pool.rule"].create(
            {"name": "Silent", "pool_id": cls.pool.id, "days": 3, "kind": "contact"}
        )
        cls.pool.company_id.country_id = cls.env.ref("base.de")
        with freeze_time("2026-11-02 08:00:00"):  # a Monday
            cls.customer = cls.customers(1, user_id=cls.a.id)

    def due(self, at):
        return self.pool.preview_recycle(at)

    def test_days_by_hand(self):
        # Tuesday, Wednesday, Thursday are full days: falls back on Friday
        self.assertEqual(self.due(date(2026, 11, 5)), [])
        (row,) = self.due(date(2026, 11, 6))
        self.assertEqual(
            (row["partner_id"], row["rule_id"], row["date"]),
            (self.customer.id, self.rule.id, date(2026, 11, 6)),
        )

    def interaction(self, when, **values):
        return self.env["trade.interaction"].create(
            {"partner_id": self.customer.id, "date": when, **values}
        )

    def test_only_proven_two_way_contact_resets(self):
        self.interaction("2026-11-04 10:00:00", direction="in", channel="note")
        self.interaction(
            "2026-11-04 10:00:00", direction="out", channel="mail", proven=True
        )
        self.assertEqual(len(self.due(date(2026, 11, 6))), 1)
        self.interaction(
            "2026-11-04 10:00:00", direction="in", channel="mail", proven=True
        )
        self.assertEqual(self.due(date(2026, 11, 6)), [])
        # Thursday, Friday, Monday are full: Tuesday the 10th
        self.assertEqual(self.due(date(2026, 11, 10))[0]["date"], date(2026, 11, 10))
        self.rule.contact_kind = "any"
        self.interaction("2026-11-06 10:00:00", channel="note")
        self.assertEqual(self.due(date(2026, 11, 11)), [])

    def test_pauses(self):
        lead = self.env["crm.lead"].create(
            {"name": "O", "type": "opportunity", "partner_id": self.customer.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-11-03' WHERE id = %s", [lead.id]
        )
        # 180 days from 3 November are over with Saturday 1 May; 3, 4, 5 May are full
        self.assertEqual(self.due(date(2027, 5, 5)), [])
        self.assertEqual(self.due(date(2027, 5, 6))[0]["date"], date(2027, 5, 6))
        self.rule.pause_max = 7  # to 9 November; 10, 11, 12 are full
        (row,) = self.due(date(2027, 6, 1))
        self.assertEqual((row["date"], row["paused"]), (date(2026, 11, 13), 7))
        self.assertIn("(stood still for 7 days)", row["reason"])
        self.rule.pause_opportunity = False
        self.assertEqual(self.due(date(2027, 6, 1))[0]["date"], date(2026, 11, 6))

    def test_an_order_that_is_never_invoiced_pauses_for_a_while_only(self):
        self.rule.write({"pause_max": 14, "kind": "hold"})
        with freeze_time("2026-11-03 08:00:00"):
            order = self.env["sale.order"].create({"partner_id": self.customer.id})
            order.action_confirm()
            order.date_order = "2026-11-03 08:00:00"
        # paused from Tuesday 3 to Monday 16; 17, 18, 19 are full
        (row,) = self.due(date(2027, 1, 1))
        self.assertEqual(row["date"], date(2026, 11, 20))

    def test_extension(self):
        with freeze_time("2026-11-03 08:00:00"):
            extension = (
                self.env["trade.pool.extension"]
                .with_user(self.a)
                .create(
                    {
                        "partner_id": self.customer.id,
                        "pool_id": self.pool.id,
                        "days": 7,
                        "reason": "Sample under way",
                    }
                )
            )
            self.assertEqual(len(self.due(date(2026, 11, 6))), 1)
            extension.with_user(self.manager).action_approve()
        # paused 3 to 10 November; 11, 12, 13 are full: Saturday the 14th
        self.assertEqual(self.due(date(2026, 11, 13)), [])
        self.assertEqual(len(self.due(date(2026, 11, 14))), 1)
        self.pool.extension_max = 1
        with self.assertRaises(ValidationError):
            extension.copy()

    def test_run_does_what_the_preview_says_and_is_undone(self):
        with freeze_time("2026-11-06 08:00:00"):
            self.pool._cron_recycle()
            self.customer.invalidate_recordset()
            self.assertEqual(self.customer.trade_pool_id, self.pool)
            self.assertEqual(self.pool.entry_ids.rule_id, self.rule)
            move = self.env["trade.pool.move"].search(
                [("partner_id", "=", self.customer.id), ("kind", "=", "recycle")]
            )
            move.with_user(self.manager).action_undo_run()
            self.customer.invalidate_recordset()
            self.assertEqual(self.customer.user_id, self.a)

    def test_warning_comes_once(self):
        with freeze_time("2026-11-04 08:00:00"):
            self.pool._cron_recycle()
            self.pool._cron_recycle()
        activity = self.customer.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.a)
        self.assertEqual(activity.date_deadline, date(2026, 11, 6))
        self.assertFalse(self.customer.trade_pool_id)
        self.interaction(
            "2026-11-04 10:00:00", direction="in", channel="mail", proven=True
        )
        with freeze_time("2026-11-04 12:00:00"):
            self.pool._cron_recycle()
        self.assertFalse(activity.exists(), "the clock runs anew: nothing to warn of")
        with freeze_time("2026-11-09 08:00:00"):
            self.pool._cron_recycle()
        self.assertEqual(self.customer.activity_ids.date_deadline, date(2026, 11, 10))

    def test_a_protected_customer_stays(self):
        self.customer.trade_pool_keep_until = date(2026, 11, 20)
        self.assertEqual(self.due(date(2026, 11, 20)), [])
        self.assertEqual(len(self.due(date(2026, 11, 21))), 1)

    def test_by_grade_country_and_member(self):
        grade = self.env["trade.grade"].search([], limit=1)
        self.assertTrue(grade)
        for values, fits in (
            ({"grade_ids": grade.ids}, {"trade_grade_id": grade.id}),
            (
                {"country_ids": self.env.ref("base.fr").ids},
                {"country_id": self.env.ref("base.fr").id},
            ),
            ({"partner_domain": "[('city', '=', 'Lyon')]"}, {"city": "Lyon"}),
        ):
            with self.subTest(values=values):
                self.rule.write(values)
                self.assertEqual(self.due(date(2026, 12, 1)), [])
                self.customer.write(fits)
                self.assertEqual(len(self.due(date(2026, 12, 1))), 1)
        self.rule.member_ids = self.members[self.b]
        self.assertEqual(self.due(date(2026, 12, 1)), [])

    def test_extension_is_the_owners_and_ends_with_him(self):
        values = {
            "partner_id": self.customer.id,
            "pool_id": self.pool.id,
            "days": 5,
            "reason": "x",
        }
        requests = self.env["trade.pool.extension"]
        with self.assertRaises(AccessError):
            requests.with_user(self.b).create(values)
        request = requests.with_user(self.a).create(
            {**values, "state": "approved", "date_from": "2020-01-01"}
        )
        self.assertEqual((request.state, request.date_from), ("asked", False))
        with self.assertRaises(AccessError):
            request.action_approve()
        with freeze_time("2026-11-03 08:00:00"):
            request.with_user(self.manager).action_approve()
        with freeze_time("2026-11-02 08:00:00"):
            self.customer._trade_transfer(self.b)
        self.assertEqual(len(self.due(date(2026, 11, 6))), 1, "another owner's")

    def test_a_customer_of_two_pools_falls_back_once(self):
        other = self.pool.copy({"name": "Second", "sequence": 99})
        other.member_ids = [(0, 0, {"user_id": self.a.id})]
        self.env["trade.pool.rule"].create(
            {"name": "Slow", "pool_id": other.id, "days": 4, "kind": "hold"}
        )
        rows = (self.pool | other).preview_recycle(date(2026, 12, 1))
        self.assertEqual([row["pool_id"] for row in rows], [self.pool.id])

    def test_too_many_at_once_asks_first(self):
        self.pool.recycle_ask_min = 0
        with freeze_time("2026-11-06 08:00:00"):
            self.pool._cron_recycle()
            self.assertEqual(self.pool.recycle_waiting, 1)
            self.assertEqual(self.customer.user_id, self.a)
            self.pool.with_user(self.manager).action_recycle()
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.user_id)

    def test_other_kinds(self):
        self.rule.write({"kind": "contract", "unit": "calendar", "pause_order": False})
        self.assertEqual(self.due(date(2027, 1, 1)), [])
        with freeze_time("2026-11-10 08:00:00"):
            order = self.env["sale.order"].create({"partner_id": self.customer.id})
            order.action_confirm()
        self.assertEqual(self.due(date(2026, 11, 13)), [])
        self.assertEqual(len(self.due(date(2026, 11, 14))), 1)
        self.rule.kind = "hold"
        self.assertEqual(len(self.due(date(2026, 11, 6))), 1)

    def test_preview_is_for_managers(self):
        with self.assertRaises(UserError):
            self.pool.with_user(self.a).preview_recycle()
