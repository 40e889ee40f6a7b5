"""Text as it is compared: without a difference of capitals, accents, widths, and what nobody sees."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Lines stay the same from one look to the next, and reading names takes long enough to be noticed at five thousand.
REMEMBERED = 16_384
"""How many lines, and how many of their names, are kept as they were read."""

# What nobody sees: format marks, controls, lone surrogates, characters not assigned.
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@lru_cache(maxsize=REMEMBERED)
def folded(text: str) -> str:
    """Return text without a difference of capitals, widths, digits, spaces and what nobody sees."""
    if text.isascii() and text.isprintable():
        return " ".join(text.casefold().replace("`", "").split())
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(map(_seen, normal)).split())


@lru_cache(maxsize=REMEMBERED)
def words_of(text: str) -> str:
    """Return the words of a text: folded, no marks, no accents, single spaces."""
    bare = (char for char in unicodedata.normalize("NFKD", folded(text)) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


def _seen(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    # A backtick is read as the end of an example somebody copied, so nobody can type it.
    hidden = category in _INVISIBLE or ord(char) in _VARIATION_SELECTORS or char == "`"
    return "" if hidden else char
