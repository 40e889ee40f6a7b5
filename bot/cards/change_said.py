"""What became of a line in words that last, for the audit trail: names are written as they are at the time."""

from __future__ import annotations

from bot.cards.change_values import needs_names
from bot.cards.change_values import value_in_full as _value
from bot.model import LineChange, LineStatus
from bot.talk.catalog import Catalog, Catalogs
from bot.talk.fields import BY_KEY


class Said:
    """Words what became of a line."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    async def __call__(self, line: LineChange) -> tuple[str, ...]:
        """Return "Queue size: 5 calls → 20 calls" and the like, plain text from outside. Raises StoreUnavailable."""
        keys = (*line.wanted, *line.unasked)
        return said(line, await (self._catalogs.of() if needs_names(keys) else self._catalogs.unnamed(keys)))


def said(line: LineChange, catalog: Catalog) -> tuple[str, ...]:
    """Return what became of each thing that was wanted of a line, and what changed besides."""
    match line.status:
        case LineStatus.CHANGED:
            return tuple(_changed(line, key, catalog) for key in line.wanted) + tuple(
                f"{_label(key)}: {_value(key, before, catalog)} → {_value(key, after, catalog)}, which nobody asked for"
                for key, (before, after) in line.unasked.items()
            )
        case LineStatus.CONFLICT:
            return tuple(
                f"{_label(key)}: it is {_value(key, line.now.get(key), catalog)}, "
                f"{_value(key, wanted, catalog)} was wanted"
                for key, wanted in line.wanted.items()
            )
        case LineStatus.SAME:
            return tuple(f"{_label(key)}: {_value(key, value, catalog)}" for key, value in line.wanted.items())
        case LineStatus.REFUSED:
            return tuple(f"{_label(key)}: not {_value(key, value, catalog)}" for key, value in line.wanted.items())
        case _:
            return ()


def _changed(line: LineChange, key: str, catalog: Catalog) -> str:
    now, wanted = line.now.get(key), line.wanted[key]
    if key not in line.now:
        return f"{_label(key)}: {_value(key, wanted, catalog)} was sent; Zendesk does not show what it has"
    if now != wanted:
        return f"{_label(key)}: {_value(key, wanted, catalog)} not taken, it is {_value(key, now, catalog)}"
    if key not in line.before:
        return f"{_label(key)}: {_value(key, now, catalog)}"
    if line.before[key] == now:
        return f"{_label(key)}: {_value(key, now, catalog)}, as it was"
    return f"{_label(key)}: {_value(key, line.before[key], catalog)} → {_value(key, now, catalog)}"


def _label(key: str) -> str:
    return BY_KEY[key].label if key in BY_KEY else key
