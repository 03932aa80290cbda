# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

OPEN = ("draft", "sent")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    trade_exposure = fields.Json(
        string="Exposure", compute="_compute_trade_exposure", compute_sudo=False
    )
    trade_credit_over = fields.Boolean(
        string="Over the credit limit", compute="_compute_partner_credit_warning"
    )
    trade_credit_asked = fields.Boolean(
        string="Approval asked for", copy=False, readonly=True
    )
    trade_credit_approver_id = fields.Many2one(
        comodel_name="res.users",
        string="Credit approved by",
        copy=False,
        readonly=True,
        tracking=True,
    )
    trade_credit_approved = fields.Monetary(
        string="Approved up to",
        copy=False,
        readonly=True,
        help="The order's total that was approved beyond the credit limit.",
    )
    trade_exposure_mode = fields.Selection(related="company_id.trade_exposure_mode")

    # Open orders of a customer: the exposure asks for them at each confirmation.
    _trade_open_idx = models.Index(
        "(partner_invoice_id)"
        " WHERE state = 'sale' AND invoice_status IN ('no', 'to invoice')"
    )

    def _trade_debtor(self):
        """Who will owe the order's amount."""
        self.ensure_one()
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id

    def _trade_credit_amount(self):
        """What the order adds to the exposure, in the company's currency today."""
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_total - self.amount_paid,
            self.company_id.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )

    # ------------------------------------------------------------------
    # On the quotation
    # ------------------------------------------------------------------

    @api.depends("partner_id", "partner_invoice_id", "amount_total", "state")
    def _compute_trade_exposure(self):
        Exposure = self.env["trade.exposure"]
        for order in self:
            order.trade_exposure = False
            company, customer = order.company_id, order._trade_debtor()._origin
            if not customer or company.trade_exposure_mode == "off":
                continue
            holders = Exposure._holders(customer, company)
            amount = order._trade_credit_amount() if order.state in OPEN else 0.0
            order.trade_exposure = Exposure._page(customer, company, holders, amount)

    @api.depends("partner_invoice_id", "state")
    def _compute_partner_credit_warning(self):
        """Odoo's own banner also speaks of the group's limit, to the trade's people."""
        done = super()._compute_partner_credit_warning()
        trade = self.env.user.has_group("trade_crm.group_trade_user")
        for order in self:
            order.trade_credit_over = False
            mode = order.company_id.trade_exposure_mode
            if mode in (False, "off") or order.state not in OPEN:
                continue
            debtor = order._trade_debtor()._origin
            if not debtor:
                continue
            amount = order._trade_credit_amount()
            breaches = self.env["trade.exposure"]._breaches(
                debtor, order.company_id, {debtor.id: amount}
            )
            if breaches:
                order.trade_credit_over = True
                if trade:
                    order.partner_credit_warning = order._trade_breach_text(breaches)
        return done

    def _trade_breach_text(self, breaches):
        """Whose limit is passed by how much, one line each."""
        currency = self.company_id.currency_id
        return "\n".join(
            self.env._(
                "%(name)s: with this order %(exposure)s are open or on order, "
                "%(over)s beyond the credit limit of %(limit)s.",
                name=breach["holder"].display_name,
                **{
                    key: formatLang(self.env, breach[key], currency_obj=currency)
                    for key in ("exposure", "over", "limit")
                },
            )
            for breach in breaches
        )

    # ------------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if trial := self.env.context.get("trade_trial_of"):
            orders._trade_set_trial(trial)
        orders._trade_guard_quotations()
        orders.filtered(lambda order: order.state == "sale")._trade_guard(counted=True)
        return orders

    def write(self, vals):
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._trade_guard()
        return super().write(vals)

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

    def _trade_guard(self, counted=False):
        """Refuse orders that the customers' credit does not allow.

        On every way to a confirmed order: buttons, imports, portal, API.

        :param bool counted: the orders are confirmed, so the exposure has them
        """
        for company, orders in self.grouped("company_id").items():
            if company.trade_use_qualification:
                self.env["trade.qualification"]._guard_orders(orders)
            if company.trade_exposure_mode in ("approval", "block"):
                orders._trade_guard_exposure(company, counted)

    def _trade_guard_exposure(self, company, counted):
        Exposure = self.env["trade.exposure"]
        # sudo: the debtor counts, whoever confirms
        by_debtor = self.sudo().grouped(lambda order: order._trade_debtor())
        limited = [debtor for debtor in by_debtor if Exposure._holders(debtor, company)]
        if not limited:
            return
        self.env["trade.exposure.guard"].sudo()._take_turn(limited)  # system's table
        added = {}
        for debtor in limited:
            for order in by_debtor[debtor]:
                amount = 0.0 if counted else order._trade_credit_amount()
                added[debtor.id] = added.get(debtor.id, 0.0) + amount
                breaches = Exposure._breaches(debtor, company, added)
                if breaches and not order._trade_credit_is_approved(company):
                    order.with_env(self.env)._trade_refuse(company, breaches)

    def _trade_credit_is_approved(self, company):
        self.ensure_one()
        return (
            company.trade_exposure_mode == "approval"
            and self.trade_credit_approver_id
            and self.currency_id.compare_amounts(
                self.amount_total, self.trade_credit_approved
            )
            <= 0
        )

    def _trade_refuse(self, company, breaches):
        """Say why an order is not confirmed, and what can be done."""
        if self.env.user.share:
            raise UserError(
                self.env._("This order can't be confirmed online. Please contact us.")
            )
        if company.trade_exposure_mode == "approval":
            advice = self.env._(
                'Use "Ask for approval" on the order, or ask for a payment in advance.'
            )
        else:
            advice = self.env._(
                "Ask for a payment in advance, or have the credit limit raised."
            )
        raise UserError(
            self.env._("Order %(order)s is not confirmed.", order=self.name)
            + "\n\n"
            + self._trade_breach_text(breaches)
            + "\n\n"
            + advice
        )

    def action_trade_ask_credit(self):
        """Ask a manager to let the order pass the limit."""
        self.ensure_one()
        manager = self._trade_credit_decider()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=manager.id,
            summary=self.env._("Approve an order beyond the credit limit"),
            note=self.partner_credit_warning,
        )
        self.sudo().trade_credit_asked = True  # the mark of the request above
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(name)s is asked.", name=manager.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _trade_credit_decider(self):
        """The manager to ask: the one in the settings, of the team, or any."""
        manager = self.env.ref("trade_crm.group_trade_manager")
        # sudo: who is a manager is no secret here
        users = (
            self.sudo().company_id.trade_credit_user_id | self.sudo().team_id.user_id
        )
        able = users.filtered(lambda user: manager in user.all_group_ids)
        return (
            able
            or self.env["res.users"]
            .sudo()  # as above
            .search(
                [
                    ("all_group_ids", "in", manager.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                ],
                order="id desc",
            )
        )[:1]

    def action_trade_approve_credit(self):
        """Let these orders pass the limit, as they are now."""
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(
                self.env._("Only a manager approves an order beyond the credit limit.")
            )
        for order in self:
            order.write(
                {
                    "trade_credit_approver_id": self.env.uid,
                    "trade_credit_approved": order.amount_total,
                    "trade_credit_asked": False,
                }
            )
            order.activity_unlink(["mail.mail_activity_data_todo"])
