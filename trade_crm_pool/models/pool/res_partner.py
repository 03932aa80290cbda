# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_pool_id = fields.Many2one(
        comodel_name="trade.pool",
        string="In pool",
        compute="_compute_trade_pool_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    trade_owned_since = fields.Datetime(string="Owned since", readonly=True, copy=False)
    trade_pool_falls_on = fields.Date(
        string="Falls back on", compute="_compute_trade_pool_falls_on"
    )
    trade_pool_falls_reason = fields.Char(
        string="Falls back because", compute="_compute_trade_pool_falls_on"
    )

    @api.depends("commercial_partner_id")
    def _compute_trade_pool_id(self):
        """Contacts are in the pool of their company; entries are written elsewhere."""
        # sudo: whether the company is pooled decides who may read it
        entries = (
            self.env["trade.pool.entry"]
            .sudo()
            .search([("partner_id", "in", self.commercial_partner_id.ids)])
        )
        pools = {entry.partner_id.id: entry.pool_id.id for entry in entries}
        for partner in self:
            partner.trade_pool_id = pools.get(partner.commercial_partner_id._origin.id)

    @api.depends_context("uid")
    def _trade_owner_states(self):
        states = super()._trade_owner_states()
        for partner in self.sudo():  # sudo: tells only that the customer is pooled
            if partner.trade_pool_id:
                states[partner.id] = "pool"
        return states

    @api.depends("user_id")
    def _compute_trade_pool_falls_on(self):
        """The next day within a year on which a customer falls back, and why."""
        self.trade_pool_falls_on = False
        self.trade_pool_falls_reason = False
        horizon = fields.Date.add(fields.Date.context_today(self), years=1)
        # sudo: the reader sees this customer; rules and members are the pool's
        pools = self.env["trade.pool"].sudo().search([])
        owned = self.filtered(lambda p: p.user_id and p.is_company)
        if not owned.ids:
            return
        rows = {}
        for pool in pools:
            for row in pool._recycle_due(horizon, partner_ids=owned.ids):
                rows.setdefault(row["partner_id"], row)
        for partner in owned:
            if row := rows.get(partner._origin.id):
                partner.trade_pool_falls_on = row["date"]
                partner.trade_pool_falls_reason = row["reason"]

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("user_id"):
                vals.setdefault("trade_owned_since", now)
        return super().create(vals_list)

    def write(self, vals):
        """An owner set by hand goes into the ledger and out of the pool.

        Documents stay where they are: who wants them to come along transfers.
        """
        if "user_id" not in vals:
            return super().write(vals)
        new = vals["user_id"] or None
        changed = self.filtered(
            lambda p: (
                p.is_company and not p.parent_id and p.user_id.id != (new or False)
            )
        )
        pooled = changed.filtered("trade_pool_id")
        if pooled and new:
            # sudo: the entry goes with the customer that the writer may write
            self.env["trade.pool.move"].sudo()._change_hands(
                "manual",
                [{"partner_id": p.id, "user_id": new} for p in pooled],
            )
        now = fields.Datetime.now()
        rows = [
            {
                "kind": "manual",
                "date": now,
                "partner_id": partner.id,
                "partner_name": partner.name,
                "from_user_id": partner.user_id.id,
                "user_id": new,
                "reason": self.env._("Owner changed on the customer"),
                "before": {"owner": partner.user_id.id, "pool": None},
            }
            for partner in changed - pooled
        ]
        result = super().write(vals)
        if rows:
            # sudo: the ledger is written by the system only
            self.env["trade.pool.move"].sudo().create(rows)
            (changed - pooled).sudo().trade_owned_since = new and now  # bookkeeping
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _trade_pool_for(self):
        """The first pool whose scope a customer fits."""
        self.ensure_one()
        # sudo: which pool takes it, whoever gives it back
        for pool in self.env["trade.pool"].sudo().search([]):
            if self.sudo().filtered_domain(pool._scope()):  # the same
                return pool
        raise UserError(
            self.env._("No pool takes %s: it fits the scope of none.", self.name)
        )

    def action_trade_release(self):
        """Give own customers back to their pool."""
        self.check_access("write")
        limited = not self.env.user.has_group("trade_crm.group_trade_manager")
        if limited and any(p.user_id != self.env.user for p in self):
            raise UserError(self.env._("Only the owner or a manager gives this back."))
        for partner in self:
            partner._trade_pool_for()._put(
                partner,
                self.env._("Given back by %s", self.env.user.name),
                kind="release",
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _trade_transfer(self, user, kind="transfer", reason=None):
        """Give customers, with all that goes along, to another salesperson."""
        return self.env["trade.pool.move"]._change_hands(
            kind,
            [
                {
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "reason": reason
                    or self.env._("Transferred by %s", self.env.user.name),
                }
                for partner in self
            ],
        )

    def _trade_recycle(self, reason, pool=None):
        """Put owned customers back into their pool by code, as recycling does.

        :param str reason: what the ledger and the entry say
        :param pool: a ``trade.pool``; the first that each customer fits when None
        :return: the ledger's lines; customers that fit no pool stay where they are
        """
        # sudo: a rule decides over customers, whoever owns them
        moves = self.env["trade.pool.move"].sudo()
        pools = {}
        if not pool:
            pools = self.env["trade.pool"]._pools_of(self.ids)
        changes = [
            {"partner_id": partner.id, "pool_id": target, "reason": reason}
            for partner in self
            for target in (pool.id if pool else pools.get(partner.id),)
            if target
        ]
        return moves._change_hands("recycle", changes)
