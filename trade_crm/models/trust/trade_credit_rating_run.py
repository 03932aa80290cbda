# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...scoring import proposed_limit
from .progress import commit_progress

_logger = logging.getLogger(__name__)

# Customers rated and committed at once: a batch reads the books as a whole.
BATCH = 100_000

# Columns that a computed rating writes, with their types in PostgreSQL.
COMPUTED = {
    "score": "float8",
    "grade": "varchar",
    "held": "varchar",
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


class TradeCreditRating(models.Model):
    """Rating customers from the books, one or all of them, by sets."""

    _inherit = "trade.credit.rating"

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
        ratings = self.sudo()  # written by the system, never by the asker
        ranks = ratings.env["trade.credit.figures"]._ranks_at_hand(company)
        ratings._refresh(company, customers.ids, asked=self.env.user.name, ranks=ranks)
        return self.search(
            [
                ("partner_id", "in", customers.ids),
                ("company_id", "=", company.id),
                ("is_latest", "=", True),
            ]
        )

    @api.model
    def _refresh(self, company, partner_ids, asked=None, at=None, ranks=None):
        """Rate customers by what the books say; what tells nothing new stays.

        :param str asked: who asked: makes a new rating in any case, and an invoice
            without a rate of its currency an error; otherwise that customer is skipped
        :return: number of customers rated
        """
        policy = self.env["trade.credit.policy"]._of_company(company)
        day = at or fields.Date.context_today(self)
        done = 0
        for figures in self.env["trade.credit.figures"]._read_parts(
            company, partner_ids, policy, at, ranks
        ):
            self._drop_unknown_rates(figures, asked)
            self._rate_part(company, policy, figures, asked, day)
            done += len(figures)
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["trade_rating_id", "trade_credit_limit"], flush=False
        )
        return done

    @api.model
    def _rate_part(self, company, policy, figures, asked, day):
        """Rate some of the customers by their figures and write what is new."""
        card = policy._scorecard()
        Figures = self.env["trade.credit.figures"]
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
        self._insert(company, policy, new, day)
        self._update(changed, same, day)
        self._ask_approval(company, [r["partner_id"] for r in new], known)

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
        grade = self._grade_of(card, result, found, values["tenure"])
        limit = proposed_limit(
            float(found["sales"]), grade.limit_months, grade.limit_max
        )
        row.update(
            state="proposed",
            score=result.score,
            grade=grade.code,
            held=result.grade.code if grade != result.grade else None,
            grade_id=grade.id,
            limit=limit,
            limit_computed=limit,
            deposit_share=grade.deposit_share,
            days=min(round(found["terms_days"] or 0), grade.days_max),
        )
        return row

    @api.model
    def _grade_of(self, card, result, found, months):
        """The best grade up to that of the score for which the customer is known
        well enough; the lowest grade asks for nothing."""
        best = card.grades.index(result.grade)
        for grade in reversed(card.grades[1 : best + 1]):
            if found["invoices"] >= grade.min_invoices and months >= grade.min_months:
                return grade
        return card.grades[0]

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
            users = self.env["res.users"].sudo()  # sudo: the reader's language
            user = users.browse(approved[rating.partner_id.id] or self.env.uid)
            env = self.with_context(lang=user.lang).env
            rating.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=env._("Decide about the credit limit"),
                note=rating.reason,
                user_id=user.id,
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
        ranks = self.env["trade.credit.figures"]._ranks_of_all(company)
        done, after = 0, 0
        while ids := self._next_customers(company, after, batch):
            done += self._refresh(company, ids, ranks=ranks)
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
            ranks = self.env["trade.credit.figures"]._ranks_of_all(company)
            while ids := self._next_customers(
                company, company.trade_rating_cursor, BATCH
            ):
                done = self._refresh(company, ids, ranks=ranks)
                company.trade_rating_cursor = ids[-1]
                if not commit_progress(self.env, done, len(ids)):
                    return
            company.trade_rating_cursor = 0
            commit_progress(self.env, remaining=len(companies) - number - 1)


def _plain(value):
    """Days as text and decimals as numbers, for JSON."""
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
