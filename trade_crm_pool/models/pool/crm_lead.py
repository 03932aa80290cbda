# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


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

    @api.model
    def _trade_poolable(self):
        """Domain of open leads without a customer, which a pool can take."""
        return (
            Domain("partner_id", "=", False)
            & Domain("active", "=", True)
            & Domain("stage_id.is_won", "=", False)
            & Domain("trade_pool_id", "=", False)
        )

    def _trade_not_poolable(self, pool):
        """Why a pool can't take this lead, or False."""
        self.ensure_one()
        lead = self.sudo()  # sudo: where it is, for who may write it
        if not lead.filtered_domain(self._trade_poolable()):
            return self.env._(
                "Only open leads without a customer are pooled by themselves."
            )
        return pool._other_company(lead)

    def action_trade_to_pool(self):
        """Put leads without a customer into the first pool that takes them."""
        self.check_access("write")
        leads = self.filtered_domain(self._trade_poolable())
        if not leads:
            raise UserError(
                self.env._(
                    "Only open leads without a customer are pooled by themselves."
                )
            )
        pools = self.env["trade.pool"].sudo()  # sudo: which pool takes it
        by_pool = pools._lead_pools(leads)
        rest = leads.browse(
            set(leads.ids) - {i for ids in by_pool.values() for i in ids}
        )
        if rest:
            raise UserError(
                self.env._(
                    "No pool takes %s: set up a pool that takes leads and whose "
                    "filter on leads they fit.",
                    rest[:1].name,
                )
            )
        reason = self.env._("Put in by %s", self.env.user.name)
        for pool, ids in by_pool.items():
            pools.browse(pool)._put_leads(leads.browse(ids), reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model_create_multi
    def create(self, vals_list):
        self._trade_check_pool(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Whoever gives a pooled lead an owner or a customer takes it out."""
        self._trade_check_pool([vals])
        leaves = vals.get("user_id") or vals.get("partner_id")
        pooled = (
            self.filtered("trade_pool_id")
            if leaves or not vals.get("active", True)
            else self.browse()
        )
        if pooled:
            moves = self.env["trade.pool.move"].sudo()  # sudo: the entry goes along
            moves._change_hands(
                "manual",
                [
                    {
                        "lead_id": lead.id,
                        "user_id": vals.get("user_id"),
                        "reason": self.env._("Changed on the lead"),
                    }
                    for lead in pooled
                ],
            )
        return super().write(vals)

    def _trade_check_pool(self, vals_list):
        if not self.env.su and any("trade_pool_id" in vals for vals in vals_list):
            raise AccessError(
                self.env._("A pool is entered and left by its own buttons only.")
            )
