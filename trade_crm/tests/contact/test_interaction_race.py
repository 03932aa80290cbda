# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


@contextmanager
def connection():
    """A transaction of its own, on a connection of its own."""
    with Registry(get_db_name()).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.commit()


@tagged("post_install", "-at_install", "database_breaking")
class TestSameProofTwice(BaseCase):
    """Two workers that see the same proof at the same time write it down once."""

    def setUp(self):
        super().setUp()
        with connection() as env:
            partners = env["res.partner"].with_context(tracking_disable=True)
            self.customer = partners.create({"name": "Race Ltd", "is_company": True}).id
        self.addCleanup(self._clean)

    def _clean(self):
        with connection() as env:
            env["trade.interaction"].search(
                [("partner_id", "=", self.customer)]
            ).unlink()
            env["res.partner"].browse(self.customer).unlink()

    def _row(self):
        return {
            "partner_id": self.customer,
            "channel": "payment",
            "direction": "in",
            "summary": "Paid",
            "res_model": "account.payment",
            "res_id": 1_000_000_007,
        }

    def _second(self, written):
        """Log as a request does: a transaction that came second is tried again."""
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            interactions = env["trade.interaction"]
            written.append(retrying(lambda: len(interactions._log([self._row()])), env))

    def _meet(self, end):
        """Two transactions with the same proof; the first one ends while the second
        one waits for it.

        :return: how many contacts each wrote
        """
        written = []
        with Registry(get_db_name()).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            written.append(len(env["trade.interaction"]._log([self._row()])))
            env.flush_all()
            thread = threading.Thread(target=self._second, args=(written,))
            thread.start()
            thread.join(1)
            self.assertTrue(thread.is_alive(), "the second one waits for the first")
            getattr(cr, end)()
        thread.join(30)
        return written

    def test_once(self):
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self.assertEqual(self._meet("commit"), [1, 0])
        with connection() as env:
            found = env["trade.interaction"].search_count(
                [("partner_id", "=", self.customer)]
            )
            self.assertEqual(found, 1)

    def test_the_first_gives_up(self):
        """When the first transaction is rolled back, the second one's contact stays."""
        self.assertEqual(self._meet("rollback"), [1, 1])
