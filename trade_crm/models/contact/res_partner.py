# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

LOGGED_CHANNELS = (
    "phone",
    "whatsapp",
    "wechat",
    "linkedin",
    "facebook",
    "fair",
    "visit",
)

# Written with each interaction, never by a person.
LAST_CONTACT = frozenset({"trade_last_in", "trade_last_out", "trade_last_proven"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_interaction_ids = fields.One2many(
        comodel_name="trade.interaction",
        inverse_name="partner_id",
        string="Interactions",
    )
    trade_interaction_count = fields.Integer(
        string="Interaction count", compute="_compute_trade_interaction_count"
    )
    trade_last_in = fields.Datetime(
        string="Last contact in",
        readonly=True,
        copy=False,
        help="When the customer last contacted us. Written with each interaction.",
    )
    trade_last_out = fields.Datetime(
        string="Last contact out",
        readonly=True,
        copy=False,
        help="When we last contacted the customer. Written with each interaction.",
    )
    trade_last_proven = fields.Datetime(
        string="Last proven contact",
        readonly=True,
        copy=False,
        help="The last contact that a mail, meeting, chat, document or payment proves.",
    )

    trade_last_contact = fields.Datetime(
        string="Last contact",
        compute="_compute_trade_last_contact",
        help="The last contact in either direction.",
    )

    @api.depends("trade_last_in", "trade_last_out")
    def _compute_trade_last_contact(self):
        for partner in self:
            known = filter(None, (partner.trade_last_in, partner.trade_last_out))
            partner.trade_last_contact = max(known, default=False)

    def _compute_trade_interaction_count(self):
        counts = dict(
            self.env["trade.interaction"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.trade_interaction_count = counts.get(
                partner.commercial_partner_id._origin, 0
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_last_contact(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_last_contact(vals)
        return super().write(vals)

    def _check_last_contact(self, vals):
        """The last contact decides who keeps a customer: nobody types it in."""
        if not self.env.su and any(vals.get(name) for name in LAST_CONTACT):
            raise AccessError(
                self.env._(
                    "The last contact is written by the system. "
                    "Log the contact instead."
                )
            )

    def trade_log_interaction(self, channel, direction="out"):
        """Log a contact that leaves no trace in the system, as the user says.

        :param str channel: one of ``LOGGED_CHANNELS``
        :param str direction: ``"in"`` or ``"out"``
        :return: id of the interaction, to add words to
        """
        self.ensure_one()
        if channel not in LOGGED_CHANNELS or direction not in ("in", "out"):
            raise UserError(self.env._("This channel can't be logged by hand."))
        interaction = self.env["trade.interaction"].create(
            {"partner_id": self.id, "channel": channel, "direction": direction}
        )
        return interaction.id

    def action_trade_interactions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_interaction"
        )
        company = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", company.id)]
        action["context"] = {"default_partner_id": company.id}
        return action
