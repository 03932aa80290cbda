# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class TradeSignal(models.Model):
    _inherit = "trade.signal"

    def action_write(self):
        """Draft a mail by the best template, with the facts filled in."""
        self.ensure_one()
        self.check_access("write")
        recipient = self.contact_id or self.partner_id
        template = self.env["mail.template"]._trade_find(recipient, self.kind)
        if not template:
            raise UserError(
                self.env._(
                    "There is no template for this signal. Make one under "
                    "Care, Templates."
                )
            )
        subject, body, missing = template.with_context(
            trade_signal_id=self.id
        )._trade_render(recipient)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Missing: %s", ", ".join(missing))
            if missing
            else self.env._("Mail to %s", recipient.name or ""),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": self.partner_id.ids,
                "default_partner_ids": recipient.ids,
                "default_composition_mode": "comment",
                "default_subject": subject,
                "default_body": body,
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }
