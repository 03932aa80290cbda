# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Reads a message by rules: which signals it gives, and the sentence of each.

For each sentence the likely languages are found, its words become the atoms that the
rules of these languages ask for, and only rules of which every part may be there are
tried. What stands behind a negation ("price is not the problem") is no signal.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from . import names
from .clean import clean
from .errors import RuleError
from .languages import LANGUAGES, common_words, detect, main_language
from .pattern import REGEX_TEXT, Regex, Text, Vocabulary, compile_lines, find
from .sentences import sentences
from .tokens import BREAKS, tokenize

KINDS = (
    "price_sensitive",
    "quality_first",
    "comparing_competitor",
    "sample_wanted",
    "certificate_wanted",
    "urgent",
    "large_order",
    "payment_trouble",
    "complaint",
    "about_to_leave",
    "out_of_office",
)
#: Words before a phrase in which a negation still belongs to it.
REACH = {"zh": 4}
REACH_ELSE = 3
#: What negations are called among the word lists of a language.
NOT, NOBODY, NOT_REALLY, BUT = "not", "nobody", "not_really", "but"
#: "Thank you for the discount": what somebody is thanked for is done.
THANKS = "thanks"
#: The list of how a colleague's note tells what we did ourselves.
OWN = "own"
#: "Order number 250000": numbers that count nothing.
REFERENCE = "reference"
#: "You wrote: ...": what stands between quotation marks behind it are our words.
YOU_WROTE = "you_wrote"
#: "Nobody complained about ...": who does nothing negates the rest of the clause.
REACH_NOBODY = 12
MAX_EXCERPT = 300
#: A language's short words count as if so many lines asked for them.
COMMON_USES = 50
#: What a number reads as that counts nothing.
NO_COUNT = "#0"
#: A price that only the words about a competitor name is his: "a better offer from a
#: factory in Ningbo"; "can you match it" makes it ours too.
PRICE, COMPETITOR = "price_sensitive", "comparing_competitor"
_CITED = re.compile('["“”„«「『]([^"“”«»」』]{8,})["”“»」』]')


class Rule(NamedTuple):
    """A rule as it is written; ``key`` is whatever the caller knows it by."""

    key: object
    language: str
    kind: str
    pattern: str
    unless: str = ""
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Finding:
    """One signal of a message."""

    kind: str
    excerpt: str
    confidence: float
    language: str
    key: object
    line: str
    words: str
    competitor: str = ""


@dataclass(slots=True)
class _Compiled:
    rule: Rule
    lines: list
    unless: list


