# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...allocation import WINDOWS, CapUse, cap_window
from .trade_pool import CAPS, CAPS_CHECK

WEIGHT_MAX = 1000


class TradePoolMember(models.Model):
    """Somebody who claims from a pool and is given its customers."""

    _name = "trade.pool.member"
    _description = "Pool Member"
    _order = "sequence, id"
    _rec_name = "user_id"

    pool_id = fields.Many2one(
        comodel_name="trade.pool", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    weight = fields.Integer(default=1, required=True)
    weight_derived = fields.Integer(readonly=True, copy=False)
    effective_weight = fields.Integer(compute="_compute_effective_weight")
    may_claim = fields.Boolean(
        default=True, help="Otherwise the member is given customers, but claims none."
    )
    cap_day = fields.Integer(string="Claims a day", help="0: as the pool says.")
    cap_week = fields.Integer(string="Claims a week", help="0: as the pool says.")
    cap_month = fields.Integer(string="Claims a month", help="0: as the pool says.")
    hold_limit = fields.Integer(
        help="Customers that the member may own at once. 0: as the pool says."
    )
    paused = fields.Boolean(help="Gets nothing and claims nothing for now.")
    pause_until = fields.Date(help="The pause ends after this day. Empty: by hand.")
    owed = fields.Integer(
        readonly=True,
        copy=False,
        help="Turns missed while paused, away or full; they are given back, one "
        "after each regular turn, at most one cycle's worth.",
    )
    claim_count = fields.Integer(
        readonly=True, copy=False, help="Counts every lock, so that races are seen."
    )
    state_text = fields.Char(string="Availability", compute="_compute_allowance")
    hold_used = fields.Integer(string="Held", compute="_compute_allowance")
    hold_left = fields.Char(string="May still hold", compute="_compute_allowance")
    day_used = fields.Integer(string="Today", compute="_compute_allowance")
    day_left = fields.Char(string="Left today", compute="_compute_allowance")
    day_reset = fields.Datetime(string="Day resets", compute="_compute_allowance")
    week_used = fields.Integer(string="This week", compute="_compute_allowance")
    week_left = fields.Char(string="Left this week", compute="_compute_allowance")
    week_reset = fields.Datetime(string="Week resets", compute="_compute_allowance")
    month_used = fields.Integer(string="This month", compute="_compute_allowance")
    month_left = fields.Char(string="Left this month", compute="_compute_allowance")
    month_reset = fields.Datetime(string="Month resets", compute="_compute_allowance")
    given_count = fields.Integer(string="Given", compute="_compute_fairness")
    given_share = fields.Float(string="Given share", compute="_compute_fairness")
    due_share = fields.Float(
        compute="_compute_fairness",
        help="The share that the weights say. Compare with the share given.",
    )
    conversion = fields.Float(compute="_compute_fairness")

    _pool_user_uniq = models.Constraint(
        "UNIQUE(pool_id, user_id)", "This salesperson is a member of the pool already."
    )
    # Said in words by the checks below; these hold against every other way.
    _weight_check = models.Constraint("CHECK(weight BETWEEN 1 AND 1000)")
    _caps_check = models.Constraint(CAPS_CHECK)

    @api.constrains("weight")
    def _check_weight(self):
        if any(not 1 <= member.weight <= WEIGHT_MAX for member in self):
            raise ValidationError(
                self.env._(
                    "A weight is a whole number from 1 to %s. To give a member "
                    "nothing, pause it.",
                    WEIGHT_MAX,
                )
            )

    @api.constrains(*CAPS)
    def _check_caps(self):
        if any(member[cap] < 0 for member in self for cap in CAPS):
            raise ValidationError(
                self.env._("A cap can't be below zero. Use 0 for the pool's cap.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env.registry.clear_cache()  # record rules know who is a member
        return members

    def write(self, vals):
        done = super().write(vals)
        if {"user_id", "pool_id", "active"} & set(vals):
            self.env.registry.clear_cache()  # as above
        return done

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()  # as above
        return done

    @api.constrains("user_id", "active")
    def _check_user(self):
        self.filtered("active").user_id._trade_check_seller()

    @api.depends("weight", "weight_derived", "pool_id.weight_mode")
    def _compute_effective_weight(self):
        for member in self:
            derived = member.pool_id.weight_mode == "conversion"
            member.effective_weight = (
                derived and member.weight_derived
            ) or member.weight

    # ------------------------------------------------------------------
    # Limits
    # ------------------------------------------------------------------

    def _lock(self):
        """Lock members, lowest id first, and fail when they changed since we looked.

        An update, not a mere lock: who waited here with an older view of the ledger
        gets a serialisation error and starts again, instead of counting too few.
        """
        for member_id in sorted(self.ids):
            self.env.execute_query(
                SQL(
                    "UPDATE trade_pool_member SET claim_count ="
                    " COALESCE(claim_count, 0) + 1 WHERE id = %s RETURNING id",
                    member_id,
                )
            )

    def _cap(self, window):
        """The cap in a window: the member's own, else the pool's; None is no cap."""
        return self[f"cap_{window}"] or self.pool_id[f"cap_{window}"] or None

    def _hold_cap(self):
        return self.hold_limit or self.pool_id.hold_limit or None

    def _cap_uses(self, at=None):
        """What is used of each cap, counted from the ledger.

        :return: list of CapUse for day, week and month
        """
        self.ensure_one()
        at = at or fields.Datetime.now()
        pool = self.pool_id
        moves = self.env["trade.pool.move"].sudo()  # sudo: counts a member's claims
        uses = []
        for window in WINDOWS:
            begin, end = cap_window(window, at, pool.tz, int(pool.week_start))
            used = moves.search_count(
                [
                    ("pool_id", "=", pool.id),
                    ("user_id", "=", self.user_id.id),
                    ("kind", "=", "claim"),
                    ("date", ">=", begin),
                    ("date", "<", end),
                ]
            )
            uses.append(CapUse(window, self._cap(window), used, end))
        return uses

    def _held(self):
        """Customers and leads that each member's user owns and that count."""
        self.env.flush_all()
        partners = self.env["res.partner"].sudo()  # sudo: numbers only
        held = {}
        for pool in self.pool_id:
            members = self.filtered(lambda m, pool=pool: m.pool_id == pool)
            # The owner that is kept on contacts too is the one that has an index.
            owned = Domain("trade_owner_id", "in", members.user_id.ids)
            domain = owned & partners._trade_customer_domain()
            if pool.company_id:  # those of another company are no matter of this one
                domain &= Domain("company_id", "in", (False, pool.company_id.id))
            excluded = pool._partner_domain(pool.hold_exclude_domain)
            if not excluded.is_true():
                domain &= ~excluded
            counts = dict(partners._read_group(domain, ["trade_owner_id"], ["__count"]))
            if pool.take_leads:
                counts = Counter(counts) + Counter(self._held_leads(members.user_id))
            for member in members:
                held[member.id] = counts.get(member.user_id, 0)
        return held

    @api.model
    def _held_leads(self, users):
        """Open leads without a customer: {user: number}."""
        leads = self.env["crm.lead"].sudo()  # sudo: numbers only
        domain = leads._trade_poolable() & Domain("user_id", "in", users.ids)
        return dict(leads._read_group(domain, ["user_id"], ["__count"]))

    def _rooms(self):
        """How many each member can be given now: {id: number, None is no limit}."""
        held, rooms = self._held(), {}
        for member in self:
            cap = member._hold_cap()
            if member._away():
                rooms[member.id] = 0
            else:
                rooms[member.id] = (
                    None if cap is None else max(0, cap - held[member.id])
                )
        return rooms

    def _away(self):
        """Why the member takes no customers now, or False."""
        self.ensure_one()
        today = fields.Date.context_today(self.with_context(tz=self.pool_id.tz))
        if not self.active or not self.user_id.active:
            return self.env._("has left")
        if self.paused and (not self.pause_until or self.pause_until >= today):
            return self.env._("paused")
        if self.user_id._trade_on_leave(fields.Datetime.now()):
            return self.env._("on leave")
        return False

    def _state(self):
        return self._away() or self.env._("available")

    def _why_not(self):
        """Why nothing can be given to the member now, or False."""
        away = self._away()
        if away:
            return away
        return self.env._("full") if self._rooms()[self.id] == 0 else False

    # ------------------------------------------------------------------
    # Sight
    # ------------------------------------------------------------------

    def _compute_allowance(self):
        new = self.filtered(lambda member: not member._origin.pool_id)
        for names in ("day", "week", "month"):
            new[f"{names}_used"] = 0
            new[f"{names}_left"] = new[f"{names}_reset"] = False
        new.hold_used = 0
        new.hold_left = new.state_text = False
        saved = self - new
        held = saved._origin._held()
        for member in saved:
            cap = member._hold_cap()
            member.hold_used = held.get(member._origin.id, 0)
            member.hold_left = (
                "∞" if cap is None else str(max(0, cap - member.hold_used))
            )
            member.state_text = member._state()
            for use in member._origin._cap_uses():
                member[f"{use.kind}_used"] = use.used
                member[f"{use.kind}_left"] = "∞" if use.cap is None else str(use.left)
                member[f"{use.kind}_reset"] = use.resets

    def _due_share(self):
        """The share of all turns that the weights give this member."""
        seats = self.pool_id.sudo().member_ids  # sudo: all members' weights
        return self.effective_weight / (sum(seats.mapped("effective_weight")) or 1)

    @api.model
    @api.readonly
    def my_allowance(self):
        """What the reader has used and left in each of his pools, for the panel.

        :return: list of dicts ``pool``, ``state``, ``away``, ``held``, ``hold_cap`` and
            ``windows``: dicts ``kind``, ``used``, ``cap`` (None: no limit) and
            ``resets`` (naive UTC)
        """
        rows = []
        for member in self.search([("user_id", "=", self.env.uid)]):
            away = member._away()
            rows.append(
                {
                    "id": member.id,
                    "pool": member.pool_id.name,
                    "away": away,
                    "held": member._held()[member.id],
                    "hold_cap": member._hold_cap(),
                    "windows": [
                        {
                            "kind": use.kind,
                            "used": use.used,
                            "cap": use.cap,
                            "resets": fields.Datetime.to_string(use.resets),
                        }
                        for use in member._cap_uses()
                    ],
                }
            )
        return rows

    def _compute_fairness(self):
        moves = self.env["trade.pool.move"].sudo()  # sudo: numbers only
        pools = self.pool_id._origin.sudo()  # sudo: all members' weights
        rows = moves._read_group(
            [
                ("pool_id", "in", pools.ids),
                ("kind", "=", "assign"),
                ("undo_ids", "=", False),
            ],
            ["pool_id", "user_id"],
            ["__count"],
        )
        given = {(pool.id, user.id): count for pool, user, count in rows}
        rates = {pool.id: pool._conversion() for pool in pools}
        for member in self:
            pool, user = member.pool_id._origin.id, member.user_id.id
            total = sum(n for (of, _user), n in given.items() if of == pool)
            member.given_count = given.get((pool, user), 0)
            member.given_share = member.given_count / total if total else 0.0
            member.due_share = member._due_share()
            won, tried = rates.get(pool, {}).get(user, (0, 0))
            member.conversion = won / tried if tried else 0.0
