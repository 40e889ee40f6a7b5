"""Where other lines' calls overflow to: a call for each line, so read little by little and believed for an hour."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress

from bot.errors import ZendeskError, ZendeskNotFound, ZendeskRefused
from bot.model import Line
from bot.store.lines import LineCache, Overflow
from bot.zendesk.client import TalkClient
from bot.zendesk.models import NumberSettings

AT_ONCE = 5
MOST = 100
"""The most lines read in one go: an account's plan may allow no more than 200 calls a minute."""

PATIENCE = 15.0
"""Seconds one go may take. Whoever waits is told what was not read."""


class Overflows:
    """Knows where lines overflow to, as far as it could be read. Raises StoreUnavailable, and no error of Zendesk's.

    most, patience: as MOST and PATIENCE.
    """

    def __init__(self, zendesk: TalkClient, cache: LineCache, *, most: int = MOST, patience: float = PATIENCE) -> None:
        self._zendesk = zendesk
        self._cache = cache
        self._most = most
        self._patience = patience

    async def of(self, lines: Sequence[Line], *, anew: bool) -> dict[int, Overflow]:
        """Return where lines overflow to, by id; a line is missing where it could not be read.

        anew: lines read within the last hour are read again too, after all others and the oldest first.
        """
        known = await self._cache.find_overflows()
        kept = {line.id: known[line.id] for line in lines if line.id in known}
        due = [line for line in lines if anew or line.id not in kept]
        if not due:
            return kept
        due.sort(key=lambda line: kept[line.id].read_ms if line.id in kept else 0)
        read = await self._read(due[: self._most], await self._cache.now_ms())
        await self._cache.keep_overflows(known | read)
        return kept | read

    async def _read(self, lines: Sequence[Line], now_ms: int) -> dict[int, Overflow]:
        read: dict[int, Overflow] = {}
        left = iter(lines)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience), asyncio.TaskGroup() as readers:
                for _ in range(AT_ONCE):
                    readers.create_task(self._read_some(left, read, now_ms))
        return read

    async def _read_some(self, left: Iterator[Line], read: dict[int, Overflow], now_ms: int) -> None:
        """Read lines until none are left, or Zendesk has had enough: the others then stop as well."""
        for line in left:
            try:
                number = await self._zendesk.show_number(line.id, {"settings"})
            except ZendeskNotFound:
                read[line.id] = Overflow(None, now_ms)
            except ZendeskRefused:
                continue  # this line alone
            except ZendeskError:
                deque(left, maxlen=0)
            else:
                if number.settings is not None:
                    read[line.id] = Overflow(_target(number.settings), now_ms)


def _target(settings: NumberSettings) -> str | None:
    overflow = settings.overflow_number
    return overflow.number or None if overflow and overflow.enabled else None
