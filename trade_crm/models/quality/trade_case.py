# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty

STATES = [
    ("new", "New"),
    ("contain", "Containment"),
    ("cause", "Cause"),
    ("action", "Actions"),
    ("verify", "Verification"),
    ("closed", "Closed"),
    ("cancelled", "Withdrawn"),
]
OVER = ("closed", "cancelled")
# The way of a complaint (8D) and of a question, and what must be known before a
# complaint enters a stage; a question only needs its answer.
STAGES = {
    "complaint": ["new", "contain", "cause", "action", "verify", "closed"],
    "question": ["new", "closed"],
}
NEEDS = {
    "complaint": {
        "cause": ["containment"],
        "action": ["cause"],
        "verify": ["corrective_action", "preventive_action"],
        "closed": ["verification"],
    },
    "question": {"closed": ["answer"]},
}


class TradeCase(models.Model):
    """One complaint or question of a customer, from its arrival to its verified end."""

    _name = "trade.case"
    _description = "Customer Case"
    _inherit = ["mail.thread.cc", "mail.activity.mixin", "rating.mixin"]
    _order = "date_open desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _primary_email = "email_from"

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char(string="Subject", required=True, tracking=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="The company. The person who wrote is kept as the contact.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    email_from = fields.Char(
        string="E-mail", compute="_compute_email_from", store=True, readonly=False
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
    )
    owner_id = fields.Many2one(
        related="partner_id.trade_owner_id", string="Customer owner"
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    kind = fields.Selection(
        selection=[("complaint", "Complaint"), ("question", "Question")],
        required=True,
        default="complaint",
        tracking=True,
    )
    severity = fields.Selection(
        selection=[("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
        required=True,
        default="minor",
        tracking=True,
        help="Critical: a danger to people, a recall or a stop at the customer's. "
        "Major: the goods can't be used or sold as agreed. Minor: everything else.",
    )
    state = fields.Selection(
        string="Status",
        selection=STATES,
        required=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_states",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    batch = fields.Char(help="Lot, batch or container that the goods came from.")
    quantity = fields.Float(
        string="Affected quantity", digits="Product Unit", aggregator="sum"
    )
    description = fields.Html(string="What happened")
    picture_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="trade_case_picture_rel",
        string="Pictures",
        bypass_search_access=True,
    )

    containment = fields.Html(
        help="What protects the customer at once: stop, sort, replace, rework."
    )
    cause_kind = fields.Selection(
        selection=[
            ("material", "Material"),
            ("process", "Process"),
            ("design", "Design"),
            ("packaging", "Packaging"),
            ("transport", "Transport"),
            ("documents", "Documents"),
            ("agreement", "Misunderstood agreement"),
            ("customer", "Use by the customer"),
            ("other", "Other"),
        ],
        string="Kind of cause",
        tracking=True,
    )
    cause = fields.Html(string="Root cause", help="Why it happened and got through.")
    corrective_action = fields.Html(help="What removes the cause of this problem.")
    preventive_action = fields.Html(help="What keeps it from coming back elsewhere.")
    verification = fields.Html(help="How it was seen that the actions work.")
    answer = fields.Html(help="What the customer was told.")
    withdrawn_reason = fields.Char(string="Reason of withdrawal", tracking=True)

    date_open = fields.Datetime(
        string="Opened on", required=True, default=fields.Datetime.now, index=True
    )
    date_response = fields.Datetime(
        string="Answered on",
        copy=False,
        help="When the customer first heard from us about this case.",
    )
    date_closed = fields.Datetime(string="Closed on", readonly=True, copy=False)
    verified_uid = fields.Many2one(
        comodel_name="res.users", string="Verified by", readonly=True, copy=False
    )
    _partner_product_idx = models.Index("(partner_id, product_id, date_open DESC)")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, (case.number, case.name)))

    @api.depends("contact_id", "partner_id")
    def _compute_email_from(self):
        for case in self:
            if not case.email_from or case.contact_id:
                case.email_from = case.contact_id.email or case.partner_id.email

    @api.depends("partner_id")
    def _compute_user_id(self):
        for case in self:
            if not case.user_id:
                case.user_id = case.partner_id.trade_owner_id or self.env.user

    @api.model
    def _group_expand_states(self, states, domain):
        return [state for state, __ in STATES if state != "cancelled"]

    # ------------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------------

    @api.constrains("partner_id", "contact_id", "order_id")
    def _check_customer(self):
        for case in self:
            strangers = [
                record
                for record, partner in (
                    (case.contact_id, case.contact_id),
                    (case.order_id, case.order_id.partner_id),
                )
                if record and partner.commercial_partner_id != case.partner_id
            ]
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(record)s does not belong to %(customer)s. Choose another, "
                        "or change the case's customer.",
                        record=strangers[0].display_name,
                        customer=case.partner_id.display_name,
                    )
                )

    @api.constrains("quantity")
    def _check_quantity(self):
        if any(case.quantity < 0 for case in self):
            raise ValidationError(
                self.env._("The affected quantity can't be below zero.")
            )

    @api.constrains("date_open", "date_response")
    def _check_dates(self):
        for case in self:
            if case.date_response and case.date_response < case.date_open:
                raise ValidationError(
                    self.env._(
                        "%(case)s can't be answered before it was opened.",
                        case=case.display_name,
                    )
                )

    @api.constrains(
        "state",
        "kind",
        "withdrawn_reason",
        *{
            name
            for needs in NEEDS.values()
            for stage in needs.values()
            for name in stage
        },
    )
    def _check_stage(self):
        """No stage without what the stages before it must have found."""
        for case in self:
            if missing := case._missing_for(case.state):
                labels = [
                    case._fields[name]._description_string(self.env) for name in missing
                ]
                raise ValidationError(
                    self.env._(
                        "%(case)s can't go on to %(stage)s yet. Fill in: %(fields)s.",
                        case=case.display_name,
                        stage=dict(
                            case._fields["state"]._description_selection(self.env)
                        )[case.state],
                        fields=", ".join(labels),
                    )
                )

    def _missing_for(self, state):
        """Names of the fields that are empty and must not be in a state."""
        self.ensure_one()
        if state == "cancelled":
            return [] if self.withdrawn_reason else ["withdrawn_reason"]
        stages = STAGES[self.kind]
        if state not in stages:
            return []
        needs = NEEDS[self.kind]
        reached = stages[: stages.index(state) + 1]
        wanted = [name for stage in reached for name in needs.get(stage, ())]
        return [name for name in wanted if not self._has_words(name)]

    def _has_words(self, name):
        field = self._fields[name]
        if field.type == "html":
            return not is_html_empty(self[name])
        return bool(self[name])

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._split_contact(vals)
            if not vals.get("number"):
                vals["number"] = self._next_number(vals)
        cases = super().create(vals_list)
        cases._stamp_end()
        cases._keep_pictures()
        return cases

    def write(self, vals):
        if "partner_id" in vals:
            vals = dict(vals)
            self._split_contact(vals)
        if vals.get("state") and vals["state"] not in OVER:
            vals = {**vals, "date_closed": False, "verified_uid": False}
        done = super().write(vals)
        if "state" in vals:
            self._stamp_end()
        if "picture_ids" in vals:
            self._keep_pictures()
        return done

    @api.model
    def _next_number(self, vals):
        company = vals.get("company_id") or self.env.company.id
        sequences = self.env["ir.sequence"].sudo()  # sudo: its writer draws the number
        return sequences.with_company(company).next_by_code("trade.case")

    @api.model
    def _split_contact(self, vals):
        """A case of a person is a case of the person's company."""
        default = self.env.context.get("default_partner_id")
        partner = self.env["res.partner"].browse(vals.get("partner_id", default))
        if not partner:
            raise ValidationError(
                self.env._("A case needs a customer. Choose whose case it is.")
            )
        company = partner.commercial_partner_id
        vals["partner_id"] = company.id
        if company != partner:
            vals["contact_id"] = vals.get("contact_id") or partner.id

    def _stamp_end(self):
        ended = self.filtered(lambda c: c.state in OVER and not c.date_closed)
        if ended:
            ended.write(
                {"date_closed": fields.Datetime.now(), "verified_uid": self.env.uid}
            )

    def _keep_pictures(self):
        """Pictures belong to their case: who reads it sees them, nobody else."""
        for case in self:
            pictures = case.picture_ids.sudo()  # sudo: only the user's new files
            loose = pictures.filtered(lambda picture: not picture.res_id)
            loose.write({"res_model": self._name, "res_id": case.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked_on(self):
        if any(case.state not in ("new", "cancelled") for case in self):
            raise UserError(
                self.env._(
                    "A case that was worked on is kept as a record. Withdraw it with a "
                    "reason instead of deleting it."
                )
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_next(self):
        """Go on to the next stage; what is missing is named."""
        for case in self:
            stages = STAGES[case.kind]
            place = stages.index(case.state) if case.state in stages else -1
            if 0 <= place < len(stages) - 1:
                case.state = stages[place + 1]

    def action_reopen(self):
        for case in self.filtered(lambda c: c.state in OVER):
            stages = STAGES[case.kind][:-1]
            case.state = next(s for s in reversed(stages) if not case._missing_for(s))

    def action_withdraw(self):
        self.write({"state": "cancelled"})

    def action_mark_answered(self):
        """The customer was answered by telephone, chat or in person."""
        self.filtered(lambda c: not c.date_response).write(
            {"date_response": fields.Datetime.now()}
        )

    @api.model
    def _open_domain(self):
        return Domain("state", "not in", OVER)
