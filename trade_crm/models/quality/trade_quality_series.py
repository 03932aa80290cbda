# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...sampling import Switching
from .trade_quality_limits import CLASSES

SEVERITIES = [
    ("normal", "Normal"),
    ("tightened", "Tightened"),
    ("reduced", "Reduced"),
]


class TradeQualitySeries(models.Model):
    """Where the lots of one product for one customer stand in the switching rules.

    ISO 2859-1 applies them to each class of defects on its own.
    """

    _name = "trade.quality.series"
    _description = "Series of Inspected Lots"
    _inherit = ["mail.thread"]
    _order = "partner_id, product_id, defect_class"
    _rec_name = "product_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    defect_class = fields.Selection(
        selection=CLASSES, string="Class", required=True, readonly=True
    )
    severity = fields.Selection(
        selection=SEVERITIES,
        string="Inspection severity",
        required=True,
        default="normal",
        readonly=True,
        tracking=True,
    )
    score = fields.Integer(
        string="Switching score",
        readonly=True,
        help="Reduced inspection begins at 30.",
    )
    recent = fields.Char(readonly=True, help="1: accepted, 0: not accepted.")
    lots = fields.Char(string="Last lots", compute="_compute_lots")
    rejected = fields.Integer(
        string="Rejected on tightened",
        readonly=True,
        help="Five end the inspection until the process was improved.",
    )
    stopped = fields.Boolean(string="Discontinued", readonly=True, tracking=True)

    _series_uniq = models.UniqueIndex(
        "(company_id, partner_id, product_id, defect_class)",
        "This series is there already.",
    )

    @api.depends("recent")
    def _compute_lots(self):
        for series in self:
            series.lots = " ".join("✗✓"[int(sign)] for sign in series.recent or "")

    @api.model
    def _of(self, company, partner, product):
        """The series of a product for a customer, by class; missing ones are made."""
        classes = [key for key, __ in CLASSES]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO trade_quality_series
                       (company_id, partner_id, product_id, defect_class, severity,
                        score, rejected, stopped,
                        create_uid, write_uid, create_date, write_date)
                SELECT %(company)s, %(partner)s, %(product)s, c, 'normal', 0, 0, FALSE,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM UNNEST(%(classes)s) AS c
                ON CONFLICT DO NOTHING
                """,
                company=company.id,
                partner=partner.id,
                product=product.id,
                classes=classes,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        found = self.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.id),
                ("product_id", "=", product.id),
            ]
        )
        return {series.defect_class: series for series in found}

    def _switching(self):
        self.ensure_one()
        return Switching(
            severity=self.severity,
            score=self.score,
            recent=tuple(sign == "1" for sign in self.recent or ""),
            rejected=self.rejected,
            stopped=self.stopped,
        )

    def _keep(self, state):
        self.write(
            {
                "severity": state.severity,
                "score": state.score,
                "recent": "".join("01"[accepted] for accepted in state.recent),
                "rejected": state.rejected,
                "stopped": state.stopped,
            }
        )

    def _severity_word(self):
        choices = self._fields["severity"]._description_selection(self.env)
        return dict(choices)[self.severity].lower()

    def action_resume(self):
        """The process was improved: inspection goes on tightened."""
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise UserError(
                self.env._(
                    "Only a manager lets a discontinued inspection go on. Tell him "
                    "what was improved."
                )
            )
        for series in self.filtered("stopped"):
            series.sudo()._keep(series._switching().resumed())  # sudo: his decision

    def action_unsteady(self):
        """Production became irregular: back from reduced to normal."""
        for series in self.filtered(lambda s: s.severity == "reduced"):
            series.sudo()._keep(series._switching().unsteady())  # sudo: as above
