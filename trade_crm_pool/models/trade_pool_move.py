# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("enter", "Put into the pool"),
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
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="set null",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Lead", readonly=True, ondelete="set null"
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

    _count_idx = models.Index("(pool_id, user_id, date) WHERE kind = 'claim'")
    _partner_idx = models.Index("(partner_id, id DESC)")
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
        if not self.env.user.has_group("trade_crm.group_trade_manager"):
            self.pool_id._check_manager()
        # sudo: the manager was checked; the customers may be anybody's
        moves = self.sudo()._undo()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s changes of hands were undone.", len(moves)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_undo_run(self):
        """Undo everything that was done in the same run."""
        runs = [run for run in self.mapped("run") if run]
        done = self.search([("origin_id.run", "in", runs)]).origin_id
        moves = self.search([("run", "in", runs), ("kind", "!=", "refused")]) - done
        return moves.action_undo()

    def _undo(self):
        undone = self.search([("origin_id", "in", self.ids)]).origin_id
        for move in self:
            if move.kind in ("refused", "undo") or move in undone:
                raise UserError(
                    self.env._(
                        "“%s” can't be undone: it changed nothing or is undone "
                        "already.",
                        move.partner_name or move.kind,
                    )
                )
            later = self.search(
                [
                    ("partner_id", "=", move.partner_id.id),
                    ("lead_id", "=", move.lead_id.id),
                    ("kind", "not in", ("refused",)),
                    ("id", ">", move.id),
                ],
                limit=1,
            )
            if later or not (move.partner_id or move.lead_id):
                raise UserError(
                    self.env._(
                        "%s has changed hands since or is gone. Undo the later change "
                        "first.",
                        move.partner_name or "",
                    )
                )
        return self._restore()
