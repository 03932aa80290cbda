# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    trade_quotation_count = fields.Integer(
        string="Quotations", compute="_compute_trade_documents"
    )
    trade_order_count = fields.Integer(
        string="Orders", compute="_compute_trade_documents"
    )
    trade_invoice_count = fields.Integer(
        string="Customer invoices", compute="_compute_trade_documents"
    )
    trade_receivable = fields.Monetary(
        string="Open receivable",
        currency_field="trade_figure_currency_id",
        compute="_compute_trade_documents",
        help="What is still to be paid on posted invoices, less open credit notes, in "
        "your company's currency.",
    )
    trade_figure_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_trade_documents"
    )
    trade_conflict_count = fields.Integer(
        string="Conflicts", compute="_compute_trade_conflict_count"
    )

    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_trade_documents(self):
        """What the reader may see of the documents of each customer, in two queries."""
        companies = self.commercial_partner_id._origin
        figures = {
            name: {}
            for name in ("quotations", "orders", "invoice_count", "invoice_total")
        }
        figures["receivable"] = {}
        if companies:
            companies._trade_order_counts(figures)
            companies._trade_invoice_figures(figures)
        for partner in self:
            company = partner.commercial_partner_id._origin.id
            partner.trade_quotation_count = figures["quotations"].get(company, 0)
            partner.trade_order_count = figures["orders"].get(company, 0)
            partner.trade_invoice_count = figures["invoice_count"].get(company, 0)
            partner.trade_receivable = figures["receivable"].get(company, 0.0)
            partner.trade_figure_currency_id = self.env.company.currency_id

    def _trade_order_counts(self, figures):
        for company, state, count in self.env["sale.order"]._read_group(
            Domain("partner_id.commercial_partner_id", "in", self.ids),
            ["partner_id.commercial_partner_id", "state"],
            ["__count"],
        ):
            name = "orders" if state == "sale" else "quotations"
            figures[name][company.id] = figures[name].get(company.id, 0) + count

    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_trade_conflict_count(self):
        self.trade_conflict_count = 0
        conflicts = self.env["trade.conflict"]
        if not conflicts.has_access("read"):
            return
        counts = {}
        for side in ("partner_a_id", "partner_b_id"):
            for partner, count in conflicts._read_group(
                [(side, "in", self.ids), ("state", "=", "open")], [side], ["__count"]
            ):
                counts[partner.id] = counts.get(partner.id, 0) + count
        for partner in self:
            partner.trade_conflict_count = counts.get(partner._origin.id, 0)

    # ------------------------------------------------------------------
    # Behind the buttons
    # ------------------------------------------------------------------

    def _trade_open_documents(self, xmlid, domain, **context):
        self.ensure_one()
        company = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = list(domain)
        action["context"] = {"default_partner_id": company.id, **context}
        return action

    def _trade_of_company(self):
        return Domain(
            "partner_id.commercial_partner_id", "=", self.commercial_partner_id.id
        )

    def action_trade_quotations(self):
        domain = self._trade_of_company() & Domain("state", "!=", "sale")
        return self._trade_open_documents(
            "sale.action_quotations_with_onboarding", domain
        )

    def action_trade_orders(self):
        domain = self._trade_of_company() & Domain("state", "=", "sale")
        return self._trade_open_documents("sale.action_orders", domain)

    def _trade_invoice_domain(self):
        return (
            Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("state", "=", "posted")
        )

    def action_trade_invoices(self):
        return self._trade_open_documents(
            "account.action_move_out_invoice_type",
            self._trade_invoice_domain(),
            default_move_type="out_invoice",
        )

    def action_trade_receivable(self):
        open_states = Domain("payment_state", "in", ("not_paid", "partial"))
        return self._trade_open_documents(
            "account.action_move_out_invoice_type",
            self._trade_invoice_domain() & open_states,
            default_move_type="out_invoice",
        )

    def action_trade_deals(self):
        return self._trade_open_documents(
            "trade_crm.action_trade_deal_line",
            Domain("partner_id", "=", self.commercial_partner_id.id),
        )

    def action_trade_conflicts(self):
        domain = Domain("partner_a_id", "=", self.id) | Domain(
            "partner_b_id", "=", self.id
        )
        return self._trade_open_documents("trade_crm.action_trade_conflict", domain)
