# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..identity.text_length import check_lines

CHANNELS = [
    ("mail", "E-mail"),
    ("phone", "Phone"),
    ("whatsapp", "WhatsApp"),
    ("wechat", "WeChat"),
    ("linkedin", "LinkedIn"),
    ("facebook", "Facebook"),
    ("website", "Website"),
    ("fair", "Trade fair"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("quotation", "Quotation"),
    ("order", "Order"),
    ("payment", "Payment"),
    ("note", "Note"),
    ("other", "Other"),
]

# Set by what proves a contact, never by a person.
PROOF_FIELDS = frozenset({"proven", "res_model", "res_id", "digest"})
# What a proof says can't be changed afterwards; words may be added.
FACT_FIELDS = frozenset({"partner_id", "date", "channel", "direction", "user_id"})
# A clock a few minutes ahead is no future.
CLOCK_SLACK_MINUTES = 10

# Columns that a writer gives, with their types in PostgreSQL.
COLUMNS = {
    "partner_id": "int4",
    "contact_id": "int4",
    "date": "timestamp",
    "channel": "varchar",
    "direction": "varchar",
    "user_id": "int4",
    "summary": "varchar",
    "body": "text",
    "proven": "bool",
    "res_model": "varchar",
    "res_id": "int4",
    "digest": "varchar",
    "company_id": "int4",
}


class TradeInteraction(models.Model):
    """One contact with a customer: when, how, in which direction, and its proof."""

    _name = "trade.interaction"
    _description = "Customer Interaction"
    _order = "date desc, id desc"
    _rec_name = "summary"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        help="The company. The person is kept as the contact.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    trade_group_id = fields.Many2one(related="partner_id.trade_group_id")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    channel = fields.Selection(selection=CHANNELS, required=True, default="phone")
    direction = fields.Selection(
        selection=[("in", "From the customer"), ("out", "To the customer")],
        required=True,
        default="out",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        default=lambda self: self.env.user,
        index=True,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        help="The customer's company; of a customer that all companies share, the "
        "company of the document that proves the contact.",
    )
    summary = fields.Char()
    body = fields.Html(string="What was said")
    proven = fields.Boolean(
        readonly=True,
        help="A mail, meeting, chat, document or payment proves the contact. "
        "What was only written down by hand is not proven.",
    )
    res_model = fields.Char(string="Proof model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Proof", model_field="res_model", readonly=True
    )
    digest = fields.Char(
        readonly=True,
        help="Fingerprint of an imported message: a second import doubles nothing.",
    )

    _partner_date_idx = models.Index("(partner_id, date DESC, id DESC)")
    _proof_uniq = models.UniqueIndex(
        "(res_model, res_id, partner_id, channel) WHERE res_id IS NOT NULL",
        "This contact is in the archive already.",
    )
    _digest_uniq = models.UniqueIndex(
        "(partner_id, digest) WHERE digest IS NOT NULL",
        "This message is in the archive already.",
    )

    @api.depends("partner_id.company_id")
    def _compute_company_id(self):
        for interaction in self:
            company = interaction.partner_id.company_id
            if company or not interaction.res_model:
                interaction.company_id = company

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for interaction in self:
            contact = interaction.contact_id
            if contact and (
                contact.commercial_partner_id
                != interaction.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s.",
                        contact=contact.name or "",
                        customer=interaction.partner_id.name or "",
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        latest = fields.Datetime.add(fields.Datetime.now(), minutes=CLOCK_SLACK_MINUTES)
        if any(interaction.date > latest for interaction in self):
            raise ValidationError(
                self.env._(
                    "A contact can't lie in the future. Plan it as an activity or a "
                    "meeting: it is written down here when it has taken place."
                )
            )

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        check_lines(self, vals_list)
        for vals in vals_list:
            self._check_hands_off(vals)
            self._split_contact(vals)
        interactions = super().create(vals_list)
        interactions._touch_customers()
        return interactions

    def write(self, vals):
        check_lines(self, [vals])
        self._check_hands_off(vals, written=True)
        moves = {"partner_id", "date", "direction", "proven"} & vals.keys()
        customers = self.partner_id if moves else self.env["res.partner"]
        done = super().write(vals)
        if moves:
            self._recount_last_contact(customers | self.partner_id)
        return done

    def unlink(self):
        customers = self.partner_id
        done = super().unlink()
        self._recount_last_contact(customers)
        return done

    def _check_hands_off(self, vals, written=False):
        """People can't prove a contact by saying so, nor change what is proven."""
        if self.env.su:
            return
        if any(vals.get(name) for name in PROOF_FIELDS) or (
            written and PROOF_FIELDS & vals.keys()
        ):
            raise AccessError(
                self.env._("What proves a contact is written by the system alone.")
            )
        if written and FACT_FIELDS & vals.keys() and any(self.mapped("proven")):
            raise UserError(
                self.env._(
                    "This contact is proven: its customer, date, channel, direction "
                    "and colleague stay. You may add words to it."
                )
            )

    @api.model
    def _split_contact(self, vals):
        """Log a person's contact on the person's company."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        company = partner.commercial_partner_id
        if partner and company and company != partner:
            vals["partner_id"] = company.id
            vals["contact_id"] = vals.get("contact_id") or partner.id

    # ------------------------------------------------------------------
    # By what proves it
    # ------------------------------------------------------------------

    @api.model
    def _log(self, rows):
        """Write contacts that something proves; what is there already stays.

        One statement for any number of rows: a unique index decides what is new, so
        two transactions that see the same proof write it once.

        :param list rows: dicts with some of the keys of ``COLUMNS``; ``partner_id``
            (the customer), ``channel``, ``direction`` and a proof are a must
        :return: the new interactions
        """
        if not rows:
            return self.browse()
        now = fields.Datetime.now()
        self.env["res.partner"].flush_model(["company_id"])
        arrays = SQL(", ").join(
            SQL("%s::%s[]", [self._value(row, name, now) for row in rows], SQL(kind))
            for name, kind in COLUMNS.items()
        )
        names = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        values = SQL(", ").join(
            SQL("COALESCE(p.company_id, v.company_id)")
            if name == "company_id"
            else SQL.identifier("v", name)
            for name in COLUMNS
        )
        found = self.env.execute_query(
            SQL(
                """
                WITH new AS (
                    INSERT INTO trade_interaction
                           (%(names)s,
                            create_uid, write_uid, create_date, write_date)
                    SELECT %(values)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                      FROM UNNEST(%(arrays)s) AS v(%(names)s)
                      JOIN res_partner AS p ON p.id = v.partner_id
                    ON CONFLICT DO NOTHING
                    RETURNING id, partner_id, date, direction, proven
                ), raised AS (%(raise_last)s)
                SELECT id, partner_id FROM new
                """,
                names=names,
                values=values,
                arrays=arrays,
                uid=self.env.uid,
                now=now,
                raise_last=self._raise_last_contact(SQL("new")),
            )
        )
        interactions = self.browse(row[0] for row in found)
        if interactions:
            self._forget_last_contact({row[1] for row in found})
            interactions._after_log()
        return interactions

    @api.model
    def _value(self, row, name, now):
        if name == "date":
            return row.get("date") or now
        if name == "proven":
            return bool(row.get("proven", True))
        if name == "summary":
            return (row.get("summary") or "")[:250] or None
        return row.get(name) or None

    def _after_log(self):
        """Hook: what reads new contacts that the system wrote (in su mode or not)."""

    # ------------------------------------------------------------------
    # Last contact
    # ------------------------------------------------------------------

    def _touch_customers(self):
        """Move the customers' last contacts forwards after contacts by hand."""
        self.flush_recordset(["partner_id", "date", "direction", "proven"])
        source = SQL("(SELECT * FROM trade_interaction WHERE id = ANY(%s))", self.ids)
        self.env.cr.execute(self._raise_last_contact(SQL("%s AS new", source)))
        self._forget_last_contact(self.partner_id.ids)

    @api.model
    def _raise_last_contact(self, source):
        """Return the statement that moves last contacts forwards, never backwards.

        :param SQL source: rows partner_id, date, direction, proven
        """
        return SQL(
            """
            UPDATE res_partner AS p
               SET trade_last_in = GREATEST(p.trade_last_in, v.last_in),
                   trade_last_out = GREATEST(p.trade_last_out, v.last_out),
                   trade_last_proven = GREATEST(p.trade_last_proven, v.proven)
              FROM (SELECT partner_id,
                           MAX(date) FILTER (WHERE direction = 'in') AS last_in,
                           MAX(date) FILTER (WHERE direction = 'out') AS last_out,
                           MAX(date) FILTER (WHERE proven) AS proven
                      FROM %s
                     GROUP BY partner_id) AS v
             WHERE p.id = v.partner_id
               AND (v.last_in > COALESCE(p.trade_last_in, '-infinity')
                    OR v.last_out > COALESCE(p.trade_last_out, '-infinity')
                    OR v.proven > COALESCE(p.trade_last_proven, '-infinity'))
            """,
            source,
        )

    @api.model
    def _recount_last_contact(self, customers):
        """Read the last contacts again, after one was changed or deleted."""
        if not customers:
            return
        self.flush_model(["partner_id", "date", "direction", "proven"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS p
                   SET trade_last_in = c.last_in,
                       trade_last_out = c.last_out,
                       trade_last_proven = c.proven
                  FROM (SELECT c.id,
                               MAX(i.date) FILTER (WHERE i.direction = 'in') AS last_in,
                               MAX(i.date) FILTER (WHERE i.direction = 'out')
                                   AS last_out,
                               MAX(i.date) FILTER (WHERE i.proven) AS proven
                          FROM res_partner AS c
                          LEFT JOIN trade_interaction AS i ON i.partner_id = c.id
                         WHERE c.id = ANY(%s)
                         GROUP BY c.id) AS c
                 WHERE p.id = c.id
                """,
                customers.ids,
            )
        )
        self._forget_last_contact(customers.ids)

    @api.model
    def _forget_last_contact(self, partner_ids):
        self.env["res.partner"].browse(partner_ids).invalidate_recordset(
            [
                "trade_last_in",
                "trade_last_out",
                "trade_last_proven",
                "trade_last_contact",
            ],
            flush=False,
        )

    @api.model
    def _customer_of(self, partner):
        """The company that a contact with a partner belongs to, or none for us."""
        company = partner.commercial_partner_id
        if not company or not company.partner_share:
            return self.env["res.partner"]
        if company.sudo().ref_company_ids:  # only whether it is one of ours
            return self.env["res.partner"]
        return company
