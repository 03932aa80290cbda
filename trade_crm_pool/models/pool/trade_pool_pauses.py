# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What stops a clock: extensions, open orders, unpaid invoices, opportunities."""

from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class TradePool(models.Model):
    _inherit = "trade.pool"

    def _pauses(self, rule, partner_ids):
        """Days that stop the clock: {partner id: [(first, last or None)]}.

        No order, invoice or opportunity stops it for longer than the rule says: one
        that is never invoiced, paid or closed would else keep a customer for ever.
        """
        if not partner_ids:
            return {}
        parts = [self._extension_pauses(partner_ids)]
        if rule.pause_order:
            parts.append(self._order_pauses(partner_ids))
        if rule.pause_invoice:
            parts.append(self._invoice_pauses(partner_ids))
        if rule.pause_opportunity:
            parts.append(self._opportunity_pauses(partner_ids))
        longest = timedelta(days=rule.pause_max - 1)
        pauses = defaultdict(list)
        for partner, first, last, bounded in self.env.execute_query(
            SQL(" UNION ALL ").join(parts)
        ):
            if not first:
                continue
            over = bounded and (last is None or last - first > longest)
            pauses[partner].append((first, first + longest if over else last))
        return pauses

    def _extension_pauses(self, partner_ids):
        """Extensions that were approved for the present owner."""
        return SQL(
            """
            SELECT x.partner_id, x.date_from, x.date_to, FALSE
              FROM trade_pool_extension x
              JOIN res_partner p ON p.id = x.partner_id AND p.user_id = x.user_id
             WHERE x.state = 'approved' AND %s
            """,
            self._among(SQL("x.partner_id"), partner_ids),
        )

    def _order_pauses(self, partner_ids):
        """A confirmed order, until it is invoiced in full."""
        return SQL(
            """
            SELECT p.commercial_partner_id, %s,
                   CASE WHEN s.invoice_status IN ('invoiced', 'upselling')
                   THEN COALESCE((
                       SELECT max(m.invoice_date) FROM sale_order_line l
                         JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                         JOIN account_move_line ml ON ml.id = r.invoice_line_id
                         JOIN account_move m ON m.id = ml.move_id
                        WHERE l.order_id = s.id AND m.state = 'posted'
                   ), %s) END, TRUE
              FROM sale_order s JOIN res_partner p ON p.id = s.partner_id
             WHERE s.state = 'sale' AND %s
            """,
            self._day_sql(SQL("s.date_order")),
            self._day_sql(SQL("s.date_order")),
            self._among(SQL("p.commercial_partner_id"), partner_ids),
        )

    def _invoice_pauses(self, partner_ids):
        """A posted invoice, until it is paid in full."""
        return SQL(
            """
            SELECT m.commercial_partner_id, m.invoice_date,
                   CASE WHEN m.payment_state IN ('not_paid', 'partial') THEN NULL
                   ELSE GREATEST(m.invoice_date, (
                       SELECT max(x.max_date) FROM account_move_line ml
                         JOIN account_partial_reconcile x ON x.debit_move_id = ml.id
                        WHERE ml.move_id = m.id)) END, TRUE
              FROM account_move m
             WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
               AND %s
            """,
            self._among(SQL("m.commercial_partner_id"), partner_ids),
        )

    def _opportunity_pauses(self, partner_ids):
        """An opportunity, until it is won or lost."""
        return SQL(
            """
            SELECT p.commercial_partner_id, %s,
                   CASE WHEN l.active AND NOT COALESCE(s.is_won, FALSE) THEN NULL
                   ELSE %s END, TRUE
              FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN crm_stage s ON s.id = l.stage_id
             WHERE l.type = 'opportunity' AND %s
            """,
            self._day_sql(SQL("l.create_date")),
            self._day_sql(SQL("COALESCE(l.date_closed, l.write_date)")),
            self._among(SQL("p.commercial_partner_id"), partner_ids),
        )
