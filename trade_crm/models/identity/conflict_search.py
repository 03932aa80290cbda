# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who else is this? Candidates by shared keys, then names compared in Python."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...matching import STRENGTH, compare, exact_signals, name_key
from ...matching.hashes import KINDS, WEIGHTS, key_hash
from ...matching.signals import NOISE

#: Headers read of one key, and headers whose names are compared.
KEY_CAP = 60
COMPARED = 30
#: Names compared for want of an exact signal: the strongest keys come first.
NAMES_COMPARED = 12
#: A score below says nothing.
WEAK = 65.0
#: From here on it is a branch, a holding, another form or seat of the same company.
KINDRED = 76.0
SIGNAL_SCORE = {"code": 100.0, "domain": 76.0, "phone": 72.0}
#: Headers that share a key when many are compared: a weak key of more says nothing.
#: Of a name that more have, each is compared with the first few alone.
CAPS = [{"c": 50, "s": 50, "b": 50}.get(kind, 20) for kind in KINDS]
CROWD = 3
FIRST_SIGNAL = KINDS.index("code")
#: Strength of the shared keys below which no two names are the same.
WORTH_COMPARING = 6
#: Of a few headers that somebody types, one rare word in another script is enough.
FEW, FEW_WORTH = 100, 3
PAIRS_COMPARED = 15


def level_of(score, verdict, codes):
    """Return the policy's level of a conflict: code, name, likely or weak."""
    if "same_code" in codes:
        return "code"
    if verdict == "same" and score >= 95:
        return "name"
    return "likely" if verdict == "same" or score >= KINDRED else "weak"


