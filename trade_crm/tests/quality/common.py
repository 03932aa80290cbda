# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo.exceptions import UserError

from ..identity.common import TradeCase


class QualityCase(TradeCase):
    @contextmanager
    def refused(self, words):
        """What is tried inside is refused with these words and leaves nothing."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertRegex(str(caught.exception), words)
