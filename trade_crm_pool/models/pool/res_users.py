# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from ...allocation import local_date


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

    def _trade_unpooled(self):
        """Domain on partners that are in no pool, but those this user manages."""
        pools = self.env["trade.pool"].sudo()  # sudo: which ones this user manages
        mine = pools.search([("manager_ids", "in", self.ids)])
        return Domain("trade_pool_id", "in", [False, *mine.ids])

    def _trade_partner_rule(self, mode="read"):
        domain = super()._trade_partner_rule(mode)
        return domain if self._trade_sees_pooled() else domain & self._trade_unpooled()

    def _trade_document_rule(self, path="partner_id", mode="read"):
        domain = super()._trade_document_rule(path, mode)
        if self._trade_sees_pooled():
            return domain
        return domain & (
            Domain(path, "=", False) | Domain(path, "any!", self._trade_unpooled())
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
    # Leavers
    # ------------------------------------------------------------------

    def write(self, vals):
        if vals.get("active") is False and not self.env.context.get("trade_handover"):
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
            & Domain("is_company", "=", True)
            & Domain("parent_id", "=", False),
            "crm.lead": Domain("user_id", "in", self.ids)
            & Domain("partner_id", "=", False)
            & Domain("active", "=", True)
            & Domain("stage_id.is_won", "=", False),
        }

    def _trade_check_orphans(self):
        """A leaver's customers and leads are handed over before he is archived."""
        for user in self:
            counts = {
                model: self.env[model].sudo().search_count(domain)  # sudo: numbers only
                for model, domain in user._trade_owned_domains().items()
            }
            if not any(counts.values()):
                continue
            message = self.env._(
                "%(user)s still owns %(count)s customers and %(leads)s open leads. "
                "Hand them over first: Foreign Trade > Public Pool > Hand-overs.",
                user=user.name,
                count=counts["res.partner"],
                leads=counts["crm.lead"],
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
