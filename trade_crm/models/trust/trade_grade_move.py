# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import formatLang


class TradeGradeMove(models.Model):
    """A change of a customer's grade, and why."""

    _name = "trade.grade.move"
    _description = "Change of Grade"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    old_grade_id = fields.Many2one(
        comodel_name="trade.grade", string="From", readonly=True, ondelete="set null"
    )
    grade_id = fields.Many2one(
        comodel_name="trade.grade", string="To", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        help="Empty: by the rules.",
    )
    facts = fields.Json(readonly=True)
    reason = fields.Char(string="Why", compute="_compute_reason")

    @api.depends_context("lang")
    @api.depends("facts", "user_id")
    def _compute_reason(self):
        for move in self:
            move.reason = move._explain()

    def _explain(self):
        """The facts that the rules saw, in the reader's words."""
        self.ensure_one()
        if not self.facts:
            return self.env._("Set by hand")
        facts = self.facts
        currency = self.env["res.currency"].browse(facts["currency_id"]).exists()
        sales = formatLang(self.env, facts["sales"], currency_obj=currency or None)
        words = []
        if facts["rank"]:
            words.append(
                self.env._(
                    "sales of twelve months %(sales)s, place %(rank)s of %(count)s "
                    "(best %(percent)s%%)",
                    sales=sales,
                    rank=facts["rank"],
                    count=facts["count"],
                    percent=formatLang(self.env, facts["percent"], digits=1),
                )
            )
        else:
            words.append(self.env._("no sales in twelve months"))
        if facts["tenure"] is None:
            words.append(self.env._("no invoice yet"))
        else:
            words.append(
                self.env._("customer for %(months)s months", months=facts["tenure"])
            )
        if facts["size"]:
            sizes = self.env["res.partner"]._fields["trade_size"]
            label = dict(sizes._description_selection(self.env))[facts["size"]]
            words.append(self.env._("size: %(size)s", size=label))
        return "; ".join(words)
