# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..identity.common import TradeCase


@tagged("post_install", "-at_install")
class TestTwoCompanies(TradeCase):
    """What is filed, known or judged of a customer goes where the customer goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Second House"})
        cls.boss.company_ids = [Command.set(cls.env.company.ids)]
        cls.theirs = cls._company("Only There Ltd", company_id=cls.other.id)
        of_theirs = {"partner_id": cls.theirs.id}
        campaign = cls.env["utm.campaign"].create({"name": "Fair"})
        question = cls.env["trade.qualification.criterion"].create({"name": "Size?"})
        qualification = cls.env["trade.qualification"].create(of_theirs)
        qualification.answer_ids = [
            Command.clear(),
            Command.create({"criterion_id": question.id}),
        ]
        made = {
            "trade.header": {"name": "Only There Holding"},
            "trade.collaborator": {"user_id": cls.bob.id},
            "trade.credit.event": {"kind": "bounce"},
            "trade.credit.insurance": {"insurer": "Sinosure", "amount": 10},
            "trade.credit.reference": {"source": "Bank"},
            "trade.grade.move": {"date": "2026-01-05"},
            "trade.review.action": {"name": "Visit"},
            "trade.question": {"name": "In stock?", "user_id": cls.bob.id},
            "trade.campaign.reach": {"campaign_id": campaign.id},
        }
        cls.records = [
            cls.env[model].create({**of_theirs, **vals}) for model, vals in made.items()
        ]
        cls.records += [qualification, qualification.answer_ids]

    def test_a_manager_of_one_company(self):
        for record in self.records:
            mine = record.with_user(self.boss)
            self.assertFalse(mine.search([("id", "=", record.id)]), record._name)
            with self.assertRaises(AccessError, msg=record._name):
                mine.read(["display_name"])

    def test_a_manager_of_both(self):
        self.boss.company_ids = [Command.link(self.other.id)]
        both = (self.env.company | self.other).ids
        for record in self.records:
            found = record.with_user(self.boss).with_context(allowed_company_ids=both)
            self.assertTrue(found.search([("id", "=", record.id)]), record._name)

    def test_a_customer_of_all_companies(self):
        self.theirs.company_id = False
        for record in self.records:
            found = record.with_user(self.boss).search([("id", "=", record.id)])
            self.assertTrue(found, record._name)
