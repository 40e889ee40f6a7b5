"""Checks of what came from outside as JSON, put together from small ones. Each says whether a value fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]


def text(value: Any) -> bool:
    """Whether it is text."""
    return isinstance(value, str)


def name(value: Any) -> bool:
    """Whether it is text that is not empty."""
    return isinstance(value, str) and bool(value)


def maybe(check: Check) -> Check:
    """Return the check of a value that may be null."""
    return lambda value: value is None or check(value)


def if_any(check: Check) -> Check:
    """Return the check of a value that may be null, or empty of whatever kind."""
    return lambda value: not value or check(value)


def each(check: Check) -> Check:
    """Return the check of a list."""
    return lambda value: isinstance(value, list) and all(map(check, value))


def by_name(check: Check) -> Check:
    """Return the check of an object by its values, whatever their names are."""
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


def either(*checks: Check) -> Check:
    """Return the check of a value that may be of several kinds."""
    return lambda value: any(check(value) for check in checks)


def having(needs: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    """Return the check of an object. needs: what has to be there; may: what has to fit where it is there."""
    checks = {**needs, **(may or {})}

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(part in value for part in needs)
            and all(check(value[part]) for part, check in checks.items() if part in value)
        )

    return fits
