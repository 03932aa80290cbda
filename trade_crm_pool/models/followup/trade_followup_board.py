# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The follow-up board: what is due, and how fast customers are answered, by owner."""

from datetime import time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...allocation import local_date
from ...allocation.deadlines import to_utc

PERIODS = (30, 90, 365)


class TradeFollowupTask(models.Model):
    _inherit = "trade.followup.task"

    @api.model
    def _board_domains(self):
        """What each number counts: {name: (model, domain)}."""
        tz = self.env.user.tz or "UTC"
        now = fields.Datetime.now()
        tomorrow = to_utc(local_date(now, tz) + timedelta(days=1), time.min, tz)
        live = Domain("live", "=", True)
        shown = live & Domain("stage", "!=", "waiting")
        owned = Domain("is_company", "=", True) & Domain("user_id", "!=", False)
        task, partner = self._name, "res.partner"
        return {
            "today": (
                task,
                shown
                & Domain("date_due", ">=", now)
                & Domain("date_due", "<", tomorrow),
            ),
            "overdue": (task, shown & Domain("date_due", "<", now)),
            "manager": (task, live & Domain("stage", "=", "manager")),
            "later": (task, shown & Domain("date_due", ">=", tomorrow)),
            "answer": (partner, owned & Domain("trade_waits_for", "=", "us")),
            "waiting": (partner, owned & Domain("trade_waits_for", "=", "them")),
        }

    @api.model
    @api.readonly
    def board(self, days=90):
        """What the follow-up board shows of the reader's customers.

        :param int days: response times of owners who got the customer so many days ago
            or later
        :return: dict ``owners`` (list of rows by name), ``total`` (one such row) and
            ``domains`` ({number: [model, domain]}, to open the records behind it)
        """
        days = days if days in PERIODS else PERIODS[1]
        domains = self._board_domains()
        counts, users = {}, self.env["res.users"]
        for name, (model, domain) in domains.items():
            found = self.env[model]._read_group(domain, ["user_id"], ["__count"])
            counts[name] = {user.id: count for user, count in found}
            users |= users.union(*(user for user, _count in found))
        since = fields.Datetime.now() - timedelta(days=days)
        period = Domain("date_start", ">=", since)
        responses = self.env["trade.followup.response"]
        figures = responses._figures(period)
        users |= users.browse([user for user in figures if user])
        rows = [
            {
                "id": user.id,
                "name": user.sudo().name,  # a colleague's name only
                **{name: counts[name].get(user.id, 0) for name in domains},
                **figures.get(user.id, {}),
            }
            for user in users
        ]
        total = {name: sum(counts[name].values()) for name in domains}
        return {
            "days": days,
            "owners": sorted(rows, key=lambda row: row["name"]),
            "total": {**total, **figures.get(None, {})},
            "domains": {
                **{name: [model, list(d)] for name, (model, d) in domains.items()},
                "responses": [responses._name, list(period)],
            },
        }
