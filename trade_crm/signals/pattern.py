# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The language that rules are written in: words, gaps and lists; it always ends.

One line is one phrase::

    price too high          these words, one after the other
    price ... high          at most 4 words between (6 characters in Chinese)
    price ..8 high          at most 8
    cost~ negotiat* *preis* word with its endings, beginning with, containing
    (better | lower) price  one of several
    a very? good price      a word that may be missing
    @price ... @high        a word list
    # 1000 container~       any number; "#1000" is a number of at least 1000
    @price + @high          both, in any order, near each other
    @price !@quality        but not with that in the same sentence
    ^ urgent $              the sentence's beginning and its end
    certificate ... ?       a question mark, standing by itself
    0.6: @price             how sure the line is (else as the rule says)
    /pri[cx]e{1,3}/         a regular expression, where its cost is bounded

A line is compiled to a small tree whose matching costs at most (parts x words x gap)
steps: nothing that can be written in it runs for ever. Regular expressions are taken
only when the product of their repeats is small.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import RuleError
from .languages import ENDINGS, forms
from .tokens import fold, tokenize

try:  # the shape of an expression, to tell its cost
    from re import _constants, _parser
except ImportError:  # Python 3.10
    import sre_constants as _constants
    import sre_parse as _parser

MAX_LINE = 600
MAX_LINES = 200
MAX_ATOMS = 3000
MAX_DEPTH = 6
MAX_GAP = 20
GAP, GAP_HAN = 4, 6
#: Words that the parts of one line may lie apart.
SPREAD, SPREAD_HAN = 14, 24

#: Steps that a regular expression may take from one place, at worst.
MAX_REGEX_COST = 2_000
REGEX_TEXT = 600

_SYNTAX = re.compile(
    r"\s+|(?P<gap>\.\.(?:\.|\d{1,2}))|(?P<open>\()|(?P<close>\)\??)|(?P<bar>\|)"
    r"|(?P<list>@\w+\??)|(?P<number>#\d*\??)|(?P<edge>[\^$])"
    r"|(?P<word>\*?[^\s()|@#^$*?~.]+(?:\.[^\s()|@#^$*?~.]+)*[*~]?\??)|(?P<mark>\?)"
    r"|(?P<bad>.)",
    re.S,
)


# ----------------------------------------------------------------------
# Words
# ----------------------------------------------------------------------


class Vocabulary:
    """The words that one language's rules ask for, each with a number (an atom).

    ``atoms(word)`` tells at once which of them a word of a text is; the answer is
    kept, so that a text costs one look-up a word.
    """

    CACHE = 100_000

    def __init__(self, language: str):
        self.language = language
        self.exact: dict[str, set[int]] = {}
        self.prefix: dict[str, int] = {}
        self.infix: list[tuple[str, int]] = []
        self.suffix: list[tuple[str, int]] = []
        self.least: list[tuple[float, int]] = []
        self.known: dict[str, int] = {}
        self.cache: dict[str, frozenset[int]] = {}
        #: The word lists that were compiled, which all lines share.
        self.lists: dict[str, list] = {}

    def atom(self, word: str) -> int:
        """Return the number of a word as a rule writes it."""
        if word in self.known:
            return self.known[word]
        number = self.known[word] = len(self.known)
        bare = word.strip("*~")
        if word[0] == "#":
            self.least.append((float(word[1:] or "-1"), number))
        elif word[0] == "*" and word[-1] == "*":
            self.infix.append((bare, number))
        elif word[0] == "*":
            self.suffix.append((bare, number))
        elif word[-1] == "*":
            self.prefix[bare] = number
        else:
            endings = ENDINGS[self.language].split() if word[-1] == "~" else ()
            for ending in ("", *endings):
                self.exact.setdefault(bare + fold(ending), set()).add(number)
        return number

    def atoms(self, word: str) -> frozenset[int]:
        found = self.cache.get(word)
        if found is None:
            if len(self.cache) > self.CACHE:
                self.cache.clear()
            found = self.cache[word] = frozenset(self._atoms(word))
        return found

    def _atoms(self, word):
        if word[0] == "#":
            value = float(word[1:])
            yield from (number for least, number in self.least if value >= least)
            return
        for form in forms(word, self.language):
            yield from self.exact.get(form, ())
            for size in range(1, min(len(form), 30) + 1):
                number = self.prefix.get(form[:size])
                if number is not None:
                    yield number
        for part, number in self.infix:
            if part in word:
                yield number
        for part, number in self.suffix:
            if word.endswith(part):
                yield number


