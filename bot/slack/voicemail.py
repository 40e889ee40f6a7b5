"""Switching voicemail on screen: a loading modal at once, then the form or what the switch would do, one modal for all.

Whatever was typed stays: what is not understood is asked about in the form, in which the rest is filled in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.voicemail_preview import preview
from bot.cards.voicemail_views import form, reading, trouble
from bot.errors import BotError, NotUnderstood, UserError
from bot.model import Person
from bot.slack.card_places import CardPlaces
from bot.slack.views import Views
from bot.slack.voicemail_grammar import Voicemail
from bot.slack.words import words as said
from bot.store.switch_drafts import SwitchDraft
from bot.talk.line_choices import Choices
from bot.talk.reading import Reading
from bot.talk.switch_preview import preview_of
from bot.talk.switching import Asked, SwitchService

LOADING = "Reading your lines …"
_BROKE_OFF = "This broke off. Nothing was switched."


class Switching:
    """Shows people what they are about to switch. places: where cards can stand."""

    def __init__(self, slack: AsyncWebClient, service: SwitchService, places: CardPlaces) -> None:
        self._views = Views(slack)
        self._service = service
        self._places = places

    @property
    def service(self) -> SwitchService:
        """What reads lines and switches them."""
        return self._service

    async def open(self, trigger_id: str, person: Person, asked: Asked) -> None:
        """Open a modal with the form, or with the preview where nothing is left to ask. Raises SlackApiError."""
        await self._begin(await self._views.open(trigger_id, reading(LOADING)), person, asked)

    async def open_over(self, body: dict[str, Any], person: Person, asked: Asked) -> None:
        """Open it for whoever clicked: on top of the modal it was clicked in, where there is room."""
        await self._begin(await self._views.open_over(body, reading(LOADING)), person, asked)

    async def again(self, view_id: str, person: Person, draft_id: str) -> None:
        """Go on with what was entered, after something could not be read."""
        await self._views.replace(view_id, reading(LOADING))

        async def making() -> View:
            draft = await self._service.find(person, draft_id)
            return await self._understood(view_id, draft) if draft.words else await self._form(draft)

        await self._fill(view_id, making(), draft_id)

    async def back(self, view_id: str, person: Person, draft_id: str) -> None:
        """Show the form as it was filled in."""

        async def making() -> View:
            return await self._form(await self._service.find(person, draft_id))

        await self._fill(view_id, making(), draft_id)

    async def look_ahead(self, view_id: str, draft: SwitchDraft) -> None:
        """Read what the lines have now, say how far that is, and show what the switch would do."""
        await self._fill(view_id, self._preview(view_id, draft), draft.id)

    async def turn(self, view_id: str, view_hash: str, person: Person, draft_id: str, page: int) -> None:
        """Show another page of what the switch would do."""

        async def making() -> View:
            draft = await self._service.find(person, draft_id)
            return preview(draft, preview_of(draft), page=page)

        await self._fill(view_id, making(), draft_id, view_hash)

    async def _begin(self, view_id: str, person: Person, asked: Asked) -> None:
        begun: list[str] = []

        async def making() -> View:
            await self._service.check_may_operate(person)
            draft = await self._service.begin(person, asked)
            begun.append(draft.id)
            return await self._understood(view_id, draft)

        def instead(error: BotError | None) -> View:
            # What was typed is kept, so that it can be gone on with as soon as Zendesk can be asked.
            is_ours = error is None or isinstance(error, UserError)
            return trouble(_words(error), "" if is_ours else "".join(begun))

        await self._views.fill(view_id, making(), instead)

    async def _understood(self, view_id: str, draft: SwitchDraft) -> View:
        understood = await self._service.understand(draft)
        if understood.is_complete:
            return await self._preview(view_id, understood.draft)
        return await self._form(understood.draft, understood.problems)

    async def _form(self, draft: SwitchDraft, problems: tuple[str, ...] = ()) -> View:
        has_lines = draft.every or draft.groups or draft.ids
        return form(draft, await self._service.picked(draft) if has_lines else Choices(), problems)

    async def _preview(self, view_id: str, draft: SwitchDraft) -> View:
        """Read the lines and, beside that, whether the card can stand where this was typed."""
        try:
            draft = await self._service.chosen(draft)
        except NotUnderstood as error:
            return await self._form(draft, (error.problem,))
        so_far = Reading(len(draft.lines))
        place = asyncio.create_task(self._places.of(draft.typed_in), name="place of a card")
        try:
            read = await self._views.waiting(
                view_id, self._service.read(draft, so_far), lambda: reading(_how_far(so_far))
            )
            if read is None:
                return reading(LOADING)
            kept = await self._service.keep(replace(read, channel=await place))
        finally:
            place.cancel()
            await asyncio.gather(place, return_exceptions=True)
        return preview(kept, preview_of(kept))

    async def _fill(self, view_id: str, making: Awaitable[View], draft: str, view_hash: str | None = None) -> None:
        def instead(error: BotError | None) -> View:
            return trouble(_words(error), "" if isinstance(error, UserError) else draft)

        await self._views.fill(view_id, making, instead, view_hash)


def asked_by(command: Voicemail, typed_in: str | None) -> Asked:
    """Return what a command asks for. typed_in: the channel it was typed in."""
    return Asked(
        on=command.on,
        lines=command.lines,
        inside=command.inside,
        outside=command.outside,
        ends=command.ends,
        reason=command.reason,
        whole=command.whole,
        typed_in=typed_in,
    )


def _words(error: BotError | None) -> str:
    if error is None:
        return _BROKE_OFF
    # What a person got wrong says itself what to do; of the rest they wonder what stands now.
    after = "" if isinstance(error, UserError) else " Nothing was switched."
    return f"{said(error, nothing_bought=False)}{after}"


def _how_far(so_far: Reading) -> str:
    """Return how many lines were read."""
    if not so_far.done:
        return f"Reading {so_far.total:,} lines …" if so_far.total > 1 else "Reading the line …"
    return f"Reading {so_far.done:,} of {so_far.total:,} lines …"
