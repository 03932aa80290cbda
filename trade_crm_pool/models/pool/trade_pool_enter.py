# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""How customers come into a pool: by a manager, by themselves, hourly."""

from collections import defaultdict

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

BATCH = 2000


class TradePool(models.Model):
    _inherit = "trade.pool"

    @api.model
    @tools.ormcache()
    def _auto_fields(self):
        """Fields of a customer on which it depends whether a pool takes it by itself.

        Empty when no pool does.
        """
        names, every = set(), self.sudo()  # sudo: their scopes' fields
        for pool in every.search([("auto_enter", "=", True)]):
            names |= {"active", "is_company", "parent_id", "user_id", "company_id"}
            names.update(
                condition.field_expr.split(".")[0]
                for condition in pool._partner_domain(
                    pool.scope_domain
                ).iter_conditions()
            )
        return frozenset(names)

    def _free_domain(self):
        """Domain of the customers that could enter this pool now."""
        return (
            self._scope()
            & Domain("user_id", "=", False)
            & Domain("trade_pool_id", "=", False)
        )

    @api.model
    def _take_free(self, partners):
        """Put those of some customers that are free into pools that take them."""
        free = partners.filtered(
            lambda p: (
                p.active and p.is_company and not p.user_id and not p.trade_pool_id
            )
        )
        if not free:
            return
        by_pool = defaultdict(list)
        for partner, pool in self._pools_of(free.ids).items():
            by_pool[pool].append(partner)
        for pool in self.sudo().browse(by_pool):  # sudo: pools take them by themselves
            if pool.auto_enter:
                pool._put(
                    free.browse(by_pool[pool.id]),
                    self.env._("In scope and owned by nobody"),
                )

    @api.model
    def _cron_enter(self):
        """Take what is free in the scopes of pools that do so by themselves."""
        partners = self.env["res.partner"]
        pools = self.search([("auto_enter", "=", True)])
        self._progress(remaining=len(pools))
        for pool in pools:
            reason = pool.env._("In scope and owned by nobody")
            ids = partners.search(pool._free_domain()).ids
            for first in range(0, len(ids), BATCH):
                part = ids[first : first + BATCH]
                # Another pool, earlier in the order, may take some of them.
                first_of = self.with_company(pool.company_id)._pools_of(part)
                mine = [partner for partner in part if first_of.get(partner) == pool.id]
                if mine:
                    pool._put(partners.browse(mine), reason)
                self._progress()
            self._progress(1)

    def action_fill(self):
        """Put all customers in scope that nobody owns into the pool."""
        self.ensure_one()
        self._check_manager()
        partners = self.env["res.partner"].sudo()  # sudo: the manager was checked
        ids = partners.search(self._free_domain()).ids
        if not ids:
            raise UserError(
                self.env._(
                    "The scope of %s matches no customer that is free. Widen it, or "
                    "release customers first.",
                    self.name,
                )
            )
        reason = self.env._("Put in by %s", self.env.user.name)
        for first in range(0, len(ids), BATCH):
            self._put(partners.browse(ids[first : first + BATCH]), reason)
        return self.action_view_entries()

    def _put(self, partners, reason, kind="enter"):
        """Put customers into this pool, whoever owns them, in one go."""
        self.ensure_one()
        moves = self.env["trade.pool.move"]._change_hands(
            kind,
            [
                {"partner_id": partner.id, "pool_id": self.id, "reason": reason}
                for partner in partners
            ],
        )
        self._allocate_on_entry([("partner_id", "in", partners.ids)])
        return moves

    def _is_foreign(self, company_id):
        """Whether customers of a company (id or False) are no matter of this pool."""
        return bool(company_id and self.company_id.id not in (False, company_id))

    def _foreign_text(self, name):
        return self.env._(
            "%(customer)s belongs to another company than %(pool)s.",
            customer=name,
            pool=self.name,
        )

    def _other_company(self, record):
        """Say that a customer or lead is another company's than the pool, or False."""
        foreign = self._is_foreign(record.company_id.id)
        return foreign and self._foreign_text(record.name)

    def _entries_of(self, partners):
        entries = self.env["trade.pool.entry"].sudo()  # sudo: the customers' ids
        return entries.search(
            [("partner_id", "in", partners.ids), ("pool_id", "=", self.id)], order="id"
        )

    def _allocate_on_entry(self, domain):
        """Share new entries out at once, where the pool does so."""
        if self.allocate_when == "entry":
            entries = self.env["trade.pool.entry"].sudo()  # sudo: the customers' ids
            new = entries.search([("pool_id", "=", self.id), *domain], order="id")
            self._allocate(entries=new, strict=False)
