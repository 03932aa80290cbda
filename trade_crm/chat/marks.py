# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
"""Characters that nobody sees: phones put them into their exports."""

from __future__ import annotations

# iPhone puts this one before its own words and left-out media.
LEFT_TO_RIGHT = "\u200e"
# Direction marks, embeddings, isolates, and the zero-width and byte-order ones.
# Not the joiners U+200C and U+200D: words and emoji are made with them.
INVISIBLE = (
    "\u200e\u200f\u200b\u2060\ufeff\u061c"
    "\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069"
)
SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u202f\u205f\u3000\t"
)
_FORGET = str.maketrans("", "", INVISIBLE)


def visible(text: str) -> str:
    """Return the text without invisible characters.

    >>> visible("\\u200eimage omitted")
    'image omitted'
    """
    return text if text.isascii() else text.translate(_FORGET)