class _Language:
    """The compiled rules and lists of one language."""

    def __init__(self, language, lists, rules):
        self.language = language
        self.vocabulary = Vocabulary(language)
        self.reach = REACH.get(language, REACH_ELSE)
        self.negations = self._list(NOT, lists)
        self.nobody = self._list(NOBODY, lists) + self._list(THANKS, lists)
        self.no_negations = self._list(NOT_REALLY, lists)
        self.turns = self._list(BUT, lists)
        self.own = self._list(OWN, lists)
        self.references = self._list(REFERENCE, lists)
        self.you_wrote = self._list(YOU_WROTE, lists)
        self.rules = []
        #: What is known of each word that was read.
        self.words: dict[str, tuple] = {}
        #: The bits of the needs that an atom meets.
        self.bits: dict[int, int] = {}
        self.entries: list = []
        self.by_atom: dict[int, frozenset[int]] = {}
        self.always: list = []
        for rule in rules:
            self._add(rule, lists)
        self._index()

    def _list(self, name, lists):
        if name not in lists:
            return []
        return compile_lines(lists[name], self.vocabulary, lists)

    def _add(self, rule, lists):
        compiled = _Compiled(
            rule,
            compile_lines(rule.pattern, self.vocabulary, lists) if rule.pattern else [],
            compile_lines(rule.unless, self.vocabulary, lists) if rule.unless else [],
        )
        self.rules.append(compiled)

    def _index(self):
        """Find each line by the rarest words that it needs.

        What many lines ask for, and a language's short words, are in many sentences.
        """
        self.entries = [
            (compiled, line) for compiled in self.rules for line in compiled.lines
        ]
        uses = Counter(
            atom for __, line in self.entries for atom in set().union(*line.needs)
        )
        for word in common_words(self.language):
            uses.update(dict.fromkeys(self.vocabulary.atoms(word), COMMON_USES))
        self._number_needs()
        index: dict[int, set[int]] = {}
        for number, (__, line) in enumerate(self.entries):
            if isinstance(line.parts[0][0], Regex):
                self.always.append(self.entries[number])
                continue
            for atom in min(line.needs, key=lambda need: sum(uses[a] for a in need)):
                index.setdefault(atom, set()).add(number)
        self.by_atom = {atom: frozenset(lines) for atom, lines in index.items()}

    def _number_needs(self):
        """Give each set of words that lines need a bit, so that one "and" tells all."""
        bits: dict[frozenset[int], int] = {}
        every = [line for __, line in self.entries]
        for rule in self.rules:
            every += rule.unless
        for line in (*every, *self._lists()):
            line.mask = 0
            for need in line.needs:
                line.mask |= bits.setdefault(need, 1 << len(bits))
        for need, bit in bits.items():
            for atom in need:
                self.bits[atom] = self.bits.get(atom, 0) | bit

    def _lists(self):
        return [
            *self.negations,
            *self.nobody,
            *self.no_negations,
            *self.turns,
            *self.own,
            *self.references,
            *self.you_wrote,
        ]

    # ------------------------------------------------------------------

    def _facts(self, word):
        """Return a word's atoms, the bits of needs that it meets, lines it leads to."""
        found = self.words.get(word)
        if found is None:
            if len(self.words) > Vocabulary.CACHE:
                self.words.clear()
            atoms = self.vocabulary.atoms(word)
            bits = 0
            for atom in atoms:
                bits |= self.bits.get(atom, 0)
            lines = frozenset().union(*(self.by_atom.get(atom, ()) for atom in atoms))
            found = self.words[word] = (atoms, bits, lines)
        return found

    def is_own(self, words):
        """Whether a sentence tells what we did: "we offered him a discount"."""
        return self._says(self.own, words)

    def _says(self, lines, words):
        text = Text([self.vocabulary.atoms(word) for word in words.words])
        return any(_found(line.parts[0], text) for line in lines)

    def cites_us(self, words):
        """Whether what follows in quotation marks are our words: "you wrote"."""
        return self._says(self.you_wrote, words)

    def _counted(self, facts, words):
        """The facts of the words; numbers that only name something count nothing."""
        if not self.references or not any(word[0] == "#" for word in words.words):
            return facts
        text = Text([atoms for atoms, __, __ in facts])
        there = 0
        for __, bits, __ in facts:
            there |= bits
        for at in self._places(self.references, text, there):
            if words.words[at][0] == "#":
                facts[at] = self._facts(NO_COUNT)
        return facts

    def tell(self, sentence, words, others=None):
        """Return [(compiled rule, line, words used)] for what a sentence tells, and the
        kinds that it takes back again.

        :param others: the negations that a likelier language knows
        """
        facts = self._counted([self._facts(word) for word in words.words], words)
        there = 0
        for __, bits, __ in facts:
            there |= bits
        likely = frozenset().union(*(lines for __, __, lines in facts))
        absent = ~there
        entries = self.entries
        likely = [n for n in likely if not entries[n][1].mask & absent]
        if not likely and not self.always:
            return [], set()
        text = Text([atoms for atoms, __, __ in facts])
        told = []
        negated = self._negations(words, text, there)
        if others:
            negated = tuple(map(_joined, negated, others))
        if likely:
            for number in sorted(likely):
                compiled, line = entries[number]
                used = self._match(line, words, text, negated)
                if used:
                    told.append((compiled, line, used))
        for compiled, line in self.always:
            match = line.parts[0][0].expression.search(sentence[:REGEX_TEXT])
            if match:
                told.append((compiled, line, match.group()))
        return self._kept(told, words, text, there, negated)

    def _kept(self, told, words, text, there, negated):
        """What is told by rules that the sentence doesn't take back, and the kinds of
        those that it does."""
        rules = {id(compiled): compiled for compiled, __, __ in told}
        cancelled = {
            key
            for key, rule in rules.items()
            if self._cancelled(rule, words, text, there, negated)
        }
        kept = [entry for entry in told if id(entry[0]) not in cancelled]
        return kept, {rules[key].rule.kind for key in cancelled}

    def _match(self, line, words, text, negated):
        """The words used by a match of all parts that no negation takes back."""
        first, *others = line.parts
        for used in find(first, text):
            joined = self._join(used, others, text, line.spread)
            if joined and not self._is_negated(joined, words, negated):
                missing = any(_found(part, text) for part in line.missing)
                return None if missing else joined
        return None

    def _join(self, used, others, text, spread):
        """Add matches of the other parts, each near and on words of its own."""
        for part in others:
            near = None
            for more in find(part, text):
                if set(more) & set(used):
                    continue
                distance = max(*more, *used) - min(*more, *used)
                if distance <= spread and (near is None or distance < near[0]):
                    near = (distance, more)
            if near is None:
                return None
            used = (*used, *near[1])
        return used

    def _negations(self, words, text, there):
        """Places of the words that negate, and of those that end a negation's reach."""
        groups = self._groups(self.negations, text, there)
        if groups:
            kept = self._places(self.no_negations, text, there)
            groups = [group for group in groups if not kept.issuperset(group)]
        if self.language == "zh":
            groups = [
                group
                for group in groups
                if not all(_asks(words.words, at) for at in group)
            ]
        nobody = self._places(self.nobody, text, there)
        stops = self._places(self.turns, text, there)
        stops |= {at for at, word in enumerate(words.words) if word in BREAKS}
        # "Nie gesagt, dass" goes over its own comma.
        return groups, nobody, stops - nobody

    def denials(self, words):
        """The negations of a sentence, for languages that are read beside."""
        facts = [self._facts(word) for word in words.words]
        there = 0
        for __, bits, __ in facts:
            there |= bits
        text = Text([atoms for atoms, __, __ in facts])
        return self._negations(words, text, there)

    def _groups(self, lines, text, there):
        """The places of each match of some lines."""
        return [
            used
            for line in lines
            if not line.mask & ~there
            for used in find(line.parts[0], text)
        ]

    def _places(self, lines, text, there):
        return set().union(*self._groups(lines, text, there))

    def _is_negated(self, used, words, negated):
        groups, nobody, stops = negated
        if not groups and not nobody:
            return False
        first, last = min(used), max(used)
        taken = set(used)
        # Of a negation of two words ("ne ... plus") the phrase may have used only one.
        own = [group for group in groups if not taken.isdisjoint(group)]
        taken.update(*own)
        places = set().union(*groups) - taken
        if any(at in places for at in range(first, last)):
            return True
        for at in range(first - 1, max(-1, first - 1 - REACH_NOBODY), -1):
            if at in stops:
                return False
            if at in nobody or (at in places and at >= first - self.reach):
                return True
        return False

    def _cancelled(self, compiled, words, text, there, negated):
        """Whether a phrase takes the signal back; "not solved" doesn't.

        A phrase that holds a negation itself means it.
        """
        absent, plain = ~there, ((), (), ())
        for line in compiled.unless:
            if line.mask & absent:
                continue
            used = self._match(line, words, text, plain)
            if used and (
                any(not set(used).isdisjoint(group) for group in negated[0])
                or not self._is_negated(used, words, negated)
            ):
                return True
        return False


