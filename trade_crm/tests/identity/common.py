# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

# A USCC with right check digits: its last digit changed is a wrong one.
USCC = "91440300708461136T"
USCC_WRONG = "914403007084611361"


class TradeCase(TransactionCase):
    """Two salespeople with a customer each, one who sees all, a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.ann = cls._user(
            "ann",
            "base.group_user,base.group_allow_export,"
            "sales_team.group_sale_salesman_all_leads,trade_crm.group_trade_user",
        )
        cls.bob = cls._user("bob", "trade_crm.group_trade_user")
        cls.all = cls._user("all", "trade_crm.group_trade_user_all")
        cls.boss = cls._user("boss", "trade_crm.group_trade_manager")
        cls.clerk = cls._user("clerk", "sales_team.group_sale_salesman_all_leads")
        cls.germany = cls.env.ref("base.de")
        cls.china = cls.env.ref("base.cn")
        cls.acme = cls._company("Acme Handels GmbH", cls.ann, country=cls.germany)
        cls.bolt = cls._company("Bolt Trading Ltd", cls.bob)
        cls.free = cls._company("Nobody's Trading SA")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env, login=f"trade_{login}", groups=groups, name=login.title()
        )

    @classmethod
    def _company(cls, name, owner=None, country=None, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "user_id": owner.id if owner else False,
                "country_id": country.id if country else False,
                **vals,
            }
        )

    @contextmanager
    def _refused(self, words, error=ValidationError):
        """Expect a refusal that says ``words`` (a pattern) and leaves nothing."""
        with self.assertRaises(error) as caught:
            yield caught
        self.assertRegex(str(caught.exception), words)

    @classmethod
    def _header(cls, partner, name, **vals):
        return cls.env["trade.header"].create(
            {"partner_id": partner.id, "name": name, **vals}
        )
