"""Which numbers somebody wants to change at once, and what of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.talk.field_kinds import Control

MOST_LINES = 1000
"""The most numbers one change may be about."""

MOST_PICKED = 100
"""The most numbers that can be picked one by one: Slack shows no more as chosen."""

MOST_FIELDS = 10
"""The most fields that can be changed at once: a form with more would be a wall."""

EMPTY_IS_NONE = frozenset({Control.TEXT, Control.NUMBER})
"""Where nothing typed is an answer, if the field can have none: its hint says so."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen in the first form. words: the filter; every: all that it fits, instead of `ids`; keys: fields."""

    words: str = ""
    every: bool = False
    ids: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
