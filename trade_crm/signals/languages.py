# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Which language a text is in, and how its words change."""

from __future__ import annotations

import re
from functools import lru_cache

from .tokens import fold

LANGUAGES = ("en", "zh", "es", "pt", "fr", "de", "ru", "ar")
LATIN = ("en", "es", "pt", "fr", "de")
#: How near to the likeliest language another one must come to be read too: more so
#: where the rest of the message speaks for one.
NEAR, NEAR_HINTED = 0.5, 0.75

_SCRIPTS = (
    ("zh", re.compile("[\u3400-\u9fff\uf900-\ufaff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
_LATIN_WORD = re.compile(r"[a-z\u00c0-\u024f]+", re.I)

_COMMON = {
    "en": "the of and to in is are we you your our for with this that have has be will "
    "on at it not can could please would i my as by from any if an do does "
    "was were which there their us me he she they but or so what when how who",
    "es": "a el la los las de y en es son que nos su sus nuestro nuestra nuestros "
    "nuestras para con una un por no se lo le les del al si estamos este esta "
    "hemos pero como mas ya muy sus ustedes usted cuando hay esta estan tienen "
    "necesitamos favor gracias mi me antes tenemos sobre podemos podria podrian quiero "
    "queremos hacer hasta donde cual todo todos otra otro solo tiene tengo no ninguna "
    "ningun fue ser sin entre desde esa ese eso ha han hemos tan cada esto ya",
    "pt": "o a os as de e em que nos seu sua nosso nossa nossos nossas para com uma "
    "um por nao se do da dos das ao no na nos nas estamos este esta mas como mais "
    "ja muito voces voce quando isso sao temos precisamos favor obrigado obrigada "
    "esta estao tem foi pelo pela ate tambem meu minha podemos podem preciso fazer "
    "quero queremos qual todo todos outra outro so vcs vc pra tenho nenhuma "
    "nenhum ser sem entre desde essa esse isto ha eram cada tao depois",
    "fr": "a le la les de et en est sont que nous vous votre vos notre nos pour avec "
    "une un par ne pas se du des au aux ce cette mais comme plus tres avons avez "
    "quand il elle je mon sur dans si merci l' d' n' j' qu' c' s' m' ont sera etre "
    "aucun aucune sans entre depuis chaque ces cet suis etes fait peut",
    "de": "der die das den dem des und in ist sind wir sie ihr ihre ihren ihrem ihnen "
    "unser unsere unseren unserer fur mit ein eine einen einem einer von zu nicht "
    "auf uns im am bei aus wenn dass aber als noch bitte haben hat ich mein es "
    "auch kein keine konnen wird werden nach bis vor uber zum zur war diese dieser "
    "ohne nur noch schon hatten wurde muss",
}
_OWN_LETTERS = {
    "es": re.compile("[ñ¿¡]|ción\\b", re.I),
    "pt": re.compile("[ãõ]|ção\\b|ções\\b|lh|nh", re.I),
    "fr": re.compile("[èœëîïùû]|\\b[ldnjq]u?['’]", re.I),
    "de": re.compile("[äß]|sch|ü|ung\\b", re.I),
}


@lru_cache(maxsize=1)
def _common_words():
    table: dict[str, list[str]] = {}
    for language, words in _COMMON.items():
        for word in set(words.split()):
            table.setdefault(word, []).append(language)
    return table


def common_words(language: str) -> list[str]:
    """Return the short words that are in almost every sentence of a language."""
    return [fold(word) for word in _COMMON.get(language, "").split()]


@lru_cache(maxsize=100_000)
def _speaks_for(word: str) -> tuple[tuple[str, float], ...]:
    """The languages that have a word among their short ones, and how much it tells."""
    languages = _common_words().get(fold(word), ())
    return tuple((language, 1.0 / len(languages)) for language in languages)


def latin_scores(text: str) -> dict[str, float]:
    """Return how much each language of the Latin script speaks out of the text."""
    scores = dict.fromkeys(LATIN, 0.0)
    for word in _LATIN_WORD.findall(text[:2000]):
        for language, weight in _speaks_for(word):
            scores[language] += weight
    for language, letters in _OWN_LETTERS.items():
        if letters.search(text[:2000]):
            scores[language] += 1.0
    return scores


def detect(text: str, hint: str | None = None) -> tuple[str, ...]:
    """Return the languages that a text is read in, the likeliest first.

    Scripts decide; among the languages of the Latin script the short common words.
    Several come back where a sentence is too short to tell.

    :param str hint: a language that speaks for itself where the text does not

    >>> detect("Ihr Preis ist zu hoch")[0], detect("价格太高")[0]
    ('de', 'zh')
    """
    found = []
    for language, letters in _SCRIPTS:
        count = len(letters.findall(text[:2000]))
        if count:
            found.append((count, language))
    languages = [language for __, language in sorted(found, reverse=True)]
    words = len(_LATIN_WORD.findall(text[:2000]))
    if not languages or words >= 4:
        languages += _latin(text, hint)
    return tuple(dict.fromkeys(languages))


def _latin(text, hint):
    scores = latin_scores(text)
    if hint in scores:
        scores[hint] += 2.0
    best = max(scores.values())
    if best < 2.0:
        return sorted(LATIN, key=lambda name: -scores[name])
    near = NEAR_HINTED if hint in scores else NEAR
    likely = [name for name in LATIN if scores[name] >= best * near]
    return sorted(likely, key=lambda name: -scores[name])


def main_language(text: str) -> str | None:
    """Return the language of a message where that is plain, else None."""
    scores = latin_scores(text)
    first, second = sorted(scores.values())[:-3:-1]
    if first >= 4.0 and first >= 1.5 * second:
        return max(scores, key=lambda name: scores[name])
    return None


#: Endings that "word~" stands for. Written as ``fold`` leaves them.
ENDINGS = {
    "en": "s es d ed ing",
    "es": "s es a o os as",
    "pt": "s es a o os as",
    "fr": "s x e es",
    "de": "e en er es em n s",
    "ru": "а я ы и у ю е о ь ои еи ою ею ом ем ам ям ами ями ах ях ов ев ыи ии ая яя "
    "ое ее ые ие ого его ому ему ым им ую юю ых их ыми ими ью ия ию ии иеи ием иям "
    "иях иями",
    "ar": "ه ات ين ون ان ي نا كم هم ها ك ا تكم تنا ته تها تهم اتكم اتنا اتها",
    "zh": "",
}

_ARABIC_PREFIXES = [
    "وال",
    "فال",
    "بال",
    "كال",
    "ولل",
    "فلل",
    "وس",
    "فس",
    "وب",
    "ول",
    "فب",
    "ال",
    "لل",
    "و",
    "ف",
    "ب",
    "ل",
    "ك",
    "س",
    "ي",
    "ت",
    "ن",
    "ا",
    "سن",
    "سي",
    "ست",
]


#: "And", "so": written as one word with the next one, which may be short ("ولا").
_ARABIC_AND = ("و", "ف")


@lru_cache(maxsize=100_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return a word with what its language glues in front of it taken off.

    >>> forms("والسعر", "ar")
    ('والسعر', 'سعر', 'السعر')
    """
    if language != "ar":
        return (word,)
    if len(word) < 4:
        return (word, word[1:]) if word[:1] in _ARABIC_AND else (word,)
    found = [word]
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            found.append(word[len(prefix) :])
    return tuple(dict.fromkeys(found))
