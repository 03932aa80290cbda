# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import html2plaintext, is_html_empty


class TradeQuestion(models.Model):
    """A question about a customer that a colleague or a department answers."""

    _name = "trade.question"
    _description = "Question to a Colleague"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, date_due, id"

    name = fields.Char(string="Question", required=True, tracking=True)
    note = fields.Html(string="Details")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", True)],
    )
    partner_name = fields.Char(
        string="Customer's name", related="partner_id.name", related_sudo=True
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    asked_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    department_id = fields.Many2one(
        comodel_name="trade.department", ondelete="restrict", tracking=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        index="btree_not_null",
        domain=[("share", "=", False)],
        tracking=True,
        help="Empty: anybody of the department.",
    )
    date_due = fields.Date(
        string="Answer by",
        required=True,
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    state = fields.Selection(
        string="Status",
        selection=[("open", "Open"), ("answered", "Answered")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    answer = fields.Html(copy=False)
    answered_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    date_answered = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("department_id")
    def _compute_date_due(self):
        for question in self:
            if not question.date_due:
                question.date_due = fields.Date.add(
                    fields.Date.context_today(question),
                    days=question.department_id.days or 2,
                )

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for question in self:
            due = question.date_due
            question.is_late = question.state == "open" and bool(due and due < today)

    @api.constrains("user_id", "department_id")
    def _check_addressee(self):
        for question in self:
            if not question.user_id and not question.department_id.user_ids:
                raise ValidationError(
                    self.env._(
                        "Choose a colleague, or a department that has people in it."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            vals["partner_id"] = partner.commercial_partner_id.id
            if not self.env.su:
                vals["asked_by_id"] = self.env.uid
                partner.commercial_partner_id.check_access("read")
        questions = super().create(vals_list)
        questions._tell_people()
        return questions

    def _people(self):
        return self.user_id or self.department_id.user_ids

    def _tell_people(self):
        """An activity for the colleague, or for each of the department."""
        for question in self:
            for user in question._people():
                question.sudo().activity_schedule(  # the asked need not reach it
                    "mail.mail_activity_data_todo",
                    date_deadline=question.date_due,
                    summary=f"{question.partner_name}: {question.name}"[:250],
                    user_id=user.id,
                )

    def write(self, vals):
        if not self.env.su and {"asked_by_id", "partner_id", "state"} & vals.keys():
            raise AccessError(self.env._("A question stays with its customer."))
        moved = {"user_id", "department_id", "date_due"} & vals.keys()
        done = super().write(vals)
        if moved:
            for question in self.filtered(lambda q: q.state == "open"):
                asked = question.sudo()  # the old addressee's activities
                asked.activity_unlink(["mail.mail_activity_data_todo"])
                question._tell_people()
        return done

    def action_answer(self):
        """Close the question with its answer and tell whoever asked."""
        for question in self:
            if is_html_empty(question.answer):
                raise UserError(self.env._("Write the answer first."))
            if question.state == "answered":
                continue
            closed = question.sudo()  # the asked need not reach the customer
            closed.write(
                {
                    "state": "answered",
                    "answered_by_id": self.env.uid,
                    "date_answered": fields.Datetime.now(),
                }
            )
            closed.activity_unlink(["mail.mail_activity_data_todo"])
            closed.message_notify(
                partner_ids=question.asked_by_id.partner_id.ids,
                subject=self.env._("Answered: %s", question.name),
                body=question.answer,
                author_id=self.env.user.partner_id.id,
            )
        return True

    def action_ask_again(self):
        for question in self.filtered(lambda q: q.state == "answered"):
            question.check_access("write")
            question.sudo().write({"state": "open"})  # sudo: state is the system's
            question._tell_people()

    def _answer_line(self):
        """The answer in one line, for the timeline."""
        return " ".join(html2plaintext(self.answer or "").split())[:200]
