# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

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
    partner_name = fields.Char(string="Name then", readonly=True, index="trigram")
    pool_id = fields.Many2one(
        comodel_name="trade.pool", readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        ondelete="restrict",
        help="Of the pool or the customer, else where it was done. Empty: the pool is "
        "every company's.",
    )
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

    # Caps are counted and conversions found in it alone, without the lines themselves.
    _count_idx = models.Index(
        "(pool_id, user_id, kind, date, partner_id, id)"
        " WHERE kind IN ('claim', 'assign')"
    )
    _partner_idx = models.Index("(partner_id, id DESC)")
    _pool_date_idx = models.Index("(pool_id, date, kind, user_id, from_user_id)")
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

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user._trade_manages_pools())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Who manages no pool is not offered to undo."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env.user._trade_manages_pools():
            for header in arch.xpath("/*/header"):
                arch.remove(header)
        return arch, view

    @api.model_create_multi
    def create(self, vals_list):
        """A line belongs to its pool's company; without a pool to where it is done."""
        pools = self.env["trade.pool"].sudo()  # sudo: only the pools' companies
        for vals in vals_list:
            pool = pools.browse(vals.get("pool_id") or [])
            company = pool.company_id if pool else self.env.company
            vals.setdefault("company_id", company.id)
        return super().create(vals_list)

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
