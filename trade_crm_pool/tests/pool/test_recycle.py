# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import UserError, ValidationError

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
        self.assertEqual(self.due(date(2027, 6, 1)), [])
        self.rule.pause_opportunity = False
        self.assertEqual(len(self.due(date(2026, 11, 6))), 1)

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
        self.assertEqual(len(self.customer.activity_ids), 1)
        self.assertEqual(self.customer.activity_ids.user_id, self.a)
        self.assertEqual(self.customer.trade_pool_id, self.env["trade.pool"])

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
