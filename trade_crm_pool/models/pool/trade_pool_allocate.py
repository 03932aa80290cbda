# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Allocation: whose turn it is, and the weights of the turns."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...allocation import Cursor, Rotation, Seat, conversion_weights


class TradePool(models.Model):
    _inherit = "trade.pool"

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
