"""Reading what several numbers have now: a few at once and within bounds, as a plan allows few calls."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.errors import ZendeskError, ZendeskNotFound, ZendeskRefused
from bot.model import Line
from bot.talk.fields import BY_KEY
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber

AT_ONCE = 5
MOST = 150
"""The most calls of one reading: an account's plan may allow no more than 200 a minute, and the change needs some."""

PATIENCE = 25.0
"""Seconds one reading may take. Whoever waits is told what was not read."""

# What hours a line keeps decides with its settings whether callers are cut off.
_JUDGED_WITH_SETTINGS = frozenset({"schedule_id"})


@dataclass(slots=True)
class Reading:
    """How far a reading is. numbers: by line id, None for a line that is gone; a line not read is missing."""

    total: int
    numbers: dict[int, PhoneNumber | None] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many lines are read."""
        return len(self.numbers)


class Readings:
    """Reads numbers. most, patience: as MOST and PATIENCE."""

    def __init__(self, zendesk: TalkClient, *, most: int = MOST, patience: float = PATIENCE) -> None:
        self._zendesk = zendesk
        self._most = most
        self._patience = patience

    async def read(self, lines: Sequence[Line], keys: Sequence[str], into: Reading) -> None:
        """Read lines into a reading, as far as time and Zendesk allow; no error of Zendesk's comes out of it.

        Settings are shown by one call for each number. Everything else stands in the list too, whose pages are fewer
        calls as soon as there are a few lines.
        """
        with_settings = any(BY_KEY[key].is_setting or key in _JUDGED_WITH_SETTINGS for key in keys)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                if not with_settings and len(lines) > AT_ONCE:
                    await self._read_list(lines, into)
                else:
                    await self._read_each(lines[: self._most], {"settings"} if with_settings else set(), into)

    async def _read_list(self, lines: Sequence[Line], into: Reading) -> None:
        with suppress(ZendeskError):
            numbers = {number.id: number for number in await self._zendesk.list_numbers()}
            into.numbers.update({line.id: numbers.get(line.id) for line in lines})

    async def _read_each(self, lines: Sequence[Line], include: set[str], into: Reading) -> None:
        left = iter(lines)
        async with asyncio.TaskGroup() as readers:
            for _ in range(AT_ONCE):
                readers.create_task(self._read_some(left, include, into))

    async def _read_some(self, left: Iterator[Line], include: set[str], into: Reading) -> None:
        """Read lines until none are left, or Zendesk has had enough: the others then stop as well."""
        for line in left:
            try:
                into.numbers[line.id] = await self._zendesk.show_number(line.id, include)
            except ZendeskNotFound:
                into.numbers[line.id] = None
            except ZendeskRefused:
                continue  # this line alone
            except ZendeskError:
                deque(left, maxlen=0)
