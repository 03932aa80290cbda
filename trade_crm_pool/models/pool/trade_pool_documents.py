# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What goes along with a customer: contacts, documents, activities and followers.

One statement a table, however many customers move at once.
"""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

TABLES = {
    "res.partner": "res_partner",
    "crm.lead": "crm_lead",
    "sale.order": "sale_order",
    "mail.activity": "mail_activity",
}
# What changes hands with a customer by its salesperson; activities have their own rule.
DOCUMENTS = frozenset({"res.partner", "crm.lead", "sale.order"})


class TradePoolMove(models.Model):
    _inherit = "trade.pool.move"

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
            for model in along[key] & DOCUMENTS:
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
        for kind, customer in state:
            if kind == "partner":  # its owner is written with its pool and its time
                targets["res.partner"].pop(customer, None)
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
        targets = {model: users for model, users in targets.items() if users}
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
