# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Cut a name written with spaces: legal forms at either end, then word by word."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from .arabic import ARTICLE, is_arabic
from .forms import (
    ANYWHERE,
    FORMS,
    IN_FRONT,
    LONG_FORMS,
    MAX_TOKENS,
    PREFIX_ONLY,
    systems_of,
)
from .name import Name, Token
from .places import PLACES
from .text import fold, is_unspaced
from .words import (
    ABBREVIATED,
    NUMBER_WORDS,
    STOP,
    TRADE_ENDINGS,
    VIETNAMESE_WORDS,
    VOCABULARY,
)

_REGISTER_TAIL = re.compile(r"\s*/\s*(?:[a-z]{2}|new|adv|old|fi)\s*/?\s*$")
#: What a register says of a company that is wound up.
_WOUND_UP = re.compile(
    r"[\s,]*\(?(?:in liquidation|in administration|in receivership|in liquidazione|"
    r"en liquidacion|em liquidacao|en liquidation|i\. ?l\.|v likvidaci|w likwidacji|"
    r"в ликвидации)\)?\s*$"
)
_DOTTED = re.compile(r"(?<!\w)((?:\w\s?[./]\s?){1,7}\w(?!\w)\.?|(?:\w\.\s?){2,8})")
#: A dotted form behind dotted initials: "S.I.T. S.p.A." is no word of six letters.
_DOTTED_FORM = re.compile(
    r"(?<=\w\.\w\.)\s(?=(?:s\.p\.a|s\.r\.l|s\.a\.s|s\.a|a\.s|a\.g|n\.v|b\.v|s\.l|l\.l\.c|p\.l\.c)\.?$)"
)
_AMPERSAND = re.compile(r"(?<!\w)(\w{1,2})\s?&\s?(?!co\b|kg\b)(\w{1,2})(?!\w)")
_DIGITS = re.compile(r"\d")
_ROMAN = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10}
_BRACKETS = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]")

_MULTI = {
    tuple(word.split()): (kind, concept)
    for word, (kind, concept) in VOCABULARY.items()
    if " " in word
} | {
    tuple(word.split()): ("place", code) for word, code in PLACES.items() if " " in word
}


def _roman_number(word: str) -> int | None:
    if not _ROMAN.match(word):
        return None
    total = 0
    values = [_ROMAN_VALUE[letter] for letter in word]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


def _collapse(match: re.Match[str]) -> str:
    return re.sub(r"[\s./]", "", match.group()) + " "


@lru_cache(maxsize=4096)
def _near_form(text: str, size: int) -> tuple[str, ...] | None:
    """A long legal form written with a slip, like "aktiengeselschaft"."""
    for form, tokens in LONG_FORMS.get((size, text[0]), ()):
        if abs(len(form) - len(text)) <= 2 and (
            Levenshtein.distance(text, form, score_cutoff=2) <= 2
        ):
            return tokens
    return None


def _form_at(words: list[str], start: int, size: int) -> tuple[str, ...] | None:
    span = tuple(words[start : start + size])
    if span in FORMS:
        return span
    text = " ".join(span)
    if len(text) >= 12 and text.isascii() and text[:2] not in ("co",):
        return _near_form(text, size)
    return None


#: Forms that are recognised with a slip at the end of a name: "Corproation", "Limied".
_SLIPPED_ENDS = ("corporation", "incorporated", "limited", "company", "limitada")


@lru_cache(maxsize=4096)
def _slipped_form(word: str) -> tuple[str, ...] | None:
    if len(word) > 5 and word.isascii():
        for form in _SLIPPED_ENDS:
            if word[0] == form[0] and OSA.distance(word, form, score_cutoff=1) <= 1:
                return (form,)
    return None


def _strip_end(words: list[str]) -> tuple[int, tuple[str, ...]] | None:
    for size in range(min(MAX_TOKENS, len(words)), 0, -1):
        form = _form_at(words, len(words) - size, size)
        if form and form not in PREFIX_ONLY:
            return size, form
    slipped = _slipped_form(words[-1]) if len(words) > 1 else None
    return (1, slipped) if slipped else None


def _strip_start(words: list[str]) -> tuple[int, tuple[str, ...]] | None:
    for size in range(min(MAX_TOKENS, len(words)), 0, -1):
        form = _form_at(words, 0, size)
        if form:
            return size, form
    return None


def _initials_in_front(form: tuple[str, ...], found: list[tuple[str, ...]]) -> bool:
    """ "IP Group Plc": a short form in front of a name that has one at its end."""
    if form == ("ab",) and ("publ",) in found:
        return False  # the two are one form
    short = len(form) == 1 and len(form[0]) < 4 and form[0].isascii()
    return short and bool(FORMS[form]) and any(FORMS[end] for end in found)


