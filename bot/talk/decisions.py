"""What colleagues decide: approve, decline, withdraw, stop. One click wins; every other one hears who was first.

Rights and state are checked at the click, and a decision is on disk before anybody is told of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from bot.errors import AlreadyDecided, NotOffered, Outdated, TooLateToDecide
from bot.model import AnyRequest, Directory, Money, Person, RequestState
from bot.store.outbox import Step
from bot.store.records import ClockField, Records, Transition
from bot.talk.policy import Policy
from bot.talk.schedule import NOW, Schedule, at_once


@dataclass(frozen=True, slots=True)
class Click:
    """A button as it was pressed: by whom, on which request, in which version of it."""

    person: Person
    request_id: str
    version: int


class Decisions:
    """Takes decisions. Nothing here calls Slack or Zendesk: the answer to a click waits for redis alone."""

    def __init__(self, *, records: Records, policy: Policy, schedule: Schedule) -> None:
        self._records = records
        self._policy = policy
        self._schedule = schedule

    async def approve(self, click: Click) -> AnyRequest:
        """Let a request be carried out; a deletion is held first.

        Raises NotAllowed, AlreadyDecided, TooLateToDecide, Outdated, StoreUnavailable.
        """
        request = await self.may_decide(click)
        is_deletion = request.kind == "deletion"
        approved = replace(
            request,
            state=RequestState.HOLDING if is_deletion else RequestState.APPROVED,
            decided_by=click.person.id,
        )
        return await self._apply(click, approved, "approved", due_in=NOW, clock={"decided_ms": NOW})

    async def decline(self, click: Click, words: str) -> AnyRequest:
        """End a request. words: why, for whoever asked. Raises as `approve` does."""
        request = await self.may_decide(click)
        declined = replace(request, state=RequestState.DECLINED, decided_by=click.person.id, decision_words=words)
        return await self._apply(click, declined, "declined", clock={"decided_ms": NOW}, reserve="release")

    async def may_decide(self, click: Click) -> AnyRequest:
        """Return the request if this click may decide on it now. Raises as `approve` does."""
        request, directory = await self._request_and_directory(click)
        self._policy.check_may_decide(click.person, request, directory)
        return _in_state(request, RequestState.PENDING, click.version)

    async def withdraw(self, click: Click) -> AnyRequest:
        """Take back what one asked for oneself. Raises as `approve` does."""
        request = await self._records.find(click.request_id)
        if request is None:
            raise _gone()
        self._policy.check_may_withdraw(click.person, request)
        withdrawn = replace(
            _in_state(request, RequestState.PENDING, click.version),
            state=RequestState.WITHDRAWN,
            stopped_by=click.person.id,
        )
        return await self._apply(click, withdrawn, "withdrawn", reserve="release")

    async def stop(self, click: Click) -> AnyRequest:
        """Stop a deletion that is on hold. Raises as `approve` does.

        The version does not matter: a hold that began anew meanwhile is stopped by the same button.
        """
        request, directory = await self._request_and_directory(click)
        self._policy.check_may_stop(click.person, request, directory)
        if request.kind != "deletion":
            raise NotOffered("Only a release can be stopped. A purchase can be withdrawn until somebody decides.")
        while True:
            if request.state is not RequestState.HOLDING:
                raise _already(request, stopping=True)
            stopped = replace(
                request,
                state=RequestState.STOPPED,
                stopped_by=click.person.id,
            )
            outcome = await self._records.apply(Transition(stopped, "stopped", click.person.id), confirm=True)
            if outcome.code == "ok" and outcome.request is not None:
                await self._schedule("show", outcome.request)
                return outcome.request
            if outcome.request is None:
                raise _gone()
            request = outcome.request

    async def _request_and_directory(self, click: Click) -> tuple[AnyRequest, Directory | None]:
        request, directory = await self._records.find_with_directory(click.request_id, click.person.id)
        if request is None:
            raise _gone()
        return request, directory

    async def _apply(
        self,
        click: Click,
        decided: AnyRequest,
        event: str,
        *,
        due_in: timedelta | None = None,
        clock: Mapping[ClockField, timedelta] | None = None,
        reserve: Money | Literal["release"] | None = None,
    ) -> AnyRequest:
        transition = Transition(
            decided,
            event,
            click.person.id,
            due_in=due_in,
            clock=clock or {},
            # Nobody may have got round yet to telling that its time is over.
            not_after=decided.expires_ms,
            reserve=reserve,
        )
        outcome = await self._records.apply(transition, confirm=True)
        if outcome.code == "late":
            raise TooLateToDecide(decided.expires_ms or 0)
        if outcome.request is None:
            raise _gone()
        if outcome.code != "ok":
            raise _already(outcome.request)
        steps: tuple[Step, ...] = ("show",) if due_in is None else ("advance", "show")
        await at_once(self._schedule, outcome.request, *steps)
        return outcome.request


def _in_state(request: AnyRequest, state: RequestState, version: int) -> AnyRequest:
    """Return a request if it is still where a button found it. Raises AlreadyDecided."""
    if request.state is not state or request.version != version:
        raise _already(request)
    return request


def _already(request: AnyRequest, *, stopping: bool = False) -> AlreadyDecided:
    return AlreadyDecided(
        state=request.state.value,
        by=request.stopped_by or request.decided_by,
        at_ms=_settled_ms(request),
        stopping=stopping,
    )


def _settled_ms(request: AnyRequest) -> int:
    """Return when it was settled what late clicks are told of; the record may have been written to since."""
    if request.state is RequestState.EXPIRED:
        return request.expires_ms or request.at_ms
    return (request.decided_ms if request.stopped_by is None else None) or request.at_ms


def _gone() -> Outdated:
    return Outdated("requests")
