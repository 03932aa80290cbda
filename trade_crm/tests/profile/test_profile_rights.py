# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..identity.common import TradeCase

LINES = {
    "trade.interest": {"name": "Drill"},
    "trade.competitor.offer": {"product": "Drill"},
    "trade.social": {"kind": "wechat", "account": "acme_handels"},
    "trade.key.date": {"kind": "other", "name": "Fair", "month": "03", "day": 1},
}


@tagged("post_install", "-at_install")
class TestProfileRights(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rival = cls.env["trade.competitor"].create({"name": "Liheng Tools"})
        cls.vals = {model: dict(vals) for model, vals in LINES.items()}
        cls.vals["trade.competitor.offer"]["competitor_id"] = rival.id
        cls.clerk.group_ids += cls.env.ref("base.group_partner_manager")

    def _line(self, model, partner):
        return self.env[model].create({"partner_id": partner.id, **self.vals[model]})

    def test_a_salesperson_writes_on_own_customers_only(self):
        for model in LINES:
            own = self._line(model, self.acme).with_user(self.ann)
            theirs = self._line(model, self.bolt).with_user(self.ann)
            self.assertEqual(own.search([]) & (own | theirs), own, model)
            own.read()
            own.unlink()
            for forbidden in (
                theirs.read,
                theirs.unlink,
                lambda theirs=theirs: theirs.write({"note": "x", "name": "x"}),
                lambda model=model: (
                    self.env[model]
                    .with_user(self.ann)
                    .create({"partner_id": self.bolt.id, **self.vals[model]})
                ),
            ):
                with self.assertRaises(AccessError, msg=model):
                    forbidden()

    def test_nothing_is_slipped_to_a_strangers_customer(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "parent_id": self.bolt.id}
        )
        for model in LINES:
            line = self._line(model, self.acme).with_user(self.ann)
            with self.assertRaises(AccessError, msg=model):
                line.write({"partner_id": self.bolt.id})
            if "contact_id" in line._fields:
                with self.assertRaises(AccessError, msg=model):
                    line.write({"contact_id": stranger.id})

    def test_a_reader_reads(self):
        self.env["trade.collaborator"].create(
            {"partner_id": self.bolt.id, "user_id": self.ann.id, "access": "read"}
        )
        for model in LINES:
            line = self._line(model, self.bolt).with_user(self.ann)
            line.read()
            with self.assertRaises(AccessError):
                line.unlink()

    def test_nobody_without_a_trade_role(self):
        partner = self.acme.with_user(self.clerk)
        for model in LINES:
            line = self._line(model, self.acme).with_user(self.clerk)
            with self.assertRaises(AccessError):
                line.read()
        for name in ("trade_founded", "trade_culture", "trade_key_date_ids"):
            with self.assertRaises(AccessError):
                partner.read([name])
            with self.assertRaises(AccessError):
                partner.search([(name, "!=", False)])
        for vals in ({"trade_founded": 1990}, {"trade_lost_note": "x"}):
            with self.assertRaises(AccessError):
                partner.write(vals)

    def test_odoo_goes_on_without_a_trade_role(self):
        """Read, write, duplicate, open the form: as without these addons."""
        self.acme.write({"trade_founded": 1990, "trade_lost_note": "cheaper"})
        partner = self.acme.with_user(self.clerk)
        partner.read(["name", "website", "category_id"])
        partner.website = "no website at all"
        copy = partner.copy()
        self.assertFalse(copy.sudo().trade_founded)
        form = Form(partner)
        form.phone = "1234"
        form.save()
        for kind in ("form", "list", "kanban", "search"):
            arch = partner.get_view(view_type=kind)["arch"]
            for name in ("trade_profile", "trade_people", "trade_local_time"):
                self.assertNotIn(name, arch)

    def test_the_contacts_app_keeps_its_screens(self):
        """The customers' own list, cards and filters are no default of partners."""
        for kind in ("list", "kanban", "search"):
            arch = self.acme.with_user(self.boss).get_view(view_type=kind)["arch"]
            self.assertNotIn("trade_port_destination_id", arch)

    def test_who_keeps_the_lists(self):
        user, boss, admin = (
            self.env(user=person)
            for person in (
                self.ann,
                self.boss,
                self._user("admin", "trade_crm.group_trade_admin"),
            )
        )
        tariff = {"code": "FORM Z", "name": "Zone agreement"}
        for model in ("trade.tariff", "trade.certificate"):
            for env in (user, boss):
                with self.assertRaises(AccessError):
                    env[model].create(tariff)
            admin[model].create(tariff)
        rival = user["trade.competitor"].create({"name": "Fengyao"})
        with self.assertRaises(AccessError):
            rival.unlink()
        boss["trade.competitor"].browse(rival.id).unlink()

    def test_two_companies(self):
        """What belongs to another company's customer stays there."""
        other = self.env["res.company"].create({"name": "Second House"})
        self.all.company_ids = [Command.set(self.env.company.ids)]
        theirs = self._company("Only There Ltd", company_id=other.id)
        lines = {model: self._line(model, theirs) for model in LINES}
        lines["trade.interaction"] = self.env["trade.interaction"].create(
            {"partner_id": theirs.id, "summary": "Secret price"}
        )
        for model, line in lines.items():
            self.assertEqual(line.company_id, other)
            mine = line.with_user(self.all)
            self.assertFalse(mine.search([("id", "=", line.id)]), model)
            with self.assertRaises(AccessError, msg=model):
                mine.read(["partner_id"])
        self.all.company_ids = [Command.link(other.id)]
        for line in lines.values():
            both = line.with_user(self.all).with_context(
                allowed_company_ids=(self.env.company | other).ids
            )
            self.assertTrue(both.read(["partner_id"]))
        theirs.company_id = False
        self.all.company_ids = [Command.set(self.env.company.ids)]
        for model, line in lines.items():
            shared = line.with_user(self.all).with_context(allowed_company_ids=[])
            self.assertTrue(shared.search([("id", "=", line.id)]), model)
