# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.image import image_data_uri

from .trade_quality_inspection_line import RESULTS
from .trade_quality_limits import LIMITS

# Where the plan is made again when one of them changes.
PLANNED_BY = LIMITS | {"requirement_id", "partner_id", "product_id", "lot_size"}

# What the verdict stands on: kept as it is once the inspection is finished.
FACTS = PLANNED_BY | frozenset(
    {
        "order_id",
        "line_ids",
        "finding_ids",
        "state",
        "result",
        "company_id",
        "original",
    }
)


class TradeQualityInspection(models.Model):
    """One lot before shipment: the plan, what was found, and the verdict."""

    _name = "trade.quality.inspection"
    _description = "Quality Inspection"
    _inherit = ["trade.quality.limits", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index=True)
    requirement_id = fields.Many2one(
        comodel_name="trade.quality.requirement",
        compute="_compute_requirement_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', 'in', (partner_id, False))]",
        tracking=True,
        help="Gives level and AQL. Empty: the ones written here hold.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id)]",
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Inspector",
        default=lambda self: self.env.user,
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
    )
    date = fields.Date(
        string="Inspected on", required=True, default=fields.Date.context_today
    )
    place = fields.Char()
    batch = fields.Char()
    lot_size = fields.Integer(
        string="Lot size",
        compute="_compute_lot_size",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Pieces in the lot.",
        tracking=True,
    )
    # As the requirement said when the plan was made, or as written here without one.
    level = fields.Selection(
        compute="_compute_limits", store=True, readonly=False, precompute=True
    )
    aql_critical = fields.Selection(
        compute="_compute_limits", store=True, readonly=False, precompute=True
    )
    aql_major = fields.Selection(
        compute="_compute_limits", store=True, readonly=False, precompute=True
    )
    aql_minor = fields.Selection(
        compute="_compute_limits", store=True, readonly=False, precompute=True
    )
    original = fields.Boolean(
        string="First inspection of the lot",
        default=True,
        help="A lot that is presented again after sorting does not count in the "
        "switching rules.",
    )
    line_ids = fields.One2many(
        comodel_name="trade.quality.inspection.line",
        inverse_name="inspection_id",
        string="Plan",
        readonly=True,
        copy=False,
    )
    finding_ids = fields.One2many(
        comodel_name="trade.quality.finding",
        inverse_name="inspection_id",
        string="Defects",
        copy=False,
    )
    sample_size = fields.Integer(
        string="Sample size",
        compute="_compute_sample",
        store=True,
        help="Pieces to inspect.",
    )
    whole_lot = fields.Boolean(
        compute="_compute_sample",
        store=True,
        help="The plan's sample would be the lot or more: every piece is inspected.",
    )
    accept = fields.Integer(
        string="Ac",
        compute="_compute_sample",
        store=True,
        aggregator=None,
        help="Accepted up to so many major defects; the plan names each class.",
    )
    reject = fields.Integer(
        string="Re",
        compute="_compute_sample",
        store=True,
        aggregator=None,
        help="Rejected from so many major defects on; the plan names each class.",
    )
    state = fields.Selection(
        string="Status",
        selection=[
            ("draft", "To inspect"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    result = fields.Selection(
        selection=RESULTS, readonly=True, copy=False, tracking=True
    )
    date_done = fields.Datetime(string="Finished on", readonly=True, copy=False)
    note = fields.Html(string="Remarks")
    picture_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="trade_quality_inspection_picture_rel",
        string="Photos",
        copy=False,
        bypass_search_access=True,
    )

    _order_product_idx = models.Index("(order_id, product_id, id DESC)")

    @api.depends("line_ids.sample_size", "line_ids.accept", "lot_size")
    def _compute_sample(self):
        for inspection in self:
            lines = inspection.line_ids
            size = max(lines.mapped("sample_size"), default=0)
            inspection.sample_size = size
            inspection.whole_lot = bool(size and size >= inspection.lot_size)
            major = lines.filtered(lambda line: line.defect_class == "major")
            inspection.accept = (major or lines[:1]).accept
            inspection.reject = (major or lines[:1]).reject

    def _unfinished(self):
        """Those that still follow order and requirement; a record stays as it is."""
        return self.filtered(lambda inspection: inspection.state in (False, "draft"))

    @api.depends("order_id")
    def _compute_partner_id(self):
        for inspection in self._unfinished().filtered("order_id"):
            inspection.partner_id = inspection.order_id.partner_id.commercial_partner_id

    @api.depends("order_id", "product_id")
    def _compute_lot_size(self):
        for inspection in self._unfinished():
            ordered = inspection.order_id.order_line.filtered(
                lambda line, product=inspection.product_id: line.product_id == product
            )
            if ordered:
                quantity = sum(ordered.mapped("product_uom_qty"))
                inspection.lot_size = round(quantity)

    @api.depends("partner_id", "product_id", "company_id")
    def _compute_requirement_id(self):
        requirements = self.env["trade.quality.requirement"]
        for inspection in self._unfinished():
            customer, product = inspection.partner_id, inspection.product_id
            if not customer or not product:
                continue
            found = requirements._for_products(customer, product, inspection.company_id)
            inspection.requirement_id = found.get(product._origin)

    @api.depends("requirement_id")
    def _compute_limits(self):
        usual = self.env["trade.quality.requirement"].default_get(list(LIMITS))
        for inspection in self._unfinished():
            requirement = inspection.requirement_id
            for limit in LIMITS:
                if requirement:
                    inspection[limit] = requirement[limit]
                elif not inspection._origin:
                    inspection[limit] = inspection[limit] or usual.get(limit)

    # ------------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------------

    @api.constrains("requirement_id", "partner_id", "order_id")
    def _check_customer(self):
        for inspection in self:
            asked_by = inspection.requirement_id.partner_id
            ordered_by = inspection.order_id.partner_id.commercial_partner_id
            if any(c and c != inspection.partner_id for c in (asked_by, ordered_by)):
                raise ValidationError(
                    self.env._(
                        "The requirement and the order of an inspection are those of "
                        "its customer, %(customer)s. Choose others.",
                        customer=inspection.partner_id.display_name,
                    )
                )

    @api.constrains("requirement_id", *LIMITS)
    def _check_limits(self):
        for inspection in self._unfinished().filtered("requirement_id"):
            requirement = inspection.requirement_id
            if any(inspection[limit] != requirement[limit] for limit in LIMITS):
                raise ValidationError(
                    self.env._(
                        "%(requirement)s asks for level %(level)s, AQL %(limits)s. "
                        "Change the requirement, or inspect without it.",
                        requirement=requirement.name,
                        level=requirement.level,
                        limits=requirement._limit_words(),
                    )
                )

    @api.constrains("finding_ids")
    def _check_findings(self):
        # Findings that come with a new inspection are judged once it has its plan.
        for inspection in self.filtered("line_ids"):
            found = sum(inspection.finding_ids.mapped("count"))
            if found > inspection.sample_size:
                raise ValidationError(
                    self.env._(
                        "%(found)s defective pieces of %(size)s inspected: more than "
                        "there are. Count each piece once, under its worst defect.",
                        found=found,
                        size=inspection.sample_size,
                    )
                )
            for line in inspection.line_ids:
                if line.found > line.sample_size:
                    raise ValidationError(
                        self.env._(
                            "%(found)s %(kind)s defects in %(size)s pieces: more "
                            "than were inspected. Count defective pieces, each one "
                            "once under its worst defect.",
                            found=line.found,
                            size=line.sample_size,
                            kind=line._class_word(),
                        )
                    )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepared(vals) for vals in vals_list]
        inspections = super().create(vals_list)
        inspections._plan()
        inspections._keep_pictures()
        return inspections

    @api.model
    def _prepared(self, vals):
        """The values of a new inspection as they are kept."""
        vals = dict(vals)
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id
        if LIMITS & vals.keys():
            # Level and AQL of one's own: no requirement is looked up.
            vals.setdefault("requirement_id", False)
        if not vals.get("number"):
            company = vals.get("company_id") or self.env.company.id
            sequences = self.env["ir.sequence"].sudo()  # sudo: its writer draws it
            sequences = sequences.with_company(company)
            vals["number"] = sequences.next_by_code("trade.quality.inspection")
        if not self.env.su:
            vals.update(state="draft", result=False)
        return vals

    def write(self, vals):
        if FACTS & vals.keys():
            self._check_open()
            if not self.env.su and {"state", "result"} & vals.keys():
                raise UserError(
                    self.env._("The verdict follows from the plan and the defects.")
                )
        done = super().write(vals)
        if (PLANNED_BY | {"order_id"}) & vals.keys():
            self._plan()
        if "picture_ids" in vals:
            self._keep_pictures()
        return done

    def _keep_verdict(self, vals):
        """What the plan and the defects say: nobody types it in.

        Past this model's own ``write``, which keeps finished inspections as they are.
        """
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            if vals.get("requirement_id"):
                # Level and AQL are the requirement's of today, not those of back then.
                for limit in LIMITS:
                    vals.pop(limit, None)
        return vals_list

    def _check_open(self):
        if any(inspection.state != "draft" for inspection in self):
            raise UserError(
                self.env._(
                    "The inspection is finished: its plan, defects and result stay. "
                    "Make another one for goods that are presented again."
                )
            )

    def _keep_pictures(self):
        for inspection in self:
            pictures = inspection.picture_ids.sudo()  # sudo: only the user's new files
            loose = pictures.filtered(lambda picture: not picture.res_id)
            loose.write({"res_model": self._name, "res_id": inspection.id})

    def action_again(self):
        """A new inspection of the lot after it was sorted or reworked."""
        self.ensure_one()
        again = self.copy({"original": False})
        return again._get_records_action()

    def action_open_case(self):
        """A complaint of our own about a rejected lot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm.action_trade_case"
        )
        return {
            **action,
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_product_id": self.product_id.id,
                "default_order_id": self.order_id.id,
                "default_batch": self.batch,
                "default_severity": "major",
                "default_name": self.env._(
                    "Inspection %(number)s rejected", number=self.number
                ),
            },
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(inspection.state == "done" for inspection in self):
            raise UserError(
                self.env._("A finished inspection is a record: it can't be deleted.")
            )

    def _report_photos(self):
        """The photos as data for the report; other files are left out."""
        self.ensure_one()
        photos = self.sudo().picture_ids  # sudo: of the inspection that he prints
        return [
            image_data_uri(photo.datas)
            for photo in photos
            if (photo.mimetype or "").startswith("image/")
        ]
