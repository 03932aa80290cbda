# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What the figures' copied links point to says when it is deleted."""

from odoo import api, models

from ..copied_fields import forget


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_copies(self):
        forget(self)


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_copies(self):
        forget(self)


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.ondelete(at_uninstall=False)
    def _unlink_copies(self):
        forget(self)


class TradeGroup(models.Model):
    _inherit = "trade.group"

    @api.ondelete(at_uninstall=False)
    def _unlink_copies(self):
        forget(self)
