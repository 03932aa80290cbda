# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import numpy as np
from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from .metric_derive import first_and_last
from .metric_facts import EPOCH

#: Month ends before the first refresh whose stages are worked out.
PAST_MONTHS = 12
MOVE = {"partner": "int4", "before": "int4", "later": "int4", "day": "date"}


class TradeCustomerMetric(models.Model):
    _inherit = "trade.customer.metric"

    @api.model
    def _write_past_moves(self, company, today, facts, columns):
        """Write who changed his stage in the year before the first refresh.

        The stages of the past month ends are worked out by today's rules and rhythms
        from what was invoiced by then, so that flows are there on the first day.
        """
        rules = self.env["trade.lifecycle.rule"]._kernel_rules()
        ends = [
            today.replace(day=1) - relativedelta(months=months, days=1)
            for months in range(PAST_MONTHS)
        ]
        moves = []
        later, at = columns["lifecycle"], today
        for end in ends:
            before = self._stages_at(
                facts, (end - EPOCH).days, rules, columns["expected_silence"]
            )
            moved = np.flatnonzero((before > 0) & (later > 0) & (before != later))
            day = np.full(len(moved), (at - EPOCH).days)
            moves.append((facts["partner_id"][moved], before[moved], later[moved], day))
            later, at = before, end
        parts = map(np.concatenate, zip(*moves, strict=True))
        self._make_table("trade_past_move", MOVE)
        self._copy_in("trade_past_move", dict(zip(MOVE, parts, strict=True)), MOVE)
        stages = [name for name, _label in self._fields["lifecycle"].selection]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO trade_lifecycle_move
                       (partner_id, company_id, date, stage_from, stage_to)
                SELECT partner, %(company)s, day, (%(stages)s::varchar[])[before],
                       (%(stages)s::varchar[])[later]
                  FROM trade_past_move
                """,
                company=company.id,
                stages=stages,
            )
        )

    @api.model
    def _stages_at(self, facts, end, rules, silence):
        """Return each customer's stage on a day as its place from 1.

        0 before the first invoice: whether he was a prospect then is not known.

        :param end: the day, since 1970-01-01
        :param silence: each customer's expected silence (days)
        """
        n = len(facts["partner_id"])
        past = (facts["day"] <= end) & facts["day_sale"]
        who, day = facts["day_customer"][past], facts["day"][past]
        orders = np.bincount(who, weights=facts["day_invoices"][past], minlength=n)
        first, last = first_and_last(n, who, day, end)
        stage = self._place_stages(rules, orders, first, last, end, silence)
        return np.where(orders > 0, stage, 0)
