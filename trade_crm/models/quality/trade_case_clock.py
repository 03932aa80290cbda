# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .trade_case import OVER

BATCH = 5000
# Where no line of the policy fits.
RESPONSE_HOURS = 24
CLOSE_DAYS = 14
ESCALATE_HOURS = 48
# Who is told of a case that stays late: the one whom the policy names, otherwise the
# leader of the responsible colleague's team.
SUPERIOR_OF = SQL(
    """
    LEFT JOIN trade_case_policy AS p ON p.id = c.policy_id
    LEFT JOIN res_users AS u ON u.id = c.user_id
    LEFT JOIN crm_team AS t ON t.id = u.sale_team_id AND t.user_id <> u.id
    """
)
SUPERIOR = SQL("COALESCE(p.escalate_user_id, t.user_id)")
LATE_ACTIVITY = "trade_crm.activity_case_late"


class TradeCase(models.Model):
    _inherit = "trade.case"

    response_deadline = fields.Datetime(
        string="Answer until", compute="_compute_deadlines", store=True, readonly=False
    )
    close_deadline = fields.Datetime(
        string="Close until", compute="_compute_deadlines", store=True, readonly=False
    )
    policy_id = fields.Many2one(
        comodel_name="trade.case.policy",
        string="Set by",
        compute="_compute_deadlines",
        store=True,
        readonly=False,
        ondelete="set null",
        help="The line of the policy that set the deadlines.",
    )
    clock = fields.Selection(
        selection=[("soon", "Due soon"), ("late", "Late")],
        readonly=True,
        copy=False,
        help="Due soon: a deadline is less than a day away.",
    )
    escalation = fields.Integer(
        readonly=True,
        copy=False,
        help="1: the responsible colleague was reminded; 2: the superior was told.",
    )

    # The clocks of open cases alone are decided, again and again.
    _open_idx = models.Index("(id) WHERE state NOT IN ('closed', 'cancelled')")

    @api.depends("date_open", "company_id", "severity", "kind", "partner_id")
    def _compute_deadlines(self):
        policies = self.env["trade.case.policy"].sudo()  # sudo: it decides, unread
        policies = policies.search([])
        for case in self:
            policy = next((p for p in policies if p._fits(case)), policies.browse())
            start = case.date_open or fields.Datetime.now()
            case.policy_id = policy
            case.response_deadline = case._response_deadline(policy, start)
            days = policy.close_days or CLOSE_DAYS
            case.close_deadline = start + timedelta(days=days)

    def _response_deadline(self, policy, start):
        """The first answer's deadline in working hours; a sooner promise wins."""
        hours = policy.response_hours or RESPONSE_HOURS
        customer = self.partner_id.sudo()  # sudo: only for what his grade promises
        promised = customer.trade_grade_id.response_hours
        hours = min(hours, promised) if promised else hours
        calendar = self.company_id.resource_calendar_id
        planned = calendar and calendar.plan_hours(hours, start, compute_leaves=True)
        return planned or start + timedelta(hours=hours)

    # ------------------------------------------------------------------
    # Deciding the clocks
    # ------------------------------------------------------------------

    @api.model
    def _cron_clocks(self):
        """Decide the clocks of all open cases, in batches.

        A batch takes cases whose clock is not what it should be: after a break the
        next run goes on where this one stopped, and several workers share the work.
        """
        if not self.env["res.groups"]._trade_uses("cases"):
            return
        cron = self.env["ir.cron"]
        while done := self._decide_clocks(BATCH):
            if not cron._commit_progress(done, remaining=BATCH if done == BATCH else 0):
                break

    @api.model
    def _decide_clocks(self, limit):
        """Move the clocks of cases where time went by; returns how many."""
        self.flush_model()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                WITH due AS (
                    SELECT c.id, c.clock, c.escalation,
                           LEAST(
                               CASE WHEN c.date_response IS NULL
                                    THEN c.response_deadline END,
                               c.close_deadline
                           ) AS next,
                           COALESCE(p.escalate_hours, %(wait)s) AS wait,
                           %(superior)s AS superior
                      FROM trade_case AS c
                           %(superior_of)s
                     WHERE c.state NOT IN %(over)s
                ), wanted AS (
                    SELECT id, clock, escalation,
                           CASE WHEN next < %(now)s THEN 'late'
                                WHEN next < %(soon)s THEN 'soon'
                           END AS new_clock,
                           CASE WHEN next < %(now)s
                                 AND superior IS NOT NULL
                                 AND next + wait * INTERVAL '1 hour' < %(now)s THEN 2
                                WHEN next < %(now)s THEN 1
                                ELSE 0
                           END AS new_escalation
                      FROM due
                ), batch AS (
                    SELECT c.id, w.new_clock, w.new_escalation,
                           COALESCE(c.escalation, 0) AS before
                      FROM wanted AS w
                      JOIN trade_case AS c ON c.id = w.id
                     WHERE w.clock IS DISTINCT FROM w.new_clock
                        OR COALESCE(w.escalation, 0) <> w.new_escalation
                     ORDER BY c.id
                     LIMIT %(limit)s
                       FOR UPDATE OF c SKIP LOCKED
                )
                UPDATE trade_case AS c
                   SET clock = b.new_clock, escalation = b.new_escalation
                  FROM batch AS b
                 WHERE c.id = b.id
                RETURNING c.id, b.before, b.new_escalation
                """,
                over=OVER,
                wait=ESCALATE_HOURS,
                superior=SUPERIOR,
                superior_of=SUPERIOR_OF,
                now=now,
                soon=now + timedelta(days=1),
                limit=limit,
            )
        )
        self.browse(row[0] for row in rows).invalidate_recordset(
            ["clock", "escalation"], flush=False
        )
        for level in (1, 2):
            reached = [id_ for id_, before, new in rows if before < level <= new]
            self.browse(reached)._remind(level)
        return len(rows)

    def _remind(self, level):
        """Plan an activity for the responsible colleague or the superior.

        One statement for thousands of cases, and no mail for each: a morning's late
        cases fill no mailbox.
        """
        if not self:
            return
        summary = self.env._("Case is late")
        user = SQL("c.user_id")
        if level == 2:
            summary = self.env._("Case is late: escalated")
            user = SUPERIOR
        kind = self.env.ref(LATE_ACTIVITY, raise_if_not_found=False)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_activity
                       (res_model_id, res_model, res_id, res_name, activity_type_id,
                        summary, date_deadline, user_id, automated, active,
                        create_uid, write_uid, create_date, write_date)
                SELECT %(model_id)s, 'trade.case', c.id,
                       CONCAT_WS(' ', c.number, c.name), %(kind)s,
                       %(summary)s, %(today)s, %(user)s, TRUE, TRUE,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM trade_case AS c
                       %(superior_of)s
                 WHERE c.id = ANY(%(ids)s) AND %(user)s IS NOT NULL
                """,
                model_id=self.env["ir.model"]._get_id(self._name),
                kind=kind.id if kind else None,
                summary=summary,
                today=fields.Date.context_today(self),
                user=user,
                superior_of=SUPERIOR_OF,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                ids=self.ids,
            )
        )
        self.invalidate_recordset(flush=False)

    def _stamp_end(self):
        ended = self.filtered(lambda c: c.state in OVER and not c.date_closed)
        done = super()._stamp_end()
        if ended:
            ended.write({"clock": False, "escalation": 0})
            ended.activity_unlink([LATE_ACTIVITY])
        return done
