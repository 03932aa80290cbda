# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _trade_is_limited(self):
        """Whether the user reaches only own and shared customers.

        People without a trade role are never limited by these addons.
        """
        self.ensure_one()
        return self.has_group("trade_crm.group_trade_user") and not self.has_group(
            "trade_crm.group_trade_user_all"
        )

    def _trade_shared_partner_domain(self, mode="read"):
        """Domain on partners that the user owns or collaborates on.

        :param str mode: an access mode; only ``"read"`` is open to collaborators
            who may just read
        """
        self.ensure_one()
        active = Domain("date_end", "=", False) | Domain("date_end", ">=", "today")
        collaborator = Domain("user_id", "=", self.id) & active
        if mode != "read":
            collaborator &= Domain("access", "=", "write")
        return Domain("trade_owner_id", "=", self.id) | Domain(
            "commercial_partner_id",
            "any!",
            Domain("trade_collaborator_ids", "any!", collaborator),
        )

    def _trade_reachable_partner_domain(self, mode="read"):
        """Domain on partners that a limited user may reach.

        Own and shared customers, partners that nobody owns (suppliers, new
        contacts, ...), colleagues and the user's own companies: what Odoo's other
        apps need goes on working.
        """
        self.ensure_one()
        own_companies = self.sudo().company_ids.partner_id  # own companies' addresses
        return (
            self._trade_shared_partner_domain(mode)
            | Domain("trade_owner_id", "=", False)
            | Domain("partner_share", "=", False)
            | Domain("id", "in", own_companies.ids)
        )

    def _trade_partner_rule(self, mode="read"):
        """Domain of the record rule on partners; the one place that knows it."""
        if not self._trade_is_limited():
            return Domain.TRUE
        return self._trade_reachable_partner_domain(mode)

    def _trade_document_rule(self, path="partner_id", mode="read"):
        """Domain of the record rules on documents of a customer.

        :param str path: the document's field that holds the partner
        """
        if not self._trade_is_limited():
            return Domain.TRUE
        return Domain(path, "=", False) | Domain(
            path, "any!", self._trade_reachable_partner_domain(mode)
        )

    def _trade_shared_document_rule(self, path="partner_id", mode="read"):
        """Domain on documents of customers that the user owns or collaborates on.

        Opens them whoever made them: Odoo's own rules of a salesperson stop at
        documents that he made himself.
        """
        return Domain(path, "any!", self._trade_shared_partner_domain(mode))

    def _trade_shared_invoice_rule(self, type_path):
        """The same for customer invoices and credit notes.

        :param str type_path: the field that holds the kind of journal entry
        """
        return self._trade_shared_document_rule() & Domain(
            type_path, "in", ("out_invoice", "out_refund")
        )

    def _trade_group_rule(self):
        """Domain of the record rule on corporate groups: empty ones, and those
        with a company that the user may reach."""
        if not self._trade_is_limited():
            return Domain.TRUE
        return (
            Domain("partner_ids", "=", False)
            | Domain("create_uid", "=", self.id)
            | Domain("partner_ids", "any!", self._trade_reachable_partner_domain())
        )

    def _trade_collaborator_rule(self):
        """Domain on collaborations that a limited user may change: his customers'."""
        if not self._trade_is_limited():
            return Domain.TRUE
        return Domain("partner_id", "any!", Domain("trade_owner_id", "=", self.id))
