# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user, tagged

from ..common import write_invoices


@freeze_time("2026-06-30 10:00:00")
@tagged("post_install", "-at_install")
class TestEvaluation(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.owner = new_test_user(
            cls.env,
            "owner",
            groups="base.group_user,trade_crm.group_trade_user",
            company_id=cls.company.id,
        )
        cls.kept, cls.left, cls.new, cls.other = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "user_id": user and user.id}
                for name, user in (
                    ("Kept", cls.owner),
                    ("Left", cls.owner),
                    ("New", cls.owner),
                    ("Other", cls.env.user),
                )
            ]
        )
        write_invoices(
            cls.env,
            cls.company,
            cls.company_data["default_journal_sale"],
            [
                (cls.kept.id, date(2025, 3, 1), 100, False),
                (cls.kept.id, date(2026, 3, 1), 150, False),
                (cls.kept.id, date(2026, 3, 20), -30, True),
                (cls.left.id, date(2025, 2, 1), 500, False),
                (cls.new.id, date(2026, 5, 1), 40, False),
                (cls.other.id, date(2025, 3, 1), 1000, False),
                (cls.other.id, date(2026, 3, 1), 1000, False),
            ],
        )
        cls.env["trade.customer.metric"].refresh(cls.company)

    def target(self, measure, **values):
        return self.env["trade.target"].create(
            {
                "company_id": self.company.id,
                "measure": measure,
                "user_id": self.owner.id,
                "date_from": "2026-01-15",
                "months": 12,
                "target": 200,
            }
            | values
        )

    def test_targets_by_hand(self):
        net = self.target("net")
        self.assertEqual(net.date_from, date(2026, 1, 1))
        self.assertEqual((net.actual, net.previous, net.reached), (160, 600, 0.8))
        self.assertEqual(self.target("active").actual, 2)
        self.assertEqual(self.target("new").actual, 1)
        self.assertEqual(self.target("new").previous, 2)
        self.assertEqual(self.target("retention").actual, 50)
        everybody = self.target("retention", user_id=False)
        self.assertAlmostEqual(everybody.actual, 66.7)
        rows = self.env["trade.customer.month"].search(net.action_records()["domain"])
        self.assertEqual(sum(rows.mapped("net")), net.actual)

    def test_salespeople_see_their_own_targets(self):
        mine = self.target("net")
        self.target("net", user_id=self.env.user.id)
        Target = self.env["trade.target"].with_user(self.owner)
        self.assertEqual(Target.search([]), mine.with_user(self.owner))
        self.assertEqual(mine.with_user(self.owner).actual, 160)

    def test_retention_in_the_snapshot(self):
        rows = dict(
            self.env["trade.customer.snapshot"]._read_group(
                [("company_id", "=", self.company.id)], ["user_id"], ["retained:avg"]
            )
        )
        # the last twelve months begin on 1 July 2025
        self.assertEqual(rows[self.owner], 0.5)
        self.assertEqual(rows[self.env.user], 1)
        metric = self.env["trade.customer.metric"].search(
            [("partner_id", "=", self.kept.id)]
        )
        self.assertEqual((metric.retained, metric.repurchased), (1, 1))

    def test_effect_of_the_pool(self):
        pool = self.env["trade.pool"].create(
            {"name": "Pool", "company_id": self.company.id}
        )
        start = datetime(2026, 1, 5, 8)
        Move = self.env["trade.pool.move"].sudo()
        for partner, when in (
            (self.kept, start),
            (self.left, start),
            (self.new, datetime(2026, 6, 20)),
        ):
            Move.create(
                {
                    "kind": "claim",
                    "pool_id": pool.id,
                    "partner_id": partner.id,
                    "user_id": self.owner.id,
                    "date": when,
                }
            )
        self.env["trade.interaction"].create(
            {
                "partner_id": self.kept.id,
                "date": start + timedelta(hours=6),
                "user_id": self.owner.id,
            }
        )
        for partner, day in (
            (self.kept, start + timedelta(days=20)),
            (self.left, start + timedelta(days=120)),
        ):
            order = self.env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": self.product_a.id,
                                "price_unit": 70,
                                "tax_ids": False,
                            },
                        )
                    ],
                }
            )
            order.action_confirm()
            order.date_order = day
        self.env.flush_all()
        Effect = self.env["trade.pool.effect"]
        [(contacted, hours, converted, ordered)] = Effect._read_group(
            [("pool_id", "=", pool.id)],
            [],
            ["contacted:avg", "hours_to_contact:avg", "converted:avg", "ordered:sum"],
        )
        self.assertAlmostEqual(contacted, 1 / 3)
        self.assertAlmostEqual(hours, 6)
        self.assertAlmostEqual(converted, 0.5)  # the newest may still order
        self.assertEqual(ordered, 70)
