# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import ormcache

from .trade_signal import SIGNALS


class TradeSignalStep(models.Model):
    """What to do when a customer gives a signal."""

    _name = "trade.signal.step"
    _description = "Next Step of a Signal"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=SIGNALS, string="Signal", required=True)
    name = fields.Text(string="Next step", required=True, translate=True)
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        ondelete="set null",
        domain=[("res_model", "in", (False, "res.partner"))],
    )
    days = fields.Integer(
        string="Due in (days)", default=1, help="Days from the click to the deadline."
    )
    lapse_days = fields.Integer(
        string="Out of date after (days)",
        default=60,
        help="A signal that nobody took up in so many days leaves the customer's page; "
        "0: never.",
    )
    category_id = fields.Many2one(
        comodel_name="res.partner.category",
        string="Customer tag",
        ondelete="set null",
        help="Given to the customer with the signal. Empty: no tag.",
    )
    active = fields.Boolean(
        default=True, help="Signals of a kind that is switched off are not kept."
    )

    _days_check = models.Constraint(
        "CHECK (days >= 0 AND lapse_days >= 0)", "Days can't be below zero."
    )
    _kind_uniq = models.UniqueIndex("(kind)", "This signal has its next step already.")

    @api.model
    def _by_kind(self):
        """Return {kind: step} of the kinds that are kept."""
        steps = self.sudo().browse(self._active_ids())  # everybody's settings
        steps = steps.with_env(self.env).sudo()  # everybody works by these words
        return {step.kind: step for step in steps}

    @api.model
    @ormcache()
    def _active_ids(self):
        return tuple(self.sudo().search([]).ids)  # sudo: the same for everybody

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
