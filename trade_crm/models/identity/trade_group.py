# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .trade_header import check_plain_names


class TradeGroup(models.Model):
    """A corporate group: the companies that belong together, and their sums."""

    _name = "trade.group"
    _description = "Corporate Group"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _parent_name = "parent_id"
    _parent_store = True
    _order = "name, id"
    _rec_names_search = ["name", "name_local"]

    name = fields.Char(required=True, tracking=True)
    name_local = fields.Char(
        string="Local name", help="The group's name in its own language and script."
    )
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        comodel_name="trade.group",
        string="Parent group",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="trade.group", inverse_name="parent_id", string="Subgroups"
    )
    partner_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="trade_group_id",
        string="Companies",
        help="The companies of the group. Add a company here, "
        "or choose the group on the company.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Key account manager",
        domain=[("share", "=", False)],
        tracking=True,
    )
    country_id = fields.Many2one(comodel_name="res.country", string="Head office in")
    website = fields.Char()
    note = fields.Html(string="Notes")
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_figures"
    )
    company_count = fields.Integer(string="Company count", compute="_compute_figures")
    header_count = fields.Integer(string="Headers", compute="_compute_figures")
    quotation_count = fields.Integer(string="Quotations", compute="_compute_figures")
    order_count = fields.Integer(string="Orders", compute="_compute_figures")
    order_total = fields.Monetary(
        string="Ordered",
        compute="_compute_figures",
        help="Confirmed orders of all companies of the group and its subgroups that "
        "you may read, taxes included, in your company's currency at each order's "
        "rate.",
    )
    invoice_count = fields.Integer(string="Invoices", compute="_compute_figures")
    invoice_total = fields.Monetary(
        string="Invoiced",
        compute="_compute_figures",
        help="Posted invoices less credit notes, taxes included, in your company's "
        "currency at each invoice's rate.",
    )
    receivable = fields.Monetary(
        string="Open receivable",
        compute="_compute_figures",
        help="What is still to be paid on posted invoices, less open credit notes.",
    )
    interaction_count = fields.Integer(
        string="Interactions", compute="_compute_figures"
    )

    @api.model_create_multi
    def create(self, vals_list):
        check_plain_names(self, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_plain_names(self, [vals])
        if vals.get("parent_id"):
            self._check_parent(self.browse(vals["parent_id"]))
        return super().write(vals)

    def _check_parent(self, parent):
        """Refuse a cycle here: the tree's own check speaks of recursion only."""
        ancestors = [int(i) for i in (parent.parent_path or "").split("/") if i]
        if set(self.ids) & {*ancestors, parent.id}:
            raise ValidationError(
                self.env._(
                    "A group can't be its own parent, directly or through others. "
                    "Choose another parent group."
                )
            )

    def _companies_by_group(self):
        """Companies of each group and its subgroups, as far as the reader may see.

        :return: {group id: res.partner recordset}
        """
        groups = self.search_fetch([("id", "child_of", self.ids)], ["parent_path"])
        groups = groups | self
        companies = dict(
            self.env["res.partner"]._read_group(
                [("trade_group_id", "in", groups.ids)],
                ["trade_group_id"],
                ["id:recordset"],
            )
        )
        result = dict.fromkeys(self.ids, self.env["res.partner"])
        for group, partners in companies.items():
            for ancestor in (group.parent_path or f"{group.id}/").split("/")[:-1]:
                if int(ancestor) in result:
                    result[int(ancestor)] |= partners
        return result

    @api.depends_context("uid", "company", "allowed_company_ids")
    @api.depends("partner_ids", "child_ids", "parent_path")
    def _compute_figures(self):
        companies = self._companies_by_group()
        everybody = self.env["res.partner"].union(*companies.values())
        figures = everybody._trade_figures()
        for group in self:
            partners = companies.get(group.id, self.env["res.partner"])
            group.currency_id = self.env.company.currency_id
            group.company_count = len(partners)
            for name in self.env["res.partner"]._trade_figure_names():
                group[name] = sum(figures[name].get(p.id, 0) for p in partners)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _company_domain(self, path="partner_id"):
        """Domain on documents of all companies of the group and its subgroups."""
        groups = Domain("commercial_partner_id.trade_group_id", "child_of", self.ids)
        return Domain(path, "any", groups)

    def _open(self, xmlid, domain, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action.update(domain=list(domain), context=context, target="current")
        return action

    def action_view_companies(self):
        domain = Domain("trade_group_id", "child_of", self.ids)
        return self._open(
            "trade_crm.action_trade_customer", domain, default_trade_group_id=self.id
        )

    def action_view_orders(self):
        domain = self._company_domain() & Domain("state", "=", "sale")
        return self._open("sale.action_orders", domain)

    def action_view_quotations(self):
        domain = self._company_domain() & Domain("state", "in", ("draft", "sent"))
        return self._open("sale.action_quotations_with_onboarding", domain)

    def action_view_invoices(self):
        domain = self._company_domain() & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )
        return self._open("account.action_move_out_invoice_type", domain)

    def action_view_interactions(self):
        return self._open("trade_crm.action_trade_interaction", self._company_domain())

    def action_view_headers(self):
        return self._open("trade_crm.action_trade_header", self._company_domain())
