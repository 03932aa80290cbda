# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What a name that is half typed may become."""

from odoo import api, models
from odoo.tools import SQL

from ...matching import begins
from ...matching.signals import NOISE
from .conflict_answer import level_of

#: Names that a beginning is answered with, at most.
SHOWN = 3
SCORE = 70.0


class TradeHeader(models.Model):
    _inherit = "trade.header"

    # For the beginning of a name as it is written, whatever the database's collation.
    _beginning_idx = models.Index("(lower(name) text_pattern_ops)")

    @api.model
    def _trade_with_beginnings(self, typed, hits, candidates, exclude=()):
        """Add customers whose name begins with what is typed, behind the conflicts.

        A beginning that many customers have says nothing; a weak likeness says less
        than a beginning.

        :param hits: what ``_trade_search`` found
        :param candidates: headers that share a key with what is typed: they know a
            brand that begins so behind a place (深圳市华为, 华为)
        """
        strong = [hit for hit in hits if self._trade_hit_level(hit) != "weak"]
        found = {hit["partner_id"] for hit in strong}
        headers = self._trade_beginnings(typed, exclude)
        headers += [
            (header, partner, names) for header, partner, names, *_ in candidates
        ]
        becoming = {}
        for header, partner, names in headers:
            if partner not in found and any(
                begins(typed, name) for name in names if name
            ):
                becoming.setdefault(partner, header)
        if not 0 < len(becoming) <= NOISE:
            return hits
        typing = [
            {
                "partner_id": partner,
                "header_id": header,
                "score": SCORE,
                "verdict": "different",
                "reasons": [("beginning", {})],
            }
            for partner, header in list(becoming.items())[:SHOWN]
        ]
        weak = [hit for hit in hits if hit["partner_id"] not in found | becoming.keys()]
        return strong + typing + weak

    @api.model
    def _trade_hit_level(self, hit):
        codes = [code for code, _params in hit["reasons"]]
        return level_of(hit["score"], hit["verdict"], codes)

    @api.model
    def _trade_beginnings(self, typed, exclude):
        """Headers whose name is written so at its beginning, one more than may be.

        :return: list of (header id, partner id, names)
        """
        self._trade_flush()
        text = typed.strip()[:100]
        for sign in "\\%_":
            text = text.replace(sign, f"\\{sign}")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT h.id, h.partner_id, h.name, h.name_local
                  FROM trade_header h
                 WHERE lower(h.name) LIKE lower(%s) AND h.partner_id != ALL(%s) AND %s
                 LIMIT %s
                """,
                f"{text}%",
                list(exclude),
                self._trade_counting(self.env.companies.ids),
                NOISE + 1,
            )
        )
        return [(header, partner, names) for header, partner, *names in rows]
