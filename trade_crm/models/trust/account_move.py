# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    # Odoo has no index on the customer: ratings and exposure ask for one customer.
    _trade_customer_idx = models.Index(
        "(commercial_partner_id, state)"
        " WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._trade_guard_posted()
        return posted

    def _trade_guard_posted(self):
        """Refuse invoices for what no order was made for: to a blocked customer, or
        beyond the credit limit.

        What comes from an order was checked, or approved, with the order. What was sold
        at a till is in the customer's hands already.
        """
        sold = self.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_receipt")
                and not move._trade_from_till()
            )
        )
        for company, moves in sold.grouped("company_id").items():
            if company.trade_use_qualification:
                moves._trade_guard_blocked()
            if company.trade_exposure_mode not in ("approval", "block"):
                continue
            passed = company.trade_exposure_mode == "approval" and (
                self.env.user.has_group("trade_crm.group_trade_manager")
            )
            if not passed:
                moves._trade_guard_exposure(company)

    def _trade_from_till(self):
        """Whether Odoo's Point of Sale, where it is installed, made the invoice."""
        self.ensure_one()
        return "pos_order_ids" in self._fields and bool(
            self.sudo().pos_order_ids  # a yes or no
        )

    def _trade_guard_blocked(self):
        """Refuse invoices to blocked customers by the trade's people below the manager.

        Accountants without a trade role are told on the invoice: they may have to book
        what was agreed on long before.
        """
        user = self.env.user
        if user.has_group("trade_crm.group_trade_manager"):
            return
        blocked = self.sudo().filtered(  # the customer's state counts, whoever posts
            lambda move: (
                move.commercial_partner_id.trade_qualified == "blocked"
                and move.currency_id.compare_amounts(move._trade_without_order(), 0) > 0
            )
        )
        for move in blocked:
            if user.has_group("trade_crm.group_trade_user"):
                raise UserError(
                    self.env._(
                        "%(customer)s is blocked. Only a manager posts invoices to it "
                        "for what was not ordered.",
                        customer=move.commercial_partner_id.name,
                    )
                )
            move.message_post(
                body=self.env._("Posted although the customer is blocked.")
            )

    def _trade_without_order(self):
        """What an invoice asks for beyond its orders, in its own currency."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.sale_line_ids
        )
        return sum(lines.mapped("price_total"))

    def _trade_guard_exposure(self, company):
        Exposure = self.env["trade.exposure"]
        moves = self.sudo().filtered(  # the lines of orders count, whoever posts
            lambda move: (
                move.currency_id.compare_amounts(move._trade_without_order(), 0) > 0
            )
        )
        limits = Exposure._limits(moves.commercial_partner_id, company)
        limited = moves.commercial_partner_id.filtered(lambda one: one.id in limits)
        if not limited:
            return
        self.env["trade.exposure.guard"].sudo()._take_turn(limited)  # system's table
        found = Exposure._read_for(limits, company)
        for move in moves:
            given = limits.get(move.commercial_partner_id.id, [])
            if breaches := Exposure._breaches(given, found, company):
                move.with_env(self.env)._trade_refuse(company, breaches)

    def _trade_refuse(self, company, breaches):
        """Say why an invoice is not posted, and what can be done."""
        if company.trade_exposure_mode == "block":
            advice = self.env._(
                "Ask for a payment in advance, or have the credit limit raised."
            )
        else:
            advice = self.env._(
                "Ask a manager to post it, or ask for a payment in advance."
            )
        words = self.env._(
            "The invoice to %(customer)s is not posted.", customer=self.partner_id.name
        )
        text = self.env["trade.exposure"]._breach_text(breaches, company)
        message = "\n\n".join((words, text, advice))
        raise UserError(message)
