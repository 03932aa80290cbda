# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Lines become sentences: Latin, Chinese and Arabic marks; wrapped lines joined."""

from __future__ import annotations

import re

#: Sentences of a message, and characters of one, that are looked at.
MAX_SENTENCES = 300
MAX_SENTENCE = 1000
#: A line that was wrapped by the mail program is about this long, or longer.
WRAPPED = 55

_END = re.compile(
    r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[^\s])|(?<=[。！？；｡︒])[”’」』）]*|(?<=[؟۔])\s*"
)
_SHORT = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|no|nr|art|approx|ca|e\.g|i\.e|etc|vs|incl|excl|ltd|co|"
    r"inc|corp|pcs|pc|qty|sr|sra|ing|núm|aprox|p\.ej|ej|ref|env|z\.b|bzw|usw|ggf|inkl|"
    r"zzgl|d\.h|ca|str|т\.е|т\.д|т\.п|шт|руб|г|тыс|млн|др|u\.s|[A-Za-zА-Яа-я]|\d{1,2})\.$",
    re.I,
)
_FINISHED = re.compile(r"[.!?…。！？；؟:：]\W*$")


def sentences(lines) -> list[str]:
    """Return the sentences of cleaned lines.

    >>> sentences(["Price is 3.50 approx. each.  OK?", "Yes"])
    ['Price is 3.50 approx. each.', 'OK?', 'Yes']
    """
    found: list[str] = []
    for paragraph in _paragraphs(lines):
        for sentence in _split(paragraph):
            found.append(sentence[:MAX_SENTENCE])
            if len(found) >= MAX_SENTENCES:
                return found
    return found


def _paragraphs(lines):
    """Join lines that a mail program wrapped: long ones that end no sentence."""
    held = ""
    for line in (" ".join(raw.split()) for raw in lines):
        if held and line and _goes_on(held, line):
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _goes_on(held, line):
    if len(held) < WRAPPED or _FINISHED.search(held) or len(held) > MAX_SENTENCE:
        return False
    return not re.match(r"[-*•·\d#]", line)


def _split(paragraph):
    start = 0
    for match in _END.finditer(paragraph):
        piece = paragraph[start : match.end()].strip()
        if not piece or _SHORT.search(
            paragraph[max(0, match.start() - 12) : match.start()]
        ):
            continue
        yield piece
        start = match.end()
    rest = paragraph[start:].strip()
    if rest:
        yield rest
