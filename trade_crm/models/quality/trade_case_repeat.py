# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

YEAR_DAYS = 365


class TradeCase(models.Model):
    """Repeated problems: a complaint about goods that were complained about before.

    The same product within a year, from the same customer, or from the same batch, or
    with the same kind of cause.
    """

    _inherit = "trade.case"

    similar_ids = fields.Many2many(
        comodel_name="trade.case",
        string="Earlier cases like this",
        compute="_compute_similar_ids",
        search="_search_similar_ids",
        help="Same product within a year: from the same customer, of the same batch, "
        "or with the same kind of cause.",
    )
    similar_count = fields.Integer(compute="_compute_similar_ids")

    @api.depends_context("uid")
    @api.depends("product_id", "partner_id", "batch", "cause_kind", "date_open", "kind")
    def _compute_similar_ids(self):
        for case in self:
            domain = case._similar_domain()
            case.similar_ids = self.search(domain) if domain else False
            case.similar_count = len(case.similar_ids)

    def _similar_domain(self):
        self.ensure_one()
        if not self.product_id or self.kind != "complaint" or not self.date_open:
            return None
        alike = Domain("partner_id", "=", self.partner_id.id)
        if self.batch:
            alike |= Domain("batch", "=", self.batch)
        if self.cause_kind:
            alike |= Domain("cause_kind", "=", self.cause_kind)
        return (
            alike
            & Domain("product_id", "=", self.product_id.id)
            & Domain("id", "!=", self._origin.id or 0)
            & Domain("kind", "=", "complaint")
            & Domain("state", "!=", "cancelled")
            & Domain("date_open", "<=", self.date_open)
            & Domain("date_open", ">=", self.date_open - timedelta(days=YEAR_DAYS))
        )

    def _search_similar_ids(self, operator, value):
        """Only whether there are any: ``('similar_ids', '!=', False)``."""
        if operator not in ("in", "not in") or any(value):
            return NotImplemented
        alike = SQL(
            """(
            SELECT c.id
              FROM trade_case AS c
             WHERE c.kind = 'complaint'
               AND EXISTS (
                   SELECT 1
                     FROM trade_case AS o
                    WHERE o.product_id = c.product_id AND o.id <> c.id
                      AND o.kind = 'complaint' AND o.state <> 'cancelled'
                      AND o.date_open BETWEEN c.date_open - INTERVAL '365 days'
                                          AND c.date_open
                      AND (o.partner_id = c.partner_id OR o.batch = c.batch
                           OR o.cause_kind = c.cause_kind))
            )"""
        )
        self.flush_model()
        return [("id", "not in" if operator == "in" else "in", alike)]

    def action_view_similar(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_case"
        )
        return {
            **action,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.similar_ids.ids)],
            "context": {},
        }
