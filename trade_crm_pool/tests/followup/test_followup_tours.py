# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL

MAIL = """From: Einkauf <einkauf@silent.example>
To: catchall@example.com
Message-ID: <followup-tour@silent.example>
In-Reply-To: {reference}
References: {reference}
Subject: Re: your offer
Content-Type: text/plain

Please send us your catalogue.
"""


@tagged("post_install", "-at_install")
class TestFollowupTour(HttpCase):
    """A claimed customer goes through the shipped plan, up to the manager."""

    def setUp(self):
        super().setUp()
        self.env["trade.pool"].search([]).active = False
        plans = self.env["trade.followup.plan"].search([])
        plans.active = False
        self.manager = new_test_user(
            self.env, "tour_manager", "trade_crm.group_trade_manager", tz="UTC"
        )
        self.owner = new_test_user(
            self.env,
            "tour_owner",
            "trade_crm.group_trade_user",
            tz="UTC",
            email="tour_owner@example.com",
        )
        plan = self.env.ref("trade_crm_pool.plan_new_customer")
        plan.write({"active": True, "manager_id": self.manager.id})
        plan.action_publish()
        self.pool = self.env["trade.pool"].create(
            {
                "name": "Tour",
                "tz": "UTC",
                "scope_domain": "[('ref', '=', 'followuptour')]",
                "member_ids": [fields.Command.create({"user_id": self.owner.id})],
            }
        )
        self.customer = self.env["res.partner"].create(
            {
                "name": "Silent Import GmbH",
                "is_company": True,
                "ref": "followuptour",
                "email": "einkauf@silent.example",
            }
        )
        self.pool._put(self.customer, "tour")

    def tour(self, name, login, path=None):
        self.env.flush_all()
        path = path or f"/odoo/res.partner/{self.customer.id}"
        self.start_tour(path, name, login=login, timeout=120)
        self.env.invalidate_all()

    def days_pass(self, days):
        """Everything that happened lies so many days further back."""
        self.env.flush_all()
        by = SQL("interval '%s days'", days)
        self.env.cr.execute(
            SQL(
                "UPDATE trade_followup_task SET date_start = date_start - %(by)s,"
                " date_due = date_due - %(by)s, date_next = date_next - %(by)s,"
                " date_done = date_done - %(by)s WHERE partner_id = %(id)s",
                by=by,
                id=self.customer.id,
            )
        )
        self.env.invalidate_all()

    def run_clocks(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0)
        # The owner works every day, so that the tour passes on each of them.
        self.patch(
            type(self.env["res.users"]),
            "_trade_work_days",
            lambda user, default, tz: (set(range(7)), set()),
        )
        self.env["trade.followup.task"]._cron_followup()

    def test_from_claim_to_manager(self):
        self.pool._entries_of(self.customer).with_user(self.owner).action_claim()
        self.tour("trade_followup_claimed", "tour_owner")

        question = self.customer.with_user(self.owner).message_post(
            body="What do you need?",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        self.env["mail.thread"].message_process(
            False, MAIL.format(reference=question.message_id)
        )
        self.tour("trade_followup_answered", "tour_owner")

        self.days_pass(30)
        self.run_clocks()
        self.tour("trade_followup_silent", "tour_owner")

        for _stage in ("overdue", "manager"):
            self.days_pass(10)
            self.run_clocks()
        activity = self.customer.activity_ids.filtered(
            lambda a: a.user_id == self.manager
        )
        self.assertIn("Second contact", activity.summary)
        self.tour(
            "trade_followup_escalated",
            "tour_manager",
            "/odoo/action-trade_crm_pool.action_trade_followup_board",
        )
