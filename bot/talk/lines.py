"""The numbers the account owns: the list of them, which of them somebody means, and what hangs on one."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from bot.errors import StoreUnavailable, ZendeskError
from bot.model import Hanging, Line
from bot.store.lines import KEPT, Inventory, LineCache
from bot.talk.hanging import Other, hanging_of
from bot.talk.line_search import matching
from bot.talk.numbering import international
from bot.talk.overflows import Overflows
from bot.zendesk.calls import INCLUDES
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber

__all__ = ["Inventory", "Lines", "line_of"]

RECENT = timedelta(minutes=1)
"""How old a list may be that people pick from."""

PATIENCE = 2.0
"""Seconds that somebody waits who types, or has submitted: Slack waits for an answer no longer than three."""

GROUPS_PATIENCE = 2.0
"""Seconds that the list, once it is there, waits for the names of groups."""

_NUMBERS_A_PAGE = 100
_CAPABILITIES = ("voice", "sms", "mms")


class Lines:
    """Reads the account's lines. Everything may raise ZendeskError and StoreUnavailable."""

    def __init__(self, zendesk: TalkClient, cache: LineCache) -> None:
        self._zendesk = zendesk
        self._cache = cache
        self._overflows = Overflows(zendesk, cache)
        self._reading: asyncio.Task[Inventory] | None = None

    async def all(self, *, no_older_than: timedelta = RECENT) -> Inventory:
        """Return every line. no_older_than: zero for a list that is read only now.

        However many ask for it at once, a recent list is read once, and they share what comes of it, errors too.
        """
        if not no_older_than:
            return await self._read()
        return await self._cache.find(no_older_than) or await self.anew()

    async def recent(self, *, same: bool = False) -> Inventory | None:
        """Return the list as it is kept for somebody who only looks and is told how old it is; None for none so young.

        A list of one page costs a call, one of five thousand lines fifty: it may be a minute old for each of its pages.
        same: the one that was shown before, as long as it is kept. Zendesk is not asked.
        """
        newest = await self._cache.newest()
        if newest is None:
            return None
        found, age = newest
        pages = -(-len(found.lines) // _NUMBERS_A_PAGE)
        return found if same or age <= RECENT * max(1, pages) else None

    async def soon(self) -> Inventory | None:
        """Return the list as it is kept, or read as long as somebody waits; None where that takes longer.

        It goes on being read, and whoever presses the next key finds it.
        """
        try:
            return await asyncio.wait_for(self.all(no_older_than=KEPT), PATIENCE)
        except TimeoutError:
            return None

    async def anew(self) -> Inventory:
        """Return every line as it is read now, once for all who ask at the same time."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="lines")
            self._reading.add_done_callback(self._has_read)
        # Shielded: whoever gives up waiting must not take the list from the others.
        return await asyncio.shield(self._reading)

    async def find(self, text: str, default_country: str | None = None) -> tuple[tuple[Line, ...], Inventory]:
        """Return the lines somebody may mean, as `matching` does, and the list they are from.

        Where a recent list has none, one read anew decides: the number may have been bought a moment ago.
        """
        recent = await self.all()
        if found := matching(text, recent.lines, default_country):
            return found, recent
        fresh = await self.all(no_older_than=timedelta())
        return matching(text, fresh.lines, default_country), fresh

    async def forget(self) -> None:
        """Have the list read anew by whoever asks next, as a line came or went; without redis, within a minute."""
        with suppress(StoreUnavailable):
            await self._cache.forget()

    async def hanging(self, line_id: int, *, fresh: bool) -> tuple[Line, Hanging, PhoneNumber]:
        """Return a line, what hangs on it, and the number with everything that can be included.

        fresh: the list and the others' overflow numbers are read anew too, as far as `Overflows` goes. What could not
        be read is in `Hanging.unread`. Raises ZendeskNotFound when the number is gone.
        """
        began_ms = await self._cache.now_ms()
        number = await self._zendesk.show_number(line_id, INCLUDES)
        inventory = await self.all(no_older_than=timedelta() if fresh else RECENT)
        lines = [line for line in inventory.lines if line.id != line_id]
        # Nothing overflows to a line without a number.
        overflows = await self._overflows.of(lines, anew=fresh) if number.number else {}
        others = [
            Other(
                line,
                failover=inventory.failovers.get(line.id),
                overflow=overflows[line.id].number if line.id in overflows else None,
                overflow_ms=overflows[line.id].read_ms if line.id in overflows else None,
            )
            for line in lines
        ]
        return line_of(number), hanging_of(number, others, read_ms=min(began_ms, inventory.read_ms)), number

    async def _read(self) -> Inventory:
        """Return every line, read once more where one came or went meanwhile."""
        inventory = await self._read_once()
        if await self._cache.keep(inventory):
            return inventory
        again = await self._read_once()
        await self._cache.keep(again)
        return again

    async def _read_once(self) -> Inventory:
        began_ms = await self._cache.now_ms()
        groups = asyncio.create_task(self._zendesk.list_groups(), name="groups")
        try:
            numbers = await self._zendesk.list_numbers()
            await asyncio.wait({groups}, timeout=GROUPS_PATIENCE)
        finally:
            groups.cancel()
            (said,) = await asyncio.gather(groups, return_exceptions=True)
        if isinstance(said, BaseException) and not isinstance(said, ZendeskError | asyncio.CancelledError):
            raise said
        names = None if isinstance(said, BaseException) else {group.id: group.name for group in said if group.name}
        return Inventory(
            lines=in_order(line_of(number) for number in numbers),
            read_ms=began_ms,
            failovers={number.id: number.failover_number for number in numbers if number.failover_number},
            group_names=names or {},
            groups_unread=names is None,
        )

    def _has_read(self, task: asyncio.Task[Inventory]) -> None:
        self._reading = None
        if not task.cancelled():
            task.exception()  # marks it as seen: everyone who waited may have gone


def line_of(number: PhoneNumber) -> Line:
    """Return what people see of an owned number."""
    e164 = number.number or None
    nickname = " ".join((number.nickname or "").split()) or None
    called = international(e164) if e164 else number.display_number or number.name or f"Line {number.id}"
    return Line(
        id=number.id,
        number=e164,
        display_number=called,
        nickname=nickname,
        place=number.location or "",
        country=(number.country_code or "").upper(),
        toll_free=bool(number.toll_free),
        since_ms=int(number.created_at.timestamp() * 1000) if number.created_at else None,
        capabilities=tuple(name for name in _CAPABILITIES if getattr(number.capabilities, name, None)),
        groups=tuple(dict.fromkeys([*number.group_ids, *filter(None, [number.default_group_id])])),
        external=bool(number.external),
    )


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines by nickname, "Line 2" before "Line 10", and those without one behind them, by number."""
    return tuple(sorted(lines, key=_place))


def _place(line: Line) -> tuple[bool, list[str | int], str, int]:
    return line.nickname is None, _natural(line.nickname or ""), line.number or line.display_number, line.id


def _natural(text: str) -> list[str | int]:
    """Return text cut into words and numbers, alternately, so that two of them can be compared."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    parts = re.split(r"([0-9]{1,18})", bare.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
