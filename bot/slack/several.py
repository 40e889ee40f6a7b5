"""Several numbers on screen: a loading modal at once, what takes longer put in its place, one view after the other."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.several_preview import preview
from bot.cards.several_views import form, pick, reading, trouble
from bot.errors import BotError, NotUnderstood
from bot.model import Person
from bot.slack.views import Views
from bot.slack.words import words as said
from bot.store.drafts import Draft
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.previews import preview_of
from bot.talk.reading import Reading
from bot.talk.selecting import Selection
from bot.talk.several import SeveralService

NUMBERS = "Reading your numbers …"
_BROKE_OFF = "This broke off. Nothing was changed."


class Several:
    """Shows people what they are about to change on several numbers."""

    def __init__(self, slack: AsyncWebClient, service: SeveralService) -> None:
        self._views = Views(slack)
        self._service = service

    async def open_from(self, body: dict[str, Any], person: Person, *, words: str = "") -> None:
        """Open a modal to choose numbers in, on top of the modal it was clicked in, where there is room.

        words: the filter to begin with. Who may not change numbers reads so. Raises SlackApiError.
        """
        view_id = await self._views.open_over(body, reading(NUMBERS))
        await self._begin(view_id, person, begun_with(words))

    async def choose(
        self,
        view_id: str,
        selection: Selection,
        *,
        draft: str = "",
        problem: str = "",
        view_hash: str | None = None,
    ) -> None:
        """Show the form for which numbers and what of them, with this chosen in it. problem: what to say above it."""
        await self._fill(view_id, self._pick(selection, draft, problem), selection.words, view_hash)

    async def go_on(self, view_id: str, person: Person, selection: Selection, draft: str) -> None:
        """Show the form for the values of what was chosen, or the choice again with what is wrong with it."""

        async def making() -> View:
            try:
                begun = await self._service.begin(person, selection, draft)
            except NotUnderstood as error:
                return await self._pick(selection, draft, error.problem)
            return await self._form(begun)

        await self._fill(view_id, making(), selection.words)

    async def back_to_values(self, view_id: str, person: Person, draft_id: str) -> None:
        """Show the form for the values as they were entered."""

        async def making() -> View:
            return await self._form(await self._service.find(person, draft_id))

        await self._fill(view_id, making(), "")

    async def back_to_choice(self, view_id: str, person: Person, draft_id: str) -> None:
        """Show which numbers and fields were chosen."""

        async def making() -> View:
            draft = await self._service.find(person, draft_id)
            ids = () if draft.every else tuple(shown.line.id for shown in draft.lines)
            return await self._pick(Selection(draft.words, draft.every, ids, draft.fields), draft.id, "")

        await self._fill(view_id, making(), "")

    async def look_ahead(self, view_id: str, draft: Draft) -> None:
        """Read what the numbers have now, say how far that is, and show what the change would do."""
        await self._fill(view_id, self._read(view_id, draft), draft.words)

    async def turn(self, view_id: str, view_hash: str, person: Person, draft_id: str, page: int) -> None:
        """Show another page of what the change would do."""

        async def making() -> View:
            return await self._preview(await self._service.find(person, draft_id), page)

        await self._fill(view_id, making(), "", view_hash)

    async def _begin(self, view_id: str, person: Person, selection: Selection) -> None:
        async def making() -> View:
            await self._service.check_may_operate(person)
            return await self._pick(selection, "", "")

        await self._fill(view_id, making(), selection.words)

    async def _pick(self, selection: Selection, draft: str, problem: str) -> View:
        fitting, picked = await self._service.matching(selection)
        return pick(selection, matching=len(fitting), picked=picked, draft=draft, problem=problem)

    async def _form(self, draft: Draft) -> View:
        chosen = Selection(draft.words, draft.every, (), draft.fields)
        lines = [shown.line for shown in draft.lines]
        catalog = await self._service.catalog()
        return form(chosen, lines, catalog, draft=draft.id, wanted=draft.wanted or {}, reason=draft.reason)

    async def _read(self, view_id: str, draft: Draft) -> View:
        so_far = Reading(len(draft.lines))
        read = await self._views.waiting(view_id, self._service.read(draft, so_far), lambda: reading(how_far(so_far)))
        return reading(NUMBERS) if read is None else await self._preview(read, 1)

    async def _preview(self, draft: Draft, page: int) -> View:
        catalog = await self._service.catalog()
        return preview(preview_of(draft), catalog, draft=draft.id, warnings=draft.warnings, page=page)

    async def _fill(self, view_id: str, making: Awaitable[View], again: str, view_hash: str | None = None) -> None:
        def instead(error: BotError | None) -> View:
            return trouble(said(error, nothing_bought=False) if error else _BROKE_OFF, again)

        await self._views.fill(view_id, making, instead, view_hash)


def begun_with(words: str) -> Selection:
    """Return what is chosen before anybody chose anything: all that a filter fits, where there is one."""
    filter_ = " ".join(words.split())[:LONGEST_FILTER]
    return Selection(filter_, every=bool(filter_))


def how_far(so_far: Reading) -> str:
    """Return how many numbers were read."""
    if not so_far.done:
        return f"Reading {so_far.total:,} numbers …" if so_far.total > 1 else "Reading the number …"
    return f"Reading {so_far.done:,} of {so_far.total:,} numbers …"
