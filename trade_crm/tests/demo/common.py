# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.trade_crm.models.demo.trade_demo import QUIET
from odoo.modules import Manifest
from odoo.tests import TransactionCase
from odoo.tools import convert_file, mute_logger


class DemoCase(TransactionCase):
    """A company with the demo data, loaded for the test where the database has none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("trade_crm.demo_user_sales1", raise_if_not_found=False):
            cls._load_demo()
        cls.partners = cls.env["res.partner"].concat(
            *cls.env["trade.demo"]
            ._demo_records("demo_partner_", "res.partner")
            .values()
        )
        cls.user = cls.env.ref("trade_crm.demo_user_sales1")

    @classmethod
    def _load_demo(cls):
        """What an installation with demo data does; undone with the test."""
        quiet = cls.env(context={**cls.env.context, **QUIET})
        with mute_logger("odoo.tools.convert"):
            for name in Manifest.for_addon("trade_crm")["demo"]:
                convert_file(quiet, "trade_crm", name, {}, "init", noupdate=True)
        cls.env.flush_all()
        cls.env.invalidate_all()
