# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, formatLang

from .progress import commit_progress

BATCH = 200


class Period(NamedTuple):
    """What the figures ask of a policy: how far back, and how late is on time."""

    window_months: int
    grace_days: int


class TradeReview(models.Model):
    """A look back at a customer: the facts, the judgement, what is done next."""

    _name = "trade.review"
    _description = "Customer Review"
    _inherit = ["mail.thread", "mail.activity.mixin", "trade.trust.mixin"]
    _order = "date_to desc, id desc"

    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company, required=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    grade_id = fields.Many2one(
        comodel_name="trade.grade", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Reviewer",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        tracking=True,
    )
    facts = fields.Json(string="Kept facts", readonly=True)
    fact_lines = fields.Json(string="Facts", compute="_compute_fact_lines")
    margin = fields.Monetary(
        readonly=True,
        groups="trade_crm.group_trade_manager",
        help="Sales of the period less the products' present cost.",
    )
    verdict = fields.Selection(
        selection=[
            ("better", "Getting better"),
            ("same", "Stable"),
            ("worse", "Getting worse"),
            ("risk", "At risk"),
        ],
        string="Judgement",
        tracking=True,
    )
    judgement = fields.Html(string="Judgement in words")
    action_ids = fields.One2many(
        comodel_name="trade.review.action",
        inverse_name="review_id",
        string="Measures",
    )
    open_action_ids = fields.Many2many(
        comodel_name="trade.review.action",
        string="Open measures of earlier reviews",
        compute="_compute_open_action_ids",
    )
    next_date = fields.Date(string="Next review", tracking=True)

    _open_uniq = models.UniqueIndex(
        "(partner_id) WHERE state = 'open'",
        "A review of this customer is open already.",
    )

    @api.depends("partner_id", "date_to")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "%(customer)s, review to %(day)s",
                customer=review.partner_id.name or "",
                day=fields.Date.to_string(review.date_to) or "",
            )

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        if any(review.date_from > review.date_to for review in self):
            raise ValidationError(self.env._("A review ends after it begins."))

    @api.depends("partner_id", "action_ids")
    def _compute_open_action_ids(self):
        for review in self:
            review.open_action_ids = self.env["trade.review.action"].search(
                [
                    ("partner_id", "=", review.partner_id.id),
                    ("state", "in", ("open", "done")),
                    ("review_id", "!=", review._origin.id),
                ]
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            vals.setdefault("date_to", fields.Date.context_today(self))
            if not vals.get("date_from"):
                vals["date_from"] = self._period_start(
                    partner.commercial_partner_id,
                    fields.Date.to_date(vals["date_to"]),
                )
            vals["grade_id"] = partner.commercial_partner_id.trade_grade_id.id
        reviews = super().create(vals_list)
        reviews._fill_facts()
        return reviews

    @api.model
    def _period_start(self, partner, end):
        """The day after the last review, else one interval back."""
        last = self.search(
            [
                ("partner_id", "=", partner.id),
                ("state", "=", "done"),
                ("date_to", "<", end),
            ],
            limit=1,
        )
        if last:
            return last.date_to + relativedelta(days=1)
        months = partner.trade_grade_id.review_months or 12
        return end - relativedelta(months=months) + relativedelta(days=1)

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def action_refresh_facts(self):
        self.check_access("write")
        if any(review.state != "open" for review in self):
            raise UserError(
                self.env._("The facts of a closed review stay as they were.")
            )
        self._fill_facts()

    def _fill_facts(self):
        """Read what happened since the last review and keep it."""
        for (company, months), reviews in self.grouped(
            lambda review: (review.company_id, review._months())
        ).items():
            policy = self.env["trade.credit.policy"].sudo()._of_company(company)  # days
            period = Period(months, policy.grace_days)
            # sudo: the facts are the customer's, whoever made the documents
            found = (
                self.env["trade.credit.figures"]
                .sudo()
                ._read_figures(company, reviews.partner_id.ids, period)
            )
            for review in reviews.sudo():
                values = self.env["trade.credit.figures"]._values(
                    found[review.partner_id.id]
                )
                review.facts = {
                    **review._sales_facts(),
                    **review._contact_facts(),
                    **review._trust_facts(found[review.partner_id.id], values),
                }
                review.margin = review._read_margin()

    def _months(self):
        """Months of the period, begun ones as whole ones."""
        delta = relativedelta(self.date_to + relativedelta(days=1), self.date_from)
        return max(1, delta.years * 12 + delta.months + bool(delta.days))

    def _sales_facts(self):
        days = (self.date_to - self.date_from).days + 1
        before = self.date_from - relativedelta(days=days)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(amount_untaxed_signed)
                           FILTER (WHERE invoice_date >= %(start)s), 0)::float8,
                       COALESCE(SUM(amount_untaxed_signed)
                           FILTER (WHERE invoice_date < %(start)s), 0)::float8,
                       COUNT(*) FILTER (WHERE move_type = 'out_invoice'
                                        AND invoice_date >= %(start)s),
                       COALESCE(-SUM(amount_untaxed_signed)
                           FILTER (WHERE move_type = 'out_refund'
                                   AND invoice_date >= %(start)s), 0)::float8
                  FROM account_move
                 WHERE commercial_partner_id = %(partner)s AND state = 'posted'
                   AND company_id = %(company)s
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND invoice_date BETWEEN %(before)s AND %(end)s
                """,
                start=self.date_from,
                before=before,
                end=self.date_to,
                partner=self.partner_id.id,
                company=self.company_id.id,
            )
        )
        names = ("sales", "sales_before", "invoices", "credited")
        facts = dict(zip(names, rows[0], strict=True))
        orders = self.env["sale.order"]._read_group(
            [
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("date_order", ">=", self.date_from),
                ("date_order", "<", self.date_to + relativedelta(days=1)),
            ],
            ["state"],
            ["__count"],
        )
        counts = dict(orders)
        facts["orders"] = counts.get("sale", 0)
        facts["quotations"] = counts.get("draft", 0) + counts.get("sent", 0)
        return facts

    def _contact_facts(self):
        contacts = dict(
            self.env["trade.interaction"]._read_group(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("date", ">=", self.date_from),
                    ("date", "<", self.date_to + relativedelta(days=1)),
                ],
                ["direction"],
                ["__count"],
            )
        )
        cases = dict(
            self.env["trade.case"]._read_group(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("kind", "=", "complaint"),
                    ("state", "!=", "cancelled"),
                    ("date_open", ">=", self.date_from),
                    ("date_open", "<", self.date_to + relativedelta(days=1)),
                ],
                ["severity"],
                ["__count"],
            )
        )
        return {
            "contacts_in": contacts.get("in", 0),
            "contacts_out": contacts.get("out", 0),
            "complaints": sum(cases.values()),
            "complaints_critical": cases.get("critical", 0),
        }

    def _trust_facts(self, found, values):
        partner = self.partner_id.with_company(self.company_id)
        rating = partner.trade_rating_id
        return {
            "on_time": values["on_time"],
            "days_late": values["days_late"],
            "receivable": float(found["open"]),
            "overdue": float(found["overdue"]),
            "rating": rating.grade or "",
            "score": rating.score,
            "limit": partner.trade_credit_limit,
            "grade": partner.trade_grade_id.display_name or "",
        }

    def _read_margin(self):
        """Sales of the period less what the products cost now."""
        lines = self.env["account.move.line"].search_fetch(
            [
                ("move_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                ("display_type", "=", "product"),
                ("move_id.invoice_date", ">=", self.date_from),
                ("move_id.invoice_date", "<=", self.date_to),
            ],
            ["balance", "quantity", "product_id", "product_uom_id", "move_id"],
        )
        margin = 0.0
        for line in lines.with_company(self.company_id):
            cost = line.product_id.standard_price
            count = (
                line.product_uom_id._compute_quantity(
                    line.quantity, line.product_id.uom_id, round=False
                )
                if line.product_id
                else 0.0
            )
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            margin -= line.balance + sign * cost * count
        return margin

    @api.depends_context("lang")
    @api.depends("facts", "company_id")
    def _compute_fact_lines(self):
        for review in self:
            review.fact_lines = review._lines() if review.facts else []

    def _lines(self):
        """Facts as the page and the print show them."""
        facts, _ = self.facts, self.env._

        def money(name):
            return formatLang(self.env, facts[name], currency_obj=self.currency_id)

        def number(name, digits=0):
            if facts[name] is None:
                return _("unknown")
            return formatLang(self.env, facts[name], digits=digits)

        rating = facts["rating"]
        if rating:
            rating = _(
                "%(grade)s, %(score)s points", grade=rating, score=number("score", 1)
            )
        orders = f"{facts['orders']} / {facts['quotations']}"
        lines = [
            (_("Sales"), money("sales"), self._compare(facts)),
            (_("Credit notes"), money("credited"), ""),
            (_("Orders and quotations"), orders, ""),
            (_("Paid on time"), f"{number('on_time', 1)} %", ""),
            (_("Days late, weighted"), number("days_late", 1), ""),
            (_("Open receivable"), money("receivable"), ""),
            (_("Overdue"), money("overdue"), ""),
            (
                _("Complaints"),
                str(facts["complaints"]),
                _("%(count)s critical", count=facts["complaints_critical"])
                if facts["complaints_critical"]
                else "",
            ),
            (
                _("Contacts from / to the customer"),
                f"{facts['contacts_in']} / {facts['contacts_out']}",
                "",
            ),
            (_("Credit rating"), rating or _("Not rated"), ""),
            (_("Credit limit"), money("limit"), ""),
            (_("Grade"), facts["grade"] or _("None"), ""),
        ]
        return [
            {"label": label, "value": value, "remark": remark}
            for label, value, remark in lines
        ]

    def _compare(self, facts):
        before = facts["sales_before"]
        if before <= 0:
            return self.env._("none in the period before")
        change = 100 * (facts["sales"] - before) / before
        return self.env._(
            "%(change)s%% against the period before",
            change=formatLang(self.env, change, digits=0),
        )

    # ------------------------------------------------------------------
    # Closing, opening by itself
    # ------------------------------------------------------------------

    def action_done(self):
        """Close the review and set the next one."""
        self.check_access("write")
        for review in self:
            if review.state != "open":
                raise UserError(self.env._("This review is closed already."))
            if not review.verdict or fields.Html.is_empty(review.judgement):
                raise UserError(
                    self.env._(
                        "Choose a judgement and give it in words before you close "
                        "the review."
                    )
                )
            months = review.partner_id.trade_grade_id.review_months
            if not review.next_date and months:
                today = fields.Date.context_today(self)
                review.next_date = today + relativedelta(months=months)
            review.state = "done"
            # sudo: who closes the review sets the next one
            review.partner_id.sudo().trade_next_review = review.next_date
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_cancel(self):
        self.write({"state": "cancelled"})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    @api.model
    def _cron_open(self):
        """Open the reviews that are due, in committed batches."""
        company = self.env["res.company"].search(
            [("trade_use_reviews", "=", True)], order="id", limit=1
        )
        if not company:
            return
        self._plan_first()
        while due := self._due_customers(BATCH):
            self._open_reviews(due)
            if not commit_progress(self.env, len(due), len(due)):
                break

    @api.model
    def _plan_first(self):
        """Give customers whose grade asks for reviews a day for the first one.

        Spread over the interval by the customer's number: a company that begins
        with the reviews is not asked for all of them on one day.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS p
                   SET trade_next_review =
                       %(today)s + 1 + p.id %% (g.review_months * 30)
                  FROM trade_grade AS g
                 WHERE g.id = p.trade_grade_id AND g.review_months > 0
                   AND p.trade_next_review IS NULL AND p.active
                """,
                today=fields.Date.context_today(self),
            )
        )
        self.env["res.partner"].invalidate_model(["trade_next_review"])

    @api.model
    def _due_customers(self, count):
        today = fields.Date.context_today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM res_partner AS p
                  JOIN trade_grade AS g ON g.id = p.trade_grade_id
                 WHERE p.trade_next_review <= %s AND p.active AND g.review_months > 0
                   AND NOT EXISTS (SELECT FROM trade_review AS r
                                    WHERE r.partner_id = p.id AND r.state = 'open')
                 ORDER BY p.trade_next_review, p.id LIMIT %s
                """,
                today,
                count,
            )
        )
        return self.env["res.partner"].browse(row[0] for row in rows)

    @api.model
    def _open_reviews(self, customers):
        """Open one review for each customer and tell its owner."""
        company = self.env["res.company"].search([], order="id", limit=1)
        reviews = self.create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": (
                        customer.company_id or self._company_of(customer) or company
                    ).id,
                    "user_id": customer.user_id.id,
                }
                for customer in customers
            ]
        )
        for review in reviews:
            review.activity_schedule(
                "mail.mail_activity_data_todo",
                review.date_to + relativedelta(days=14),
                summary=self.env._("Review of %(name)s", name=review.partner_id.name),
                user_id=review.user_id.id or self.env.uid,
            )
        return reviews

    @api.model
    def _company_of(self, customer):
        """The company of ours that last invoiced the customer."""
        return (
            self.env["account.move"]
            .search(
                [
                    ("commercial_partner_id", "=", customer.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                order="invoice_date desc",
                limit=1,
            )
            .company_id
        )
