# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class TradeTimeline(models.AbstractModel):
    _inherit = "trade.timeline"

    @api.model
    def _sources(self):
        sources = super()._sources()
        if self.env["trade.question"].has_access("read"):
            sources.append(
                {
                    "kind": "question",
                    "model": "trade.question",
                    "date": "date_answered",
                    "domain": Domain("state", "=", "answered"),
                    "partner": "partner_id",
                }
            )
        return sources

    @api.model
    def _question_entry(self, record):
        return {
            "type": "question",
            "label": self.env._("Answer"),
            "title": record.name,
            "detail": record._answer_line(),
            "user": record.answered_by_id.name or "",
        }
