# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Many headers against all others: pairs by their stored keys, then compared."""

from odoo import api, models
from odoo.tools import SQL

from ...matching.hashes import KINDS, WEIGHTS, key_hash
from ...matching.signals import NOISE
from .conflict_search import WEAK

#: Headers that share a key when many are compared: a weak key of more says nothing.
#: Of a name that more have, each is compared with the first few alone.
CAPS = [{"c": 50, "s": 50, "b": 50}.get(kind, 20) for kind in KINDS]
CROWD = 3
FIRST_SIGNAL = KINDS.index("code")
#: Keys that alone make no two names worth comparing, when many are: half of all.
SLIGHT = [KINDS.index(kind) for kind in "dix"]
#: Strength of the shared keys below which no two names are the same.
WORTH_COMPARING = 6
#: Of a few headers that somebody types, one rare word in another script is enough.
FEW, FEW_WORTH = 100, 3
PAIRS_COMPARED = 15
#: Two Chinese names that share nothing but the sound of their brands (浩达, 豪达) are
#: two companies; there are more of them than of all other pairs.
HOMOPHONES = 1 << KINDS.index("c") | 1 << KINDS.index("t")


class TradeHeader(models.Model):
    _inherit = "trade.header"

    @api.model
    def _trade_batch_hits(self, headers):
        """Conflicts of these headers with all others, by their stored keys.

        :return: dict {(lower partner id, higher partner id): hit}
        """
        if not headers:
            return {}
        return self._trade_judge_pairs(
            self._trade_pairs(
                SQL("header_id = ANY(%s)", list(headers.ids)),
                SQL("!="),
                FEW_WORTH if len(headers) <= FEW else WORTH_COMPARING,
            )
        )

    @api.model
    def _trade_range_hits(self, first, last):
        """Conflicts of the headers from ``first`` to ``last`` with older ones.

        Ranges that cover all headers find each pair once.

        :return: dict {(lower partner id, higher partner id): hit}
        """
        return self._trade_judge_pairs(
            self._trade_pairs(SQL("header_id BETWEEN %s AND %s", first, last), SQL("<"))
        )

    @api.model
    def _trade_pairs(self, mine, beside, worth=WORTH_COMPARING):
        """Pairs of headers whose shared keys say enough to compare the names.

        A block is the headers that share a key. Rare keys make small blocks; a weak
        key with a large one is left out, and so is a signal of many customers.

        Of rows written a moment ago the database knows nothing, and may take the tables
        for empty: it would then go through all keys for each key. So blocks are arrays
        and not joined, headers are looked up one by one (``OFFSET 0``), and a key in
        such a way (``BETWEEN``) that only the index on keys gives the order.

        :param SQL mine: which headers' pairs
        :param SQL beside: ``!=`` for pairs with all others, ``<`` with older ones
        :param int worth: strength of the shared keys from which on names are compared
        :return: list of rows, see the last SELECT
        """
        self._trade_flush()
        cap = SQL("(%s::int4[])[(m.key & 15) + 1]", CAPS)
        return self.env.execute_query(
            SQL(
                """
                WITH block AS (
                    SELECT m.key, m.ids AS mine,
                           CASE WHEN CARDINALITY(k.ids) > %(cap)s
                                THEN k.ids[:%(crowd)s] ELSE k.ids END AS others
                      FROM (SELECT key, ARRAY_AGG(header_id) AS ids
                              FROM trade_header_key
                             WHERE %(mine)s AND NOT (key & 15)::int4 = ANY(%(slight)s)
                             GROUP BY key) AS m
                     CROSS JOIN LATERAL (
                           SELECT ARRAY_AGG(header_id) AS ids
                             FROM (SELECT header_id FROM trade_header_key
                                    WHERE key BETWEEN m.key AND m.key
                                    ORDER BY key, header_id
                                    LIMIT CASE WHEN (m.key & 15) < %(signal)s
                                               THEN %(cap)s + 1 ELSE %(many)s END
                                  ) AS found) AS k
                     WHERE CARDINALITY(k.ids) > 1
                       AND CASE WHEN (m.key & 15) < 2 THEN TRUE
                                WHEN (m.key & 15) < %(signal)s
                                THEN CARDINALITY(k.ids) <= %(cap)s
                                ELSE (SELECT COUNT(DISTINCT partner_id)
                                        FROM trade_header
                                       WHERE id = ANY(k.ids)) <= %(noise)s END),
                shared AS (
                    SELECT m.id AS one, o.id AS other,
                           SUM((%(weights)s::int4[])[(b.key & 15) + 1]) AS strength,
                           BIT_OR(1 << (b.key & 15)::int4) AS kinds,
                           ARRAY_AGG(b.key) FILTER (
                               WHERE (b.key & 15) >= %(signal)s) AS signals
                      FROM block b
                     CROSS JOIN LATERAL UNNEST(b.mine) AS m(id)
                     CROSS JOIN LATERAL UNNEST(b.others) AS o(id)
                     WHERE o.id %(beside)s m.id
                     GROUP BY 1, 2
                    HAVING SUM((%(weights)s::int4[])[(b.key & 15) + 1]) >= %(worth)s),
                pair AS (
                    SELECT a.id, a.partner_id, a.name, a.name_local, a.country_id,
                           b.id AS b_id, b.partner_id AS b_partner_id,
                           b.name AS b_name, b.name_local AS b_name_local,
                           b.country_id AS b_country_id, s.signals,
                           ROW_NUMBER() OVER (
                               PARTITION BY s.one ORDER BY s.strength DESC, s.other
                           ) AS place
                      FROM shared s
                     CROSS JOIN LATERAL (
                           SELECT * FROM trade_header
                            WHERE id = s.one AND active OFFSET 0) AS a
                     CROSS JOIN LATERAL (
                           SELECT * FROM trade_header
                            WHERE id = s.other AND active OFFSET 0) AS b
                     WHERE a.partner_id != b.partner_id
                       AND (a.company_id IS NULL OR b.company_id IS NULL
                            OR a.company_id = b.company_id)
                       AND NOT (s.kinds = %(homophones)s AND a.name_local IS NULL
                                AND b.name_local IS NULL AND a.name ~ %(han)s
                                AND b.name ~ %(han)s))
                SELECT p.id, p.partner_id, p.name, p.name_local, ca.code,
                       p.b_partner_id, p.b_name, p.b_name_local, cb.code, p.signals
                  FROM pair p
                  LEFT JOIN res_country ca ON ca.id = p.country_id
                  LEFT JOIN res_country cb ON cb.id = p.b_country_id
                 WHERE p.place <= %(compared)s OR p.signals IS NOT NULL
                """,
                mine=mine,
                beside=beside,
                cap=cap,
                crowd=CROWD,
                signal=FIRST_SIGNAL,
                many=10 * NOISE,
                noise=NOISE,
                weights=WEIGHTS,
                worth=worth,
                compared=PAIRS_COMPARED,
                slight=SLIGHT if worth == WORTH_COMPARING else [],
                homophones=HOMOPHONES if worth == WORTH_COMPARING else 0,
                han="^[\u4e00-\u9fff]",
            )
        )

    @api.model
    def _trade_judge_pairs(self, rows):
        """Compare the names of pairs of headers, each pair of customers at its best.

        :return: dict {(lower partner id, higher partner id): hit}
        """
        told = self.browse({row[0] for row in rows if row[-1]})._trade_signal_texts()
        best = {}
        for (
            _a, a_partner, a_name, a_local, a_code,
            b_partner, b_name, b_local, b_code, signals,
        ) in rows:  # fmt: skip
            pair = (min(a_partner, b_partner), max(a_partner, b_partner))
            shared = [told[key] for key in signals or () if key in told]
            for name in filter(None, (a_name, a_local)):
                score, verdict, reasons = self._trade_judge(
                    name, a_code, (b_name, b_local), b_code, shared
                )
                if score >= WEAK and score > best.get(pair, {"score": 0})["score"]:
                    best[pair] = {
                        "score": score,
                        "verdict": verdict,
                        "reasons": reasons,
                    }
        return best

    def _trade_signal_texts(self):
        """Exact signals of these headers by their hashes.

        :return: dict {hash: "kind:value"}
        """
        return {
            key_hash(f"{kind}:{value}"): f"{kind}:{value}"
            for found in (self._trade_signal_keys().values() if self else ())
            for kind, value in found
        }
