# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# A meeting entered afterwards still counts; older ones are history.
MEETING_DAYS = 90
BATCH = 1000


class TradeInteraction(models.Model):
    _inherit = "trade.interaction"

    @api.model
    def _cron_log_meetings(self):
        """Log the meetings that are over, with each customer that took part."""
        cron = self.env["ir.cron"]
        while True:
            rows = self._meetings_to_log(BATCH)
            logged = self._log(rows)
            left = len(rows) == BATCH and logged
            if not cron._commit_progress(len(rows), remaining=BATCH if left else 0):
                break
            if not left:
                break

    @api.model
    def _meetings_to_log(self, limit):
        """Return rows for ``_log``: one for each ended meeting and customer in it."""
        now = fields.Datetime.now()
        self.env["calendar.event"].flush_model(["stop", "active", "name", "user_id"])
        self.env["calendar.attendee"].flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT e.id, c.id, MIN(p.id), e.stop, e.user_id, e.name
                  FROM calendar_event AS e
                  JOIN calendar_attendee AS a
                    ON a.event_id = e.id AND COALESCE(a.state, '') != 'declined'
                  JOIN res_partner AS p ON p.id = a.partner_id
                  JOIN res_partner AS c ON c.id = p.commercial_partner_id
                 WHERE e.active AND e.stop <= %(now)s AND e.stop > %(oldest)s
                   AND c.partner_share
                   AND NOT EXISTS (SELECT 1 FROM res_company AS o
                                    WHERE o.partner_id = c.id)
                   AND NOT EXISTS (SELECT 1 FROM trade_interaction AS i
                                    WHERE i.res_model = 'calendar.event'
                                      AND i.res_id = e.id AND i.partner_id = c.id)
                 GROUP BY e.id, c.id
                 ORDER BY e.stop, e.id, c.id
                 LIMIT %(limit)s
                """,
                now=now,
                oldest=now - timedelta(days=MEETING_DAYS),
                limit=limit,
            )
        )
        return [
            {
                "partner_id": customer_id,
                "contact_id": contact_id if contact_id != customer_id else None,
                "date": stop,
                "channel": "meeting",
                "direction": "out",
                "user_id": user_id,
                "summary": name,
                "res_model": "calendar.event",
                "res_id": event_id,
            }
            for event_id, customer_id, contact_id, stop, user_id, name in found
        ]
