# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...allocation import local_date
from .base import POOLED_BY


class ResUsers(models.Model):
    _inherit = "res.users"

    # ------------------------------------------------------------------
    # Pooled customers are out of reach
    # ------------------------------------------------------------------

    def _trade_sees_pooled(self):
        """Whether pooled customers are open: no trade role, or a manager."""
        self.ensure_one()
        return not self.has_group("trade_crm.group_trade_user") or self.has_group(
            "trade_crm.group_trade_manager"
        )

    def _trade_managed_pools(self):
        """Ids of the pools that this user manages."""
        pools = self.env["trade.pool"].sudo()  # sudo: which ones this user manages
        return pools.search([("manager_ids", "in", self.ids)]).ids

    def _trade_manages_pools(self):
        """Whether this user manages any pool."""
        return self.has_group("trade_crm.group_trade_manager") or bool(
            self._trade_managed_pools()
        )

    def _trade_own_pools(self):
        """Ids of the pools that this user is a member of or manages.

        Ids in the rule on entries, instead of a join: a list of a million entries is
        then read in the order of an index.
        """
        members = self.env["trade.pool.member"].sudo()  # sudo: own memberships
        mine = members.search([("user_id", "in", self.ids)]).pool_id.ids
        return sorted({*mine, *self._trade_managed_pools()})

    def _trade_company_pools(self, company_ids):
        """Ids of the pools of some companies, and of those that are every company's."""
        pools = self.env["trade.pool"].sudo()  # sudo: ids for a rule that limits
        every = pools.with_context(active_test=False)
        return every.search([("company_id", "in", [False, *company_ids])]).ids

    def _trade_unpooled(self):
        """Domain on partners that are in no pool, but those this user manages."""
        return Domain("trade_pool_id", "in", [False, *self._trade_managed_pools()])

    def _trade_check_unpooled(self, model, ids):
        """Refuse records of a pooled customer to who may not see it.

        :param str model: of ``POOLED_BY``
        """
        if not ids or self._trade_sees_pooled():
            return
        pooled = Domain(
            POOLED_BY[model], "not in", [False, *self._trade_managed_pools()]
        )
        records = self.env[model].sudo()  # sudo: whether they are pooled, no more
        every = records.with_context(active_test=False)
        if every.search_count(pooled & Domain("id", "in", list(ids)), limit=1):
            raise AccessError(
                self.env._(
                    "A customer in the public pool can't be used. Claim it first, or "
                    "ask its pool's manager."
                )
            )

    def _trade_partner_rule(self, mode="read"):
        domain = super()._trade_partner_rule(mode)
        return domain if self._trade_sees_pooled() else domain & self._trade_unpooled()

    def _trade_document_rule(self, path="partner_id", mode="read"):
        domain = super()._trade_document_rule(path, mode)
        if self._trade_sees_pooled():
            return domain
        return domain & self._trade_pooled_rule(path)

    def _trade_pooled_rule(self, path):
        """Domain of the record rules on whatever names a partner.

        :param str path: the field that holds the partner
        """
        if self._trade_sees_pooled():
            return Domain.TRUE
        return Domain(path, "=", False) | Domain(path, "any!", self._trade_unpooled())

    def _trade_pooled_event_rule(self):
        """Domain of the record rule on meetings: none with, or about, a pooled customer
        but those that the user called himself."""
        if self._trade_sees_pooled():
            return Domain.TRUE
        mine = self._trade_managed_pools()
        pooled = Domain("trade_pool_id", "not in", [False, *mine])
        about = SQL(
            "(SELECT id FROM res_partner WHERE trade_pool_id IS NOT NULL"
            " AND NOT trade_pool_id = ANY(%s))",
            mine,
        )
        lead = self._trade_pooled_lead_rule() & self._trade_pooled_rule("partner_id")
        return Domain("user_id", "=", self.id) | (
            Domain("partner_ids", "not any!", pooled)
            & ~(Domain("res_model", "=", "res.partner") & Domain("res_id", "in", about))
            & (
                Domain("opportunity_id", "=", False)
                | Domain("opportunity_id", "any!", lead)
            )
        )

    def _trade_pooled_lead_rule(self):
        """Domain of the record rule on leads that are in a pool themselves."""
        return Domain.TRUE if self._trade_sees_pooled() else self._trade_unpooled()

    # ------------------------------------------------------------------
    # Working time
    # ------------------------------------------------------------------

    def _trade_leave_domain(self, calendar):
        own = Domain("resource_id", "in", self.resource_ids.ids)
        return own | (
            Domain("resource_id", "=", False)
            & Domain("calendar_id", "in", [False, calendar.id])
            & Domain("company_id", "in", [False, self.company_id.id])
        )

    def _trade_work_calendar(self, default=None):
        return (
            self.resource_ids[:1].calendar_id
            or default
            or self.company_id.resource_calendar_id
        )

    def _trade_work_days(self, default, tz):
        """Weekdays that the user works, and dates of leave.

        :return: (set of weekdays or None, set of dates)
        """
        self.ensure_one()
        calendar = self._trade_work_calendar(default)
        weekdays = {int(day) for day in calendar.attendance_ids.mapped("dayofweek")}
        leaves = self.env["resource.calendar.leaves"].search(
            self._trade_leave_domain(calendar)
        )
        off = set()
        for leave in leaves:
            first = local_date(leave.date_from, tz)
            last = local_date(leave.date_to, tz)
            off |= {
                first + timedelta(days=offset)
                for offset in range((last - first).days + 1)
            }
        return weekdays or set(range(5)), off

    def _trade_on_leave(self, at):
        """Whether the user's own leave holds at an instant."""
        self.ensure_one()
        if not self.resource_ids:
            return False
        leaves = self.env["resource.calendar.leaves"].sudo()  # sudo: that, not why
        return bool(
            leaves.search_count(
                [
                    ("resource_id", "in", self.resource_ids.ids),
                    ("date_from", "<=", at),
                    ("date_to", ">", at),
                ],
                limit=1,
            )
        )

    # ------------------------------------------------------------------
    # Sellers and leavers
    # ------------------------------------------------------------------

    def _trade_check_seller(self):
        """Customers are given to people with a trade role only: nobody else's reach
        is limited to what is his."""
        for user in self:
            if not user.has_group("trade_crm.group_trade_user"):
                raise ValidationError(
                    self.env._(
                        "%s has no sales rights and so can't own customers. Give the "
                        "role of a salesperson (Foreign Trade) first.",
                        user.name,
                    )
                )

    def _trade_works_for(self, company):
        """Whether customers of a company can be this user's; of none, everybody's."""
        return not company or company in self._trade_companies()

    def _trade_companies(self):
        """Companies where any of these users works."""
        users = self.sudo()  # sudo: of people in companies other than the reader's
        return users.company_ids.sudo(self.env.su)  # sudo: back to the caller's own

    def _trade_check_at_home(self, records):
        """Refuse customers or leads of companies where the user does not work."""
        for record in records:
            if not self._trade_works_for(record.company_id):
                raise UserError(
                    self.env._(
                        "%(customer)s belongs to %(company)s, where %(user)s does not "
                        "work. Choose somebody else, or let an administrator give "
                        "access to that company.",
                        customer=record.name,
                        company=record.company_id.name,
                        user=self.name,
                    )
                )

    def write(self, vals):
        if vals.get("active") is False:
            self._trade_check_orphans()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_owner(self):
        self._trade_check_orphans()

    def _trade_owned_domains(self):
        """What is the user's own: {model: domain} of customers and of open leads that
        belong to no customer."""
        return {
            "res.partner": Domain("user_id", "in", self.ids)
            & self.env["res.partner"]._trade_customer_domain(),
            "crm.lead": Domain("user_id", "in", self.ids)
            & Domain("partner_id", "=", False)
            & Domain("active", "=", True)
            & Domain("stage_id.is_won", "=", False),
        }

    def _trade_left_domains(self):
        """What would be left without somebody who works on it: {model: domain}."""
        mine = Domain("user_id", "in", self.ids)
        return {
            "res.partner": self._trade_owned_domains()["res.partner"],
            "crm.lead": mine
            & Domain("active", "=", True)
            & Domain("stage_id.is_won", "=", False),
            "sale.order": mine & Domain("state", "in", ("draft", "sent")),
        }

    def _trade_check_orphans(self):
        """What a leaver works on is handed over before he is archived."""
        for user in self:
            counts = {
                model: self.env[model].sudo().search_count(domain)  # sudo: numbers only
                for model, domain in user._trade_left_domains().items()
            }
            if not any(counts.values()):
                continue
            message = self.env._(
                "%(user)s still has %(count)s customers, %(leads)s open leads and "
                "%(orders)s draft quotations. Hand them over first: Foreign Trade > "
                "Public Pool > Hand-overs.",
                user=user.name,
                count=counts["res.partner"],
                leads=counts["crm.lead"],
                orders=counts["sale.order"],
            )
            if not self.env.user.has_group("trade_crm.group_trade_manager"):
                raise UserError(message)
            raise RedirectWarning(
                message,
                {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Hand over"),
                    "res_model": "trade.handover",
                    "views": [(False, "form")],
                    "context": {"default_user_id": user.id},
                },
                self.env._("Hand over"),
            )
