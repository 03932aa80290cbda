# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import secrets
from datetime import timedelta
from hashlib import sha256

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import hash_sign, verify_hash_signed

BATCH = 200
# Occasions from before a rule was made, or long past, are let go.
LOOK_BACK_DAYS = 60
TICKET = "trade_crm_survey.ticket"


class TradeFeedbackRule(models.Model):
    """When customers are asked, and with which survey."""

    _name = "trade.feedback.rule"
    _description = "Feedback Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey", required=True, ondelete="restrict", tracking=True
    )
    trigger = fields.Selection(
        selection=[
            ("delivery", "After a delivery"),
            ("order", "After an order"),
            ("period", "Every some months"),
        ],
        required=True,
        default="delivery",
        tracking=True,
    )
    days = fields.Integer(
        string="Days after",
        default=7,
        tracking=True,
        help="Days between the delivery or the order and the question.",
    )
    months = fields.Integer(
        string="Every (months)",
        default=6,
        tracking=True,
        help="6 is half-yearly: from January to June and from July to December. "
        "Asked is who bought in the last twelve months.",
    )
    grade_ids = fields.Many2many(
        comodel_name="trade.grade", string="Grades", help="Empty: every customer."
    )
    anonymous = fields.Boolean(
        tracking=True,
        help="The answers lead to no customer: no name, no country, no grade.",
    )
    rest_days = fields.Integer(
        string="Rest (days)",
        default=30,
        help="A customer who was asked less than so many days ago is left in peace.",
    )
    deadline_days = fields.Integer(
        string="Answer within (days)", default=30, help="0: without end."
    )
    start_date = fields.Date(
        string="Since",
        required=True,
        default=fields.Date.context_today,
        help="Earlier orders and deliveries are not asked about.",
    )
    request_ids = fields.One2many(
        comodel_name="trade.feedback.request", inverse_name="rule_id"
    )
    request_count = fields.Integer(compute="_compute_request_count", string="Asked")

    def _compute_request_count(self):
        counts = dict(
            self.env["trade.feedback.request"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "asked")],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.request_count = counts.get(rule, 0)

    @api.constrains("days", "months", "rest_days", "deadline_days")
    def _check_numbers(self):
        for rule in self:
            if min(rule.days, rule.rest_days, rule.deadline_days) < 0:
                raise ValidationError(self.env._("Days can't be below zero."))
            if rule.trigger == "period" and not 1 <= rule.months <= 12:
                raise ValidationError(
                    self.env._("Customers are asked every 1 to 12 months.")
                )

    @api.constrains("survey_id")
    def _check_survey(self):
        for rule in self:
            survey = rule.sudo().survey_id  # sudo: its setter need be no survey user
            once = survey.is_attempts_limited and survey.attempts_limit == 1
            if survey.access_mode != "token" or not once:
                raise ValidationError(
                    self.env._(
                        "%(survey)s could be answered twice. Set it to invited people "
                        "only and to one attempt.",
                        survey=survey.title,
                    )
                )
            if not survey.question_ids.filtered("trade_feedback_kind"):
                raise ValidationError(
                    self.env._(
                        "No question of %(survey)s is filed as NPS or CSAT. Choose so "
                        "on one of its scales.",
                        survey=survey.title,
                    )
                )

    @api.constrains("trigger")
    def _check_trigger(self):
        if "effective_date" not in self.env["sale.order"]._fields and any(
            rule.trigger == "delivery" and rule.active for rule in self
        ):
            raise ValidationError(
                self.env._(
                    "Deliveries are known only with Odoo's Inventory. Install it, or "
                    "ask after orders."
                )
            )

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _cron_ask(self):
        """Ask the customers whose occasion has come, in batches that are committed."""
        if not self.env["res.groups"]._trade_uses("feedback"):
            return
        cron = self.env["ir.cron"]
        for rule in self.search([]):
            while done := rule._ask(BATCH):
                if not cron._commit_progress(done):
                    return

    def action_ask(self):
        """Ask now instead of in the night."""
        for rule in self:
            rule._ask(BATCH)

    def _ask(self, limit):
        """Ask on the next occasions; returns how many were taken on."""
        self.ensure_one()
        rule = self.sudo()  # sudo: it asks every customer, whoever presses the button
        rule = rule.with_company(self.company_id)
        rows = rule._occasions(limit)
        requests = rule.env["trade.feedback.request"].browse(rule._take(rows))
        for request in requests:
            request.rule_id._send(request)
        return len(rows)

    def _take(self, rows):
        """Write the requests; who else took an occasion meanwhile keeps it."""
        if not rows:
            return []
        arrays = zip(*rows, strict=True)
        occasions, partners, orders = (list(values) for values in arrays)
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_feedback_request
                       (rule_id, company_id, occasion, partner_id, order_id, date,
                        state, create_uid, create_date, write_uid, write_date)
                SELECT %(rule)s, %(company)s, o.occasion, o.partner_id, o.order_id,
                       %(now)s, 'asked', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM UNNEST(%(occasions)s::varchar[], %(partners)s::int[],
                              %(orders)s::int[])
                       AS o(occasion, partner_id, order_id)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                rule=self.id,
                company=self.company_id.id,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                occasions=occasions,
                partners=partners,
                orders=orders,
            )
        )
        self.invalidate_recordset(["request_ids", "request_count"], flush=False)
        return [row[0] for row in found]

    def _occasions(self, limit):
        """Occasions nobody asked on yet: (key, customer, order or None)."""
        self.env["sale.order"].flush_model()
        self.env["res.partner"].flush_model(["trade_grade_id", "commercial_partner_id"])
        if self.trigger == "period":
            return self._periods(limit)
        day = SQL("s.date_order")
        if self.trigger == "delivery":
            day = SQL("s.effective_date")
        now = fields.Datetime.now()
        oldest = now - timedelta(days=self.days + LOOK_BACK_DAYS)
        since = fields.Datetime.to_datetime(self.start_date)
        return self.env.execute_query(
            SQL(
                """
                SELECT 'order:' || s.id, p.commercial_partner_id, s.id
                  FROM sale_order AS s
                  JOIN res_partner AS p ON p.id = s.partner_id
                  JOIN res_partner AS c ON c.id = p.commercial_partner_id
                 WHERE s.company_id = %(company)s
                   AND s.state = 'sale'
                   AND %(day)s >= %(oldest)s AND %(day)s <= %(until)s
                   AND %(grade)s
                   AND NOT EXISTS (
                       SELECT 1 FROM trade_feedback_request AS r
                        WHERE r.rule_id = %(rule)s
                          AND r.occasion = 'order:' || s.id)
                 ORDER BY s.id
                 LIMIT %(limit)s
                """,
                company=self.company_id.id,
                day=day,
                oldest=max(oldest, since),
                until=now - timedelta(days=self.days),
                grade=self._grade_condition(),
                rule=self.id,
                limit=limit,
            )
        )

    def _periods(self, limit):
        today = fields.Date.context_today(self)
        number = (today.month - 1) // self.months
        key = f"{today.year}-{number + 1}/{self.months}:"
        return self.env.execute_query(
            SQL(
                """
                SELECT %(key)s || c.id, c.id, NULL::int
                  FROM res_partner AS c
                 WHERE c.id IN (
                       SELECT p.commercial_partner_id
                         FROM sale_order AS s
                         JOIN res_partner AS p ON p.id = s.partner_id
                        WHERE s.company_id = %(company)s
                          AND s.state = 'sale'
                          AND s.date_order >= %(year)s)
                   AND %(grade)s
                   AND NOT EXISTS (
                       SELECT 1 FROM trade_feedback_request AS r
                        WHERE r.rule_id = %(rule)s AND r.occasion = %(key)s || c.id)
                 ORDER BY c.id
                 LIMIT %(limit)s
                """,
                key=key,
                company=self.company_id.id,
                year=today - relativedelta(years=1),
                grade=self._grade_condition(),
                rule=self.id,
                limit=limit,
            )
        )

    def _grade_condition(self):
        if not self.grade_ids:
            return SQL("TRUE")
        return SQL("c.trade_grade_id = ANY(%s)", self.grade_ids.ids)

    def _send(self, request):
        """Ask one customer by mail, in his language, or note why not."""
        contact = request.order_id.partner_id or request.partner_id
        if not contact.email_normalized:
            contact = request.partner_id
        if not contact.email_normalized:
            contact = request.partner_id.child_ids.filtered("email_normalized")[:1]
        if not contact:
            request.write(
                {"state": "skipped", "reason": self.env._("No e-mail address.")}
            )
            return
        if self._rests(request):
            request.write({"state": "skipped", "reason": self.env._("Asked lately.")})
            return
        request.contact_id = contact
        deadline = self.deadline_days and fields.Datetime.now() + timedelta(
            days=self.deadline_days
        )
        if self.anonymous:
            link = self._anonymous_link(deadline)
        else:
            link = self._answer(request, deadline).get_start_url()
        template = self.env.ref("trade_crm_survey.mail_template_ask")
        template.with_context(
            trade_survey_url=link, trade_survey_deadline=deadline
        ).send_mail(request.id, email_layout_xmlid="mail.mail_notification_light")

    def _rests(self, request):
        since = fields.Datetime.now() - timedelta(days=self.rest_days)
        return bool(
            self.rest_days
            and self.env["trade.feedback.request"].search_count(
                [
                    ("partner_id", "=", request.partner_id.id),
                    ("state", "=", "asked"),
                    ("id", "!=", request.id),
                    ("date", ">", since),
                ],
                limit=1,
            )
        )

    def _answer(self, request, deadline):
        """The answer that the customer fills in."""
        return self.survey_id._create_answer(
            partner=request.contact_id,
            check_attempts=False,
            trade_rule_id=self.id,
            trade_request_id=request.id,
            deadline=deadline,
        )

    # ------------------------------------------------------------------
    # Anonymous answers
    # ------------------------------------------------------------------

    def _anonymous_link(self, deadline):
        """A link good for one answer, of which nothing is kept on our side.

        An answer made beforehand would lead to the customer by its time and its
        number. This link is signed instead, and its answer is made when it is opened.
        """
        ticket = hash_sign(
            self.env, TICKET, [self.id, secrets.token_urlsafe(16)], deadline or None
        )
        return f"{self.get_base_url()}/trade/feedback/{ticket}"

    @api.model
    def _open_ticket(self, ticket):
        """The answer of an anonymous link, none for a wrong or an expired one."""
        try:
            rule_id, secret = verify_hash_signed(self.env, TICKET, ticket) or (0, "")
        except (ValueError, TypeError):
            rule_id, secret = 0, ""
        rule = self.browse(rule_id).exists()
        answers = self.env["survey.user_input"]
        if not rule:
            return answers
        used = sha256(secret.encode()).hexdigest()
        opened = answers.search([("trade_ticket", "=", used)])
        return opened or rule.survey_id._create_answer(
            check_attempts=False, trade_rule_id=rule.id, trade_ticket=used
        )

    def action_view_requests(self):
        self.ensure_one()
        return {
            "name": self.env._("Asked"),
            "type": "ir.actions.act_window",
            "res_model": "trade.feedback.request",
            "views": [(False, "list")],
            "domain": [("rule_id", "=", self.id)],
        }
