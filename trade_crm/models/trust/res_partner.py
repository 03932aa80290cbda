# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .ir_ui_menu import MENUS
from .trade_grade import SIZES

# What judges a customer is not for the salesperson who lives on the customer.
JUDGEMENT = frozenset({"trade_grade_id", "trade_grade_fixed", "trade_service_user_id"})


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
    trade_grade_fixed = fields.Boolean(
        string="Keep the grade",
        copy=False,
        tracking=True,
        help="The monthly grading leaves this customer as it is.",
    )
    trade_grade_move_ids = fields.One2many(
        comodel_name="trade.grade.move",
        inverse_name="partner_id",
        string="Changes of the grade",
    )
    trade_grade_reason = fields.Char(
        string="Why this grade", compute="_compute_trade_grade_reason"
    )
    trade_next_review = fields.Date(
        string="Next review",
        copy=False,
        help="A review opens by itself on this day.",
    )
    trade_service_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Service contact",
        index="btree_not_null",
        copy=False,
        tracking=True,
        domain=[("share", "=", False)],
        help="Who serves the customer day by day; named by the grade.",
    )
    trade_size = fields.Selection(
        selection=SIZES,
        string="Company size",
        tracking=True,
        help="People who work for the customer, as far as it is known.",
    )
    trade_qualified = fields.Selection(
        selection=[
            ("open", "Being qualified"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("blocked", "Blocked"),
        ],
        string="Qualification",
        readonly=True,
        copy=False,
        tracking=True,
        help="Where the last qualification of the customer stands.",
    )
    trade_parts = fields.Char(
        string="Parts in use",
        compute="_compute_trade_parts",
        help="Parts of the judgement of customers that your company uses.",
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
    trade_credit_held = fields.Char(
        string="Why not better", related="trade_rating_id.held_note"
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

    @api.constrains("credit_limit")
    def _check_trade_credit_limit(self):
        if any(partner.credit_limit < 0 for partner in self):
            raise ValidationError(
                self.env._(
                    "A credit limit can't be below zero. Enter 0 for no limit of the "
                    "customer's own."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._trade_check_judgement(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._trade_check_judgement(vals, written=True)
        old = {}
        if "trade_grade_id" in vals:
            old = {partner: partner.trade_grade_id for partner in self}
        done = super().write(vals)
        self._trade_note_grade(old)
        return done

    def _trade_note_grade(self, old):
        """Keep a change of the grade by hand, and name who serves the customer."""
        changed = [p for p, grade in old.items() if grade != p.trade_grade_id]
        self.env["trade.grade.move"].sudo().create(  # the system's history
            [
                {
                    "partner_id": partner.id,
                    "date": fields.Date.context_today(self),
                    "old_grade_id": old[partner].id,
                    "grade_id": partner.trade_grade_id.id,
                    "user_id": self.env.uid,
                }
                for partner in changed
            ]
        )
        for partner in changed:
            served = partner.trade_service_user_id
            if not served or served == old[partner].service_user_id:
                partner.sudo().trade_service_user_id = (  # as the grade says
                    partner.trade_grade_id.service_user_id
                )

    @api.depends_context("lang")
    @api.depends("trade_grade_id")
    def _compute_trade_grade_reason(self):
        last = {}
        for move in self.env["trade.grade.move"].search(
            [("partner_id", "in", self.commercial_partner_id.ids)], order="date, id"
        ):
            last[move.partner_id] = move.reason
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.trade_grade_reason = last.get(customer, False)

    def _trade_check_judgement(self, vals, written=False):
        """Only managers judge a customer; the system does by rules (in su mode)."""
        if (
            not self.env.su
            and "trade_qualified" in vals
            and (written or vals["trade_qualified"])
        ):
            raise AccessError(
                self.env._("Where a customer stands is decided in its qualification.")
            )
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

    @api.depends_context("company")
    def _compute_trade_parts(self):
        company = self.env.company
        self.trade_parts = " ".join(part for part in MENUS if company[part])

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
        shown = company.trade_exposure_mode != "off"
        customers = self.commercial_partner_id._origin
        limits = Exposure._limits(customers, company) if shown and customers else {}
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.trade_exposure = bool(customer and shown) and Exposure._page(
                customer, company, limits.get(customer.id, [])
            )

    def action_trade_qualify(self):
        """Open the customer's last qualification, or begin one."""
        self.ensure_one()
        customer = self.commercial_partner_id
        Qualification = self.env["trade.qualification"]
        last = Qualification.search([("partner_id", "=", customer.id)], limit=1)
        last = last or Qualification.create({"partner_id": customer.id})
        return last.get_formview_action()

    def action_trade_reviews(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_review"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", customer.id)]
        action["context"] = {"default_partner_id": customer.id}
        return action

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