class Rulebook:
    """All rules, compiled; made once and used for any number of messages.

    :param dict lists: {language: {name: text}} of word lists
    :param list rules: of :class:`Rule`
    :raise RuleError: when a rule can't be read and ``broken`` is not given
    :param list broken: gets (rule, error) of rules that are left out
    """

    def __init__(self, lists, rules, broken=None):
        self.languages = {}
        rules = list(rules)
        for language in LANGUAGES:
            own_lists = lists.get(language, {})
            own = [rule for rule in rules if rule.language == language]
            if broken is not None:
                own = [
                    rule for rule in own if _readable(rule, own_lists, language, broken)
                ]
            self.languages[language] = _Language(language, own_lists, own)

    def tell(self, text, language=None, is_html=None, reported=False):
        """Return the findings of a message, one for each kind, the surest first.

        :param bool reported: a colleague wrote down what the customer said; what he
            says of ourselves tells nothing
        """
        return self.read_lines(clean(text, is_html), language, reported)

    def read_lines(self, lines, language=None, reported=False):
        best: dict[str, Finding] = {}
        hint = (language or "").split("_")[0] or None
        found = sentences(lines)
        if found and hint is None:
            hint = main_language(" ".join(found))
        for sentence in found:
            for finding in self._read_sentence(sentence, hint, reported):
                known = best.get(finding.kind)
                if known is None or finding.confidence > known.confidence:
                    best[finding.kind] = finding
        return sorted(best.values(), key=lambda f: (-f.confidence, f.kind))

    def _read_sentence(self, sentence, hint, reported):
        words = tokenize(sentence)
        if not words.words:
            return
        languages = detect(sentence, hint)
        if reported and self.languages[languages[0]].is_own(words):
            return
        cited = _CITED.search(sentence)
        if cited and self.languages[languages[0]].cites_us(words):
            said = sentence[: cited.start()] + sentence[cited.end() :]
            yield from self._read_sentence(said, hint, reported)
            return
        told, negated, taken_back = {}, None, set()
        for language in languages:
            reader = self.languages[language]
            found, back = reader.tell(sentence, words, negated)
            for compiled, line, used in found:
                if compiled.rule.kind not in taken_back:
                    kind = told.setdefault(compiled.rule.kind, [])
                    kind.append((compiled, line, used))
            if negated is None and language != languages[-1]:
                # What the likeliest language denies or takes back, no other tells.
                negated, taken_back = reader.denials(words), back
        for kind in _surest(told):
            yield _finding(kind, told[kind], sentence, words)


