# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Who the competitor is: the name, or else the place, that a sentence gives."""

from __future__ import annotations

import re

from ..matching.places import PLACES

MAX_NAME = 60

_PLACE_WORDS = [
    "in",
    "from",
    "based",
    "near",
    "at",
    "en",
    "de",
    "del",
    "desde",
    "em",
    "do",
    "da",
    "dos",
    "à",
    "a",
    "aus",
    "bei",
    "von",
    "из",
    "в",
    "с",
    "от",
    "во",
]
#: Capital letters that name nobody.
_NO_NAME = re.compile(
    r"^(?:I|We|Our|You|Your|The|This|That|USD|EUR|RMB|CNY|FOB|CIF|EXW|DDP|MOQ|Monday|"
    r"Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|"
    r"June|July|August|September|October|November|December|CE|ISO|RoHS|PI|PO|US|OEM|ODM|"
    r"[A-Z]?\d.*)$"
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
_ARABIC_PLACE = re.compile(
    r"(?:\bفي|\bمن) (?P<name>[\u0621-\u064a]{3,}(?: [\u0621-\u064a]{3,})?)"
)
_ARABIC_WORD = re.compile(
    "^(?:ال?موردين?|ال?سوق|ال?عروض|ال?مصانع|قبل|اجل|خلال|الوقت|هذا|هذه)"
)


def competitor(sentence: str, words: tuple[int, int], language: str) -> str:
    """Return the competitor's name or place in a sentence, or "".

    :param str sentence: the sentence as it was written
    :param tuple words: where the words that told of it begin and end

    >>> competitor("We are comparing with a supplier in Shanghai.", (7, 34), "en")
    'Shanghai'
    """
    if language == "zh":
        return _chinese(sentence)
    if language == "ar":
        return _arabic(sentence, words)
    return _capitals(sentence, words, language)


def _chinese(sentence):
    for match in _HAN_NAMED.finditer(sentence):
        name = (match["after"] or match["before"] or "").removesuffix("的")
        name = re.sub(r"(?:的?(?:另外|另)?一家|那边|那邊|这边|的)$", "", name)
        if len(name) >= 2 and not _HAN_EMPTY.match(name):
            return name
    for size in (3, 2):
        for start in range(len(sentence) - size + 1):
            if sentence[start : start + size] in PLACES:
                return sentence[start : start + size]
    latin = re.search(r"[A-Z][A-Za-z&-]{2,}(?: [A-Z][A-Za-z&-]+){0,2}", sentence)
    return latin[0] if latin and not _NO_NAME.match(latin[0]) else ""


def _arabic(sentence, words):
    latin = re.search(r"[A-Z][A-Za-z&-]{2,}(?: [A-Z][A-Za-z&-]+){0,2}", sentence)
    if latin and not _NO_NAME.match(latin[0]):
        return latin[0]
    for match in _ARABIC_PLACE.finditer(sentence, words[0]):
        name = match["name"].split()[0]
        if not _ARABIC_WORD.match(name):
            return name
    return ""


def _capitals(sentence, words, language):
    """The first name in capitals behind the words that told of a competitor.

    German writes every noun with a capital: there a name follows a small word of
    place, or is no word of the telling itself.
    """
    start, end = words
    best = ""
    for match in _CAPITALS.finditer(sentence):
        name = match[0].rstrip(".'’-")
        before = sentence[: match.start()].rstrip().rsplit(" ", 1)[-1].lower()
        placed = before in _PLACE_WORDS
        if match.start() == 0 or _NO_NAME.match(name.split()[0]):
            continue
        if match.end() <= start and not placed:
            continue
        if language == "de" and not placed and not _foreign(name, sentence, end):
            continue
        if placed or match.start() >= end - len(name) - 1:
            return name[:MAX_NAME]
        best = best or name
    return best[:MAX_NAME]


def _foreign(name, sentence, end):
    """Whether a German noun is a name: it stands right behind "Wettbewerber"."""
    behind = re.search(
        r"(?:Wettbewerber|Konkurrent(?:en)?|Mitbewerber|Konkurrenz|Firma|Hersteller|"
        r"Lieferanten?|Anbieter) " + re.escape(name),
        sentence,
    )
    return bool(behind)
