# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Changing hands: the one place where owner, documents, entries and ledger move.

Everything is done by one statement a table, however many customers move at once.
"""

import json
import uuid
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .rows import insert_rows

TABLES = {
    "res.partner": "res_partner",
    "crm.lead": "crm_lead",
    "sale.order": "sale_order",
}
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

    def _documents(self, state):
        """Contacts, open leads and draft quotations: {key: {model: {id: user}}}."""
        docs = defaultdict(lambda: defaultdict(dict))
        for key, held in state.items():
            model = "crm.lead" if key[0] == "lead" else "res.partner"
            docs[key][model][key[1]] = held.owner
        partners = tuple(key[1] for key in state if key[0] == "partner")
        if partners:
            for customer, model, doc, user in self.env.execute_query(
                SQL(
                    """
                    SELECT commercial_partner_id, 'res.partner', id, user_id
                      FROM res_partner
                     WHERE commercial_partner_id IN %(ids)s
                    UNION ALL
                    SELECT p.commercial_partner_id, 'crm.lead', l.id, l.user_id
                      FROM crm_lead l
                      JOIN res_partner p ON p.id = l.partner_id
                      LEFT JOIN crm_stage s ON s.id = l.stage_id
                     WHERE p.commercial_partner_id IN %(ids)s AND l.active
                       AND NOT COALESCE(s.is_won, FALSE)
                    UNION ALL
                    SELECT p.commercial_partner_id, 'sale.order', o.id, o.user_id
                      FROM sale_order o
                      JOIN res_partner p ON p.id = o.partner_id
                     WHERE p.commercial_partner_id IN %(ids)s
                       AND o.state IN ('draft', 'sent')
                    """,
                    ids=partners,
                )
            ):
                docs["partner", customer][model][doc] = user
        return docs

    # ------------------------------------------------------------------
    # Documents, activities and followers
    # ------------------------------------------------------------------

    def _along(self, changes, state):
        """What goes along with each customer, by its company's settings.

        :return: {key: set of models, "activities" and "followers"}
        """
        pools = self.env["trade.pool"].sudo()  # sudo: only the pools' companies
        companies = self.env["res.company"].sudo()  # sudo: settings bind everybody
        settings, along = {}, {}
        for change in changes:
            key = self._key(change)
            pool = pools.browse(change.get("pool_id") or state[key].pool or [])
            company = pool.company_id.id or state[key].company or self.env.company.id
            if company not in settings:
                settings[company] = companies.browse(company)._trade_pool_along()
            along[key] = settings[company]
        return along

    def _move_documents(self, changes, state, docs, restore):
        """Hand the documents over; an undo then puts the old ones back exactly."""
        along = self._along(changes, state)
        targets = defaultdict(dict)
        for change in changes:
            key = self._key(change)
            old, new = state[key].owner, change.get("user_id") or None
            for model in along[key] & set(TABLES):
                for doc, user in docs[key].get(model, {}).items():
                    if user in (old, None):
                        targets[model][doc] = new
        rows = self._doc_rows(changes, state, docs)
        self._move_activities([r for r in rows if "activities" in along[r[0]]])
        self._move_followers([r for r in rows if "followers" in along[r[0]]])
        self._subscribe_owners(
            [c for c in changes if "followers" in along[self._key(c)]]
        )
        self._restore_documents(changes, state, docs, restore, targets)
        self._write_users(targets)

    def _doc_rows(self, changes, state, docs):
        """Flat (key, model, id, old owner, new owner) of all documents."""
        return [
            (key, model, doc, state[key].owner, change.get("user_id") or None)
            for change in changes
            for key in (self._key(change),)
            for model, ids in docs[key].items()
            for doc in ids
        ]

    def _write_users(self, targets):
        """Write the documents' salespeople, and let what follows from them follow."""
        for model, users in targets.items():
            self.env.execute_query(
                SQL(
                    "UPDATE %s t SET user_id = v.user_id"
                    " FROM unnest(%s::int[], %s::int[]) AS v(id, user_id)"
                    " WHERE t.id = v.id AND t.user_id IS DISTINCT FROM v.user_id"
                    " RETURNING t.id",
                    SQL.identifier(TABLES[model]),
                    list(users),
                    list(users.values()),
                )
            )
        self.env.invalidate_all(flush=False)
        for model in set(targets) - {"res.partner"}:
            documents = self.env[model].browse(targets[model])
            documents.sudo().modified(["user_id"])  # sudo: recomputes what depends

    def _move_activities(self, rows):
        """Give planned activities of the old owner, or of nobody, to the new one."""
        if not rows:
            return
        _keys, models_, ids, olds, news = (list(p) for p in zip(*rows, strict=True))
        self.env.execute_query(
            SQL(
                """
                UPDATE mail_activity a SET user_id = v.new, user_tz = p.tz
                  FROM unnest(%s::varchar[], %s::int[], %s::int[], %s::int[])
                       AS v(model, id, old, new)
                  LEFT JOIN res_users u ON u.id = v.new
                  LEFT JOIN res_partner p ON p.id = u.partner_id
                 WHERE a.res_model = v.model AND a.res_id = v.id AND a.active
                   AND (a.user_id = v.old OR a.user_id IS NULL)
                RETURNING a.id
                """,
                models_,
                ids,
                olds,
                news,
            )
        )

    def _move_followers(self, rows):
        """The old owner no longer follows; the new one does, by the same choice."""
        rows = [row for row in rows if row[3] and row[3] != row[4]]
        if not rows:
            return
        _keys, models_, ids, olds, news = (list(p) for p in zip(*rows, strict=True))
        values = SQL(
            """
            SELECT v.model, v.id, o.partner_id AS old, n.partner_id AS new
              FROM unnest(%s::varchar[], %s::int[], %s::int[], %s::int[])
                   AS v(model, id, old, new)
              LEFT JOIN res_users o ON o.id = v.old
              LEFT JOIN res_users n ON n.id = v.new
            """,
            models_,
            ids,
            olds,
            news,
        )
        self.env.execute_query(
            SQL(
                """
                UPDATE mail_followers f SET partner_id = v.new FROM (%s) v
                 WHERE f.res_model = v.model AND f.res_id = v.id
                   AND f.partner_id = v.old AND v.new IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM mail_followers x
                                    WHERE x.res_model = v.model AND x.res_id = v.id
                                      AND x.partner_id = v.new)
                RETURNING f.id
                """,
                values,
            )
        )
        self.env.execute_query(
            SQL(
                """
                DELETE FROM mail_followers f USING (%s) v
                 WHERE f.res_model = v.model AND f.res_id = v.id
                   AND f.partner_id = v.old
                RETURNING f.id
                """,
                values,
            )
        )

    def _subscribe_owners(self, changes):
        """A new owner follows the customer with the default subtypes."""
        changes = [change for change in changes if change.get("user_id")]
        if not changes:
            return
        keys = [self._key(change) for change in changes]
        self.env.execute_query(
            SQL(
                """
                WITH added AS (
                    INSERT INTO mail_followers (res_model, res_id, partner_id)
                    SELECT v.model, v.id, u.partner_id
                      FROM unnest(%s::varchar[], %s::int[], %s::int[])
                           AS v(model, id, user_id)
                      JOIN res_users u ON u.id = v.user_id
                    ON CONFLICT DO NOTHING
                    RETURNING id, res_model
                )
                INSERT INTO mail_followers_mail_message_subtype_rel
                       (mail_followers_id, mail_message_subtype_id)
                SELECT a.id, s.id
                  FROM added a
                  JOIN mail_message_subtype s
                    ON s."default"
                   AND (s.res_model IS NULL OR s.res_model = a.res_model)
                RETURNING mail_followers_id
                """,
                ["crm.lead" if kind == "lead" else "res.partner" for kind, _id in keys],
                [doc for _kind, doc in keys],
                [change["user_id"] for change in changes],
            )
        )

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
    # State before, and back to it
    # ------------------------------------------------------------------

    def _snapshot(self, state, docs):
        """What an undo needs: {key: JSON-able state}."""
        where = {
            (model, doc): key
            for key, by_model in docs.items()
            for model, ids in by_model.items()
            for doc in ids
        }
        befores = {
            key: {
                "owner": held.owner,
                "pool": held.pool,
                "since": held.since and fields.Datetime.to_string(held.since),
                "docs": {model: dict(ids) for model, ids in docs[key].items()},
                "activities": [],
                "followers": [],
            }
            for key, held in state.items()
        }
        by_model = defaultdict(list)
        for model, doc in where:
            by_model[model].append(doc)
        for model, ids in by_model.items():
            for activity, doc, user in self.env.execute_query(
                SQL(
                    "SELECT id, res_id, user_id FROM mail_activity"
                    " WHERE res_model = %s AND res_id IN %s AND active",
                    model,
                    tuple(ids),
                )
            ):
                befores[where[model, doc]]["activities"].append([activity, user])
            for doc, partner, subtypes in self.env.execute_query(
                SQL(
                    """
                    SELECT f.res_id, f.partner_id,
                           array_remove(array_agg(r.mail_message_subtype_id), NULL)
                      FROM mail_followers f
                      LEFT JOIN mail_followers_mail_message_subtype_rel r
                        ON r.mail_followers_id = f.id
                     WHERE f.res_model = %s AND f.res_id IN %s
                     GROUP BY f.id
                    """,
                    model,
                    tuple(ids),
                )
            ):
                befores[where[model, doc]]["followers"].append(
                    [model, doc, partner, subtypes]
                )
        self._snapshot_entries(befores)
        return befores

    def _snapshot_entries(self, befores):
        names = (
            "date_in",
            "reason",
            "rule_id",
            "last_owner_id",
            "frozen_until",
            "protected_until",
        )
        for partner, lead, *values in self.env.execute_query(
            SQL(
                """
                SELECT partner_id, lead_id, date_in, reason, rule_id, last_owner_id,
                       frozen_until, protected_until
                  FROM trade_pool_entry
                 WHERE partner_id = ANY(%s) OR lead_id = ANY(%s)
                """,
                [key[1] for key in befores if key[0] == "partner"],
                [key[1] for key in befores if key[0] == "lead"],
            )
        ):
            entry = dict(zip(names, values, strict=True))
            for name in ("date_in", "frozen_until", "protected_until"):
                entry[name] = entry[name] and fields.Datetime.to_string(entry[name])
            key = ("partner", partner) if partner else ("lead", lead)
            befores[key]["entry"] = entry

    def _restore(self):
        """Undo these moves with one line each."""
        changes, states = [], {}
        for move in self:
            before = move.before or {}
            change = {
                "partner_id": move.partner_id.id if not move.lead_id else False,
                "lead_id": move.lead_id.id,
                "user_id": before.get("owner"),
                "pool_id": before.get("pool"),
                "from_pool_id": move.pool_id.id,
                "reason": self.env._("Undone by %s", self.env.user.name),
                "origin_id": move.id,
                "entry": before.get("entry"),
            }
            changes.append(change)
            states[self._key(change)] = before
        if len(states) != len(changes):
            raise UserError(
                self.env._("Undo the changes of one customer one after the other.")
            )
        return self._change_hands("undo", changes, restore=states)

    def _restore_documents(self, changes, state, docs, restore, targets):
        """Put salespeople, activities and followers of an undone change back."""
        activities, followers, touched, owners = [], [], [], set()
        for change in changes:
            key = self._key(change)
            if key not in restore:
                continue
            before = restore[key]
            owners |= {state[key].owner, before.get("owner")}
            for model, users in before.get("docs", {}).items():
                for doc in map(int, users):
                    if doc in docs[key].get(model, {}):
                        targets[model][doc] = users[str(doc)]
                        touched.append((model, doc))
            activities += before.get("activities", [])
            followers += before.get("followers", [])
        if activities:
            ids, users = zip(*activities, strict=True)
            self.env.execute_query(
                SQL(
                    "UPDATE mail_activity a SET user_id = v.user_id"
                    " FROM unnest(%s::int[], %s::int[]) AS v(id, user_id)"
                    " WHERE a.id = v.id AND a.active RETURNING a.id",
                    list(ids),
                    list(users),
                )
            )
        self._restore_followers(owners - {None}, touched, followers)

    def _restore_followers(self, owners, touched, followers):
        """Owners' own followings as before; other people's are left alone."""
        users = self.env["res.users"].sudo().browse(owners)  # sudo: their contacts' ids
        partners = users.partner_id.ids
        if not partners or not touched:
            return
        self.env.execute_query(
            SQL(
                """
                DELETE FROM mail_followers f
                 USING unnest(%s::varchar[], %s::int[]) AS v(model, id)
                 WHERE f.res_model = v.model AND f.res_id = v.id
                   AND f.partner_id = ANY(%s) RETURNING f.id
                """,
                [model for model, _doc in touched],
                [doc for _model, doc in touched],
                partners,
            )
        )
        known = set(touched)
        self.env["mail.followers"].sudo().create(  # sudo: as they stood before
            [
                {
                    "res_model": model,
                    "res_id": doc,
                    "partner_id": partner,
                    "subtype_ids": [fields.Command.set(subtypes)],
                }
                for model, doc, partner, subtypes in followers
                if partner in partners and (model, doc) in known
            ]
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
        rows = []
        for change in changes:
            key = self._key(change)
            held, to_pool = state[key], change.get("pool_id") or None
            rows.append(
                {
                    "kind": kind,
                    "date": now,
                    "actor_id": self.env.uid,
                    "partner_id": change.get("partner_id") or None,
                    "lead_id": change.get("lead_id") or None,
                    "partner_name": held.name,
                    "pool_id": change.get("from_pool_id")
                    or held.pool
                    or to_pool
                    or pools.get(change.get("partner_id")),
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
