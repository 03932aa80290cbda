# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

# What makes an order owe more, or somebody else owe it.
WATCHED = frozenset(
    {
        "order_line",
        "partner_id",
        "partner_invoice_id",
        "currency_id",
        "pricelist_id",
        "fiscal_position_id",
    }
)


class SaleOrder(models.Model):
    """Orders that the customers' qualification or credit does not allow are refused.

    On every way to a confirmed order, and to a bigger one: buttons, imports, portal,
    API.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._trade_check_approval(vals)
        making = self.with_context(trade_watched=True)
        orders = super(SaleOrder, making).create(vals_list).with_env(self.env)
        if trial := self.env.context.get("trade_trial_of"):
            orders._trade_set_trial(trial)
        orders._trade_guard_quotations()
        orders.filtered(lambda order: order.state == "sale")._trade_guard(counted=True)
        return orders

    def write(self, vals):
        self._trade_check_approval(vals)
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._trade_guard()
        if not WATCHED & vals.keys():
            return super().write(vals)
        with self._trade_watch():
            changing = self.with_context(trade_watched=True)
            done = super(SaleOrder, changing).write(vals)
        if {"partner_id"} & vals.keys():
            self._trade_guard_quotations()
        return done

    @contextmanager
    def _trade_watch(self):
        """Refuse what makes confirmed orders owe more than their customers may."""
        watched = self.browse()
        if not self.env.context.get("trade_watched"):
            watched = self.filtered(lambda order: order.state == "sale")
        before = {o: (o._trade_debtor(), o.amount_total) for o in watched}
        yield
        raised = watched.filtered(
            lambda order: (
                order._trade_debtor() != before[order][0]
                or order.currency_id.compare_amounts(
                    order.amount_total, before[order][1]
                )
                > 0
            )
        )
        raised._trade_guard(counted=True, raised=True)

    def _trade_guard_quotations(self):
        careful = self.filtered(lambda order: order.company_id.trade_use_qualification)
        self.env["trade.qualification"]._guard_quotations(careful)

    def _trade_set_trial(self, qualification_id):
        """The order was begun from a qualification: it is the trial order."""
        qualification = self.env["trade.qualification"].browse(qualification_id)
        qualification.exists().filtered(
            lambda one: (
                not one.order_id
                and one.partner_id == self[:1].partner_id.commercial_partner_id
            )
        ).order_id = self[:1]

    def _trade_guard(self, counted=False, raised=False):
        """Refuse orders that the customers' qualification or credit does not allow.

        :param bool counted: the orders are confirmed, so the exposure has them
        :param bool raised: they were confirmed before and owe more now
        """
        for company, orders in self.grouped("company_id").items():
            if company.trade_use_qualification:
                self.env["trade.qualification"]._guard_orders(orders)
            if company.trade_exposure_mode in ("approval", "block"):
                orders._trade_guard_exposure(company, counted, raised)

    def _trade_guard_exposure(self, company, counted, raised):
        Exposure = self.env["trade.exposure"]
        orders = self.sudo()  # the debtor counts, whoever confirms
        by_debtor = orders.grouped(lambda order: order._trade_debtor())
        debtors = self.env["res.partner"].sudo().union(*by_debtor)  # as above
        limits = Exposure._limits(debtors, company)
        limited = debtors.filtered(lambda debtor: debtor.id in limits)
        if not limited:
            return
        self.env["trade.exposure.guard"].sudo()._take_turn(limited)  # system's table
        found = Exposure._read_for(limits, company)
        added = dict.fromkeys(limited.ids, 0.0)
        for debtor in limited:
            for order in by_debtor[debtor]:
                if not counted:
                    added[debtor.id] += order._trade_credit_amount()
                breaches = Exposure._breaches(limits[debtor.id], found, company, added)
                if breaches and not order._trade_credit_is_approved(company):
                    order.with_env(self.env)._trade_pass_limit(
                        company, breaches, raised
                    )

    def _trade_pass_limit(self, company, breaches, raised):
        """Refuse an order beyond a limit, unless a manager himself makes it bigger."""
        if (
            raised
            and company.trade_exposure_mode == "approval"
            and self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            self._trade_note_approval()
        else:
            self._trade_refuse(company, breaches, raised)

    def _trade_refuse(self, company, breaches, raised):
        """Say why an order is refused, and what can be done."""
        if self.env.user.share:
            raise UserError(
                self.env._("This order can't be confirmed online. Please contact us.")
            )
        if company.trade_exposure_mode == "block":
            advice = self.env._(
                "Ask for a payment in advance, or have the credit limit raised."
            )
        elif raised:
            advice = self.env._(
                "Ask a manager to make the change, or ask for a payment in advance."
            )
        else:
            advice = self.env._(
                'Use "Ask for approval" on the order, or ask for a payment in advance.'
            )
        if raised:
            words = self.env._("Order %(order)s is not changed.", order=self.name)
        else:
            words = self.env._("Order %(order)s is not confirmed.", order=self.name)
        text = self.env["trade.exposure"]._breach_text(breaches, company)
        message = "\n\n".join((words, text, advice))
        raise UserError(message)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # What moves the amount of a line.
    _TRADE_AMOUNT = frozenset(
        {
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "price_unit",
            "discount",
            "tax_ids",
            "order_id",
        }
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )
        with orders._trade_watch():
            return super().create(vals_list)

    def write(self, vals):
        if not self._TRADE_AMOUNT & vals.keys():
            return super().write(vals)
        with self.order_id._trade_watch():
            return super().write(vals)
