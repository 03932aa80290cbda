# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who the competitor is: the name that a sentence gives. A place is no name."""

from __future__ import annotations

import re

from ..matching.places import PLACES
from ..matching.text import pinyin
from .tokens import fold

MAX_NAME = 60
#: Letters that a case may put at a place's end ("из Китая").
CASE_ENDING = 2

#: "A supplier in ...", "proveedor de ...": where he is, not who he is.
_SITUATED = re.compile(
    r"(?:\b(?:in|near|aus|em|из|во?|à)"
    r"|\b(?:suppliers?|vendors?|manufacturers?|factory|factories|company|companies|"
    r"mills?|producers?|traders?|sources?|sellers?|party|firm"
    r"|proveedor(?:es)?|fabricantes?|f[áa]bricas?|empresas?|fornecedor(?:es)?"
    r"|fournisseurs?|fabricants?|usines?|soci[ée]t[ée]s?"
    r"|lieferant(?:en)?|hersteller|anbieter|werk|fabrik|firma)"
    r" (?:from|of|at|based in|de|del|desde|da|do|en|à|bei|von))\s*$",
    re.I,
)
#: A name may follow these though it stands before what told of a competitor.
_LEADS_TO_NAME = re.compile(r"\b(?:from|bei|von|chez|de|a|by|с|от|у)\s*$", re.I)
#: Who does this is named, wherever it stands in the sentence.
_OFFERS = re.compile(
    r" (?:(?:has|have|had|also|just) )*(?:offer|quot|propos|promis|gave|ofre|cot|prop"
    r"|(?:nos|me|nous|m['’]a|también nos|também nos) )",
    re.I,
)
#: Capital letters that name nobody.
_NO_NAME = re.compile(
    r"^(?:I|We|Our|You|Your|The|This|That|USD|EUR|RMB|CNY|FOB|CIF|EXW|DDP|MOQ|Monday|"
    r"Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|"
    r"June|July|August|September|October|November|December|CE|ISO|RoHS|PI|PO|US|OEM|ODM|"
    r"[A-Z]?\d.*|Another|Others?|One|Two|Three|An?|Some|Several|Many|Otr[oa]s?|Una?|"
    r"Outr[oa]s?|Uma?|Une?|Autres?|Deux|Dos|Duas|Dois|Другой|Другая|Один|Одна|Нам)$"
)
_CAPITALS = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞА-ЯЁ][\w&'’.-]*)(?: (?:&|and|de|do|da|of|y|e|und) "
    r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w&'’.-]*| [A-ZÀ-ÖØ-ÞА-ЯЁ][\w&'’.-]*){0,3}"
)
_HAN = "[\u3400-\u9fff]"
_HAN_NAMED = re.compile(
    rf"(?:竞争对手|競爭對手|对手|對手|同行|友商)(?P<after>{_HAN}{{2,12}}?)(?=给|給|报|報|的|也|那|已|比|[,，。0-9])"
    rf"|(?:和|跟|与|與|向|找|从|從|是|有)(?P<before>{_HAN}{{2,10}}?)(?:的|那边的|那邊的)?(?:一家|几家|幾家|另一家|某)?"
    r"(?:供应商|供應商|工厂|工廠|厂家|廠家|厂商|廠商|公司)"
)
_HAN_EMPTY = re.compile(
    r"^(?:你们|我们|他们|你們|我們|他們|其他|其它|别的|別的|另外|另一|别|別|一些|几|幾|多|同|贵|貴|"
    r"本|该|該|三|两|兩|更多|不同|各|好|一家|当地|當地|的)"
)


def competitor(sentence: str, words: tuple[int, int], language: str) -> str:
    """Return the competitor's name in a sentence, or "".

    :param str sentence: the sentence as it was written
    :param tuple words: where the words that told of it begin and end

    >>> competitor("We are comparing with a supplier in Shanghai.", (7, 34), "en")
    ''
    >>> competitor("We are comparing with Brightstar.", (7, 21), "en")
    'Brightstar'
    """
    if language == "zh":
        return _chinese(sentence)
    if language == "ar":
        return _latin(sentence)
    if language == "de":
        return _german(sentence)
    return _capitals(sentence, words) or (_latin(sentence) if language == "ru" else "")


