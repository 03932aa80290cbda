# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from .trade_case import OVER

NUMBER = re.compile(r"\bC\d{4}-\d{5,9}\b")


class TradeCase(models.Model):
    _inherit = "trade.case"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the cases' address opens a case, or goes on with the one it names.

        The sender becomes the contact; one who is not known yet becomes a new contact,
        so that nothing is lost.
        """
        partner = self._sender(msg_dict)
        known = self._named_case(msg_dict.get("subject") or "", partner)
        if known:
            known._goes_on()
            return known
        # The gateway's own user is nobody's responsible colleague.
        model = self.with_context(default_user_id=False)
        values = {
            "name": msg_dict.get("subject") or self.env._("No subject"),
            "partner_id": partner.id,
            "email_from": msg_dict.get("email_from") or msg_dict.get("from"),
            "description": msg_dict.get("body"),
            "user_id": partner.trade_owner_id.id,
            **(custom_values or {}),
        }
        case = super(TradeCase, model).message_new(msg_dict, custom_values=values)
        case._acknowledge()
        return case

    def message_update(self, msg_dict, update_vals=None):
        self._goes_on()
        return super().message_update(msg_dict, update_vals=update_vals)

    @api.model
    def _sender(self, msg_dict):
        partners = self.env["res.partner"]
        author = partners.browse(msg_dict.get("author_id") or [])
        if author:
            return author
        sender = msg_dict.get("email_from") or msg_dict.get("from") or ""
        return self._partner_find_from_emails_single([sender])

    @api.model
    def _named_case(self, subject, partner):
        """The sender's own case whose number stands in the subject."""
        numbers = NUMBER.findall(subject)
        if not numbers or not partner:
            return self.browse()
        return self.search(
            Domain("number", "in", numbers)
            & Domain("partner_id", "=", partner.commercial_partner_id.id),
            limit=1,
        )

    def _goes_on(self):
        """The customer wrote again about a case that was over: it is open again."""
        self.filtered(lambda case: case.state in OVER).action_reopen()

    def _acknowledge(self):
        """Tell the customer, in his language, that the case arrived."""
        template = self.env.ref(
            "trade_crm.mail_template_case_received", raise_if_not_found=False
        )
        for case in self:
            if template and case.company_id.trade_case_acknowledge:
                template.send_mail(
                    case.id, email_layout_xmlid="mail.mail_notification_light"
                )

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        if self._is_answer(message):
            self.date_response = max(fields.Datetime.now(), self.date_open)
        if message.message_type == "email":
            images = message.attachment_ids.filtered(
                lambda a: (a.mimetype or "").startswith("image/")
            )
            self.picture_ids |= images
        return result

    def _is_answer(self, message):
        """Whether a message is our first word to the customer."""
        if self.date_response or message.message_type != "comment":
            return False
        ours = message.author_id and not message.author_id.partner_share
        theirs = {
            email_normalize(email)
            for email in (self.email_from, self.contact_id.email, self.partner_id.email)
            if email
        }
        reached = message.partner_ids.filtered(
            lambda p: (
                p.commercial_partner_id == self.partner_id
                or p.email_normalized in theirs
            )
        )
        return bool(ours and reached and not message.is_internal)

    def action_send(self):
        """Write to the customer, by the template that fits the stage."""
        self.ensure_one()
        name = "closed" if self.state == "closed" else "report"
        if self.kind == "question":
            name = "answer"
        template = self.env.ref(
            f"trade_crm.mail_template_case_{name}", raise_if_not_found=False
        )
        return {
            "name": self.env._("Write to the customer"),
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }

    def _customer_lang(self):
        """The language that a mail about the case is written in."""
        self.ensure_one()
        return self.contact_id.lang or self.partner_id.lang or self.env.lang
