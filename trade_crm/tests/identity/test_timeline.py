# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestTimeline(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["trade.group"].create({"name": "Acme Group"})
        (cls.acme | cls.bolt).trade_group_id = cls.group
        start = datetime(2024, 3, 1, 9)
        cls.talks = cls.env["trade.interaction"].create(
            [
                {
                    "partner_id": (cls.acme if i % 2 else cls.bolt).id,
                    # every third at the same moment: ties must not lose entries
                    "date": start + timedelta(hours=i // 3),
                    "summary": f"talk {i}",
                }
                for i in range(50)
            ]
        )
        cls.orders = cls.env["sale.order"].create(
            [
                {"partner_id": cls.acme.id, "date_order": start + timedelta(hours=i)}
                for i in range(10)
            ]
        )

    def _pages(self, user, record, limit):
        timeline = self.env["trade.timeline"].with_user(user)
        entries, cursor = [], None
        for __ in range(100):
            page = timeline.page(record._name, record.id, cursor, limit)
            entries += page["entries"]
            cursor = page["next"]
            if not cursor:
                break
        return entries

    def test_pages_hold_each_entry_once_newest_first(self):
        for limit in (1, 7, 30, 100):
            entries = self._pages(self.boss, self.group, limit)
            keys = [(e["model"], e["id"]) for e in entries]
            self.assertEqual(len(keys), 60)
            self.assertEqual(len(set(keys)), 60)
            dates = [e["date"] for e in entries]
            self.assertEqual(dates, sorted(dates, reverse=True))

    def test_group_timeline_stops_at_the_readers_rights(self):
        entries = self._pages(self.ann, self.group, 30)
        self.assertEqual({e["partner_id"] for e in entries}, {self.acme.id})
        self.assertEqual(len(entries), 25 + 10)

    def test_customer_timeline(self):
        entries = self._pages(self.bob, self.bolt, 30)
        self.assertEqual(len(entries), 25)

    def test_a_page_reads_a_page(self):
        timeline = self.env["trade.timeline"].with_user(self.boss)
        timeline.page("trade.group", self.group.id, None, 5)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            timeline.page("trade.group", self.group.id, None, 5)
