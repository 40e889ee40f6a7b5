"""The drift watch: lines that somebody has for a while are compared with Zendesk, and what others set is recorded.

It never writes to Zendesk, asks at most a tenth of what the account may ask, one call at a time, and stops at once
where Zendesk has enough: people's changes go first. What it finds is on the timer's record, and so on its card, until
it is back or a person decides.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.errors import ZendeskError, ZendeskNotFound, ZendeskRefused, ZendeskThrottled
from bot.model import Hold, Holds, LineChange, Timer
from bot.store.drift_looks import DriftLooks, Evidence
from bot.store.timers import Happened, Timers
from bot.talk.drifting import CHANGED, as_seen, happened, is_watched, with_own_only
from bot.talk.masking import hidden
from bot.talk.pace import UNKNOWN_LIMIT, Pace
from bot.talk.schedule import BOT
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber

log = structlog.get_logger(__name__)

LINE_EVERY = timedelta(minutes=3)
"""How often one line is looked at, at most."""

SHARE = 0.1
"""The part of what the account may ask that the watch takes at most."""

SLICE = timedelta(seconds=8)
"""How long one round begins new looks."""

MOST_TIMERS = 1000
"""The most timers whose lines are watched, those that end first."""

_MINUTE = timedelta(minutes=1)
_SHORTEST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=10)
_SETTINGS = frozenset({"settings"})


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. lines: how many are watched; calls: to Zendesk; found: timers with something new."""

    lines: int = 0
    calls: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class _Watched:
    """A line with values that are timers'. own: the keys, by the timer's id; changes: ids of those that set them."""

    id: int
    own: Mapping[str, tuple[str, ...]]
    changes: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All the values that are some timer's."""
        return tuple(key for keys in self.own.values() for key in keys)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one look came to. over: whether the round ends with it."""

    calls: int = 0
    found: int = 0
    over: bool = False


class DriftWatch:
    """Watches the lines of one account.

    said: words what became of a line, for the trail; line_every: how often one line is looked at, at most.
    """

    def __init__(
        self,
        *,
        zendesk: TalkClient,
        timers: Timers,
        looks: DriftLooks,
        pace: Pace,
        said: Callable[[LineChange], Awaitable[tuple[str, ...]]],
        line_every: timedelta = LINE_EVERY,
    ) -> None:
        self._zendesk = zendesk
        self._timers = timers
        self._looks = looks
        self._pace = pace
        self._said = said
        self._line_every = line_every

    async def round(self) -> Round:
        """Look at the lines whose turn it is, as far as a tenth of the limit and a few seconds go.

        May run in several processes at once: they share the turns. Raises StoreUnavailable.
        """
        running = await self._timers.running(MOST_TIMERS)
        # The holds are read last: one that is missing then is given up, or has not been there yet.
        holds = await self._timers.holds() if running else {}
        # One that is about to set something is looked at when that is done.
        known = {timer.id: timer for timer in running if is_watched(timer) and not timer.asked}
        for timer in known.values():
            await self._forget(timer, holds)
        watched = {line: one for line, by_key in holds.items() if (one := _watched(line, by_key, known))}
        calls = found = 0
        ends = time.monotonic() + SLICE.total_seconds()
        for line in await self._looks.in_turn(watched) if watched else ():
            if time.monotonic() >= ends or self._pace.is_closed:
                break
            looked = await self._look(watched[line])
            calls, found = calls + looked.calls, found + looked.found
            if looked.over:
                break
        return Round(len(watched), calls, found)

    async def _forget(self, timer: Timer, holds: Holds) -> None:
        """Drop what was seen of values that another timer, or nobody, has by now."""
        kept = with_own_only(timer, holds)
        if kept != timer:
            # Where it moved on meanwhile, the next round sees to it.
            await self._timers.save(kept, None)

    async def _look(self, watched: _Watched) -> _Looked:
        """Compare one line with Zendesk, if no change of ours is at it."""
        before = await self._looks.evidence(watched.id, watched.keys, watched.changes)
        if not before.is_quiet:
            return _Looked()
        if not await self._is_our_turn(watched.id):
            return _Looked(over=True)
        number: PhoneNumber | None = None
        try:
            number = await self._zendesk.show_number(watched.id, _SETTINGS, once=True)
        except ZendeskNotFound:
            pass  # which is worth telling as well
        except ZendeskThrottled as error:
            await self._pause(error)
            return _Looked(calls=1, over=True)
        except ZendeskError as error:
            log.info("line not compared", line=watched.id, problem=str(error))
            # What Zendesk says of one line says nothing of the others; that it is away, or lets nobody in, does.
            return _Looked(calls=1, over=not isinstance(error, ZendeskRefused))
        found = [await self._note(timer, watched, number, before) for timer in watched.own]
        return _Looked(calls=1, found=sum(found))

    async def _is_our_turn(self, line_id: int) -> bool:
        share = (self._zendesk.rate_limit or UNKNOWN_LIMIT) * SHARE
        # Where a tenth is less than one call a minute, there is one in several minutes.
        most, window = (int(share), _MINUTE) if share >= 1 else (1, _MINUTE / share)
        return await self._looks.take(line_id, again=self._line_every, window=window, most=most) == "ok"

    async def _pause(self, error: ZendeskThrottled) -> None:
        said = timedelta(seconds=error.retry_after or 0.0)
        await self._looks.pause(min(max(said, _SHORTEST_PAUSE), _LONGEST_PAUSE))
        log.info("nothing is compared for a while, as Zendesk said to wait", retry_after=error.retry_after)

    async def _note(self, timer_id: str, watched: _Watched, number: PhoneNumber | None, before: Evidence) -> bool:
        """Record what a timer does not say yet; return whether there was anything.

        What was read counts only if nothing of ours was at the line meanwhile: no lease, no step of a change, no other
        hold, no new change. What happens after that makes the record another version, and then all is asked anew.
        """
        while True:
            timer = await self._timers.find(timer_id)
            if timer is None or not is_watched(timer):
                return False
            line = next(each for each in timer.lines if each.line.id == watched.id)
            seen = as_seen(line, number, {key: before.holds[key] for key in watched.own[timer_id]})
            if seen == line or not set(timer.changes) <= set(watched.changes):
                return False
            if await self._looks.evidence(watched.id, watched.keys, watched.changes) != before:
                return False
            lines = tuple(seen if each is line else each for each in timer.lines)
            what, became = happened(line, seen, before.holds)
            shown = hidden(became)
            said = await self._said(shown)
            changes = {key: [shown.before[key], value] for key, value in shown.now.items()}
            told = Happened(what, BOT, {"changes": changes, "said": list(said)}, line.line)
            # Whoever decides on what was found before has not seen this, so it has to be another click.
            is_more = any(each.drift for each in timer.lines) and what == CHANGED
            if await self._timers.save(replace(timer, lines=lines), told, decided=is_more) is not None:
                return True


def _watched(line_id: int, holds: Mapping[str, Hold], known: Mapping[str, Timer]) -> _Watched | None:
    """Return what of a line is watched, None for nothing."""
    own: dict[str, tuple[str, ...]] = {}
    for key, hold in sorted(holds.items()):
        timer = known.get(hold.timer)
        if timer is not None and any(each.line.id == line_id for each in timer.lines):
            own[hold.timer] = (*own.get(hold.timer, ()), key)
    changes = tuple(change for timer in own for change in known[timer].changes)
    return _Watched(line_id, own, changes) if own else None
