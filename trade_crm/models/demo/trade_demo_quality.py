# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, fields, models

from .trade_demo import QUIET

#: Defective pieces found in one lot after another, for each customer's requirement.
FOUND = {
    "hansewerk": [
        {},
        {"major": ("Loose rivet", 2)},
        {"minor": ("Scratch on the blade", 3)},
        {"major": ("Housing cracked", 9), "minor": ("Print smeared", 2)},
        {"major": ("Housing cracked", 1)},
    ],
    "sakuragi": [
        {"minor": ("Carton dented", 2)},
        {"critical": ("Needle left in the carton", 1)},
        {},
    ],
    "greatlakes": [{"minor": ("Label crooked", 1)}, {}],
}
#: Customer, months ago, kind, mark, comment.
MARKS = [
    ("hansewerk", 7, "nps", 9, "Immer pünktlich."),
    ("hansewerk", 4, "nps", 8, ""),
    ("hansewerk", 1, "nps", 5, "Zweimal dasselbe Problem mit den Maßbändern."),
    ("hansesued", 5, "nps", 9, ""),
    ("hansesued", 2, "csat", 4, "Papiere kamen einen Tag zu spät."),
    ("verdier", 6, "nps", 10, "Équipe très réactive."),
    ("verdier", 2, "csat", 5, ""),
    ("verdierouest", 3, "nps", 7, ""),
    ("greatlakes", 6, "nps", 9, "Great people to work with."),
    ("greatlakes", 3, "csat", 3, "Ship window missed by two days."),
    ("glwest", 4, "nps", 10, ""),
    ("sakuragi", 5, "nps", 8, ""),
    ("sakuragi", 1, "csat", 4, ""),
    ("anadolu", 6, "nps", 9, ""),
    ("anadolu", 2, "csat", 2, "Two cartons were wet."),
    ("gulfhorizon", 4, "nps", 9, ""),
    ("horizonsa", 3, "nps", 6, "Answers take too long."),
    ("cruzeiro", 5, "csat", 5, ""),
    ("cruzeirosul", 2, "nps", 10, "Parceiros de verdade."),
]
SHIPPED_AFTER_DAYS = 30


class TradeDemo(models.AbstractModel):
    _inherit = "trade.demo"

    @api.model
    def _load_quality(self):
        """Inspect lots of the demo orders and file what customers said, once."""
        demo = self.with_context(**QUIET)
        if demo.env["trade.quality.inspection"].search_count([], limit=1):
            return
        partners = demo._demo_records("demo_partner_", "res.partner")
        for key, lots in FOUND.items():
            demo._inspect_lots(partners[key], lots)
        demo._give_marks(partners)
        demo.env["trade.case"]._decide_clocks(limit=100)

    def _inspect_lots(self, partner, lots):
        """One inspection for each of the customer's last ordered lots, oldest first."""
        lines = self._ordered_lots(partner, len(lots))
        for line, found in zip(lines, lots, strict=False):
            day = line.order_id.date_order.date() + timedelta(days=12)
            inspection = self.env["trade.quality.inspection"].create(
                {
                    "order_id": line.order_id.id,
                    "product_id": line.product_id.id,
                    "company_id": line.company_id.id,
                    "user_id": partner.trade_owner_id.id,
                    "date": min(day, fields.Date.today()),
                    "place": "Ningbo",
                    "finding_ids": [
                        Command.create(
                            {"name": name, "defect_class": kind, "count": count}
                        )
                        for kind, (name, count) in found.items()
                    ],
                }
            )
            inspection.action_finish()

    def _ordered_lots(self, partner, count):
        """The last order lines that the customer wants inspected, oldest first."""
        lines = self.env["sale.order.line"].search(
            [("order_partner_id", "=", partner.id), ("state", "=", "sale")],
            order="id desc",
        )
        long_ago = fields.Datetime.now() - timedelta(days=SHIPPED_AFTER_DAYS)
        for line in lines.filtered(lambda line: line.order_id.date_order < long_ago):
            line.qty_delivered = line.product_uom_qty
        wanted = self.env["trade.quality.requirement"]._for_products(
            partner, lines.product_id, self.env.company
        )
        lots = lines.filtered(lambda line: wanted[line.product_id].inspect)
        return lots[:count].sorted("id")

    def _give_marks(self, partners):
        today = fields.Date.today()
        self.env["trade.feedback"].create(
            [
                {
                    "partner_id": partners[key].id,
                    "date": fields.Date.subtract(today, months=months),
                    "kind": kind,
                    "mark": mark,
                    "comment": comment,
                }
                for key, months, kind, mark, comment in MARKS
            ]
        )