def _surest(told):
    """The kinds that a sentence tells: the same words tell one thing.

    Where two kinds were read from a common word, that with more phrases behind it
    stays, else that with more words; a phrase that is quite sure (1) stays anyway.
    """
    evidence = {kind: _evidence(matches) for kind, matches in told.items()}
    kept = dict.fromkeys(told)
    for one, other in combinations(told, 2):
        weaker = _weaker(one, other, evidence)
        if weaker and not evidence[weaker].is_sure:
            kept.pop(weaker, None)
    return kept


def _weaker(one, other, evidence):
    """The one of two kinds that the words of the other take back, if any."""
    first, second = evidence[one], evidence[other]
    if {one, other} == {PRICE, COMPETITOR}:
        own = evidence[PRICE].places - evidence[COMPETITOR].places
        return None if own else PRICE
    if not first.places & second.places or first.weight == second.weight:
        return None
    return one if first.weight < second.weight else other


class _Evidence(NamedTuple):
    places: set
    weight: tuple
    is_sure: bool


def _evidence(matches):
    """What speaks for a kind: its phrases, the words that they used."""
    places = set()
    for __, __, used in matches:
        if not isinstance(used, str):
            places.update(used)
    lines = {line.text for __, line, __ in matches}
    sure = max(map(_weight, matches)) >= 1
    return _Evidence(places, (len(lines), len(places)), sure)


def _joined(one, other):
    return [*one, *other] if isinstance(one, list) else one | other


def _asks(words, at):
    """Whether a Chinese negation only makes a question: 收不收, 有没有."""
    return 0 < at < len(words) - 1 and words[at - 1] == words[at + 1]


def _found(sequence, text):
    return next(find(sequence, text), None) is not None


def _readable(rule, lists, language, broken):
    try:
        vocabulary = Vocabulary(language)
        compile_lines(rule.pattern or "", vocabulary, lists)
        compile_lines(rule.unless or "", vocabulary, lists)
    except RuleError as error:
        broken.append((rule, error))
        return False
    return True


def _weight(match):
    compiled, line, __ = match
    return compiled.rule.confidence if line.weight is None else line.weight


def _finding(kind, matches, sentence, words):
    """Join the lines of one kind: each further one makes it a little surer."""
    compiled, line, used = max(matches, key=lambda m: (_weight(m), m[1].text))
    language = compiled.rule.language
    lines = {match[1].text for match in matches if match[0].rule.language == language}
    further = len(lines) - 1
    sure = min(0.99, _weight((compiled, line, used)) + 0.02 * further)
    span = (0, len(sentence))
    if isinstance(used, str):
        told = used
    else:
        places = [words.spans[at] for at in sorted(set(used))]
        span = (places[0][0], places[-1][1])
        told = _told(sentence, places)
    competitor = ""
    if kind == "comparing_competitor":
        competitor = names.competitor(sentence, span, language)
    return Finding(
        kind=kind,
        excerpt=_excerpt(sentence, span),
        confidence=round(sure, 2),
        language=language,
        key=compiled.rule.key,
        line=line.text,
        words=told,
        competitor=competitor,
    )


def _told(sentence, places):
    """The words of the match as they were written, gaps as dots."""
    text, last = "", None
    for start, end in places:
        if last is not None:
            between = sentence[last:start]
            text += between if not between.strip() else " … "
        text += sentence[start:end]
        last = end
    return text[:MAX_EXCERPT]


def _excerpt(sentence, span):
    """The sentence, or the part of a long one around what told."""
    if len(sentence) <= MAX_EXCERPT:
        return sentence
    start = max(0, min(span[0] - 80, len(sentence) - MAX_EXCERPT))
    return sentence[start : start + MAX_EXCERPT].strip()
