# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What big pools are read by says the same as the plain way does."""

from contextlib import ExitStack
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from .common import PoolCase

POOL = "odoo.addons.trade_crm_pool.models.pool.trade_pool"
CLOCKS = f"{POOL}_clocks"


class TestSize(PoolCase):
    def grouped(self, by, **kwargs):
        entries = self.env["trade.pool.entry"].with_user(self.a)
        found = entries.web_read_group([], [by], ["__count"], **kwargs)
        names = [group[by] and group[by][1] for group in found["groups"]]
        counts = [group["__count"] for group in found["groups"]]
        return names, counts, found["length"]

    def test_groups_stand_in_the_order_of_their_names(self):
        for code, count in ((None, 1), ("cn", 3), ("at", 2), ("be", 1)):
            country = code and self.env.ref(f"base.{code}").id
            self.pooled(count, country_id=country)
        self.assertEqual(
            self.grouped("country_id"),
            (["Austria", "Belgium", "China", False], [2, 1, 3, 1], 4),
        )
        self.assertEqual(
            self.grouped("country_id", limit=2, offset=1),
            (["Belgium", "China"], [1, 3], 4),
        )
        self.assertEqual(self.grouped("country_id", order="country_id desc")[2], 4)
        self.assertEqual(self.grouped("pool_id"), (["Europe"], [7], 1))
        _names, counts, _length = self.grouped("date_in:day")
        self.assertEqual(counts, [7])

    def test_open_groups_hold_their_customers(self):
        self.pooled(2, country_id=self.env.ref("base.at").id)
        entries = self.env["trade.pool.entry"].with_user(self.a)
        found = entries.web_read_group(
            [],
            ["country_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification={"name": {}},
        )
        [group] = found["groups"]
        self.assertEqual(len(group["__records"]), 2)

    def test_counting_stops_above_many(self):
        self.customers(2)
        self.customers(3, user_id=self.a.id)
        with patch(f"{POOL}.MANY", 2):
            self.pool.invalidate_recordset()
            self.assertEqual(
                (
                    self.pool.scope_text,
                    self.pool.scope_free_text,
                    self.pool.owned_text,
                ),
                ("2+", "2", "2+"),
            )
        # Whether to ask first is decided by the exact number: 1 of 3 is 33 %.
        self.pool.write({"recycle_share": 33, "recycle_ask_min": 0})
        with patch(f"{POOL}.MANY", 2):
            self.assertTrue(self.pool._asks_first([None]))
            self.pool.recycle_share = 34
            self.assertFalse(self.pool._asks_first([None]))

    def test_what_is_held_in_another_company_is_no_matter(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.customers(2, user_id=self.a.id)
        self.customers(1, user_id=self.a.id, company_id=self.env.company.id)
        self.customers(1, user_id=self.a.id, company_id=second.id)
        member = self.members[self.a]
        self.assertEqual(member._held()[member.id], 3)
        self.pool.company_id = False
        self.assertEqual(member._held()[member.id], 4)

    def test_recycling_is_decided_alike_part_by_part(self):
        self.env["trade.pool.rule"].create(
            [
                {"name": "Silent", "pool_id": self.pool.id, "days": 3},
                {
                    "name": "No order",
                    "pool_id": self.pool.id,
                    "days": 5,
                    "kind": "order",
                    "unit": "calendar",
                },
            ]
        )
        with freeze_time("2026-11-02 08:00:00"):  # a Monday
            customers = self.customers(8, user_id=self.a.id)
            self.env["sale.order"].create({"partner_id": customers[2].id})
        lead = self.env["crm.lead"].create(
            {"name": "O", "type": "opportunity", "partner_id": customers[1].id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-11-03' WHERE id = %s", [lead.id]
        )
        self.env["trade.interaction"].create(
            {
                "partner_id": customers[3].id,
                "date": "2026-11-05 10:00:00",
                "direction": "in",
                "channel": "mail",
                "proven": True,
            }
        )
        day = date(2026, 11, 9)
        whole = sorted(self.pool._recycle_due(day))
        self.assertEqual(
            {row.partner_id for row in whole}, set((customers - customers[1]).ids)
        )
        for settings in ({"CHUNK": 5}, {"LONG": 0}, {"LONG": 0, "SPARSE": 0}):
            with self.subTest(**settings), ExitStack() as stack:
                for name, value in settings.items():
                    stack.enter_context(patch(f"{CLOCKS}.{name}", value))
                self.assertEqual(sorted(self.pool._recycle_due(day)), whole)
                some = customers[2:4].ids
                self.assertEqual(
                    sorted(self.pool._recycle_due(day, partner_ids=some)),
                    [row for row in whole if row.partner_id in some],
                )
        self.assertEqual(self.pool._recycle_due(day, partner_ids=[]), [])
