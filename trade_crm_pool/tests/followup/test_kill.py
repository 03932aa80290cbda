# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The scheduled job is really killed: nothing is sent or created twice."""

import uuid

from odoo import SUPERUSER_ID, api, fields
from odoo.addons.trade_crm.tests.killed import run_and_kill
from odoo.addons.trade_crm_pool.models.followup.clocks import Clocks
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

CUSTOMERS = 120
# Reads "go", runs in small batches, and is killed somewhere on the way.
JOB = """
from odoo.addons.trade_crm_pool.models.followup.clocks import Clocks
Clocks.works = lambda self, user, at: True
advance = type(env["trade.followup.task"])._advance_batch
def small(self, clocks, limit=5):
    return advance(self, clocks, limit)
type(env["trade.followup.task"])._advance_batch = small
print("go", flush=True)
env["trade.followup.task"]._cron_followup()
print("ran through", flush=True)
"""


@tagged("standard", "post_install", "-at_install")
class TestKilledJob(BaseCase):
    def setUp(self):
        super().setUp()
        # Whatever day it is: on a day off the clocks are only put off.
        self.patch(Clocks, "works", lambda self, user, at: True)
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.plans_before = env["trade.followup.plan"].search([])
            self.plans_before.active = False
            self.owner = new_test_user(
                env,
                # Archived afterwards: the ledger knows him.
                f"followup_killed_{uuid.uuid4().hex[:8]}",
                "trade_crm.group_trade_user",
                email="killed@example.com",
            ).id
            template = env["mail.template"].create(
                {
                    "name": "Kill",
                    "model_id": env["ir.model"]._get_id("res.partner"),
                    "subject": "Hello {{ object.name }}",
                    "body_html": "<p>Hello</p>",
                }
            )
            step = {
                "name": "Write",
                "trigger": "previous",
                "show": "when_due",
                "delay": 1,
                "closed_by": "hand",
                "template_id": template.id,
                "mail_mode": "auto",
            }
            plan = env["trade.followup.plan"].create(
                {
                    "name": "Killed",
                    "partner_domain": "[('ref', '=', 'killed')]",
                    "step_ids": [
                        fields.Command.create({"name": "Call", "trigger": "new_owner"}),
                        fields.Command.create(step),
                    ],
                }
            )
            plan.action_publish()
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Killed {n}",
                        "is_company": True,
                        "ref": "killed",
                        "email": f"killed{n}@example.com",
                        "user_id": self.owner,
                    }
                    for n in range(CUSTOMERS)
                ]
            )
            tasks = env["trade.followup.task"].search([("plan_id", "=", plan.id)])
            tasks._close("done", "hand")
            long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=30)
            live = env["trade.followup.task"].search(
                [("plan_id", "=", plan.id), ("live", "=", True)]
            )
            live.write({"date_due": long_ago, "date_next": long_ago})
            self.plan, self.partners, self.template = plan.id, partners.ids, template.id
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mail.mail"].search([("res_id", "in", self.partners)]).unlink()
            partners = env["res.partner"].browse(self.partners)
            partners.write({"user_id": False})
            partners.unlink()
            cr.execute("DELETE FROM trade_followup_plan WHERE id = %s", [self.plan])
            env["mail.template"].browse(self.template).unlink()
            env["res.users"].browse(self.owner).active = False
            env["trade.followup.plan"].browse(self.plans_before.ids).active = True
            env.registry.clear_cache()

    def done(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM trade_followup_task"
                " WHERE plan_id = %s AND stage = 'open'",
                [self.plan],
            )
            return cr.fetchone()[0]

    def test_killed_and_started_again(self):
        between = []
        for _ in range(2):
            run_and_kill(JOB, self.done, every=0.02)
            between.append(self.done())
        self.assertGreater(between[0], 0)
        self.assertLess(between[0], CUSTOMERS, "it was killed on the way")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["trade.followup.task"]._cron_followup()
        self.assertEqual(self.done(), CUSTOMERS)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for model, domain in (
                ("mail.activity", [("res_model", "=", "res.partner")]),
                ("mail.message", [("model", "=", "res.partner")]),
            ):
                domain += [("res_id", "in", self.partners)]
                if model == "mail.message":
                    domain += [("subject", "like", "Hello Killed")]
                else:
                    domain += [("summary", "=", "Write")]
                counts = env[model]._read_group(domain, ["res_id"], ["__count"])
                self.assertEqual(len(counts), CUSTOMERS, model)
                self.assertEqual({count for _res, count in counts}, {1}, model)
