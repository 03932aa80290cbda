# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from .mail_template import _missing


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """Stop at a fact that is still missing in what a person is about to send."""
        for wizard in self.filtered(lambda w: w.composition_mode == "comment"):
            missing = _missing(wizard.subject, wizard.body)
            if missing:
                raise UserError(self.env["mail.template"]._missing_words(missing))
        return super()._action_send_mail(auto_commit=auto_commit)
