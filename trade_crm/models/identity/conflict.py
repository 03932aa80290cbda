# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .conflict_search import level_of

SCAN_BATCH = 500
MOVED = (
    ("trade.header", "partner_id"),
    ("trade.interaction", "partner_id"),
    ("sale.order", "partner_id"),
    ("account.move", "partner_id"),
    ("crm.lead", "partner_id"),
)


class TradeConflict(models.Model):
    """Two customers that may be one, or one group, and what was decided on them."""

    _name = "trade.conflict"
    _description = "Customer Conflict"
    _inherit = ["mail.thread"]
    _order = "state_order, score desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
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
    reasons = fields.Text(readonly=True)
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
        "(partner_a_id, partner_b_id)", "These two customers already have a conflict."
    )

    @api.depends("name_a", "name_b")
    def _compute_name(self):
        for conflict in self:
            conflict.name = f"{conflict.name_a or ''} / {conflict.name_b or ''}"

    @api.depends("state")
    def _compute_state_order(self):
        for conflict in self:
            conflict.state_order = 0 if conflict.state == "open" else 1

    def _compute_preview(self):
        for conflict in self:
            source = conflict.partner_b_id
            lines = []
            # sudo: a merge moves what its maker can't see as well, and must say so
            for model, field in MOVED if source else ():
                records = self.env[model].sudo().with_context(active_test=False)
                count = records.search_count(
                    [(f"{field}.commercial_partner_id", "=", source.id)]
                )
                if count:
                    lines.append(f"{records._description}: {count}")
            conflict.preview = "\n".join(lines)

    # ------------------------------------------------------------------
    # Filing
    # ------------------------------------------------------------------

    @api.model
    def _file(self, hits, source="entry", reason=None):
        """Open a conflict for each pair, unless it was decided already.

        :param dict hits: {(lower partner id, higher): score, verdict, reasons}
        :param str reason: why a block was overridden
        :return: the conflicts of the pairs that are open
        """
        conflicts = self.sudo()  # sudo: filing is bookkeeping of whoever files
        known = {
            (c.partner_a_id.id, c.partner_b_id.id): c
            for c in conflicts.search(
                [
                    ("partner_a_id", "in", [a for a, _b in hits]),
                    ("partner_b_id", "in", [b for _a, b in hits]),
                ]
            )
        }
        partners = self.env["res.partner"].sudo()  # sudo: names of both sides
        groups = self._grouped_pairs(hits)
        vals_list = []
        for (a, b), hit in hits.items():
            if (a, b) in known or (hit["verdict"] != "same" and (a, b) in groups):
                continue
            one, two = partners.browse(a), partners.browse(b)
            codes = [code for code, _params in hit["reasons"]]
            vals_list.append(
                {
                    "partner_a_id": a,
                    "partner_b_id": b,
                    "name_a": one.name,
                    "name_b": two.name,
                    "score": hit["score"],
                    "verdict": hit["verdict"],
                    "level": level_of(hit["score"], hit["verdict"], codes),
                    "reasons": "\n".join(
                        self.env["trade.header"]._trade_say(hit["reasons"])
                    ),
                    "source": source,
                    "decision_reason": reason,
                    "company_id": (one.company_id or two.company_id).id,
                }
            )
        filed = conflicts.with_context(tracking_disable=True).create(vals_list)
        return filed | conflicts.union(
            *(known[pair] for pair in hits if pair in known)
        ).filtered(lambda c: c.state == "open")

    @api.model
    def _grouped_pairs(self, hits):
        """Pairs whose two customers are in one group already."""
        partners = self.env["res.partner"].sudo()  # sudo: only compares the two groups
        return {
            (a, b)
            for a, b in hits
            if partners.browse(a).trade_group_id
            and partners.browse(a).trade_group_id == partners.browse(b).trade_group_id
        }

    @api.model
    def _reopen(self, partners):
        """Ask again about pairs whose name or code changed."""
        # sudo: whoever renames a customer reopens what was decided on the old name
        self.sudo().search(
            [
                ("state", "=", "different"),
                "|",
                ("partner_a_id", "in", partners.ids),
                ("partner_b_id", "in", partners.ids),
            ]
        ).unlink()

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
            others = self.sudo().search(  # sudo: the list must not keep dead pairs
                [
                    ("id", "!=", conflict.id),
                    "|",
                    ("partner_a_id", "=", gone.id),
                    ("partner_b_id", "=", gone.id),
                ]
            )
            others.filtered(lambda c: c.state == "open").unlink()
            conflict.partner_b_id = False
            (others.exists() | conflict).flush_recordset()
            for old in others.exists():
                side = "partner_a_id" if old.partner_a_id == gone else "partner_b_id"
                old[side] = False
            self.env.flush_all()
            # sudo: a manager decides here; Odoo's own right to merge is another one
            wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
            wizard.with_context(
                active_model="res.partner", active_ids=[gone.id, keep.id]
            ).create({})._merge([gone.id, keep.id], keep, extra_checks=False)
            conflict._decide("merged", log)
        return True

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
                }
            )
        return True

    # ------------------------------------------------------------------
    # Bulk scan
    # ------------------------------------------------------------------

    @api.model
    def action_scan_all(self):
        """Look at the whole database again, in the background."""
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            raise AccessError(self.env._("Only a manager can start a bulk scan."))
        self.env.cr.execute("UPDATE trade_header SET scanned = FALSE WHERE scanned")
        self.env.ref("trade_crm.cron_conflict_scan").sudo()._trigger()  # sudo: checked
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The scan runs in the background."),
                "type": "info",
            },
        }

    @api.model
    def _scan_batch(self, limit=SCAN_BATCH):
        """Scan some headers that were not looked at; return how many."""
        headers = self.env["trade.header"].search(
            [("scanned", "=", False), ("key_version", ">", 0)], limit=limit, order="id"
        )
        if not headers:
            return 0
        hits = self.env["trade.header"]._trade_batch_hits(headers)
        levels = self.env.company._trade_conflict_levels()
        wanted = {
            pair: hit
            for pair, hit in hits.items()
            if levels[
                level_of(hit["score"], hit["verdict"], [c for c, _p in hit["reasons"]])
            ]
            != "off"
        }
        self._file(wanted, "scan")
        self.env.cr.execute(
            "UPDATE trade_header SET scanned = TRUE WHERE id = ANY(%s)", [headers.ids]
        )
        self.env.invalidate_all()
        return len(headers)

    @api.model
    def _cron_scan(self):
        """Scan what was not looked at, in committed batches, so that it resumes."""
        cron = self.env["ir.cron"]
        self.env["trade.header"]._cron_fill_keys()
        remaining = self.env["trade.header"].search_count([("scanned", "=", False)])
        cron._commit_progress(remaining=remaining)
        while done := self._scan_batch():
            remaining = max(remaining - done, 0)
            if not cron._commit_progress(done, remaining=remaining):
                break
