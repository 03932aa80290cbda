# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .progress import commit_progress

BATCH = 200


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
        string="Status",
        default="open",
        required=True,
        tracking=True,
    )
    facts = fields.Json(string="Kept facts", readonly=True)
    fact_lines = fields.Json(string="Facts", compute="_compute_fact_lines")
    margin = fields.Monetary(
        readonly=True,
        groups="trade_crm.group_trade_manager",
        help="Sales of the period less what the goods cost when they were sold, as far "
        "as the order knows it; else less what they cost now.",
    )
    margin_present = fields.Float(
        string="Of it at present cost (%)",
        readonly=True,
        digits=(5, 1),
        groups="trade_crm.group_trade_manager",
        help="Share of the sales whose cost is the present one: the app Sales Margin "
        "keeps the cost of the day with each order.",
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
            customer = review.partner_id.sudo()  # who closes it sets the next one
            customer.trade_next_review = review.next_date
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_cancel(self):
        self.write({"state": "cancelled"})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    @api.model
    def _cron_open(self):
        """Open the reviews that are due, in committed batches."""
        companies = self.env["res.company"].search([("trade_use_reviews", "=", True)])
        if not companies:
            return
        self._plan_first()
        while due := self._due_customers(companies, BATCH):
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
    def _due_customers(self, companies, count):
        """Customers of these companies, or of all, whose review is due."""
        today = fields.Date.context_today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM res_partner AS p
                  JOIN trade_grade AS g ON g.id = p.trade_grade_id
                 WHERE p.trade_next_review <= %s AND p.active AND g.review_months > 0
                   AND (p.company_id IS NULL OR p.company_id = ANY(%s))
                   AND NOT EXISTS (SELECT FROM trade_review AS r
                                    WHERE r.partner_id = p.id AND r.state = 'open')
                 ORDER BY p.trade_next_review, p.id LIMIT %s
                """,
                today,
                companies.ids,
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
            user = review.user_id or self.env.user
            env = self.with_context(lang=user.lang).env  # in the reader's language
            review.activity_schedule(
                "mail.mail_activity_data_todo",
                review.date_to + relativedelta(days=14),
                summary=env._("Review of %(name)s", name=review.partner_id.name),
                user_id=user.id,
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
