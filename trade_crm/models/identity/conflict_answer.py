# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""What a conflict's finder is told: levels, reasons in words, and what stays hidden."""

from odoo import api, models

#: From here on it is a branch, a holding, another form or seat of the same company.
KINDRED = 76.0

#: What the company's settings say of conflicts.
MASKS = (
    "trade_conflict_mask",
    "trade_conflict_code",
    "trade_conflict_name",
    "trade_conflict_likely",
    "trade_conflict_weak",
)


def level_of(score, verdict, codes):
    """Return the policy's level of a conflict: code, name, likely or weak.

    "typing" is no conflict yet: a name that begins with what is being typed.
    """
    if "same_code" in codes:
        return "code"
    if "beginning" in codes:
        return "typing"
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
            "beginning": _("its name begins like this"),
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
            "beginning": _("its name begins like this"),
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

    @api.model
    def _trade_mask(self, hits):
        """Turn raw hits into what the user may know."""
        partners = self.env["res.partner"].browse([hit["partner_id"] for hit in hits])
        # Of a hundred columns these alone: the answer is waited for while typing. The
        # companies' path is what Odoo's own rule on contacts reads.
        companies = self.env.company | self.env.companies
        companies.sudo().fetch([*MASKS, "parent_path"])  # they bind whoever asks
        open_ids = partners._trade_open_ids()
        known = partners.sudo()  # masked below
        known.fetch(["name", *partners._trade_owner_fields()])
        known.user_id.fetch(["partner_id"])
        known.user_id.partner_id.fetch(["name"])
        states = partners._trade_owner_states()
        show_owner = self.env.company.sudo().trade_conflict_mask == "owner"  # as above
        policy = self.env.company._trade_conflict_levels()
        # Half a name blocks nothing; no warning of names is none of halves either.
        policy["typing"] = "off" if policy["name"] == "off" else "warn"
        answer = []
        for hit in hits:
            partner = partners.browse(hit["partner_id"])
            masked = partner.id not in open_ids
            owner = partner.sudo().user_id  # shown as the settings say, no more
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


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _trade_open_ids(self):
        """Ids of those that the user can open; in SQL, which reads no other column."""
        if not self.browse().has_access("read"):
            return set()
        everybody = self.with_context(active_test=False)
        return set(everybody.search([("id", "in", self.ids)], order="id").ids)

    @api.model
    def _trade_owner_fields(self):
        """What ``_trade_owner_states`` reads."""
        return ["user_id"]

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
