# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.trade_crm_analytics.models.metric import trade_reach_mixin
from odoo.addons.trade_crm_analytics.models.metric.trade_reach_mixin import Reach
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ..common import write_invoices

MODELS = (
    "trade.customer.metric",
    "trade.customer.month",
    "trade.customer.snapshot",
    "trade.lifecycle.move",
    "trade.churn.warning",
)
#: What the dashboard shows of customers.
SHOWN = (
    "cards",
    "trend",
    "countries",
    "segments",
    "lifecycles",
    "classes",
    "risks",
    "flows",
    "cohorts",
)
#: The ways to compare with the customers reached: by index, by hash, by join.
WAYS = {"index": (5000, 100_000), "hash": (0, 100_000), "join": (0, 0)}


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 10:00:00")
class TestReach(AccountTestInvoicingCommon):
    """Rules whose customers are looked up once let through what they let through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        role = "base.group_user,trade_crm.group_trade_"
        cls.mine, cls.other, cls.boss = (
            new_test_user(cls.env, login, groups=role + name, company_id=cls.company.id)
            for login, name in (
                ("mine", "user"),
                ("other", "user"),
                ("boss", "manager"),
            )
        )
        germany, france = cls.env.ref("base.de"), cls.env.ref("base.fr")
        owners = [cls.mine] * 12 + [cls.other] * 20 + [cls.mine.browse()]
        cls.partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Buyer {number}",
                    "is_company": True,
                    "user_id": owner.id,
                    "country_id": (germany if owner == cls.mine else france).id,
                }
                for number, owner in enumerate(owners)
            ]
        )
        cls.own, cls.free = cls.partners[:12], cls.partners[-1]
        cls.free.country_id = germany  # nobody's customer is everybody's
        cls.shared, cls.hidden = cls.partners[12], cls.partners[13]
        write_invoices(
            cls.env,
            cls.company,
            cls.company_data["default_journal_sale"],
            [
                (one.id, date(2026, 6 - ago, 1 + place % 20), 50 + place, False)
                for place, one in enumerate(cls.partners)
                for ago in range(place % 3, 6, 1 + place % 2)
            ],
        )
        cls.env["trade.customer.metric"].refresh(cls.company)

    @contextmanager
    def way(self, name):
        few, hashed = WAYS[name]
        with (
            patch.object(trade_reach_mixin, "FEW", few),
            patch.object(trade_reach_mixin, "HASHED", hashed),
        ):
            yield

    def dashboard(self, user, **filters):
        Metric = self.env["trade.customer.metric"].with_user(user)
        Metric = Metric.with_context(allowed_company_ids=self.company.ids)
        data = Metric.dashboard_data({"months": 0, **filters})
        return {name: data[name] for name in SHOWN}

    def test_dashboard_as_a_manager_s_of_the_same_customers(self):
        wanted = self.dashboard(self.boss, country_id=self.env.ref("base.de").id)
        cards = {card["key"]: card["value"] for card in wanted["cards"]}
        self.assertEqual(cards["customers"], 13)
        for name in WAYS:
            with self.subTest(name), self.way(name):
                self.assertEqual(self.dashboard(self.mine), wanted)

    def seen(self, model, user, reach=None):
        Model = self.env[model].with_user(user)
        if reach:
            Model = Model.with_context(trade_reach=reach)
        return set(Model.search([]).ids)

    def test_same_rows_as_by_the_rules(self):
        """Own, nobody's, shared and pooled customers, in every model and way."""
        self.env["trade.collaborator"].create(
            {"partner_id": self.shared.id, "user_id": self.mine.id, "access": "read"}
        )
        pool = self.env["trade.pool"].create(
            {
                "name": "Pool",
                "company_id": self.company.id,
                "member_ids": [Command.create({"user_id": self.mine.id})],
            }
        )
        self.free.user_id = False
        self.env["trade.pool.entry"].create(
            {"pool_id": pool.id, "partner_id": self.free.id}
        )
        self.env.flush_all()
        wanted = self.own + self.shared
        for name in WAYS:
            with self.subTest(name), self.way(name):
                for user in (self.mine, self.other, self.boss):
                    reach = Reach(self.env(user=user))
                    for model in MODELS:
                        by_rule = self.seen(model, user)
                        self.assertEqual(self.seen(model, user, reach), by_rule, model)
                        if user == self.mine and model != MODELS[-1]:
                            rows = self.env[model].browse(by_rule)
                            self.assertLessEqual(rows.partner_id, wanted)
        metrics = self.env[MODELS[0]].browse(self.seen(MODELS[0], self.mine))
        self.assertEqual(metrics.partner_id, wanted)

    def test_other_rules_hold(self):
        """What an administrator adds to the rules is asked as it stands."""
        self.env["ir.rule"].create(
            {
                "name": "Large ones",
                "model_id": self.env.ref(
                    "trade_crm_analytics.model_trade_customer_metric"
                ).id,
                "domain_force": "[('monetary', '>', 200)]",
            }
        )
        reach = Reach(self.env(user=self.mine))
        rows = self.seen(MODELS[0], self.mine, reach)
        self.assertEqual(rows, self.seen(MODELS[0], self.mine))
        self.assertTrue(rows)
        self.assertGreater(
            min(self.env[MODELS[0]].browse(rows).mapped("monetary")), 200
        )

    def test_looked_up_once(self):
        plain, number = Reach._customers, []

        def counted(reach, domain):
            number.append(len(reach.found))
            return plain(reach, domain)

        with patch.object(Reach, "_customers", counted):
            self.dashboard(self.mine)
        self.assertGreater(len(number), 8)
        self.assertEqual(max(number), 1)

    def test_nobody_sends_a_reach(self):
        Metric = self.env["trade.customer.metric"].with_user(self.mine)
        for sent in (True, {"found": []}, [[[], ["true", "{}"]]]):
            self.assertEqual(
                Metric.with_context(trade_reach=sent).search([]).partner_id,
                self.own + self.free,
            )
        nobody = new_test_user(self.env, "nobody", groups="base.group_user")
        reach = Reach(self.env(user=nobody))
        with self.assertRaises(AccessError):
            Metric.with_user(nobody).with_context(trade_reach=reach).search(Domain.TRUE)
