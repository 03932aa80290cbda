# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...kernels import lifecycle
from .trade_customer_metric import LIFECYCLES


class TradeLifecycleRule(models.Model):
    """One stage of life and what a customer must meet; the first that fits decides."""

    _name = "trade.lifecycle.rule"
    _description = "Lifecycle Rule"
    _order = "sequence, id"
    _rec_name = "stage"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage = fields.Selection(selection=LIFECYCLES, required=True)
    min_orders = fields.Integer(string="Orders from")
    max_orders = fields.Integer(string="Orders up to", help="0: without limit.")
    min_silence_days = fields.Integer(
        string="Silent for days", help="Days since the last order, at least."
    )
    min_silence_ratio = fields.Float(
        string="Silent for usual intervals",
        help="The same silence in the customer's own usual intervals between orders; "
        "for a seasonal buyer up to the end of the next season. Both must be met.",
    )
    min_tenure_days = fields.Integer(
        string="Customer for days", help="Days from the first to the last order."
    )

    _not_negative = models.Constraint(
        "CHECK (min_orders >= 0 AND max_orders >= 0 AND min_silence_days >= 0 "
        "AND min_silence_ratio >= 0 AND min_tenure_days >= 0)",
        "Lifecycle rules take no negative numbers: use 0 where nothing is asked.",
    )
    _order_range = models.Constraint(
        "CHECK (max_orders = 0 OR max_orders >= min_orders)",
        '"Orders up to" must not be smaller than "Orders from".',
    )

    @api.model
    def _kernel_rules(self):
        """Return the rules in their order; customers without an order are prospects."""
        rules = [
            lifecycle.Rule(
                stage=rule.stage,
                min_orders=max(rule.min_orders, 1),
                max_orders=rule.max_orders or None,
                min_silence_days=rule.min_silence_days,
                min_silence_ratio=rule.min_silence_ratio,
                min_tenure_days=rule.min_tenure_days,
            )
            for rule in self.search([("stage", "!=", "prospect")])
        ]
        prospect, *defaults = lifecycle.DEFAULT_RULES
        # who fits no rule of one's own falls to the last one delivered
        return (prospect, *(rules or defaults), defaults[-1])
