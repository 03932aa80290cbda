# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .trade_quality_limits import NONE_ALLOWED


class TradeQualityRequirement(models.Model):
    """What a customer asks of goods, and how a lot of them is judged."""

    _name = "trade.quality.requirement"
    _description = "Quality Requirement"
    _inherit = ["trade.quality.limits", "mail.thread", "mail.activity.mixin"]
    _order = "partner_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
        check_company=True,
        help="Empty: the house standard, for customers without one of their own.",
    )
    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Product",
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
        check_company=True,
    )
    categ_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
        help="With its subcategories. Neither product nor category: all products.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", help="Empty: for all companies."
    )
    specification = fields.Html(tracking=True)
    standard = fields.Char(
        string="Standards", tracking=True, help="Such as EN 71-1, ASTM F963, GB 6675."
    )
    packaging = fields.Text(tracking=True)
    marking = fields.Text(
        string="Marking and labels",
        tracking=True,
        help="Shipping marks, barcodes, labels, warnings.",
    )
    level = fields.Selection(required=True, default="II", tracking=True)
    aql_critical = fields.Selection(default=NONE_ALLOWED, tracking=True)
    aql_major = fields.Selection(required=True, default="2.5", tracking=True)
    aql_minor = fields.Selection(default="4.0", tracking=True)
    inspect = fields.Boolean(
        string="Inspect before shipment",
        default=True,
        tracking=True,
        help="Warn before delivery when no inspection accepted the goods.",
    )
    allow_reduced = fields.Boolean(
        string="Reduced inspection allowed",
        default=True,
        help="Production is steady and the customer agrees: after a series of good "
        "lots fewer pieces are inspected.",
    )
    show_on_documents = fields.Boolean(
        string="Print on quotations and orders", default=True
    )
    certificate_ids = fields.One2many(
        comodel_name="trade.quality.certificate",
        inverse_name="requirement_id",
        string="Certificates",
        copy=True,
    )
    agreement_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="trade_quality_requirement_agreement_rel",
        string="Agreement",
        bypass_search_access=True,
        help="The signed quality agreement.",
    )
    agreement_start = fields.Date(string="Agreement from", tracking=True)
    agreement_end = fields.Date(string="Agreement until", tracking=True)
    inspection_ids = fields.One2many(
        comodel_name="trade.quality.inspection",
        inverse_name="requirement_id",
        string="Inspections",
    )
    inspection_count = fields.Integer(compute="_compute_inspection_count")

    @api.depends("inspection_ids")
    def _compute_inspection_count(self):
        counts = dict(
            self.env["trade.quality.inspection"]._read_group(
                [("requirement_id", "in", self.ids)], ["requirement_id"], ["__count"]
            )
        )
        for requirement in self:
            requirement.inspection_count = counts.get(requirement._origin, 0)

    # ------------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------------

    @api.constrains("agreement_start", "agreement_end")
    def _check_agreement(self):
        for requirement in self:
            start, end = requirement.agreement_start, requirement.agreement_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "The agreement of %(name)s ends before it starts. Correct one "
                        "of its days.",
                        name=requirement.name,
                    )
                )

    @api.constrains("product_tmpl_id", "categ_id")
    def _check_goods(self):
        if any(r.product_tmpl_id and r.categ_id for r in self):
            raise ValidationError(
                self.env._(
                    "A requirement is for a product or for a category, not for both. "
                    "Empty one of them."
                )
            )

    @api.depends("partner_id", "product_tmpl_id", "categ_id")
    def _compute_name(self):
        for requirement in self.filtered(lambda r: not r.name):
            goods = requirement.product_tmpl_id or requirement.categ_id
            words = [part.display_name for part in (requirement.partner_id, goods)]
            requirement.name = " · ".join(filter(None, words)) or self.env._(
                "All goods"
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._on_company(vals)
        requirements = super().create(vals_list)
        requirements._check_house()
        requirements._keep_agreements()
        return requirements

    def write(self, vals):
        vals = dict(vals)
        self._on_company(vals)
        self._check_house()
        done = super().write(vals)
        self._check_house()
        if "agreement_ids" in vals:
            self._keep_agreements()
        return done

    @api.model
    def _on_company(self, vals):
        """What a person asks is asked by the person's company."""
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id

    def _check_house(self):
        """What holds for every customer is a manager's to say."""
        if self.env.su or self.env.user.has_group("trade_crm.group_trade_manager"):
            return
        if any(not requirement.partner_id for requirement in self):
            raise AccessError(
                self.env._(
                    "A requirement without a customer holds for all of them: only a "
                    "manager sets it. Choose your customer."
                )
            )

    def _keep_agreements(self):
        for requirement in self:
            papers = requirement.agreement_ids.sudo()  # sudo: only the user's new files
            loose = papers.filtered(lambda paper: not paper.res_id)
            loose.write({"res_model": self._name, "res_id": requirement.id})

    # ------------------------------------------------------------------
    # Which one applies
    # ------------------------------------------------------------------

    @api.model
    def _for_products(self, partner, products, company):
        """The requirement that applies to each product for a customer.

        The customer's own come before the house standard; a product's before its
        category's (the nearest one first), and those before the ones for all.

        :return: dict product.product -> requirement, products without one left out
        """
        customer = partner.commercial_partner_id
        categories = {
            int(part)
            for path in products.categ_id.mapped("parent_path")
            for part in path.split("/")
            if part
        }
        candidates = self.search(
            Domain("partner_id", "in", [customer.id, False])
            & Domain("company_id", "in", [company.id, False])
            & Domain("product_tmpl_id", "in", [*products.product_tmpl_id.ids, False])
            & Domain("categ_id", "in", [*categories, False])
        )
        found = {}
        for product in products:
            ranked = [
                (rank, requirement)
                for requirement in candidates
                if (rank := requirement._rank(product)) is not None
            ]
            if ranked:
                found[product] = max(ranked, key=lambda pair: pair[0])[1]
        return found

    def _rank(self, product):
        """How closely the requirement fits a product, or None when it doesn't."""
        own = bool(self.partner_id)
        order = (-self.sequence, -self.id)
        if self.product_tmpl_id:
            fits = self.product_tmpl_id == product.product_tmpl_id
            return (own, 2, 0, *order) if fits else None
        if self.categ_id:
            path = (product.categ_id.parent_path or "").split("/")
            fits = str(self.categ_id.id) in path
            return (own, 1, path.index(str(self.categ_id.id)), *order) if fits else None
        return (own, 0, 0, *order)

    def _warnings(self):
        """What of the requirement's papers is not valid today, in sentences."""
        today = fields.Date.context_today(self)
        words = []
        for requirement in self:
            words += filter(None, (c._warning() for c in requirement.certificate_ids))
            if requirement.agreement_end and requirement.agreement_end < today:
                words.append(
                    self.env._(
                        "The quality agreement of %(requirement)s ended on %(date)s.",
                        requirement=requirement.name,
                        date=fields.Date.to_string(requirement.agreement_end),
                    )
                )
        return words

    def _print_lines(self):
        """Pairs of label and words for documents; what is empty is left out."""
        self.ensure_one()
        env = self.env
        valid = [c._print_words() for c in self.certificate_ids]
        pairs = [
            (env._("Standards"), self.standard),
            (
                env._("Inspection"),
                env._(
                    "ISO 2859-1, level %(level)s, AQL %(limits)s",
                    level=self.level,
                    limits=self._limit_words(),
                ),
            ),
            (env._("Packaging"), self.packaging),
            (env._("Marking and labels"), self.marking),
            (env._("Certificates"), ", ".join(valid)),
            (env._("Quality agreement"), self._agreement_words()),
        ]
        return [(label, words) for label, words in pairs if words]

    def _agreement_words(self):
        start, end = (
            fields.Date.to_string(day)
            for day in (self.agreement_start, self.agreement_end)
        )
        if start and end:
            return self.env._("%(start)s to %(end)s", start=start, end=end)
        if end:
            return self.env._("until %(end)s", end=end)
        return start and self.env._("from %(start)s", start=start)

    def action_view_inspections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_quality_inspection"
        )
        return {
            **action,
            "domain": [("requirement_id", "=", self.id)],
            "context": {
                "default_requirement_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }
