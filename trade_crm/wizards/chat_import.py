# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import base64

from markupsafe import escape
from odoo import Command, api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..chat import ChatError, open_export, phone_of

BATCH = 5000
SENDERS_SHOWN = 50


class TradeChatImport(models.TransientModel):
    """Import of an exported WhatsApp chat: read it, ask what it can't tell, write.

    All is written in one transaction, so that nothing is half saved, and each
    message has its fingerprint, so that nothing is there twice.
    """

    _name = "trade.chat.import"
    _description = "Import of an Exported WhatsApp Chat"

    state = fields.Selection(
        string="Status",
        selection=[("file", "File"), ("check", "Check"), ("done", "Done")],
        default="file",
        required=True,
    )
    file = fields.Binary(string="Exported chat", attachment=False)
    filename = fields.Char()
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose chat is it?",
        domain="[('is_company', '=', True)]",
        help="The customer that the messages are filed under.",
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Phone's time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Where the phone was when it exported: its times are local times.",
    )
    date_order = fields.Selection(
        selection=[
            ("dmy", "Day first"),
            ("mdy", "Month first"),
            ("ymd", "Year first"),
        ],
        string="Dates are written",
    )
    date_doubt = fields.Char(readonly=True)
    warning = fields.Char(readonly=True)
    message_count = fields.Integer(readonly=True)
    sender_ids = fields.One2many(
        comodel_name="trade.chat.import.sender", inverse_name="import_id"
    )
    result = fields.Char(readonly=True)

    # ------------------------------------------------------------------
    # Read
    # ------------------------------------------------------------------

    def action_read(self):
        """Read the file and show what will be imported, and what must be said."""
        self.ensure_one()
        export = self._open()
        senders = list(export.senders.items())[:SENDERS_SHOWN]
        contacts = self._contacts_by_sender([name for name, __ in senders])
        customer, warning = self._guess_customer(export, contacts)
        us = self._guess_us(export, contacts)
        self.write(
            {
                "state": "check",
                "partner_id": customer.id,
                "warning": warning,
                "message_count": len(export),
                "date_order": export.suggested_order,
                "date_doubt": self._date_doubt(export),
                "sender_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": name,
                                "phone": phone_of(name),
                                "messages": messages,
                                "is_us": name == us,
                                "contact_id": self._contact_in(
                                    contacts.get(name), customer
                                ).id,
                            }
                        )
                        for name, messages in senders
                    ),
                ],
            }
        )
        return self._reopen()

    def _open(self):
        if not self.file:
            raise UserError(self.env._("Choose the file that the phone exported."))
        try:
            return open_export(base64.b64decode(self.file), self.filename)
        except ChatError as error:
            raise UserError(self._error_text(error)) from error

    def _contacts_by_sender(self, names):
        """Return the reachable partners that each sender's number belongs to."""
        phones = {phone_of(name): name for name in names if phone_of(name)}
        if not phones:
            return {}
        partners = self.env["res.partner"].search(
            [("phone_sanitized", "in", list(phones))], order="is_company, id"
        )
        found = {}
        for partner in partners:
            name = phones[partner.phone_sanitized]
            found[name] = found.get(name, partner) | partner
        return found

    def _guess_customer(self, export, contacts):
        """Return ``(customer, warning)``; no customer when nobody can tell."""
        interactions = self.env["trade.interaction"]
        others = self.env["res.partner"]
        for partners in contacts.values():
            for partner in partners:
                others |= interactions._customer_of(partner)
        chosen = self.partner_id.commercial_partner_id
        if chosen and others and chosen not in others:
            return others[:0], self.env._(
                "The phone numbers in this chat belong to %(other)s, not to "
                "%(customer)s. Say whose chat it is.",
                other=others[:1].display_name,
                customer=chosen.display_name,
            )
        if chosen or len(others) == 1:
            return chosen or others, False
        return others[:0], self.env._(
            "No phone number in this chat%(title)s tells one customer. "
            "Say whose chat it is.",
            title=f" ({export.title})" if export.title else "",
        )

    def _guess_us(self, export, contacts):
        """Return the sender that is us, or "" when only the user can tell."""
        if export.own_sender:
            return export.own_sender
        names = list(export.senders)
        own = {self.env.user.name, self.env.user.partner_id.name}
        by_name = [
            name
            for name in names
            if name in own
            or (name in contacts and not any(contacts[name].mapped("partner_share")))
        ]
        if len(by_name) == 1:
            return by_name[0]
        rest = [name for name in names if name != export.title]
        rest = [name for name in rest if name not in contacts]
        return rest[0] if len(names) == 2 and len(rest) == 1 else ""

    @api.model
    def _contact_in(self, partners, customer):
        """Return the person of the customer among the partners with a number."""
        people = (partners or self.env["res.partner"]) - customer
        return people.filtered(lambda p: p.commercial_partner_id == customer)[:1]

    def _date_doubt(self, export):
        if len(export.orders) == 1:
            return False
        names = dict(self._fields["date_order"]._description_selection(self.env))
        readings = [
            f"{names[order]}: {format_date(self.env, export.span(order)[0])} - "
            f"{format_date(self.env, export.span(order)[1])}"
            for order in export.orders
        ]
        return self.env._(
            "The dates can be read in more than one way. Choose the right one: "
            "%(readings)s",
            readings="; ".join(readings),
        )

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------

    def action_import(self):
        self.ensure_one()
        self._check_answers()
        customer = self.partner_id.commercial_partner_id
        interactions = self.env["trade.interaction"]
        # What is written below by the system's hand is the user's to write, here.
        interactions.check_access("create")
        customer.check_access("read")
        us = set(self.sender_ids.filtered("is_us").mapped("name"))
        contacts = {s.name: s.contact_id.id for s in self.sender_ids if s.contact_id}
        total, new, rows = 0, interactions, []
        for row in self._rows(customer, us, contacts):
            total += 1
            rows.append(row)
            if len(rows) >= BATCH:
                new |= interactions._log(rows)
                rows = []
        new |= interactions._log(rows)
        self._check_rights(new)
        self.write(
            {
                "state": "done",
                "file": False,
                "result": self.env._(
                    "%(new)s new contacts were filed under %(customer)s; "
                    "%(known)s were there already.",
                    new=len(new),
                    known=total - len(new),
                    customer=customer.display_name,
                ),
            }
        )
        return self._reopen()

    def _check_rights(self, new):
        """Refuse the whole import for a customer that the user can't write to."""
        if new:
            new[:1].check_access("create")

    def _check_answers(self):
        if self.state != "check":
            raise UserError(self.env._("Choose the file that the phone exported."))
        if not self.partner_id:
            raise UserError(self.env._("Say whose chat it is: choose the customer."))
        if not self.sender_ids.filtered("is_us"):
            raise UserError(
                self.env._("Say who of the senders is us: tick the colleague.")
            )
        if all(sender.is_us for sender in self.sender_ids):
            raise UserError(
                self.env._("One sender at least must be the customer: untick one.")
            )

    def _rows(self, customer, us, contacts):
        export = self._open()
        try:
            messages = export.messages(self.date_order, self.tz)
        except ChatError as error:
            raise UserError(self._error_text(error)) from error
        for message in messages:
            if message.digest:
                yield self._row(message, customer, us, contacts)

    def _row(self, message, customer, us, contacts):
        text = message.body or message.file or self._media_name(message)
        return {
            "partner_id": customer.id,
            "contact_id": contacts.get(message.sender),
            "date": message.at,
            "channel": "whatsapp",
            "direction": "out" if message.sender in us else "in",
            "user_id": self.env.uid,
            "summary": " ".join(text.split())[:120],
            "body": self._html(message, text),
            "digest": message.digest,
        }

    @api.model
    def _html(self, message, text):
        """Return the words as HTML, nothing of them taken for mark-up."""
        html = str(escape(text)).replace("\n", "<br>")
        if message.file and message.body:
            html += f" <i>{escape(message.file)}</i>"
        return f"<p>{html}</p>"

    def _media_name(self, message):
        names = {
            "image": self.env._("Picture"),
            "video": self.env._("Video"),
            "audio": self.env._("Voice message"),
            "sticker": self.env._("Sticker"),
            "gif": self.env._("GIF"),
            "document": self.env._("Document"),
            "contact": self.env._("Contact card"),
            "location": self.env._("Location"),
        }
        return names.get(message.media) or self.env._("Attachment")

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _error_text(self, error):
        """Say what is wrong with a file in the user's language."""
        details = error.details
        limit = details.get("limit", 0)
        place = {"line": details.get("line", 0), "text": details.get("text", "")}
        _ = self.env._
        texts = {
            "empty": _("The file is empty. Export the chat again."),
            "too_big": _("The file is too big. Export the chat without media."),
            "not_text": _("This is no exported chat: the file holds no text."),
            "bad_zip": _("The ZIP file is broken. Export the chat again."),
            "encrypted_zip": _("The ZIP file has a password. Unpack it first."),
            "no_chat_in_zip": _("There is no chat in this ZIP file."),
            "several_chats": _(
                "There are several text files in this ZIP file. Unpack it and import "
                "one chat at a time."
            ),
            "no_messages": _(
                "No message was found in this file. Export the chat from WhatsApp "
                "(More, Export chat) and choose the .txt or .zip file."
            ),
            "mixed_formats": _(
                "From line %(line)s on this file holds another export. Import each "
                "export by itself.",
                **place,
            ),
            "bad_date": _(
                "Line %(line)s has a date that doesn't exist: %(text)s", **place
            ),
            "bad_time": _(
                "Line %(line)s has a time that doesn't exist: %(text)s", **place
            ),
            "future_date": _(
                "Line %(line)s has a date in the future: %(text)s. Was the phone's "
                "clock right?",
                **place,
            ),
            "too_many_messages": _(
                "A chat of more than %(limit)s messages can't be imported at once.",
                limit=limit,
            ),
            "ambiguous_dates": _("Say how the dates are written: day or month first."),
            "wrong_order": _("The dates of this chat aren't written in that order."),
        }
        return texts[error.code]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import WhatsApp chat"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
