# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .trade_exposure import Limit


class TradeGroup(models.Model):
    _inherit = "trade.group"

    credit_limit = fields.Monetary(
        currency_field="credit_currency_id",
        tracking=True,
        help="What all companies of the group and its subgroups may owe together; "
        "0: no limit of the group.",
    )
    credit_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the limit",
        default=lambda self: self.env.company.currency_id,
    )
    trade_exposure = fields.Json(string="Exposure", compute="_compute_trade_exposure")

    @api.constrains("credit_limit", "credit_currency_id")
    def _check_credit_limit(self):
        for group in self:
            if group.credit_limit < 0:
                raise ValidationError(
                    self.env._(
                        "A credit limit can't be below zero. Enter 0 for no limit of "
                        "the group."
                    )
                )
            if group.credit_limit and not group.credit_currency_id:
                raise ValidationError(
                    self.env._("Choose the currency of the group's credit limit.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_limit_right(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_limit_right(vals, written=True)
        return super().write(vals)

    def _check_limit_right(self, vals, written=False):
        """A group's limit is the manager's word."""
        if self.env.su or not (written or vals.get("credit_limit")):
            return
        if {"credit_limit", "credit_currency_id"} & vals.keys() and not (
            self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            raise AccessError(self.env._("Only a manager sets a group's credit limit."))

    @api.depends_context("company", "uid", "lang")
    @api.depends("credit_limit", "credit_currency_id", "partner_ids")
    def _compute_trade_exposure(self):
        Exposure = self.env["trade.exposure"]
        company = self.env.company
        for group in self:
            group.trade_exposure = False
            if company.trade_exposure_mode == "off" or not group._origin:
                continue
            members = self.env["res.partner"].sudo()  # the sum is the whole group's
            members = members.with_context(active_test=False)
            members = members.search([("trade_group_id", "child_of", group._origin.id)])
            limits = []
            if group.credit_limit > 0 and group.credit_currency_id:
                amount = Exposure._limit_amount(
                    group.credit_limit, group.credit_currency_id.id, company
                )
                limits = [Limit(group, amount, members.ids)]
            group.trade_exposure = Exposure._page(members, company, limits)
