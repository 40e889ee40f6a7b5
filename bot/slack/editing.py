"""A number on screen: a loading view at once, Zendesk asked meanwhile, then the number or the form of one part of it.

All of it is one modal: what is clicked in a view of a number replaces that view.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Block, View, button
from bot.cards.edit_views import form, review
from bot.cards.line_pick import pick_line
from bot.cards.notice_view import notice
from bot.cards.number_view import TITLES, Mode, looking, number_trouble, number_view, reading, try_again
from bot.errors import BotError, NotUnderstood, UserError, ZendeskNotFound
from bot.model import Person
from bot.slack.views import Views
from bot.slack.words import words
from bot.talk.catalog import Catalog
from bot.talk.editing import EditingService, Review
from bot.talk.field_kinds import Section

_BROKE_OFF = "This broke off. Nothing was changed."
_GONE = "This number is not in Zendesk any more: it was released, or removed there. Nothing was changed."
_OWN = ("number.", "edit.", "change.")
"""How the callback ids of the views begin that stand in the modal of one number."""


class Editing:
    """Shows people numbers, and the forms to change them.

    channel: where colleagues decide, None where nobody has to; admin_url: where numbers are found in Zendesk.
    """

    def __init__(
        self, slack: AsyncWebClient, service: EditingService, *, channel: str | None, admin_url: str | None
    ) -> None:
        self._views = Views(slack)
        self._service = service
        self._channel = channel
        self._admin_url = admin_url

    @property
    def service(self) -> EditingService:
        """What reads and changes numbers."""
        return self._service

    async def check_may_read(self, person: Person) -> None:
        """Return if `person` may look at numbers. Raises NotAllowed, StoreUnavailable."""
        await self._service.check_may_read(person)

    async def open(self, trigger_id: str, person: Person, text: str, mode: Mode) -> None:
        """Open a modal and fill it with the number that `text` means, or with those to choose from."""
        await self.find(await self._views.open(trigger_id, looking(text, mode)), person, text, mode)

    async def find(self, view_id: str, person: Person, text: str, mode: Mode) -> None:
        """Put what `text` means in the place of a view that shows something else."""

        async def found() -> View:
            lines = await self._service.find(text, mode)
            if len(lines) == 1:
                return await self._number(person, lines[0].id, mode)
            return pick_line(
                lines,
                text.strip() or None,
                title=TITLES[mode],
                label="Number",
                begins="Choose the number you mean.",
                none="This account has no numbers yet. “/talk search” finds some to buy.",
                callback_id="number.pick",
                metadata={"mode": mode},
            )

        await self._fill(view_id, found(), try_again("number.find", text or " "), mode)

    async def find_again(self, view_id: str, person: Person, text: str, mode: Mode) -> None:
        """Say that Zendesk is asked once more, and show what `text` means. Raises SlackApiError."""
        await self._views.replace(view_id, looking(text, mode))
        await self.find(view_id, person, text, mode)

    async def show(self, body: dict[str, Any], person: Person, line_id: int, mode: Mode = Mode.SHOW) -> None:
        """Show a number for a click: in the modal of a number, or on top of what else was clicked in."""
        view_id = await self._place(body, reading(mode))
        await self.look(view_id, person, line_id, mode)

    async def edit(self, body: dict[str, Any], person: Person, line_id: int) -> None:
        """Show a number to be changed for a click somewhere else."""
        await self.show(body, person, line_id, Mode.EDIT)

    async def look(self, view_id: str, person: Person, line_id: int, mode: Mode) -> None:
        """Put a number in the place of a view that says to wait."""
        retry = try_again("number.refresh", str(line_id))
        await self._fill(view_id, self._number(person, line_id, mode), retry, mode)

    async def show_form(self, body: dict[str, Any], person: Person, line_id: int, part: Section) -> None:
        """Show the form of a part of a number for a click."""
        view_id = await self._place(body, reading(Mode.EDIT))

        async def made() -> View:
            return form(*await self._service.begin(person, line_id, part))

        await self._fill(view_id, made(), try_again("number.edit", f"{line_id}:{part}"), Mode.EDIT)

    async def back_to_form(self, view_id: str, person: Person, draft_id: str) -> None:
        """Show a form once more, with what was entered."""

        async def made() -> View:
            draft = await self._service.draft(person, draft_id)
            return form(draft, await self._service.catalog_again(draft))

        await self._fill(view_id, made(), try_again("edit.back", draft_id), Mode.EDIT)

    def review(self, reviewed: Review, catalog: Catalog) -> View:
        """Return what is to be looked at before it is saved."""
        return review(reviewed.draft, catalog, reviewed.warnings, channel=self._channel)

    async def _number(self, person: Person, line_id: int, mode: Mode) -> View:
        return number_view(await self._service.number(person, line_id), mode=mode, admin_url=self._admin_url)

    async def _place(self, body: dict[str, Any], view: View) -> str:
        """Put a view where a click leads, and return its id."""
        below = body.get("view") or {}
        if below.get("type") == "modal" and str(below.get("callback_id")).startswith(_OWN):
            await self._views.replace(below["id"], view)
            return str(below["id"])
        return await self._views.open_over(body, view)

    async def _fill(self, view_id: str, making: Awaitable[View], retry: Block, mode: Mode) -> None:
        def instead(error: BotError | None) -> View:
            if isinstance(error, ZendeskNotFound):
                return notice(_GONE, TITLES[mode])
            if isinstance(error, NotUnderstood):
                every = button("Choose from all numbers", "number.find", " ", style="primary")
                return number_trouble(words(error, nothing_bought=False), every, mode)
            if isinstance(error, UserError):
                return notice(words(error, nothing_bought=False), TITLES[mode])
            return number_trouble(words(error, nothing_bought=False) if error else _BROKE_OFF, retry, mode)

        await self._views.fill(view_id, making, instead)
