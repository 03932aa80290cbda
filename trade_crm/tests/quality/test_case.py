# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestCustomerCase(QualityCase):
    def _case(self, partner=None, **vals):
        return self.env["trade.case"].create(
            {
                "name": "Handles break",
                "partner_id": (partner or self.acme).id,
                "kind": "complaint",
                **vals,
            }
        )

    def test_case_of_a_person_is_the_companys(self):
        klaus = self.env["res.partner"].create(
            {"name": "Klaus", "parent_id": self.acme.id, "email": "klaus@acme.example"}
        )
        case = self._case(klaus)
        self.assertEqual(case.partner_id, self.acme)
        self.assertEqual(case.contact_id, klaus)
        self.assertEqual(case.email_from, "klaus@acme.example")
        self.assertEqual(case.user_id, self.ann, "the customer's owner answers")
        self.assertRegex(case.number, r"^C\d{4}-\d{5}$")

    def test_case_needs_a_customer(self):
        case = self._case()
        with self.refused("needs a customer"):
            self.env["trade.case"].create({"name": "Whose?"})
        with self.refused("needs a customer"):
            case.write({"partner_id": False})
        self.assertEqual(
            self.env["trade.case"].search([("name", "=", "Whose?")]).ids, []
        )
        self.assertEqual(case.partner_id, self.acme)
        quick = self.env["trade.case"].with_context(default_partner_id=self.acme.id)
        name = quick.name_create("From the customer's page")[0]
        self.assertEqual(quick.browse(name).partner_id, self.acme)

    def test_strangers_are_refused(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "parent_id": self.bolt.id}
        )
        with self.refused("does not belong"):
            self._case(contact_id=stranger.id)
        order = self.env["sale.order"].create({"partner_id": self.bolt.id})
        with self.refused("does not belong"):
            self._case(order_id=order.id)

    def test_stages_need_what_was_found(self):
        case = self._case()
        case.action_next()
        self.assertEqual(case.state, "contain")
        with self.refused("Containment"):
            case.action_next()
        case.containment = "<p><br></p>"
        with self.refused("Containment"):
            case.action_next()
        case.containment = "Stock blocked, 40 pieces sorted out"
        case.action_next()
        with self.refused("Root cause"):
            case.write({"state": "closed"})
        case.cause = "Resin batch too dry"
        case.action_next()
        with self.refused("Corrective.*Preventive"):
            case.action_next()
        case.write(
            {"corrective_action": "Dryer set", "preventive_action": "Checked daily"}
        )
        case.action_next()
        self.assertEqual(case.state, "verify")
        case.verification = "500 pieces of the next lot tested"
        case.with_user(self.boss).action_next()
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.verified_uid, self.boss)
        self.assertTrue(case.date_closed)
        with self.refused("Fill in"):
            case.containment = False
        case.action_reopen()
        self.assertEqual(case.state, "verify")
        self.assertFalse(case.date_closed or case.verified_uid)

    def test_question_needs_an_answer_only(self):
        case = self._case(kind="question")
        with self.refused("Answer"):
            case.action_next()
        case.answer = "Yes, also in blue"
        case.action_next()
        self.assertEqual(case.state, "closed")
        case.action_reopen()
        self.assertEqual(case.state, "new")

    def test_withdrawn_with_a_reason(self):
        case = self._case()
        with self.refused("Reason of withdrawal"):
            case.action_withdraw()
        case.withdrawn_reason = "Wrong supplier"
        case.action_withdraw()
        self.assertTrue(case.date_closed)

    def test_worked_on_is_not_deleted(self):
        case = self._case()
        case.action_next()
        with self.assertRaises(UserError):
            case.unlink()
        self._case().unlink()

    def test_impossible_values(self):
        with self.assertRaises(ValidationError):
            self._case(quantity=-1)
        with self.refused("before it was opened"):
            self._case(date_response=Datetime.subtract(Datetime.now(), days=1))

    def test_rights_follow_the_customer(self):
        own, other = self._case(self.acme), self._case(self.bolt)
        found = self.env["trade.case"].with_user(self.ann).search([])
        self.assertIn(own, found)
        self.assertNotIn(other, found)
        with self.assertRaises(AccessError):
            other.with_user(self.ann).read(["name"])
        with self.assertRaises(AccessError):
            self.env["trade.case"].with_user(self.clerk).search([])
        self.env["trade.collaborator"].create(
            {"partner_id": self.bolt.id, "user_id": self.ann.id, "access": "read"}
        )
        self.assertEqual(other.with_user(self.ann).name, "Handles break")
        with self.assertRaises(AccessError):
            other.with_user(self.ann).name = "Mine now"
        self.assertEqual(self.bolt.with_user(self.boss).trade_case_open_count, 1)
        self.env.invalidate_all()
        self.assertEqual(self.bolt.with_user(self.clerk).trade_case_open_count, 0)

    def test_other_companies_cases_stay_there(self):
        company = self.env["res.company"].create({"name": "Second house"})
        case = self._case(self.free, company_id=company.id, user_id=self.env.uid)
        self.assertNotIn(case, self.env["trade.case"].with_user(self.all).search([]))
        self.all.company_ids = [Command.link(company.id)]
        both = self.env["trade.case"].with_user(self.all)
        both = both.with_context(allowed_company_ids=self.all.company_ids.ids)
        self.assertIn(case, both.search([]))

    def test_form(self):
        with Form(self.env["trade.case"].with_user(self.ann)) as form:
            form.partner_id = self.acme
            form.name = "Wrong colour"
        case = form.record
        self.assertEqual(case.state, "new")
        self.assertGreater(case.close_deadline, case.response_deadline)

    def test_pictures_belong_to_the_case(self):
        picture = self.env["ir.attachment"].create(
            {"name": "crack.png", "raw": b"x", "res_model": "trade.case", "res_id": 0}
        )
        case = self._case(picture_ids=[Command.set(picture.ids)])
        self.assertEqual(picture.res_id, case.id)
        with self.assertRaises(AccessError):
            picture.with_user(self.bob).read(["raw"])

    def test_repeated_problems(self):
        product, other = self.env["product.product"].create(
            [{"name": "Chair"}, {"name": "Lamp"}]
        )
        now = Datetime.now()
        old = self._case(
            product_id=product.id, date_open=Datetime.subtract(now, days=400)
        )
        first = self._case(
            product_id=product.id, date_open=Datetime.subtract(now, days=100)
        )
        batch = self._case(
            self.bolt,
            product_id=product.id,
            batch="B7",
            date_open=Datetime.subtract(now, days=50),
        )
        lamp = self._case(product_id=other.id, batch="B7")
        third = self._case(product_id=product.id, batch="B7")
        self.assertEqual(third.similar_ids, first | batch)
        self.assertEqual(first.similar_ids, old)
        self.assertFalse(old.similar_ids or batch.similar_ids or lamp.similar_ids)
        found = self.env["trade.case"].search([("similar_ids", "!=", False)])
        self.assertEqual(found, first | third)
        # What a salesperson can't open is not counted for him.
        self.assertEqual(third.with_user(self.ann).similar_ids, first)
        batch.cause_kind = "material"
        first.cause_kind = "material"
        self.env.invalidate_all()
        self.assertEqual(batch.similar_ids, first)

    def test_switched_off(self):
        case = self._case()
        settings = self.env["res.config.settings"].create({})
        settings.write({"group_trade_use_cases": False, "trade_case_alias": "care"})
        settings.execute()
        self.env.invalidate_all()
        self.assertFalse(
            self.env["mail.alias"].search([("alias_model_id.model", "=", "trade.case")])
        )
        page = self.env["trade.timeline"].with_user(self.ann)
        entries = page.page("res.partner", self.acme.id)["entries"]
        self.assertNotIn("case", [entry["kind"] for entry in entries])
        case.response_deadline = Datetime.subtract(Datetime.now(), days=1)
        self.env["trade.case"]._cron_clocks()
        self.assertFalse(case.clock)
        low = self.env["trade.feedback"].create({"partner_id": self.acme.id, "mark": 0})
        self.assertFalse(low.case_id)

    def test_case_in_the_timeline(self):
        case = self._case()
        page = self.env["trade.timeline"].with_user(self.ann)
        page = page.page("res.partner", self.acme.id)
        entry = next(e for e in page["entries"] if e["kind"] == "case")
        self.assertEqual((entry["id"], entry["title"]), (case.id, case.display_name))