def _chinese(sentence):
    for match in _HAN_NAMED.finditer(sentence):
        name = (match["after"] or match["before"] or "").removesuffix("的")
        name = re.sub(r"(?:的?(?:另外|另)?一家|那边|那邊|这边|的)$", "", name)
        if len(name) >= 2 and not _HAN_EMPTY.match(name) and not is_place(name):
            return name
    return _latin(sentence)


def _latin(sentence):
    """A name in Latin letters within a text of another script."""
    for match in re.finditer(
        r"[A-Z][A-Za-z&-]{2,}(?: [A-Z][A-Za-z&-]+){0,2}", sentence
    ):
        if not _NO_NAME.match(match[0]) and not is_place(match[0]):
            return match[0][:MAX_NAME]
    return ""


def is_place(name: str) -> bool:
    """Whether a name is that of a place, in any case.

    >>> [is_place(name) for name in ("Shanghai", "Китая", "上海", "Ningbo Haitian")]
    [True, True, True, False]
    """
    folded = fold(name)
    if re.match(_HAN, name):
        return folded in PLACES or pinyin(name) in PLACES
    cut = [folded[: len(folded) - size] for size in range(1, CASE_ENDING + 1)]
    stems = [stem for stem in cut if len(stem) > CASE_ENDING]
    return folded in PLACES or (
        "а" <= folded[:1] <= "я"
        and any(stem + end in PLACES for stem in stems for end in ("", "а", "и", "ь"))
    )


def _names_nobody(name):
    """Whether it is a place, or only says of whence or how many: "Another Chinese"."""
    return is_place(name) or all(
        _NO_NAME.match(word) or is_place(word) for word in name.split()
    )


def _capitals(sentence, words):
    """The first name in capitals behind the words that told of a competitor."""
    start, end = words
    best = ""
    for match in _CAPITALS.finditer(sentence):
        name = match[0].rstrip(".'’-")
        before = sentence[: match.start()]
        led = bool(
            _LEADS_TO_NAME.search(before) or _OFFERS.match(sentence, match.end())
        )
        if match.start() == 0 and match.end() <= start:
            led = led or " " in name  # a sentence's first word is big anyhow
        if (match.start() == 0 and not led) or _NO_NAME.match(name.split()[0]):
            continue
        if _names_nobody(name) or _SITUATED.search(before):
            continue
        if match.end() <= start and not led:
            continue
        if led or match.start() >= end - len(name) - 1:
            return name[:MAX_NAME]
        best = best or name
    return best[:MAX_NAME]


#: Words in capitals that name nobody.
_GERMAN_NOBODY = frozenset(
    """
    Ihr Ihre Ihres Sie Wir Ich Es Das Der Die Ein Eine Einer Uns Unser Unsere Man Er
    Andere Anderer Jemand Niemand Keiner Zwei Drei Preis Angebot Lieferant Wettbewerb
    Konkurrenz Markt Firma Hersteller Anbieter Werk
    """.split()  # noqa: SIM905 -- so it can be read
)
_GERMAN_NAME = r"(?P<name>[A-ZÄÖÜ][\w&.-]*(?: (?:& )?[A-ZÄÖÜ][\w&.-]*){0,2})"
#: German writes every noun with a capital: a name stands right behind what it names,
#: behind "bei" and "von", or does something at the sentence's beginning.
_GERMAN = [
    re.compile(pattern + _GERMAN_NAME + behind)
    for pattern, behind in (
        (
            r"(?:Wettbewerber|Konkurrent(?:en)?|Mitbewerber|Konkurrenz|Firma|Hersteller|"
            r"Lieferanten?|Anbieter) ",
            "",
        ),
        (r"\b(?:bei|von) ", r"(?=[,.;!?]|$| \d| und )"),
        (r"^(?:Auch )?", r"(?= (?:hat|bietet|ist|macht|verlangt|liefert|gibt|will)\b)"),
    )
]


def _german(sentence):
    for pattern in _GERMAN:
        for match in pattern.finditer(sentence):
            name = match["name"].rstrip(".-")
            if _NO_NAME.match(name.split()[0]) or name.split()[0] in _GERMAN_NOBODY:
                continue
            if not is_place(name) and not _SITUATED.search(
                sentence[: match.start("name")]
            ):
                return name[:MAX_NAME]
    return ""