# ----------------------------------------------------------------------
# The tree of a line
# ----------------------------------------------------------------------


@dataclass(slots=True)
class Word:
    """One word that is one of some atoms."""

    atoms: frozenset[int]
    optional: bool = False


@dataclass(slots=True)
class Gap:
    most: int


@dataclass(slots=True)
class Edge:
    start: bool


@dataclass(slots=True)
class Choice:
    ways: list[list]
    optional: bool = False
    #: The ways that begin with an atom, and those that may begin with anything.
    by_first: dict[int, list[list]] = field(default_factory=dict)
    open: list[list] = field(default_factory=list)
    #: All atoms that it may begin with; None where that is open.
    first: frozenset[int] | None = None


@dataclass(slots=True)
class Regex:
    expression: re.Pattern


@dataclass(slots=True)
class Line:
    """A compiled line: parts in any order, parts that must be missing."""

    text: str
    parts: list[list]
    missing: list[list] = field(default_factory=list)
    weight: float | None = None
    #: Sets of atoms: of each one must be in the sentence.
    needs: list[frozenset[int]] = field(default_factory=list)
    #: The same as bits, given by who holds all lines of a language.
    mask: int = 0
    spread: int = SPREAD


def compile_lines(text, vocabulary, lists):
    """Return the compiled lines of a rule.

    :param str text: the rule's lines; empty ones and those with "//" are passed over
    :param Vocabulary vocabulary: of the rule's language
    :param dict lists: the text of each word list
    :raise RuleError: for the first line that can't be read
    """
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("//")]
    if len(lines) > MAX_LINES:
        raise RuleError("too_many_lines", lines[MAX_LINES])
    return [
        compiled
        for line in lines
        for compiled in Compiler(line, vocabulary, lists).compiled()
    ]


