# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class FollowupCase(TransactionCase):
    """An owner in Shanghai with a manager and a pool; no other plan or pool works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["trade.followup.plan"].search([]).active = False
        cls.env["trade.pool"].search([]).active = False
        china = cls.env.ref("base.cn")
        cls.env.company.country_id = china
        cls.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.manager = new_test_user(
            cls.env,
            "followup_manager",
            "trade_crm.group_trade_manager",
            tz="Asia/Shanghai",
        )
        cls.owner, cls.other = (
            new_test_user(
                cls.env,
                login,
                "trade_crm.group_trade_user",
                tz="Asia/Shanghai",
                email=f"{login}@example.com",
            )
            for login in ("followup_owner", "followup_other")
        )
        cls.germany = cls.env.ref("base.de")
        cls.pool = cls.env["trade.pool"].create(
            {
                "name": "World",
                "tz": "Asia/Shanghai",
                "scope_domain": "[('ref', '=', 'followup')]",
                "member_ids": [
                    fields.Command.create({"user_id": user.id, "weight": 1})
                    for user in (cls.owner, cls.other)
                ],
            }
        )

    def setUp(self):
        super().setUp()
        # What is created within a frozen time is dated by it.
        self.patch(self.env.cr, "now", fields.Datetime.now)

    @classmethod
    def customer(cls, **values):
        return cls.env["res.partner"].create(
            {
                "name": "Müller Import GmbH",
                "is_company": True,
                "ref": "followup",
                "country_id": cls.germany.id,
                "email": "einkauf@mueller.example",
                **values,
            }
        )

    @classmethod
    def publish(cls, *steps, **values):
        """Publish a plan with steps (dicts), and return it."""
        plan = cls.env["trade.followup.plan"].create(
            {
                "name": "Plan",
                "manager_id": cls.manager.id,
                "partner_domain": "[('ref', '=', 'followup')]",
                "step_ids": [
                    fields.Command.create({"name": f"Step {n}", "sequence": n, **step})
                    for n, step in enumerate(steps, 1)
                ],
                **values,
            }
        )
        plan.action_publish()
        return plan

    def run_clocks(self):
        """Do what the scheduled job does, in one transaction."""
        tasks = self.env["trade.followup.task"]
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0)
        tasks._cron_followup()
        self.env.flush_all()

    def tasks(self, partner, **criteria):
        domain = [("partner_id", "=", partner.id)]
        domain += [(name, "=", value) for name, value in criteria.items()]
        return self.env["trade.followup.task"].search(domain, order="id")

    def contact(self, partner, direction, at=None, channel="mail", proven=True):
        return self.env["trade.interaction"]._log(
            [
                {
                    "partner_id": partner.id,
                    "date": at or fields.Datetime.now(),
                    "channel": channel,
                    "direction": direction,
                    "proven": proven,
                    "res_model": "mail.message",
                    "res_id": self.env["trade.interaction"].search_count([]) + 10**6,
                    "summary": "talk",
                }
            ]
        )
