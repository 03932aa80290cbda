# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Two names: the same legal entity, the same group, or different companies.

Names with spaces, names without and a name of each kind have a comparison of their
own; legal forms, former names and countries are weighed here for all three.
"""

from __future__ import annotations

from .cross import compare_scripts
from .name import Name
from .parse import aliases, parse
from .spaced import compare_spaced
from .text import has_han
from .unspaced import compare_unspaced
from .verdict import Result, because, different, group, same
from .weights import DEFAULT, Weights

#: Score of two names with a slip in one word.
SLIPPED = 88.0

_CAPITAL = frozenset({"stock", "limited"})


def _changed_form(a: Name, b: Name) -> bool:
    """A Chinese company that became a joint-stock one keeps its name.

    The register lets no second company of the place have the same name with the
    other of the two forms.
    """
    return a.forms <= _CAPITAL and b.forms <= _CAPITAL and not (a.kana or b.kana)


def _weigh_forms(a: Name, b: Name, result: Result) -> Result:
    """Another legal form, or one of another country, is another legal entity."""
    if result.verdict != "same" or not a.form_words or not b.form_words:
        return result
    kinds = bool(a.forms and b.forms and not a.forms & b.forms)
    laws = bool(a.systems and b.systems and not a.systems & b.systems)
    codes = {reason.code for reason in result.reasons}
    slipped = "spelling" in codes and result.score <= SLIPPED
    slip = slipped and (a.forms, a.systems) != (b.forms, b.systems)
    if not (kinds or laws or slip):
        return result
    forms = {"a": a.form_words[0], "b": b.form_words[0]}
    if has_han(a.folded) and has_han(b.folded) and _changed_form(a, b):
        reason = because("changed_form", **forms)
        return Result(min(result.score, 92.0), "same", (*result.reasons, reason))
    if "initials" in codes and not laws:
        return result
    if slip:  # another word and another form: another company
        return different(64, *result.reasons, because("other_form", **forms))
    return group(78, *result.reasons, because("other_form", **forms))


def _two_forms(name: Name) -> bool:
    """Two legal forms and nothing else: the first is a name ("BT Inc.")."""
    return name.only_form and len(name.form_words) > 1


def _compare(
    a: str, b: str, countries: tuple[str | None, str | None], weights: Weights
) -> Result:
    one, two = parse(a), parse(b)
    if _two_forms(one) and one.full and one.full == two.full:
        return same(95, because("identical"))
    if not one.tokens or not two.tokens or one.only_form or two.only_form:
        return different(0, because("nothing_to_compare"))
    if one.unspaced and two.unspaced:
        result = compare_unspaced(one, two, countries)
    elif one.unspaced or two.unspaced:
        result = compare_scripts(one, two)
    else:
        result = compare_spaced(one, two, weights, countries, (a, b))
    return _weigh_forms(one, two, result)


def compare(
    a: str | None,
    b: str | None,
    country_a: str | None = None,
    country_b: str | None = None,
    weights: Weights | None = None,
) -> Result:
    """Compare two company names.

    :param country_a: ISO 3166 alpha-2 code of the first, where known
    :param weights: words' frequencies; the shipped ones by default
    :return: ``score`` (0 to 100), ``verdict`` and ``reasons``; symmetric

    >>> compare("Acme Ltd", "ACME Limited").verdict
    'same'
    >>> compare("Deutsche Bank AG", "Deutsche Bank GmbH").verdict
    'group'
    """
    if not (a or "").strip() or not (b or "").strip():
        return different(0, because("nothing_to_compare"))
    nothing = parse(a).only_form and not _two_forms(parse(a))
    if a == b and parse(a).tokens and not nothing:
        result = Result(100.0, "same", (because("identical"),))
        return _abroad(result, country_a, country_b)
    weights = weights or DEFAULT
    countries = (country_a, country_b)
    if b < a:
        a, b = b, a
        countries = (country_b, country_a)
    best: Result | None = None
    for kind_a, name_a in aliases(a):
        for kind_b, name_b in aliases(b):
            if kind_a == kind_b == "also":
                continue  # parts behind strokes: one whole name must be among them
            result = _compare(name_a, name_b, countries, weights)
            if kind_a != "own" or kind_b != "own":
                result = _as_alias(result, {kind_a, kind_b})
            if best is None or result.score > best.score:
                best = result
    return _abroad(best, country_a, country_b)


def _abroad(result: Result, country_a: str | None, country_b: str | None) -> Result:
    """One name in two countries: two companies of a group."""
    if (
        result.verdict != "same"
        or not country_a
        or not country_b
        or country_a.upper() == country_b.upper()
    ):
        return result
    reason = because("other_country", a=country_a, b=country_b)
    return group(78, *result.reasons, reason)


def _as_alias(result: Result, kinds: set[str]) -> Result:
    """Weigh a match of a former or further name; a slip in one is no match."""
    reason = because("former_name" if "former" in kinds else "trading_name")
    if result.verdict != "same":
        return Result(result.score, result.verdict, (*result.reasons, reason))
    if result.score <= SLIPPED:
        return different(64, *result.reasons, reason)
    return same(result.score - 5, *result.reasons, reason)
