"""One line of a change: read, compare, write down, send, compare again. Nothing unseen is overwritten.

    waiting ── not what was seen ─> conflict      ── so already ─> same      ── Zendesk says no ─> refused
       │
    writing (the call may leave for five seconds) ── 2xx ─> changed          ── 4xx ─> refused
       │ no answer, a crash: the number is read again
       ├────── as wanted ─> changed       ── as before ─> sent again, or refused       ── neither ─> conflict

From the first reading to the last arrow the line is leased, so that no other change of ours comes in between. What a
timer sets becomes its own with `writing`, and what it puts back has to be its own still: see `bot.talk.line_holds`.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from pydantic import ValidationError

from bot.errors import BotError, ZendeskError, ZendeskNotFound, ZendeskThrottled, ZendeskUnavailable
from bot.model import Change, ChangeState, Hold, LineChange, LineStatus, Values
from bot.store.changes import Changes, Step
from bot.store.claims import LINE_LEASE, Claims
from bot.store.timers import Timers
from bot.talk.field_values import differing, is_returned, update_of, values_of
from bot.talk.hanging import configuration
from bot.talk.line_holds import Prior, lapsing, narrowed, seen_put, taken
from bot.talk.masking import hidden, spoken
from bot.talk.pace import Pace
from bot.talk.putting_back import unasked_of
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber
from bot.zendesk.updates import NumberUpdate

log = structlog.get_logger(__name__)

SEND_WITHIN = timedelta(seconds=5)
"""The call may leave within this time of `writing`; a process that was paused longer does not send any more."""

MOST_TRIES = 8
"""How often a call that does not come through is tried before the line is given up."""

MOST_TRIES_BACK = 24
"""The same where a line is put back at the end of a time: for about half an hour, as nobody may be there to try it
again."""

# A call whose answer was lost may yet be taken: for so long the line stays ours after it.
_LINGER = timedelta(seconds=8)
_SETTINGS = frozenset({"settings"})
_GONE = "Zendesk does not find this number any more. Nothing was changed."
_ANOTHER = "Zendesk has another number under that id by now. Nothing was changed."
_EDITED = "not changed, as somebody else edited it"
_UNTOLD = "Zendesk did not say what this number has now, so nothing was sent. Nothing was changed."
_UNWRITABLE = "One of these values cannot be written through Zendesk's API. Nothing was changed."
_NO_ANSWER = "Zendesk gave no answer, and the number is as it was. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Left:
    """How a line was left. again: whether it has to be come back to; tries: how often its call did not come through.

    Without tries another change is at the line. runs: whether the change still ran; changed: whether Zendesk took it.
    """

    again: bool = False
    tries: int = 0
    runs: bool = True
    changed: bool = False


@dataclass(frozen=True)
class LineWriter:
    """Takes one line as far as it can go.

    words: turns an expected error into sentences for the record; said: words what became of a line, for the trail.
    """

    zendesk: TalkClient
    changes: Changes
    claims: Claims
    timers: Timers
    pace: Pace
    words: Callable[[BotError], str]
    said: Callable[[LineChange], Awaitable[tuple[str, ...]]]

    async def write(self, change: Change, line: LineChange) -> Left:
        """Carry out one line that waits, or find out what became of one whose call may have left.

        Raises StoreUnavailable.
        """
        owner = await self.claims.line(line.line.id)
        if owner is None:
            return Left(again=True)
        return await _Writing(self, change, owner).carry_out(line)


@dataclass(frozen=True)
class _Writing:
    """One line under its lease, whose owner is known."""

    by: LineWriter
    change: Change
    owner: str

    async def carry_out(self, line: LineChange) -> Left:
        number = await self._read(line)
        if isinstance(number, Left):
            return number
        if number.number != line.line.number:
            return await self._gone(line, _ANOTHER)
        prior: Prior = {}
        if self.change.timer:
            prior = await self.by.timers.holds_on(line.line.id, line.wanted)
            line = narrowed(self.change, line, prior)
            if not line.wanted:
                return await self._end(line, LineStatus.LEFT, "a later timer's by now")
        there = values_of(number, line.wanted)
        if any(not is_returned(number, key) for key in _known(line)):
            return await self._cannot_compare(line)
        if line.status is LineStatus.WRITING:
            done = await self._look(line, number, there)
        else:
            done = await self._compare(line, there, prior)
        return done or await self._write(line, number, there, prior)

    async def _read(self, line: LineChange) -> PhoneNumber | Left:
        """Return the number as it is, or how the line was left."""
        try:
            return await self.by.zendesk.show_number(line.line.id, _SETTINGS, once=True)
        except ZendeskNotFound:
            return await self._gone(line, _GONE)
        except ZendeskError as error:
            if line.status is LineStatus.WRITING:
                self._note(error)
                return await self._again(line)  # it may have been taken, which only a reading tells
            return await self._not_taken(line, error)

    async def _gone(self, line: LineChange, words: str, **step: Any) -> Left:
        """End a line whose number is gone; where it was to be put back, there is nothing left to do or to decide."""
        if self.change.reverts:
            return await self._end(line, LineStatus.LEFT, "gone by now")
        return await self._end(line, LineStatus.REFUSED, "refused", words=words, **step)

    async def _cannot_compare(self, line: LineChange) -> Left:
        """Leave a line of which Zendesk does not show now what it has shown: that is nobody's edit."""
        if line.status is LineStatus.WRITING:
            return await self._again(line)
        return await self._end(line, LineStatus.REFUSED, "refused", words=_UNTOLD)

    async def _compare(self, line: LineChange, there: Values, prior: Prior) -> Left | None:
        """End a line where nothing is to be sent: somebody changed it unseen, or it is so already."""
        # Who overwrites it anyway has seen one value of somebody else's; a third one is shown to them first.
        seen = line.now if line.anyway else line.seen
        unseen = () if seen is None else differing(seen, there)
        # What somebody else set to just what is wanted is no conflict.
        if any(there[key] != line.wanted[key] for key in unseen):
            return await self._end(line, LineStatus.CONFLICT, _EDITED, now=there)
        if there == line.wanted:
            holds = self._taken(line, there, prior)
            return await self._end(line, LineStatus.SAME, "so already", now=there, holds=holds)
        return None

    async def _look(self, line: LineChange, number: PhoneNumber, there: Values) -> Left | None:
        """Find out what became of a call that may have left; None where it has to be sent again."""
        if there == line.wanted:
            return await self._changed(line, number)
        if any(value not in (line.wanted[key], line.before.get(key, value)) for key, value in there.items()):
            return await self._end(line, LineStatus.CONFLICT, _EDITED, now=there)
        if self.change.state is not ChangeState.RUNNING:
            moved, _ = await self._move(_waiting(line), **self._given_back(line))
            return Left(again=moved is None)
        if line.tries >= self._most_tries:
            return await self._end(line, LineStatus.REFUSED, "refused", words=_NO_ANSWER, **self._given_back(line))
        return None

    async def _write(self, line: LineChange, number: PhoneNumber, there: Values, prior: Prior) -> Left:
        # What puts back what nobody asked for is sent whole: what replaced the rest then would do so again.
        whole = self.change.restores is not None
        try:
            update = update_of(number, {key: it for key, it in line.wanted.items() if whole or there[key] != it})
        except ValidationError:  # such as an undo of what Zendesk had and its document does not know
            return await self._end(line, LineStatus.REFUSED, "refused", words=_UNWRITABLE)
        writing = replace(line, status=LineStatus.WRITING)
        if line.status is not LineStatus.WRITING:
            before = {key: there[key] for key in line.wanted if is_returned(number, key)}
            writing = replace(writing, before=before, configuration=configuration(number), under=dict(prior))
        # Measured before redis writes `writing`, so our own limit is never later than the record's.
        started = time.monotonic()
        holds = {} if line.status is LineStatus.WRITING else self._taken(line, there, prior)
        moved, state = await self._move(writing, lease=LINE_LEASE, sends=True, holds=holds)
        if moved is None:
            await self.by.claims.leave_line(line.line.id, self.owner)
            return Left(again=state is ChangeState.RUNNING, runs=state is ChangeState.RUNNING)
        return await self._send(moved, update, started + SEND_WITHIN.total_seconds(), was=line.status)

    async def _send(self, line: LineChange, update: NumberUpdate, send_by: float, *, was: LineStatus) -> Left:
        try:
            after = await self.by.zendesk.update_number(line.line.id, update, send_by=send_by)
        except ZendeskNotFound:
            return await self._gone(line, _GONE, **self._given_back(line))
        except ZendeskUnavailable as error:
            if error.sent:
                return await self._no_answer_came(line, error)
            return await self._not_sent(line, error, was=was)
        except ZendeskThrottled as error:
            return await self._not_sent(line, error, was=was)
        except ZendeskError as error:
            words = self.by.words(error)
            return await self._end(line, LineStatus.REFUSED, "refused", words=words, **self._given_back(line))
        return await self._changed(line, await self._with_all(line, after))

    async def _with_all(self, line: LineChange, after: PhoneNumber) -> PhoneNumber:
        """Return a number with every value that was written: an answer may leave out what it was to include."""
        if all(is_returned(after, key) for key in line.before):
            return after
        try:
            return await self.by.zendesk.show_number(line.line.id, _SETTINGS)
        except ZendeskError as error:
            log.info("not read again", change=self.change.id, line=line.line.id, error=str(error))
            return after

    async def _no_answer_came(self, line: LineChange, error: ZendeskUnavailable) -> Left:
        """Look at once; where nothing shows that it was taken it may be yet, so the line stays ours for a while."""
        log.info("no answer", change=self.change.id, line=line.line.id, error=str(error))
        try:
            number = await self.by.zendesk.show_number(line.line.id, _SETTINGS, once=True)
        except ZendeskError as trouble:
            self._note(trouble)
        else:
            if values_of(number, line.wanted) == line.wanted:
                return await self._changed(line, number)
        return await self._again(line, lease=_LINGER)

    async def _not_sent(self, line: LineChange, error: ZendeskError, *, was: LineStatus) -> Left:
        """Come back to a line whose call was not taken for sure; an earlier call of it may have been."""
        if was is LineStatus.WRITING:
            self._note(error)
            return await self._again(line)
        return await self._not_taken(_waiting(line), error, **self._given_back(line))

    async def _not_taken(self, line: LineChange, error: ZendeskError, **step: Any) -> Left:
        """Come back to a line of which no call was taken, or give it up."""
        self._note(error)
        if not isinstance(error, ZendeskThrottled | ZendeskUnavailable) or line.tries + 1 >= self._most_tries:
            return await self._end(line, LineStatus.REFUSED, "refused", words=self.by.words(error), **step)
        return await self._again(line, **step)

    @property
    def _most_tries(self) -> int:
        return MOST_TRIES_BACK if self.change.reverts else MOST_TRIES

    def _note(self, error: ZendeskError) -> None:
        if isinstance(error, ZendeskThrottled):
            self.by.pace.throttled(error.retry_after)

    async def _again(self, line: LineChange, **step: Any) -> Left:
        tried = replace(line, tries=line.tries + 1)
        await self._move(tried, **step)
        return Left(again=True, tries=tried.tries)

    async def _changed(self, line: LineChange, after: PhoneNumber) -> Left:
        """Record what Zendesk has now; the change halts where something changed that nobody asked for, and is new."""
        before = PhoneNumber.model_validate(line.configuration)
        unasked = unasked_of(before, after, line.wanted)
        known = {path for each in self.change.lines for path in each.unasked}
        now = values_of(after, (key for key in line.wanted if is_returned(after, key)))
        return await self._end(
            line,
            LineStatus.CHANGED,
            "changed",
            now=now,
            unasked=unasked,
            halts=not known.issuperset(unasked),
            holds=seen_put(self._taken(line, line.before, line.under), now),
        )

    def _taken(self, line: LineChange, there: Values, prior: Prior) -> dict[str, Hold]:
        """Return what becomes a timer's own: nothing of what is put back, which the timer itself gives up."""
        if not self.change.timer or self.change.reverts:
            return {}
        return taken(self.change, line, there, prior)

    def _given_back(self, line: LineChange) -> dict[str, Any]:
        """Return what becomes of the holds on a line whose call was not taken: as they were, or nobody's."""
        if not self.change.timer or self.change.reverts or line.status is not LineStatus.WRITING:
            return {}
        drops = tuple(key for key in line.wanted if key not in line.under)
        return {"holds": dict(line.under), "lapsing": lapsing(line), "drops": drops}

    async def _end(
        self,
        line: LineChange,
        status: LineStatus,
        happened: str,
        *,
        halts: bool = False,
        holds: Mapping[str, Hold] | None = None,
        lapsing: Collection[str] = (),
        drops: Collection[str] = (),
        **values: Any,
    ) -> Left:
        ended = replace(line, status=status, configuration={}, under={}, **{"words": None, **values})
        # What timers set may be somebody's own number.
        if self.change.timer:
            ended = replace(ended, words=spoken(ended, ended.words))
        said = await self.by.said(hidden(ended) if self.change.timer else ended)
        moved, state = await self._move(
            ended, happened=happened, said=said, halts=halts, holds=holds or {}, lapsing=lapsing, drops=drops
        )
        is_changed = moved is not None and status is LineStatus.CHANGED
        return Left(again=moved is None, runs=state is ChangeState.RUNNING, changed=is_changed)

    async def _move(self, line: LineChange, **step: Any) -> tuple[LineChange | None, ChangeState]:
        """Write down where a line stands; None where another worker was first or nothing may be sent."""
        code, state = await self.by.changes.move(Step(self.change, line, self.owner, **step))
        if code != "ok":
            log.info("line not moved", change=self.change.id, line=line.line.id, why=code)
            return None, state
        return replace(line, stamp=line.stamp + 1), state


def _known(line: LineChange) -> Values:
    """Return what Zendesk has shown of what is wanted, by when it counts; what was null may have been left out."""
    known = line.before if line.status is LineStatus.WRITING else line.seen or {}
    return {key: value for key, value in known.items() if value is not None}


def _waiting(line: LineChange) -> LineChange:
    return replace(line, status=LineStatus.WAITING, before={}, configuration={}, under={})
