# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Keys as 64-bit integers, so that a table of ten million of them stays small."""

from __future__ import annotations

from hashlib import blake2b

from .keys import STRENGTH

#: Raise it when ``name_key`` or this changes: stored keys are then made anew.
KEY_VERSION = 5

SIGNAL_STRENGTH = 20
#: So many consonants are hardly ever alike by chance, so they are a kind of their own.
LONG_BONES = 4
BONES_STRENGTH = 6
#: The last four bits of a hash are its kind, so that SQL can weigh shared keys.
KINDS = (*STRENGTH, "bones", "code", "domain", "phone", "claim")
#: What a shared key of each kind says, by the kind's number.
WEIGHTS = [
    {**STRENGTH, "bones": BONES_STRENGTH}.get(kind, SIGNAL_STRENGTH) for kind in KINDS
]


def key_hash(key: str) -> int:
    """Return a key as a signed 64-bit integer whose last four bits are its kind.

    >>> KINDS[key_hash("b:华为") & 15]
    'b'
    >>> KINDS[key_hash("k:krnmr") & 15], KINDS[key_hash("k:krn") & 15]
    ('bones', 'k')
    """
    name, _colon, text = key.partition(":")
    if name == "k" and len(text) >= LONG_BONES:
        name = "bones"
    kind = KINDS.index(name)
    digest = blake2b(key.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, signed=True) & ~15) | kind
