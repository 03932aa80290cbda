# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.trade_crm.models.quality.trade_feedback import SCALES
from odoo.exceptions import ValidationError


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    trade_feedback_kind = fields.Selection(
        selection=[
            ("nps", "NPS (0 to 10)"),
            ("csat", "CSAT (1 to 5)"),
            ("comment", "Comment"),
        ],
        string="Filed as",
        help="The answer is filed in the customer's feedback.",
    )

    @api.constrains("trade_feedback_kind", "question_type", "scale_min", "scale_max")
    def _check_trade_feedback_kind(self):
        for question in self:
            scale = SCALES.get(question.trade_feedback_kind)
            if scale and (
                question.question_type != "scale"
                or (question.scale_min, question.scale_max) != scale
            ):
                raise ValidationError(
                    self.env._(
                        "A question that is filed as %(kind)s is a scale from "
                        "%(least)s to %(most)s. Change its type or its scale.",
                        kind=question.trade_feedback_kind.upper(),
                        least=scale[0],
                        most=scale[1],
                    )
                )
