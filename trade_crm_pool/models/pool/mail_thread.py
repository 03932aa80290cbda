# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_post(self, *, partner_ids=None, **kwargs):
        """Nobody writes to the people of a pooled customer, and so learns of them.

        Posting as superuser is asked too: so does the message's route.
        """
        self.env.user._trade_check_unpooled("res.partner", partner_ids)
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nor makes them followers, whose names are read with every message."""
        self.env.user._trade_check_unpooled("res.partner", partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)
