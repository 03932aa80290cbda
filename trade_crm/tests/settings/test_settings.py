# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..identity.common import TradeCase


@tagged("post_install", "-at_install")
class TestSettings(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("admin", "trade_crm.group_trade_admin")
        cls.house = cls.env.company

    def _settings(self, user, **vals):
        return self.env["res.config.settings"].with_user(user).create(vals)

    def _form(self, user):
        settings = self.env["res.config.settings"].with_user(user)
        view = self.env.ref("base.res_config_settings_view_form")
        return etree.fromstring(settings.get_view(view.id)["arch"])

    def test_administrator_of_trade_sees_his_page_alone(self):
        self.assertEqual(
            [app.get("name") for app in self._form(self.admin).iter("app")],
            ["trade_crm"],
        )
        root = self.env.ref("base.user_admin")
        apps = [app.get("name") for app in self._form(root).iter("app")]
        self.assertIn("trade_crm", apps)
        self.assertGreater(len(apps), 2)

    def test_he_sets_it(self):
        form = Form(
            self.env["res.config.settings"].with_user(self.admin),
            "base.res_config_settings_view_form",
        )
        form.trade_fresh_days = 45
        settings = form.save()
        self.assertEqual(settings.execute()["tag"], "reload")
        self.assertEqual(self.house.trade_fresh_days, 45)
        self.assertEqual(settings.trade_fresh_days, 45)
        self.assertEqual(settings.display_name, "Settings")

    def test_what_only_the_rooms_know_how_to_set(self):
        """A setting that is kept elsewhere than on the company is carried out too."""
        domain = self.env["mail.alias.domain"].create({"name": "trade.example"})
        settings = self._settings(
            self.admin,
            trade_case_alias="claims",
            trade_case_alias_domain_id=domain.id,
        )
        settings.execute()
        alias = self.env["mail.alias"].search([("alias_name", "=", "claims")])
        self.assertEqual(alias.alias_model_id.model, "trade.case")

    def test_he_switches_a_part_off_and_on(self):
        people = self.env.ref("trade_crm.group_trade_user")
        part = self.env.ref("trade_crm.group_trade_use_cases")
        for on in (False, True):
            self._settings(self.admin, group_trade_use_cases=on)
            self.assertEqual(part <= people.all_implied_ids, on)

    def test_and_nothing_else(self):
        with self.assertRaises(AccessError):
            self._settings(self.admin, group_multi_currency=True)
        with self.assertRaises(AccessError):
            self._settings(self.admin, company_name="Mine now")
        with self.assertRaises(AccessError):
            self._settings(self.admin).set_values()
        with self.assertRaises(AccessError):
            self._settings(self.admin).write({"group_multi_currency": True})
        other = self.env["res.company"].create({"name": "Second House"})
        with self.assertRaises(AccessError):
            self._settings(self.admin, company_id=other.id, trade_fresh_days=5)
        self.assertEqual(other.trade_fresh_days, 90)
        with self.assertRaises(AccessError):
            self._settings(self.boss, trade_fresh_days=5)

    def test_every_setting_is_explained_and_has_a_default(self):
        """Whoever opens the page reads what each choice does."""
        form = self._form(self.env.ref("base.user_admin"))
        (app,) = form.xpath("//app[@name='trade_crm']")
        settings = self.env["res.config.settings"]
        names = [node.get("name") for node in app.iter("field")]
        self.assertGreater(len(names), 5)
        fresh = self.env["res.company"].create({"name": "Third House"})
        for setting in app.iter("setting"):
            shown = [
                settings._fields[node.get("name")] for node in setting.iter("field")
            ]
            helps = [setting.get("help"), *(field.help for field in shown[:1])]
            self.assertTrue(any(helps), etree.tostring(setting)[:200])
        for name in names:
            field = settings._fields[name]
            if not name.startswith("trade_") or field.type in ("many2one", "many2many"):
                continue
            if field.type in ("boolean", "char") or not field.related:
                continue
            kept = field.related.split(".")[1]
            self.assertIsNot(fresh[kept], False, f"{name} has no default")

    def test_titles_are_unique(self):
        form = self._form(self.env.ref("base.user_admin"))
        titles = form.xpath("//app[@name='trade_crm']//block/@title")
        self.assertEqual(len(titles), len(set(titles)))


@tagged("post_install", "-at_install")
class TestStart(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("admin", "trade_crm.group_trade_admin")

    def _start(self, user):
        return self.env["trade.start"].with_user(user)

    def test_for_who_sets_up(self):
        self.assertFalse(self._start(self.ann).panel())
        self.assertTrue(self._start(self.boss).panel())
        names = [step["name"] for step in self._start(self.admin).panel()["steps"]]
        self.assertIn("archive", names)

    def test_take_and_close(self):
        start = self._start(self.admin)
        self.assertEqual(
            start.take("archive"), "trade_crm.action_trade_completeness_rule"
        )
        steps = {step["name"]: step["done"] for step in start.panel()["steps"]}
        self.assertTrue(steps["archive"])
        self.assertFalse(steps["settings"])
        start.close()
        self.assertFalse(start.panel())
        self.assertFalse(self._start(self.boss).panel(), "for everybody")

    def test_not_for_others(self):
        with self.assertRaises(AccessError):
            self._start(self.ann).close()
        with self.assertRaises(AccessError):
            self._start(self.boss).take("settings")
        with self.assertRaises(AccessError):
            self._start(self.admin).take("no such step")

    def test_every_step_leads_somewhere(self):
        root = self.env.ref("base.user_admin")
        for step in self.env["trade.start"].with_user(root)._steps():
            self.assertTrue(self.env.ref(step["action"]))
