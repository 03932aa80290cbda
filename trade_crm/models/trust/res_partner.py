# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .trade_grade import SIZES

# What judges a customer is not for the salesperson who lives on the customer.
JUDGEMENT = frozenset({"trade_grade_id"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_grade_id = fields.Many2one(
        comodel_name="trade.grade",
        string="Grade",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        tracking=True,
        help="How much the customer matters; on the company, never on a contact.",
    )
    trade_size = fields.Selection(
        selection=SIZES,
        string="Company size",
        tracking=True,
        help="People who work for the customer, as far as it is known.",
    )
    trade_rating_id = fields.Many2one(
        comodel_name="trade.credit.rating",
        string="Credit rating",
        compute="_compute_trade_rating_id",
        search="_search_trade_rating_id",
        help="The latest rating in the books of your company.",
    )
    trade_credit_grade = fields.Char(
        string="Credit grade", related="trade_rating_id.grade"
    )
    trade_credit_score = fields.Float(
        string="Credit score", related="trade_rating_id.score"
    )
    trade_credit_limit = fields.Monetary(
        string="Approved limit",
        compute="_compute_trade_credit_limit",
        help="The limit in force in your company.",
    )
    trade_exposure = fields.Json(
        string="Exposure",
        compute="_compute_trade_exposure",
        groups="trade_crm.group_trade_user",
    )
    trade_credit_sums = fields.Json(related="trade_rating_id.sums")
    trade_reference_ids = fields.One2many(
        comodel_name="trade.credit.reference",
        inverse_name="partner_id",
        string="Credit references",
    )
    trade_insurance_ids = fields.One2many(
        comodel_name="trade.credit.insurance",
        inverse_name="partner_id",
        string="Credit insurance",
    )
    trade_credit_event_ids = fields.One2many(
        comodel_name="trade.credit.event",
        inverse_name="partner_id",
        string="Bad news",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._trade_check_judgement(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._trade_check_judgement(vals, written=True)
        return super().write(vals)

    def _trade_check_judgement(self, vals, written=False):
        """Only managers judge a customer; the system does by rules (in su mode)."""
        named = [name for name in JUDGEMENT & vals.keys() if written or vals[name]]
        if (
            named
            and not self.env.su
            and not self.env.user.has_group("trade_crm.group_trade_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only a manager changes a customer's grade. Ask your manager, "
                    "or write your reason in a note on the customer."
                )
            )

    # ------------------------------------------------------------------
    # Credit
    # ------------------------------------------------------------------

    @api.depends_context("company", "uid")
    def _compute_trade_rating_id(self):
        ratings = dict(
            self.env["trade.credit.rating"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                    ("is_latest", "=", True),
                ],
                ["partner_id"],
                ["id:recordset"],
            )
        )
        for partner in self:
            rating = ratings.get(partner.commercial_partner_id._origin)
            partner.trade_rating_id = rating or False

    @api.model
    def _search_trade_rating_id(self, operator, value):
        if operator == "any":
            ratings = Domain(value)
        elif operator in ("in", "not in"):
            wanted = [one for one in value if one]
            ratings = Domain("id", "in", wanted) if wanted else Domain.TRUE
            if (False in value) == (operator == "in"):
                ratings = Domain.TRUE if not wanted else ratings
                operator = "not in" if not wanted else operator
        else:
            return NotImplemented
        latest = Domain("is_latest", "=", True) & Domain(
            "company_id", "=", self.env.company.id
        )
        rated = self.env["trade.credit.rating"]._search(latest & ratings)
        within = Domain("id", "in", rated.subselect("partner_id"))
        return ~within if operator == "not in" else within

    @api.depends_context("company", "uid")
    def _compute_trade_credit_limit(self):
        limits = dict(
            self.env["trade.credit.rating"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                    ("state", "=", "approved"),
                ],
                ["partner_id"],
                ["limit:sum"],
            )
        )
        for partner in self:
            partner.trade_credit_limit = limits.get(
                partner.commercial_partner_id._origin, 0.0
            )

    @api.depends_context("company", "uid", "lang")
    def _compute_trade_exposure(self):
        Exposure = self.env["trade.exposure"]
        company = self.env.company
        for partner in self:
            customer = partner.commercial_partner_id._origin
            if not customer or company.trade_exposure_mode == "off":
                partner.trade_exposure = False
                continue
            holders = Exposure._holders(customer, company)
            partner.trade_exposure = Exposure._page(customer, company, holders)

    def action_trade_rate(self):
        """Rate the customer now and open the rating."""
        self.ensure_one()
        rating = self.env["trade.credit.rating"].rate(self)
        return rating.get_formview_action()

    def action_trade_ratings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_credit_rating"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
