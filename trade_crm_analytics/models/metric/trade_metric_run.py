# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class TradeMetricRun(models.Model):
    """One refresh of one company's figures: when, from what, and what was not done."""

    _name = "trade.metric.run"
    _description = "Refresh of Customer Figures"
    _order = "id desc"
    _rec_name = "started"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade"
    )
    started = fields.Datetime(required=True, readonly=True)
    finished = fields.Datetime(readonly=True)
    as_of = fields.Date(
        string="As of",
        required=True,
        readonly=True,
        help="Documents up to and including this day count.",
    )
    whole = fields.Boolean(
        readonly=True, help="All customers, or those with changed documents only."
    )
    customers = fields.Integer(readonly=True)
    invoices = fields.Integer(
        readonly=True, help="Posted customer invoices and credit notes that were read."
    )
    future_invoices = fields.Integer(
        string="Future-dated documents",
        readonly=True,
        help="Posted documents dated after the day of the refresh; not counted.",
    )
    parameters = fields.Json(
        readonly=True, help="Cuts of the scores and parameters of the forecasts."
    )
    note = fields.Selection(
        selection=[
            ("no_customers", "No customer has an order yet."),
            ("no_time", "All orders are of one day: no forecast can be made."),
            ("no_repeat", "Nobody has ordered twice yet: no forecast can be made."),
            (
                "limit",
                "The forecast sits at a limit: customers are alike or none leaves.",
            ),
            ("no_convergence", "The forecast found no answer in these figures."),
        ],
        string="Remark on the forecast",
        readonly=True,
    )
