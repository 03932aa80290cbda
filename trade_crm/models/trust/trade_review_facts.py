# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang


class Period(NamedTuple):
    """What the figures ask of a policy: how far back, and how late is on time."""

    window_months: int
    grace_days: int


class TradeReview(models.Model):
    """What happened with a customer since the last review, read once and kept."""

    _inherit = "trade.review"

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
            found = (
                self.env["trade.credit.figures"]
                .sudo()  # the facts are the customer's, whoever made the documents
                ._read_figures(company, reviews.partner_id.ids, period, ranks=())
            )
            for review in reviews.sudo():  # facts, whoever made the documents
                values = self.env["trade.credit.figures"]._values(
                    found[review.partner_id.id]
                )
                review.facts = {
                    **review._sales_facts(),
                    **review._contact_facts(),
                    **review._voice_facts(),
                    **review._trust_facts(found[review.partner_id.id], values),
                }
                review.margin, review.margin_present = review._read_margin()

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

    def _voice_facts(self):
        """What the customer thinks of us: marks given, and signals in what it wrote."""
        end = self.date_to + relativedelta(days=1)
        marks = self.env["trade.feedback"]._read_group(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<", end),
            ],
            ["kind"],
            ["score:avg", "__count"],
        )
        signals = self.env["trade.signal"]._read_group(
            [
                ("partner_id", "=", self.partner_id.id),
                ("state", "!=", "dismissed"),
                ("date", ">=", self.date_from),
                ("date", "<", end),
            ],
            ["kind"],
            ["__count"],
        )
        return {
            "satisfaction": {kind: [score, count] for kind, score, count in marks},
            "signals": dict(sorted(signals, key=lambda pair: (-pair[1], pair[0]))),
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
        }

    def _read_margin(self):
        """Sales of the period less their cost.

        :return: (margin, share of the sales at present cost in %), in the currency of
            the company
        """
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
        sales = margin = present = 0.0
        for line in lines.with_company(self.company_id):
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            cost = self._cost_when_sold(line)
            if cost is None:
                cost = self._cost_now(line)
                present += abs(line.balance)
            sales += abs(line.balance)
            margin -= line.balance + sign * cost
        return margin, 100.0 * present / sales if sales else 0.0

    @api.model
    def _cost_when_sold(self, line):
        """What an invoice line's goods cost when they were ordered, None if unknown.

        Known where the app Sales Margin is there, from the line of the order.
        """
        sold = line.sale_line_ids[:1]
        if "purchase_price" not in sold._fields or not sold.purchase_price:
            return None
        count = line.product_uom_id._compute_quantity(
            line.quantity, sold.product_uom_id, round=False
        )
        order = sold.order_id
        return count * order.currency_id._convert(
            sold.purchase_price,
            line.company_id.currency_id,
            line.company_id,
            order.date_order.date(),
            round=False,
        )

    @api.model
    def _cost_now(self, line):
        product = line.product_id
        if not product:
            return 0.0
        count = line.product_uom_id._compute_quantity(
            line.quantity, product.uom_id, round=False
        )
        return product.standard_price * count

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
                _("Satisfaction"),
                self._satisfaction_text(facts.get("satisfaction", {})),
                "",
            ),
            (_("Signals"), self._signals_text(facts.get("signals", {})), ""),
            (
                _("Contacts from / to the customer"),
                f"{facts['contacts_in']} / {facts['contacts_out']}",
                "",
            ),
            (_("Credit rating"), rating or _("Not rated"), ""),
            (_("Credit limit"), money("limit"), ""),
            (_("Grade"), self.grade_id.display_name or _("None"), ""),
        ]
        return [
            {"label": label, "value": value, "remark": remark}
            for label, value, remark in lines
        ]

    def _satisfaction_text(self, marks):
        """The marks of each kind: NPS from -100 to 100, CSAT in percent."""
        words = []
        if "nps" in marks:
            score, count = marks["nps"]
            words.append(
                self.env._(
                    "NPS %(score)s (%(count)s answers)",
                    score=formatLang(self.env, score, digits=0),
                    count=count,
                )
            )
        if "csat" in marks:
            score, count = marks["csat"]
            words.append(
                self.env._(
                    "%(score)s%% satisfied (%(count)s answers)",
                    score=formatLang(self.env, score, digits=0),
                    count=count,
                )
            )
        return ", ".join(words) or self.env._("not asked")

    def _signals_text(self, signals):
        kinds = self.env["trade.signal"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        words = [f"{labels.get(kind, kind)} ({n})" for kind, n in signals.items()]
        return ", ".join(words) or self.env._("none")

    def _compare(self, facts):
        before = facts["sales_before"]
        if before <= 0:
            return self.env._("none in the period before")
        change = 100 * (facts["sales"] - before) / before
        return self.env._(
            "%(change)s%% against the period before",
            change=("+" if change > 0 else "") + formatLang(self.env, change, digits=0),
        )
