# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import plaintext2html

from .interaction_mail import PARTNER_PATHS

CHANNEL_BY_CATEGORY = {"phonecall": "phone", "meeting": "visit"}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A finished call or visit is a contact, as far as the user says so."""
        calls = [
            {
                "category": activity.activity_type_id.category,
                "model": activity.res_model,
                "res_id": activity.res_id,
                "user_id": activity.user_id.id,
                "summary": activity.summary or activity.activity_type_id.name,
            }
            for activity in self
            if activity.activity_type_id.category in CHANNEL_BY_CATEGORY
            and activity.res_model in PARTNER_PATHS
            # A planned meeting is logged by the calendar when it is over.
            and not activity.calendar_event_id
        ]
        messages, activities = super()._action_done(feedback, attachment_ids)
        self.env["trade.interaction"]._log_activities(calls, messages, feedback)
        return messages, activities


class TradeInteraction(models.Model):
    _inherit = "trade.interaction"

    def _log_activities(self, calls, messages, feedback):
        """Log finished calls and visits with the message that tells of each.

        Not proven: only a colleague's word stands behind it.
        """
        by_record = {(m.model, m.res_id): m.id for m in messages}
        rows = []
        for call in calls:
            records = self.env[call["model"]].sudo()  # his activity, whatever he reads
            record = records.browse(call["res_id"]).exists()
            partner = record.mapped(PARTNER_PATHS[call["model"]])
            customer = self._customer_of(partner)
            message_id = by_record.get((call["model"], call["res_id"]))
            if customer and message_id:
                rows.append(
                    {
                        "partner_id": customer.id,
                        "channel": CHANNEL_BY_CATEGORY[call["category"]],
                        "direction": "out",
                        "user_id": call["user_id"],
                        "summary": call["summary"],
                        "body": plaintext2html(feedback) if feedback else None,
                        "proven": False,
                        "res_model": "mail.message",
                        "res_id": message_id,
                    }
                )
        return self._log(rows)
