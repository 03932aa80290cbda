# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SIGNALS = [
    ("price_sensitive", "Price-sensitive"),
    ("quality_first", "Quality first"),
    ("comparing_competitor", "Comparing a competitor"),
    ("sample_wanted", "Sample wanted"),
    ("certificate_wanted", "Certificate wanted"),
    ("urgent", "Urgent"),
    ("large_order", "Large order"),
    ("payment_trouble", "Payment trouble"),
    ("complaint", "Complaint"),
    ("about_to_leave", "About to leave"),
    ("out_of_office", "Out of office"),
]


class TradeSignal(models.Model):
    """What a contact with a customer tells, with the sentence that told it."""

    _name = "trade.signal"
    _description = "Customer Signal"
    _order = "date desc, id desc"
    _rec_name = "excerpt"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    owner_id = fields.Many2one(related="partner_id.trade_owner_id", string="Owner")
    kind = fields.Selection(selection=SIGNALS, string="Signal", required=True)
    excerpt = fields.Text(
        string="What was said",
        required=True,
        help="The sentence that told it, as the customer wrote it.",
    )
    date = fields.Datetime(required=True)
    confidence = fields.Float(
        digits=(3, 2), help="How sure the rule is, from 0 to 1.", aggregator="avg"
    )
    interaction_id = fields.Many2one(
        comodel_name="trade.interaction", ondelete="cascade", readonly=True
    )
    rule_id = fields.Many2one(
        comodel_name="trade.signal.rule", index="btree_not_null", ondelete="set null"
    )
    lang = fields.Char(string="Language", readonly=True)
    competitor = fields.Char(
        help="Who the competitor is, where the sentence names him; a place is no name."
    )
    state = fields.Selection(
        string="Status",
        selection=[
            ("new", "New"),
            ("done", "Taken up"),
            ("dismissed", "Dismissed"),
            ("lapsed", "Out of date"),
        ],
        required=True,
        default="new",
    )
    proposal = fields.Text(string="Next step", compute="_compute_proposal")
    activity_id = fields.Many2one(
        comodel_name="mail.activity", index="btree_not_null", ondelete="set null"
    )

    _partner_idx = models.Index("(partner_id, date DESC, id DESC)")
    _new_idx = models.Index("(kind, date DESC) WHERE state = 'new'")
    _once_uniq = models.UniqueIndex(
        "(interaction_id, kind) WHERE interaction_id IS NOT NULL",
        "This contact has told this already.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_proposal(self):
        steps = self.env["trade.signal.step"]._by_kind()
        for signal in self:
            signal.proposal = steps[signal.kind].name if signal.kind in steps else ""

    @api.depends("kind", "partner_id")
    def _compute_display_name(self):
        words = dict(self._fields["kind"]._description_selection(self.env))
        for signal in self:
            kind = words.get(signal.kind, "")
            signal.display_name = f"{kind}: {signal.partner_id.name or ''}"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def read_text(self, text, lang=None, reported=False):
        """Return what a text tells; nothing is written.

        :param str text: what a customer wrote, plain or HTML
        :param str lang: his language, where it is known
        :param bool reported: a colleague's words about a talk with him
        :return: list of dicts ``kind``, ``excerpt``, ``confidence``, ``competitor``,
            ``lang``, ``rule_id``, ``words`` and ``line`` (what matched)
        """
        book = self.env["trade.signal.rule"]._rulebook()
        return [
            {
                "kind": finding.kind,
                "excerpt": finding.excerpt,
                "confidence": finding.confidence,
                "competitor": finding.competitor or False,
                "lang": finding.language,
                "rule_id": finding.key,
                "words": finding.words,
                "line": finding.line,
            }
            for finding in book.tell(text or "", lang, reported=reported)
        ]

    @api.model
    def _write_found(self, found):
        """Write what contacts told; what a contact has told already stays.

        :param list found: pairs (interaction, dict of ``read_text``)
        :return: the new signals
        """
        if not found:
            return self.browse()
        columns = {
            "partner_id": ("int4", lambda i, f: i.partner_id.id),
            "contact_id": ("int4", lambda i, f: i.contact_id.id or None),
            "company_id": ("int4", lambda i, f: i.company_id.id or None),
            "kind": ("varchar", lambda i, f: f["kind"]),
            "excerpt": ("text", lambda i, f: f["excerpt"]),
            "date": ("timestamp", lambda i, f: i.date),
            "confidence": ("float8", lambda i, f: f["confidence"]),
            "interaction_id": ("int4", lambda i, f: i.id),
            "rule_id": ("int4", lambda i, f: f["rule_id"] or None),
            "lang": ("varchar", lambda i, f: f["lang"]),
            "competitor": ("varchar", lambda i, f: f["competitor"] or None),
        }
        arrays = SQL(", ").join(
            SQL("%s::%s[]", [value(*pair) for pair in found], SQL(kind))
            for kind, value in columns.values()
        )
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_signal
                       (%(names)s, state,
                        create_uid, write_uid, create_date, write_date)
                SELECT v.*, 'new', %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM UNNEST(%(arrays)s) AS v(%(names)s)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in columns),
                arrays=arrays,
                uid=self.env.uid or SUPERUSER_ID,
                now=fields.Datetime.now(),
            )
        )
        signals = self.browse(row[0] for row in rows)
        signals.partner_id.invalidate_recordset(
            ["trade_signal_ids", "trade_signal_count"], flush=False
        )
        signals._tag_customers()
        return signals

    def _tag_customers(self):
        """Give the customers the tags of their signals; they keep what they have."""
        steps = self.env["trade.signal.step"]._by_kind()
        pairs = {
            (signal.partner_id.id, steps[signal.kind].category_id.id)
            for signal in self
            if signal.kind in steps and steps[signal.kind].category_id
        }
        if not pairs:
            return
        partner_ids, category_ids = zip(*sorted(pairs), strict=True)
        field = self.env["res.partner"]._fields["category_id"]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT * FROM UNNEST(%s::int4[], %s::int4[]) "
                "ON CONFLICT DO NOTHING",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                list(partner_ids),
                list(category_ids),
            )
        )
        self.partner_id.invalidate_recordset(["category_id"], flush=False)

    @api.model
    def _lapse(self):
        """Take what nobody took up in its time off the customers."""
        self.flush_model(["kind", "state", "date"])
        self.env["trade.signal.step"].flush_model(["kind", "lapse_days"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE trade_signal AS s
                   SET state = 'lapsed', write_date = %(now)s, write_uid = %(uid)s
                  FROM trade_signal_step AS t
                 WHERE s.state = 'new' AND t.kind = s.kind AND t.lapse_days > 0
                   AND s.date < %(now)s - t.lapse_days * INTERVAL '1 day'
                RETURNING s.id
                """,
                now=fields.Datetime.now(),
                uid=self.env.uid or SUPERUSER_ID,
            )
        )
        lapsed = self.browse(row[0] for row in rows)
        lapsed.invalidate_recordset(["state", "write_date", "write_uid"], flush=False)
        lapsed.partner_id.invalidate_recordset(
            ["trade_signal_ids", "trade_signal_count"], flush=False
        )

    # ------------------------------------------------------------------
    # One click
    # ------------------------------------------------------------------

    def action_schedule(self):
        """Turn the proposal into an activity of the customer's owner."""
        steps = self.env["trade.signal.step"]._by_kind()
        words = dict(self._fields["kind"]._description_selection(self.env))
        for signal in self:
            signal.check_access("write")
            if signal.activity_id:
                continue
            step = steps.get(signal.kind) or self.env["trade.signal.step"]
            customer = signal.partner_id
            activity = customer.activity_schedule(
                activity_type_id=step.activity_type_id.id
                or self.env.ref("mail.mail_activity_data_todo").id,
                date_deadline=fields.Date.add(
                    fields.Date.context_today(signal), days=step.days
                ),
                summary=(signal.proposal or words[signal.kind])[:250],
                note=signal._activity_note(words[signal.kind]),
                user_id=(customer.trade_owner_id or self.env.user).id,
            )
            signal.write({"state": "done", "activity_id": activity.id})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Planned as an activity."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _activity_note(self, kind):
        self.ensure_one()
        said = self.excerpt
        if self.competitor:
            kind = f"{kind} ({self.competitor})"
        return self.env._(
            "%(kind)s. The customer wrote: “%(said)s”", kind=kind, said=said
        )

    def action_dismiss(self):
        self.check_access("write")
        self.write({"state": "dismissed"})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_reopen(self):
        self.write({"state": "new"})

    def write(self, vals):
        """What a contact told stays as it was told; people say what became of it."""
        facts = {"partner_id", "kind", "excerpt", "date", "interaction_id", "rule_id"}
        if not self.env.su and facts & vals.keys():
            raise UserError(
                self.env._(
                    "What the customer said can't be changed. Dismiss the signal "
                    "when it was read wrongly."
                )
            )
        return super().write(vals)
