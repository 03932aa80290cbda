# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class TradeSegment(models.Model):
    """A filter on customer figures that is put to use, and stays true.

    Its customers have activities planned, get a price list, or make the scope of a
    pool. A live segment takes in and lets go customers every night.
    """

    _name = "trade.segment"
    _description = "Customer Segment"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    domain = fields.Char(
        string="Filter", required=True, default="[]", help="On the customer figures."
    )
    live = fields.Boolean(
        default=True,
        help="Every night customers who meet the filter now are taken in, and those "
        "who no longer do are let go: with their price list and mailing list.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="trade_segment_partner_rel",
        string="Customers",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    partner_count = fields.Integer(
        string="Customers taken in", compute="_compute_partner_count"
    )
    synced_on = fields.Datetime(string="Brought up to date", readonly=True, copy=False)
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        check_company=True,
        tracking=True,
        help="The segment's customers get this price list, and lose it again with the "
        "segment.",
    )
    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Activity",
        domain=[("res_model", "in", (False, "res.partner"))],
        default=lambda self: self.env.ref(
            "trade_crm_analytics.activity_win_back", raise_if_not_found=False
        ),
        help="Planned for the customers' owners by the button.",
    )

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for segment in self:
            # how many, whoever may read them
            members = segment.sudo().partner_ids  # counted only
            segment.partner_count = len(members)

    @api.constrains("domain")
    def _check_domain(self):
        for segment in self:
            segment._metric_domain()

    def _metric_domain(self):
        """Return the domain on the figures of the segment's company."""
        self.ensure_one()
        Metric = self.env["trade.customer.metric"]
        try:
            leaves = literal_eval(self.domain or "[]")
            domain = Domain(leaves)
            domain.validate(Metric)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise ValidationError(
                self.env._(
                    "%(name)s: the filter can't be read. Choose it with the filter "
                    "editor.",
                    name=self.name or "",
                )
            ) from None
        return domain & Domain("company_id", "=", self.company_id.id)

    def _metrics(self):
        self.ensure_one()
        return self.env["trade.customer.metric"].search(self._metric_domain())

    # ------------------------------------------------------------------
    # Staying true
    # ------------------------------------------------------------------

    @api.model
    def _cron_sync(self):
        segments = self.search([("live", "=", True)])
        for done, segment in enumerate(segments, 1):
            segment._sync()
            left = len(segments) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return

    def action_sync(self):
        """Take in who meets the filter now, let go who does not."""
        self.check_access("write")
        for segment in self:
            # all customers of the segment, not those of the manager alone
            segment.sudo()._sync()  # what the segment gives, as set up

    def _sync(self):
        self.ensure_one()
        wanted = self._metrics().partner_id
        gone, new = self.partner_ids - wanted, wanted - self.partner_ids
        self._let_go(gone)
        self.write(
            {
                "partner_ids": [Command.set(wanted.ids)],
                "synced_on": fields.Datetime.now(),
            }
        )
        self._take_in(new)

    def _take_in(self, partners):
        """Give the customers what the segment gives; to extend."""
        if self.pricelist_id:
            partners.with_company(
                self.company_id
            ).specific_property_product_pricelist = self.pricelist_id

    def _let_go(self, partners):
        """Take it back from customers who have it still; to extend."""
        if self.pricelist_id:
            mine = partners.with_company(self.company_id).filtered(
                lambda one: one.specific_property_product_pricelist == self.pricelist_id
            )
            mine.specific_property_product_pricelist = False

    def write(self, vals):
        if "pricelist_id" not in vals:
            return super().write(vals)
        for segment in self:
            segment._let_go(segment.partner_ids)
        result = super().write(vals)
        for segment in self:
            segment._take_in(segment.partner_ids)
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_customers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_analytics.action_trade_customer_metric"
        )
        return action | {
            "display_name": self.name,
            "domain": list(self._metric_domain()),
        }

    def action_plan(self):
        """Plan the segment's activity for each customer who has none of its kind."""
        self.ensure_one()
        kind = self.activity_type_id
        if not kind:
            raise UserError(self.env._("Choose the activity first."))
        return self._metrics()._action_plan(kind, self.name)

    def action_pool(self):
        """Open a new pool whose scope is this segment; it stays live by itself."""
        self.ensure_one()
        scope = [("trade_metric_ids", "any", list(self._metric_domain()))]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New pool"),
            "res_model": "trade.pool",
            "views": [(False, "form")],
            "context": {
                "default_name": self.name,
                "default_company_id": self.company_id.id,
                "default_scope_domain": repr(scope),
            },
        }
