# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Owners are warned before their customers fall back."""

from datetime import timedelta

from odoo import models
from odoo.fields import Domain

BATCH = 1000


class TradePool(models.Model):
    _inherit = "trade.pool"

    def _warn_owners(self):
        """Tell owners by an activity before customers go, one for each clock.

        A warning follows its clock: it moves to a new day, and goes when the customer
        no longer falls back within the days of warning.
        """
        rows, given = self._warnings_due(), self._warnings_given()
        gone = given.browse()
        for activity in given:
            row = rows.get(activity.res_id)
            if not row or row.user_id != activity.user_id.id:
                gone |= activity
                continue
            del rows[row.partner_id]
            if activity.date_deadline != row.date:
                activity.write({"date_deadline": row.date, "note": self._told(row)})
        gone.unlink()
        self._warn(list(rows.values()))

    def _warnings_due(self):
        """Who falls back within the days of warning, but not yet: {partner id: Due}."""
        if not self.warn_days:
            return {}
        day = self._local_day(None)
        due = self._recycle_due(day + timedelta(days=self.warn_days))
        return {row.partner_id: row for row in due if row.date > day}

    def _warnings_given(self):
        """Activities that warn of this pool's customers."""
        kind = self.env.ref("trade_crm_pool.activity_falls_back")
        activities = self.env["mail.activity"].sudo()  # sudo: the system's warnings
        told = activities.search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_model", "=", "res.partner"),
                ("user_id", "in", self.member_ids.user_id.ids),
            ]
        )
        mine = set(self._in_scope(told.mapped("res_id")))
        return told.filtered(lambda activity: activity.res_id in mine)

    def _warn(self, rows):
        """Make the warnings, batch by batch."""
        kind = self.env.ref("trade_crm_pool.activity_falls_back")
        model = self.env["ir.model"]._get_id("res.partner")
        activities = self.env["mail.activity"].sudo()  # sudo: the system's warnings
        quiet = activities.with_context(mail_activity_quick_update=True)
        for first in range(0, len(rows), BATCH):
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
                    for row in rows[first : first + BATCH]
                ]
            )
            self._progress()

    def _told(self, row):
        """A warning's words, in the owner's language."""
        owner = self.env["res.users"].browse(row.user_id).sudo()  # sudo: the language
        return self.with_context(lang=owner.lang)._due_reason(row)

    def _in_scope(self, partner_ids):
        """Those of some customers that belong to this pool."""
        partners = self.env["res.partner"].sudo()  # sudo: ids only
        return partners.search(Domain("id", "in", partner_ids) & self._scope()).ids
