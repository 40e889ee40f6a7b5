"""A small language for saying what JSON may look like; Block Kit's limits are written in it as data.

A rule yields the problems of a value. Unknown keys and explicit nulls are problems everywhere, as they are at Slack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. pointer: JSON pointer of the value; text: what is wrong, in the words Slack's answers have."""

    pointer: str
    text: str

    def __str__(self) -> str:
        """Write it as an entry of `response_metadata.messages`."""
        return f"[ERROR] {self.text} [json-pointer:{self.pointer}]"


class Rule(Protocol):
    """Anything that can judge a value that stands at a JSON pointer."""

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Yield what is wrong with the value."""


Check = Callable[[Mapping[str, Any], str], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `least` to `most` code points that matches `pattern` as a whole, where there is one."""

    most: int | None = None
    least: int = 1
    pattern: str | None = None
    must: str = "must have a valid format"

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Judge type, length and pattern."""
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
            return
        if len(value) < self.least:
            yield Problem(at, f"must be more than {self.least - 1} characters")
        if self.most is not None and len(value) > self.most:
            yield Problem(at, f"must be less than {self.most + 1} characters")
        if self.pattern is not None and value and not re.fullmatch(self.pattern, value):
            yield Problem(at, self.must)


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`; whole unless `fraction`. A boolean is not a number."""

    least: float | None = None
    most: float | None = None
    fraction: bool = False

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Judge type and range."""
        kinds = (int, float) if self.fraction else (int,)
        if isinstance(value, bool) or not isinstance(value, kinds):
            yield Problem(at, "must provide a number" if self.fraction else "must provide an integer")
            return
        if self.least is not None and value < self.least:
            yield Problem(at, f"must be greater than or equal to {self.least}")
        if self.most is not None and value > self.most:
            yield Problem(at, f"must be less than or equal to {self.most}")


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Judge the type."""
        if not isinstance(value, bool):
            yield Problem(at, "must provide a boolean")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some strings or numbers."""

    values: tuple[str | int, ...]

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Judge membership; True is not 1 here."""
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in self.values:
            yield Problem(at, "must be a valid enum value")


@dataclass(frozen=True, slots=True)
class Items:
    """A list of `least` to `most` values of one rule, each at most once where `unique`."""

    rule: Rule
    most: int | None = None
    least: int = 1
    unique: bool = False
    null_items: bool = False

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Judge length, repetition and every item."""
        if not isinstance(value, list):
            yield Problem(at, "must provide an array")
            return
        if len(value) < self.least:
            yield Problem(at, f"no less than {self.least} items required")
        if self.most is not None and len(value) > self.most:
            yield Problem(at, f"no more than {self.most} items allowed")
            return
        if self.unique and any(item in value[:index] for index, item in enumerate(value)):
            yield Problem(at, "items must be unique")
        for index, item in enumerate(value):
            if not (item is None and self.null_items):
                yield from self.rule.problems(item, f"{at}/{index}")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with these keys and no others. checks: what concerns several keys; run when each key is right alone."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Judge keys first, then values, then what concerns several."""
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        found = list(self._key_problems(value, at))
        for key, rule in (*self.required.items(), *self.optional.items()):
            if value.get(key) is not None:
                found.extend(rule.problems(value[key], f"{at}/{pointer_part(key)}"))
        yield from found
        if not found:
            for check in self.checks:
                yield from check(value, at)

    def _key_problems(self, value: dict[Any, Any], at: str) -> Iterator[Problem]:
        for key in self.required:
            if key not in value:
                yield Problem(at, f"missing required field: {key}")
        for key, item in value.items():
            if key not in self.required and key not in self.optional:
                yield Problem(at, f"invalid additional property: {key}")
            elif item is None:
                yield Problem(f"{at}/{pointer_part(str(key))}", "must not be null")


@dataclass(frozen=True, slots=True)
class ByType:
    """An object judged by the rule its `type` names; any other type is not allowed in this place."""

    rules: Mapping[str, Rule]

    def problems(self, value: Any, at: str) -> Iterator[Problem]:
        """Pick the rule, then judge."""
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            yield Problem(at, "missing required field: type")
        elif not isinstance(kind, str) or kind not in self.rules:
            yield Problem(f"{at}/type", f"unsupported type: {str(kind)[:60]}")
        else:
            yield from self.rules[kind].problems(value, at)


def constant(kind: str) -> Choice:
    """Return the rule of a `type` key."""
    return Choice((kind,))


def pointer_part(key: str) -> str:
    """Escape a key for a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def exactly_one(*keys: str) -> Check:
    """Demand one of some optional keys and not two."""

    def check(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        present = [key for key in keys if key in value]
        if len(present) != 1:
            yield Problem(at, f"must have exactly one of: {', '.join(keys)}")

    return check


def at_least_one(*keys: str) -> Check:
    """Demand one or more of some optional keys."""

    def check(value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        if not any(key in value for key in keys):
            yield Problem(at, f"must have at least one of: {', '.join(keys)}")

    return check
