# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...kernels import clusters

#: What customers are likened by; money and counts are taken by their logarithm.
FEATURES = (
    "recency_days",
    "order_days",
    "monetary",
    "average_order_value",
    "product_count",
    "returns_share",
)
SKEWED = frozenset(FEATURES) - {"returns_share"}


class TradeCluster(models.Model):
    """Customers of a company who are alike, named by what marks them."""

    _name = "trade.cluster"
    _description = "Customer Cluster"
    _order = "company_id, number"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(readonly=True, aggregator=False)
    size = fields.Integer(string="Customers", readonly=True)
    marks = fields.Json(readonly=True)
    centers = fields.Json(readonly=True)
    silhouette = fields.Float(
        readonly=True,
        digits=(3, 2),
        aggregator="avg",
        help="How well the clusters of the company lie apart, -1 to 1. The number of "
        "clusters is the one with the best silhouette.",
    )
    computed_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(company_id, number)")

    @api.depends("marks", "number")
    @api.depends_context("lang")
    def _compute_name(self):
        words = self._mark_words()
        for cluster in self:
            marks = [words[name][level] for name, level in cluster.marks or []]
            cluster.name = ", ".join(marks) or self.env._("All customers")

    @api.model
    def _mark_words(self):
        _ = self.env._
        return {
            "recency_days": {"high": _("silent for long"), "low": _("bought lately")},
            "order_days": {"high": _("buys often"), "low": _("buys seldom")},
            "monetary": {"high": _("large revenue"), "low": _("small revenue")},
            "average_order_value": {
                "high": _("large orders"),
                "low": _("small orders"),
            },
            "product_count": {"high": _("many products"), "low": _("few products")},
            "returns_share": {"high": _("returns much"), "low": _("returns little")},
        }

    @api.model
    def _cron_cluster(self):
        for company in self.env["res.company"].search([]):
            self._cluster(company)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _cluster(self, company):
        """Group the buyers of a company anew; return the clusters."""
        Metric = self.env["trade.customer.metric"]
        columns = SQL(", ").join(
            SQL("COALESCE(%s, 0)::float8", SQL.identifier(name)) for name in FEATURES
        )
        kinds = {"id": "int4"} | dict.fromkeys(FEATURES, "float8")
        facts = Metric._copy_out(
            SQL(
                """
                SELECT id::int4, %s FROM trade_customer_metric
                 WHERE company_id = %s AND frequency > 0 ORDER BY id
                """,
                columns,
                company.id,
            ),
            kinds,
        )
        found = clusters.find({name: facts[name] for name in FEATURES}, skewed=SKEWED)
        self.search(
            [("company_id", "=", company.id), ("number", ">", found.k)]
        ).unlink()
        known = {
            cluster.number: cluster
            for cluster in self.search([("company_id", "=", company.id)])
        }
        now = fields.Datetime.now()
        made = self.browse()
        for place in range(found.k):
            values = {
                "size": int((found.labels == place).sum()),
                "marks": found.marks[place],
                "centers": {
                    name: round(float(found.centers[name][place]), 2)
                    for name in FEATURES
                },
                "silhouette": found.silhouette,
                "computed_on": now,
            }
            if place + 1 in known:
                known[place + 1].write(values)
                made += known[place + 1]
            else:
                values |= {"company_id": company.id, "number": place + 1}
                made += self.create(values)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE trade_customer_metric m SET cluster_id = (%s::int[])[f.place]
                  FROM unnest(%s::int[], %s::int[]) AS f(id, place)
                 WHERE m.id = f.id
                """,
                made.ids,
                facts["id"].tolist(),
                (found.labels + 1).tolist(),
            )
        )
        Metric.invalidate_model(["cluster_id"])
        return made

    def action_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_analytics.action_trade_customer_metric"
        )
        return action | {
            "display_name": self.name,
            "domain": [("cluster_id", "=", self.id)],
        }
