# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

# What an entry is about: it is never turned into another one.
FIXED = frozenset({"pool_id", "partner_id", "lead_id"})
# What may be given along when a record is made by hand or by an import.
GIVEN = ("date_in", "frozen_until", "protected_until")
# Records of which there are few, whose entries are grouped by them.
FEW = frozenset({"pool_id", "country_id", "last_owner_id", "rule_id", "industry_id"})


class TradePoolEntry(models.Model):
    """A customer or lead that is in a pool now, with what members may see of it."""

    _name = "trade.pool.entry"
    _description = "Pooled Customer"
    _order = "date_in desc, id desc"

    pool_id = fields.Many2one(
        comodel_name="trade.pool", required=True, ondelete="restrict"
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
    name = fields.Char(readonly=True, index="trigram")
    is_lead = fields.Boolean(readonly=True)
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
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
    # Readers see the entries of some pools: every list is read, and every group
    # counted, in one of these alone.
    _pool_date_idx = models.Index("(pool_id, date_in, id)")
    _date_idx = models.Index("(date_in DESC, id DESC, pool_id)")
    _pool_country_idx = models.Index("(pool_id, country_id)")
    _pool_owner_idx = models.Index("(pool_id, last_owner_id)")
    _pool_rule_idx = models.Index("(pool_id, rule_id)")

    # ------------------------------------------------------------------
    # Records made by hand, by an import or over the API go through the ledger too
    # ------------------------------------------------------------------

    # The ledger writes the rows, in its own order of locks.
    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Put customers or leads into pools, whoever owns them."""
        self.check_access("create")
        partners = self.env["res.partner"].browse(self._given("partner_id", vals_list))
        leads = self.env["crm.lead"].browse(self._given("lead_id", vals_list))
        partners.check_access("write")
        leads.check_access("write")
        changes = [self._entering(vals, partners, leads) for vals in vals_list]
        keys = [(change["partner_id"], change["lead_id"]) for change in changes]
        if len(set(keys)) != len(keys):
            raise ValidationError(
                self.env._("The same customer can't be put in twice at once.")
            )
        moves = self.env["trade.pool.move"].sudo()  # sudo: access was checked above
        moves._change_hands("enter", changes)
        entries = self.sudo().search(  # sudo: which ones they have become
            [
                "|",
                ("partner_id", "in", [partner for partner, _lead in keys if partner]),
                ("lead_id", "in", [lead for _partner, lead in keys if lead]),
            ]
        )
        ids = {(e.partner_id.id, e.lead_id.id): e.id for e in entries}
        new = [ids[key] for key in keys]
        for pool in entries.pool_id:
            pool._allocate_on_entry([("id", "in", new)])
        return self.browse(new)

    def _companies(self):
        """Companies that the customers and leads belong to: {entry id: company}.

        Called on entries as superuser.
        """
        self.partner_id.fetch(["company_id"])
        self.lead_id.fetch(["company_id"])
        return {e.id: (e.partner_id or e.lead_id).company_id for e in self}

    @staticmethod
    def _given(name, vals_list):
        return [vals[name] for vals in vals_list if vals.get(name)]

    def _entering(self, vals, partners, leads):
        """The change of hands that puts a customer or lead into a pool.

        :param partners: all that are created in the same go, read together; as leads
        :raise ValidationError: when it can't be there
        """
        pool = self.env["trade.pool"].browse(vals.get("pool_id") or [])
        partner = partners.browse(vals.get("partner_id") or [])
        lead = leads.browse(vals.get("lead_id") or [])
        record = partner.with_prefetch(partners.ids) or lead.with_prefetch(leads.ids)
        if not pool or len(partner) + len(lead) != 1:
            raise ValidationError(
                self.env._("An entry needs a pool, and a customer or a lead.")
            )
        problem = record._trade_not_poolable(pool)
        if problem:
            raise ValidationError(problem)
        return {
            "partner_id": partner.id,
            "lead_id": lead.id,
            "pool_id": pool.id,
            "reason": vals.get("reason")
            or self.env._("Put in by %s", self.env.user.name),
            "entry": {name: vals[name] for name in GIVEN if vals.get(name)},
        }

    def write(self, vals):
        entries = self.sudo()  # sudo: whether what is fixed would change
        if any(
            entry[name].id != (vals[name] or False)
            for entry in entries
            for name in FIXED & set(vals)
        ):
            raise UserError(
                self.env._(
                    "A customer goes into another pool by a transfer, so that the "
                    "ledger knows."
                )
            )
        return super().write(vals)

    def unlink(self):  # pylint: disable=method-required-super
        """Take customers and leads out of their pools; they are free then."""
        self.check_access("unlink")
        entries = self.sudo()  # sudo: the customers' ids; access was checked
        self.env["trade.pool.move"].sudo()._change_hands(  # sudo: as above
            "manual",
            [
                {
                    "partner_id": entry.partner_id.id,
                    "lead_id": entry.lead_id.id,
                    "reason": self.env._("Taken out by %s", self.env.user.name),
                }
                for entry in entries
            ],
        )
        return True

    def _formatted_read_group_with_length(
        self, domain, groupby, aggregates, offset=0, limit=None, order=None
    ):
        """Groups by a record are counted first and put in its order then.

        Odoo joins the other table to every entry, and counts a second time to know
        how many groups there are.
        """
        if groupby[0] not in FEW or order != groupby[0]:
            return super()._formatted_read_group_with_length(
                domain, groupby, aggregates, offset=offset, limit=limit, order=order
            )
        groups = self.formatted_read_group(domain, groupby, aggregates, order="__count")
        records = self.env[self._fields[order].comodel_name]
        every = records.sudo().with_context(active_test=False)  # sudo: only their order
        ids = [group[order][0] for group in groups if group[order]]
        place = {id_: n for n, id_ in enumerate(every.search([("id", "in", ids)]).ids)}
        groups.sort(key=lambda g: place[g[order][0]] if g[order] else len(place))
        return groups[offset : offset + limit if limit else None], len(groups)

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
