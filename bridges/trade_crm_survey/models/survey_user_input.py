# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    trade_rule_id = fields.Many2one(
        comodel_name="trade.feedback.rule",
        string="Feedback rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    # Not set on an anonymous answer: nothing leads from it to a customer.
    trade_request_id = fields.Many2one(
        comodel_name="trade.feedback.request",
        string="Feedback request",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    trade_ticket = fields.Char(
        readonly=True,
        copy=False,
        help="What is left of an anonymous link that was opened.",
    )

    _trade_ticket_uniq = models.UniqueIndex(
        "(trade_ticket) WHERE trade_ticket IS NOT NULL",
        "This survey is open in another window already.",
    )

    def _mark_done(self):
        asked = self.filtered("trade_rule_id")
        # Two clicks or two windows: one counts, whichever comes first.
        locked = asked.try_lock_for_update()
        locked.invalidate_recordset(["state"])
        if locked != asked or any(answer.state == "done" for answer in asked):
            raise UserError(
                self.env._("This survey was answered already. Thank you very much.")
            )
        result = super()._mark_done()
        for answer in asked.filtered(lambda a: not a.test_entry):
            answer._trade_file()
        return result

    def _trade_file(self):
        """File the marks of an answer as feedback."""
        self.ensure_one()
        lines = self.user_input_line_ids.filtered(lambda line: not line.skipped)
        comments = [
            line.value_text_box or line.value_char_box
            for line in lines
            if line.question_id.trade_feedback_kind == "comment"
        ]
        request, rule = self.trade_request_id, self.trade_rule_id
        feedback = self.env["trade.feedback"].sudo()  # sudo: the customer's own marks
        feedback.create(
            [
                {
                    "kind": line.question_id.trade_feedback_kind,
                    "mark": line.value_scale,
                    "comment": "\n".join(filter(None, comments)),
                    "source": "survey",
                    "occasion": f"answer:{self.id}",
                    "answer_line_id": line.id,
                    "partner_id": request.partner_id.id,
                    "contact_id": request.contact_id.id,
                    "order_id": request.order_id.id,
                    "company_id": rule.company_id.id,
                }
                for line in lines
                if line.question_id.trade_feedback_kind in ("nps", "csat")
            ]
        )
        request.sudo().date_answered = fields.Datetime.now()  # sudo: as above
