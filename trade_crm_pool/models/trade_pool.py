# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..allocation import Cursor, Rotation, Seat, conversion_weights

SHOWN = ("name", "country", "city", "industry", "website", "email", "phone")


class TradePool(models.Model):
    """A pool of customers that its members may claim or be given."""

    _name = "trade.pool"
    _description = "Public Pool"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="A customer that fits several pools goes to the first."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company
    )
    manager_ids = fields.Many2many(
        comodel_name="res.users",
        string="Pool managers",
        domain=[("share", "=", False)],
    )
    member_ids = fields.One2many(
        comodel_name="trade.pool.member", inverse_name="pool_id", string="Members"
    )
    entry_ids = fields.One2many(
        comodel_name="trade.pool.entry", inverse_name="pool_id", string="In the pool"
    )
    rule_ids = fields.One2many(
        comodel_name="trade.pool.rule", inverse_name="pool_id", string="Recycling rules"
    )
    entry_count = fields.Integer(string="In the pool now", compute="_compute_counts")
    owned_count = fields.Integer(
        string="Held by members",
        compute="_compute_counts",
        help="Customers that members own and that came through the pool.",
    )
    scope_domain = fields.Char(
        string="Which customers",
        default="[]",
        help="Customers that this pool takes: country, kind, grade, source, ...",
    )
    scope_count = fields.Integer(
        string="Customers in scope", compute="_compute_scope_count"
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Caps and clocks run in this time zone.",
    )
    week_start = fields.Selection(
        selection=[("0", "Monday"), ("5", "Saturday"), ("6", "Sunday")],
        default="0",
        required=True,
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working calendar",
        default=lambda self: self.env.company.resource_calendar_id,
        help="Working days of members who have no calendar of their own.",
    )
    cap_day = fields.Integer(string="Claims a day", default=-1)
    cap_week = fields.Integer(string="Claims a week", default=-1)
    cap_month = fields.Integer(string="Claims a month", default=-1)
    hold_limit = fields.Integer(
        default=-1,
        help="Customers that a member may own at once. -1: no limit.",
    )
    hold_exclude_domain = fields.Char(
        string="Not counted",
        default="[]",
        help="Owned customers that fit here do not count in the hold limit, for "
        "example customers with a deal.",
    )
    cooldown_days = fields.Integer(
        default=30, help="Days before a former owner may claim a customer again."
    )
    freeze_hours = fields.Integer(
        default=0, help="Hours that a customer rests in the pool before it is given."
    )
    batch_partial = fields.Boolean(
        string="Claim what is possible",
        help="Claim the allowed ones of several customers. Otherwise all or nothing.",
    )
    allocate_when = fields.Selection(
        selection=[
            ("button", "By button"),
            ("entry", "As soon as a customer enters"),
            ("schedule", "On schedule"),
        ],
        string="Allocation",
        default="button",
        required=True,
    )
    weight_mode = fields.Selection(
        selection=[("hand", "Set by hand"), ("conversion", "From conversion")],
        string="Weights",
        default="hand",
        required=True,
    )
    conversion_days = fields.Integer(
        default=90,
        help="Days from claim or assignment to the first paid order that count as "
        "converted.",
    )
    weight_floor = fields.Float(
        default=0.5, help="Least share of an average weight that a member gets."
    )
    weight_newcomer = fields.Float(
        string="Newcomer's start value",
        default=1.0,
        help="Share of an average weight of who has no finished customers yet.",
    )
    recycle_share = fields.Integer(
        string="Ask above (%)",
        default=20,
        help="A recycling of more than this share of the members' customers is not "
        "done by itself: a manager confirms it.",
    )
    recycle_ask_min = fields.Integer(
        string="Never ask below",
        default=50,
        help="So many customers or fewer are recycled without asking.",
    )
    recycle_waiting = fields.Integer(
        string="Waiting for confirmation", readonly=True, copy=False
    )
    warn_days = fields.Integer(
        default=3, help="Days before falling back that the owner is warned."
    )
    extension_days = fields.Integer(default=10)
    extension_max = fields.Integer(
        default=2, help="Extensions that an owner may get for one customer."
    )
    show_name = fields.Boolean(string="Show name", default=True)
    show_country = fields.Boolean(string="Country", default=True)
    show_city = fields.Boolean(string="City", default=True)
    show_industry = fields.Boolean(string="Industry", default=True)
    show_website = fields.Boolean(string="Website")
    show_email = fields.Boolean(string="E-mail")
    show_phone = fields.Boolean(string="Phone")
    cursor_level = fields.Integer(default=1, readonly=True, copy=False)
    cursor_sequence = fields.Integer(readonly=True, copy=False)
    cursor_member = fields.Integer(readonly=True, copy=False)
    cursor_repeat = fields.Boolean(readonly=True, copy=False)
    run_count = fields.Integer(readonly=True, copy=False)

    _caps_check = models.Constraint(
        "CHECK(cap_day >= -1 AND cap_week >= -1 AND cap_month >= -1"
        " AND hold_limit >= -1)",
        "A cap can't be below zero. Use 0 for none at all, -1 for no limit.",
    )
    _days_check = models.Constraint(
        "CHECK(cooldown_days >= 0 AND freeze_hours >= 0 AND warn_days >= 0"
        " AND extension_days > 0 AND extension_max >= 0 AND conversion_days > 0)",
        "Days and hours can't be negative; an extension and the conversion time need "
        "at least one day.",
    )
    _share_check = models.Constraint(
        "CHECK(recycle_share BETWEEN 0 AND 100 AND weight_floor > 0"
        " AND weight_floor <= 1 AND weight_newcomer > 0)",
        "Shares go from 0 to 100 %, the floor from above 0 to 1, and a newcomer's "
        "start value is above zero.",
    )

    # ------------------------------------------------------------------
    # Scope
    # ------------------------------------------------------------------

    @api.constrains("scope_domain", "hold_exclude_domain")
    def _check_domains(self):
        for pool in self:
            for text in (pool.scope_domain, pool.hold_exclude_domain):
                pool._partner_domain(text)

    def _partner_domain(self, text):
        """Parse a domain on customers, or say that it can't be used."""
        try:
            domain = Domain(literal_eval(text or "[]"))
            domain.validate(self.env["res.partner"])
        except (ValueError, SyntaxError, TypeError, KeyError, AssertionError) as error:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is not a filter on customers: %(error)s",
                    text=text,
                    error=error,
                )
            ) from error
        return domain

    def _scope(self):
        """Domain of customers (companies) that belong to this pool."""
        self.ensure_one()
        company = Domain.TRUE
        if self.company_id:
            company = Domain("company_id", "in", (False, self.company_id.id))
        return (
            Domain("is_company", "=", True)
            & Domain("parent_id", "=", False)
            & Domain("partner_share", "=", True)
            & company
            & self._partner_domain(self.scope_domain)
        )

    @api.depends("scope_domain", "company_id")
    def _compute_scope_count(self):
        # sudo: a number only, so that a manager sees how wide the scope is
        partners = self.env["res.partner"].sudo()
        for pool in self:
            pool.scope_count = partners.search_count(pool._scope())

    def _compute_counts(self):
        entries = dict(
            self.env["trade.pool.entry"]._read_group(
                [("pool_id", "in", self.ids)], ["pool_id"], ["__count"]
            )
        )
        for pool in self:
            pool.entry_count = entries.get(pool, 0)
            # sudo: a number only
            pool.owned_count = (
                self.env["res.partner"]
                .sudo()
                .search_count(
                    pool._scope() & Domain("user_id", "in", pool.member_ids.user_id.ids)
                )
            )

    def _check_manager(self):
        """Only who manages this pool, or managers, go on."""
        if self.env.su or self.env.user.has_group("trade_crm.group_trade_manager"):
            return
        if any(self.env.user not in pool.manager_ids for pool in self):
            raise AccessError(
                self.env._(
                    "Only a manager of the pool may do this. Ask one of them: %s",
                    ", ".join(self.manager_ids.mapped("name")) or "-",
                )
            )

    # ------------------------------------------------------------------
    # Entering
    # ------------------------------------------------------------------

    def action_fill(self):
        """Put all customers in scope that nobody owns into the pool."""
        self.ensure_one()
        self._check_manager()
        # sudo: customers that nobody owns; the manager was checked
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                self._scope()
                & Domain("user_id", "=", False)
                & Domain("trade_pool_id", "=", False)
            )
        )
        if not partners:
            raise UserError(
                self.env._(
                    "The scope of %s matches no customer that is free. Widen it, or "
                    "release customers first.",
                    self.name,
                )
            )
        self._put(partners, self.env._("Put in by %s", self.env.user.name))
        return self.action_view_entries()

    def _put(self, partners, reason, kind="enter"):
        """Put customers into this pool, whoever owns them, in one go."""
        self.ensure_one()
        moves = self.env["trade.pool.move"]._change_hands(
            kind,
            [
                {"partner_id": partner.id, "pool_id": self.id, "reason": reason}
                for partner in partners
            ],
        )
        if self.allocate_when == "entry":
            self._allocate(entries=self._entries_of(partners), strict=False)
        return moves

    def _entries_of(self, partners):
        # sudo: the entry's customer is hidden from members
        return (
            self.env["trade.pool.entry"]
            .sudo()
            .search(
                [("partner_id", "in", partners.ids), ("pool_id", "=", self.id)],
                order="id",
            )
        )

    # ------------------------------------------------------------------
    # Allocation
    # ------------------------------------------------------------------

    def action_allocate(self):
        """Share out what is in the pool, by weights; return the moves."""
        moves = self.env["trade.pool.move"]
        for pool in self:
            pool._check_manager()
            moves |= pool._allocate()
        return moves

    def action_allocate_button(self):
        moves = self.action_allocate()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s customers were allocated.", len(moves)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def preview_allocate(self, limit=None):
        """Say who would get what, without doing it.

        :return: list of dicts ``entry_id``, ``user_id``, ``reason``
        """
        self.ensure_one()
        self._check_manager()
        entries = self._allocatable(limit)
        rotation, _members = self._rotation()
        return [
            {"entry_id": entry.id, "user_id": member.user_id.id, "reason": reason}
            for entry, member, reason in self._deal(entries, rotation)
        ]

    def _allocatable(self, limit=None):
        now = fields.Datetime.now()
        # sudo: the entry's customer is hidden from members
        return (
            self.env["trade.pool.entry"]
            .sudo()
            .search(
                [
                    ("pool_id", "=", self.id),
                    "|",
                    ("frozen_until", "=", False),
                    ("frozen_until", "<=", now),
                    "|",
                    ("protected_until", "=", False),
                    ("protected_until", "<=", now),
                ],
                order="date_in, id",
                limit=limit,
            )
        )

    def _rotation(self, lock=False, strict=True):
        """Seats of all members in order, and the cursor as it was left.

        :return: (Rotation, members) with member ids as the seats' keys
        """
        self.ensure_one()
        members = self.sudo().member_ids.filtered("active")  # weights of all members
        if lock:
            self.env.flush_all()
            self.env.execute_query(
                SQL(
                    "UPDATE trade_pool SET run_count = COALESCE(run_count, 0) + 1"
                    " WHERE id = %s RETURNING id",
                    self.id,
                )
            )
            members._lock()
            self.invalidate_recordset()
            members.invalidate_recordset()
        room = members._rooms()
        seats = [
            Seat(
                member.id,
                member.effective_weight,
                (member.sequence, member.id),
                room[member.id],
                member.owed,
            )
            for member in members
        ]
        if strict and not any(seat.room != 0 for seat in seats):
            raise UserError(
                self.env._(
                    "Nobody in %(pool)s can take a customer now: %(why)s. Add a "
                    "member, end a pause or raise a limit.",
                    pool=self.name,
                    why=", ".join(
                        f"{member.user_id.name}: {member._why_not() or '-'}"
                        for member in members
                    )
                    or self.env._("it has no members"),
                )
            )
        cursor = Cursor(
            self.cursor_level or 1,
            (self.cursor_sequence, self.cursor_member) if self.cursor_member else (),
            self.cursor_repeat,
        )
        return Rotation(seats, cursor), members

    def _deal(self, entries, rotation):
        """Yield (entry, member, why) for each entry that somebody can take."""
        members = self.env["trade.pool.member"].sudo()  # of this pool, checked before
        users = {
            seat.key: members.browse(seat.key).user_id.id for seat in rotation.seats
        }
        blocked = self._cooling(entries)
        for entry in entries:
            no = blocked.get(entry.id, ())
            seat = rotation.next(lambda key, no=no: users[key] not in no)
            if seat is None:
                continue
            yield (
                entry,
                members.browse(seat.key),
                self.env._(
                    "Turn by weight %(weight)s, round %(level)s",
                    weight=seat.weight,
                    level=rotation.cursor.level,
                ),
            )

    def _cooling(self, entries):
        """Former owners in their cool-down: {entry id: set of user ids}."""
        self.ensure_one()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.cooldown_days)
        if not entries or not self.cooldown_days:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id, m.from_user_id
                  FROM trade_pool_entry e
                  JOIN trade_pool_move m ON m.partner_id = e.partner_id
                 WHERE e.id IN %s AND m.from_user_id IS NOT NULL AND m.date > %s
                   AND m.kind IN ('recycle', 'release', 'transfer')
                """,
                tuple(entries.ids),
                since,
            )
        )
        result = {}
        for entry, user in rows:
            result.setdefault(entry, set()).add(user)
        return result

    def _allocate(self, entries=None, strict=True):
        self.ensure_one()
        rotation, members = self._rotation(lock=True, strict=strict)
        entries = self._allocatable() if entries is None else entries
        entries = entries.try_lock_for_update().filtered("pool_id")
        changes = [
            {
                "partner_id": entry.partner_id.id,
                "lead_id": entry.lead_id.id,
                "user_id": member.user_id.id,
                "from_pool_id": self.id,
                "reason": reason,
            }
            for entry, member, reason in self._deal(entries, rotation)
        ]
        # sudo: the cursor and what is owed are kept by the system only
        self.sudo()._save_rotation(rotation, members)
        if not changes:
            return self.env["trade.pool.move"]
        return self.env["trade.pool.move"]._change_hands("assign", changes)

    def _save_rotation(self, rotation, members):
        cursor = rotation.cursor
        sequence, member = cursor.order or (0, 0)
        self.write(
            {
                "cursor_level": cursor.level,
                "cursor_sequence": sequence,
                "cursor_member": member,
                "cursor_repeat": cursor.repeat,
            }
        )
        owed = {seat.key: seat.owed for seat in rotation.seats}
        for member in members:
            if member.owed != owed[member.id]:
                member.owed = owed[member.id]

    @api.model
    def _cron_allocate(self):
        pools = self.search([("allocate_when", "!=", "button")])
        self._progress(remaining=len(pools))
        for pool in pools:
            pool._allocate(strict=False)
            self._progress(1)

    @api.model
    def _progress(self, processed=0, remaining=None):
        """Commit what a scheduled job has done; nothing outside of one."""
        if self.env.context.get("ir_cron_progress_id"):
            self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    # ------------------------------------------------------------------
    # Weights from conversion
    # ------------------------------------------------------------------

    def _conversion(self):
        """Customers given to each member whose time is over or who were won.

        :return: {user id: (won, tried)}
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_id, count(*) FILTER (WHERE won), count(*)
                  FROM (
                    SELECT m.user_id, m.date,
                           EXISTS (
                             SELECT 1 FROM account_move i
                              WHERE i.commercial_partner_id = m.partner_id
                                AND i.move_type = 'out_invoice' AND i.state = 'posted'
                                AND i.payment_state IN ('paid', 'in_payment')
                                AND i.invoice_date >= m.date::date
                                AND i.invoice_date <= m.date::date + %(days)s
                           ) AS won
                      FROM trade_pool_move m
                     WHERE m.pool_id = %(pool)s AND m.kind IN ('claim', 'assign')
                       AND m.partner_id IS NOT NULL
                  ) given
                 WHERE won OR date < %(now)s - make_interval(days => %(days)s)
                 GROUP BY user_id
                """,
                days=self.conversion_days,
                pool=self.id,
                now=fields.Datetime.now(),
            )
        )
        return {user: (won, tried) for user, won, tried in rows}

    def action_update_weights(self):
        """Set the members' derived weights from their conversion."""
        for pool in self:
            pool._check_manager()
            members = pool.sudo().member_ids  # the manager was checked
            counts = pool._conversion()
            pairs = [counts.get(member.user_id.id, (0, 0)) for member in members]
            weights = conversion_weights(
                [won for won, _tried in pairs],
                [tried for _won, tried in pairs],
                floor=pool.weight_floor,
                newcomer=pool.weight_newcomer,
            )
            for member, weight in zip(members, weights, strict=True):
                member.weight_derived = weight

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_view_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_entry"
        )
        action["domain"] = [("pool_id", "=", self.id)]
        return action

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "trade_crm_pool.action_trade_pool_move"
        )
        action["domain"] = [("pool_id", "=", self.id)]
        return action

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith("show_") for name in vals):
            # sudo: what members may see is copied by the system
            self.sudo().entry_ids._fill_shown()
        return result