class Compiler:
    def __init__(self, text, vocabulary, lists):
        self.text, self.vocabulary, self.lists = text, vocabulary, lists
        self.han = vocabulary.language == "zh"
        self.count = 0

    def fail(self, code, detail=""):
        raise RuleError(code, self.text, detail)

    def compiled(self) -> list[Line]:
        """Compile a line; bars outside of brackets part it into several."""
        text, weight = self.text, None
        if len(text) > MAX_LINE:
            self.fail("line_too_long")
        match = re.match(r"([01](?:\.\d+)?)\s*:\s*(.+)", text)
        if match:
            weight, text = float(match[1]), match[2]
            if not 0 < weight <= 1:
                self.fail("weight", match[1])
        if len(text) > 1 and text.startswith("/") and text.endswith("/"):
            return [Line(self.text, [[Regex(self.regex(text[1:-1]))]], weight=weight)]
        return [
            line
            for way in self.split_bars(text)
            for line in self.ways_of_line(way.strip(), weight)
        ]

    def split_bars(self, text):
        ways, depth = [""], 0
        for character in text:
            depth += (character == "(") - (character == ")")
            if character == "|" and not depth:
                ways.append("")
            else:
                ways[-1] += character
        if not all(way.strip() for way in ways):
            self.fail("empty_choice")
        return ways

    def ways_of_line(self, text, weight) -> list[Line]:
        """A line that begins with a choice of phrases becomes a line for each.

        Each can then be found by the words that it alone needs.
        """
        parts, missing = self.parts(text)
        first, *others = parts
        ways = [first]
        if isinstance(first[0], Choice) and not first[0].optional:
            ways = [[*way, *first[1:]] for way in first[0].ways]
        return [self.line([way, *others], missing, weight) for way in ways]

    def parts(self, text):
        parts, missing = [], []
        first, *others = re.split(r"\s([+!])", f" {text}")
        if first.strip():
            parts.append(self.part(first))
        for sign, part in zip(others[::2], others[1::2], strict=True):
            (missing if sign == "!" else parts).append(self.part(part))
        if not all(parts) or not all(missing):
            self.fail("empty_choice")
        if not parts:
            self.fail("only_missing")
        if not all(self.needs(part) for part in parts):
            self.fail("no_word")
        for part in (*parts, *missing):
            seal(part)
        return parts, missing

    def line(self, parts, missing, weight) -> Line:
        needs = [need for part in parts for need in self.all_needs(part)]
        spread = SPREAD_HAN if self.han else SPREAD
        return Line(self.text, parts, missing, weight, needs, spread=spread)

    def part(self, text, depth=0):
        """Compile a sequence; lists are put in where they are named."""
        if depth > MAX_DEPTH:
            self.fail("too_deep")
        pieces = [
            (match.lastgroup, match.group())
            for match in _SYNTAX.finditer(text)
            if match.lastgroup
        ]
        sequence, rest = self.sequence(pieces, 0, depth)
        if rest != len(pieces):
            self.fail("bracket", pieces[rest][1])
        return sequence

    def sequence(self, pieces, at, depth):
        """Compile until a closing bracket; bars at the top make a choice."""
        ways, items = [], []
        while at < len(pieces):
            kind, text = pieces[at]
            if kind == "close":
                break
            at += 1
            if kind == "bar":
                ways.append(items)
                items = []
            elif kind == "open":
                if depth >= MAX_DEPTH:
                    self.fail("too_deep")
                inner, at = self.sequence(pieces, at, depth + 1)
                if at >= len(pieces):
                    self.fail("bracket", "(")
                items += self.group(inner, pieces[at][1].endswith("?"))
                at += 1
            else:
                items += self.item(kind, text, depth)
        if ways:
            ways.append(items)
            if not all(ways):
                self.fail("empty_choice")
            items = [simple(Choice(ways))]
        return items, at

    def group(self, inner, optional):
        if not inner:
            self.fail("empty_choice")
        if not optional:
            return inner
        one = inner[0] if len(inner) == 1 else None
        if isinstance(one, Word):
            return [Word(one.atoms, True)]
        if isinstance(one, Choice):
            return [Choice(one.ways, True)]
        return [Choice([inner], True)]

    def item(self, kind, text, depth):
        self.count += 1
        if self.count > MAX_ATOMS:
            self.fail("too_many_words")
        optional = text.endswith("?") and kind in ("word", "list", "number")
        text = text[:-1] if optional else text
        if kind == "gap":
            most = text[2:].strip(".")
            most = int(most) if most else (GAP_HAN if self.han else GAP)
            return [Gap(most)] if most <= MAX_GAP else self.fail("gap", text)
        if kind == "edge":
            return [Edge(text == "^")]
        if kind in ("number", "mark"):
            return [Word(frozenset([self.vocabulary.atom(text)]), optional)]
        if kind == "list":
            return self.group(self.named(text[1:], depth), optional)
        if kind == "word":
            return self.group(self.words(text), optional)
        return self.fail("sign", text)

    def named(self, name, depth):
        if name not in self.lists:
            self.fail("no_list", name)
        known = self.vocabulary.lists.get(name)
        if known is None:
            entries = [line.strip() for line in self.lists[name].splitlines()]
            entries = [line for line in entries if line and not line.startswith("//")]
            if not entries:
                self.fail("empty_list", name)
            ways = [self.part(entry, depth + 1) for entry in entries]
            known = ways[0] if len(ways) == 1 else [simple(Choice(ways))]
            self.vocabulary.lists[name] = known
        return list(known)

    def words(self, text):
        """A word as it is written: in Chinese one item for each character."""
        front = "*" if text.startswith("*") else ""
        back = text[-1] if text[-1] in "*~" else ""
        found = tokenize(text.strip("*~")).words
        if not found:
            self.fail("sign", text)
        if self.han and len(found) > 1:
            front = back = ""
        found[0] = front + found[0]
        found[-1] += back
        return [Word(frozenset([self.vocabulary.atom(word)])) for word in found]

    def all_needs(self, sequence):
        """Yield for each item that can't be left out the atoms it may be."""
        for item in sequence:
            if found := self.needs([item]):
                yield found

    def needs(self, sequence):
        """The smallest set of atoms of which a match has at least one."""
        best = frozenset()
        for item in sequence:
            found = frozenset()
            if isinstance(item, Word) and not item.optional:
                found = item.atoms
            elif isinstance(item, Choice) and not item.optional:
                sets = [self.needs(way) for way in item.ways]
                found = frozenset().union(*sets) if all(sets) else frozenset()
            if found and (not best or len(found) < len(best)):
                best = found
        return best

    def regex(self, text):
        try:
            tree = _parser.parse(text, re.I)
        except (re.error, RecursionError, OverflowError) as error:
            raise RuleError("regex", self.text, str(error)) from error
        if regex_cost(tree) > MAX_REGEX_COST:
            self.fail("regex_cost")
        return re.compile(text, re.I)


