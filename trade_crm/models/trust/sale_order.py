# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

OPEN = ("draft", "sent")
# What says that a manager let an order pass.
APPROVAL = frozenset({"trade_credit_approver_id", "trade_credit_approved"})


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
            limits = Exposure._limits(customer, company).get(customer.id, [])
            amount = order._trade_credit_amount() if order.state in OPEN else 0.0
            order.trade_exposure = Exposure._page(customer, company, limits, amount)

    @api.depends("partner_invoice_id", "amount_total", "state")
    def _compute_partner_credit_warning(self):
        """Odoo's own banner also speaks of the group's limit, to the trade's people."""
        done = super()._compute_partner_credit_warning()
        Exposure = self.env["trade.exposure"]
        trade = self.env.user.has_group("trade_crm.group_trade_user")
        for order in self:
            order.trade_credit_over = False
            company, debtor = order.company_id, order._trade_debtor()._origin
            if (
                not debtor
                or company.trade_exposure_mode in (False, "off")
                or order.state not in OPEN
            ):
                continue
            limits = Exposure._limits(debtor, company)
            if not limits:
                continue
            found = Exposure._read_exposure(
                Exposure._members(*limits.values()), company
            )
            # the page opens whatever it says; confirming is what is refused
            words = Exposure._unknown_rates(found)
            if not words and (
                breaches := Exposure._breaches(
                    limits[debtor.id],
                    found,
                    company,
                    {debtor.id: order._trade_credit_amount()},
                )
            ):
                order.trade_credit_over = True
                words = Exposure._breach_text(breaches, company)
            if words and trade:
                order.partner_credit_warning = words
        return done

    # ------------------------------------------------------------------
    # A manager's approval
    # ------------------------------------------------------------------

    def _trade_check_approval(self, vals):
        """Nobody below the manager writes that a manager approved."""
        if (
            APPROVAL & vals.keys()
            and any(vals.get(name) for name in APPROVAL)
            and not self.env.su
            and not self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            raise AccessError(
                self.env._("Only a manager approves an order beyond the credit limit.")
            )

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

    def action_trade_ask_credit(self):
        """Ask a manager to let the order pass the limit."""
        self.ensure_one()
        manager = self._trade_credit_decider()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=manager.id,
            summary=self.with_context(lang=manager.lang).env._(
                "Approve an order beyond the credit limit"
            ),
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
        order = self.sudo()  # who is a manager is no secret here
        users = order.company_id.trade_credit_user_id | order.team_id.user_id
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
            order._trade_note_approval()
            order.activity_unlink(["mail.mail_activity_data_todo"])

    def _trade_note_approval(self):
        """Keep that the reader, a manager, lets the order pass as it is now."""
        self.ensure_one()
        self.write(
            {
                "trade_credit_approver_id": self.env.uid,
                "trade_credit_approved": self.amount_total,
                "trade_credit_asked": False,
            }
        )
