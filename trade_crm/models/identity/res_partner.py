# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .trade_header import check_plain_names

FIGURES = (
    "quotation_count",
    "order_count",
    "order_total",
    "invoice_count",
    "invoice_total",
    "receivable",
    "interaction_count",
    "header_count",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Customer owner",
        related="commercial_partner_id.user_id",
        store=True,
        index="btree_not_null",
        help="The salesperson of the company; contacts follow their company.",
    )
    trade_group_id = fields.Many2one(
        comodel_name="trade.group",
        string="Corporate group",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="The group of companies that this customer belongs to.",
    )
    trade_header_ids = fields.One2many(
        comodel_name="trade.header",
        inverse_name="partner_id",
        string="Headers",
        help="Legal and trading names (抬头) that documents may be made out to.",
    )
    trade_header_count = fields.Integer(
        string="Header count", compute="_compute_trade_header_count"
    )
    trade_collaborator_ids = fields.One2many(
        comodel_name="trade.collaborator",
        inverse_name="partner_id",
        string="Collaborators",
    )

    @api.depends("trade_header_ids")
    def _compute_trade_header_count(self):
        counts = dict(
            self.env["trade.header"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.trade_header_count = counts.get(partner._origin, 0)

    def _trade_is_customer(self):
        """Whether the partner is a company of its own and so has headers."""
        self.ensure_one()
        return bool(self.is_company and self.commercial_partner_id == self)

    def _trade_default_header(self):
        """The header that new documents of the customer are made out to."""
        headers = self.sudo().trade_header_ids  # documents of all have a header
        return headers.filtered("is_default")[:1].sudo(self.env.su)

    # ------------------------------------------------------------------
    # Own header, owner
    # ------------------------------------------------------------------

    def _trade_check_names(self, vals_list):
        """People with a trade role can't save a name that no header could hold.

        Others save what Odoo lets them save; the header then holds a plain form.
        """
        if not self.env.su and self.env.user.has_group("trade_crm.group_trade_user"):
            check_plain_names(self, vals_list)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        filing = self.env.context.get("default_is_company")
        if (
            "user_id" in fields
            and filing
            and not defaults.get("parent_id")
            and self.env.user._trade_is_limited()
        ):
            defaults.setdefault("user_id", self.env.uid)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        self._trade_check_names(vals_list)
        user = self.env.user
        if not self.env.su and user._trade_is_limited():
            for vals in vals_list:
                # A customer that a salesperson files is his, unless he says otherwise.
                if vals.get("is_company") and not vals.get("parent_id"):
                    vals.setdefault("user_id", user.id)
        partners = super().create(vals_list)
        partners._trade_sync_own_header(new=True)
        return partners

    def write(self, vals):
        old = {}
        if "name" in vals:
            self._trade_check_names([vals])
        if {"name", "vat"} & set(vals):
            old = {partner.id: (partner.name, partner.vat) for partner in self}
        result = super().write(vals)
        watched = {"name", "is_company", "parent_id", "country_id", "vat", "active"}
        if watched & set(vals):
            self._trade_sync_own_header(old)
        return result

    def _trade_sync_own_header(self, old=None, new=False):
        """Keep first headers in step with their companies.

        :param dict old: {partner id: (name, tax number) before the change}
        :param bool new: the partners were created a moment ago
        """
        headers = self.env["trade.header"].sudo()  # bookkeeping of a company's name
        customers = self.filtered(lambda p: p._trade_is_customer())
        existing = {
            header.partner_id.id: header
            for header in headers.with_context(active_test=False).search_fetch(
                [("partner_id", "in", self.ids), ("is_own", "=", True)],
                ["partner_id"],
                order="id",
            )
        }
        for partner in customers:
            if header := existing.get(partner.id):
                before = (old or {}).get(partner.id, (partner.name, partner.vat))
                header._follow_partner(partner, *before)
        missing = customers.filtered(lambda p: p.id not in existing)
        if missing:
            headers._create_own(missing, new)

    def _trade_hand_over_headers(self, partner):
        """Give the headers and collaborators of these customers to ``partner``.

        Used when customers are merged: their own names stay findable as trading
        names, documents keep the header that they carry.
        """
        headers = self.env["trade.header"].sudo()  # a merge must not lose names
        headers = headers.with_context(active_test=False)
        given = headers.search([("partner_id", "in", self.ids)])
        had_none = not headers.search_count(
            [("partner_id", "=", partner.id), ("is_own", "=", True)], limit=1
        )
        given.filtered("is_own").write({"kind": "trading"})
        given.write({"is_own": False, "is_default": False})
        given.flush_recordset()
        if had_none and partner._trade_is_customer():
            headers._create_own(partner)
        lines = partner.sudo().trade_collaborator_ids  # access goes along
        mine = {line.user_id: line for line in lines}
        for line in self.sudo().trade_collaborator_ids:  # sudo: as above
            if kept := mine.get(line.user_id):
                kept._widen(line)
                line.unlink()
            else:
                mine[line.user_id] = line
        self.env.flush_all()

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """Odoo names the other company with this number, whoever owns it; a limited
        salesperson could so try out numbers. He is told of those he may reach."""
        super()._compute_same_vat_partner_id()
        if self.env.su or not self.env.user._trade_is_limited():
            return
        for partner in self:
            for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
                partner[name] = partner[name]._filtered_access("read")

    # ------------------------------------------------------------------
    # Figures of a set of customers
    # ------------------------------------------------------------------

    @api.model
    def _trade_figure_names(self):
        return FIGURES

    def _trade_figures(self):
        """Documents and sums of each company, as far as the reader may see them.

        Money is in the current company's currency: orders and invoices at their own
        dates' rates, what is open at the rate of its invoice.

        :return: {figure: {partner id: number}} with the figures of
            ``_trade_figure_names``
        """
        figures = {name: {} for name in self._trade_figure_names()}
        if self:
            self._trade_order_figures(figures)
            self._trade_invoice_figures(figures)
            for name, model in (
                ("interaction_count", "trade.interaction"),
                ("header_count", "trade.header"),
            ):
                for partner, count in self.env[model]._read_group(
                    [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
                ):
                    figures[name][partner.id] = count
        return figures

    def _trade_order_figures(self, figures):
        of_self = Domain("partner_id.commercial_partner_id", "in", self.ids)
        for state, partner, count in self.env["sale.order"]._read_group(
            of_self & Domain("state", "!=", "cancel"),
            ["state", "partner_id"],
            ["__count"],
        ):
            customer = partner.commercial_partner_id.id
            name = "order_count" if state == "sale" else "quotation_count"
            figures[name][customer] = figures[name].get(customer, 0) + count
        totals = figures["order_total"]
        for partner, total in self.env["sale.report"]._read_group(
            Domain("commercial_partner_id", "in", self.ids)
            & Domain("state", "=", "sale"),
            ["commercial_partner_id"],
            ["price_total:sum"],
        ):
            totals[partner.id] = total

    def _trade_invoice_figures(self, figures):
        company = self.env.company
        domain = Domain("commercial_partner_id", "in", self.ids) & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )
        for owner, partner, count, total, residual in self.env[
            "account.move"
        ]._read_group(
            domain & Domain("state", "=", "posted"),
            ["company_id", "commercial_partner_id"],
            ["__count", "amount_total_signed:sum", "amount_residual_signed:sum"],
        ):
            today = fields.Date.context_today(self)
            for name, amount in (
                ("invoice_total", total),
                ("receivable", residual),
            ):
                converted = owner.currency_id._convert(
                    amount, company.currency_id, company, today
                )
                figures[name][partner.id] = (
                    figures[name].get(partner.id, 0.0) + converted
                )
            figures["invoice_count"][partner.id] = (
                figures["invoice_count"].get(partner.id, 0) + count
            )

    def action_trade_open_group(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "trade.group",
            "res_id": self.trade_group_id.id,
            "views": [(False, "form")],
        }
