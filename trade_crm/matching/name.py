# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""A parsed name: its words by what they mean, and its legal forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .text import has_han, pinyin, readings, romanise


@dataclass(slots=True)
class Token:
    """One word: ``text`` as folded, ``concept`` what it is compared by.

    ``kind`` is brand, num, place or one of the kinds of ``words``.
    """

    text: str
    kind: str
    concept: str


@dataclass
class Name:
    """A parsed name. ``tokens`` hold the words that are no legal form.

    ``forms`` are the classes of its legal form, ``systems`` the countries whose law
    knows the form, where it says any (see ``forms``).
    """

    folded: str
    unspaced: bool
    tokens: list[Token] = field(default_factory=list)
    forms: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    form_words: tuple[str, ...] = ()
    bracket_place: str | None = None
    only_form: bool = False
    vietnamese: bool = False
    full: str = ""

    @cached_property
    def core(self) -> str:
        return "".join(token.text for token in self.tokens)

    def of(self, *kinds: str) -> list[Token]:
        return [token for token in self.tokens if token.kind in kinds]

    @cached_property
    def kana(self) -> bool:
        """True for a name that must be Japanese."""
        japanese = any(
            "会社" in form or form in ("(株)", "(有)") for form in self.form_words
        )
        return japanese or any("\u3040" <= letter <= "\u30ff" for letter in self.folded)

    @cached_property
    def hangul(self) -> bool:
        return any("\uac00" <= letter <= "\ud7af" for letter in self.folded)

    @cached_property
    def brand(self) -> str:
        return "".join(token.text for token in self.tokens if token.kind == "brand")

    @cached_property
    def roman(self) -> str:
        """The core in Latin letters; Chinese by pinyin."""
        return "".join(map(latin, self.tokens))


def latin(token: Token) -> str:
    if has_han(token.text):
        return romanise(pinyin(token.text))
    return romanise(token.text)


def split(tokens: list[Token], *kinds: str) -> list[Token]:
    return [token for token in tokens if token.kind in kinds]


def concepts(tokens: list[Token]) -> set[str]:
    return {token.concept for token in tokens}


def spoken(name: Name) -> Iterator[str]:
    """Spellings in Latin letters of a brand in another script."""
    brand = name.brand
    if has_han(brand) and not name.kana:
        yield from map(romanise, readings(brand))
        return
    yield "".join(latin(t) for t in name.of("brand"))
    if name.kana:  # folded names don't tell small kana: キツコマン may be Kikkoman
        yield romanise(_LARGE_TSU.sub(r"\1\1", _contracted(brand)))


_LARGE_TSU = re.compile(r"(?:tsu|tu)([kstp])(?=[aiueoh])")
_LARGE_Y = re.compile(r"(?<=[kgsnhmrbpjtdcz])h?i(?=y[auo])")


def _contracted(brand: str) -> str:
    """Kana in Latin letters as if every possible small one were small."""
    said = _LARGE_Y.sub("", romanise(brand))
    return re.sub(r"(?<=sh|ch)y", "", said.replace("sy", "sh").replace("ty", "ch"))
