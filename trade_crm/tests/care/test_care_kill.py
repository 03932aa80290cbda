# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The sender is really killed: nobody is greeted twice or forgotten."""

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..killed import run_and_kill

CUSTOMERS = 60
JOB = """
send = type(env["trade.care"])._send_batch
def small(self, limit=2):
    return send(self, limit)
type(env["trade.care"])._send_batch = small
print("go", flush=True)
env["trade.care"]._cron_send()
"""


@tagged("standard", "post_install", "-at_install")
class TestKilledSender(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("DELETE FROM trade_care")
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Killed care {n}",
                        "is_company": True,
                        "email": f"care{n}@example.com",
                        "user_id": SUPERUSER_ID,
                        "lang": "en_US",
                    }
                    for n in range(CUSTOMERS)
                ]
            )
            self.partners = partners.ids
            env["trade.care"].create(
                [
                    {
                        "partner_id": partner.id,
                        "kind": "holiday",
                        "name": "Kill day",
                        "occasion": "kill",
                        "date": fields.Date.today(),
                        "send_at": fields.Datetime.now(),
                        "state": "released",
                    }
                    for partner in partners
                ]
            )
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mail.mail"].search([("res_id", "in", self.partners)]).unlink()
            partners = env["res.partner"].browse(self.partners)
            partners.write({"user_id": False})
            partners.unlink()

    def left(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM trade_care WHERE state = 'released'")
            return cr.fetchone()[0]

    def test_killed_and_started_again(self):
        run_and_kill(JOB, self.left)
        self.assertLess(self.left(), CUSTOMERS, "it had begun")
        self.assertGreater(self.left(), 0, "it was killed on the way")
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["trade.care"]._cron_send()
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT m.res_id, count(*) FROM mail_mail AS l"
                " JOIN mail_message AS m ON m.id = l.mail_message_id"
                " WHERE m.res_id = ANY(%s) AND m.model = 'res.partner'"
                " GROUP BY m.res_id",
                [self.partners],
            )
            found = dict(cr.fetchall())
        self.assertEqual(len(found), CUSTOMERS)
        self.assertEqual(set(found.values()), {1})
