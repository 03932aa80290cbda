# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

OPEN = ("research", "visit", "trial")


class TradeQualification(models.Model):
    """How a new customer becomes one that we trust: research, visit, trial order."""

    _name = "trade.qualification"
    _description = "Customer Qualification"
    _inherit = ["mail.thread", "mail.activity.mixin", "trade.trust.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company, required=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Done by",
        default=lambda self: self.env.user,
        tracking=True,
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        selection=[
            ("research", "Research"),
            ("visit", "Visit"),
            ("trial", "Trial order"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("blocked", "Blocked"),
        ],
        string="Status",
        required=True,
        default="research",
        tracking=True,
        group_expand=True,
    )
    answer_ids = fields.One2many(
        comodel_name="trade.qualification.answer",
        inverse_name="qualification_id",
        string="Answers",
    )
    score = fields.Float(
        compute="_compute_score",
        store=True,
        digits=(5, 1),
        aggregator=None,  # one without answers is no 0 in a mean
        help="Mean of the answers by weight, from 0 to 100.",
    )
    answered = fields.Boolean(
        compute="_compute_score",
        store=True,
        help="A question that counts is answered, so that there is a score.",
    )
    missing = fields.Text(string="Still to do", compute="_compute_missing")
    visit_date = fields.Date(tracking=True)
    visitor_ids = fields.Many2many(comodel_name="res.users", string="Visited by")
    visit_place = fields.Char(help="Office, warehouse, shop, fair or video call.")
    visit_report = fields.Html(string="Visit report")
    visit_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="trade_qualification_visit_attachment_rel",
        string="Pictures and cards",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Trial order",
        tracking=True,
        domain="[('partner_id.commercial_partner_id', '=', partner_id)]",
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    order_total = fields.Monetary(string="Order's total", compute="_compute_facts")
    order_state = fields.Selection(related="order_id.state", string="Order's status")
    paid = fields.Selection(
        selection=[
            ("no", "Not invoiced"),
            ("open", "Not yet due"),
            ("late", "Overdue"),
            ("paid_late", "Paid late"),
            ("paid", "Paid on time"),
        ],
        string="Payment",
        compute="_compute_facts",
    )
    days_late = fields.Integer(compute="_compute_facts")
    case_count = fields.Integer(string="Complaints", compute="_compute_facts")
    reorder_count = fields.Integer(
        string="Orders since",
        compute="_compute_facts",
        help="Confirmed orders after the trial order.",
    )
    decision_note = fields.Text(string="Reasons of the decision", tracking=True)
    decider_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decision_date = fields.Date(string="Decided on", readonly=True, copy=False)

    _open_uniq = models.UniqueIndex(
        "(partner_id) WHERE state IN ('research', 'visit', 'trial')",
        "This customer is being qualified already.",
    )

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and vals.get("state", "research") != "research":
                raise UserError(self.env._("A qualification begins with research."))
        self._check_blocked(vals_list)
        found = super().create(vals_list)
        found._add_questions()
        found._tell_customers()
        return found

    def _check_blocked(self, vals_list):
        """A new qualification opens a blocked customer: that is the manager's word."""
        if self.env.su or self.env.user.has_group("trade_crm.group_trade_manager"):
            return
        partners = self.env["res.partner"].browse(
            vals["partner_id"] for vals in vals_list if vals.get("partner_id")
        )
        customers = partners.sudo().commercial_partner_id  # its state only
        if "blocked" in customers.mapped("trade_qualified"):
            raise AccessError(self.env._("Only a manager opens a blocked customer."))

    def write(self, vals):
        if not self.env.su:
            if "state" in vals:
                raise UserError(
                    self.env._("Use the buttons: each step asks for its evidence.")
                )
            if "partner_id" in vals:
                raise UserError(self.env._("A qualification stays with its customer."))
            if vals.keys() - {"decision_note", "user_id"}:
                self._check_open()
        return super().write(vals)

    def unlink(self):
        customers = self.partner_id
        done = super().unlink()
        self._tell_customers(customers)
        return done

    def _check_open(self):
        if not self.env.su and any(one.state not in OPEN for one in self):
            raise UserError(
                self.env._(
                    "The decision is made. Open a new qualification to change it."
                )
            )

    def _add_questions(self):
        """Ask every question of the administrator's list that is not asked yet."""
        criteria = self.env["trade.qualification.criterion"].search([])
        self.env["trade.qualification.answer"].create(
            [
                {"qualification_id": one.id, "criterion_id": criterion.id}
                for one in self
                for criterion in criteria - one.answer_ids.criterion_id
            ]
        )

    @api.depends("answer_ids.points", "answer_ids.weight")
    def _compute_score(self):
        for one in self:
            answered = one.answer_ids.filtered("points")
            total = sum(answered.mapped("weight"))
            one.answered = total > 0
            one.score = (
                sum(int(a.points) * 25 * a.weight for a in answered) / total
                if total
                else 0.0
            )

    @api.depends(
        "state",
        "answer_ids.points",
        "answer_ids.note",
        "answer_ids.attachment_ids",
        "visit_date",
        "visit_report",
        "order_id.state",
    )
    def _compute_missing(self):
        for one in self:
            one.missing = "\n".join(one._missing())

    def _missing(self):
        """What the present step still asks for."""
        self.ensure_one()
        if self.state not in OPEN:
            return []
        asked = self.answer_ids.filtered(lambda a: a.stage == self.state)
        missing = [words for words in (a._missing() for a in asked) if words]
        if self.state == "visit":
            if not self.visit_date:
                missing.append(self.env._("Day of the visit"))
            if not fields.Html.is_empty(self.visit_report):
                return missing
            missing.append(self.env._("Visit report"))
        if self.state == "trial" and self.order_id.state != "sale":
            missing.append(self.env._("A confirmed trial order"))
        return missing

    # ------------------------------------------------------------------
    # Facts of the trial order
    # ------------------------------------------------------------------

    @api.depends("order_id")
    def _compute_facts(self):
        today = fields.Date.context_today(self)
        for one in self:
            order = one.order_id.sudo()  # facts of the order that the user chose
            one.order_total = order.amount_total
            one.paid, one.days_late = one._payment_of(order, today)
            since = order.date_order
            one.case_count = one._count_cases(since) if since else 0
            one.reorder_count = (
                self.env["sale.order"]
                .sudo()  # a number only
                .search_count(
                    [
                        ("partner_id.commercial_partner_id", "=", one.partner_id.id),
                        ("state", "=", "sale"),
                        ("id", "!=", order.id),
                        ("date_order", ">", since),
                    ]
                )
                if since
                else 0
            )

    def _count_cases(self, since):
        return (
            self.env["trade.case"]
            .sudo()  # a number only
            .search_count(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("kind", "=", "complaint"),
                    ("state", "!=", "cancelled"),
                    ("date_open", ">=", since),
                ]
            )
        )

    @api.model
    def _payment_of(self, order, today):
        """How an order's invoices were paid: a kind and the days late."""
        invoices = order.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        if not invoices:
            return "no", 0
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT BOOL_OR(l.amount_residual > 0),
                       MAX(%(today)s - l.date_maturity)
                           FILTER (WHERE l.amount_residual > 0),
                       MAX(c.date - l.date_maturity)
                  FROM account_move_line AS l
                  LEFT JOIN account_partial_reconcile AS r ON r.debit_move_id = l.id
                  LEFT JOIN account_move_line AS c ON c.id = r.credit_move_id
                       AND c.journal_id IN (SELECT id FROM account_journal
                           WHERE type IN ('bank', 'cash', 'credit'))
                 WHERE l.move_id = ANY(%(ids)s) AND l.display_type = 'payment_term'
                """,
                today=today,
                ids=invoices.ids,
            )
        )
        is_open, open_late, paid_late = rows[0]
        late = max(open_late or 0, paid_late or 0, 0)
        if is_open:
            return ("late" if (open_late or 0) > 0 else "open"), late
        return ("paid_late" if late else "paid"), late

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_next(self):
        """Go on to the next step, once the present one has its evidence."""
        for one in self:
            one.check_access("write")
            one._check_open()
            if one.state == "trial":
                raise UserError(self.env._("After the trial order a manager decides."))
            one._require_evidence()
            step = one.sudo()  # written by the system once the evidence is there
            step.state = OPEN[OPEN.index(one.state) + 1]

    def _require_evidence(self):
        if missing := self._missing():
            raise UserError(
                self.env._("Before the next step please add:")
                + "\n- "
                + "\n- ".join(missing)
            )

    def action_back(self):
        for one in self:
            one.check_access("write")
            one._check_open()
            if one.state != "research":
                one.sudo().state = OPEN[OPEN.index(one.state) - 1]  # as in action_next

    def _decide(self, state):
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(
                self.env._("Only a manager approves, rejects or blocks a customer.")
            )
        for one in self:
            if (
                state in ("rejected", "blocked")
                and not (one.decision_note or "").strip()
            ):
                raise ValidationError(
                    self.env._("Write the reasons of the decision first.")
                )
            one.sudo().write(  # the decision is the system's, checked above
                {
                    "state": state,
                    "decider_id": self.env.uid,
                    "decision_date": fields.Date.context_today(self),
                }
            )
        self._tell_customers()

    def action_approve(self):
        for one in self:
            one._check_open()
            if one.state != "trial":
                raise UserError(
                    self.env._("A customer is approved after its trial order.")
                )
            one._require_evidence()
        self._decide("approved")

    def action_reject(self):
        for one in self:
            one._check_open()
        self._decide("rejected")

    def action_block(self):
        self._decide("blocked")

    def action_unblock(self):
        """Begin again with a customer that was blocked or rejected."""
        self.ensure_one()
        again = self.create({"partner_id": self.partner_id.id})
        return again.get_formview_action()

    def _tell_customers(self, customers=None):
        """Keep the state of the last qualification on the customer itself."""
        customers = self.partner_id if customers is None else customers
        last = {}
        for one in self.sudo().search(  # the state follows them all
            [("partner_id", "in", customers.ids)], order="id"
        ):
            last[one.partner_id.id] = one.state
        for customer in customers.exists().sudo():  # as above
            state = last.get(customer.id, False)
            state = "open" if state in OPEN else state
            if customer.trade_qualified != state:
                customer.trade_qualified = state

    def action_open_order(self):
        self.ensure_one()
        if self.order_id:
            return self.order_id.get_formview_action()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "trade_trial_of": self.id,
            },
        }

    # ------------------------------------------------------------------
    # What an unapproved customer may do
    # ------------------------------------------------------------------

    @api.model
    def _guard_orders(self, orders):
        """Refuse to confirm orders of customers that are blocked or not approved."""
        manager = self.env.user.has_group("trade_crm.group_trade_manager")
        for order in orders.sudo():  # whoever confirms: the customer's state decides
            customers = order.partner_id.commercial_partner_id | order._trade_debtor()
            if not manager and "blocked" in customers.mapped("trade_qualified"):
                self._refuse(
                    self.env._(
                        "%(customer)s is blocked. Only a manager confirms orders for "
                        "it.",
                        customer=self._name_of(customers, "blocked"),
                    )
                )
            self._guard_unapproved(order, customers[:1])

    @api.model
    def _name_of(self, customers, state):
        found = customers.filtered(lambda c: c.trade_qualified == state)
        return found[:1].name or ""

    @api.model
    def _guard_unapproved(self, order, customer):
        company = order.company_id
        mode = company.trade_unapproved
        if mode == "free" or not self._is_unapproved(customer, company):
            return
        if self.sudo().search_count(  # the trial order of a trial is what it is for
            [("order_id", "=", order.id), ("state", "=", "trial")], limit=1
        ):
            return
        if mode == "amount":
            total = order.currency_id._convert(
                order.amount_total,
                company.currency_id,
                company,
                fields.Date.context_today(self),
            )
            if total <= company.trade_unapproved_amount:
                return
        self._refuse(
            self.env._(
                "%(customer)s is not approved as a customer: this order can't be "
                "confirmed. Qualify the customer first, or make this its trial order.",
                customer=customer.name,
            )
        )

    @api.model
    def _guard_quotations(self, orders):
        """Refuse quotations where an unapproved customer may have none."""
        for order in orders.sudo():  # as above
            company = order.company_id
            customer = order.partner_id.commercial_partner_id
            if company.trade_unapproved != "nothing" or (
                customer.trade_qualified == "open"
            ):
                continue
            if self._is_unapproved(customer, company):
                self._refuse(
                    self.env._(
                        "%(customer)s is not approved as a customer: it can't be "
                        "quoted. Begin its qualification first.",
                        customer=customer.name,
                    )
                )

    @api.model
    def _is_unapproved(self, customer, company):
        """Whether a customer still has to be approved; old ones need not."""
        if customer.trade_qualified == "approved" or not customer.is_company:
            return False
        if customer.trade_qualified or not company.trade_unapproved_new:
            return True
        sold = Domain("commercial_partner_id", "=", customer.id) & Domain(
            "move_type", "=", "out_invoice"
        )
        posted = sold & Domain("state", "=", "posted")
        moves = self.env["account.move"].sudo()  # a yes or no
        return not moves.search_count(posted, limit=1)

    @api.model
    def _refuse(self, words):
        if self.env.user.share:
            words = self.env._(
                "This order can't be confirmed online. Please contact us."
            )
        raise UserError(words)