def simple(choice):
    """A choice between single words is one word."""
    words = [way[0] for way in choice.ways if len(way) == 1]
    if len(words) == len(choice.ways) and all(
        isinstance(word, Word) and not word.optional for word in words
    ):
        return Word(frozenset().union(*(word.atoms for word in words)))
    single = [w.atoms for w in words if isinstance(w, Word) and not w.optional]
    if len(single) > 1:
        ways = [
            way
            for way in choice.ways
            if len(way) > 1 or not isinstance(way[0], Word) or way[0].optional
        ]
        return Choice([[Word(frozenset().union(*single))], *ways])
    return choice


def regex_cost(tree) -> int:
    """Return how many ways an expression can match from one place, at worst.

    The product of the widths of its repeats and of its choices; a repeat of a repeat
    counts for each time. What looks around or back counts as endless.
    """
    cost = 1
    for code, value in tree:
        if code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, inner = value
            most = REGEX_TEXT if most is _constants.MAXREPEAT else min(most, REGEX_TEXT)
            each = regex_cost(inner)
            # One way through each round, whatever the number of rounds, else all.
            rounds = most - least + 1
            cost *= (
                rounds if each == 1 else min(each**most, MAX_REGEX_COST + 1) * rounds
            )
        elif code is _constants.SUBPATTERN:
            cost *= regex_cost(value[-1])
        elif code is _constants.BRANCH:
            cost *= sum(regex_cost(way) for way in value[1])
        elif code not in (
            _constants.LITERAL,
            _constants.NOT_LITERAL,
            _constants.ANY,
            _constants.IN,
            _constants.AT,
        ):
            return MAX_REGEX_COST + 1
        if cost > MAX_REGEX_COST:
            return MAX_REGEX_COST + 1
    return cost


def first_atoms(sequence):
    """Return the atoms that a match may begin with; None where that is open."""
    found = frozenset()
    for item in sequence:
        if isinstance(item, Word):
            found |= item.atoms
        elif isinstance(item, Choice):
            firsts = [first_atoms(way) for way in item.ways]
            if None in firsts:
                return None
            found = found.union(*firsts)
        else:
            return None
        if not item.optional:
            return found
    return None


def seal(sequence):
    """Note for every choice how its ways begin, so that few of them are tried."""
    for item in sequence:
        if isinstance(item, Choice) and not (item.by_first or item.open):
            for way in item.ways:
                seal(way)
                first = first_atoms(way)
                if first is None:
                    item.open.append(way)
                for atom in first or ():
                    item.by_first.setdefault(atom, []).append(way)
            if not item.open:
                item.first = frozenset(item.by_first)


# ----------------------------------------------------------------------
# Matching
# ----------------------------------------------------------------------


