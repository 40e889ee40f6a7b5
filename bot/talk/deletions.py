"""A deletion, from its approval to a number that is gone: it can be stopped first, and what it was is kept.

Releasing may be repeated, since a repetition finds nothing: the client does so, and a 404 after a try of its own is
that try's doing. One before any try means that somebody else was first, and is told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import NotOffered, ZendeskError, ZendeskNotFound, ZendeskThrottled, ZendeskUnavailable
from bot.model import Deletion, RequestState
from bot.store.records import Transition
from bot.talk.execution import Execution, Ready, Surroundings
from bot.talk.hanging import configuration, more_than, unread_since
from bot.talk.holding import Holding
from bot.talk.lines import Lines
from bot.talk.quoting import outside
from bot.talk.schedule import BOT


class DeletionExecution(Execution[Deletion, bool]):
    """Carries out deletions, the hold before them included."""

    no_answer = "Zendesk gave no answer, and the number is still in the account."

    def __init__(self, surroundings: Surroundings, *, lines: Lines, holding: Holding) -> None:
        super().__init__(surroundings)
        self._lines = lines
        self._holding = holding

    async def step(self, request: Deletion) -> Deletion | None:
        """Do what the state calls for, as every execution does; a hold comes first."""
        if request.state is not RequestState.HOLDING:
            return await super().step(request)
        if request.hold_ends_ms is not None:
            return await self._holding.end(request)
        if await self._holding.is_too_late(request):
            await self._fail(request, self._too_late_words(), "too late", too_late=True)
        elif await self._holding.can_begin(request):
            await self._look_and_hold(request)
        return None

    async def _look_and_hold(self, request: Deletion) -> None:
        """Begin the hold, if no more hangs on the number than whoever approved was shown."""
        try:
            if await self._look_again(request) is not None:
                await self._holding.begin(request)
        except NotOffered as error:
            await self._fail(request, self._words(error), "refused before the hold")
        except ZendeskError as error:
            await self._not_looked(request, error)

    async def _not_looked(self, request: Deletion, error: ZendeskError) -> None:
        """Begin the hold later where Zendesk does not say what hangs on the number now."""
        if isinstance(error, ZendeskUnavailable | ZendeskThrottled) and not await self._holding.is_too_late(request):
            await self._holding.later(request)
        else:
            await self._fail(request, self._words(error), "refused before the hold", facts={"answer": str(error)})

    async def _look_again(self, request: Deletion) -> Mapping[str, Any] | None:
        """Return the number's configuration as it is now; None where the number was gone, and the record says so.

        Raises NotOffered where more hangs on it than the card shows, ZendeskError.
        """
        try:
            line, hanging, number = await self._lines.hanging(request.line.id, fresh=True)
        except ZendeskNotFound:
            await self._check_account_answers()
            await self._gone(request)
            return None
        if line.number != request.line.number:
            raise NotOffered("Zendesk has another number under that id by now. Nothing was released.")
        if more := more_than(request.hanging, hanging):
            raise NotOffered(
                f"More hangs on it now than this request showed: {outside(', '.join(more))}. Nothing was released. "
                "Look at it again and ask anew if it is to go all the same."
            )
        if unread := unread_since(request.hanging, hanging):
            raise ZendeskUnavailable(f"it did not show {', '.join(unread)}", sent=False)
        return configuration(number)

    async def _check(self, request: Deletion) -> Ready | None:
        found = await self._look_again(request)
        if found is None:
            return None
        await self._zendesk.ensure_fresh_auth()
        return Ready(facts={"configuration": found})

    async def _call(self, request: Deletion, _ready: Ready, send_by: float) -> Deletion | None:
        try:
            was_gone = await self._zendesk.delete_number(request.line.id, send_by=send_by)
        except ZendeskThrottled as error:
            return await self._not_sent(request, error)
        except ZendeskUnavailable as error:
            if not error.sent:
                return await self._not_sent(request, error)
            return await self._no_answer_came(request, error, error.problem, error.status)
        except ZendeskError as error:
            return await self._fail(request, self._words(error), "refused", facts={"answer": str(error)})
        if was_gone:
            await self._gone(request)
            return None
        await self._lines.forget()
        return await self._happened(request, evidence=True, event="released")

    async def _gone(self, request: Deletion) -> None:
        """Record that it is not there, by no doing of ours."""
        words = "It was already gone: somebody released it in Zendesk meanwhile."
        await self._fail(request, words, "already gone", frees=request.line.id)

    async def _evidence(self, request: Deletion) -> bool | None:
        try:
            await self._zendesk.show_number(request.line.id)
        except ZendeskNotFound:
            await self._check_account_answers()
            return True
        return None

    async def _check_account_answers(self) -> None:
        """Return if a 404 was about the number: of an account that was renamed or closed everything is one.

        Raises ZendeskUnavailable where not even its list is found, and whatever else keeps it from being read.
        """
        try:
            await self._zendesk.list_numbers(minimal=True)
        except ZendeskNotFound as error:
            raise ZendeskUnavailable("not even the list of numbers is found", status=error.status) from error

    def _succeeded(self, request: Deletion, evidence: bool, event: str) -> Transition[Deletion]:  # noqa: ARG002 - the evidence of a deletion is that there is nothing
        return Transition(request, event, BOT, frees=request.line.id)

    def _too_late_words(self) -> str:
        return "It waited too long to be carried out. Nothing was released."
