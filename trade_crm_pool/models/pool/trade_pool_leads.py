# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Leads without a customer in the pool, beside Odoo's own lead assignment.

A pooled lead has no salesperson, is left alone by Odoo's assignment of its team, and
is claimed and allocated by the same rules as customers.
"""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class TradePool(models.Model):
    _inherit = "trade.pool"

    take_leads = fields.Boolean(
        string="Takes leads",
        help="Leads without a customer can be put into this pool.",
    )
    lead_auto_enter = fields.Boolean(
        string="Take free leads by itself",
        help="Leads without customer and salesperson enter hourly.",
    )
    lead_domain = fields.Char(string="Which leads", default="[]")

    @api.constrains("lead_domain")
    def _check_lead_domain(self):
        for pool in self:
            pool._lead_scope()

    def _lead_scope(self):
        """Domain of the leads that this pool takes."""
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.lead_domain or "[]"))
            domain.validate(self.env["crm.lead"])
        except (ValueError, SyntaxError, TypeError, KeyError, AssertionError) as error:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is not a filter on leads: %(error)s",
                    text=self.lead_domain,
                    error=error,
                )
            ) from error
        if self.company_id:
            domain &= Domain("company_id", "in", (False, self.company_id.id))
        return domain & self.env["crm.lead"]._trade_poolable()

    @api.model
    def _lead_pools(self, leads):
        """The first pool that takes each lead: {pool id: [lead ids]}."""
        left, found = set(leads.ids), {}
        domain = [
            ("take_leads", "=", True),
            ("company_id", "in", (False, self.env.company.id)),
        ]
        model = self.env["crm.lead"].sudo()  # sudo: which pool takes it
        for pool in self.search(domain):
            fits = model.search(Domain("id", "in", list(left)) & pool._lead_scope())
            if fits:
                found[pool.id] = fits.ids
                left.difference_update(fits.ids)
        return found

    def _put_leads(self, leads, reason):
        self.ensure_one()
        moves = self.env["trade.pool.move"]._change_hands(
            "enter",
            [
                {"lead_id": lead.id, "pool_id": self.id, "reason": reason}
                for lead in leads
            ],
        )
        self._allocate_on_entry([("lead_id", "in", leads.ids)])
        return moves

    @api.model
    def _cron_enter(self):
        result = super()._cron_enter()
        for pool in self.search(
            [("take_leads", "=", True), ("lead_auto_enter", "=", True)]
        ):
            leads = self.env["crm.lead"].search(
                pool._lead_scope() & Domain("user_id", "=", False)
            )
            if leads:
                pool._put_leads(leads, self.env._("Without customer and salesperson"))
            self._progress()
        return result
