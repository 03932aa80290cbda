# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import html2plaintext

# Where mail with a customer stands, and the way to the customer from there.
PARTNER_PATHS = {
    "res.partner": "commercial_partner_id",
    "crm.lead": "partner_id.commercial_partner_id",
    "sale.order": "partner_id.commercial_partner_id",
    "account.move": "partner_id.commercial_partner_id",
}
# A mailing to many is no contact with one; notes of the system are none either.
MAIL_TYPES = ("email", "comment")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self._name in PARTNER_PATHS:
            self.env["trade.interaction"]._log_mail(self, message, recipients)
        return recipients


class TradeInteraction(models.Model):
    _inherit = "trade.interaction"

    @api.model
    def _log_mail(self, record, message, recipients):
        """Log a message of a customer's thread that left or reached the house.

        :param record: the partner, lead, order or invoice that it stands on
        :param list recipients: who is notified, as ``_notify_thread`` returns it
        """
        if message.message_type not in MAIL_TYPES:
            return
        # An internal note reaches nobody; a customer's answer to one came in, though.
        if message.subtype_id.internal and message.message_type != "email":
            return
        record, message = record.sudo(), message.sudo()  # whoever writes it
        if record._name == "account.move" and not record.is_sale_document():
            return
        customer = self._customer_of(record.mapped(PARTNER_PATHS[record._name]))
        if not customer:
            return
        direction, contact = self._mail_direction(customer, message, recipients)
        if direction:
            row = self._mail_row(customer, contact, direction, message)
            # What is said on an order is of the company that the order is of.
            self._log([{**row, "company_id": record.company_id.id}])

    @api.model
    def _mail_direction(self, customer, message, recipients):
        """Tell who wrote to whom.

        :return: ``("in" | "out", contact)``; ``(None, None)`` for what stays in the
            house or goes to others than the customer
        """
        author = message.author_id
        if not author.partner_share and author:
            addressees = self.env["res.partner"].browse(
                row["id"] for row in recipients if row.get("id") and row.get("share")
            )
            mine = addressees.sudo().filtered(  # sudo: whose contacts they are
                lambda partner: partner.commercial_partner_id == customer
            )
            return ("out", mine[:1]) if mine else (None, None)
        if author.commercial_partner_id == customer:
            return "in", author
        if not author and message.message_type == "email":
            return "in", author
        return None, None

    @api.model
    def _mail_row(self, customer, contact, direction, message):
        text = html2plaintext(message.body or "", include_references=False)
        return {
            "partner_id": customer.id,
            "contact_id": contact.id if contact != customer else None,
            "date": message.date,
            "channel": "mail",
            "direction": direction,
            "user_id": self.env.uid if direction == "out" else customer.user_id.id,
            "summary": message.subject or " ".join(text.split())[:120],
            "res_model": "mail.message",
            "res_id": message.id,
        }
