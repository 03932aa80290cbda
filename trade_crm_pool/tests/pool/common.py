# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, new_test_user


class PoolCase(TransactionCase):
    """A pool with three members A, B, C of weights 3, 2, 1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["trade.pool"].search([]).active = False
        cls.a, cls.b, cls.c = (
            new_test_user(cls.env, f"pool_{name}", "trade_crm.group_trade_user")
            for name in "abc"
        )
        cls.manager = new_test_user(
            cls.env, "pool_manager", "trade_crm.group_trade_manager"
        )
        cls.pool = cls.env["trade.pool"].create(
            {
                "name": "Europe",
                "tz": "UTC",
                "scope_domain": "[('ref', '=', 'pooltest')]",
                "member_ids": [
                    (
                        0,
                        0,
                        {"user_id": user.id, "weight": weight, "sequence": weight * -1},
                    )
                    for user, weight in ((cls.a, 3), (cls.b, 2), (cls.c, 1))
                ],
            }
        )
        cls.members = {member.user_id: member for member in cls.pool.member_ids}

    @classmethod
    def customers(cls, count, **values):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {i}",
                    "is_company": True,
                    "ref": "pooltest",
                    **values,
                }
                for i in range(count)
            ]
        )

    @classmethod
    def pooled(cls, count, **values):
        """Return customers in the pool, and their entries in the same order."""
        partners = cls.customers(count, **values)
        cls.pool._put(partners, "test")
        entries = cls.env["trade.pool.entry"].search(
            [("partner_id", "in", partners.ids)], order="partner_id"
        )
        return partners, entries