class Text:
    """A sentence as the atoms of its words; what stands where is looked up once."""

    __slots__ = ("atoms", "gone", "known", "present", "where")

    def __init__(self, atoms):
        self.atoms = atoms
        self.where: dict[int, list[int]] = {}
        for at, there in enumerate(atoms):
            for atom in there:
                self.where.setdefault(atom, []).append(at)
        self.present = frozenset(self.where)
        self.known: dict[frozenset[int], list[int]] = {}
        #: How each choice goes on from a place, where it was tried.
        self.gone: dict[tuple[int, int], dict[int, tuple]] = {}

    def places(self, wanted: frozenset[int]) -> list[int]:
        """Return where any of some atoms stands, in order."""
        found = self.known.get(wanted)
        if found is None:
            atoms = wanted & self.present
            places = {at for atom in atoms for at in self.where[atom]}
            found = self.known[wanted] = sorted(places)
        return found


def ends(sequence, text, start):
    """Return {end: words used} for each way the sequence matches from a place.

    :param list sequence: items of a line
    :param Text text: the sentence
    :param int start: the first word
    """
    states, gap = {start: ()}, 0
    for item in sequence:
        if item.__class__ is Gap:
            gap += item.most
            continue
        if item.__class__ is Word and not item.optional:
            states = _words(item.atoms, text, states, gap)
        else:
            states = _step(item, text, _starts(item, text, states, gap))
        if not states:
            return states
        gap = 0
    return _widen(states, gap, len(text.atoms))


def _words(wanted, text, states, gap):
    """Go on over one of some words that stands within the gap."""
    found = {}
    places = text.places(wanted)
    if places:
        for at, used in states.items():
            for place in places:
                if place > at + gap:
                    break
                if place >= at:
                    found.setdefault(place + 1, (*used, place))
    return found


def _starts(item, text, states, gap):
    """The states that an item may go on from, as far as the gap reaches."""
    first = _first(item)
    if first is None:
        return _widen(states, gap, len(text.atoms))
    found = {}
    for at, used in states.items():
        for place in text.places(first):
            if at <= place <= at + gap:
                found.setdefault(place, used)
    return found


def _widen(states, gap, size):
    """Let every state lie up to a gap further on."""
    if not gap:
        return states
    found = {}
    for at, used in states.items():
        for place in range(at, min(at + gap, size) + 1):
            found.setdefault(place, used)
    return found


def _step(item, text, states):
    if item.__class__ is Word:  # one that may be missing
        return {**states, **_words(item.atoms, text, states, 0)}
    if item.__class__ is Edge:
        edge = 0 if item.start else len(text.atoms)
        return {at: used for at, used in states.items() if at == edge}
    found = dict(states) if item.optional else {}
    for at, used in states.items():
        for end, more in _chosen(item, text, at).items():
            found.setdefault(end, used + more)
    return found


def _chosen(choice, text, at):
    """Return {end: words used} of a choice from a place; word lists are shared."""
    key = (id(choice), at)
    found = text.gone.get(key)
    if found is None:
        found = text.gone[key] = {}
        for way in _ways(choice, text.atoms, at):
            for end, used in ends(way, text, at).items():
                found.setdefault(end, used)
    return found


def _ways(choice, atoms, at):
    """The ways that a choice may go from a place."""
    yield from choice.open
    if at < len(atoms):
        for atom in atoms[at]:
            yield from choice.by_first.get(atom, ())


def find(sequence, text):
    """Yield the words used by each match of a sequence, the shortest from a place."""
    first = _first(sequence[0])
    starts = range(len(text.atoms)) if first is None else text.places(first)
    for start in starts:
        found = ends(sequence, text, start)
        if found:
            used = found[min(found)]
            if used:
                yield used


def _first(item):
    """The atoms that an item begins with, as far as it can't be left out."""
    if item.__class__ is Word and not item.optional:
        return item.atoms
    if item.__class__ is Choice and not item.optional:
        return item.first
    return None
