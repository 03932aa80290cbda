# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class TradePoolEntry(models.Model):
    """A customer or lead that is in a pool now, with what members may see of it."""

    _name = "trade.pool.entry"
    _description = "Pooled Customer"
    _order = "date_in desc, id desc"

    pool_id = fields.Many2one(
        comodel_name="trade.pool", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="pool_id.company_id")
    # A name would come along with the customer: members see the copies below.
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="cascade",
        groups="trade_crm.group_trade_manager",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Lead",
        ondelete="cascade",
        groups="trade_crm.group_trade_manager",
    )
    name = fields.Char(readonly=True)
    is_lead = fields.Boolean(readonly=True)
    country_id = fields.Many2one(comodel_name="res.country", readonly=True, index=True)
    city = fields.Char(readonly=True)
    industry_id = fields.Many2one(comodel_name="res.partner.industry", readonly=True)
    website = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    date_in = fields.Datetime(
        string="In the pool since", readonly=True, default=fields.Datetime.now
    )
    reason = fields.Char(string="Because", readonly=True)
    rule_id = fields.Many2one(
        comodel_name="trade.pool.rule", readonly=True, ondelete="set null"
    )
    last_owner_id = fields.Many2one(
        comodel_name="res.users", string="Last owner", readonly=True
    )
    frozen_until = fields.Datetime(readonly=True, help="A new entry rests until then.")
    protected_until = fields.Datetime(
        help="A manager keeps the customer in the pool until then."
    )
    idle_days = fields.Integer(string="Days in the pool", compute="_compute_idle_days")
    claim_note = fields.Char(
        string="Not now",
        compute="_compute_claim_note",
        help="Why you can't claim it now, and from when you may.",
    )

    _partner_uniq = models.UniqueIndex(
        "(partner_id) WHERE partner_id IS NOT NULL",
        "The customer is in a pool already.",
    )
    _lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL", "The lead is in a pool already."
    )
    _one_check = models.Constraint(
        "CHECK((partner_id IS NULL) <> (lead_id IS NULL))",
        "An entry is a customer or a lead.",
    )
    _pool_date_idx = models.Index("(pool_id, date_in, id)")
    _date_idx = models.Index("(date_in DESC, id DESC)")

    @api.depends("date_in")
    def _compute_idle_days(self):
        now = fields.Datetime.now()
        for entry in self:
            entry.idle_days = (now - entry.date_in).days if entry.date_in else 0

    def _fill_shown(self):
        """Copy what the pools let members see, and empty what they do not."""
        if not self:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE trade_pool_entry e
                   SET name = CASE WHEN o.show_name
                              THEN COALESCE(p.name, l.partner_name, l.name)
                              ELSE '#' || e.id END,
                       is_lead = e.lead_id IS NOT NULL,
                       country_id = CASE WHEN o.show_country
                              THEN COALESCE(p.country_id, l.country_id) END,
                       city = CASE WHEN o.show_city THEN COALESCE(p.city, l.city) END,
                       industry_id = CASE WHEN o.show_industry THEN p.industry_id END,
                       website = CASE WHEN o.show_website
                              THEN COALESCE(p.website, l.website) END,
                       email = CASE WHEN o.show_email
                              THEN COALESCE(p.email, l.email_from) END,
                       phone = CASE WHEN o.show_phone
                              THEN COALESCE(p.phone, l.phone) END
                  FROM trade_pool o, trade_pool_entry s
                  LEFT JOIN res_partner p ON p.id = s.partner_id
                  LEFT JOIN crm_lead l ON l.id = s.lead_id
                 WHERE s.id = e.id AND o.id = e.pool_id AND e.id IN %s
                RETURNING e.id
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()

    def action_protect(self):
        """Keep these in the pool for a week."""
        self.pool_id._check_manager()
        until = fields.Datetime.add(fields.Datetime.now(), days=7)
        self.sudo().protected_until = until  # sudo: the manager was checked

    def action_unprotect(self):
        self.pool_id._check_manager()
        self.sudo().protected_until = False  # sudo: the manager was checked
