# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


def pre_init_hook(env):
    """Make the stored column empty: nobody is in a pool before there is one."""
    if not column_exists(env.cr, "res_partner", "trade_pool_id"):
        create_column(env.cr, "res_partner", "trade_pool_id", "int4")


def uninstall_hook(env):
    """Drop the ledger's guard, so that nothing of it stays in the database."""
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS trade_pool_move_keep() CASCADE"))
    _forget_inherits(env)


def _forget_inherits(env):
    """Drop names that trade_crm holds on inheritances of this addon's models.

    trade_crm extends mail.thread, so Odoo notes each of this addon's threads under
    trade_crm too, and leaves those notes behind when the models go.
    """
    own = env["ir.model.data"].search(
        [("module", "=", "trade_crm_pool"), ("model", "=", "ir.model.inherit")]
    )
    env["ir.model.data"].search(
        [
            ("module", "=", "trade_crm"),
            ("model", "=", "ir.model.inherit"),
            ("res_id", "in", own.mapped("res_id")),
        ]
    ).unlink()
