# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import tagged

from ..common import write_invoices


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 10:00:00")
class TestKnownFields(AccountTestInvoicingCommon):
    """Null is not zero: on the record, read by a client, exported, searched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env.user.group_ids += cls.env.ref("trade_crm.group_trade_admin")
        cls.buyer, cls.asker = cls.env["res.partner"].create(
            [{"name": "Buyer"}, {"name": "Asker"}]
        )
        write_invoices(
            cls.env,
            cls.company,
            cls.company_data["default_journal_sale"],
            [(cls.buyer.id, date(2026, 6, 30), 100, False)],
        )
        cls.env["sale.order"].create(
            {"partner_id": cls.asker.id, "company_id": cls.company.id}
        )
        cls.env["trade.customer.metric"].refresh(cls.company)
        cls.metrics = cls.env["trade.customer.metric"].search(
            [("company_id", "=", cls.company.id)]
        )

    def test_read(self):
        names = ["recency_days", "average_order_value", "hit_rate", "days_to_pay"]
        by_partner = {
            row["partner_id"][0]: [row[name] for name in names]
            for row in self.metrics.read(["partner_id", *names])
        }
        self.assertEqual(by_partner[self.buyer.id], [0, 100, False, False])
        self.assertIsNot(by_partner[self.buyer.id][0], False)  # ordered today
        for value in by_partner[self.asker.id]:
            self.assertIs(value, False)

    def test_export(self):
        exported = self.metrics.sorted("monetary").export_data(
            ["recency_days", "average_order_value", "hit_rate"]
        )["datas"]
        self.assertEqual(exported, [["", "", ""], [0, 100.0, ""]])

    def test_search_and_averages(self):
        Metric = self.env["trade.customer.metric"]
        mine = [("company_id", "=", self.company.id)]
        unknown = Metric.search([*mine, ("recency_days", "=", False)])
        self.assertEqual(unknown.partner_id, self.asker)
        self.assertEqual(
            Metric.search([*mine, ("recency_days", "<", 5)]).partner_id, self.buyer
        )
        [(value,)] = Metric._read_group(mine, [], ["recency_days:avg"])
        self.assertEqual(value, 0)
        [(rate,)] = Metric._read_group(mine, [], ["hit_rate:avg"])
        self.assertFalse(rate)
