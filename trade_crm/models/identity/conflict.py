# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .conflict_answer import level_of

#: What a merge moves, by the field that names the customer or one of its contacts.
MOVED = (
    ("trade.header", "partner_id"),
    ("trade.interaction", "partner_id"),
    ("crm.lead", "partner_id"),
    ("sale.order", "partner_id"),
    ("account.move", "partner_id"),
    ("res.partner.bank", "partner_id"),
)


class TradeConflict(models.Model):
    """Two customers that may be one, or one group, and what was decided on them."""

    _name = "trade.conflict"
    _description = "Customer Conflict"
    _inherit = ["mail.thread"]
    _order = "state_order, score desc, id desc"

    name = fields.Char(readonly=True)
    partner_a_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index=True,
        ondelete="set null",
        readonly=True,
    )
    partner_b_id = fields.Many2one(
        comodel_name="res.partner",
        string="Other customer",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    name_a = fields.Char(string="Its name", readonly=True)
    name_b = fields.Char(string="Other name", readonly=True)
    owner_a_id = fields.Many2one(related="partner_a_id.user_id", string="Owner")
    owner_b_id = fields.Many2one(related="partner_b_id.user_id", string="Other owner")
    score = fields.Float(readonly=True, digits=(5, 1))
    verdict = fields.Selection(
        selection=[
            ("same", "Same company"),
            ("group", "Same group"),
            ("different", "Different"),
        ],
        readonly=True,
    )
    level = fields.Selection(
        selection=[
            ("code", "Same code"),
            ("name", "Same name"),
            ("likely", "Likely"),
            ("weak", "Weak"),
        ],
        readonly=True,
        index=True,
    )
    reason_data = fields.Json(readonly=True, help="Reasons as codes and parameters.")
    reasons = fields.Text(compute="_compute_reasons")
    source = fields.Selection(
        selection=[
            ("entry", "Entered by hand"),
            ("import", "Import"),
            ("inflow", "Incoming"),
            ("scan", "Bulk scan"),
            ("override", "Saved in spite of a block"),
        ],
        default="entry",
        readonly=True,
    )
    state = fields.Selection(
        string="Status",
        selection=[
            ("open", "To decide"),
            ("merged", "Merged"),
            ("grouped", "In one group"),
            ("different", "Different companies"),
            ("handed", "Handed over"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    state_order = fields.Integer(compute="_compute_state_order", store=True)
    scan_id = fields.Many2one(
        comodel_name="trade.conflict.scan", readonly=True, index="btree_not_null"
    )
    decision_user_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    decision_date = fields.Datetime(string="Decided on", readonly=True)
    decision_reason = fields.Text(string="Why", tracking=True)
    decision_log = fields.Text(string="What was done", readonly=True)
    preview = fields.Text(compute="_compute_preview", string="What a merge moves")
    company_id = fields.Many2one(
        comodel_name="res.company", index="btree_not_null", readonly=True
    )

    _pair_uniq = models.UniqueIndex(
        "(LEAST(partner_a_id, partner_b_id), GREATEST(partner_a_id, partner_b_id))"
        " WHERE partner_a_id IS NOT NULL AND partner_b_id IS NOT NULL",
        "These two customers already have a conflict.",
    )

    @api.depends("reason_data")
    @api.depends_context("lang")
    def _compute_reasons(self):
        headers = self.env["trade.header"]
        for conflict in self:
            conflict.reasons = "\n".join(headers._trade_say(conflict.reason_data or []))

    @api.depends("state")
    def _compute_state_order(self):
        for conflict in self:
            conflict.state_order = 0 if conflict.state == "open" else 1

    def _compute_preview(self):
        for conflict in self:
            conflict.preview = "\n".join(conflict._moved(conflict.partner_b_id))

    def _moved(self, source):
        """What a merge takes from ``source``, one line for each kind of record."""
        if not source:
            return []
        lines = []
        people = self.env["res.partner"].sudo()  # a merge moves the unseen as well
        people = people.with_context(active_test=False)
        contacts = people.search_count(
            [("id", "child_of", source.id), ("id", "!=", source.id)]
        )
        if contacts:
            lines.append(self.env._("Contacts and addresses: %s", contacts))
        for model, field in MOVED:
            records = self.env[model].sudo().with_context(active_test=False)  # as above
            count = records.search_count(
                [(f"{field}.commercial_partner_id", "=", source.id)]
            )
            if count:
                label = self.env["ir.model"].sudo()._get(model).name  # a title
                lines.append(f"{label}: {count}")
        return lines or [self.env._("Nothing but the customer itself")]

    # ------------------------------------------------------------------
    # Filing
    # ------------------------------------------------------------------

    @api.model
    def _file(self, hits, source="entry", reason=None, scan=None):
        """Open a conflict for each pair that has none, in one statement.

        A pair that was decided stays decided (but see ``_ask_again``), and companies
        that are in one group already are not told of each other again.

        :param dict hits: {(lower partner id, higher): score, verdict, reasons}
        :param str reason: why a block was overridden
        :param scan: the bulk scan that found them
        :return: how many are new
        """
        if not hits:
            return 0
        self.env["res.partner"].flush_model(["name", "trade_group_id", "company_id"])
        self.flush_model(["partner_a_id", "partner_b_id"])
        rows = [
            {
                "a": a,
                "b": b,
                "score": hit["score"],
                "verdict": hit["verdict"],
                "level": level_of(
                    hit["score"], hit["verdict"], [code for code, _p in hit["reasons"]]
                ),
                "reasons": hit["reasons"],
            }
            for (a, b), hit in hits.items()
        ]
        filed = self.env.execute_query(
            SQL(
                """
                INSERT INTO trade_conflict (
                    partner_a_id, partner_b_id, name_a, name_b, name, score, verdict,
                    level, reason_data, source, state, state_order, decision_reason,
                    company_id, scan_id, create_uid, write_uid, create_date,
                    write_date)
                SELECT h.a, h.b, one.name, two.name,
                       CONCAT(one.name, ' / ', two.name), h.score, h.verdict, h.level,
                       h.reasons, %(source)s, 'open', 0, %(reason)s,
                       COALESCE(one.company_id, two.company_id), %(scan)s, %(uid)s,
                       %(uid)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                  FROM JSONB_TO_RECORDSET(%(rows)s::jsonb) AS h(
                       a int4, b int4, score float8, verdict text, level text,
                       reasons jsonb)
                  JOIN res_partner one ON one.id = h.a
                  JOIN res_partner two ON two.id = h.b
                 WHERE h.verdict = 'same' OR one.trade_group_id IS NULL
                    OR one.trade_group_id IS DISTINCT FROM two.trade_group_id
                    ON CONFLICT DO NOTHING
                RETURNING id
                """,
                rows=json.dumps(rows),
                source=source,
                reason=reason,
                scan=scan.id if scan else None,
                uid=self.env.uid,
            )
        )
        return len(filed)

    @api.model
    def _ask_again(self, hits, partners):
        """Open what was decided as different, where a name or code changed since.

        Only pairs that still look alike; the former decision stays in the chatter.

        :param dict hits: as in ``_file``
        :param partners: customers whose names or codes changed
        """
        decided = self.sudo().search(  # whoever renames a customer reopens these
            [
                ("state", "=", "different"),
                "|",
                ("partner_a_id", "in", partners.ids),
                ("partner_b_id", "in", partners.ids),
            ]
        )
        for conflict in decided:
            one, two = conflict.partner_a_id, conflict.partner_b_id
            hit = hits.get((min(one.id, two.id), max(one.id, two.id)))
            if not hit:
                continue
            conflict.message_post(
                body=self.env._(
                    "Asked again: a name or code changed. Before, %(who)s decided that "
                    "these are different companies: %(why)s",
                    who=conflict.decision_user_id.name or "",
                    why=conflict.decision_reason or "-",
                )
            )
            conflict.write(
                {
                    "state": "open",
                    "decision_user_id": False,
                    "decision_date": False,
                    "decision_reason": False,
                    "name_a": one.name,
                    "name_b": two.name,
                    "name": f"{one.name} / {two.name}",
                    "score": hit["score"],
                    "verdict": hit["verdict"],
                    "level": hit["level"],
                    "reason_data": hit["reasons"],
                }
            )

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    def _check_decider(self):
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(
                self.env._("A manager decides on conflicts. Ask yours to decide.")
            )
        if any(conflict.state != "open" for conflict in self):
            raise UserError(
                self.env._("This conflict is decided already. Reload the list.")
            )
        self.lock_for_update()

    def _decide(self, state, log=""):
        self.write(
            {
                "state": state,
                "decision_user_id": self.env.user.id,
                "decision_date": fields.Datetime.now(),
                "decision_log": log,
            }
        )
        return True

    def action_merge(self):
        """Merge the second customer into the first, by Odoo's own merge."""
        self._check_decider()
        for conflict in self:
            if not conflict.exists():
                continue  # an earlier merge of this list made one customer of its two
            keep, gone = conflict.partner_a_id, conflict.partner_b_id
            if not keep or not gone:
                raise UserError(
                    self.env._("One of the two customers is gone. Mark as different.")
                )
            if keep.company_id != gone.company_id and keep.company_id:
                raise UserError(
                    self.env._(
                        "%(a)s and %(b)s belong to different companies of yours and "
                        "can't be merged.",
                        a=keep.name,
                        b=gone.name,
                    )
                )
            log = self.env._(
                "%(gone)s (%(id)s) merged into %(keep)s.\n%(moved)s",
                gone=gone.name,
                id=gone.id,
                keep=keep.name,
                moved=conflict.preview or "",
            )
            self.env.flush_all()
            # Odoo's own right to merge is another one, and the values of the merged
            # one are written by the system.
            wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
                active_model="res.partner", active_ids=[gone.id, keep.id]
            )
            wizard = wizard.sudo().create({})  # a manager decides: checked above
            kept = keep.sudo()  # as above
            wizard._merge([gone.id, keep.id], kept, extra_checks=False)
            conflict._decide("merged", log)
        return True

    @api.model
    def _follow_merge(self, keep, gone):
        """Let the conflicts of ``gone`` speak of ``keep`` before it goes.

        Those of the two with each other are decided by the merge, whoever makes it and
        wherever. An open one with a third customer stays to be decided; one that would
        stand twice goes. Decided ones keep their names and log.
        """
        conflicts = self.sudo()  # no dead pairs stay, whoever may see them
        others = conflicts.search(
            ["|", ("partner_a_id", "=", gone.id), ("partner_b_id", "=", gone.id)]
        )
        known = conflicts.search(
            ["|", ("partner_a_id", "=", keep.id), ("partner_b_id", "=", keep.id)]
        )
        taken = (known - others).partner_a_id | (known - others).partner_b_id
        for other in others:
            first = other.partner_a_id == gone
            third = other.partner_b_id if first else other.partner_a_id
            side = "a" if first else "b"
            if other.state != "open":
                other[f"partner_{side}_id"] = False
            elif third == keep:
                other[f"partner_{side}_id"] = False
                other._decide(
                    "merged",
                    self.env._(
                        "%(gone)s (%(id)s) merged into %(keep)s.",
                        gone=gone.name,
                        id=gone.id,
                        keep=keep.name,
                    ),
                )
            elif third in taken:
                other.unlink()
            else:
                taken |= third
                names = {"a": other.name_a, "b": other.name_b, side: keep.name}
                other.write(
                    {
                        f"partner_{side}_id": keep.id,
                        f"name_{side}": keep.name,
                        "name": f"{names['a']} / {names['b']}",
                    }
                )
        others.exists().flush_recordset()

    def action_group(self):
        """Put both customers into one group."""
        self._check_decider()
        for conflict in self:
            both = conflict.partner_a_id | conflict.partner_b_id
            groups = both.trade_group_id
            if len(groups) > 1:
                raise UserError(
                    self.env._(
                        "The two customers are in two groups: %(groups)s. Take one out "
                        "of its group first.",
                        groups=", ".join(groups.mapped("name")),
                    )
                )
            group = groups or self.env["trade.group"].create(
                {"name": conflict.partner_a_id.name}
            )
            both.write({"trade_group_id": group.id})
            conflict._decide("grouped", self.env._("Group: %s", group.name))
        return True

    def action_different(self):
        """These are two companies: not asked again until a name or code changes."""
        self._check_decider()
        return self._decide("different")

    def action_hand_over(self):
        """Give the second customer to the owner of the first."""
        self._check_decider()
        for conflict in self:
            owner = conflict.partner_a_id.user_id
            if not owner:
                raise UserError(
                    self.env._(
                        "%s has no owner to hand over to.", conflict.partner_a_id.name
                    )
                )
            conflict.partner_b_id.user_id = owner
            conflict._decide("handed", self.env._("New owner: %s", owner.name))
        return True

    def action_swap(self):
        """Keep the other customer in a merge."""
        for conflict in self:
            conflict.check_access("write")
            conflict.write(
                {
                    "partner_a_id": conflict.partner_b_id.id,
                    "partner_b_id": conflict.partner_a_id.id,
                    "name_a": conflict.name_b,
                    "name_b": conflict.name_a,
                    "name": f"{conflict.name_b} / {conflict.name_a}",
                }
            )
        return True

    @api.model
    def action_scan(self):
        """Start a bulk scan, or show the one that runs."""
        return self.env["trade.conflict.scan"].action_start()
