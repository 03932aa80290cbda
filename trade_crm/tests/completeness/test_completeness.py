# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ...models.completeness import trade_completeness_rule
from ..identity.common import USCC, TradeCase


class CompletenessCase(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["trade.completeness.rule"]
        cls.rules.search([]).unlink()

    @classmethod
    def _rule(cls, name, weight, field=None, **vals):
        if field:
            vals["field_id"] = cls.env["ir.model.fields"]._get("res.partner", field).id
        else:
            vals["kind"] = "domain"
        return cls.rules.create({"name": name, "weight": weight, **vals})


@tagged("post_install", "-at_install")
class TestScore(CompletenessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls._rule("Country", 10, "country_id")
        cls.contact = cls._rule(
            "Contact", 20, domain="[('child_ids', 'any', [('email', '!=', False)])]"
        )
        cls.website = cls._rule(
            "Website", 30, "website", applies_domain="[('country_id.code', '=', 'DE')]"
        )

    def test_weights(self):
        """Acme, in Germany: 10 of 60. Bolt, nowhere: 0 of 30, the website not asked."""
        self.assertEqual(self.acme.trade_completeness, 16)
        self.assertEqual(self.bolt.trade_completeness, 0)
        self.acme.with_user(self.ann).website = "https://acme.example"
        self.assertEqual(self.acme.trade_completeness, 66)
        person = self.env["res.partner"].create(
            {"name": "Eva", "parent_id": self.acme.id}
        )
        self.assertEqual(self.acme.trade_completeness, 66)
        person.email = "eva@acme.example"
        self.assertEqual(self.acme.trade_completeness, 100)
        self.bolt.country_id = self.china
        person.active = False
        self.assertEqual(self.acme.trade_completeness, 66)
        person.write({"active": True, "parent_id": self.bolt.id})
        self.assertEqual(self.acme.trade_completeness, 66)
        self.assertEqual(self.bolt.trade_completeness, 100)  # 30 of 30
        person.unlink()
        self.assertEqual(self.bolt.trade_completeness, 33)

    def test_new_customer_with_contacts(self):
        company = self.env["res.partner"].create(
            {
                "name": "New GmbH",
                "is_company": True,
                "country_id": self.germany.id,
                "child_ids": [
                    Command.create({"name": "Jo", "email": "jo@new.example"})
                ],
            }
        )
        self.assertEqual(company.trade_completeness, 50)
        self.assertEqual(
            company.trade_archive["missing"], ["Website"], "in the words of the rule"
        )
        self.assertFalse(company.child_ids.trade_archive, "a person has no archive")

    def test_new_customer_alone(self):
        company = self._company("Lone Ltd", country=self.germany)
        self.assertEqual(company.trade_completeness, 16)

    def test_header(self):
        self._rule(
            "Code",
            30,
            domain="[('trade_header_ids', 'any', [('credit_code', '!=', False)])]",
        )
        self.assertEqual(self.acme.trade_completeness, 11)  # 10 of 90
        header = self._header(
            self.acme, "Acme China", code_kind="uscc", credit_code=USCC
        )
        self.assertEqual(self.acme.trade_completeness, 44)
        header.unlink()
        self.assertEqual(self.acme.trade_completeness, 11)

    def test_rules_change_scores_at_once(self):
        self.country.weight = 30
        self.assertEqual(self.acme.trade_completeness, 37)  # 30 of 80
        self.contact.active = False
        self.assertEqual(self.acme.trade_completeness, 50)
        self.website.unlink()
        self.assertEqual(self.acme.trade_completeness, 100)
        self.country.unlink()
        self.assertEqual(self.acme.trade_completeness, 100, "nothing is asked for")

    def test_large_database_waits_for_the_job(self):
        triggered = []
        cron = self.env.registry["ir.cron"]
        with (
            patch.object(trade_completeness_rule, "AT_ONCE", 1),
            patch.object(cron, "_trigger", lambda job, at=None: triggered.append(job)),
        ):
            self.country.weight = 30
        self.assertEqual(
            triggered, [self.env.ref("trade_crm.cron_completeness")], "once"
        )
        self.assertEqual(self.acme.trade_completeness, 16)
        with (
            patch.object(trade_completeness_rule, "BATCH", 1),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("trade_crm.cron_completeness").method_direct_trigger()
        self.acme.invalidate_recordset()
        self.assertEqual(self.acme.trade_completeness, 37)

    def test_job_goes_on_where_it_stopped(self):
        self.env.cr.execute("UPDATE res_partner SET trade_completeness = NULL")
        self.env.invalidate_all()
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("trade_crm.completeness_cursor", str(self.acme.id))
        cron = self.env.registry["ir.cron"]
        with (
            patch.object(trade_completeness_rule, "BATCH", 1),
            patch.object(cron, "_commit_progress", lambda *args, **kw: 0.0),
        ):
            self.rules._cron_refresh()  # its time is up after one batch
        self.assertEqual(self.acme.trade_completeness, 0, "passed already")
        following = self.env["res.partner"].search(
            [("is_company", "=", True), ("id", ">", self.acme.id)], order="id", limit=1
        )
        self.assertEqual(
            params.get_param("trade_crm.completeness_cursor"), str(following.id)
        )

    def test_missing_customers(self):
        self.assertIn(self.acme, self._behind(self.website))
        self.assertNotIn(self.bolt, self._behind(self.website), "not asked of him")
        self.assertIn(self.bolt, self._behind(self.country))

    def _behind(self, rule):
        action = rule.action_missing()
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(len(found), rule.missing_count)
        return found

    def test_one_query_for_many(self):
        companies = self.env["res.partner"].create(
            [{"name": f"Firm {i}", "is_company": True} for i in range(50)]
        )
        self._rule("Reference", 10, "ref")
        companies[:1].ref = "A"
        self.env.flush_all()
        with self.assertQueryCount(6):
            companies[1:].ref = "A"
            self.env.flush_all()
        self.assertEqual(set(companies.mapped("trade_completeness")), {25})  # 10 of 40
        self.env.invalidate_all()
        companies.fetch(["trade_completeness", "is_company", "commercial_partner_id"])
        with self.assertQueryCount(8):
            companies.mapped("trade_archive")

    def test_many_batches_are_one(self):
        """Odoo computes in batches; a flush in one must not begin the others in it."""
        partners = type(self.env["res.partner"])
        scored = []

        def scores(model, ids):
            scored.append(len(ids))
            return original(model, ids)

        original = partners._trade_scores
        self.patch(partners, "_trade_scores", scores)
        with patch("odoo.orm.fields.PREFETCH_MAX", 2):
            customers = self.env["res.partner"].create(
                [
                    {"name": f"Batch {n}", "is_company": True, "country_id": country.id}
                    for n, country in enumerate([self.env.ref("base.fr")] * 20)
                ]
            )
            self.env.flush_all()
        self.assertEqual(scored, [20])
        self.assertEqual(set(customers.mapped("trade_completeness")), {33})

    def test_other_fields_cost_nothing(self):
        self.assertNotIn("comment", self.rules._watched()[0])
        before = self.acme.trade_archive_date
        self.acme.with_user(self.ann).comment = "Nice people"
        self.assertEqual(self.acme.trade_archive_date, before)

    def test_only_administrators_set_rules(self):
        with self.assertRaises(AccessError):
            self.country.with_user(self.boss).weight = 5
        admin = self._user("admin", "trade_crm.group_trade_admin")
        self.country.with_user(admin).weight = 5
        self.assertEqual(self.acme.trade_completeness, 9)  # 5 of 55


@tagged("post_install", "-at_install")
class TestExpressions(CompletenessCase):
    def _refused(self, text, hint=""):
        with self.assertRaisesRegex(ValidationError, f"can't be used.*{hint}"):
            self._rule("Odd", 10, domain=text)

    def test_refused(self):
        self._refused("[('no_such_field', '=', 1)]", "no_such_field")
        self._refused("[('user_id.password', '!=', False)]", "password")
        self._refused("__import__('os')")
        self._refused("[('name', '=like', '%a%a%')]", "=like")
        self._refused("[('name', '=', 'x')")
        self._refused(
            "[('child_ids', 'any', [('user_ids.password', '!=', False)])]", "password"
        )
        self._refused("[('child_ids', 'any', 'x')]")
        self._refused("['|'] * 3")
        self._refused(str([("name", "=", "x")] * 21), "too many conditions")
        self._refused(str([("id", "in", list(range(201)))]), "too many values")
        self._refused("[('user_id.company_id.partner_id.name', '=', 'x')]", "too many")
        self._refused(" " * 10 + repr([("name", "=", "x" * 3000)]), "too long")
        self._refused("[('child_ids', 'any!', [('email', '!=', False)])]")
        self._refused("[('country_id', '>', 'abc', 4)]")

    def test_empty_condition(self):
        with self.assertRaisesRegex(ValidationError, "is empty"):
            self._rule("Odd", 10, domain="[]")
        with self.assertRaisesRegex(ValidationError, "Choose a field"):
            self.rules.create({"name": "Odd", "kind": "field"})

    def test_weight(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._rule("Odd", 0, "country_id")

    def test_offered(self):
        """What the domain editor writes works, whatever kind of field it is about."""
        for domain in (
            "['|', ('category_id', '!=', False), ('category_id.name', 'ilike', 'a')]",
            "[('property_payment_term_id', '!=', False)]",
            "[('color', '>', 0)]",
            "['!', ('child_ids', '=', False)]",
            "[('child_ids', 'not any', [('email', '=', False)])]",
            "[('country_id', 'in', [1, 2, 3])]",
            "[('parent_id.child_ids', '!=', False)]",
            "[('create_date', '>', '2020-01-01')]",
        ):
            rule = self._rule("Fine", 10, domain=domain)
            found = self.env["res.partner"].search(rule._met_domain())
            for partner in (self.acme, self.bolt):
                self.assertEqual(
                    partner.trade_completeness, 100 * (partner in found), domain
                )
            rule.unlink()


@tagged("post_install", "-at_install")
class TestFreshness(CompletenessCase):
    def _quiet(self, partner, days):
        """Nothing has happened with the customer for some days."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '999 days',"
            " trade_archive_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days, minutes=1), partner.id],
        )
        self.env.invalidate_all()

    def _stale(self):
        return self.env["res.partner"].search([("trade_stale", "=", True)])

    def test_limit(self):
        self._quiet(self.acme, 89)
        self.assertFalse(self.acme.trade_stale)
        self.assertEqual(self.acme.trade_freshness, 1)  # 89 of 90 days gone
        self.assertNotIn(self.acme, self._stale())
        self._quiet(self.acme, 90)
        self.assertTrue(self.acme.trade_stale)
        self.assertEqual(self.acme.trade_freshness, 0)
        self.assertIn(self.acme, self._stale())
        self.env.company.trade_fresh_days = 180
        self.env.invalidate_all()
        self.assertFalse(self.acme.trade_stale)
        self.assertEqual(self.acme.trade_freshness, 50)
        self.assertNotIn(self.acme, self._stale())
        other = self.env["res.company"].create(
            {"name": "Second House", "trade_fresh_days": 10}
        )
        self.assertTrue(self.acme.with_company(other).trade_stale)

    def test_what_makes_fresh(self):
        self._rule("City", 10, "city")
        self._rule(
            "Contact", 20, domain="[('child_ids', 'any', [('email', '!=', False)])]"
        )
        person = self.env["res.partner"].create(
            {"name": "Eva", "parent_id": self.acme.id}
        )
        acme = self.acme.with_user(self.ann)
        for name, act in {
            "change": lambda: acme.write({"city": "Bremen"}),
            "check": acme.action_trade_archive_checked,
            "person": lambda: person.with_user(self.ann).write(
                {"email": "e@a.example"}
            ),
            "contact": lambda: acme.trade_log_interaction("wechat"),
        }.items():
            self._quiet(self.acme, 400)
            self.assertTrue(self.acme.trade_stale, name)
            act()
            self.acme.invalidate_recordset()
            self.assertFalse(self.acme.trade_stale, name)
            self.assertEqual(self.acme.trade_freshness, 100, name)

    def test_system_makes_nothing_fresh(self):
        """What a job writes is no sign that somebody looked."""
        self._rule("City", 10, "city")
        self._quiet(self.acme, 400)
        self.acme.sudo().city = "Bremen"
        self.assertTrue(self.acme.trade_stale)

    def test_new_archive_is_fresh(self):
        self.assertFalse(self.bolt.trade_stale)
        self.assertNotIn(self.bolt, self._stale())

    def test_search_says_what_the_form_says(self):
        stale = self._stale()
        everybody = self.env["res.partner"].search([("is_company", "=", True)])
        for partner in everybody:
            self.assertEqual(partner.trade_stale, partner in stale, partner.name)
        fresh = self.env["res.partner"].search(
            [("is_company", "=", True), ("trade_stale", "=", False)]
        )
        self.assertEqual(fresh, everybody - stale)

    def test_incomplete(self):
        self._rule("City", 10, "city")
        found = self.env["res.partner"].search([("trade_incomplete", "=", True)])
        self.assertIn(self.acme, found)
        self.acme.city = "Bremen"
        found = self.env["res.partner"].search([("trade_incomplete", "=", True)])
        self.assertNotIn(self.acme, found)
        self.assertIn(self.bolt, found)

    def test_limits_of_the_limit(self):
        for value in (0, -1, 99999):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.env.company.trade_fresh_days = value
                self.env.flush_all()

    def test_stranger_confirms_nothing(self):
        with self.assertRaises(AccessError):
            self.bolt.with_user(self.ann).action_trade_archive_checked()
