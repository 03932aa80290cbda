# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSpreadsheetDashboard(TransactionCase):
    def setUp(self):
        super().setUp()
        self.dashboard = self.env.ref("trade_crm_spreadsheet.dashboard_customers")
        self.data = json.loads(self.dashboard.spreadsheet_data)

    def sources(self):
        """Yield model, domain and fields of every pivot, list and chart."""
        for pivot in self.data["pivots"].values():
            names = [measure["fieldName"] for measure in pivot["measures"]]
            names += [row["fieldName"] for row in pivot["rows"]]
            yield pivot["model"], pivot["domain"], names, pivot["fieldMatching"]
        for found in self.data["lists"].values():
            yield (
                found["model"],
                found["domain"],
                found["columns"],
                found["fieldMatching"],
            )
        for figure in self.data["sheets"][0]["figures"]:
            chart = figure["data"]
            if chart["type"].startswith("odoo_"):
                meta = chart["metaData"]
                names = [name.split(":")[0] for name in meta["groupBy"]]
                yield (
                    meta["resModel"],
                    chart["searchParams"]["domain"],
                    [*names, meta["measure"]],
                    chart["fieldMatching"],
                )

    def test_everything_it_names_exists(self):
        filters = {one["id"] for one in self.data["globalFilters"]}
        found = list(self.sources())
        self.assertEqual(len(found), 11)
        for model, domain, names, matching in found:
            Model = self.env[model]
            Domain(domain).validate(Model)
            self.assertLessEqual(set(matching), filters)
            chains = [match["chain"] for match in matching.values()]
            for name in {*names, *chains} - {"__count"}:
                self.assertIn(name, Model._fields)
        for menu in self.data["chartOdooMenusReferences"].values():
            self.assertTrue(self.env.ref(menu))

    def test_for_members_only(self):
        member, outsider = (
            new_test_user(self.env, login, groups=f"base.group_user{groups}")
            for login, groups in (
                ("member", ",trade_crm.group_trade_user"),
                ("outsider", ""),
            )
        )
        self.assertTrue(self.dashboard.with_user(member).has_access("read"))
        self.assertFalse(self.dashboard.with_user(outsider).has_access("read"))
