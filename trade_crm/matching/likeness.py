# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Whether two words are one: equal, a translation, said alike, or a slip apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .arabic import ARTICLE, is_arabic, spelled
from .name import Token
from .people import PEOPLE, surnames, two_families
from .text import fold, is_pinyin, romanise, skeleton, sound
from .weights import Weights
from .words import DISTINCT

#: Likeness below which a pair of words is a slip of the keyboard, not a spelling.
SLIP = 0.92

#: Vowels that writers of other languages hear alike, and long ones as short ones.
_VOWELS = str.maketrans("eo", "iu")
_LONG_VOWEL = re.compile(r"([iu])\1+")
_LONG_U = re.compile("oo|ou")
_UMLAUT = re.compile("([aou])e")

#: (word of a, word of b, likeness 0 to 1)
Pair = tuple[Token, Token, float]


def one_edit(a: str, b: str) -> bool:
    """True where two words are a slip of the keyboard apart.

    One edit or two neighbours swapped; two edits in words of ten letters or more.
    """
    shorter = min(len(a), len(b))
    if shorter < 4:
        return False
    allowed = 2 if shorter >= 10 else 1
    if Levenshtein.distance(a, b, score_cutoff=allowed) <= allowed:
        return True
    if len(a) == len(b) and shorter >= 5:
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and a[wrong[0]] == b[wrong[1]]
            and a[wrong[1]] == b[wrong[0]]
        )
    return False


#: First letters that one language writes for the other: Carl, Karl; Iwan, Jwan.
_SOUND_ALIKE = frozenset(
    one + two
    for pair in ("ck", "kq", "cs", "sz", "ij", "iy", "jy", "fv", "vw", "uw", "bv", "gh")
    for one, two in (pair, reversed(pair))
)


def believable(a: str, b: str, brands: int, words: int) -> bool:
    """Whether a slip may be believed, by how much else the two names share.

    In a short word every letter tells two brands apart (Lion, Loon); a letter too many
    is likelier a slip than another letter.

    :param brands: how many other words of the two names' own agree
    :param words: the same with words of trade
    """
    shorter, longer = sorted((len(a), len(b)))
    if a[0] != b[0] and longer < 8 and a[0] + b[0] not in _SOUND_ALIKE:
        # Auer, Lauer; Fintec, Wintec: nobody's hand slips on the first letter
        return brands > (shorter < longer)
    if longer >= 6 and (shorter < longer or shorter >= 6):
        return True
    if shorter == longer:
        return brands > (shorter < 5)
    return longer >= 5 and words > 0


@lru_cache(maxsize=65536)
def _bare(word: str) -> str:
    """A word without the e that stands for an umlaut, and with the Dutch ij as y."""
    return _UMLAUT.sub(r"\1", word).replace("ij", "y")


@lru_cache(maxsize=65536)
def _heard(word: str) -> str:
    """A word by what is heard of its vowels: balaji, balajee."""
    return _LONG_VOWEL.sub(r"\1", word.translate(_VOWELS))


@lru_cache(maxsize=65536)
def _vowelless(text: str) -> bool:
    """True for Arabic and Hebrew, which write no short vowels."""
    return any("\u0590" <= letter <= "\u06ff" for letter in text)


def _bones(token: Token) -> str:
    return skeleton(romanise(token.text.removeprefix(ARTICLE))).replace("v", "f")


def _transliterated(a: Token, b: Token) -> float:
    """One word in a script without vowels, the other in one with them."""
    written, other = (a, b) if _vowelless(a.text) else (b, a)
    if is_arabic(written.text):
        return 0.95 if spelled(written.text, romanise(other.text)) else 0.0
    bones = _bones(written)
    return 0.93 if len(bones) >= 2 and bones == _bones(other) else 0.0


def _translated(a: Token, b: Token) -> float:
    """Two known words of one meaning: a translation, unless English says two things.

    "Oil" and "Petroleum" stand beside each other in one language, so they are two
    names; "Oil" and "нефть" are one word.
    """
    if a.text == b.text:
        return 1.0
    if a.text in DISTINCT and b.text in DISTINCT and a.text[:4] != b.text[:4]:
        return 0.0
    return 1.0


def same_word(a: Token, b: Token, weights: Weights) -> float:
    """Return 1 for one word, less for a spelling of it, 0 for two words."""
    if a.concept == b.concept and (a.kind == b.kind or a.kind == "brand"):
        return _translated(a, b)
    known = a.kind != "brand" and b.kind != "brand"
    if not known and _vowelless(a.text) and _vowelless(b.text):
        bare = min(len(t.text.removeprefix(ARTICLE)) for t in (a, b))
        return 0.9 if bare >= 6 and one_edit(a.text, b.text) else 0.0
    if "num" in (a.kind, b.kind):
        return 0.0
    one, two = romanise(a.text), romanise(b.text)
    if a.text.isascii() and b.text.isascii() and _far_apart(one, two):
        return 0.0
    if _bare(one) == _bare(two):
        return 0.96
    if known or (a.text in PEOPLE and b.text in PEOPLE):
        return 0.0
    if _vowelless(a.text) != _vowelless(b.text):
        return _transliterated(a, b)
    likeness = _said_alike(a, b, one, two)
    if likeness or (weights.is_common(a.concept) and weights.is_common(b.concept)):
        return likeness
    return 0.9 if one_edit(one, two) and not _two_names(a, b, weights) else 0.0


