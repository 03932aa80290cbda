# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KINDS = [
    ("enter", "Entered"),
    ("claim", "Claimed"),
    ("assign", "Assigned"),
    ("recycle", "Recycled"),
    ("release", "Given back"),
    ("transfer", "Transferred"),
    ("handover", "Handed over"),
    ("manual", "Changed by hand"),
    ("undo", "Undone"),
    ("refused", "Refused"),
]


class TradePoolMove(models.Model):
    """The ledger: every change of hands and every refused attempt, for good.

    Lines are only added. The ORM refuses to change or delete them for everybody, and
    a trigger in the database does the same; only the customer's reference may follow
    a merge of customers.
    """

    _name = "trade.pool.move"
    _description = "Pool Ledger"
    _order = "id desc"
    _rec_name = "partner_name"

    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    # A name would come along: members read the name then, as the pool showed it.
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
        groups="trade_crm.group_trade_manager",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Lead",
        readonly=True,
        ondelete="set null",
        groups="trade_crm.group_trade_manager",
    )
    partner_name = fields.Char(string="Name then", readonly=True)
    pool_id = fields.Many2one(
        comodel_name="trade.pool", readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="pool_id.company_id")
    from_user_id = fields.Many2one(
        comodel_name="res.users", string="From", readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="To", readonly=True, ondelete="restrict"
    )
    from_pool_id = fields.Many2one(
        comodel_name="trade.pool", readonly=True, ondelete="restrict"
    )
    to_pool_id = fields.Many2one(
        comodel_name="trade.pool", readonly=True, ondelete="restrict"
    )
    rule_id = fields.Many2one(
        comodel_name="trade.pool.rule", readonly=True, ondelete="restrict"
    )
    actor_id = fields.Many2one(
        comodel_name="res.users",
        string="Done by",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    run = fields.Char(readonly=True, index="btree_not_null")
    reason = fields.Char(readonly=True)
    before = fields.Json(readonly=True, groups="trade_crm.group_trade_manager")
    origin_id = fields.Many2one(
        comodel_name="trade.pool.move",
        string="Undoes",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )

    undo_ids = fields.One2many(
        comodel_name="trade.pool.move", inverse_name="origin_id", string="Undone by"
    )

    _count_idx = models.Index("(pool_id, user_id, date) WHERE kind = 'claim'")
    _partner_idx = models.Index("(partner_id, id DESC)")
    _pool_date_idx = models.Index("(pool_id, date, kind, user_id)")
    _lead_idx = models.Index("(lead_id, id DESC) WHERE lead_id IS NOT NULL")
    _origin_uniq = models.UniqueIndex(
        "(origin_id) WHERE origin_id IS NOT NULL", "This was undone already."
    )

    def init(self):
        # language=SQL; only the customer's or lead's reference may change
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION trade_pool_move_keep() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND
                   (to_jsonb(NEW) - 'partner_id' - 'lead_id') =
                   (to_jsonb(OLD) - 'partner_id' - 'lead_id') THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'The pool ledger is append-only.'
                    USING ERRCODE = 'restrict_violation';
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS trade_pool_move_keep ON trade_pool_move;
            CREATE TRIGGER trade_pool_move_keep BEFORE UPDATE OR DELETE
                ON trade_pool_move FOR EACH ROW
                EXECUTE FUNCTION trade_pool_move_keep();
            """
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "The ledger can't be changed, by nobody. Undo the change of hands "
                "instead: that adds a line of its own."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "The ledger can't be deleted from, by nobody. Undo the change of hands "
                "instead: that adds a line of its own."
            )
        )

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def action_undo(self):
        """Bring owner, contacts, documents and activities back as they were."""
        self._check_may_undo()
        moves = self.sudo()._undo()  # sudo: the manager was checked
        return self._undone(len(moves))

    def action_undo_run(self):
        """Undo what was done in the same run, but what has changed hands since."""
        runs = [run for run in self.mapped("run") if run]
        done = self.search([("origin_id.run", "in", runs)]).origin_id
        moves = self.search([("run", "in", runs), ("kind", "!=", "refused")]) - done
        moves._check_may_undo()
        late = moves._changed_since()
        if not moves - late:
            return late.action_undo()  # says why none of them can be undone
        undone = (moves - late).sudo()._undo()  # sudo: the manager was checked
        return self._undone(len(undone), len(late))

    def _check_may_undo(self):
        """Managers undo everything, a pool's managers what belongs to their pools."""
        self.check_access("read")
        if self.env.user.has_group("trade_crm.group_trade_manager"):
            return
        if not all(move.pool_id for move in self):
            raise AccessError(self.env._("Only a manager may undo this."))
        self.pool_id._check_manager()

    def _undone(self, count, late=0):
        message = self.env._("%s changes of hands were undone.", count)
        if late:
            message += " " + self.env._(
                "%s have changed hands since and stay as they are.", late
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if late else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _undo(self):
        undone = self.search([("origin_id", "in", self.ids)]).origin_id
        for move in self.filtered(lambda m: m.kind in ("refused", "undo")) | undone:
            raise UserError(
                self.env._(
                    "“%s” can't be undone: it changed nothing or is undone already.",
                    move.partner_name or move.kind,
                )
            )
        if late := self._changed_since():
            raise UserError(
                self.env._(
                    "%s has changed hands since or is gone. Undo the later change "
                    "first.",
                    late[0].partner_name or "",
                )
            )
        left = self.filtered(lambda m: m.from_user_id and not m.from_user_id.active)
        if left:
            raise UserError(
                self.env._(
                    "%(name)s can't go back to %(user)s, who has left. Transfer it "
                    "instead.",
                    name=left[0].partner_name,
                    user=left[0].from_user_id.name,
                )
            )
        return self._restore()

    def _changed_since(self):
        """Those of these whose customer has changed hands later or is gone."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id FROM trade_pool_move m
                 WHERE m.id = ANY(%(ids)s) AND (
                       COALESCE(m.partner_id, m.lead_id) IS NULL
                    OR EXISTS (
                       SELECT 1 FROM trade_pool_move x
                        WHERE x.partner_id = m.partner_id AND x.id > m.id
                          AND x.kind <> 'refused' AND x.id <> ALL(%(ids)s))
                    OR EXISTS (
                       SELECT 1 FROM trade_pool_move x
                        WHERE x.lead_id = m.lead_id AND x.id > m.id
                          AND x.kind <> 'refused' AND x.id <> ALL(%(ids)s)))
                """,
                ids=self.ids,
            )
        )
        return self.browse(row[0] for row in rows)
