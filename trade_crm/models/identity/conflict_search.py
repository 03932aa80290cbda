# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who else is this? Candidates by shared keys, then names compared in Python."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.http import request
from odoo.tools import SQL

from ...matching import STRENGTH, compare, exact_signals, name_key
from ...matching.hashes import key_hash
from ...matching.signals import NOISE

#: Headers read of one key, those of them that count (active, of the asker's companies),
#: and headers whose names are compared.
KEY_READ = 1200
KEY_CAP = 60
COMPARED = 30
#: Names compared for want of an exact signal: the strongest keys come first.
NAMES_COMPARED = 12
#: A score below says nothing.
WEAK = 65.0
SIGNAL_SCORE = {"code": 100.0, "domain": 76.0, "phone": 72.0}


class TradeHeader(models.Model):
    _inherit = "trade.header"

    # ------------------------------------------------------------------
    # Candidates
    # ------------------------------------------------------------------

    @api.model
    def _trade_flush(self):
        """Write pending changes of what the candidates' SQL reads."""
        self.env["trade.header"].flush_model(
            ["name", "name_local", "partner_id", "country_id", "company_id", "active"]
        )

    @api.model
    def _trade_candidates(self, keys, exclude=(), companies=None):
        """Headers that share a key, most and strongest shared keys first.

        :param keys: {key: strength}; a strength of 0 marks an exact signal
        :param exclude: ids of partners that are no candidates
        :param companies: ids of companies whose customers count besides shared ones
        :return: list of (header id, partner id, names, country code, keys' hashes)
        """
        if not keys:
            return []
        self._trade_flush()
        hashes = {key_hash(key): key for key in keys}
        companies = list(companies or self.env.companies.ids)
        strengths = {hashed: keys[key] or 20 for hashed, key in hashes.items()}
        rows = self._trade_candidate_rows(strengths, exclude, companies)
        if not all(row[-1] for row in rows):
            # Headers that don't count stand in the way of some that do.
            rows = self._trade_candidate_rows(
                strengths,
                exclude,
                companies,
                SQL(
                    """
                    SELECT f.header_id
                      FROM (SELECT header_id FROM trade_header_key
                             WHERE key = q.key LIMIT %s) AS f
                      JOIN trade_header h ON h.id = f.header_id
                     WHERE %s
                    """,
                    KEY_READ,
                    self._trade_counting(companies),
                ),
            )
        return [
            (header, partner, (name, local), code, {hashes[h] for h in found})
            for header, partner, name, local, code, found, counts in rows
            if counts and partner not in exclude
        ]

    @api.model
    def _trade_counting(self, companies):
        """Which headers ``h`` an asker of these companies is told of."""
        return SQL(
            "h.active AND (h.company_id IS NULL OR h.company_id = ANY(%s))", companies
        )

    @api.model
    def _trade_candidate_rows(self, strengths, exclude, companies, headers=None):
        """Headers with one of the keys, the most strongly tied first.

        :param dict strengths: {hash of a key: what it says}
        :param SQL headers: the headers of the key ``q.key``; all by default, for which
            none is looked at
        :return: rows of header id, partner id, names, country code, hashes, and whether
            the header counts
        """
        return self.env.execute_query(
            SQL(
                """
                WITH hit AS (
                    SELECT k.header_id, SUM(q.strength) AS strength,
                           ARRAY_AGG(q.key) AS keys
                      FROM UNNEST(%(keys)s::int8[], %(strengths)s::int4[])
                           AS q(key, strength)
                     CROSS JOIN LATERAL (%(headers)s LIMIT %(cap)s) AS k
                     GROUP BY k.header_id
                     ORDER BY 2 DESC
                     LIMIT %(compared)s
                )
                SELECT h.id, h.partner_id, h.name, h.name_local, c.code, hit.keys,
                       %(counting)s
                  FROM hit
                  JOIN trade_header h ON h.id = hit.header_id
                  LEFT JOIN res_country c ON c.id = h.country_id
                 ORDER BY hit.strength DESC, h.id
                """,
                keys=list(strengths),
                strengths=list(strengths.values()),
                headers=headers
                or SQL("SELECT header_id FROM trade_header_key WHERE key = q.key"),
                cap=KEY_CAP,
                compared=COMPARED + len(exclude),
                counting=self._trade_counting(companies),
            )
        )

    @api.model
    def _trade_quiet_signals(self, keys):
        """Signals of more than twenty customers: they say nothing."""
        hashes = {key_hash(key): key for key in keys}
        if not hashes:
            return set()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT q.key
                  FROM UNNEST(%s::int8[]) AS q(key)
                 CROSS JOIN LATERAL (
                       SELECT COUNT(DISTINCT h.partner_id) AS customers
                         FROM (SELECT header_id FROM trade_header_key
                                WHERE key = q.key LIMIT %s) AS k
                         JOIN trade_header h ON h.id = k.header_id) AS n
                 WHERE n.customers > %s
                """,
                list(hashes),
                10 * NOISE,
                NOISE,
            )
        )
        return {hashes[row[0]] for row in rows}

    @api.model
    def _trade_judge(self, name, country, names, other_country, shared):
        """Compare one name with a candidate's names and the signals they share.

        :return: (score, verdict, reasons as pairs of code and parameters)
        """
        score, verdict, reasons = 0.0, "different", []
        weights = self._trade_weights()
        for other in filter(None, names) if name else ():
            result = compare(name, other, country, other_country, weights)
            if result.score > score or not reasons:
                score, verdict = result.score, result.verdict
                reasons = [(r.code, r.params) for r in result.reasons]
        exact = [key.split(":", 1) for key in shared]
        for kind, value in sorted(exact):
            if kind == "code":
                score, verdict = 100.0, "same"
            elif verdict == "same":
                score = min(99.0, score + 4)
            else:
                if verdict == "different" and score < WEAK:
                    reasons = []
                score, verdict = max(score, SIGNAL_SCORE[kind]), "group"
            reasons.insert(0, (f"same_{kind}", {"value": value}))
        return score, verdict, reasons

    @api.model
    def _trade_search(
        self, names, codes, country, emails, phones, websites, exclude=(), typing=False
    ):
        """Return the best header of each customer that may be the same, best first.

        :param bool typing: the first name may be half typed
        """
        signals = {
            f"{kind}:{value}"
            for kind, value in exact_signals(
                tuple(codes), tuple(emails), tuple(websites), tuple(phones), country
            )
        }
        signals -= self._trade_quiet_signals(signals)
        keys = dict.fromkeys(signals, 0)
        for name in names:
            keys |= {key: STRENGTH[key[0]] for key in name_key(name)}
        best = {}
        candidates = self._trade_candidates(keys, exclude)
        for place, (header, partner, others, code, shared) in enumerate(candidates):
            if place >= NAMES_COMPARED and not shared & signals:
                continue
            for name in names or [None]:
                score, verdict, reasons = self._trade_judge(
                    name, country, others, code, shared & signals
                )
                if score < WEAK:
                    continue
                if partner not in best or score > best[partner]["score"]:
                    best[partner] = {
                        "partner_id": partner,
                        "header_id": header,
                        "score": score,
                        "verdict": verdict,
                        "reasons": reasons,
                    }
        rank = {"same": 0, "group": 1, "different": 2}
        hits = sorted(
            best.values(),
            key=lambda hit: (rank[hit["verdict"]], -hit["score"], hit["partner_id"]),
        )
        if typing and names:
            return self._trade_with_beginnings(names[0], hits, candidates, exclude)
        return hits

    # ------------------------------------------------------------------
    # The question
    # ------------------------------------------------------------------

    @api.model
    def find_conflicts(
        self,
        name=None,
        credit_code=None,
        country=None,
        email=None,
        phone=None,
        website=None,
        exclude_partner=None,
        limit=10,
        typing=False,
    ):
        """Return customers that may be the one described, best first.

        :param country: ISO code, id or record of ``res.country``
        :param exclude_partner: id or record of the customer that is being edited
        :param bool typing: the name may be half typed: customers whose name begins so
            are answered too, with ``level`` "typing", behind the others
        :return: list of dicts ``partner_id``, ``header_id``, ``score`` (0 to 100),
            ``verdict`` (same, group, different), ``reasons`` (sentences),
            ``reason_codes``, ``level`` (code, name, likely, weak) and its ``policy``
            (off, warn, block), ``owner_state``
            (mine, owned, pool, free), ``owner`` and ``name``. For a customer that the
            user can't open, ``partner_id``, ``header_id`` and ``name`` are False, and
            ``owner`` is shown only where the company's settings say so.
        :raise UserError: when the day's questions of the user are used up; only those
            from outside are counted, a screen's or another program's
        """
        if request:
            self.env["trade.ask.tally"]._charge()
        return self._find_conflicts(
            name,
            credit_code,
            country,
            email,
            phone,
            website,
            exclude_partner,
            limit,
            typing,
        )

    @api.model
    def _find_conflicts(
        self,
        name,
        credit_code,
        country,
        email,
        phone,
        website,
        exclude=None,
        limit=10,
        typing=False,
    ):
        """``find_conflicts``, for who has counted the question already."""
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("Only employees can look for conflicting customers.")
            )
        if isinstance(country, int) and country:
            country = self.env["res.country"].browse(country)
        if isinstance(country, models.BaseModel):
            country = country.code
        excluded = getattr(exclude, "id", exclude)
        hits = self.sudo()._trade_search(  # the answer is masked below
            [name] if name else [],
            [credit_code] if credit_code else [],
            country or None,
            [email] if email else [],
            [phone] if phone else [],
            [website] if website else [],
            [excluded] if excluded else [],
            typing,
        )
        return self._trade_mask(hits[: max(1, min(int(limit or 10), 50))])
