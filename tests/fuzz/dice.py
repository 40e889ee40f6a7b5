"""Values bent out of shape: text, JSON and bytes as nobody means them. The same dice, the same values."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Container = dict[str, Any] | list[Any]
Place = tuple[Container, Any]

ODD_TEXTS = (
    "",
    " ",
    "\x00",
    "\n\r\t\x0b\u2028",
    "\ud800",
    "\U0001f4de" * 50,
    "\u202e0910-555\u202c",
    "\u0660\u0661\u0662",
    "W" * 3001,
    "9" * 5000,
    "-1",
    "1:1",
    "0:99999999999999999999",
    "null",
    "NaN",
    "1e999",
    "{}",
    "[]",
    '{"draft": []}',
    '{"draft": {"a": 1}, "step": 5, "again": ["US"], "page": null, "line": "x", "version": -1}',
    "*",
    "<!channel> <@U0ANA00001> <http://127.0.0.1/|x>",
    "%s%n{0}{x.__class__}",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "http://[::1",
    "https://169.254.169.254/latest/meta-data",
    "2026-02-30T25:61:61Z",
    "U0ANA00001",
    "+15105550123",
    "+" + "1" * 40,
    "until yesterday for -2h",
)
_DEEP = 400
_SIGNIFICANT = (0, -1, 1, 2**31, 2**63, -(2**63), 2**64, 10**30, 0.5, -0.0, 1e308, True, False, None)


def odd_value(dice: Random) -> Any:
    """Return a JSON value that hardly anybody expects anywhere."""
    kind = dice.randrange(8)
    if kind < 3:
        return dice.choice(ODD_TEXTS)
    if kind < 6:
        return dice.choice(_SIGNIFICANT)
    return dice.choice(([], {}, [None], [[]], {"": ""}, {"id": None}, [{"id": []}], ["x"] * 200, deep(_DEEP)))


def deep(levels: int) -> Any:
    """Return lists within lists."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


def bent(value: Any, dice: Random, times: int | None = None) -> Any:
    """Return a copy of a JSON value with a few places changed. times: how many, by the dice where it is not said."""
    whole: dict[str, Any] = {"it": copy.deepcopy(value)}
    for _ in range(times or dice.choice((1, 1, 1, 2, 3, 6))):
        places = list(_places(whole))
        _bend(*dice.choice(places), dice, places)
        if "it" not in whole:
            whole["it"] = odd_value(dice)
    return whole["it"]


def bent_text(text: str, dice: Random) -> str:
    """Return a text with something cut off, put in, doubled or exchanged; JSON within it is bent as JSON."""
    if text[:1] in {"{", "["} and dice.random() < 0.6:
        try:
            return json.dumps(bent(json.loads(text), dice))
        except (ValueError, RecursionError):
            pass
    start, end = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
    changes: Sequence[Callable[[], str]] = (
        lambda: text[:start],
        lambda: text[start:],
        lambda: text[:start] + text[end:],
        lambda: text[:start] + dice.choice(ODD_TEXTS) + text[end:],
        lambda: text[:start] + dice.choice(ODD_TEXTS)[:20] + text[start:],
        lambda: text + text,
        lambda: dice.choice(ODD_TEXTS),
        lambda: text[:start] + chr(dice.choice((0, 10, 34, 39, 58, 92, 124, 160, 0x2028, 0x1F4DE))) + text[start + 1 :],
        text.swapcase,
    )
    return dice.choice(changes)()


def bent_bytes(raw: bytes, dice: Random) -> bytes:
    """Return bytes with some of them changed, put in or cut off."""
    start, end = sorted((dice.randint(0, len(raw)), dice.randint(0, len(raw))))
    noise = bytes(dice.randrange(256) for _ in range(dice.randint(1, 8)))
    changes = (
        raw[:start],
        raw[:start] + raw[end:],
        raw[:start] + noise + raw[end:],
        raw[:start] + noise + raw[start:],
        raw[:start] + b"\xff\xfe\x00" + raw[start:],
        noise,
        b"",
        raw + raw,
    )
    return dice.choice(changes)


def as_json(value: Any) -> str:
    """Return JSON of a bent value, which may be too deep or hold half a character."""
    return json.dumps(value, separators=(",", ":"))


def _places(node: Container) -> Iterator[Place]:
    waiting: list[Any] = [node]
    while waiting:
        container = waiting.pop()
        names = list(container) if isinstance(container, dict) else range(len(container))
        for name in names:
            yield container, name
            if isinstance(container[name], dict | list):
                waiting.append(container[name])


def _bend(container: Container, name: Any, dice: Random, places: Sequence[Place]) -> None:
    there = container[name]
    new: Any
    match dice.randrange(10):
        case 0:
            del container[name]
            return
        case 1:
            other, its_name = dice.choice(places)
            new = copy.deepcopy(other[its_name]) if _still_there(other, its_name) else None
        case 2:
            new = dice.choice(([there], {"value": there}, str(there)[:5000]))
        case 3 if isinstance(container, list):
            container.extend(copy.deepcopy(container[:3]))
            return
        case 3 | 4 if isinstance(container, dict):
            container[dice.choice(("new_in_2027", "", "id", "type", f"{name}x"))] = odd_value(dice)
            return
        case 5 | 6 | 7 if isinstance(there, str):
            new = bent_text(there, dice)
        case 5 | 6 if isinstance(there, int | float):
            new = dice.choice((there + 1, -there, str(there), there * 10**6))
        case _:
            new = odd_value(dice)
    container[name] = new


def _still_there(container: Container, name: Any) -> bool:
    return name in container if isinstance(container, dict) else name < len(container)
