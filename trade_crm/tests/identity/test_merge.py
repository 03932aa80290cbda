# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestMerge(TradeCase):
    def test_merging_keeps_every_name_and_collaborator(self):
        extra = self._header(self.bolt, "Bolt Export Ltd")
        collaborators = self.env["trade.collaborator"]
        collaborators.create({"partner_id": self.acme.id, "user_id": self.all.id})
        collaborators.create(
            {"partner_id": self.bolt.id, "user_id": self.all.id, "access": "write"}
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.bolt).ids, self.acme)
        self.assertFalse(self.bolt.exists())
        self.assertEqual(
            set(self.acme.trade_header_ids.mapped("name")),
            {"Acme Handels GmbH", "Bolt Trading Ltd", "Bolt Export Ltd"},
        )
        self.assertEqual(len(self.acme.trade_header_ids.filtered("is_own")), 1)
        self.assertEqual(len(self.acme.trade_header_ids.filtered("is_default")), 1)
        self.assertTrue(extra.exists())
        self.assertEqual(self.acme.trade_collaborator_ids.access, "write")
