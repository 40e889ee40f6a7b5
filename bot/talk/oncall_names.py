"""The names of on-call sets: which can be given, and which set somebody means by what they typed. Pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Sequence

from bot.errors import NotUnderstood
from bot.model import OnCallSet
from bot.talk.folding import folded, words_of
from bot.talk.quoting import outside

SETS = "on-call sets"
"""What is outdated where a set is gone, for the words of `Outdated`."""

LONGEST_SET_NAME = 50
"""Characters in the name of a set."""

_NEAREST = 3
_ALIKE = 0.5
_QUOTED = 60
# What no name needs: controls, lone surrogates, and marks of lines and of text direction.
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp", "Co"})
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def checked_name(text: str) -> str:
    """Return a name as it is kept. Raises NotUnderstood, field "name", where it has nothing that can be typed."""
    shown = "".join(" " if _is_unseen(char) else char for char in text)
    name = " ".join(shown.split())
    if not words_of(name):
        raise NotUnderstood("Enter a name that can be typed, such as EMEA nights.", field="name")
    if len(name) > LONGEST_SET_NAME:
        raise NotUnderstood(f"At most {LONGEST_SET_NAME} characters fit; this has {len(name):,}.", field="name")
    return name


def compared(name: str) -> str:
    """Return a name as names are compared: without a difference of capitals, accents, marks and spaces."""
    return words_of(name)


def named(text: str, sets: Sequence[OnCallSet]) -> tuple[OnCallSet, ...]:
    """Return the sets that somebody may mean: those that fit exactly, else those that begin so, else those with it.

    All of them where nothing was typed. Raises NotUnderstood, with the nearest names, where none fits.
    """
    if not text.strip():
        return tuple(sets)
    whole, typed = folded(text), words_of(text)
    ways: tuple[Callable[[OnCallSet], bool], ...] = (
        lambda each: folded(each.name) == whole,
        lambda each: bool(typed) and words_of(each.name) == typed,
        lambda each: bool(typed) and words_of(each.name).startswith(typed),
        lambda each: bool(typed) and f" {typed}" in f" {words_of(each.name)}",
    )
    for fits in ways:
        if found := tuple(each for each in sets if fits(each)):
            return found
    raise NotUnderstood(_none(text, typed, sets))


def _none(text: str, typed: str, sets: Sequence[OnCallSet]) -> str:
    there_is_none = f"There is no on-call set “{outside(text, _QUOTED)}”."
    if not sets:
        return f"{there_is_none} There are none yet: “/talk oncall sets” makes one."
    names = {words_of(each.name): each.name for each in sets}
    near = [names[each] for each in difflib.get_close_matches(typed, names, _NEAREST, _ALIKE)]
    if near:
        return f"{there_is_none} Did you mean {outside(' or '.join(near))}?"
    return f"{there_is_none} “/talk oncall” shows those there are."


def _is_unseen(char: str) -> bool:
    return char in _DIRECTION or unicodedata.category(char) in _UNSEEN
