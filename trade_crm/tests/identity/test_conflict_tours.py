# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Conflicts as people meet them: while typing, and when refused."""

from odoo.tests import HttpCase, new_test_user, tagged

CODE = "91440300708461136T"


@tagged("post_install", "-at_install")
class TestConflictTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ben = cls._user("conflict_ben", "Conflict Ben", "user")
        cls.anna = cls._user("conflict_anna", "Conflict Anna", "user")
        cls.boss = cls._user("conflict_boss", "Conflict Boss", "manager")
        cls.china = cls.env.ref("base.cn")
        cls.huawei = cls._company(
            "华为技术有限公司", user_id=cls.ben.id, country_id=cls.china.id
        )

    @classmethod
    def _user(cls, login, name, role):
        groups = f"base.group_partner_manager,trade_crm.group_trade_{role}"
        return new_test_user(cls.env, login=login, name=name, groups=groups)

    @classmethod
    def _company(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def _conflicts(self, partner):
        return self.env["trade.conflict"].search(
            ["|", ("partner_a_id", "=", partner.id), ("partner_b_id", "=", partner.id)]
        )

    def _tour(self, action, tour, login):
        self.start_tour(f"/odoo/action-{action}", tour, login=login, timeout=180)

    def test_warned_while_typing(self):
        self._company("Halmstrand Pumpen GmbH", user_id=self.ben.id)
        self._tour(
            "trade_crm.action_trade_customer/new",
            "trade_conflict_typing",
            "conflict_anna",
        )

    def test_used_up_checks(self):
        """Anna has one check a day: the screen says when she has another."""
        self.env.company.trade_check_cap = 1
        self._tour(
            "trade_crm.action_trade_customer", "trade_check_used_up", "conflict_anna"
        )
        log = self.env["trade.check.log"].search([("user_id", "=", self.anna.id)])
        self.assertEqual(log.mapped("query"), ["华为技术"])

    def test_block_overridden_by_a_manager(self):
        self.huawei.trade_header_ids.write({"code_kind": "uscc", "credit_code": CODE})
        self.env.company.country_id = self.china
        self._tour(
            "trade_crm.action_trade_customer/new",
            "trade_conflict_override",
            "conflict_boss",
        )
        second = self.env["res.partner"].search(
            [("name", "=", "Zhuhai Second Archive")]
        )
        conflict = self._conflicts(second)
        self.assertEqual(conflict.source, "override")
        self.assertEqual(conflict.decision_reason, "Two archives by contract")
        self.assertEqual(conflict.create_uid, self.boss)

    def test_work_list(self):
        pairs = [
            [self._company(name) for name in names]
            for names in (
                ("Halmstrand Pumpen GmbH", "Halmstrand Pumpen"),
                ("Kvarnholm Stål AB", "Kvarnholm Stål Filial Malmö"),
            )
        ]
        order = self.env["sale.order"].create({"partner_id": pairs[0][1].id})
        self._tour(
            "trade_crm.action_trade_conflict",
            "trade_conflict_work_list",
            "conflict_boss",
        )
        kept = self.env["res.partner"].search([("name", "ilike", "Halmstrand")])
        self.assertEqual(len(kept), 1)
        self.assertEqual(order.partner_id, kept)
        self.assertEqual(len(kept.trade_header_ids), 2)
        one, other = pairs[1]
        self.assertTrue(one.trade_group_id)
        self.assertEqual(one.trade_group_id, other.trade_group_id)

    def test_lead_form(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Enquiry",
                "type": "lead",
                "partner_name": "华为技术有限公司",
                "user_id": self.anna.id,
            }
        )
        self.start_tour(
            f"/odoo/action-crm.crm_lead_all_leads/{lead.id}",
            "trade_conflict_lead",
            login="conflict_anna",
            timeout=180,
        )
