# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Clocks that nothing sets off but time itself, found by sets."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .trade_followup_task import FRESH

SCANNED = ("quotation_expiring", "shipped", "overdue", "silence", "date")
CHUNK = 5000


class TradeFollowupTask(models.Model):
    _inherit = "trade.followup.task"

    @api.model
    def _scan(self):
        """Set off what time sets off. What was set off already is left out."""
        for trigger in SCANNED:
            for step in self.env["trade.followup.step"]._running(trigger):
                rows = getattr(self, f"_scan_{trigger}")(step)
                for first in range(0, len(rows), CHUNK):
                    events = [
                        {"partner_id": partner, "at": at, "origin": origin}
                        for partner, at, origin in rows[first : first + CHUNK]
                    ]
                    self.sudo()._arm_step(step, events)  # sudo: everybody's clocks
                    self.env["ir.cron"]._commit_progress()

    def _unseen(self, step, origin):
        """Condition: this origin did not set the step off before."""
        return SQL(
            """
            NOT EXISTS (SELECT 1 FROM trade_followup_task t
                         WHERE t.root_id = %s AND t.partner_id = c.id
                           AND t.origin = %s)
            """,
            step.root_id.id,
            origin,
        )

    def _scan_quotation_expiring(self, step):
        """Sent quotations whose validity ends within the step's delay."""
        self.env["sale.order"].flush_model()
        now = fields.Datetime.now()
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, %s::timestamp, 'sale.order,' || o.id
                  FROM sale_order o
                  JOIN res_partner p ON p.id = o.partner_id
                  JOIN res_partner c ON c.id = p.commercial_partner_id
                 WHERE o.state = 'sent' AND o.validity_date >= %s
                   AND o.validity_date <= %s AND c.user_id IS NOT NULL AND %s
                """,
                now,
                now.date(),
                (now + self._ahead(step)).date(),
                self._unseen(step, SQL("'sale.order,' || o.id")),
            )
        )

    @staticmethod
    def _ahead(step):
        """The step's delay as calendar time; five working days are a week."""
        if step.delay_unit == "hour":
            return timedelta(hours=step.delay)
        factor = 7 / 5 if step.delay_unit == "work_day" else 1
        return timedelta(days=round(step.delay * factor))

    def _scan_shipped(self, step):
        """Orders whose goods and services are delivered in full."""
        self.env["sale.order.line"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, l.shipped, 'sale.order,' || o.id
                  FROM sale_order o
                  JOIN res_partner p ON p.id = o.partner_id
                  JOIN res_partner c ON c.id = p.commercial_partner_id
                  CROSS JOIN LATERAL (
                       SELECT bool_and(l.qty_delivered >= l.product_uom_qty) AS whole,
                              max(l.write_date) AS shipped
                         FROM sale_order_line l
                        WHERE l.order_id = o.id AND l.display_type IS NULL
                          AND l.product_uom_qty > 0
                  ) l
                 WHERE o.state = 'sale' AND l.whole AND l.shipped > %s
                   AND o.date_order > %s AND c.user_id IS NOT NULL AND %s
                """,
                fields.Datetime.now() - FRESH,
                fields.Datetime.now() - timedelta(days=365),
                self._unseen(step, SQL("'sale.order,' || o.id")),
            )
        )

    def _scan_overdue(self, step):
        """Invoices that fell due and are not paid; once for each invoice."""
        self.env["account.move"].flush_model()
        today = fields.Date.context_today(self)
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, m.invoice_date_due::timestamp, 'account.move,' || m.id
                  FROM account_move m
                  JOIN res_partner c ON c.id = m.commercial_partner_id
                 WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
                   AND m.payment_state IN ('not_paid', 'partial')
                   AND m.invoice_date_due < %s AND m.invoice_date_due > %s
                   AND c.user_id IS NOT NULL AND %s
                """,
                today,
                today - FRESH,
                self._unseen(step, SQL("'account.move,' || m.id")),
            )
        )

    def _scan_silence(self, step):
        """Customers without any contact since the step's delay, or longer.

        Working days are never shorter than calendar days, so these may be a few too
        many: the clock of each is then counted exactly.
        """
        latest = SQL(
            "GREATEST(c.trade_last_in, c.trade_last_out, c.trade_owned_since,"
            " c.create_date)"
        )
        delay = step.delay
        hours = delay if step.delay_unit == "hour" else delay * 24
        origin = SQL("'silence,' || %s", latest)
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, %(latest)s, %(origin)s
                  FROM res_partner c
                 WHERE c.is_company AND c.parent_id IS NULL AND c.active
                   AND c.user_id IS NOT NULL AND c.trade_pool_id IS NULL
                   AND %(latest)s <= %(until)s AND %(unseen)s
                   AND NOT EXISTS (SELECT 1 FROM trade_followup_task t
                                    WHERE t.root_id = %(root)s AND t.live
                                      AND t.partner_id = c.id)
                 ORDER BY c.id
                """,
                latest=latest,
                origin=origin,
                until=fields.Datetime.now() - timedelta(hours=hours),
                unseen=self._unseen(step, origin),
                root=step.root_id.id,
            )
        )

    def _scan_date(self, step):
        """Customers whose day is within the step's delay."""
        today = fields.Date.context_today(self)
        last = today + self._ahead(step)
        now = fields.Datetime.now()
        partners = self.env["res.partner"].sudo()  # a plan is everybody's
        owned = step.plan_id._scope() & Domain("user_id", "!=", False)
        if step.date:
            if not today <= step.date <= last:
                return []
            ids = partners._search(owned).get_result_ids()
            return [(partner, now, f"date,{step.date}") for partner in ids]
        name = step.date_field_id.name
        found = partners.search_fetch(
            owned & Domain(name, ">=", today) & Domain(name, "<=", last), [name]
        )
        return [(p.id, now, f"date,{name},{p[name]}") for p in found]
