# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import numpy as np
from odoo import api, fields, models
from odoo.tools import SQL

from ...kernels import baskets

KINDS = [("together", "Bought together"), ("similar", "By the same customers")]
COLUMNS = {
    "company_id": "int4",
    "product_id": "int4",
    "other_id": "int4",
    "times": "int4",
    "support": "float8",
    "confidence": "float8",
    "lift": "float8",
}


class TradeProductRule(models.Model):
    """Who buys one product also buys another; learned from posted invoices."""

    _name = "trade.product.rule"
    _description = "Products Bought Together"
    _order = "support desc, lift desc, id"
    _rec_name = "product_id"
    _log_access = False

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Who buys",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    other_id = fields.Many2one(
        comodel_name="product.product",
        string="also buys",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    times = fields.Integer(
        string="Seen", readonly=True, help="Invoices, or customers, with both products."
    )
    support = fields.Float(
        readonly=True, help="Share of all invoices (customers) that have both."
    )
    confidence = fields.Float(
        readonly=True,
        help="Of those with the first product, the share that have the other too. By "
        "the same customers: the cosine of the two products' customers.",
    )
    lift = fields.Float(
        readonly=True,
        digits=(16, 2),
        help="How much more often than by chance; 1 is chance.",
    )

    _product = models.Index("(company_id, kind, product_id)")

    @api.model
    def _cron_learn(self):
        companies = self.env["res.company"].search([("trade_recommend", "=", True)])
        for done, company in enumerate(companies, 1):
            self._learn(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done)

    @api.model
    def _learn(self, company):
        """Learn the rules of a company anew; return how many there are."""
        as_of = self.env["trade.customer.metric"]._reference_day(company)
        lines = self.env["trade.customer.metric"]._copy_out(
            SQL(
                """
                SELECT DISTINCT m.id::int4, m.commercial_partner_id::int4,
                       l.product_id::int4
                  FROM account_move m JOIN account_move_line l ON l.move_id = m.id
                 WHERE m.company_id = %s AND m.state = 'posted'
                   AND m.move_type = 'out_invoice' AND l.display_type = 'product'
                   AND m.commercial_partner_id IS NOT NULL AND l.product_id IS NOT NULL
                   AND m.invoice_date <= %s AND m.invoice_date > %s
                """,
                company.id,
                as_of,
                fields.Date.subtract(as_of, months=company.trade_recommend_months),
            ),
            {"invoice": "int4", "customer": "int4", "product": "int4"},
        )
        fewest = company.trade_recommend_min_count
        together = baskets.rules(lines["invoice"], lines["product"], min_count=fewest)
        similar = baskets.similar_items(
            lines["customer"], lines["product"], min_count=fewest
        )
        buyers = _buyers(lines["customer"], lines["product"])
        everybody = max(len(np.unique(lines["customer"])), 1)
        self.env.cr.execute(
            SQL("DELETE FROM trade_product_rule WHERE company_id = %s", company.id)
        )
        self._insert(
            company,
            "together",
            {
                "product_id": together.item,
                "other_id": together.other,
                "times": together.count,
                "support": together.support,
                "confidence": together.confidence,
                "lift": together.lift,
            },
        )
        self._insert(
            company,
            "similar",
            {
                "product_id": similar.item,
                "other_id": similar.other,
                "times": similar.count,
                "support": similar.count / everybody,
                "confidence": similar.cosine,
                "lift": similar.count
                * everybody
                / np.maximum(buyers(similar.item) * buyers(similar.other), 1),
            },
        )
        self.invalidate_model()
        return len(together.item) + len(similar.item)

    @api.model
    def _insert(self, company, kind, columns):
        cr = self.env.cr
        columns["company_id"] = np.full(len(columns["product_id"]), company.id)
        Metric = self.env["trade.customer.metric"]
        Metric._make_table("trade_rule", COLUMNS)
        Metric._copy_in("trade_rule", columns, COLUMNS)
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        cr.execute(
            SQL(
                "INSERT INTO trade_product_rule (kind, %s) "
                "SELECT %s, %s FROM trade_rule",
                names,
                kind,
                names,
            )
        )


def _buyers(customers, products):
    """Return a function from products to their number of customers."""
    pairs = np.unique(np.column_stack([products, customers]), axis=0)
    names, counts = np.unique(pairs[:, 0], return_counts=True)
    return lambda wanted: counts[np.searchsorted(names, wanted)] if len(names) else 0