def _two_names(a: Token, b: Token, weights: Weights) -> bool:
    """True where two words a slip apart are known to be words of their own.

    Each is held by several of the database's names, or is a family's name, or both are
    Chinese in Latin letters, where most of the neighbours of a word are words.
    """
    if weights.is_shared(a.concept) and weights.is_shared(b.concept):
        return True
    return two_families(a.text, b.text) or (is_pinyin(a.text) and is_pinyin(b.text))


def _said_alike(a: Token, b: Token, one: str, two: str) -> float:
    """Likeness of two words in Latin letters by how they are said, 0 for none."""
    said = 6 if a.text.isascii() and b.text.isascii() else 3
    if one == two or (sound(one) == sound(two) and len(sound(one)) >= said):
        return 0.96
    heard = min(len(one), len(two)) >= 5 and _heard(one) == _heard(two)
    if heard and not two_families(one, two):
        return 0.93
    if len(one) > 3 < len(two) and _LONG_U.sub("u", one) == _LONG_U.sub("u", two):
        return 0.93  # Noor, Nour
    two_scripts = a.text.isascii() != b.text.isascii() and len(_bones(a)) >= 3
    if (
        two_scripts
        and _bones(a) == _bones(b)
        and Levenshtein.normalized_similarity(one, two) > 0.5
    ):
        return 0.93
    return 0.0


def pair(
    a: list[Token], b: list[Token], weights: Weights
) -> tuple[list[Pair], list[Token], list[Token]]:
    """Pair the words of two names; return the pairs and what is left of each."""
    pairs: list[Pair] = []
    left = list(b)
    rest: list[Token] = []
    for token in a:
        for other in left:
            if (
                token.concept == other.concept
                and (token.kind == other.kind or "brand" in (token.kind, other.kind))
                and _translated(token, other)
            ):
                pairs.append((token, other, 1.0))
                left.remove(other)
                break
        else:
            rest.append(token)
    still: list[Token] = []
    for token in rest:
        best, found = 0.0, None
        for other in left:
            likeness = same_word(token, other, weights)
            if likeness > best:
                best, found = likeness, other
        if found is not None:
            pairs.append((token, found, best))
            left.remove(found)
        else:
            still.append(token)
    return pairs, still, left


def letters(text: str) -> str:
    """The text in Latin letters, but for Arabic: romanised, it loses its alifs."""
    return text if text.isascii() or is_arabic(text) else romanise(text)


def plain(tokens: list[Token]) -> str:
    return "".join(letters(token.text) for token in tokens)


def _one_initial(short: list[Token], long: list[Token]) -> bool:
    """ "R. Kolbe" for "Reinhold Kolbe": one given name alone may be shortened so."""
    if len(short) != 1 or len(long) != 1:
        return False
    letter, name = short[0].text, long[0].text
    return len(letter) == 1 and name[0] == letter and name in surnames()


def initials_of(short: list[Token], long: list[Token]) -> bool:
    """ "А. В." for "Анна Викторовна": initials of what the other side writes out."""
    initials = "".join(token.text for token in short)
    return _one_initial(short, long) or (
        len(short) == 1
        and 1 < len(initials) == len(long) <= 3
        and initials == "".join(token.text[0] for token in long)
    )


def _number_free(text: str) -> bool:
    return not any(letter.isdigit() for letter in text)


def _far_apart(a: str, b: str) -> bool:
    """True for words that no spelling below makes one: most pairs are, so ask first."""
    allowed = 2 + min(len(a), len(b)) // 3
    return Levenshtein.distance(a, b, score_cutoff=allowed) > allowed


def _in_digits(tokens: list[Token]) -> str:
    return "".join(t.concept if t.kind == "num" else t.text for t in tokens)


def joined(a: list[Token], b: list[Token]) -> bool:
    """ "van der bilt" and "vanderbilt", "3 percent ers" and "three percenters"."""
    if not a or not b:
        return False
    left, right = plain(a), plain(b)
    if left == right:
        return True
    numbered = any(t.kind == "num" for t in (*a, *b))
    if numbered and letters(_in_digits(a)) == letters(_in_digits(b)):
        return True
    return (
        len(a) != len(b)
        and abs(len(left) - len(right)) <= 2
        and min(len(left), len(right)) >= 7
        and not any(
            t.kind in ("num", "dir", "place") or len(t.text) < 3 for t in (*a, *b)
        )
        and _number_free(left + right)
        and one_edit(left, right)
    )


@lru_cache(maxsize=8192)
def _written(text: str) -> dict[str, str]:
    """The words of a text as written, in small letters, by their folded form."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text[:300]))
    return {fold(word): word.lower() for word in words}


def marked_apart(a: str, b: str, word_a: str, word_b: str) -> bool:
    """True where both writers put a mark on the letter that differs: Ünal, Önal.

    :param a: the first name as written
    :param word_a: its word, folded
    """
    one, two = _written(a).get(word_a), _written(b).get(word_b)
    if not one or not two or one.isascii() or two.isascii() or len(one) != len(two):
        return False
    wrong = [(x, y) for x, y in zip(one, two, strict=True) if x != y]
    return bool(wrong) and all(not x.isascii() and not y.isascii() for x, y in wrong)


def tones_apart(a: str, b: str, words: list[str]) -> bool:
    """True where two Vietnamese names differ in the marks of a word: Hưng, Hùng.

    Only where both writers put marks on the words of the name at all.
    """
    one, two = _written(a), _written(b)
    if not all(
        any(not names.get(word, "").isascii() for word in words) for names in (one, two)
    ):
        return False
    return any(word in one and word in two and one[word] != two[word] for word in words)
