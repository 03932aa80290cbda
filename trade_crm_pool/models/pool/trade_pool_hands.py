# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Changing hands: the one place where owner, documents, entries and ledger move.

Everything is done by one statement a table, however many customers move at once.
"""

import json
import uuid
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .rows import insert_rows

# Kinds whose lines belong to the pool of the customer's scope, not of an entry.
POOL_BY_SCOPE = ("transfer", "handover", "manual")


class Held(NamedTuple):
    """A customer or lead as it stands when it is locked."""

    owner: int | None
    pool: int | None
    name: str
    company: int | None
    since: object


class TradePoolMove(models.Model):
    _inherit = "trade.pool.move"

    @api.model
    def _change_hands(self, kind, changes, restore=None):
        """Move customers and leads, with all that goes along, and write the ledger.

        :param str kind: a kind of the ledger
        :param list changes: dicts with ``partner_id`` or ``lead_id``, and what is new:
            ``user_id`` (owner) or ``pool_id`` (into this pool), or neither; further
            ``from_pool_id``, ``rule_id``, ``reason``, ``origin_id``, ``keep_clock``
            (the new owner's time goes on from the old one's) and ``entry`` (values of
            the new entry)
        :param dict restore: for an undo: {partner or lead key: the state before}
        :return: the ledger's lines, in the order of their customers' ids
        """
        changes = sorted(
            changes, key=lambda c: (c.get("partner_id") or 0, c.get("lead_id") or 0)
        )
        self.env.flush_all()
        state = self._lock_customers(changes)
        changes = [change for change in changes if self._key(change) in state]
        if not changes:
            return self.browse()
        self._check_pools_companies(changes, state)
        docs = self._documents(state)
        befores = self._snapshot(state, docs)
        self._move_documents(changes, state, docs, restore or {})
        self._write_owners(changes, state, restore or {})
        self._write_entries(changes, state)
        moves = self._write_ledger(kind, changes, state, befores)
        moves.sudo()._after_moves()  # sudo: the hook is the system's
        return moves

    def _after_moves(self):
        """Hook: these customers have just changed hands, in one go and of one kind.

        Called with the ledger's lines as superuser, at the end of the transaction's
        work on them: owner, documents, activities, entries and ledger are written.
        Extend it to start or stop what depends on who owns a customer; never call
        ``_change_hands`` for the same customers from here.
        """

    @staticmethod
    def _key(change):
        lead = change.get("lead_id")
        return ("lead", lead) if lead else ("partner", change["partner_id"])

    def _lock_customers(self, changes):
        """Lock what changes hands, lowest id first: {key: Held}."""
        state = {}
        for kind, table, since in (
            ("partner", "res_partner", "trade_owned_since"),
            ("lead", "crm_lead", "date_open"),
        ):
            ids = tuple(
                key[1] for key in map(self._key, changes) if key[0] == kind and key[1]
            )
            if not ids:
                continue
            for row in self.env.execute_query(
                SQL(
                    "SELECT id, user_id, trade_pool_id, name, company_id, %s FROM %s"
                    " WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    SQL.identifier(since),
                    SQL.identifier(table),
                    ids,
                )
            ):
                state[kind, row[0]] = Held(*row[1:])
        return state

    def _check_pools_companies(self, changes, state):
        """No pool takes what belongs to another company than its own."""
        pools = self.env["trade.pool"].sudo()  # sudo: the pools' companies
        for change in changes:
            pool = pools.browse(change.get("pool_id") or ())
            held = state[self._key(change)]
            if pool._is_foreign(held.company):
                raise UserError(pool._foreign_text(held.name))

    # ------------------------------------------------------------------
    # The customers themselves
    # ------------------------------------------------------------------

    def _write_owners(self, changes, state, restore):
        """Owner, pool and time of the customers and leads themselves."""
        now = fields.Datetime.now()
        partners = [c for c in changes if not c.get("lead_id")]
        leads = [c for c in changes if c.get("lead_id")]

        def since(change):
            key = self._key(change)
            if not change.get("user_id"):
                return None
            if key in restore:
                return restore[key].get("since") or now
            return (change.get("keep_clock") and state[key].since) or now

        def columns(rows, key):
            return (
                now,
                self.env.uid,
                [c[key] for c in rows],
                [c.get("user_id") or None for c in rows],
                [c.get("pool_id") or None for c in rows],
            )

        if partners:
            written = self.env.execute_query(
                SQL(
                    """
                    UPDATE res_partner t
                       SET user_id = CASE WHEN t.id = v.id THEN v.user_id
                                          ELSE t.user_id END,
                           trade_owner_id = v.user_id,
                           trade_pool_id = v.pool_id,
                           trade_owned_since = CASE WHEN t.id = v.id THEN v.since END,
                           write_date = %s, write_uid = %s
                      FROM unnest(%s::int[], %s::int[], %s::int[], %s::timestamp[])
                           AS v(id, user_id, pool_id, since)
                     WHERE t.commercial_partner_id = v.id RETURNING t.id
                    """,
                    *columns(partners, "partner_id"),
                    [since(change) for change in partners],
                )
            )
            self._follow_owners(partners, [row[0] for row in written])
        if leads:
            self.env.execute_query(
                SQL(
                    """
                    UPDATE crm_lead t
                       SET user_id = v.user_id, trade_pool_id = v.pool_id,
                           write_date = %s, write_uid = %s
                      FROM unnest(%s::int[], %s::int[], %s::int[])
                           AS v(id, user_id, pool_id)
                     WHERE t.id = v.id RETURNING t.id
                    """,
                    *columns(leads, "lead_id"),
                )
            )

    def _follow_owners(self, changes, written):
        """Recompute what depends on the owner, but what was written here already."""
        partners = self.env["res.partner"].sudo()  # sudo: the caller decided the change
        partners.browse([c["partner_id"] for c in changes]).modified(["user_id"])
        self.env.remove_to_compute(
            partners._fields["trade_owner_id"], partners.browse(written)
        )

    # ------------------------------------------------------------------
    # Entries and ledger
    # ------------------------------------------------------------------

    def _write_entries(self, changes, state):
        """Entries go with who leaves the pool, and come with who enters it."""
        self.env.execute_query(
            SQL(
                "DELETE FROM trade_pool_entry"
                " WHERE partner_id = ANY(%s) OR lead_id = ANY(%s) RETURNING id",
                [c["partner_id"] for c in changes if c.get("partner_id")],
                [c["lead_id"] for c in changes if c.get("lead_id")],
            )
        )
        self.env["trade.pool.entry"].invalidate_model(flush=False)
        entering = [change for change in changes if change.get("pool_id")]
        if not entering:
            return
        entries = self.env["trade.pool.entry"]
        ids = insert_rows(entries, [self._entry_values(c, state) for c in entering])
        entries.browse(ids)._fill_shown()

    def _entry_values(self, change, state):
        pools = self.env["trade.pool"].sudo()  # sudo: how long new entries rest
        hours = pools.browse(change["pool_id"]).freeze_hours
        now = fields.Datetime.now()
        values = {
            "pool_id": change["pool_id"],
            "partner_id": change.get("partner_id") or None,
            "lead_id": change.get("lead_id") or None,
            "date_in": now,
            "reason": change.get("reason"),
            "rule_id": change.get("rule_id"),
            "last_owner_id": state[self._key(change)].owner,
            "frozen_until": fields.Datetime.add(now, hours=hours) if hours else None,
            "protected_until": None,
        }
        return {**values, **(change.get("entry") or {})}

    def _write_ledger(self, kind, changes, state, befores):
        run = self.env.context.get("trade_pool_run") or uuid.uuid4().hex[:12]
        now = fields.Datetime.now()
        pools = {}
        if kind in POOL_BY_SCOPE:
            pools = self.env["trade.pool"]._pools_of(
                [c["partner_id"] for c in changes if c.get("partner_id")]
            )
        owners = self.env["trade.pool"].sudo()  # sudo: only the pools' companies
        rows = []
        for change in changes:
            key = self._key(change)
            held, to_pool = state[key], change.get("pool_id") or None
            pool = (
                change.get("from_pool_id")
                or held.pool
                or to_pool
                or pools.get(change.get("partner_id"))
            )
            company = owners.browse(pool).company_id.id or held.company
            rows.append(
                {
                    "kind": kind,
                    "date": now,
                    "actor_id": self.env.uid,
                    "partner_id": change.get("partner_id") or None,
                    "lead_id": change.get("lead_id") or None,
                    "partner_name": held.name,
                    "pool_id": pool,
                    "company_id": company or (None if pool else self.env.company.id),
                    "from_user_id": held.owner,
                    "user_id": change.get("user_id") or None,
                    "from_pool_id": held.pool,
                    "to_pool_id": to_pool,
                    "rule_id": change.get("rule_id"),
                    "reason": change.get("reason"),
                    "origin_id": change.get("origin_id"),
                    "run": run,
                    "before": json.dumps(befores[key]),
                }
            )
        return self.browse(insert_rows(self, rows))
