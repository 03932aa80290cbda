# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A pool over loaded sales says who falls back, on which day and why."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import SAMPLE, package, rows_of

NOON = "2026-11-29 12:00:00"
TODAY = date(2026, 11, 29)


@tagged("standard", "post_install", "-at_install")
class TestPoolOfRealSales(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        history, setup, pools, orm = package("history", "setup", "pools", "orm")
        plan = history.build(rows_of(SAMPLE), {"france": "FR", "germany": "DE"})
        users = cls.env["res.users"].concat(
            *(
                new_test_user(cls.env, f"sales_{name}", "trade_crm.group_trade_user")
                for name in "abc"
            )
        )
        with patch.object(cls.env.cr, "commit", cls.env.cr.flush), freeze_time(NOON):
            company = setup.find_company(cls.env, "Sales with a pool", "GBP")
            setup.give_access(cls.env, company, users)
            prepared = setup.prepare(cls.env, plan, company, users, lambda *said: None)
            own = setup.quiet(cls.env, company.id)
            documents, settlements = plan.documents, plan.settlements
            orm.make_all(own, prepared, documents, settlements, timedelta(0))
            pools.set_up(own, prepared, plan, company)
        cls.partners = prepared.partners
        cls.pool = cls.env["trade.pool"].search([("company_id", "=", company.id)])

    def test_who_falls_back_and_why(self):
        """The file ends on 9 December 2011, which is today here.

        C3 (Germany) ordered last 368 days before, C4 (country unknown) 354, C5
        (Great Britain) 353, C6 (Germany) 300, C2 (France) 191 and C1 on the day. At
        home a customer falls back on the 301st day, abroad on the 241st.
        """
        self.assertEqual(self.pool.member_ids.mapped("weight"), [3, 2, 1])
        self.assertEqual(self.pool.scope_count, 6)
        with freeze_time(NOON):
            self.assertEqual(
                self.rows(TODAY + timedelta(days=1)),
                {
                    "C3": (-368 + 241, "Abroad, no order for 240 days"),
                    "C4": (-354 + 241, "Abroad, no order for 240 days"),
                    "C5": (-353 + 301, "No order for 300 days"),
                    "C6": (-300 + 241, "Abroad, no order for 240 days"),
                },
            )
            later = self.rows(TODAY + timedelta(days=50))
        self.assertEqual(later["C2"], (50, "Abroad, no order for 240 days"))
        self.assertNotIn("C1", later)

    def rows(self, until):
        """{customer: (days from today, rule)} of a preview."""
        keys = {partner: key for key, partner in self.partners.items()}
        return {
            keys[row["partner_id"]]: ((row["date"] - TODAY).days, row["rule"])
            for row in self.pool.preview_recycle(until)
        }
