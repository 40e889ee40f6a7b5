"""From an approved request to its end: one call to Zendesk, and what is told is what is true.

    approved ── checks fail, or too late ─────────────────> failed
       │
    executing (the call may leave for five seconds) ─ 2xx ─> done       ─ 4xx ─> failed
       │ no answer, a crash
    unknown ── Zendesk shows that it happened ────────────> done
       └────── not 45 s after the call could leave ───────> failed, watched for a day: shown later ─> done

Every arrow is one compare-and-set; whoever loses it does nothing. `step` may be called at any time, any number of
times, by anybody: the call leaves only behind the arrow from approved to executing.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Generic, TypeVar

import structlog

from bot.errors import BotError, UserError, ZendeskError, ZendeskThrottled, ZendeskUnavailable
from bot.model import AnyRequest, Directory, Money, Order, RequestState
from bot.store.directory import DirectoryStore
from bot.store.durations import milliseconds
from bot.store.outbox import Outbox
from bot.store.records import Outcome, R, Records, Transition
from bot.talk.gated import gated
from bot.talk.policy import Policy
from bot.talk.schedule import BOT, NOW, Schedule
from bot.zendesk.client import TalkClient

log = structlog.get_logger(__name__)

E = TypeVar("E")

# The call may leave within this time of `executing`; a process that was paused longer does not send any more.
SEND_WITHIN = timedelta(seconds=5)
# A live worker still waits for Zendesk's answer this long before others tell the person "Checking".
CHECK_AFTER = timedelta(seconds=25)
LOOK_FOR = timedelta(seconds=45)
LOOK_AGAIN = timedelta(seconds=2)
LOOK_SLOWEST = timedelta(minutes=5)
LOOK_OUT_FOR = timedelta(hours=24)
LOOK_OUT_FIRST = timedelta(minutes=1)
LOOK_OUT_SLOWEST = timedelta(minutes=30)
# Zendesk away before the call left: how often it is tried again before the person hears that nothing was done.
TRY_AGAIN = timedelta(seconds=5)
MOST_TRIES = 8
# Slack away before the call left: the approver's rights cannot be read, and nothing is done on old ones.
ASK_SLACK_AGAIN = timedelta(seconds=10)
TOO_LATE = timedelta(minutes=15)

Reread = Callable[[AnyRequest], Awaitable[Directory | None]]
"""Reads the people of a request anew, just before its call leaves; None where that cannot be done now."""


@dataclass(frozen=True)
class Surroundings:
    """What carrying out a request needs. words: turns an expected error into a sentence for people, for the record."""

    zendesk: TalkClient
    records: Records
    outbox: Outbox
    directory: DirectoryStore
    policy: Policy
    reread: Reread
    words: Callable[[BotError], str]
    schedule: Schedule


@dataclass(frozen=True)
class Ready:
    """That a call may leave. order: what a purchase is ordered with; facts: what the trail keeps before it leaves."""

    order: Order | None = None
    reserve: Money | None = None
    facts: Mapping[str, Any] | None = None


class Execution(ABC, Generic[R, E]):
    """Carries out requests of one kind. E: what shows in Zendesk that it happened."""

    # What is told where no answer came and nothing shows that it happened.
    no_answer: str
    check_only_reads = False

    def __init__(self, surroundings: Surroundings) -> None:
        self._zendesk = surroundings.zendesk
        self._records = surroundings.records
        self._outbox = surroundings.outbox
        self._directory = surroundings.directory
        self._policy = surroundings.policy
        self._reread = surroundings.reread
        self._words = surroundings.words
        self._schedule = surroundings.schedule

    async def step(self, request: R) -> R | None:
        """Do what the state calls for; return the record when the next step is due at once.

        Raises StoreUnavailable; Zendesk's troubles end in the record.
        """
        match request.state:
            case RequestState.APPROVED:
                return await self._execute(request)
            case RequestState.EXECUTING | RequestState.UNKNOWN:
                return await self._look(request)
            case RequestState.DONE:
                return await self._finish(request)
            case RequestState.FAILED:
                return await self._look_out(request)
            case _:
                return None

    @abstractmethod
    async def _check(self, request: R) -> Ready | None:
        """Check against Zendesk that it is still what was asked for; None where that ended the request.

        Raises UserError, ZendeskError.
        """

    @abstractmethod
    async def _call(self, request: R, ready: Ready, /, send_by: float) -> R | None:
        """Send the call once the record says so, and record what came of it. send_by: on time.monotonic()'s clock."""

    @abstractmethod
    async def _evidence(self, request: R) -> E | None:
        """Return what shows that it happened, None where nothing does. Raises ZendeskError."""

    @abstractmethod
    def _succeeded(self, request: R, evidence: E, event: str) -> Transition[R]:
        """Return the transition to done."""

    @abstractmethod
    def _too_late_words(self) -> str:
        """Return what is told of a request that waited too long."""

    async def _finish(self, _request: R) -> R | None:
        """Do what is left once it happened."""
        return None

    # From approved to the call

    async def _execute(self, request: R) -> R | None:
        ready = await self._prepared(request)
        if ready is None:
            return None
        # Measured before redis writes `executing`, so our own limit is never later than the record's.
        started = time.monotonic()
        outcome = await self._records.apply(
            Transition(
                replace(request, state=RequestState.EXECUTING),
                "ordering" if request.kind == "purchase" else "releasing",
                BOT,
                due_in=SEND_WITHIN + CHECK_AFTER,
                clock={"send_by_ms": SEND_WITHIN},
                order=ready.order,
                reserve=ready.reserve,
                within_budget=ready.reserve is not None,
                facts=ready.facts,
            ),
            confirm=True,
        )
        if outcome.code == "budget":
            words = "It would pass the monthly budget as it is now set. Nothing was bought."
            return await self._fail(request, words, "refused before the call")
        if outcome.code != "ok" or outcome.request is None:
            return None
        return await self._call(outcome.request, ready, started + SEND_WITHIN.total_seconds())

    async def _prepared(self, request: R) -> Ready | None:
        """Check once more everything that matters; None where the call is not to leave, or not now."""
        if await self._records.now_ms() - _since(request) > milliseconds(TOO_LATE):
            await self._fail(request, self._too_late_words(), "too late", too_late=True)
            return None
        try:
            allowed, ready = await gated(
                self._is_still_allowed(request), self._check(request), at_once=self.check_only_reads
            )
            if allowed:
                return ready
            await self._outbox.reschedule(request.id, request.version, ASK_SLACK_AGAIN)
        except (ZendeskUnavailable, ZendeskThrottled) as error:
            await self._not_sent(request, error)
        except (UserError, ZendeskError) as error:
            await self._fail(request, self._words(error), "refused before the call")
        return None

    async def _is_still_allowed(self, request: R) -> bool:
        """Return whether rights could be read anew. Raises NotAllowed where somebody has lost theirs."""
        known = await (
            self._reread(request) if request.needs_approval else self._directory.find(request.requested_by.id)
        )
        if known is None and request.needs_approval:
            return False
        self._policy.check_may_request(request.requested_by, known)
        if known is not None:
            self._policy.check_still_approved(request, known)
        return True

    async def _not_sent(self, request: R, error: ZendeskError) -> R | None:
        """Try again for a while when the call did not leave, then say so."""
        tries = request.tries + 1
        too_long = isinstance(error, ZendeskThrottled) and (error.retry_after or 0) > _TRIES_SECONDS
        if tries >= MOST_TRIES or too_long:
            return await self._fail(request, self._words(error), "Zendesk away", facts={"answer": str(error)})
        again = replace(request, state=RequestState.APPROVED, tries=tries)
        await self._after(
            await self._records.apply(
                Transition(again, "not sent", BOT, due_in=TRY_AGAIN, facts={"answer": str(error)})
            ),
            again,
        )
        return None

    async def _no_answer_came(self, request: R, error: ZendeskError, problem: str, status: int | None) -> R | None:
        """Record that the call left and nobody knows what came of it; looking begins at once."""
        log.info("no answer", request=request.id, error=str(error))
        unknown = replace(request, state=RequestState.UNKNOWN)
        facts = {"answer": problem, "status": status}
        outcome = await self._records.apply(Transition(unknown, "no answer", BOT, due_in=NOW, facts=facts))
        return await self._after(outcome, unknown)

    # When no answer came: looking

    async def _look(self, request: R) -> R | None:
        since_send_by = await self._records.now_ms() - (request.send_by_ms or 0)
        try:
            evidence = await self._evidence(request)
        except ZendeskError:
            evidence, looked = None, False
        else:
            looked = True
        if evidence is not None:
            return await self._happened(request, evidence, "found")
        if request.state is RequestState.EXECUTING:
            return await self._wait_or_check(request, since_send_by)
        if looked and since_send_by > milliseconds(LOOK_FOR):
            await self._did_not_happen(request)
            return None
        # Ever more rarely, where Zendesk stays away for hours.
        again = min(max(timedelta(milliseconds=since_send_by / 20), LOOK_AGAIN), LOOK_SLOWEST)
        await self._outbox.reschedule(request.id, request.version, again)
        return None

    async def _wait_or_check(self, request: R, since_send_by: int) -> R | None:
        """Another worker may still wait for the answer; past its time the person hears that we are checking."""
        remaining = milliseconds(CHECK_AFTER) - since_send_by
        if remaining > 0:
            await self._outbox.reschedule(request.id, request.version, timedelta(milliseconds=remaining))
            return None
        unknown = replace(request, state=RequestState.UNKNOWN)
        return await self._after(await self._records.apply(Transition(unknown, "checking", BOT, due_in=NOW)), unknown)

    async def _did_not_happen(self, request: R) -> None:
        failed = replace(
            request,
            state=RequestState.FAILED,
            outcome_words=f"{self.no_answer} I keep watching for a day and tell you if that changes.",
            look_out_until_ms=await self._records.now_ms() + milliseconds(LOOK_OUT_FOR),
        )
        outcome = await self._records.apply(Transition(failed, "not found", BOT, due_in=LOOK_OUT_FIRST))
        await self._after(outcome, failed)

    async def _look_out(self, request: R) -> R | None:
        """Watch what was told as failed, ever more slowly, until its day is over."""
        if request.look_out_until_ms is None:
            return None
        try:
            evidence = await self._evidence(request)
        except ZendeskError:
            await self._outbox.reschedule(request.id, request.version, LOOK_OUT_FIRST)
            return None
        if evidence is not None:
            return await self._happened(request, evidence, "found late")
        now_ms = await self._records.now_ms()
        if now_ms > request.look_out_until_ms:
            await self._end_look_out(request, self.no_answer)
            return None
        waited = LOOK_OUT_FOR - timedelta(milliseconds=request.look_out_until_ms - now_ms)
        again = min(max(waited / 4, LOOK_OUT_FIRST), LOOK_OUT_SLOWEST)
        await self._outbox.reschedule(request.id, request.version, again)
        return None

    async def _end_look_out(self, request: R, words: str) -> None:
        over = replace(request, look_out_until_ms=None, outcome_words=words)
        await self._after(await self._records.apply(Transition(over, "look-out over", BOT, reserve="release")), over)

    # Ends

    async def _happened(self, request: R, evidence: E, event: str) -> R | None:
        """Record that it happened, whatever the record came to say while the answer was under way."""
        current: R | None = request
        while current is not None and current.state is not RequestState.DONE:
            done = replace(
                current,
                state=RequestState.DONE,
                outcome_words=None,
                corrected=current.state is RequestState.FAILED,
                look_out_until_ms=None,
            )
            outcome = await self._records.apply(self._succeeded(done, evidence, event))
            match outcome.code:
                case "ok":
                    return await self._after(outcome, done)
                case "open":  # what Zendesk shows may be that request's doing, whose answer is still on its way
                    await self._outbox.reschedule(current.id, current.version, LOOK_OUT_FIRST)
                    return None
                case "taken":
                    await self._end_look_out(current, "Zendesk gave no answer; a later request brought it about.")
                    return None
                case _:
                    current = outcome.request
        if current is None:
            log.error("it happened, but its record is gone", request=request.id, evidence=str(evidence))
        return None

    async def _fail(
        self,
        request: R,
        words: str,
        event: str,
        *,
        too_late: bool = False,
        frees: int | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> R | None:
        failed = replace(request, state=RequestState.FAILED, outcome_words=words, too_late=too_late)
        outcome = await self._records.apply(Transition(failed, event, BOT, reserve="release", frees=frees, facts=facts))
        await self._after(outcome, failed)
        return None

    async def _after(self, outcome: Outcome[R], intended: R) -> R:
        """Have the record shown as it now is, and return it; `intended` where it is gone."""
        if outcome.request is None:
            return intended
        await self._schedule("show", outcome.request)
        return outcome.request


_TRIES_SECONDS = TRY_AGAIN.total_seconds() * MOST_TRIES


def _since(request: AnyRequest) -> int:
    """Return when the last person had a say in it: the end of a hold that nobody used, a decision, the request."""
    held_until = request.hold_ends_ms if request.kind == "deletion" else None
    return held_until or request.decided_ms or request.requested_ms
