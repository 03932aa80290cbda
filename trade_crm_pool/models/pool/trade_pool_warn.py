# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Owners are warned before their customers fall back."""

from datetime import timedelta

from odoo import models
from odoo.fields import Domain


class TradePool(models.Model):
    _inherit = "trade.pool"

    def _warn_owners(self):
        """Tell owners by an activity before customers go, one for each clock.

        A warning follows its clock: it moves to a new day, and goes when the customer
        no longer falls back within the days of warning.
        """
        day = self._local_day(None)
        kind = self.env.ref("trade_crm_pool.activity_falls_back")
        rows = {}
        if self.warn_days:
            rows = {
                row.partner_id: row
                for row in self._recycle_due(day + timedelta(days=self.warn_days))
                if row.date > day
            }
        activities = self.env["mail.activity"].sudo()  # sudo: the system's warnings
        told = activities.search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_model", "=", "res.partner"),
                ("user_id", "in", self.member_ids.user_id.ids),
            ]
        )
        mine = set(self._in_scope(told.mapped("res_id")))
        for activity in told.filtered(lambda a: a.res_id in mine):
            row = rows.pop(activity.res_id, None)
            if not row or row.user_id != activity.user_id.id:
                activity.unlink()
            elif activity.date_deadline != row.date:
                activity.write({"date_deadline": row.date, "note": self._told(row)})
        model = self.env["ir.model"]._get_id("res.partner")
        quiet = activities.with_context(mail_activity_quick_update=True)
        quiet.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": row.partner_id,
                    "user_id": row.user_id,
                    "date_deadline": row.date,
                    "note": self._told(row),
                }
                for row in rows.values()
            ]
        )

    def _told(self, row):
        """A warning's words, in the owner's language."""
        owner = self.env["res.users"].browse(row.user_id).sudo()  # sudo: the language
        return self.with_context(lang=owner.lang)._due_reason(row)

    def _in_scope(self, partner_ids):
        """Those of some customers that belong to this pool."""
        partners = self.env["res.partner"].sudo()  # sudo: ids only
        return partners.search(Domain("id", "in", partner_ids) & self._scope()).ids
