# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of the pools' overview, each from one grouped query."""

from odoo import api, fields, models
from odoo.tools import SQL

IN = ("enter", "release", "recycle")
PERIODS = (7, 30, 90, 365)


class TradePool(models.Model):
    _inherit = "trade.pool"

    @api.model
    @api.readonly
    def dashboard(self, pool_id=None, days=30):
        """What happened in the pools that the reader may see.

        :param pool_id: one pool; all when None
        :param int days: of 7, 30, 90 and 365, until now
        :return: dict ``pools`` (to choose from), ``cards`` (key, label, value, kinds)
            and ``members`` (rows); a member who manages no pool sees his own row only
        """
        days = days if days in PERIODS else 30
        pools = self.search([])
        chosen = pools.filtered(lambda pool: pool.id == pool_id) or pools
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        flow = chosen._flow(since)
        return {
            "pools": [{"id": pool.id, "name": pool.name} for pool in pools],
            "pool_id": pool_id if chosen.ids == [pool_id] else False,
            "days": days,
            "cards": chosen._cards(flow),
            "members": chosen._member_rows(flow),
        }

    def _flow(self, since):
        """Moves since then that were not undone: {(kind, from, to, pool): count}.

        Undone ones are few: they are counted for themselves and taken off.
        """
        if not self:
            return {}
        return {
            tuple(key): count
            for *key, count in self.env.execute_query(
                SQL(
                    """
                    SELECT kind, from_user_id, user_id, pool_id, sum(n)::int FROM (
                        SELECT kind, from_user_id, user_id, pool_id, count(*) AS n
                          FROM trade_pool_move
                         WHERE pool_id IN %(pools)s AND date >= %(since)s
                         GROUP BY 1, 2, 3, 4
                        UNION ALL
                        SELECT m.kind, m.from_user_id, m.user_id, m.pool_id, -count(*)
                          FROM trade_pool_move u
                          JOIN trade_pool_move m ON m.id = u.origin_id
                         WHERE u.origin_id IS NOT NULL AND u.date >= %(since)s
                           AND m.pool_id IN %(pools)s AND m.date >= %(since)s
                         GROUP BY 1, 2, 3, 4
                    ) counted GROUP BY 1, 2, 3, 4 HAVING sum(n) > 0
                    """,
                    pools=tuple(self.ids),
                    since=since,
                )
            )
        }

    def _cards(self, flow):
        def total(*kinds):
            return sum(n for (kind, *_rest), n in flow.items() if kind in kinds)

        count, idle = self._idle()
        cards = [
            ("pooled", self.env._("In the pool now"), count, []),
            ("idle", self.env._("Median days waiting"), idle, []),
            ("entered", self.env._("Entered"), total(*IN), list(IN)),
            ("claimed", self.env._("Claimed"), total("claim"), ["claim"]),
            ("assigned", self.env._("Assigned"), total("assign"), ["assign"]),
            ("recycled", self.env._("Recycled"), total("recycle"), ["recycle"]),
            ("released", self.env._("Given back"), total("release"), ["release"]),
            ("refused", self.env._("Claims refused"), total("refused"), ["refused"]),
        ]
        return [
            {"key": key, "label": label, "value": value, "kinds": kinds}
            for key, label, value, kinds in cards
        ]

    def _idle(self):
        """How many are in these pools, and how many days half of them are."""
        if not self:
            return 0, 0
        entries = self.env["trade.pool.entry"].sudo()  # sudo: of pools one may see
        mine = [("pool_id", "in", self.ids)]
        count = entries.search_count(mine)
        middle = entries.search(
            mine, order="date_in desc, id desc", offset=max(0, count - 1) // 2, limit=1
        )
        return count, middle.idle_days

    def _member_rows(self, flow):
        """One row for each member: moves, shares given and due, conversion, held."""
        members = self.env["trade.pool.member"].search([("pool_id", "in", self.ids)])
        rates = {pool.id: pool._conversion() for pool in members.pool_id}
        held, rows, assigned = members._held(), [], {}
        for (kind, _from, _to, pool), count in flow.items():
            if kind == "assign":
                assigned[pool] = assigned.get(pool, 0) + count
        total = sum(assigned.values())
        for user in members.user_id.sorted("name"):
            mine = members.filtered(lambda m, user=user: m.user_id == user)
            won = tried = 0
            for member in mine:
                pair = rates[member.pool_id.id].get(user.id, (0, 0))
                won, tried = won + pair[0], tried + pair[1]
            rows.append(
                {
                    "user_id": user.id,
                    "name": user.name,
                    "state": mine[0]._state(),
                    "claimed": self._count(flow, "claim", to=user.id),
                    "given": self._count(flow, "assign", to=user.id),
                    "recycled": self._count(flow, "recycle", source=user.id),
                    "released": self._count(flow, "release", source=user.id),
                    "refused": self._count(flow, "refused", to=user.id),
                    "held": held[mine[0].id],
                    "due": sum(
                        member._due_share() * assigned.get(member.pool_id.id, 0)
                        for member in mine
                    ),
                    "won": won,
                    "tried": tried,
                }
            )
        for row in rows:
            row["given_share"] = row["given"] / total if total else None
            row["due_share"] = row.pop("due") / total if total else None
        return rows

    @staticmethod
    def _count(flow, kind, to=None, source=None):
        return sum(
            n
            for (which, giver, taker, _pool), n in flow.items()
            if which == kind and to in (None, taker) and source in (None, giver)
        )
