# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Real names written otherwise, and their nearest neighbours that are other companies.

True pairs: a listed company's name and the same name as another writer would put it,
one change at a time. False pairs: two listed companies that share a search key and
have websites, ISINs and names of their own. Fixed seed.
"""

import csv
import gzip
import itertools
import random
import re
from collections import defaultdict

FORMS = {
    "Ltd": "Limited",
    "Ltd.": "Limited",
    "Limited": "Ltd.",
    "Inc": "Incorporated",
    "Inc.": "Incorporated",
    "Corporation": "Corp.",
    "Corp.": "Corporation",
    "Company": "Co.",
    "PLC": "Public Limited Company",
    "plc": "Public Limited Company",
    "AG": "Aktiengesellschaft",
    "S.A.": "SA",
    "S.p.A.": "SpA",
    "Berhad": "Bhd",
}
SHORT = {
    "International": "Intl.",
    "Technologies": "Tech.",
    "Technology": "Tech.",
    "Industries": "Ind.",
    "Manufacturing": "Mfg.",
    "Holdings": "Hldgs.",
    "Group": "Grp",
    "Pharmaceuticals": "Pharm.",
    "Engineering": "Engg.",
    "Development": "Dev.",
    "Chemical": "Chem.",
    "Systems": "Sys.",
}


def _without_form(words, _dice):
    left = list(words)
    while len(left) > 2 and left[-1] in {*FORMS, "Public", "Co."}:
        left.pop()
    return left if len(left) < len(words) else None


def _form_spelled(words, _dice):
    return [*words[:-1], FORMS[words[-1]]] if words[-1] in FORMS else None


def _shortened(words, _dice):
    return (
        [SHORT.get(word, word) for word in words] if set(words) & set(SHORT) else None
    )


def _ampersand(words, _dice):
    swap = {"&": "and", "and": "&"}
    return [swap.get(word, word) for word in words] if set(words) & set(swap) else None


def _capitals(words, _dice):
    return [word.upper().strip(".,") for word in words]


def _reordered(words, _dice):
    """The first word behind the others: "Berlin Acme Pumps", "Acme Pumps Berlin"."""
    tail = _without_form(words, None) or words
    plain = all(word.isalpha() and len(word) > 3 for word in tail)
    return [*tail[1:], tail[0]] if len(tail) == 3 and plain else None


def _dotted(words, _dice):
    first = words[0]
    if not re.fullmatch("[A-Z]{3}", first):
        return None
    return [".".join(first) + ".", *words[1:]]


def _together(words, _dice):
    first, second = words[0], words[1]
    plain = all(word.isalpha() and len(word) > 3 for word in (first, second))
    joins = plain and len(words) > 2 and second not in {*FORMS, "Public"}
    return [first + second.lower(), *words[2:]] if joins else None


def _slip(words, dice):
    longest = max(words, key=len)
    if len(longest) < 7 or not longest.isascii() or not longest.isalpha():
        return None
    place = dice.randrange(2, len(longest) - 1)
    letter = longest[place]
    other = dice.choice("abcdefghijklmnoprstuvw")
    slips = [
        longest[:place] + longest[place + 1 :],
        longest[:place] + letter + longest[place:],
        longest[: place - 1] + letter + longest[place - 1] + longest[place + 1 :],
        longest[:place] + other + longest[place + 1 :],
    ]
    slipped = dice.choice(slips)
    return [slipped if word == longest else word for word in words]


CHANGES = {
    "form left out": _without_form,
    "form spelled otherwise": _form_spelled,
    "trade shortened": _shortened,
    "& and and": _ampersand,
    "capitals, no dots": _capitals,
    "first word last": _reordered,
    "dotted initials": _dotted,
    "two words as one": _together,
    "a slip in a long word": _slip,
}


def read(path):
    """Return {name: (websites, ISINs)} of the listed companies."""
    found = defaultdict(lambda: (set(), set()))
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            websites, isins = found[row["name"]]
            websites |= {row["website"]} - {""}
            isins |= {row["isin"]} - {""}
    found.pop("", None)
    return dict(found)


def true_pairs(names, each=400, seed=2026):
    """Yield (kind, name, the same name written otherwise)."""
    dice = random.Random(seed)
    names = [n for n in sorted(names) if n.isascii() and not n.isupper()]
    for kind, change in CHANGES.items():
        made = 0
        for name in dice.sample(names, len(names)):
            words = name.replace(",", "").split()
            other = change(words, dice) if len(words) > 1 else None
            if other and other != words:
                yield kind, name, " ".join(other)
                made += 1
            if made == each:
                break


def false_pairs(companies, name_key, core, count=4000, seed=2026):
    """Return pairs that share a key and are two companies by website, ISIN and name."""
    blocks = defaultdict(list)
    for name in sorted(companies):
        for key in name_key(name):
            blocks[key].append(name)
    pairs = {
        pair
        for block in blocks.values()
        if 1 < len(block) < 30
        for pair in itertools.combinations(block, 2)
    }
    apart = [
        (a, b)
        for a, b in sorted(pairs)
        if all(
            x and y and not x & y
            for x, y in zip(companies[a], companies[b], strict=True)
        )
        and core(a) != core(b)
    ]
    return random.Random(seed).sample(apart, min(count, len(apart)))
