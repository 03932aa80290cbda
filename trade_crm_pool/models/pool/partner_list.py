# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of customers for who reaches few of very many."""

from odoo import api, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd
from odoo.tools import SQL

# With more than these the database finds a page of them soon in the order of names.
FEW = 20000


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def web_search_read(self, domain, specification, *args, **kwargs):
        return super().web_search_read(
            self._trade_named(domain), specification, *args, **kwargs
        )

    @api.model
    def _trade_named(self, domain):
        """The same domain, naming the companies that a salesperson reaches, if few.

        No index serves the rule on customers: the database can't guess how few of two
        millions it leaves, and looks at all of them in the order of their names.
        """
        user = self.env.user
        if self.env.su or user._trade_sees_pooled() or not user._trade_is_limited():
            return domain
        if not self._trade_wants_companies(domain):
            return domain
        few = self._trade_few_companies()
        return domain if few is None else Domain(domain) & Domain("id", "in", few)

    @api.model
    def _trade_wants_companies(self, domain):
        """Whether all that the domain lets through are companies."""
        asked = Domain(domain).optimize(self)
        parts = asked.children if isinstance(asked, DomainAnd) else (asked,)
        return Domain("is_company", "=", True).optimize(self) in parts

    @api.model
    def _trade_few_companies(self):
        """Ids of all companies that the rules on customers may leave to the user, and
        of some more; None where they are more than a few.

        Each part is read off an index.
        """
        self.flush_model(["trade_owner_id", "user_id", "trade_pool_id", "is_company"])
        self.env["trade.collaborator"].flush_model(["user_id", "partner_id"])
        self.env["trade.pool.entry"].flush_model(["pool_id", "partner_id"])
        user, limit = self.env.user, FEW + 1
        parts = (
            SQL(
                "SELECT id FROM res_partner WHERE trade_owner_id = %s AND is_company",
                user.id,
            ),
            SQL(
                "SELECT id FROM res_partner WHERE user_id IS NULL"
                " AND trade_pool_id IS NULL AND is_company IS TRUE"
            ),
            SQL(
                "SELECT partner_id FROM trade_pool_entry"
                " WHERE pool_id = ANY(%s) AND partner_id IS NOT NULL",
                user._trade_managed_pools(),
            ),
            SQL(
                "SELECT partner_id FROM trade_collaborator WHERE user_id = %s", user.id
            ),
            SQL("SELECT partner_id FROM res_users WHERE share IS NOT TRUE"),
            SQL("SELECT partner_id FROM res_company"),
        )
        found = set()
        for part in parts:
            rows = self.env.execute_query(SQL("%s LIMIT %s", part, limit))
            found.update(row[0] for row in rows)
            if len(found) >= limit:
                return None
        return sorted(found)
