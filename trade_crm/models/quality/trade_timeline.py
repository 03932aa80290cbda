# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class TradeTimeline(models.AbstractModel):
    _inherit = "trade.timeline"

    @api.model
    def _sources(self):
        cases = {
            "kind": "case",
            "model": "trade.case",
            "date": "date_open",
            "domain": Domain("state", "!=", "cancelled"),
            "partner": "partner_id",
        }
        allowed = self.env.user.has_group("trade_crm.group_trade_use_cases")
        return super()._sources() + ([cases] if allowed else [])

    @api.model
    def _case_entry(self, record):
        return {
            "type": "case",
            "label": self._label(record, "kind"),
            "title": record.display_name,
            "detail": " · ".join(
                filter(
                    None,
                    (
                        self._label(record, "severity"),
                        self._label(record, "state"),
                        record.product_id.display_name,
                    ),
                )
            ),
            "user": record.user_id.name or "",
        }
