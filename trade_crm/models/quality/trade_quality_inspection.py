# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools.image import image_data_uri

from ... import sampling
from .trade_quality_inspection_line import RESULTS
from .trade_quality_requirement import CLASSES, NONE_ALLOWED

# What the verdict stands on: kept as it is once the inspection is finished.
FACTS = frozenset(
    {
        "requirement_id",
        "partner_id",
        "product_id",
        "order_id",
        "lot_size",
        "level",
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
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index=True)
    requirement_id = fields.Many2one(
        comodel_name="trade.quality.requirement",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', 'in', (partner_id, False))]",
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
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
    lot_size = fields.Integer(required=True, help="Pieces in the lot.", tracking=True)
    level = fields.Selection(
        related="requirement_id.level", string="Inspection level", store=True
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
        compute="_compute_sample", store=True, help="Pieces to inspect."
    )
    whole_lot = fields.Boolean(
        compute="_compute_sample",
        store=True,
        help="The plan's sample would be the lot or more: every piece is inspected.",
    )
    state = fields.Selection(
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

    @api.depends("line_ids.sample_size", "lot_size")
    def _compute_sample(self):
        for inspection in self:
            inspection.sample_size = max(
                inspection.line_ids.mapped("sample_size"), default=0
            )
            inspection.whole_lot = bool(
                inspection.sample_size and inspection.sample_size >= inspection.lot_size
            )

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id:
            self.partner_id = self.order_id.partner_id.commercial_partner_id

    @api.onchange("order_id", "product_id")
    def _onchange_lot_size(self):
        lines = self.order_id.order_line.filtered(
            lambda line: line.product_id == self.product_id
        )
        if lines:
            self.lot_size = round(sum(lines.mapped("product_uom_qty")))

    @api.onchange("partner_id", "product_id")
    def _onchange_requirement(self):
        if self.partner_id and self.product_id:
            found = self.env["trade.quality.requirement"]._for_products(
                self.partner_id, self.product_id, self.company_id
            )
            self.requirement_id = found.get(self.product_id) or self.requirement_id

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

    @api.constrains("finding_ids")
    def _check_findings(self):
        for inspection in self:
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
    # Plan
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            vals["partner_id"] = partner.commercial_partner_id.id
            if not vals.get("number"):
                company = vals.get("company_id") or self.env.company.id
                # sudo: whoever may write an inspection draws its number
                sequences = self.env["ir.sequence"].sudo().with_company(company)
                vals["number"] = sequences.next_by_code("trade.quality.inspection")
            if not self.env.su:
                vals.update(state="draft", result=False)
        inspections = super().create(vals_list)
        inspections._plan()
        inspections._keep_pictures()
        # The findings of an import come with the inspection: judge them by the plan.
        inspections._check_findings()
        return inspections

    def write(self, vals):
        if FACTS & vals.keys() and not self.env.context.get("trade_verdict"):
            self._check_open()
            if not self.env.su and {"state", "result"} & vals.keys():
                raise UserError(
                    self.env._("The verdict follows from the plan and the defects.")
                )
        done = super().write(vals)
        if {"lot_size", "requirement_id", "product_id", "partner_id"} & vals.keys():
            self._plan()
        if "picture_ids" in vals:
            self._keep_pictures()
        return done

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
            # sudo: only files that the user just added change hands
            loose = inspection.picture_ids.sudo().filtered(lambda a: not a.res_id)
            loose.write({"res_model": self._name, "res_id": inspection.id})

    def action_plan(self):
        """Take the plan again, by the severity that holds now."""
        self._check_open()
        self._plan()

    def _plan(self):
        """Write the plan of each class of defects from requirement and series."""
        for inspection in self:
            lines = inspection._plan_lines()
            # sudo: plans are made by the rules alone; nobody types them in
            inspection.sudo().with_context(trade_verdict=True).line_ids = [
                Command.clear(),
                *(Command.create(line) for line in lines),
            ]

    def _plan_lines(self):
        requirement, lines, free = self.requirement_id, [], []
        # sudo: the series of a customer whom the user may inspect for
        series = self.env["trade.quality.series"].sudo()
        series = series._of(self.company_id, self.partner_id, self.product_id)
        for key, __ in CLASSES:
            aql = requirement[f"aql_{key}"]
            if not aql:
                continue
            if aql == NONE_ALLOWED:
                free.append(key)
                continue
            if series[key].stopped:
                raise UserError(
                    self.env._(
                        "Inspection of %(product)s for %(customer)s is discontinued "
                        "after five rejected lots. A manager lets it go on when the "
                        "process was improved (Quality > Series).",
                        product=self.product_id.display_name,
                        customer=self.partner_id.display_name,
                    )
                )
            severity = series[key].severity
            plan = self._sampling_plan(aql, severity)
            lines.append(
                {
                    "defect_class": key,
                    "aql": aql,
                    "severity": severity,
                    "code": plan.code,
                    "letter": plan.letter,
                    "sample_size": plan.size,
                    "accept": plan.accept,
                    "reject": plan.reject,
                }
            )
        # Where no defect is allowed, every piece of the sample is looked at.
        size = max((line["sample_size"] for line in lines), default=0)
        size = size or self._sampling_plan("0.065", "normal").size
        lines += [
            {
                "defect_class": key,
                "aql": NONE_ALLOWED,
                "sample_size": size,
                "accept": 0,
                "reject": 1,
            }
            for key in free
        ]
        order = [key for key, __ in CLASSES]
        return sorted(lines, key=lambda line: order.index(line["defect_class"]))

    def _sampling_plan(self, aql, severity):
        try:
            return sampling.plan(self.lot_size, aql, self.level, severity)
        except sampling.SamplingError as error:
            raise ValidationError(self._sampling_words(error)) from error

    def _sampling_words(self, error):
        words = {
            "lot": self.env._(
                "A lot of %(found)s pieces is outside ISO 2859-1, which begins at 2. "
                "Enter the size of the whole lot."
            ),
            "aql": self.env._(
                "AQL %(found)s is outside ISO 2859-1. Choose one of %(known)s."
            ),
            "level": self.env._(
                "Inspection level %(found)s is outside ISO 2859-1. Choose one of "
                "%(known)s."
            ),
        }
        return words.get(error.reason, str(error)) % {"known": "", **error.params}

    # ------------------------------------------------------------------
    # Verdict
    # ------------------------------------------------------------------

    def action_finish(self):
        """Judge the lot and let the switching rules take note."""
        for inspection in self:
            inspection._check_open()
            inspection._finish()

    def _finish(self):
        self._check_findings()
        # sudo: the series of a customer whom the user inspects for
        series = self.env["trade.quality.series"].sudo()
        series = series._of(self.company_id, self.partner_id, self.product_id)
        if self.original:
            self._switch(series)
        rejected = any(line.found >= line.reject for line in self.line_ids)
        self.with_context(trade_verdict=True).write(
            {
                "state": "done",
                "result": "rejected" if rejected else "accepted",
                "date_done": fields.Datetime.now(),
            }
        )

    def _switch(self, series):
        ruled = self.line_ids.filtered("severity")
        rows = self.env["trade.quality.series"].sudo()  # sudo: locked and read here
        rows = rows.concat(*(series[line.defect_class] for line in ruled))
        # Two inspections of one series are counted one after the other.
        rows.lock_for_update()
        rows.invalidate_recordset()
        for line in ruled:
            row = series[line.defect_class]
            if row.stopped or row.severity != line.severity:
                raise UserError(
                    self.env._(
                        "Another lot was judged meanwhile, and inspection for "
                        "%(kind)s defects is now %(severity)s. Press 'Take the plan "
                        "again' and inspect by the new plan.",
                        severity=row._severity_word(),
                        kind=line._class_word(),
                    )
                )
            plan = self._sampling_plan(line.aql, line.severity)
            allowed = self.requirement_id.allow_reduced
            row._keep(row._switching().after(plan, line.found, reduce=allowed))

    def action_cancel(self):
        for inspection in self:
            inspection._check_open()
        self.with_context(trade_verdict=True).write({"state": "cancelled"})

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
        # sudo: photos of the inspection that the reader prints
        photos = self.sudo().picture_ids
        return [
            image_data_uri(photo.datas)
            for photo in photos
            if (photo.mimetype or "").startswith("image/")
        ]

    # ------------------------------------------------------------------
    # Before delivery
    # ------------------------------------------------------------------

    @api.model
    def _verdicts(self, orders, products):
        """The newest finished inspection of each order and product.

        :return: dict (order id, product id) -> inspection
        """
        found = {}
        for inspection in self.search(
            [
                ("order_id", "in", orders.ids),
                ("product_id", "in", products.ids),
                ("state", "=", "done"),
            ],
            order="id",
        ):
            found[inspection.order_id.id, inspection.product_id.id] = inspection
        return found
