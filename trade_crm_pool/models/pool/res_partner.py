# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

SYSTEM_FIELDS = frozenset({"trade_pool_id", "trade_owned_since"})
GUARDED = SYSTEM_FIELDS | {"trade_pool_keep_until"}


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
    trade_pool_keep_until = fields.Date(
        string="Protected until",
        copy=False,
        help="No rule takes the customer from its owner before the day after. Set by "
        "managers.",
    )
    trade_pool_falls_on = fields.Date(
        string="Falls back on", compute="_compute_trade_pool_falls_on"
    )
    trade_pool_falls_reason = fields.Char(
        string="Falls back because", compute="_compute_trade_pool_falls_on"
    )

    # What each owner holds is counted in this alone, and often.
    _trade_held_idx = models.Index(
        "(trade_owner_id, company_id) WHERE trade_owner_id IS NOT NULL"
        " AND active IS TRUE AND (is_company IS TRUE OR parent_id IS NULL)"
    )
    # Pools look hourly for customers that are free, among all that are not.
    _trade_free_idx = models.Index(
        "(id) WHERE user_id IS NULL AND trade_pool_id IS NULL AND is_company IS TRUE"
    )

    @api.depends("commercial_partner_id")
    def _compute_trade_pool_id(self):
        """Contacts are in the pool of their company; entries are written elsewhere."""
        entries = self.env["trade.pool.entry"].sudo()  # sudo: decides who may read them
        pools = {
            entry.partner_id.id: entry.pool_id.id
            for entry in entries.search(
                [("partner_id", "in", self.commercial_partner_id.ids)]
            )
        }
        for partner in self:
            partner.trade_pool_id = pools.get(partner.commercial_partner_id._origin.id)

    @api.model
    def _trade_owner_fields(self):
        return [*super()._trade_owner_fields(), "trade_pool_id"]

    def _trade_owner_states(self):
        states = super()._trade_owner_states()
        for partner in self.sudo():  # sudo: tells only that the customer is pooled
            if partner.trade_pool_id:
                states[partner.id] = "pool"
        return states

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """Whoever may not open a pooled customer is not told of it by its number."""
        super()._compute_same_vat_partner_id()
        if self.env.su or self.env.user._trade_sees_pooled():
            return
        for partner in self:
            for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
                partner[name] = partner[name]._filtered_access("read")

    @api.depends("user_id")
    def _compute_trade_pool_falls_on(self):
        """The next day within a year on which a customer falls back, and why."""
        self.trade_pool_falls_on = False
        self.trade_pool_falls_reason = False
        owned = self.filtered("user_id")._trade_customers()
        if not owned.ids:
            return
        horizon = fields.Date.add(fields.Date.context_today(self), years=1)
        pools = self.env["trade.pool"].sudo()  # sudo: the rules for what one may read
        rows = {}
        for pool in pools.search([("rule_ids", "!=", False)]):
            for row in pool._recycle_due(horizon, partner_ids=owned.ids):
                known = rows.get(row.partner_id)
                if known is None or row.date < known[0].date:
                    rows[row.partner_id] = (row, pool)
        for partner in owned:
            if found := rows.get(partner._origin.id):
                row, pool = found
                partner.trade_pool_falls_on = row.date
                partner.trade_pool_falls_reason = pool._due_reason(row)

    # ------------------------------------------------------------------
    # Writing: an owner set by hand is a change of hands too
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            self._trade_check_pool(vals)
            if vals.get("user_id"):
                vals.setdefault("trade_owned_since", now)
        partners = super().create(vals_list)
        partners._trade_enter_by_itself()
        return partners

    def write(self, vals):
        """An owner set by hand changes hands by the rules of every other change."""
        self._trade_check_pool(vals)
        if "user_id" in vals and self._trade_new_hands(vals["user_id"] or False):
            return self._trade_write_owner(vals)
        if leaves := self.filtered(lambda p: p.trade_pool_id and p._leaves_pool(vals)):
            leaves._trade_leave_pool()
        result = super().write(vals)
        if set(vals) & self.env["trade.pool"]._auto_fields():
            self._trade_enter_by_itself()
        return result

    def _trade_new_hands(self, user_id):
        """Those of these customers whose owner another user would be."""
        return self._trade_customers().filtered(lambda p: p.user_id.id != user_id)

    def _trade_write_owner(self, vals):
        """Write all else as the writer, then the owner: who gives a customer away may
        not reach it any more."""
        self.check_access("write")
        rest = {name: value for name, value in vals.items() if name != "user_id"}
        if rest:
            self.write(rest)
        self._trade_owner_by_hand(vals["user_id"] or None)
        writer = super(ResPartner, self.sudo())  # sudo: the access was checked above
        writer.write({"user_id": vals["user_id"]})
        if "user_id" in self.env["trade.pool"]._auto_fields():
            self._trade_enter_by_itself()
        return True

    def _leaves_pool(self, vals):
        """Whether what is written makes a customer a contact, or archives it."""
        person = not vals.get("is_company", self.is_company)
        contact = person and vals.get("parent_id", self.parent_id)
        return bool(contact) or vals.get("active") is False

    def _trade_check_pool(self, vals):
        """Pool and clock are kept by the system, protection by managers."""
        if self.env.su:
            return
        changed = {name for name in GUARDED & set(vals) if self._differs(name, vals)}
        if SYSTEM_FIELDS & changed:
            raise AccessError(
                self.env._(
                    "The pool and the day since when a customer is owned are written "
                    "by the system."
                )
            )
        if "trade_pool_keep_until" in changed and not self.env.user.has_group(
            "trade_crm.group_trade_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only a manager protects a customer. Ask for an extension instead."
                )
            )

    def _differs(self, name, vals):
        """Whether a value that is written is another than what stands there."""
        field = self._fields[name]
        if not self:
            return bool(vals[name])
        return any(
            field.convert_to_cache(vals[name], partner)
            != field.convert_to_cache(partner[name], partner)
            for partner in self
        )

    def _trade_customers(self):
        """Those of these partners that are customers: companies, and persons who
        belong to none."""
        return self.filtered(lambda p: p.is_company or not p.parent_id)

    def _trade_not_poolable(self, pool):
        """Why a pool can't take this partner, or False."""
        self.ensure_one()
        partner = self.sudo()  # sudo: where it is, for who may write it
        if not partner._trade_customers():
            return self.env._(
                "%(contact)s is a contact of %(company)s: put the company into the "
                "pool, its contacts follow.",
                contact=partner.name,
                company=partner.commercial_partner_id.name,
            )
        if not partner.partner_share or partner.ref_company_ids:
            return self.env._("%s is one of us and no customer.", partner.name)
        if partner.trade_pool_id:
            return self.env._(
                "%(customer)s is in the pool %(pool)s already.",
                customer=partner.name,
                pool=partner.trade_pool_id.name,
            )
        return pool._other_company(partner)

    @api.model
    def _trade_customer_domain(self):
        """The same as a domain."""
        return Domain("is_company", "=", True) | Domain("parent_id", "=", False)

    def _trade_enter_by_itself(self):
        """Free customers go into a pool that takes them by itself.

        A salesperson who has just filed one goes on working on it: it enters with the
        hourly job.
        """
        pools = self.env["trade.pool"]
        if pools._auto_fields() and (self.env.su or self.env.user._trade_sees_pooled()):
            # sudo: pools take customers whoever files them
            pools.sudo()._take_free(self._trade_customers().sudo())  # sudo: the same

    def _trade_leave_pool(self):
        """Customers that are archived, or become contacts, are in no pool."""
        moves = self.env["trade.pool.move"].sudo()  # sudo: the entry goes along
        moves._change_hands(
            "manual",
            [
                {"partner_id": p.id, "reason": self.env._("Archived or made a contact")}
                for p in self._trade_customers()
            ],
        )

    def _trade_owner_by_hand(self, user_id):
        """Move what belongs to customers whose owner is being changed by hand."""
        changed = self._trade_new_hands(user_id or False)
        pools = self.env["trade.pool"]._pools_of(changed.ids)
        limited = not self.env.su and not self.env.user._trade_sees_pooled()
        if limited:
            changed._trade_check_passing_on(pools)
        if not self.env.context.get("tracking_disable"):
            changed.sudo()._track_prepare(["user_id"])  # sudo: for the chatter
        moves = self.env["trade.pool.move"].sudo()  # sudo: the writer may write these
        by_kind = {"manual": [], "release": []}
        for partner in changed:
            # Who gives up a customer gives it back to its pool.
            pool = limited and not user_id and pools.get(partner.id)
            by_kind["release" if pool else "manual"].append(
                {
                    "partner_id": partner.id,
                    "user_id": user_id,
                    "pool_id": pool or None,
                    "reason": self.env._("Owner changed on the customer"),
                    "keep_clock": limited,
                }
            )
        for kind, changes in by_kind.items():
            moves._change_hands(kind, changes)

    def _trade_check_passing_on(self, pools):
        """Salespeople pass customers of a pool on only where its managers allow it."""
        every = self.env["trade.pool"].sudo()  # sudo: the pools' own switch
        found = every.browse(
            {pools[partner.id] for partner in self if partner.id in pools}
        )
        closed = found.filtered(
            lambda pool: (
                not pool.members_transfer and self.env.user not in pool.manager_ids
            )
        )
        if closed:
            raise UserError(
                self.env._(
                    "Customers of %(pool)s are given to somebody by its managers. Give "
                    "the customer back to the pool, claim it there, or ask: %(names)s.",
                    pool=closed[0].name,
                    names=", ".join(closed[0].manager_ids.mapped("name")) or "-",
                )
            )

    def _trade_hand_over_headers(self, partner):
        """Merged customers leave their pools; the one that is kept stays as it is.

        Unless nobody owns it and somebody owns a merged one: then it is his. The
        longest protection is kept. Clocks and protections of the merged ones are
        emptied, so that Odoo does not write them over those of the one that is kept.
        """
        merged = self.sudo()  # sudo: merging is Odoo's own right
        kept = partner.sudo()  # sudo: as above
        pooled = merged.filtered("trade_pool_id")._trade_customers()
        if pooled:
            pooled._trade_leave_pool()
        if not kept.user_id and (owner := merged.user_id[:1]):
            kept._trade_transfer(
                owner,
                kind="manual",
                reason=self.env._("Merged with a customer of %s", owner.name),
            )
        contacts = merged.search([("commercial_partner_id", "in", merged.ids)])
        contacts.trade_pool_id = kept.trade_pool_id
        keep = [p.trade_pool_keep_until for p in merged | kept]
        kept.trade_pool_keep_until = max(filter(None, keep), default=False)
        merged.write({"trade_owned_since": False, "trade_pool_keep_until": False})
        return super()._trade_hand_over_headers(partner)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_trade_release(self):
        """Give own customers back to their pool."""
        self.check_access("write")
        limited = not self.env.user.has_group("trade_crm.group_trade_manager")
        if limited and any(p.user_id != self.env.user for p in self):
            raise UserError(self.env._("Only the owner or a manager gives this back."))
        pools = self.env["trade.pool"]._pools_of(self.ids)
        if without := self.filtered(lambda p: p.id not in pools):
            raise UserError(
                self.env._(
                    "No pool takes %s: it fits the scope of none.", without[0].name
                )
            )
        reason = self.env._("Given back by %s", self.env.user.name)
        every = self.env["trade.pool"].sudo()  # sudo: the owner gives it up
        for pool in every.browse(set(pools.values())):
            mine = self.filtered(lambda p, pool=pool: pools[p.id] == pool.id)
            pool._put(mine, reason, kind="release")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_trade_extend(self):
        """Ask for more time with this customer."""
        self.ensure_one()
        pool = self.env["trade.pool"]._pools_of(self.ids).get(self.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for an extension"),
            "res_model": "trade.pool.extension",
            "views": [(False, "form")],
            "target": "current",
            "context": {"default_partner_id": self.id, "default_pool_id": pool},
        }

    def action_trade_moves(self):
        """The ledger's lines of this customer that the reader may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        moves = self.env["trade.pool.move"].sudo()  # sudo: which ones; read as the user
        lines = moves.search([("partner_id", "=", self.id)])
        action["domain"] = [("id", "in", lines.ids)]
        return action

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

    def _trade_pools_at_home(self):
        """The first pool that each customer fits, in its owner's company if it has
        none of its own: {id: pool id}. For jobs, which run in a company of their own.
        """
        pools = {}
        for company, partners in self.grouped(lambda p: p.user_id.company_id).items():
            home = self.env["trade.pool"].with_company(company)
            pools.update(home._pools_of(partners.ids))
        return pools

    def _trade_recycle(self, reason, pool=None):
        """Put owned customers back into their pool by code, as recycling does.

        :param str reason: what the ledger and the entry say
        :param pool: a ``trade.pool``; the first that each customer fits when None
        :return: the ledger's lines; customers that fit no pool stay where they are
        """
        moves = self.env["trade.pool.move"].sudo()  # sudo: rules decide over all owners
        pools = {} if pool else self._trade_pools_at_home()
        changes = [
            {"partner_id": partner.id, "pool_id": target, "reason": reason}
            for partner in self
            for target in (pool.id if pool else pools.get(partner.id),)
            if target
        ]
        return moves._change_hands("recycle", changes)
