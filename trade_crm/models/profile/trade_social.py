# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...formats import FormatError, social_account
from .format_text import refusal


class TradeSocial(models.Model):
    """An account of a customer or contact that opens in one click."""

    _name = "trade.social"
    _description = "Social Account"
    _inherit = ["trade.person.mixin"]
    _order = "kind, id"
    _rec_name = "account"

    kind = fields.Selection(
        selection=[
            ("whatsapp", "WhatsApp"),
            ("wechat", "WeChat"),
            ("linkedin", "LinkedIn"),
            ("facebook", "Facebook"),
            ("other", "Other"),
        ],
        string="Network",
        required=True,
        default="whatsapp",
    )
    account = fields.Char(
        required=True,
        index="btree_not_null",
        help="WhatsApp: the phone number. WeChat: the WeChat ID or phone number. "
        "Others: the address of the profile.",
    )
    url = fields.Char(string="Link", compute="_compute_url", store=True)
    note = fields.Char()

    @api.depends("kind", "account", "contact_id", "partner_id")
    def _compute_url(self):
        for social in self:
            try:
                social.url = social._read_account()[1]
            except FormatError:  # while it is being typed
                social.url = False

    def _read_account(self):
        country = self.contact_id.country_id or self.partner_id.country_id
        return social_account(self.kind, self.account, country.code)

    @api.model_create_multi
    def create(self, vals_list):
        usual = self.default_get(["kind"])
        accounts = super().create(
            [
                self._normal_account(self.new({**usual, **vals}), vals)
                for vals in vals_list
            ]
        )
        accounts._check_double()
        return accounts

    def write(self, vals):
        if not {"kind", "account"} & vals.keys():
            return super().write(vals)
        for social in self:
            super(TradeSocial, social).write(
                self._normal_account(self.new(vals, origin=social), vals)
            )
        self._check_double()
        return True

    @api.model
    def _normal_account(self, social, vals):
        """Keep accounts in one form, so that the same one is found as the same."""
        try:
            return {**vals, "account": social._read_account()[0]}
        except FormatError as error:
            raise refusal(self.env, social.account, error) from error

    def _check_double(self):
        """Refuse the same account twice on one customer."""
        found = self._read_group(
            [("partner_id", "in", self.partner_id.ids)],
            ["partner_id", "kind", "account"],
            having=[("__count", ">", 1)],
        )
        if found:
            partner, _kind, account = found[0]
            raise ValidationError(
                self.env._(
                    "%(account)s is in the archive of %(customer)s already.",
                    account=account,
                    customer=partner.name or "",
                )
            )

    def action_open(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}
