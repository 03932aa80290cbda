# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Whoever may link a record reads its name: pooled customers can't be linked."""

from odoo.exceptions import AccessError

from .common import PoolCase

SECRET = "buyer-secret@acme.example"
NAME = {"fields": {"display_name": {}}}


class TestLinks(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.customers(1, user_id=cls.a.id, email="mine@acme.example")
        cls.partner, cls.entry = cls.pooled(1, email=SECRET)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Secret Buyer", "parent_id": cls.partner.id, "email": SECRET}
        )
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.mine.id, "user_id": cls.a.id}
        )
        cls.env.invalidate_all()

    def filled_in(self, model, values, fields_spec, user):
        return (
            self.env[model]
            .with_user(user)
            .onchange(values, list(values), fields_spec)["value"]
        )

    def test_a_form_fills_nothing_in_from_a_pooled_customer(self):
        spec = {"partner_id": NAME, "email_from": {}}
        lead = self.filled_in("crm.lead", {"partner_id": self.mine.id}, spec, self.a)
        self.assertEqual(lead["email_from"], "mine@acme.example")
        for model, values, fields_spec in (
            ("crm.lead", {"partner_id": self.partner.id}, spec),
            (
                "sale.order",
                {"partner_id": self.partner.id},
                {"partner_invoice_id": NAME},
            ),
            ("sale.order", {"partner_invoice_id": self.contact.id}, {"note": {}}),
            ("calendar.event", {"partner_ids": [(4, self.contact.id)]}, {"name": {}}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.filled_in(model, values, fields_spec, self.a)

    def test_no_record_names_a_pooled_customer(self):
        order = self.order.with_user(self.a)
        header = self.partner.trade_header_ids
        self.assertTrue(header)
        for values in (
            {"partner_invoice_id": self.partner.id},
            {"partner_shipping_id": self.contact.id},
            {"trade_header_id": header.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                order.write(values)
        for model, values in (
            ("calendar.filters", {"user_id": self.a.id, "partner_id": self.contact.id}),
            ("res.partner.category", {"name": "T", "partner_ids": self.contact.ids}),
            (
                "res.partner.category",
                {"name": "T", "partner_ids": [(6, 0, self.partner.ids)]},
            ),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.a).create(values)

    def test_a_pooled_lead_is_not_named_either(self):
        self.pool.take_leads = True
        lead = self.env["crm.lead"].create({"name": "Secret lead", "user_id": False})
        lead.action_trade_to_pool()
        with self.assertRaises(AccessError):
            self.order.with_user(self.a).opportunity_id = lead

    def test_nobody_writes_to_the_people_of_a_pooled_customer(self):
        mine = self.mine.with_user(self.a)
        for record in (mine, mine.sudo()):  # sudo: as the message's route posts
            with self.assertRaises(AccessError):
                record.message_post(body="Hello", partner_ids=self.contact.ids)
            with self.assertRaises(AccessError):
                record.message_subscribe(self.contact.ids)
        self.assertTrue(mine.message_post(body="Hello", partner_ids=self.mine.ids))

    def test_managers_link_them(self):
        self.pool.manager_ids = self.c
        for user in (self.manager, self.c):
            value = self.filled_in(
                "crm.lead", {"partner_id": self.partner.id}, {"email_from": {}}, user
            )
            self.assertEqual(value["email_from"], SECRET)

    def test_after_the_claim_it_is_linked(self):
        self.entry.with_user(self.a).action_claim()
        order = self.order.with_user(self.a)
        order.partner_invoice_id = self.partner
        self.assertEqual(order.partner_invoice_id, self.partner)

    def test_own_questions_about_a_pooled_customer_are_out_of_reach(self):
        questions = self.env["trade.question"].with_user(self.a)
        asked = {
            customer: self.env["trade.question"].create(
                {
                    "name": "Which plating?",
                    "partner_id": customer.id,
                    "asked_by_id": self.a.id,
                    "user_id": self.b.id,
                    "date_due": "2027-01-04",
                }
            )
            for customer in (self.mine, self.partner)
        }
        found = questions.search([("name", "=", "Which plating?")])
        self.assertEqual(found, asked[self.mine])