class TradeHeader(models.Model):
    _inherit = "trade.header"

    @api.model
    def _trade_reason_texts(self):
        """Sentences of the reasons in the user's language, with their places."""
        _ = self.env._
        return {
            "same_code": _("same code %(value)s"),
            "same_domain": _("same web domain %(value)s"),
            "same_phone": _("same telephone number %(value)s"),
            "identical": _("same name"),
            "same_without_form": _("same name without legal form"),
            "same_words": _("same words in another order or spelling"),
            "spelling": _("%(a)s is spelled like %(b)s"),
            "joined": _("same name written together or apart"),
            "romanised": _("same name in another script"),
            "initials": _("%(a)s are the initials of %(b)s"),
            "word_missing": _("only one side says %(words)s"),
            "place_missing": _("only one side says the place %(words)s"),
            "former_name": _("a former name matches"),
            "trading_name": _("a trading name matches"),
            "series": _("vehicles of one series (%(a)s, %(b)s)"),
            "other_form": _("same name with another legal form (%(a)s, %(b)s)"),
            "changed_form": _(
                "same name, perhaps before a change of legal form (%(a)s, %(b)s)"
            ),
            "other_place": _("same name at another place (%(a)s, %(b)s)"),
            "branch": _("branch or office of the company"),
            "group": _("company of the group of %(words)s"),
            "other_line": _("same brand in another line (%(a)s, %(b)s)"),
            "other_number": _("another number (%(a)s, %(b)s)"),
            "other_direction": _("another point of the compass (%(a)s, %(b)s)"),
            "other_country": _("registered in another country (%(a)s, %(b)s)"),
            "same_sound": _("the brand sounds alike (%(a)s, %(b)s)"),
            "abbreviation": _("%(a)s may be short for %(b)s"),
            "other_brand": _("another brand (%(a)s, %(b)s)"),
            "nothing_to_compare": _("a name without a word of its own"),
        }

    @api.model
    def _trade_masked_reasons(self):
        """What may be said of a customer that the user can't open."""
        _ = self.env._
        return {
            "same_code": _("same code"),
            "same_domain": _("same web domain"),
            "same_phone": _("same telephone number"),
            "identical": _("same name"),
            "same_without_form": _("same name"),
            "branch": _("branch or office of the company"),
        }

    @api.model
    def _trade_say(self, reasons, masked=False):
        """Return reasons, pairs of code and parameters, as sentences."""
        if masked:
            texts = self._trade_masked_reasons()
            similar = self.env._("similar name")
            return list(dict.fromkeys(texts.get(code, similar) for code, _p in reasons))
        texts = self._trade_reason_texts()
        return [texts[code] % params for code, params in reasons]

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
        rows = self.env.execute_query(
            SQL(
                """
                WITH hit AS (
                    SELECT k.header_id, SUM(q.strength) AS strength,
                           ARRAY_AGG(q.key) AS keys
                      FROM UNNEST(%(keys)s::int8[], %(strengths)s::int4[])
                           AS q(key, strength)
                     CROSS JOIN LATERAL (
                           SELECT header_id FROM trade_header_key
                            WHERE key = q.key LIMIT %(cap)s) AS k
                     GROUP BY k.header_id
                     ORDER BY 2 DESC
                     LIMIT %(compared)s
                )
                SELECT h.id, h.partner_id, h.name, h.name_local, c.code, hit.keys
                  FROM hit
                  JOIN trade_header h ON h.id = hit.header_id
                  LEFT JOIN res_country c ON c.id = h.country_id
                 WHERE h.active
                   AND (h.company_id IS NULL OR h.company_id = ANY(%(companies)s))
                   AND NOT h.partner_id = ANY(%(exclude)s)
                 ORDER BY hit.strength DESC, h.id
                """,
                keys=list(hashes),
                strengths=[keys[key] or 20 for key in hashes.values()],
                cap=KEY_CAP,
                compared=COMPARED + len(exclude),
                companies=list(companies or self.env.companies.ids),
                exclude=list(exclude),
            )
        )
        return [
            (header, partner, (name, local), code, {hashes[h] for h in found})
            for header, partner, name, local, code, found in rows
        ]

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
        self, names, codes, country, emails, phones, websites, exclude=()
    ):
        """Return the best header of each customer that may be the same, best first."""
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
        for place, (header, partner, others, code, shared) in enumerate(
            self._trade_candidates(keys, exclude)
        ):
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
        return sorted(
            best.values(),
            key=lambda hit: (rank[hit["verdict"]], -hit["score"], hit["partner_id"]),
        )

    # ------------------------------------------------------------------
    # The question
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
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
    ):
        """Return customers that may be the one described, best first.

        :param country: ISO code, id or record of ``res.country``
        :param exclude_partner: id or record of the customer that is being edited
        :return: list of dicts ``partner_id``, ``header_id``, ``score`` (0 to 100),
            ``verdict`` (same, group, different), ``reasons`` (sentences),
            ``reason_codes``, ``level`` (code, name, likely, weak) and its ``policy``
            (off, warn, block), ``owner_state``
            (mine, owned, pool, free), ``owner`` and ``name``. For a customer that the
            user can't open, ``partner_id``, ``header_id`` and ``name`` are False, and
            ``owner`` is shown only where the company's settings say so.
        """
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("Only employees can look for conflicting customers.")
            )
        if isinstance(country, int) and country:
            country = self.env["res.country"].browse(country)
        if isinstance(country, models.BaseModel):
            country = country.code
        excluded = getattr(exclude_partner, "id", exclude_partner)
        # sudo: the answer is masked below to what the user may know
        hits = self.sudo()._trade_search(
            [name] if name else [],
            [credit_code] if credit_code else [],
            country or None,
            [email] if email else [],
            [phone] if phone else [],
            [website] if website else [],
            [excluded] if excluded else [],
        )
        return self._trade_mask(hits[: max(1, min(int(limit or 10), 50))])

    @api.model
    def _trade_mask(self, hits):
        """Turn raw hits into what the user may know."""
        partners = self.env["res.partner"].browse([hit["partner_id"] for hit in hits])
        open_ids = set(partners._filtered_access("read").ids)
        states = partners._trade_owner_states()
        show_owner = self.env.company.trade_conflict_mask == "owner"
        policy = self.env.company._trade_conflict_levels()
        answer = []
        for hit in hits:
            partner = partners.browse(hit["partner_id"])
            masked = partner.id not in open_ids
            # sudo: the owner's name is shown as the settings say, nothing else
            owner = partner.sudo().user_id
            codes = [code for code, _params in hit["reasons"]]
            level = level_of(hit["score"], hit["verdict"], codes)
            answer.append(
                {
                    "partner_id": False if masked else partner.id,
                    "header_id": False if masked else hit["header_id"],
                    "name": False if masked else partner.name,
                    "score": hit["score"],
                    "verdict": hit["verdict"],
                    "reasons": self._trade_say(hit["reasons"], masked),
                    "reason_codes": codes,
                    "level": level,
                    "policy": policy[level],
                    "owner_state": states[partner.id],
                    "owner": owner.name
                    if owner and (show_owner or not masked)
                    else False,
                }
            )
        return answer

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
                WITH mine AS (
                    SELECT key, header_id FROM trade_header_key WHERE %(mine)s),
                block AS (
                    SELECT m.key, CASE WHEN CARDINALITY(k.ids) > %(cap)s
                                       THEN k.ids[:%(crowd)s] ELSE k.ids END AS ids
                      FROM (SELECT DISTINCT key FROM mine) AS m
                     CROSS JOIN LATERAL (
                           SELECT ARRAY_AGG(header_id) AS ids
                             FROM (SELECT header_id FROM trade_header_key
                                    WHERE key = m.key
                                    ORDER BY header_id
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
                pair AS (
                    SELECT m.header_id AS one, o.id AS other,
                           SUM((%(weights)s::int4[])[(m.key & 15) + 1]) AS strength,
                           ARRAY_AGG(m.key) FILTER (
                               WHERE (m.key & 15) >= %(signal)s) AS signals
                      FROM mine m
                      JOIN block b ON b.key = m.key
                     CROSS JOIN LATERAL UNNEST(b.ids) AS o(id)
                     WHERE o.id %(beside)s m.header_id
                     GROUP BY 1, 2
                    HAVING SUM((%(weights)s::int4[])[(m.key & 15) + 1]) >= %(worth)s),
                ranked AS (
                    SELECT *, ROW_NUMBER() OVER (
                           PARTITION BY one ORDER BY strength DESC, other) AS place
                      FROM pair)
                SELECT a.id, a.partner_id, a.name, a.name_local, ca.code,
                       b.partner_id, b.name, b.name_local, cb.code, r.signals
                  FROM ranked r
                  JOIN trade_header a ON a.id = r.one
                  JOIN trade_header b ON b.id = r.other
                  LEFT JOIN res_country ca ON ca.id = a.country_id
                  LEFT JOIN res_country cb ON cb.id = b.country_id
                 WHERE (r.place <= %(compared)s OR r.signals IS NOT NULL)
                   AND a.active AND b.active AND a.partner_id != b.partner_id
                   AND (a.company_id IS NULL OR b.company_id IS NULL
                        OR a.company_id = b.company_id)
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


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _trade_owner_states(self):
        """Who holds each of these customers, for a conflict's answer.

        Extended where customers can lie in a pool.

        :return: dict {partner id: "mine", "owned", "pool" or "free"}
        """
        states = {}
        for partner in self.sudo():  # sudo: tells only whether there is an owner
            owner = partner.user_id
            states[partner.id] = (
                "free" if not owner else "mine" if owner == self.env.user else "owned"
            )
        return states
