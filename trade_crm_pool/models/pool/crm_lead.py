# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    trade_pool_id = fields.Many2one(
        comodel_name="trade.pool",
        string="In pool",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def action_trade_to_pool(self):
        """Put leads without a customer into the first pool of their company."""
        self.check_access("write")
        leads = self.filtered(lambda lead: not lead.partner_id and lead.active)
        if not leads:
            raise UserError(
                self.env._(
                    "Only open leads without a customer are pooled by themselves."
                )
            )
        pool = self.env["trade.pool"].search([], limit=1)
        if not pool:
            raise UserError(self.env._("Set up a pool first."))
        moves = self.env["trade.pool.move"]._change_hands(
            "enter",
            [
                {
                    "lead_id": lead.id,
                    "pool_id": pool.id,
                    "reason": self.env._("Put in by %s", self.env.user.name),
                }
                for lead in leads
            ],
        )
        if pool.allocate_when == "entry":
            pool._allocate(strict=False)
        return bool(moves)

    def write(self, vals):
        """Whoever gives a pooled lead an owner takes it out of the pool."""
        pooled = self.browse()
        if vals.get("user_id"):
            pooled = self.filtered("trade_pool_id")
            if pooled:
                # sudo: the entry goes with its lead
                self.env["trade.pool.move"].sudo()._change_hands(
                    "manual",
                    [
                        {"lead_id": lead.id, "user_id": vals["user_id"]}
                        for lead in pooled
                    ],
                )
        return super().write(vals)
