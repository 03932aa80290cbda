# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Undo: the state before a change of hands, and the way back to it."""

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class TradePoolMove(models.Model):
    _inherit = "trade.pool.move"

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
