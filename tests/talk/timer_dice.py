"""What may happen to timers on lines they share, by dice: the history of each number is the same every time."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from tests.talk.timed import OUTSIDE, OVERFLOW

INSIDE = "settings.voicemail"
KEYS = (INSIDE, OUTSIDE, OVERFLOW)
FAULTS = ("trial", "request_lost", "reply_lost")
NUMBERS = ("+15105550142", "+15105550143")
VALUES: dict[str, tuple[Any, ...]] = {
    INSIDE: (True, False),
    OUTSIDE: (True, False),
    OVERFLOW: tuple({"enabled": enabled, "number": number} for enabled in (True, False) for number in NUMBERS),
}
LINES = 3
_PLACES = tuple((line, key) for line in range(LINES) for key in KEYS)

Step = tuple[Any, ...]
"""The name of a method of `History`, and what it is told."""

_OFTEN = {
    "begin": 4,
    "carry_out": 5,
    "advance": 3,
    "time_is_over": 2,
    "extend": 1,
    "no_end": 1,
    "turn_back": 2,
    "by_hand": 5,
    "edit": 1,
    "leave": 1,
    "anyway": 2,
    "retry": 2,
    "fault": 2,
    "drifts": 2,
    "keep_theirs": 1,
    "set_again": 1,
    "set_lines": 1,
}
"""The steps there are, each with how often it is taken beside the others."""


def one_value(key: str, index: int) -> Any:
    """Return the value of that number."""
    return deepcopy(VALUES[key][index % len(VALUES[key])])


def chosen_values(values: dict[str, int]) -> dict[str, Any]:
    """Return the values of those numbers."""
    return {key: one_value(key, index) for key, index in values.items()}


def history_of(seed: int) -> list[Step]:
    """Return the history of that number."""
    random = Random(seed)  # noqa: S311 - dice
    names = random.choices([*_OFTEN], [*_OFTEN.values()], k=random.randint(8, 24))
    return [_step(random, "begin"), *(_step(random, name) for name in names)]


def _step(random: Random, name: str) -> Step:
    which, number = random.randrange(6), random.randrange(4)
    match name:
        case "begin":
            back = _some_values(random) if random.random() < 0.2 else None
            return name, _some_lines(random), _some_values(random), random.random() < 0.8, back, random.random() < 0.6
        case "time_is_over" | "turn_back":
            return name, which, random.random() < 0.6
        case "by_hand" | "edit":
            return name, which, random.choice(_PLACES), number
        case "fault":
            return name, random.randrange(LINES), random.choice(FAULTS)
        case "set_lines":
            return name, which, _some_lines(random), _some_values(random)
        case _:
            return name, which


def _some_lines(random: Random) -> set[int]:
    return set(random.sample(range(LINES), random.choice((1, 1, 2, 3))))


def _some_values(random: Random) -> dict[str, int]:
    return {key: random.randrange(4) for key in random.sample(KEYS, random.choice((1, 1, 2, 3)))}