def _strip_forms(words: list[str]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the words without legal forms, and the forms found."""
    found: list[tuple[str, ...]] = []
    left = list(words)
    while left and (hit := _strip_end(left)):
        found.append(hit[1])
        left = left[: -hit[0]]
        while left and left[-1] in ("and", "&"):
            left.pop()
    while left and (hit := _strip_start(left)):
        if len(left) == hit[0] and not left[hit[0] :]:
            break
        if hit[0] == 1 and len(left) > 1 and left[1] in ("and", "&"):
            break
        if hit[1] not in IN_FRONT and _initials_in_front(hit[1], found):
            break
        found.append(hit[1])
        left = left[hit[0] :]
    place = 1
    while place < len(left):
        for size in range(min(MAX_TOKENS, len(left) - place), 0, -1):
            span = tuple(left[place : place + size])
            if span in ANYWHERE:
                found.append(span)
                left[place : place + size] = []
                break
        else:
            place += 1
    return left, found


def _merge_letters(words: list[str]) -> list[str]:
    """Join single letters: "l & h" and "l h" become "lh"."""
    merged: list[str] = []
    run: list[str] = []
    for place, word in enumerate([*words, ""]):
        joins = (
            word in ("and", "&")
            and run
            and place + 1 < len(words)
            and len(words[place + 1]) == 1
        )
        if len(word) == 1 and word.isalpha() and not is_unspaced(word):
            run.append(word)
        elif not joins:
            merged += ["".join(run)] if run else []
            run = []
            if word:
                merged.append(word)
    return merged


#: Arabic writes "and", "for" and the article together with the word behind them.
_ARABIC_HEADS = ("وال", "ول", "لل", "ال", "و", "ل")


def _arabic_known(word: str) -> str:
    """An Arabic word as the vocabulary has it, without what is written in front."""
    for head in _ARABIC_HEADS:
        bare = word.removeprefix(head)
        if len(bare) < 3 or bare == word:
            continue
        for known in (bare, ARTICLE + bare, f"لل{bare}"):
            if VOCABULARY.get(known, ("",))[0] in ("trade", "line", "filler"):
                return known
    return word


#: Endings of Russian and Ukrainian words of trade: насос, насосов, насосный.
_CASES = re.compile(
    "(?:ами|ями|ого|его|ому|ему|ыми|ими|ных|них|ный|ная|ное|ные|ов|ев|ей|ий|ый|ой|ая|яя|"
    "ое|ее|ые|ие|ых|их|ым|им|ам|ям|ах|ях|ом|ем|а|я|ы|и|у|ю|о|е|ь|й)$"
)


@lru_cache(maxsize=1)
def _stems() -> dict[str, str]:
    """Stems of Cyrillic words of trade: the word that the vocabulary has.

    Short stems are other words as well: Ковров is a town, ковров are carpets.
    """
    words = [
        word
        for word, (kind, _concept) in VOCABULARY.items()
        if kind == "trade" and "а" <= word[0] <= "я" and " " not in word
    ]
    stems = {_CASES.sub("", word): word for word in words}
    return {stem: word for stem, word in stems.items() if len(stem) > 4}


def _inflected(word: str) -> str:
    """A Cyrillic word of trade as the vocabulary has it."""
    return _stems().get(_CASES.sub("", word), word)


def _as_known(word: str) -> str:
    """A word as the vocabulary has it: written out, without what the grammar adds."""
    if word in ABBREVIATED or word in VOCABULARY or not word:
        return ABBREVIATED.get(word, word)
    if is_arabic(word):
        return _arabic_known(word)
    return _inflected(word) if "а" <= word[0] <= "я" else word


def _classify(word: str) -> Token:
    word = word.replace("'", "")
    if word in STOP:
        return Token(word, "stop", word)
    if word.isdigit():
        return Token(word, "num", str(int(word)) if len(word) < 30 else word)
    if word in NUMBER_WORDS:
        return Token(word, "num", str(NUMBER_WORDS[word]))
    canonical = _as_known(word)
    if canonical in PLACES:
        return Token(canonical, "place", PLACES[canonical])
    if canonical in VOCABULARY:
        kind, concept = VOCABULARY[canonical]
        return Token(canonical, kind, concept)
    if len(word) > 3 and FORMS.get((word,)) == frozenset():  # "Sociedade" in mid-name
        return Token(word, "filler", "company")
    if len(word) >= 8 and word.endswith(TRADE_ENDINGS):
        return Token(word, "trade", re.sub("([aou])e", r"\1", word))
    if len(word) > 7 and canonical.endswith(("isation", "isations")):
        canonical = canonical.replace("isation", "ization")
    if len(word) > 1 and (number := _roman_number(word)):
        return Token(word, "num", str(number))
    if _DIGITS.search(word):
        return Token(word, "num" if len(word) > 2 else "brand", canonical)
    return Token(canonical, "brand", canonical)


def _tokens(words: list[str]) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while place < len(words):
        for size in (4, 3, 2):
            span = tuple(words[place : place + size])
            if len(span) == size and span in _MULTI:
                kind, concept = _MULTI[span]
                tokens.append(Token("".join(span), kind, concept))
                place += size
                break
        else:
            tokens.append(_classify(words[place]))
            place += 1
    return _tidy(tokens)


def _tidy(tokens: list[Token]) -> list[Token]:
    """Settle what a word means from its place in the name."""
    kept = [token for token in tokens if token.kind != "stop"] or tokens
    if kept and kept[0].kind == "stop":
        kept = [Token(token.text, "brand", token.text) for token in kept]
    for place, token in enumerate(kept):
        last = place == len(kept) - 1
        if place and last and token.text in ("i", "v", "x"):
            kept[place] = Token(token.text, "num", str(_roman_number(token.text)))
    merged: list[Token] = []
    for token in kept:  # forty 4 -> 44
        if (
            merged
            and token.kind == merged[-1].kind == "num"
            and merged[-1].concept.isdigit()
            and int(merged[-1].concept) in range(20, 100, 10)
            and len(token.concept) == 1
            and token.concept.isdigit()
        ):
            total = str(int(merged[-1].concept) + int(token.concept))
            merged[-1] = Token(total, "num", total)
        else:
            merged.append(token)
    return merged


#: Forms that only Vietnamese names have.
_VIETNAMESE = frozenset({"tnhh", "cty", "ty", "phan", "vien", "mtv", "ctcp", "dntn"})
#: "Sander u. Söhne"; "No. 3", "№3", "Nr. 3"; "ش.م.س" (a joint-stock company of a
#: country whose letter no table has).
_UND = re.compile(r"(?<=\w\w)\su\.?\s(?=\w\w)")
_NUMBER_SIGN = re.compile(r"(?<!\w)(?:no|nr|n°|nº|num)\.?\s?(?=\d)")
#: "F.lli" is "Fratelli", and "Ste" in front of a French name "Societe", not "Sainte".
_FRATELLI = re.compile(r"(?<!\w)f\.?\s?lli(?!\w)")
_STE = re.compile(
    r"^ste\.? (?=(?:generale|nouvelle|industrielle|commerciale|francaise|des?|du) |d')"
)
#: Letters of India and its east write some vowels as marks, which are no \w.
_LETTER = r"[\w\u0900-\u0eff\u1000-\u109f\u1780-\u17ff]"
_WORD = re.compile(f"&|{_LETTER}+(?:'{_LETTER}+)*")
_THAI_FORM = re.compile(f"({fold('บริษัท')}|{fold('จำกัด')})")
_ARABIC_STOCK = re.compile(r"(?<!\w)ش\s?\.\s?م\s?\.\s?[^كملعقب\s.]\.?(?!\w)")


def _words(folded: str) -> list[str]:
    """The words of a name, "&" as "and", initials with dots as one word."""
    text = _UND.sub(" & ", _NUMBER_SIGN.sub("", folded.replace("%", " percent ")))
    text = _THAI_FORM.sub(r" \1 ", text)
    text = _STE.sub("societe ", _FRATELLI.sub("fratelli", text))
    text = _ARABIC_STOCK.sub(" شركه مساهمه ", text)
    if not any(form in text for form in ("tnhh", "cong ty", "cty")):
        text = _AMPERSAND.sub(r"\1\2", text)
    text = _DOTTED_FORM.sub(" , ", text)
    text = _DOTTED.sub(_collapse, text.replace("&", " & "))
    words = [word if word != "&" else "and" for word in _WORD.findall(text)]
    words = [word.removesuffix("'s").replace("'", "") for word in words]
    return [word.replace("_", "") for word in words if word.strip("_'")]


def spaced_name(folded: str) -> Name:
    """Return the parsed name of a folded text in a script with spaces."""
    folded = _WOUND_UP.sub("", _REGISTER_TAIL.sub("", folded)) or folded
    name = Name(folded, False)
    for inner in _BRACKETS.findall(folded):
        name.bracket_place = PLACES.get(inner.strip(), name.bracket_place)
    words = _words(folded)
    core, forms = _strip_forms(words)
    if len(core) > 1 and all(word in STOP for word in core):
        core, forms = words, []
    if not core:
        name.only_form = bool(words)
        core = words
    name.full = "".join(core)
    name.vietnamese = any(form[-1] in _VIETNAMESE for form in forms)
    if name.vietnamese:
        core = [VIETNAMESE_WORDS.get(word, word) for word in core]
    name.tokens = _tokens(_merge_letters(core))
    name.form_words = tuple(" ".join(form) for form in forms)
    name.forms = frozenset().union(*(FORMS[form] for form in forms))
    name.systems = systems_of(forms)
    return name
