# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_trade_use_cases = fields.Boolean(
        string="Cases",
        implied_group="trade_crm.group_trade_use_cases",
        group="trade_crm.group_trade_user",
    )
    group_trade_use_quality = fields.Boolean(
        string="Quality requirements and inspections",
        implied_group="trade_crm.group_trade_use_quality",
        group="trade_crm.group_trade_user",
    )
    group_trade_use_feedback = fields.Boolean(
        string="Feedback",
        implied_group="trade_crm.group_trade_use_feedback",
        group="trade_crm.group_trade_user",
    )
    trade_quality_warn = fields.Boolean(
        related="company_id.trade_quality_warn", readonly=False
    )
    trade_case_acknowledge = fields.Boolean(
        related="company_id.trade_case_acknowledge", readonly=False
    )
    trade_case_rating = fields.Boolean(
        related="company_id.trade_case_rating", readonly=False
    )
    trade_feedback_case = fields.Boolean(
        related="company_id.trade_feedback_case", readonly=False
    )
    trade_low_nps = fields.Integer(related="company_id.trade_low_nps", readonly=False)
    trade_low_csat = fields.Integer(related="company_id.trade_low_csat", readonly=False)
    trade_case_alias = fields.Char(
        string="Address for cases",
        help="Mail to this address opens a case. Empty: none.",
    )
    trade_case_alias_domain_id = fields.Many2one(
        comodel_name="mail.alias.domain",
        string="Mail domain",
        default=lambda self: self.env.company.alias_domain_id,
    )

    @api.model
    def _trade_case_alias(self):
        """The address of the current company, if there is one."""
        aliases = self.env["mail.alias"].sudo()  # sudo: for whoever keeps the settings
        defaults = repr({"company_id": self.env.company.id})
        return aliases.search(
            [
                ("alias_model_id.model", "=", "trade.case"),
                ("alias_defaults", "=", defaults),
            ],
            limit=1,
        )

    @api.model
    def get_values(self):
        alias = self._trade_case_alias()
        values = {**super().get_values(), "trade_case_alias": alias.alias_name}
        if alias:
            values["trade_case_alias_domain_id"] = alias.alias_domain_id.id
        return values

    def set_values(self):
        done = super().set_values()
        alias = self._trade_case_alias()
        # Where cases are switched off nobody would see what comes in.
        name = self.group_trade_use_cases and (self.trade_case_alias or "").strip()
        domain = self.trade_case_alias_domain_id
        if not name:
            alias.unlink()
        elif not alias:
            alias.create(
                {
                    "alias_name": name,
                    "alias_domain_id": domain.id,
                    "alias_model_id": self.env["ir.model"]._get_id("trade.case"),
                    "alias_defaults": repr({"company_id": self.env.company.id}),
                }
            )
        elif (alias.alias_name, alias.alias_domain_id) != (name, domain):
            alias.write({"alias_name": name, "alias_domain_id": domain.id})
        return done
