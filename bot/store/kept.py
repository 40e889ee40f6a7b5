"""Reading what redis keeps: another version may have written it, and somebody's hand or a broken disk damaged it.

A record that cannot be read is an expected error, whatever is wrong with it; among several it is passed over, so that
it does not hide the others; and of a copy of what others know it is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import structlog

from bot.errors import RecordUnreadable

log = structlog.get_logger(__name__)

T = TypeVar("T")
X = TypeVar("X")

# What reading raises: no JSON, another shape, a field that is missing, a number beyond any, levels without end.
_UNREADABLE = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Raise RecordUnreadable for what goes wrong in reading one record. what: its kind, for the log."""
    try:
        yield
    except _UNREADABLE as error:
        raise RecordUnreadable(what) from error


def readable(several: Iterable[X], read: Callable[[X], T | None]) -> list[T]:
    """Return what `read` makes of each, without those that are None or cannot be read."""
    found: list[T] = []
    for each in several:
        try:
            one = read(each)
        except RecordUnreadable as error:
            log.warning("a record cannot be read and is passed over", what=error.what)
            continue
        if one is not None:
            found.append(one)
    return found


def if_readable(what: str, read: Callable[[], T]) -> T | None:
    """Return what `read` makes of something that can be had anew, None where it cannot be read."""
    try:
        return read()
    except _UNREADABLE:
        log.warning("what was kept cannot be read, and is had anew", what=what)
        return None
