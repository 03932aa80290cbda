# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class TradeReviewAction(models.Model):
    """A measure to better the relation with a customer, tracked to its effect."""

    _name = "trade.review.action"
    _description = "Measure for a Customer"
    _inherit = ["mail.thread", "mail.activity.mixin", "trade.trust.mixin"]
    _order = "state, date_due, id"

    name = fields.Char(string="Measure", required=True)
    review_id = fields.Many2one(
        comodel_name="trade.review", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    date_due = fields.Date(
        string="Due",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=30),
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("done", "Done, effect to check"),
            ("closed", "Effect checked"),
            ("dropped", "Dropped"),
        ],
        string="Status",
        default="open",
        required=True,
        tracking=True,
    )
    done_date = fields.Date(string="Done on", readonly=True)
    effect = fields.Selection(
        selection=[("good", "It worked"), ("partly", "In part"), ("none", "No effect")],
        tracking=True,
    )
    effect_note = fields.Text(string="What changed")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            due = action.date_due
            action.is_late = action.state == "open" and bool(due) and due < today

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "open"), ("date_due", "<", today)]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("partner_id") and vals.get("review_id"):
                review = self.env["trade.review"].browse(vals["review_id"])
                vals["partner_id"] = review.partner_id.id
        actions = super().create(vals_list)
        for action in actions:
            action.activity_schedule(
                "mail.mail_activity_data_todo",
                action.date_due,
                summary=action.name,
                user_id=action.user_id.id,
            )
        return actions

    def write(self, vals):
        done = super().write(vals)
        if {"date_due", "user_id"} & vals.keys():
            for action in self.filtered(lambda one: one.state == "open"):
                action.activity_reschedule(
                    ["mail.mail_activity_data_todo"],
                    date_deadline=action.date_due,
                    new_user_id=action.user_id.id,
                )
        return done

    def action_done(self):
        self.write({"state": "done", "done_date": fields.Date.context_today(self)})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_check(self):
        """Close a measure once somebody saw what it brought."""
        if any(not action.effect for action in self):
            raise UserError(
                self.env._("Say what the measure brought before you close it.")
            )
        self.state = "closed"

    def action_drop(self):
        self.state = "dropped"
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_reopen(self):
        self.write({"state": "open", "done_date": False, "effect": False})
