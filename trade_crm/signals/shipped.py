# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""The rules and word lists that come with the addon, one file for each language.

``[@name]`` begins a word list, ``[kind] 0.9`` a rule with its confidence, ``[kind -]``
the lines that take that rule back in a sentence. See ``pattern.py`` for the lines.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from .languages import LANGUAGES
from .reader import Rule

FOLDER = Path(__file__).parent / "rules"
_HEAD = re.compile(
    r"\[(?P<list>@)?(?P<name>\w+)(?: (?P<rest>-))?\](?: (?P<sure>[\d.]+))?$"
)


@lru_cache(maxsize=len(LANGUAGES))
def _file(language):
    lists, rules, block = {}, {}, None
    for raw in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        line = raw.strip()
        head = _HEAD.match(line)
        if head and head["list"]:
            block = lists.setdefault(head["name"], [])
        elif head:
            rule = rules.setdefault(
                head["name"], {"pattern": [], "unless": [], "confidence": 0.9}
            )
            block = rule["unless" if head["rest"] == "-" else "pattern"]
            if head["sure"]:
                rule["confidence"] = float(head["sure"])
        elif line and not line.startswith("//"):
            block.append(line)
    return lists, rules


def lists():
    """Return {language: {name: text}} of the word lists that come with the addon."""
    return {
        language: {name: "\n".join(lines) for name, lines in _file(language)[0].items()}
        for language in LANGUAGES
    }


def rules():
    """Return the rules that come with the addon; their key is "language.kind"."""
    return [
        Rule(
            key=f"{language}.{kind}",
            language=language,
            kind=kind,
            pattern="\n".join(parts["pattern"]),
            unless="\n".join(parts["unless"]),
            confidence=parts["confidence"],
        )
        for language in LANGUAGES
        for kind, parts in _file(language)[1].items()
    ]
