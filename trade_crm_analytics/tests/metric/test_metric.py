# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import date, timedelta
from unittest import skipUnless
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.trade_crm_analytics.models.metric import metric_facts
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..common import data_file, load_retail, write_invoices

RETAIL = data_file("online_retail.csv.gz")


@tagged("post_install", "-at_install")
class TestMetric(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.Metric = cls.env["trade.customer.metric"]
        cls.anna, cls.bo = cls.env["res.partner"].create(
            [{"name": "Anna Trading"}, {"name": "Bo Imports"}]
        )

    def invoice(self, partner, day, amount, kind="out_invoice", currency=None, co=None):
        data = co or self.company_data
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "company_id": data["company"].id,
                "journal_id": data["default_journal_sale"].id,
                "currency_id": (currency or data["company"].currency_id).id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": data["default_account_revenue"].id,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    def metric(self, partner, company=None):
        return self.Metric.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    @freeze_time("2026-06-30 10:00:00")
    def test_by_hand(self):
        self.invoice(self.anna, "2026-01-10", 100)
        self.invoice(self.anna, "2026-02-09", 200)
        self.invoice(self.anna, "2026-06-20", 300)
        self.invoice(self.anna, "2026-06-25", 50, kind="out_refund")
        self.invoice(self.anna, "2026-09-01", 999)  # after today: not counted
        contact = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.anna.id}
        )
        self.invoice(contact, "2026-06-20", 10)  # belongs to the company
        run = self.Metric.refresh(self.company)
        anna = self.metric(self.anna)
        self.assertEqual(anna.first_order_date, date(2026, 1, 10))
        self.assertEqual(anna.last_order_date, date(2026, 6, 20))
        self.assertEqual((anna.frequency, anna.order_days), (4, 3))
        self.assertEqual(anna.credit_note_count, 1)
        self.assertEqual(anna.recency_days, 10)
        self.assertEqual((anna.invoiced, anna.credited, anna.monetary), (610, 50, 560))
        self.assertEqual(anna.average_order_value, 140)
        self.assertAlmostEqual(anna.returns_share, 50 / 610)
        # one customer: the middle score in all three
        self.assertEqual((anna.r_score, anna.f_score, anna.m_score), (3, 3, 3))
        self.assertEqual(anna.segment, "need_attention")
        self.assertEqual(anna.lifecycle, "growing")
        self.assertEqual(anna.usual_interval, (30 + 131) / 2)
        self.assertEqual((run.invoices, run.future_invoices), (5, 1))
        months = self.env["trade.customer.month"].search(
            [("partner_id", "=", self.anna.id)], order="month"
        )
        self.assertEqual(months.mapped("net"), [100, 200, 260])
        self.assertEqual(months.mapped("age"), [0, 1, 5])

    @freeze_time("2026-06-30 10:00:00")
    def test_two_companies_and_currencies(self):
        other = self.setup_other_company()
        foreign = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-01", 4.0)]
        )
        self.invoice(self.anna, "2026-01-15", 100, currency=foreign)  # 50
        self.invoice(self.anna, "2026-03-15", 100, currency=foreign)  # 25
        self.invoice(self.anna, "2026-03-20", 8, "out_refund", currency=foreign)  # -2
        self.invoice(self.anna, "2026-04-01", 70, co=other)
        self.Metric.refresh()
        self.assertEqual(self.metric(self.anna).monetary, 73)
        second = self.metric(self.anna, other["company"])
        self.assertEqual((second.monetary, second.frequency), (70, 1))

    @freeze_time("2026-06-30 10:00:00")
    def test_only_what_changed(self):
        self.invoice(self.anna, "2026-01-10", 100)
        self.invoice(self.bo, "2026-02-10", 40)
        self.Metric.refresh(self.company)
        self.env.cr.execute(
            SQL("UPDATE account_move SET write_date = '2020-01-01'")
        )  # long ago
        self.invoice(self.bo, "2026-06-29", 60)
        self.env.flush_all()
        run = self.Metric.refresh(self.company, changed_only=True)
        self.assertFalse(run.whole)
        self.assertEqual(run.customers, 1)
        self.assertEqual(self.metric(self.anna).monetary, 100)
        bo = self.metric(self.bo)
        self.assertEqual((bo.monetary, bo.frequency, bo.recency_days), (100, 2, 1))
        before = (bo.monetary, bo.expected_orders_12 > 0, bo.lifecycle)
        self.Metric.refresh(self.company)
        self.assertEqual(self.metric(self.bo).monetary, before[0])
        self.assertEqual(self.metric(self.bo).lifecycle, before[2])

    def test_moves_between_stages_are_kept(self):
        with freeze_time("2026-01-20"):
            self.invoice(self.anna, "2026-01-10", 100)
            self.Metric.refresh(self.company)
        with freeze_time("2026-12-20"):
            self.Metric.refresh(self.company)
        moves = self.env["trade.lifecycle.move"].search(
            [("partner_id", "=", self.anna.id)]
        )
        self.assertEqual(
            moves.mapped(lambda move: (move.stage_from, move.stage_to, move.date)),
            [("first", "dormant", date(2026, 12, 20))],
        )

    @freeze_time("2026-06-30 10:00:00")
    def test_stages_of_the_year_before(self):
        """The first refresh tells who changed his stage in the last twelve months."""
        self.invoice(self.anna, "2025-09-10", 100)
        self.invoice(self.anna, "2025-10-10", 100)
        self.invoice(self.bo, "2026-06-10", 100)
        self.Metric.refresh(self.company)
        Move = self.env["trade.lifecycle.move"]
        moves = Move.search([("company_id", "=", self.company.id)], order="date")
        # 120 days and 1.5 usual intervals after 10 October
        self.assertEqual(
            moves.mapped(lambda move: (move.stage_from, move.stage_to, move.date)),
            [
                ("first", "growing", date(2025, 10, 31)),
                ("growing", "dormant", date(2026, 2, 28)),
            ],
        )
        self.Metric.refresh(self.company)
        self.assertEqual(Move.search([("company_id", "=", self.company.id)]), moves)

    def ninety_buyers(self):
        """Customers with invoices up to June 2026, of whom every other one stopped."""
        partners = self.env["res.partner"].create(
            [{"name": f"Buyer {number}"} for number in range(90)]
        )
        # every other one stopped some time ago
        write_invoices(
            self.env,
            self.company,
            self.company_data["default_journal_sale"],
            [
                (one.id, date(2026, 6, 20) - timedelta(days=ago), 50 + place, False)
                for place, one in enumerate(partners)
                for ago in range(3 * place if place % 2 else 0, 700, 25 + place % 9)
            ],
        )
        return partners

    @freeze_time("2026-06-30 10:00:00")
    def test_changed_ones_as_all_are(self):
        """A refresh of what changed gives the same as one of everything."""
        partners = self.ninety_buyers()
        self.Metric.refresh(self.company)
        names = [
            name
            for name, field in self.Metric._fields.items()
            if field.store and name not in ("id", "computed_on")
        ]
        whole = self.Metric.search([("partner_id", "in", partners.ids)]).read(names)
        self.env.cr.execute(SQL("UPDATE account_move SET write_date = '2020-01-01'"))
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET write_date = now() WHERE partner_id = ANY(%s)",
                partners[:2].ids,
            )
        )
        run = self.Metric.refresh(self.company, changed_only=True)
        self.assertEqual(run.customers, 2)
        self.assertTrue(run.parameters["leaving"])
        changed = self.Metric.search([("partner_id", "in", partners.ids)]).read(names)
        self.assertEqual(changed, whole)

    @freeze_time("2026-06-30 10:00:00")
    def test_in_parts_as_in_one(self):
        """Customers and documents read some at a time give the same figures."""
        partners = self.ninety_buyers()
        product = self.env["product.product"].create({"name": "Lamp"})
        # lines in the recent window, the one before and earlier; two products in all
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO account_move_line (move_id, company_id, journal_id,
                       account_id, currency_id, display_type, parent_state, date,
                       product_id, quantity)
                SELECT m.id, m.company_id, m.journal_id, %s, m.currency_id, 'product',
                       'posted', m.date, p.id, 2
                  FROM account_move m, product_product p
                 WHERE m.partner_id = ANY(%s) AND p.id = ANY(%s)
                """,
                self.company_data["default_account_revenue"].id,
                partners.ids,
                (product + self.product_a).ids,
            )
        )
        names = [
            name
            for name, field in self.Metric._fields.items()
            if field.store and name not in ("id", "computed_on")
        ]
        Move = self.env["trade.lifecycle.move"]
        mine = [("company_id", "=", self.company.id)]

        def figures():
            run = self.Metric.refresh(self.company)
            found = self.Metric.search(mine).sorted("partner_id").read(names)
            for row in found:
                del row["id"]
            stages = sorted(
                (one.partner_id.id, one.date, one.stage_from, one.stage_to)
                for one in Move.search(mine)
            )
            parameters = run.parameters
            for name in (self.Metric._name, Move._name, run._name):
                table = SQL.identifier(self.env[name]._table)
                self.env.cr.execute(SQL("DELETE FROM %s", table))
            self.env.invalidate_all()
            return parameters, found, stages

        whole = figures()
        with (
            patch.object(metric_facts, "CUSTOMERS_AT_ONCE", 7),
            patch.object(metric_facts, "DOCUMENTS_AT_ONCE", 100),
        ):
            parts = figures()
        self.assertTrue(whole[0]["leaving"] and whole[2])
        self.assertEqual(parts, whole)
        first = next(row for row in whole[1] if row["partner_id"][0] == partners[0].id)
        # 10 days ago and every 25 before: four in 90 days, three in those before
        self.assertEqual(first["product_count"], 2)
        self.assertEqual(first["line_count"], 2 * 28)
        self.assertEqual(first["quantity_recent"], 4 * 2 * 2)
        self.assertEqual(first["quantity_before"], 3 * 2 * 2)

    @freeze_time("2026-06-30 10:00:00")
    def test_dashboard_parts(self):
        self.invoice(self.anna, "2026-01-10", 300)
        self.invoice(self.anna, "2026-03-10", 300)
        self.invoice(self.bo, "2026-03-11", 100)
        self.Metric.refresh(self.company)
        data = self.Metric.dashboard_data({"company_id": self.company.id})
        january, march = data["cohorts"]
        self.assertEqual((january["label"], january["size"]), ("2026-01", 1))
        self.assertEqual(january["shares"][:6], [0, 1, 0, 0, 0, None])
        self.assertEqual((march["label"], march["size"]), ("2026-03", 1))
        self.assertEqual(
            [(one["key"], one["count"]) for one in data["classes"]],
            [("A", 1), ("B", 1)],
        )
        self.assertAlmostEqual(data["classes"][0]["share"], 6 / 7)
        self.assertEqual(
            [(flow["from"], flow["to"], flow["count"]) for flow in data["flows"]],
            [("first", "growing", 1)],
        )
        self.assertFalse(data["flows"][0]["worse"])
        moves = self.env["trade.lifecycle.move"].search(data["domains"]["moved"])
        self.assertEqual(len(moves), 1)
        for one in data["definitions"]:
            self.assertTrue(one["name"] and one["help"], one)

    @freeze_time("2026-06-30 10:00:00")
    def test_next_step(self):
        self.invoice(self.anna, "2026-01-10", 100)
        self.invoice(self.anna, "2026-01-30", 100)
        self.invoice(self.anna, "2026-02-19", 100)
        self.Metric.refresh(self.company)
        anna = self.metric(self.anna)
        self.assertEqual(anna.next_order_to, date(2026, 3, 11))
        self.assertTrue(anna.lifecycle == "dormant" and not anna.order_late)
        self.assertFalse(self.Metric.search([("order_late", "=", True)]) & anna)
        with freeze_time("2026-03-15 10:00:00"):
            self.Metric.refresh(self.company)
            anna.invalidate_recordset()
            self.assertTrue(anna.order_late)
            self.assertIn(anna, self.Metric.search([("order_late", "=", True)]))
            self.assertIn("The order is late", anna.next_step)
        self.env["sale.order"].create(
            {"partner_id": self.bo.id, "company_id": self.company.id}
        )
        self.Metric.refresh(self.company)
        self.assertEqual(
            self.metric(self.bo).next_step,
            "Follow up the open quotations. Win the first order: a sample, a trial "
            "quantity, a quotation.",
        )

    def test_thin_data(self):
        """No sales, one day, only credit notes: words instead of errors."""
        run = self.Metric.refresh(self.company)
        self.assertEqual(run.note, "no_customers")
        self.assertFalse(self.Metric.search([("company_id", "=", self.company.id)]))
        self.invoice(self.anna, "2026-01-10", 30, kind="out_refund")
        with freeze_time("2026-01-10"):
            self.Metric.refresh(self.company)
        anna = self.metric(self.anna)
        self.assertEqual((anna.monetary, anna.frequency), (-30, 0))
        self.assertFalse(anna.segment)
        self.assertEqual(anna.lifecycle, "prospect")
        self.invoice(self.bo, "2026-01-10", 30)
        with freeze_time("2026-01-10"):
            self.assertEqual(self.Metric.refresh(self.company).note, "no_time")
        data = self.Metric.dashboard_data({"months": 0})
        cards = {card["key"]: card["value"] for card in data["cards"]}
        self.assertEqual(cards["customers"], 1)
        self.assertIsNone(cards["expected"])
        self.assertIsNone(cards["right"])
        self.assertNotIn("NaN", json.dumps(data, default=str))

    def test_reset_invoice_leaves_the_figures(self):
        move = self.invoice(self.anna, "2026-01-10", 100)
        self.Metric.refresh(self.company)
        move.button_draft()
        self.Metric.refresh(self.company)
        self.assertFalse(self.metric(self.anna))

    def test_rights(self):
        mine = new_test_user(
            self.env,
            "own customers",
            groups="base.group_user,trade_crm.group_trade_user",
            company_id=self.company.id,
        )
        boss = new_test_user(
            self.env,
            "boss",
            groups="base.group_user,trade_crm.group_trade_manager",
            company_id=self.company.id,
        )
        self.anna.user_id, self.bo.user_id = mine, boss
        self.invoice(self.anna, "2026-01-10", 100)
        self.invoice(self.bo, "2026-01-10", 100)
        self.Metric.with_user(boss).refresh(self.company)
        seen = self.Metric.with_user(mine).search(
            [("partner_id", "in", (self.anna + self.bo).ids)]
        )
        self.assertEqual(seen.partner_id, self.anna)
        with self.assertRaises(AccessError):
            self.Metric.with_user(mine).refresh(self.company)
        with self.assertRaises(AccessError):
            seen.write({"monetary": 1})
        data = self.Metric.with_user(mine).dashboard_data({"months": 0})
        self.assertEqual(data["cards"][0]["value"][0]["amount"], 100)

    def test_what_is_deleted_leaves_the_copies(self):
        owner = new_test_user(self.env, "owner", groups="base.group_user")
        team = self.env["crm.team"].create({"name": "Team", "member_ids": owner.ids})
        group = self.env["trade.group"].create({"name": "Group"})
        self.anna.write({"user_id": owner.id, "trade_group_id": group.id})
        self.invoice(self.anna, "2026-01-10", 100)
        draft = self.invoice(self.bo, "2026-01-10", 100)
        self.Metric.refresh(self.company)
        Month = self.env["trade.customer.month"]
        Snapshot = self.env["trade.customer.snapshot"]
        mine, his = (
            (model.search([("partner_id", "=", partner.id)]))
            for model, partner in ((Month, self.anna), (Month, self.bo))
        )
        kept = Snapshot.search([("partner_id", "=", self.anna.id)])
        self.assertEqual((mine.user_id, mine.team_id), (owner, team))
        self.assertEqual((kept.user_id, kept.trade_group_id), (owner, group))
        # who ever owned a customer stays in the pool's ledger; a copy may be wrong
        stray = new_test_user(self.env, "stray", groups="base.group_user")
        self.env.cr.execute(
            "UPDATE trade_customer_month SET user_id = %s WHERE id = ANY(%s)",
            (stray.id, mine.ids),
        )
        self.env.cr.execute(
            "UPDATE trade_customer_snapshot SET user_id = %s WHERE id = ANY(%s)",
            (stray.id, kept.ids),
        )
        self.env.invalidate_all()
        team.unlink()
        group.unlink()
        stray.unlink()
        self.assertFalse(mine.user_id or mine.team_id)
        self.assertFalse(kept.user_id or kept.team_id or kept.trade_group_id)
        draft.button_draft()
        draft.unlink()
        self.assertTrue(his.exists() and self.metric(self.bo))
        self.bo.unlink()
        self.assertFalse(his.exists())
        self.assertFalse(self.Metric.search([("partner_id", "=", self.bo.id)]))
        self.assertFalse(Snapshot.search([("partner_id", "=", self.bo.id)]))
        self.assertTrue(mine.exists())

    def test_copied_links_have_no_foreign_key(self):
        self.env.cr.execute(
            """
            SELECT conname FROM pg_constraint
             WHERE contype = 'f'
               AND (conrelid IN ('trade_customer_month'::regclass,
                                 'trade_customer_snapshot'::regclass)
                    OR conname IN ('trade_customer_metric_partner_id_fkey',
                                   'trade_lifecycle_move_company_id_fkey'))
            """
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_dashboard(self):
        self.invoice(self.anna, "2026-01-10", 100)
        self.invoice(self.anna, "2026-02-10", 25, kind="out_refund")
        self.Metric.refresh(self.company)
        self.env.invalidate_all()
        self.Metric.dashboard_data({"months": 0, "company_id": self.company.id})
        with self.assertQueryCount(38):
            data = self.Metric.dashboard_data(
                {"months": 0, "company_id": self.company.id}
            )
        cards = {card["key"]: card["value"] for card in data["cards"]}
        money = {"currency_id": self.company.currency_id.id}
        self.assertEqual(cards["net"], [money | {"amount": 75}])
        self.assertEqual(cards["credited"], [money | {"amount": 25}])
        self.assertEqual(data["trend"]["series"][0]["values"], [100, -25])
        self.assertTrue(self.Metric.dashboard_data._readonly)

    def test_dashboard_in_a_read_only_transaction(self):
        """As a replica serves it."""
        self.invoice(self.anna, "2026-01-10", 100)
        self.Metric.refresh(self.company)
        self.env.flush_all()
        self.env.invalidate_all()
        self.cr.execute("SAVEPOINT reading")
        self.cr.execute("SET TRANSACTION READ ONLY")
        data = self.Metric.dashboard_data({"company_id": self.company.id, "months": 0})
        self.assertEqual(data["cards"][0]["value"][0]["amount"], 100)
        self.cr.execute("SHOW transaction_read_only")
        self.assertEqual(self.cr.fetchone(), ("on",))
        self.cr.execute("ROLLBACK TO SAVEPOINT reading")

    @freeze_time("2026-06-30 10:00:00")
    def test_dashboard_period_without_sales(self):
        """The last months are empty: the last ones with sales, and it is said."""
        self.invoice(self.anna, "2024-12-10", 100)
        self.invoice(self.anna, "2025-02-10", 50)
        self.Metric.refresh(self.company)
        filters = {"company_id": self.company.id, "months": 3}
        data = self.Metric.dashboard_data(filters)
        self.assertIn("2025-02", data["period"])
        self.assertEqual(data["cards"][0]["value"][0]["amount"], 150)
        self.assertFalse(self.Metric.dashboard_data(filters | {"months": 24})["period"])

    @freeze_time("2026-06-30 10:00:00")
    def test_dashboard_never_adds_currencies(self):
        other = self.setup_other_company(currency_id=self.env.ref("base.GBP").id)
        self.assertNotEqual(other["company"].currency_id, self.company.currency_id)
        self.invoice(self.anna, "2026-06-01", 100)
        self.invoice(self.anna, "2026-06-01", 70, co=other)
        self.Metric.refresh()
        both = (self.company + other["company"]).ids
        Metric = self.Metric.with_context(allowed_company_ids=both)
        data = Metric.dashboard_data()
        amounts = {
            one["currency_id"]: one["amount"] for one in data["cards"][0]["value"]
        }
        self.assertEqual(
            amounts,
            {
                self.company.currency_id.id: 100,
                other["company"].currency_id.id: 70,
            },
        )
        self.assertEqual(len(data["trend"]["series"]), 2)
        self.assertEqual(len(data["computed"]), 2)

    @freeze_time("2026-06-30 10:00:00")
    def test_books_that_ended(self):
        self.invoice(self.anna, "2020-01-10", 100)
        self.invoice(self.anna, "2020-03-10", 100)
        run = self.Metric.refresh(self.company)
        self.assertEqual(run.as_of, date(2020, 3, 10))
        self.assertEqual(self.metric(self.anna).recency_days, 0)
        data = self.Metric.dashboard_data({"company_id": self.company.id})
        self.assertTrue(data["computed"][0]["ended"])
        self.company.trade_metric_stale_days = 0
        self.Metric.refresh(self.company)
        self.assertEqual(self.metric(self.anna).lifecycle, "lost")

    @freeze_time("2026-06-30 10:00:00")
    def test_snapshot_once_a_month(self):
        self.invoice(self.anna, "2026-06-01", 100)
        self.Metric.refresh(self.company)
        self.invoice(self.anna, "2026-06-02", 100)
        self.Metric.refresh(self.company)
        Snapshot = self.env["trade.customer.snapshot"]
        mine = [("company_id", "=", self.company.id)]
        self.assertEqual(Snapshot.search(mine).monetary, 100)
        with freeze_time("2026-07-20"):
            self.Metric.refresh(self.company)
            data = self.Metric.dashboard_data({"company_id": self.company.id})
        self.assertEqual(Snapshot.search(mine).mapped("monetary"), [200, 100])
        changes = {row["key"]: row["change"] for row in data["lifecycles"]["rows"]}
        self.assertEqual(changes, {"first": -1, "growing": 1})

    def test_own_limits_and_rules(self):
        for wrong in ("a, b, c, d", "1, 2, 3", "4, 3, 2, 1", "1, 2, 3, nan"):
            with self.assertRaises(ValidationError):
                self.company.trade_rfm_frequency_cuts = wrong
        self.company.write(
            {
                "trade_rfm_recency_cuts": "10, 20, 30, 40",
                "trade_rfm_frequency_cuts": "2, 3, 4, 5",
                "trade_rfm_monetary_cuts": "100, 200, 300, 400",
            }
        )
        self.env["trade.lifecycle.rule"].create(
            {"stage": "loyal", "min_orders": 2, "sequence": 1}
        )
        self.invoice(self.anna, "2026-01-10", 150)
        self.invoice(self.anna, "2026-01-11", 150)
        self.invoice(self.bo, "2026-01-30", 40)
        with freeze_time("2026-02-05"):
            self.Metric.refresh(self.company)
        anna, bo = self.metric(self.anna), self.metric(self.bo)
        self.assertEqual((anna.r_score, anna.f_score, anna.m_score), (3, 2, 4))
        self.assertEqual((bo.r_score, bo.f_score, bo.m_score), (5, 1, 1))
        self.assertEqual(anna.lifecycle, "loyal")

    @skipUnless(RETAIL, "needs online_retail.csv.gz (TRADE_CRM_DATA)")
    def test_online_retail_to_the_penny(self):
        """RFM, months and net revenue of a real exporter, against pandas."""
        import pandas as pd

        docs = load_retail(
            self.env, self.company, self.company_data["default_journal_sale"]
        )
        with freeze_time("2011-12-10"):
            self.Metric.refresh(self.company)
        sales = docs[~docs.credit]
        wanted = pd.DataFrame(
            {
                "frequency": sales.groupby("partner").size(),
                "last": sales.groupby("partner").date.max(),
                "pence": docs.groupby("partner").pence.sum(),
            }
        )
        found = {
            metric.partner_id.id: metric
            for metric in self.Metric.search([("company_id", "=", self.company.id)])
        }
        self.assertEqual(set(found), set(wanted.index))
        today = date(2011, 12, 10)
        for row in wanted.itertuples():
            metric = found[row.Index]
            self.assertEqual(round(metric.monetary * 100), row.pence)
            if row.frequency == row.frequency:
                self.assertEqual(metric.frequency, row.frequency)
                self.assertEqual(metric.recency_days, (today - row.last).days)
        buyers = wanted.dropna(subset=["last"])
        for name, values in (
            ("r_score", -buyers["last"].map(lambda day: (today - day).days)),
            ("f_score", buyers.frequency.astype(int)),
            ("m_score", buyers.pence),
        ):
            places = values.rank(method="average")
            scores = ((2 * places - 1) * 5 // (2 * len(values)) + 1).astype(int)
            got = [found[partner][name] for partner in scores.index]
            self.assertEqual(got, scores.tolist(), name)
        self._check_cohorts(sales)

    def _check_cohorts(self, sales):
        """Customers by first-order month and months since then, against pandas."""
        month = sales.day.dt.to_period("M")
        first = month.groupby(sales.partner).transform("min")
        age = [(now - then).n for now, then in zip(month, first, strict=True)]
        wanted = (
            sales.assign(cohort=first.dt.to_timestamp().dt.date, age=age)
            .groupby(["cohort", "age"])
            .partner.nunique()
            .to_dict()
        )
        found = {
            (cohort, age): count
            for cohort, age, count in self.env.execute_query(
                SQL(
                    """
                    SELECT cohort, age, count(*) FROM trade_customer_month
                     WHERE company_id = %s AND orders > 0 GROUP BY cohort, age
                    """,
                    self.company.id,
                )
            )
        }
        self.assertEqual(found, wanted)
