# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestRights(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Tripod"})
        cls.contact = cls.env["res.partner"].create(
            {"name": "Bernd", "parent_id": cls.bolt.id}
        )
        cls.order_ann = cls._order(cls.acme, cls.bob)
        cls.order_bob = cls._order(cls.bolt, cls.bob)
        cls.lead_bob = cls.env["crm.lead"].create(
            {"name": "Lead", "partner_id": cls.bolt.id, "user_id": cls.ann.id}
        )
        cls.note = cls.env["trade.interaction"].create(
            {"partner_id": cls.bolt.id, "summary": "secret"}
        )

    @classmethod
    def _order(cls, partner, user):
        return cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "order_line": [Command.create({"product_id": cls.product.id})],
            }
        )

    def _sees(self, user, record):
        return bool(record.with_user(user).search([("id", "in", record.ids)]))

    def test_partner(self):
        for record in (self.bolt, self.contact):
            self.assertFalse(self._sees(self.ann, record))
            self.assertTrue(self._sees(self.bob, record))
            self.assertTrue(self._sees(self.all, record))
            self.assertTrue(self._sees(self.clerk, record), "no role: as in Odoo")
        self.assertTrue(self._sees(self.ann, self.free))
        self.assertTrue(self._sees(self.ann, self.bob.partner_id), "a colleague")

    def test_every_way_in_is_closed(self):
        bolt = self.bolt.with_user(self.ann)
        for call in (
            lambda: bolt.read(["name"]),
            lambda: bolt.web_read({"name": {}}),
            lambda: bolt.export_data(["name"]),
            lambda: bolt.write({"comment": "x"}),
            bolt.unlink,
            lambda: bolt.message_post(body="x"),
            lambda: bolt.trade_header_ids.read(["name"]),
            lambda: self.note.with_user(self.ann).read(["summary"]),
            lambda: (
                self.env["trade.timeline"]
                .with_user(self.ann)
                .page("res.partner", self.bolt.id)
            ),
        ):
            with self.assertRaises(AccessError):
                call()
        partners = self.env["res.partner"].with_user(self.ann)
        self.assertFalse(partners.name_search("Bolt Trading"))
        self.assertFalse(partners.search([("trade_header_ids.name", "like", "Bolt")]))
        groups = partners._read_group([("name", "like", "Bolt")], [], ["__count"])
        self.assertEqual(groups[0][0], 0)

    def test_a_tax_number_does_not_give_the_other_customer_away(self):
        (self.acme | self.bolt).vat = "BE0477472701"
        self.assertEqual(self.acme.with_user(self.all).same_vat_partner_id, self.bolt)
        self.assertFalse(self.acme.with_user(self.ann).same_vat_partner_id)

    def test_headers_and_interactions(self):
        self.assertFalse(self._sees(self.ann, self.bolt.trade_header_ids))
        self.assertTrue(self._sees(self.bob, self.bolt.trade_header_ids))
        self.assertFalse(self._sees(self.ann, self.note))

    def test_documents_follow_the_customer_not_their_maker(self):
        self.assertTrue(self._sees(self.ann, self.order_ann), "made by Bob")
        self.assertFalse(self._sees(self.ann, self.order_bob))
        self.assertFalse(self._sees(self.ann, self.order_bob.order_line))
        self.assertFalse(self._sees(self.bob, self.order_ann))
        self.assertFalse(self._sees(self.ann, self.lead_bob), "Ann's own lead, Bob's")
        self.assertTrue(self._sees(self.clerk, self.order_bob))
        self.assertTrue(self._sees(self.all, self.order_bob))

    def test_reports_show_what_the_documents_show(self):
        self.env.flush_all()
        report = self.env["sale.report"]
        domain = [("partner_id", "=", self.bolt.id)]
        self.assertFalse(report.with_user(self.ann).search_count(domain))
        self.assertTrue(report.with_user(self.all).search_count(domain))

    def test_bank_accounts(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "GB12", "partner_id": self.bolt.id}
        )
        self.assertFalse(self._sees(self.ann, bank))
        self.assertTrue(self._sees(self.clerk, bank))

    def test_collaborator_reads_then_writes_then_leaves(self):
        line = self.env["trade.collaborator"].create(
            {
                "partner_id": self.bolt.id,
                "user_id": self.ann.id,
                "date_end": date(2031, 5, 20),
            }
        )
        bolt = self.bolt.with_user(self.ann)
        with freeze_time("2031-05-20 08:00:00"):
            self.assertTrue(self._sees(self.ann, self.contact))
            self.assertTrue(self._sees(self.ann, self.order_bob))
            with self.assertRaises(AccessError):
                bolt.comment = "x"
            with self.assertRaises(AccessError):
                self.order_bob.with_user(self.ann).note = "x"
            line.access = "write"
            bolt.comment = "agreed"
        with freeze_time("2031-05-21 08:00:00"):
            self.assertFalse(self._sees(self.ann, self.contact))

    def test_only_the_owner_shares_his_customer(self):
        vals = {"partner_id": self.bolt.id, "user_id": self.ann.id}
        with self.assertRaises(AccessError):
            self.env["trade.collaborator"].with_user(self.ann).create(vals)
        free = {"partner_id": self.free.id, "user_id": self.ann.id}
        with self.assertRaises(AccessError):
            self.env["trade.collaborator"].with_user(self.ann).create(free)
        self.env["trade.collaborator"].with_user(self.bob).create(vals)

    def test_contact_follows_a_change_of_owner(self):
        self.bolt.user_id = self.ann
        self.assertEqual(self.contact.trade_owner_id, self.ann)
        self.assertTrue(self._sees(self.ann, self.contact))
        self.assertFalse(self._sees(self.bob, self.contact))

    def test_invoices(self):
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        if not journal:
            journal = self.env["account.journal"].create(
                {"name": "Sales", "code": "TSAL", "type": "sale"}
            )
        move = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.bolt.id}
        )
        mine = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme.id,
                "invoice_user_id": self.bob.id,
            }
        )
        self.assertFalse(self._sees(self.ann, move))
        self.assertTrue(self._sees(self.ann, mine))
        self.assertFalse(self._sees(self.bob, mine))

    def test_a_role_that_ends_ends_the_limit(self):
        self.assertFalse(self._sees(self.ann, self.bolt))
        self.ann.group_ids = [
            Command.unlink(self.env.ref("trade_crm.group_trade_user").id)
        ]
        self.assertTrue(self._sees(self.ann, self.bolt))
