# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trade_churn_warning = fields.Boolean(
        string="Churn warnings",
        default=True,
        help="Every night customers who are likely to be lost get a warning.",
    )
    trade_churn_step = fields.Boolean(
        string="Win-back activities",
        default=True,
        help="A new warning plans one win-back activity for the customer's owner.",
    )
    trade_churn_threshold = fields.Float(
        string="Warn from a risk of",
        default=0.5,
        help="50 %: more likely lost than not. Lower warns of more customers and is "
        "wrong more often.",
    )
    trade_churn_judge_days = fields.Integer(
        string="Judged after (days)",
        default=90,
        help="Without an order for so long after the warning it was right; customers "
        "who usually order at longer intervals have as long as their interval.",
    )

    _trade_churn_threshold_range = models.Constraint(
        "CHECK (trade_churn_threshold > 0 AND trade_churn_threshold <= 1)",
        "The risk to warn from must be above 0 % and at most 100 %.",
    )
    _trade_churn_judge_positive = models.Constraint(
        "CHECK (trade_churn_judge_days > 0)",
        "Warnings must be judged after at least one day.",
    )
