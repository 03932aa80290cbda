# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Changing hands: the one place where owner, documents, entries and ledger move."""

import json
import uuid
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

TABLES = {
    "res.partner": "res_partner",
    "crm.lead": "crm_lead",
    "sale.order": "sale_order",
}


class TradePoolMove(models.Model):
    _inherit = "trade.pool.move"

    @api.model
    def _change_hands(self, kind, changes, restore=None):
        """Move customers and leads, with all that goes along, and write the ledger.

        :param str kind: a kind of the ledger
        :param list changes: dicts with ``partner_id`` or ``lead_id``, and what is new:
            ``user_id`` (owner) or ``pool_id`` (into this pool), or neither; further
            ``from_pool_id``, ``rule_id``, ``reason``, ``origin_id``, ``keep_entry``
        :param dict restore: for an undo: {partner or lead key: the state before}
        :return: the ledger's lines, in the order of their customers' ids
        """
        changes = sorted(
            changes, key=lambda c: (c.get("partner_id") or 0, c.get("lead_id") or 0)
        )
        self.env.flush_all()
        state = self._lock_customers(changes)
        changes = [change for change in changes if self._key(change) in state]
        docs = self._documents(changes, state)
        befores = self._snapshot(changes, state, docs)
        if restore is None:
            targets = self._targets(changes, state, docs)
            self._write_users(targets)
            self._move_activities(changes, state, docs)
            self._move_followers(changes, state, docs)
        else:
            self._restore_documents(changes, state, docs, restore)
        self._write_owners(changes)
        self.env.invalidate_all(flush=False)
        entries = self._write_entries(changes, state)
        self._follow_up_hands(changes)
        entries._fill_shown()
        return self._write_ledger(kind, changes, state, befores)

    @staticmethod
    def _key(change):
        lead = change.get("lead_id")
        return ("lead", lead) if lead else ("partner", change["partner_id"])

    def _lock_customers(self, changes):
        """Lock what changes hands, lowest id first: {key: (owner, pool, name)}."""
        partners = [c["partner_id"] for c in changes if c.get("partner_id")]
        leads = [c["lead_id"] for c in changes if c.get("lead_id")]
        state = {}
        if partners:
            for row in self.env.execute_query(
                SQL(
                    "SELECT id, user_id, trade_pool_id, name FROM res_partner"
                    " WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(partners),
                )
            ):
                state["partner", row[0]] = row[1:]
        if leads:
            for row in self.env.execute_query(
                SQL(
                    "SELECT id, user_id, trade_pool_id, name FROM crm_lead"
                    " WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(leads),
                )
            ):
                state["lead", row[0]] = row[1:]
        return state

    def _documents(self, changes, state):
        """Contacts, open leads and draft quotations: {key: {model: {id: user}}}."""
        docs = defaultdict(lambda: defaultdict(dict))
        for key, (owner, _pool, _name) in state.items():
            model = "crm.lead" if key[0] == "lead" else "res.partner"
            docs[key][model][key[1]] = owner
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

    def _moved_models(self):
        """Models whose documents go along, by the company's settings."""
        company = self.env.company
        moved = {
            "res.partner": company.trade_pool_move_contacts,
            "crm.lead": company.trade_pool_move_leads,
            "sale.order": company.trade_pool_move_quotations,
        }
        return {model for model, along in moved.items() if along}

    def _targets(self, changes, state, docs):
        """Documents of the old owner, or of nobody, with their new user.

        :return: {model: {id: user or None}}
        """
        moved, targets = self._moved_models(), defaultdict(dict)
        for change in changes:
            key = self._key(change)
            old, new = state[key][0], change.get("user_id") or None
            for model in moved:
                for doc, user in docs[key].get(model, {}).items():
                    if user in (old, None):
                        targets[model][doc] = new
        return targets

    def _write_users(self, targets):
        for model, users in targets.items():
            if users:
                self.env.execute_query(
                    SQL(
                        "UPDATE %s t SET user_id = v.user_id"
                        " FROM unnest(%s::int[], %s::int[]) AS v(id, user_id)"
                        " WHERE t.id = v.id RETURNING t.id",
                        SQL.identifier(TABLES[model]),
                        list(users),
                        list(users.values()),
                    )
                )

    def _write_owners(self, changes):
        """Owner, pool and time of the customers and leads themselves."""
        now = fields.Datetime.now()
        partners = [c for c in changes if not c.get("lead_id")]
        leads = [c for c in changes if c.get("lead_id")]

        def columns(rows, key):
            return (
                [c[key] for c in rows],
                [c.get("user_id") or None for c in rows],
                [c.get("pool_id") or None for c in rows],
            )

        if partners:
            ids, users, pools = columns(partners, "partner_id")
            self.env.execute_query(
                SQL(
                    """
                    UPDATE res_partner t
                       SET user_id = CASE WHEN t.id = v.id THEN v.user_id
                                          ELSE t.user_id END,
                           trade_owner_id = v.user_id,
                           trade_pool_id = v.pool_id,
                           trade_owned_since = CASE WHEN v.user_id IS NULL THEN NULL
                                                    ELSE %s END,
                           write_uid = %s, write_date = %s
                      FROM unnest(%s::int[], %s::int[], %s::int[])
                           AS v(id, user_id, pool_id)
                     WHERE t.commercial_partner_id = v.id RETURNING t.id
                    """,
                    now,
                    self.env.uid,
                    now,
                    ids,
                    users,
                    pools,
                )
            )
            self.env.execute_query(
                SQL(
                    """
                    UPDATE crm_lead t SET trade_pool_id = NULL
                      FROM res_partner p
                     WHERE p.id = t.partner_id AND t.trade_pool_id IS NOT NULL
                       AND p.commercial_partner_id IN %s RETURNING t.id
                    """,
                    tuple(ids),
                )
            )
        if leads:
            ids, users, pools = columns(leads, "lead_id")
            self.env.execute_query(
                SQL(
                    """
                    UPDATE crm_lead t
                       SET user_id = v.user_id, trade_pool_id = v.pool_id,
                           date_open = CASE WHEN v.user_id IS NULL THEN t.date_open
                                            ELSE COALESCE(t.date_open, %s) END,
                           write_uid = %s, write_date = %s
                      FROM unnest(%s::int[], %s::int[], %s::int[])
                           AS v(id, user_id, pool_id)
                     WHERE t.id = v.id RETURNING t.id
                    """,
                    now,
                    self.env.uid,
                    now,
                    ids,
                    users,
                    pools,
                )
            )

    def _follow_up_hands(self, changes):
        """Let other fields that follow the owner be recomputed."""
        partners = self.env["res.partner"].browse(
            [c["partner_id"] for c in changes if c.get("partner_id")]
        )
        # sudo: the change of hands was decided by the caller
        partners.sudo().modified(["user_id"])

    # ------------------------------------------------------------------
    # Activities and followers
    # ------------------------------------------------------------------

    @staticmethod
    def _doc_rows(changes, state, docs, key_of):
        """Flat (model, id, old owner, new owner) of all documents."""
        return [
            (model, doc, state[key_of(c)][0], c.get("user_id") or None)
            for c in changes
            for model, ids in docs[key_of(c)].items()
            for doc in ids
        ]

    def _move_activities(self, changes, state, docs):
        """Give planned activities of the old owner, or of nobody, to the new one."""
        rows = self._doc_rows(changes, state, docs, self._key)
        if not rows or not self.env.company.trade_pool_move_activities:
            return
        models_, ids, olds, news = zip(*rows, strict=True)
        self.env.execute_query(
            SQL(
                """
                UPDATE mail_activity a SET user_id = v.new
                  FROM unnest(%s::varchar[], %s::int[], %s::int[], %s::int[])
                       AS v(model, id, old, new)
                 WHERE a.res_model = v.model AND a.res_id = v.id AND a.active
                   AND (a.user_id = v.old OR a.user_id IS NULL)
                RETURNING a.id
                """,
                list(models_),
                list(ids),
                list(olds),
                list(news),
            )
        )

    def _move_followers(self, changes, state, docs):
        """The old owner no longer follows; the new one does, by the same choice."""
        rows = self._doc_rows(changes, state, docs, self._key)
        if not rows or not self.env.company.trade_pool_move_followers:
            return
        models_, ids, olds, news = (list(part) for part in zip(*rows, strict=True))
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
                   AND f.partner_id = v.old AND v.old IS DISTINCT FROM v.new
                RETURNING f.id
                """,
                values,
            )
        )
        self._subscribe_owners(changes)

    def _subscribe_owners(self, changes):
        """A new owner follows the customer with the default subtypes."""
        keys = [self._key(c) for c in changes if c.get("user_id")]
        if not keys:
            return
        users = [c["user_id"] for c in changes if c.get("user_id")]
        names = ["crm.lead" if kind == "lead" else "res.partner" for kind, _id in keys]
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
                names,
                [doc for _kind, doc in keys],
                users,
            )
        )

    # ------------------------------------------------------------------
    # State before, and back to it
    # ------------------------------------------------------------------

    def _snapshot(self, changes, state, docs):
        """What an undo needs: {key: JSON-able state}."""
        where = {
            (model, doc): key
            for key, by_model in docs.items()
            for model, ids in by_model.items()
            for doc in ids
        }
        befores = {
            key: {
                "owner": owner,
                "pool": pool,
                "docs": {model: dict(ids) for model, ids in docs[key].items()},
                "activities": [],
                "followers": [],
            }
            for key, (owner, pool, _name) in state.items()
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
        partners = [key[1] for key in befores if key[0] == "partner"]
        leads = [key[1] for key in befores if key[0] == "lead"]
        for partner, lead, *values in self.env.execute_query(
            SQL(
                """
                SELECT partner_id, lead_id, date_in, reason, rule_id, last_owner_id,
                       frozen_until, protected_until
                  FROM trade_pool_entry
                 WHERE partner_id = ANY(%s) OR lead_id = ANY(%s)
                """,
                partners,
                leads,
            )
        ):
            names = (
                "date_in",
                "reason",
                "rule_id",
                "last_owner_id",
                "frozen_until",
                "protected_until",
            )
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

    def _restore_documents(self, changes, state, docs, restore):
        targets = defaultdict(dict)
        activities, followers, touched = [], [], []
        for change in changes:
            key = self._key(change)
            before = restore[key]
            now_there = docs[key]
            current = {state[key][0], before.get("owner")}
            for model, users in before.get("docs", {}).items():
                for doc, user in users.items():
                    if int(doc) in now_there.get(model, {}):
                        targets[model][int(doc)] = user
                        touched.append((model, int(doc)))
            activities += before.get("activities", [])
            followers += before.get("followers", [])
            change["owners"] = [user for user in current if user]
        self._write_users(targets)
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
        self._restore_followers(changes, touched, followers)

    def _restore_followers(self, changes, touched, followers):
        """Owners' own followings as before; other people's are left alone."""
        owners = self.env["res.users"].browse(
            {user for change in changes for user in change["owners"]}
        )
        partners = owners.sudo().partner_id.ids  # sudo: ids of the owners' own contacts
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
        # sudo: as it was before, whoever may see it
        self.env["mail.followers"].sudo().create(
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
        # sudo: entries are the system's; members never write them
        entries = self.env["trade.pool.entry"].sudo()
        partners = [c["partner_id"] for c in changes if c.get("partner_id")]
        leads = [c["lead_id"] for c in changes if c.get("lead_id")]
        self.env.execute_query(
            SQL(
                "DELETE FROM trade_pool_entry"
                " WHERE partner_id = ANY(%s) OR lead_id = ANY(%s) RETURNING id",
                partners,
                leads,
            )
        )
        now = fields.Datetime.now()
        vals_list = []
        for change in changes:
            if not change.get("pool_id"):
                continue
            pool = self.env["trade.pool"].sudo().browse(change["pool_id"])  # its freeze
            vals = {
                "pool_id": pool.id,
                "partner_id": change.get("partner_id"),
                "lead_id": change.get("lead_id"),
                "date_in": now,
                "reason": change.get("reason"),
                "rule_id": change.get("rule_id"),
                "last_owner_id": state[self._key(change)][0],
                "frozen_until": pool.freeze_hours
                and fields.Datetime.add(now, hours=pool.freeze_hours),
            }
            vals.update(change.get("entry") or {})
            vals_list.append(vals)
        return entries.create(vals_list)

    def _write_ledger(self, kind, changes, state, befores):
        run = uuid.uuid4().hex[:12]
        now = fields.Datetime.now()
        vals_list = []
        for change in changes:
            key = self._key(change)
            owner, pool, name = state[key]
            vals_list.append(
                {
                    "kind": kind,
                    "date": now,
                    "partner_id": change.get("partner_id"),
                    "lead_id": change.get("lead_id"),
                    "partner_name": name,
                    "pool_id": change.get("from_pool_id")
                    or pool
                    or change.get("pool_id"),
                    "from_user_id": owner,
                    "user_id": change.get("user_id"),
                    "from_pool_id": pool,
                    "to_pool_id": change.get("pool_id"),
                    "rule_id": change.get("rule_id"),
                    "reason": change.get("reason"),
                    "origin_id": change.get("origin_id"),
                    "run": run,
                    "before": json.loads(json.dumps(befores[key])),
                }
            )
        # sudo: the ledger is written by the system only
        return self.sudo().create(vals_list).sudo(self.env.su)
