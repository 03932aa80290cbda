# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .trade_product_rule import KINDS

#: Proposals of each kind.
TOP = 5


class TradeRecommendation(models.Model):
    """A product proposed to a customer, why, and whether it was taken."""

    _name = "trade.recommendation"
    _description = "Product Suggestion"
    _order = "state desc, score desc, id"
    _rec_name = "product_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Quotation",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    because_id = fields.Many2one(
        comodel_name="product.product",
        string="Because of",
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    times = fields.Integer(string="Seen", readonly=True)
    support = fields.Float(readonly=True)
    confidence = fields.Float(readonly=True)
    lift = fields.Float(readonly=True, digits=(16, 2))
    score = fields.Float(readonly=True, aggregator=False)
    last_bought = fields.Date(
        string="Last bought", readonly=True, help="Empty: never bought before."
    )
    why = fields.Char(compute="_compute_why")
    state = fields.Selection(
        string="Status",
        selection=[
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("dismissed", "Dismissed"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
    )
    line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sold = fields.Boolean(
        compute="_compute_sold",
        search="_search_sold",
        help="Accepted, and the order was confirmed.",
    )

    _once = models.UniqueIndex(
        "(order_id, product_id, kind) WHERE order_id IS NOT NULL",
        "This product is proposed on the quotation already.",
    )

    @api.depends("kind", "because_id", "times", "confidence", "lift")
    @api.depends_context("lang")
    def _compute_why(self):
        for one in self:
            values = {
                "product": one.because_id.display_name or "",
                "share": f"{one.confidence:.0%}",
                "times": one.times,
                "lift": f"{one.lift:.1f}",
            }
            if one.kind == "together":
                one.why = self.env._(
                    "%(share)s of the invoices with %(product)s have it too "
                    "(%(times)s invoices, %(lift)s times as often as by chance)",
                    **values,
                )
            else:
                one.why = self.env._(
                    "%(times)s customers of %(product)s buy it too "
                    "(%(lift)s times as many as by chance)",
                    **values,
                )

    @api.depends("state", "line_id.state")
    def _compute_sold(self):
        for one in self:
            one.sold = one.state == "accepted" and one.line_id.state == "sale"

    @api.model
    def _search_sold(self, operator, value):
        if operator != "in":
            return NotImplemented
        sold = Domain("state", "=", "accepted") & Domain("line_id.state", "=", "sale")
        if True in value and False in value:
            return Domain.TRUE
        return sold if True in value else ~sold

    # ------------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------------

    @api.model
    def _propose(self, partner, company, order=None):
        """Write what to propose to a customer, and return it.

        On a quotation: what is bought together with its products. Everywhere: what
        customers of the same products buy. Nothing that is on the quotation or was
        bought within the recent window; of similar customers' products only those
        that this customer never bought.
        """
        partner.check_access("read")
        bought = self._bought(partner, company)
        basket = set(order.order_line.product_id.ids) if order else set()
        today = fields.Date.context_today(self)
        recent = {
            product
            for product, day in bought.items()
            if (today - day).days <= company.trade_metric_window
        }
        latest = max(bought.values(), default=None)
        start = basket or {one for one, day in bought.items() if day == latest}
        found = self._strongest(company, "together", start, basket | recent | start)
        taken = {row["product_id"] for row in found}
        found += self._strongest(
            company, "similar", set(bought) | basket, set(bought) | basket | taken
        )
        # what was proposed and not taken is proposed anew; what was decided stays
        mine = [
            ("partner_id", "=", partner.id),
            ("company_id", "=", company.id),
            ("order_id", "=", order.id if order else False),
        ]
        rows = self.sudo()  # only the system writes; the reader may read the customer
        rows.search([*mine, ("state", "=", "proposed")]).unlink()
        decided = set(rows.search(mine).product_id.ids)
        rows.create(
            [
                row
                | {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "order_id": order.id if order else False,
                    "last_bought": bought.get(row["product_id"]),
                }
                for row in found
                if row["product_id"] not in decided
            ]
        )
        return self.search([*mine, ("state", "=", "proposed")])

    @api.model
    def _bought(self, partner, company):
        """Return the last day on which the customer bought each product."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT l.product_id, max(m.invoice_date)
                      FROM account_move m JOIN account_move_line l ON l.move_id = m.id
                      JOIN res_partner p ON p.id = m.partner_id
                     WHERE p.commercial_partner_id = %s AND m.company_id = %s
                       AND m.state = 'posted' AND m.move_type = 'out_invoice'
                       AND l.display_type = 'product' AND l.product_id IS NOT NULL
                     GROUP BY l.product_id
                    """,
                    partner.commercial_partner_id.id,
                    company.id,
                )
            )
        )

    @api.model
    def _strongest(self, company, kind, start, without):
        """Return the best rules' products: the sum of confidence, the best reason."""
        if not start:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.other_id,
                       sum(r.confidence) AS score,
                       (array_agg(r.id ORDER BY r.confidence DESC, r.id))[1]
                  FROM trade_product_rule r
                  JOIN product_product p ON p.id = r.other_id AND p.active
                  JOIN product_template t ON t.id = p.product_tmpl_id
                       AND t.active AND t.sale_ok
                       AND (t.company_id IS NULL OR t.company_id = r.company_id)
                 WHERE r.company_id = %s AND r.kind = %s AND r.product_id = ANY(%s)
                   AND r.other_id <> ALL(%s::int[]) AND r.lift > 1
                 GROUP BY r.other_id ORDER BY score DESC, r.other_id LIMIT %s
                """,
                company.id,
                kind,
                list(start),
                list(without),
                TOP,
            )
        )
        # rules tell of products, not of customers
        rules = self.env["trade.product.rule"].sudo()  # they name no customer
        return [
            {
                "product_id": product,
                "kind": kind,
                "score": score,
                "because_id": rule.product_id.id,
                "times": rule.times,
                "support": rule.support,
                "confidence": rule.confidence,
                "lift": rule.lift,
            }
            for product, score, rule in (
                (product, score, rules.browse(number))
                for product, score, number in rows
            )
        ]

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    def action_accept(self):
        """Put the product on the quotation."""
        for one in self:
            if not one.order_id or one.order_id.state not in ("draft", "sent"):
                raise UserError(
                    self.env._("Open a quotation and choose from its suggestions.")
                )
            if one.state == "accepted":
                continue
            line = self.env["sale.order.line"].create(
                {"order_id": one.order_id.id, "product_id": one.product_id.id}
            )
            # the reader has just changed the quotation with own rights
            taken = one.sudo()  # only its fate, and the order was checked
            taken.write({"state": "accepted", "line_id": line.id})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_dismiss(self):
        self.check_access("read")
        self.partner_id.check_access("read")
        proposals = self.sudo()  # the system's; who sees the customer may refuse them
        proposals.filtered(lambda one: one.state == "proposed").state = "dismissed"

    @api.model
    def _action(self, name, proposals):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "trade.recommendation",
            "domain": [("id", "in", proposals.ids)],
            "views": [
                (
                    self.env.ref(
                        "trade_crm_analytics.trade_recommendation_view_list_short"
                    ).id,
                    "list",
                )
            ],
            "target": "new",
        }
