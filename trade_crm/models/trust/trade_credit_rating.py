# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ...scoring import proposed_limit
from .progress import commit_progress
from .trade_credit_factor import UNITS

_logger = logging.getLogger(__name__)

BATCH = 25000

# Columns that a computed rating writes, with their types in PostgreSQL.
COMPUTED = {
    "score": "float8",
    "grade": "varchar",
    "grade_id": "int4",
    "limit": "numeric",
    "limit_computed": "numeric",
    "deposit_share": "float8",
    "days": "int4",
    "detail": "jsonb",
    "on_time_share": "float8",
    "days_late": "float8",
    "worst_days_late": "int4",
    "overdue": "numeric",
    "receivable": "numeric",
    "sales": "numeric",
    "dso": "float8",
    "terms_days": "float8",
    "tenure_months": "int4",
    "overdue_days": "int4",
    "last_event": "date",
    "insurance_state": "int4",
}
# What people may change, and until when.
DECIDED = frozenset({"limit", "deposit_share", "days"})


class TradeCreditRating(models.Model):
    """A customer's credit as rated on a day: score with its sums, grade, limit."""

    _name = "trade.credit.rating"
    _description = "Credit Rating"
    _inherit = ["mail.thread", "mail.activity.mixin", "trade.trust.mixin"]
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    trade_group_id = fields.Many2one(related="partner_id.trade_group_id")
    user_id = fields.Many2one(related="partner_id.trade_owner_id", string="Owner")
    policy_id = fields.Many2one(
        comodel_name="trade.credit.policy", readonly=True, ondelete="set null"
    )
    date = fields.Date(
        string="Rated on", required=True, default=fields.Date.context_today
    )
    checked = fields.Date(
        string="Confirmed on",
        readonly=True,
        help="When the books last told the same.",
    )
    state = fields.Selection(
        selection=[
            ("unrated", "Not rated"),
            ("proposed", "To approve"),
            ("approved", "In force"),
            ("rejected", "Rejected"),
            ("replaced", "Replaced"),
        ],
        required=True,
        default="proposed",
        tracking=True,
    )
    is_latest = fields.Boolean(readonly=True)
    score = fields.Float(readonly=True, digits=(5, 1), aggregator="avg")
    grade = fields.Char(readonly=True, help="Empty for a customer without invoices.")
    grade_id = fields.Many2one(
        comodel_name="trade.credit.grade",
        string="Grade's terms",
        readonly=True,
        ondelete="set null",
    )
    limit = fields.Monetary(
        string="Limit",
        tracking=True,
        help="Approved, it becomes the customer's credit limit in Odoo.",
    )
    limit_computed = fields.Monetary(string="Limit by policy", readonly=True)
    deposit_share = fields.Float(
        string="Deposit (%)", tracking=True, help="Paid in advance."
    )
    days = fields.Integer(
        string="Days of payment", tracking=True, help="For what is not paid in advance."
    )
    payment_term_id = fields.Many2one(
        comodel_name="account.payment.term",
        string="Payment term",
        readonly=True,
        help="Set on the customer when the rating was approved.",
    )
    set_terms = fields.Boolean(
        string="Set the payment term",
        help="Approving also gives the customer the payment term with this deposit "
        "and these days.",
    )
    detail = fields.Json(readonly=True)
    sums = fields.Json(compute="_compute_sums")
    reasons = fields.Json(readonly=True)
    reason = fields.Char(string="Why now", compute="_compute_reason")
    note = fields.Text(string="Remarks")
    on_time_share = fields.Float(string="Paid on time (%)", readonly=True)
    days_late = fields.Float(string="Days late", readonly=True, aggregator="avg")
    worst_days_late = fields.Integer(readonly=True, aggregator="max")
    overdue = fields.Monetary(readonly=True)
    overdue_days = fields.Integer(readonly=True, aggregator="max")
    receivable = fields.Monetary(string="Open receivable", readonly=True)
    sales = fields.Monetary(string="Sales of 12 months", readonly=True)
    dso = fields.Float(string="DSO (days)", readonly=True, aggregator="avg")
    terms_days = fields.Float(string="Agreed days", readonly=True, aggregator="avg")
    tenure_months = fields.Integer(readonly=True, aggregator="avg")
    last_event = fields.Date(readonly=True)
    insurance_state = fields.Integer(readonly=True)
    approver_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    approved_date = fields.Date(string="Decided on", readonly=True)
    valid_until = fields.Date(readonly=True)

    _latest_uniq = models.UniqueIndex("(partner_id, company_id) WHERE is_latest")
    _approved_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'approved'"
    )

    @api.depends("partner_id", "grade", "date")
    def _compute_display_name(self):
        for rating in self:
            grade = rating.grade or self.env._("Not rated")
            rating.display_name = f"{rating.partner_id.name or ''}: {grade}"

    @api.constrains("limit", "deposit_share", "days")
    def _check_terms(self):
        for rating in self:
            if rating.limit < 0:
                raise ValidationError(
                    self.env._(
                        "A credit limit can't be below zero. Enter 0 to sell against "
                        "advance payment only."
                    )
                )
            if not 0 <= rating.deposit_share <= 100 or not 0 <= rating.days <= 365:
                raise ValidationError(
                    self.env._(
                        "The deposit is a share from 0 to 100, and the days of payment "
                        "are from 0 to 365."
                    )
                )

    def write(self, vals):
        if not self.env.su:
            kept = vals.keys() - DECIDED - {"note", "set_terms"}
            kept -= {"message_main_attachment_id"}
            if kept:
                raise AccessError(
                    self.env._("A rating is computed from the books, not written.")
                )
            if DECIDED & vals.keys() and any(r.state != "proposed" for r in self):
                raise UserError(
                    self.env._(
                        "This rating is decided. Rate the customer again to change "
                        "its limit or terms."
                    )
                )
        return super().write(vals)

    # ------------------------------------------------------------------
    # The page: sums and reasons
    # ------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("detail", "company_id")
    def _compute_sums(self):
        Factor = self.env["trade.credit.factor"]
        labels = dict(Factor._fields["kind"]._description_selection(self.env))
        meanings = Factor._meanings()
        for rating in self:
            rating.sums = [
                {
                    "kind": kind,
                    "label": labels.get(kind, kind),
                    "meaning": meanings.get(kind, ""),
                    "figure": rating._format_figure(kind, value),
                    "points": points,
                    "weight": weight,
                    "share": share,
                }
                for kind, value, points, weight, share in rating.detail or []
            ]

    def _format_figure(self, kind, value):
        """A factor's figure as people read it."""
        if value is None:
            return self.env._("unknown")
        unit = UNITS[kind]
        if unit == "money":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        if unit == "insurance":
            return {
                1: self.env._("insured"),
                0: self.env._("no longer insured"),
                -1: self.env._("refused"),
            }[int(value)]
        if unit == "size":
            sizes = self.env["res.partner"]._fields["trade_size"]
            return dict(sizes._description_selection(self.env))[str(int(value))]
        number = formatLang(self.env, value, digits=1 if value % 1 else 0)
        words = {
            "%": self.env._("%(number)s%%", number=number),
            "days": self.env._("%(number)s days", number=number),
            "months": self.env._("%(number)s months", number=number),
        }
        return words.get(unit, number)

    @api.depends_context("lang")
    @api.depends("reasons")
    def _compute_reason(self):
        for rating in self:
            rating.reason = "; ".join(
                rating._reason_text(*given) for given in rating.reasons or []
            )

    def _reason_text(self, code, *facts):
        """One reason for a new rating, in the reader's words."""
        first, second = (*facts, None, None)[:2]
        texts = {
            "first": lambda: self.env._("First rating"),
            "asked": lambda: self.env._("Asked for by %(name)s", name=first),
            "grade": lambda: self.env._(
                "Grade from %(old)s to %(new)s",
                old=first or self.env._("not rated"),
                new=second or self.env._("not rated"),
            ),
            "limit": lambda: self.env._(
                "Limit by policy from %(old)s to %(new)s",
                old=formatLang(self.env, first, currency_obj=self.currency_id),
                new=formatLang(self.env, second, currency_obj=self.currency_id),
            ),
            "overdue": lambda: self.env._("Overdue for %(days)s days", days=first),
            "event": lambda: self.env._("Bad news of %(day)s", day=first),
            "insurance": lambda: self.env._("Credit insurance expired"),
            "expired": lambda: self.env._("Rating older than its validity"),
        }
        return texts[code]() if code in texts else code

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    @api.model
    def rate(self, partners, company=None):
        """Rate customers anew, at once.

        :param partners: companies or their contacts
        :return: the new ratings
        """
        company = company or self.env.company
        customers = partners.commercial_partner_id
        customers.check_access("read")
        if not customers:
            return self.browse()
        # sudo: who may open a customer may ask what the books say of its credit;
        # the rating is written by the system, never by the asker
        ratings = self.sudo()
        ratings._refresh(company, customers.ids, asked=self.env.user.name)
        return self.search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("is_latest", "=", True),
            ]
        )

    @api.model
    def _refresh(self, company, partner_ids, asked=None, at=None):
        """Rate customers by what the books say; what tells nothing new stays.

        :param str asked: who asked: makes a new rating in any case, and an invoice
            without a rate of its currency an error; otherwise that customer is skipped
        :return: number of customers rated
        """
        policy = self.env["trade.credit.policy"]._of_company(company)
        card = policy._scorecard()
        Figures = self.env["trade.credit.figures"]
        figures = Figures._read_figures(company, partner_ids, policy, at)
        self._drop_unknown_rates(figures, asked)
        known = self._latest(company, list(figures))
        new, changed, same = [], [], []
        for partner_id, found in figures.items():
            row = self._rate_one(partner_id, found, Figures, card)
            old = known.get(partner_id)
            row["reasons"] = self._why(row, old, found, policy, asked)
            if row["reasons"]:
                new.append(row)
            elif old["state"] in ("proposed", "unrated"):
                changed.append({**row, "id": old["id"]})
            else:
                same.append(old["id"])
        day = at or fields.Date.context_today(self)
        self._insert(company, policy, new, day)
        self._update(changed, same, day)
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["trade_rating_id", "trade_credit_limit"], flush=False
        )
        self._ask_approval(company, [r["partner_id"] for r in new], known)
        return len(figures)

    @api.model
    def _drop_unknown_rates(self, figures, asked):
        """Leave out customers whose invoices can't be counted in this currency."""
        unknown = {p: f for p, f in figures.items() if f["unknown_rates"]}
        for partner_id, found in unknown.items():
            name = self.env["res.partner"].browse(partner_id).display_name
            if asked:
                raise UserError(
                    self.env._(
                        "%(customer)s has invoices in %(currency)s, and there is no "
                        "exchange rate of it: its credit can't be counted. Enter the "
                        "rates under Invoicing > Configuration > Currencies and post "
                        "the invoices again.",
                        customer=name,
                        currency=found["unknown_rates"],
                    )
                )
            _logger.warning(
                "No credit rating of %s (%s): no exchange rate of %s",
                name,
                partner_id,
                found["unknown_rates"],
            )
            del figures[partner_id]

    @api.model
    def _rate_one(self, partner_id, found, Figures, card):
        """The computed columns of one customer's rating."""
        row = {
            "partner_id": partner_id,
            "overdue": found["overdue"],
            "receivable": found["open"],
            "sales": found["sales"],
            "last_event": found["last_event"],
            "overdue_days": found["overdue_days"],
            "insurance_state": found["insurance_state"],
            "state": "unrated",
            "limit": 0,
            "limit_computed": 0,
            "deposit_share": 0,
            "days": 0,
        }
        if not self._is_rateable(found):
            return row
        values = Figures._values(found)
        result = card.rate(values)
        row.update(
            on_time_share=values["on_time"],
            days_late=values["days_late"],
            worst_days_late=found["worst_late"],
            tenure_months=int(values["tenure"]),
            terms_days=found["terms_days"],
            detail=[
                [p.key, p.value, p.points, p.weight, round(p.share, 2)]
                for p in result.parts
            ],
        )
        if found["gross"] > 0:
            row["dso"] = Figures._dso(
                found, {"open": float(found["open"]), "gross": float(found["gross"])}
            )
        if result.score is None:
            return row
        grade = result.grade
        limit = proposed_limit(
            float(found["sales"]), grade.limit_months, grade.limit_max
        )
        row.update(
            state="proposed",
            score=result.score,
            grade=grade.code,
            grade_id=grade.id,
            limit=limit,
            limit_computed=limit,
            deposit_share=grade.deposit_share,
            days=min(round(found["terms_days"] or 0), grade.days_max),
        )
        return row

    @api.model
    def _is_rateable(self, found):
        """Whether the period tells anything: invoices, payments or old debts."""
        return bool(found["invoices"]) and (
            found["settled"] is not None
            or found["billed"] > 0
            or found["sales"] > 0
            or found["open"] != 0
        )

    @api.model
    def _latest(self, company, partner_ids):
        """The latest rating of each customer, as plain rows."""
        names = (
            "partner_id",
            "id",
            "state",
            "grade",
            "limit_computed",
            "date",
            "overdue_days",
            "insurance_state",
            "last_event",
            "valid_until",
            "approver_id",
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(names)s FROM trade_credit_rating
                 WHERE is_latest AND company_id = %(company)s
                   AND partner_id = ANY(%(ids)s)
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                company=company.id,
                ids=partner_ids,
            )
        )
        return {row[0]: dict(zip(names, row, strict=True)) for row in rows}

    @api.model
    def _why(self, row, old, found, policy, asked):
        """Reasons for a new rating beside the old one; none where nothing is new."""
        if asked:
            return [["asked", asked]]
        if not old:
            return [["first"]]
        return [
            *self._why_numbers(row, old, policy),
            *self._why_facts(row, old, found, policy),
        ]

    @api.model
    def _why_numbers(self, row, old, policy):
        reasons = []
        if old["grade"] != row.get("grade"):
            reasons.append(["grade", old["grade"], row.get("grade")])
        before, now = float(old["limit_computed"] or 0), row["limit_computed"]
        moved = abs(now - before) * 100 > policy.limit_change * before
        if old["state"] == "approved" and policy.limit_change and moved:
            reasons.append(["limit", before, now])
        return reasons

    @api.model
    def _why_facts(self, row, old, found, policy):
        reasons = []
        alarm, late = policy.overdue_days, found["overdue_days"] or 0
        if alarm and late > alarm >= (old["overdue_days"] or 0):
            reasons.append(["overdue", late])
        news = found["last_event"]
        if news and (not old["last_event"] or news > old["last_event"]):
            reasons.append(["event", fields.Date.to_string(news)])
        if old["insurance_state"] == 1 and row["insurance_state"] == 0:
            reasons.append(["insurance"])
        if old["valid_until"] and old["valid_until"] < found["at"]:
            reasons.append(["expired"])
        return reasons

    @api.model
    def _insert(self, company, policy, rows, day):
        """Write new ratings in one statement; earlier undecided ones are replaced."""
        if not rows:
            return
        ids = [row["partner_id"] for row in rows]
        self.env.cr.execute(
            SQL(
                """
                UPDATE trade_credit_rating
                   SET is_latest = FALSE,
                       state = CASE WHEN state IN ('proposed', 'unrated')
                                    THEN 'replaced' ELSE state END
                 WHERE is_latest AND company_id = %(company)s
                   AND partner_id = ANY(%(ids)s)
                """,
                company=company.id,
                ids=ids,
            )
        )
        names = SQL(", ").join(SQL.identifier(name) for name in COMPUTED)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO trade_credit_rating
                       (partner_id, state, reasons, %(names)s, company_id, policy_id,
                        date, checked, is_latest, create_uid, write_uid, create_date,
                        write_date)
                SELECT partner_id, state, reasons, %(names)s, %(company)s, %(policy)s,
                       %(day)s, %(day)s, TRUE, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM %(source)s
                """,
                names=names,
                company=company.id,
                policy=policy.id,
                day=day,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                source=self._recordset(
                    rows, partner_id="int4", state="varchar", reasons="jsonb"
                ),
            )
        )

    @api.model
    def _update(self, rows, same, day):
        """Bring undecided ratings up to date; say of decided ones when they held."""
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE trade_credit_rating AS r
                       SET %(values)s, checked = %(day)s
                      FROM %(source)s WHERE r.id = v.id
                    """,
                    values=SQL(", ").join(
                        SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name))
                        for name in COMPUTED
                    ),
                    day=day,
                    source=self._recordset(rows, id="int4"),
                )
            )
        if same:
            self.env.cr.execute(
                SQL(
                    "UPDATE trade_credit_rating SET checked = %s WHERE id = ANY(%s)",
                    day,
                    same,
                )
            )

    @api.model
    def _recordset(self, rows, **more):
        """Rows as a table ``v`` of typed columns."""
        columns = {**more, **COMPUTED}
        return SQL(
            "jsonb_to_recordset(%(rows)s::jsonb) AS v(%(columns)s)",
            rows=json.dumps(rows, default=_plain),
            columns=SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(kind))
                for name, kind in columns.items()
            ),
        )

    @api.model
    def _ask_approval(self, company, partner_ids, known):
        """Ask who approved the credit in force for a new decision."""
        approved = {
            partner_id: known[partner_id]["approver_id"]
            for partner_id in partner_ids
            if partner_id in known and known[partner_id]["state"] == "approved"
        }
        if not approved:
            return
        for rating in self.search(
            [
                ("partner_id", "in", list(approved)),
                ("company_id", "=", company.id),
                ("is_latest", "=", True),
                ("state", "=", "proposed"),
            ]
        ):
            rating.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Decide about the credit limit"),
                note=rating.reason,
                user_id=approved[rating.partner_id.id] or self.env.uid,
            )

    # ------------------------------------------------------------------
    # Batches
    # ------------------------------------------------------------------

    @api.model
    def _customers_sql(self, company, after, count):
        """The next customers of a company, by id.

        Customers are companies with an owner or with sales; one without a company of
        its own is rated where it was invoiced, and in the first company.
        """
        first = self.env["res.company"].search([], order="id", limit=1)
        return SQL(
            """
            SELECT p.id FROM res_partner AS p
             WHERE p.id > %(after)s AND p.is_company AND p.active
               AND p.commercial_partner_id = p.id
               AND p.id NOT IN (SELECT partner_id FROM res_company)
               AND (p.company_id = %(company)s OR (p.company_id IS NULL AND (
                    %(is_first)s OR EXISTS (
                        SELECT FROM account_move AS m
                         WHERE m.commercial_partner_id = p.id
                           AND m.company_id = %(company)s AND m.state = 'posted'
                           AND m.move_type IN ('out_invoice', 'out_receipt')))))
               AND (p.user_id IS NOT NULL OR p.customer_rank > 0
                    OR COALESCE(p.supplier_rank, 0) = 0)
             ORDER BY p.id LIMIT %(count)s
            """,
            after=after,
            company=company.id,
            is_first=company == first,
            count=count,
        )

    @api.model
    def refresh(self, company=None, batch=BATCH):
        """Rate all customers of a company; called by hand, tests and loaders."""
        company = company or self.env.company
        done, after = 0, 0
        while ids := self._next_customers(company, after, batch):
            done += self._refresh(company, ids)
            after = ids[-1]
        return done

    @api.model
    def _next_customers(self, company, after, count):
        rows = self.env.execute_query(self._customers_sql(company, after, count))
        return [row[0] for row in rows]

    @api.model
    def _cron_refresh(self):
        """Rate everybody in committed batches; the next run goes on from there."""
        companies = self.env["res.company"].search([]).filtered("trade_use_credit")
        for number, company in enumerate(companies):
            while ids := self._next_customers(
                company, company.trade_rating_cursor, BATCH
            ):
                done = self._refresh(company, ids)
                company.trade_rating_cursor = ids[-1]
                if not commit_progress(self.env, done, len(ids)):
                    return
            company.trade_rating_cursor = 0
            commit_progress(self.env, remaining=len(companies) - number - 1)

    # ------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------

    def _check_decider(self):
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(
                self.env._("Only a manager decides about credit. Ask your manager.")
            )
        if any(rating.state != "proposed" for rating in self):
            raise UserError(
                self.env._(
                    "Only ratings that wait for approval can be decided. "
                    "Rate the customer again."
                )
            )

    def action_approve(self):
        """Put limits and terms in force, in Odoo's own fields of the customer."""
        self._check_decider()
        self.check_access("write")
        today = fields.Date.context_today(self)
        # sudo: ratings in force are replaced, and a manager without an accountant's
        # rights decides on the limit that Odoo keeps on the customer
        for rating in self.sudo():
            rating.search(
                [
                    ("partner_id", "=", rating.partner_id.id),
                    ("company_id", "=", rating.company_id.id),
                    ("state", "=", "approved"),
                ]
            ).write({"state": "replaced"})
            rating.flush_model(["state"])
            months = rating.policy_id.valid_months or 12
            rating.write(
                {
                    "state": "approved",
                    "approver_id": self.env.uid,
                    "approved_date": today,
                    "valid_until": today + relativedelta(months=months),
                }
            )
            rating._apply()

    def _apply(self):
        """Write the limit, and the terms where asked, to Odoo's own fields."""
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        partner.credit_limit = self.limit
        if not self.company_id.account_use_credit_limit:
            self.company_id.account_use_credit_limit = True
        if self.set_terms:
            self.payment_term_id = self._find_term()
            partner.property_payment_term_id = self.payment_term_id

    def _find_term(self):
        """The payment term with this deposit and these days; made where none is."""
        deposit, days = round(self.deposit_share, 2), self.days
        wanted = [(deposit, 0), (round(100 - deposit, 2), days)]
        wanted = sorted((share, after) for share, after in wanted if share)
        terms = self.env["account.payment.term"].search(
            [("company_id", "in", (False, self.company_id.id))]
        )
        for term in terms:
            lines = [
                (round(line.value_amount, 2), line.nb_days)
                for line in term.line_ids
                if line.value == "percent" and line.delay_type == "days_after"
            ]
            plain = len(lines) == len(term.line_ids) and not term.early_discount
            if plain and sorted(lines) == wanted:
                return term
        if not deposit:
            name = self.env._("%(days)s days", days=days)
        else:
            name = self.env._(
                "%(share)s%% deposit, rest after %(days)s days",
                share=f"{deposit:g}",
                days=days,
            )
        return terms.create(
            {
                "name": name,
                "company_id": self.company_id.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "value": "percent",
                            "value_amount": share,
                            "delay_type": "days_after",
                            "nb_days": after,
                        }
                    )
                    for share, after in wanted
                ],
            }
        )

    def action_reject(self):
        """Leave things as they are: what was in force stays."""
        self._check_decider()
        self.check_access("write")
        # sudo: the state is written by the system; the right is checked above
        self.sudo().write(
            {
                "state": "rejected",
                "approver_id": self.env.uid,
                "approved_date": fields.Date.context_today(self),
            }
        )

    def action_rate_again(self):
        self.ensure_one()
        rating = self.rate(self.partner_id, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": rating.id,
            "views": [(False, "form")],
            "target": "main",
        }

    # ------------------------------------------------------------------
    # Documents behind a figure
    # ------------------------------------------------------------------

    def action_open_documents(self, kind):
        """Open what a factor's figure is counted from."""
        self.ensure_one()
        if kind in ("reference", "insurance", "event"):
            model = f"trade.credit.{kind}"
            return self._open(model, Domain("partner_id", "=", self.partner_id.id))
        if kind == "disputes":
            return self._open(
                "trade.case", Domain("partner_id", "=", self.partner_id.id)
            )
        if kind == "country":
            country = Domain("country_id", "=", self.partner_id.country_id.id)
            return self._open("trade.country.risk", country)
        if kind == "size":
            return self.partner_id.get_formview_action()
        return self._open("account.move", self._invoice_domain(kind))

    def _invoice_domain(self, kind):
        """Domain on the invoices or credit notes behind a figure."""
        months = (self.policy_id.window_months or 24) if self.policy_id else 24
        start = self.date - relativedelta(months=months)
        year = self.date - relativedelta(years=1)
        posted = Domain("state", "=", "posted") & Domain(
            "company_id", "=", self.company_id.id
        )
        own = Domain("commercial_partner_id", "=", self.partner_id.id)
        sold = Domain("move_type", "in", ("out_invoice", "out_receipt"))
        both = Domain("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))
        late = Domain("invoice_date_due", "<", self.date) & Domain(
            "payment_state", "in", ("not_paid", "partial")
        )
        by_kind = {
            "overdue": own & sold & late,
            "group": self._sisters() & sold & late,
            "returns": own
            & Domain("move_type", "=", "out_refund")
            & Domain("invoice_date", ">", start),
            "volume": own & both & Domain("invoice_date", ">", year),
            "tenure": own & sold,
        }
        by_kind["volume_rank"] = by_kind["dso_gap"] = by_kind["volume"]
        by_kind["trend"] = (
            own & both & Domain("invoice_date", ">", year - relativedelta(years=1))
        )
        due = own & sold & (Domain("invoice_date_due", ">=", start) | late)
        return posted & by_kind.get(kind, due)

    def _sisters(self):
        group = self.partner_id.trade_group_id
        root = int((group.parent_path or "0").split("/")[0])
        return Domain(
            "commercial_partner_id.trade_group_id", "child_of", root
        ) & Domain("commercial_partner_id", "!=", self.partner_id.id)

    def _open(self, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False}
            if model == "account.move"
            else {"default_partner_id": self.partner_id.id},
        }


def _plain(value):
    """Days as text and decimals as numbers, for JSON."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
