# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError

MEMBERS = "trade_crm.group_trade_user"
SALES = [
    ("state", "=", "posted"),
    ("move_type", "in", ("out_invoice", "out_refund")),
]


class DigestDigest(models.Model):
    """Customer figures in Odoo's digest mails, each reader's own customers."""

    _inherit = "digest.digest"

    kpi_trade_revenue = fields.Boolean(string="Net Revenue of Customers")
    kpi_trade_revenue_value = fields.Monetary(compute="_compute_trade_revenue")
    kpi_trade_active = fields.Boolean(string="Customers Who Ordered")
    kpi_trade_active_value = fields.Integer(compute="_compute_trade_active")
    kpi_trade_new = fields.Boolean(string="New Customers")
    kpi_trade_new_value = fields.Integer(compute="_compute_trade_new")
    kpi_trade_warned = fields.Boolean(string="Churn Warnings")
    kpi_trade_warned_value = fields.Integer(compute="_compute_trade_warned")
    kpi_trade_returned = fields.Boolean(string="Customers Who Came Back")
    kpi_trade_returned_value = fields.Integer(compute="_compute_trade_returned")
    kpi_trade_lost = fields.Boolean(string="Customers Lost")
    kpi_trade_lost_value = fields.Integer(compute="_compute_trade_lost")

    def _check_trade_member(self):
        """Leave the figures out of the mails of those who may not see them."""
        if not self.env.user.has_group(MEMBERS):
            raise AccessError(
                self.env._("Customer figures are for users of Foreign Trade CRM.")
            )

    def _compute_trade_revenue(self):
        self._check_trade_member()
        self._calculate_company_based_kpi(
            "account.move",
            "kpi_trade_revenue_value",
            date_field="invoice_date",
            additional_domain=SALES,
            sum_field="amount_untaxed_signed",
        )

    def _compute_trade_active(self):
        self._check_trade_member()
        start, end, companies = self._get_kpi_compute_parameters()
        rows = self.env["account.move"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("state", "=", "posted"),
                ("move_type", "=", "out_invoice"),
                ("invoice_date", ">=", start),
                ("invoice_date", "<", end),
            ],
            ["company_id"],
            ["commercial_partner_id:count_distinct"],
        )
        found = {company.id: count for company, count in rows}
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_trade_active_value = found.get(company.id, 0)

    def _compute_trade_new(self):
        self._count_trade("trade.customer.metric", "new", "first_order_date")

    def _compute_trade_warned(self):
        self._count_trade("trade.churn.warning", "warned", "date")

    def _compute_trade_returned(self):
        self._count_trade("trade.churn.warning", "returned", "returned_on")

    def _compute_trade_lost(self):
        lost = [("stage_to", "=", "lost")]
        self._count_trade("trade.lifecycle.move", "lost", "date", lost)

    def _count_trade(self, model, name, date_field, domain=None):
        self._check_trade_member()
        self._calculate_company_based_kpi(
            model, f"kpi_trade_{name}_value", date_field, domain
        )

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("trade_crm_analytics.menu_trade_dashboard").id
        dashboard = f"trade_crm_analytics.action_trade_dashboard?menu_id={menu}"
        warnings = f"trade_crm_analytics.action_trade_churn_warning?menu_id={menu}"
        return super()._compute_kpis_actions(company, user) | {
            "kpi_trade_revenue": dashboard,
            "kpi_trade_active": dashboard,
            "kpi_trade_new": dashboard,
            "kpi_trade_warned": warnings,
            "kpi_trade_returned": warnings,
            "kpi_trade_lost": dashboard,
        }
