# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Allocation: whose turn it is, and the weights of the turns."""

import uuid
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...allocation import Cursor, Rotation, Seat, conversion_weights

# Kinds of the ledger by which somebody loses a customer and has to cool down.
LOST = ("recycle", "release", "transfer", "manual")
BATCH = 2000


class TradePool(models.Model):
    _inherit = "trade.pool"

    def action_allocate(self):
        """Share out what is in the pool, by weights; return the moves."""
        moves = self.env["trade.pool.move"]
        for pool in self:
            pool._check_manager()
            pool._rotation()  # says so when nobody can take a customer
            moves |= pool._allocate_all()
        return moves

    def _allocate_all(self):
        """Share out all that is in the pool, batch by batch."""
        self.ensure_one()
        members = self.sudo().member_ids  # sudo: whether anybody has room left
        entries, given = self._allocatable(), []
        run = self.with_context(trade_pool_run=uuid.uuid4().hex[:12])
        for first in range(0, len(entries), BATCH):
            moves = run._allocate(entries[first : first + BATCH], strict=False)
            given += moves.ids
            self._progress()
            if not moves and all(room == 0 for room in members._rooms().values()):
                break
        return self.env["trade.pool.move"].browse(given)

    def action_allocate_button(self):
        moves = self.action_allocate()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if moves else "warning",
                "message": self.env._("%s customers were allocated.", len(moves)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
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

    def action_preview_allocate(self):
        """Show whose turns come next, without giving anything."""
        self.ensure_one()
        rows = self.preview_allocate()
        users = self.env["res.users"].browse({row["user_id"] for row in rows})
        names = {user.id: user.name for user in users}
        shown = rows[:200]
        entries = self.env["trade.pool.entry"].browse(row["entry_id"] for row in shown)
        counts = Counter(names[row["user_id"]] for row in rows)
        wizard = self.env["trade.pool.turns"].sudo()  # sudo: the manager was checked
        turns = wizard.create(
            {
                "pool_id": self.id,
                "total": len(rows),
                "summary": ", ".join(f"{n}: {c}" for n, c in counts.most_common()),
                "line_ids": [
                    fields.Command.create(
                        {
                            "number": number,
                            "name": entry.name,
                            "user_id": row["user_id"],
                            "reason": row["reason"],
                        }
                    )
                    for number, (row, entry) in enumerate(
                        zip(shown, entries, strict=True), 1
                    )
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would get what"),
            "res_model": turns._name,
            "res_id": turns.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _allocatable(self, limit=None):
        now = fields.Datetime.now()
        entries = self.env["trade.pool.entry"].sudo()  # sudo: the customers' ids
        return entries.search(
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

    def _rotation(self, lock=False, strict=True):
        """Seats of all members in order, and the cursor as it was left.

        :return: (Rotation, members) with member ids as the seats' keys
        """
        self.ensure_one()
        members = self.sudo().member_ids.filtered("active")  # sudo: everybody's weights
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
        seats = self.env["trade.pool.member"].sudo()  # sudo: of a pool that was checked
        members = {seat.key: seats.browse(seat.key) for seat in rotation.seats}
        users = {key: member.user_id.id for key, member in members.items()}
        everybody = frozenset(users.values())
        cooling, reasons = self._cooling(entries), {}
        companies = entries._companies()
        abroad = self._not_at_home(set(companies.values()), everybody)
        for entry in entries:
            cooled = everybody & cooling.get(entry.id, set())
            no = cooled | abroad[companies[entry.id]]
            seat = rotation.next(
                (lambda key, no=no: users[key] not in no) if no else None
            )
            if seat is None:
                continue
            turn = (seat.weight, rotation.cursor.level, rotation.made_up, cooled)
            if turn not in reasons:
                reasons[turn] = self._turn_reason(*turn)
            yield entry, members[seat.key], reasons[turn]

    def _not_at_home(self, companies, user_ids):
        """Who does not work in some companies: {company: set of user ids}."""
        users = self.env["res.users"].sudo().browse(user_ids)  # sudo: their companies
        return {
            company: {u.id for u in users if not u._trade_works_for(company)}
            for company in companies
        }

    def _turn_reason(self, weight, level, made_up, cooled):
        """Why this member: the turn, and who could not have this customer."""
        if made_up:
            text = self.env._("A missed turn made up, weight %s", weight)
        else:
            text = self.env._(
                "Turn by weight %(weight)s, round %(level)s", weight=weight, level=level
            )
        if not cooled:
            return text
        users = self.env["res.users"].sudo().browse(cooled)  # sudo: names only
        return self.env._(
            "%(turn)s; owned before by %(names)s",
            turn=text,
            names=", ".join(users.sorted("name").mapped("name")),
        )

    def _cooling(self, entries):
        """Former owners in their cool-down: {entry id: set of user ids}."""
        self.ensure_one()
        if not entries or not self.cooldown_days:
            return {}
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.cooldown_days)
        rows = self.env.execute_query(
            SQL(
                """
                WITH e AS (SELECT id, partner_id, lead_id FROM trade_pool_entry
                            WHERE id = ANY(%(ids)s)),
                lost AS (SELECT * FROM trade_pool_move
                          WHERE date > %(since)s AND from_user_id IS NOT NULL
                            AND kind IN %(kinds)s)
                SELECT e.id, lost.from_user_id
                  FROM e JOIN lost ON lost.partner_id = e.partner_id
                UNION
                SELECT e.id, lost.from_user_id
                  FROM e JOIN lost ON lost.lead_id = e.lead_id
                """,
                ids=entries.ids,
                since=since,
                kinds=LOST,
            )
        )
        cooling = defaultdict(set)
        for entry, user in rows:
            cooling[entry].add(user)
        return cooling

    def _allocate(self, entries=None, strict=True):
        """Share out entries; members are locked first, then entries, then customers."""
        self.ensure_one()
        rotation, members = self._rotation(lock=True, strict=strict)
        entries = self._allocatable() if entries is None else entries
        locked = self.env.execute_query(
            SQL(
                "SELECT id, partner_id, lead_id FROM trade_pool_entry"
                " WHERE id = ANY(%s) AND pool_id = %s FOR UPDATE SKIP LOCKED",
                entries.ids,
                self.id,
            )
        )
        what = {entry: (partner, lead) for entry, partner, lead in locked}
        changes = [
            {
                "partner_id": what[entry.id][0],
                "lead_id": what[entry.id][1],
                "user_id": member.user_id.id,
                "from_pool_id": self.id,
                "reason": reason,
            }
            for entry, member, reason in self._deal(
                entries.filtered(lambda entry: entry.id in what), rotation
            )
        ]
        self.sudo()._save_rotation(rotation, members)  # sudo: kept by the system only
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
        self._cron_enter()
        pools = self.search([("allocate_when", "!=", "button")])
        self._progress(remaining=len(pools))
        for pool in pools:
            pool._allocate_all()
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
                WITH given AS (
                    SELECT id, user_id, partner_id, date::date AS day,
                           date < %(now)s - make_interval(days => %(days)s) AS over
                      FROM trade_pool_move
                     WHERE pool_id = %(pool)s AND kind IN ('claim', 'assign')
                       AND partner_id IS NOT NULL
                       AND id NOT IN (SELECT origin_id FROM trade_pool_move
                                       WHERE origin_id IS NOT NULL)
                ), won AS (
                    SELECT DISTINCT g.id
                      FROM given g
                      JOIN account_move i ON i.commercial_partner_id = g.partner_id
                       AND i.invoice_date BETWEEN g.day AND g.day + %(days)s
                     WHERE i.move_type = 'out_invoice' AND i.state = 'posted'
                       AND i.payment_state IN ('paid', 'in_payment')
                )
                SELECT g.user_id, count(w.id), count(*)
                  FROM given g LEFT JOIN won w ON w.id = g.id
                 WHERE w.id IS NOT NULL OR g.over
                 GROUP BY g.user_id
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
            members = pool.sudo().member_ids  # sudo: the manager was checked
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
