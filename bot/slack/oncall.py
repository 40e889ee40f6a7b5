"""On-call on screen: who has which shift, and the form of a set: a loading modal at once, then what is to be seen."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.oncall_form import basics_form, delete_form, set_loading, taken_form
from bot.cards.oncall_views import oncall_loading, oncall_trouble, overview
from bot.errors import BotError
from bot.model import Person
from bot.slack.view_state import metadata
from bot.slack.views import Views
from bot.slack.words import words as said
from bot.talk.oncall_sets import OnCallService

OVERVIEW = "oncall.overview"
_OWN = frozenset({"oncall.trouble"})
_BROKE_OFF = "This broke off. Nothing was changed."


class OnCallViews:
    """Shows people shifts and sets."""

    def __init__(self, slack: AsyncWebClient, service: OnCallService) -> None:
        self._views = Views(slack)
        self._service = service

    async def check_may_read(self, person: Person) -> None:
        """Return if `person` may look at shifts. Raises NotAllowed, StoreUnavailable."""
        await self._service.check_may_read(person)

    async def open(self, trigger_id: str, person: Person, *, editing: bool = False, channel: str | None = None) -> None:
        """Open who has which shift. editing: with what operators do to sets in front; channel: where it was typed.

        Raises SlackApiError.
        """
        view_id = await self._views.open(trigger_id, oncall_loading())
        await self.show(view_id, person, editing=editing, channel=channel)

    async def show(
        self,
        view_id: str,
        person: Person,
        *,
        editing: bool = False,
        page: int = 1,
        note: str = "",
        channel: str | None = None,
        view_hash: str | None = None,
    ) -> None:
        """Put who has which shift in the place of a view. note: what came of a click, in whole sentences."""

        async def making() -> View:
            look = await self._service.look(person)
            return overview(look, editing=editing, page=page, note=note, channel=channel)

        await self._fill(view_id, making(), view_hash)

    async def refresh(self, body: dict[str, Any], person: Person, note: str = "") -> None:
        """Show who has which shift as it is now, in the overview that was clicked in or that lies under the view."""
        view = body.get("view") or {}
        data = metadata(view) if view.get("callback_id") == OVERVIEW else {}
        page = data.get("page")
        await self.show(
            _root(view),
            person,
            editing=data.get("mode") == "sets",
            page=page if isinstance(page, int) else 1,
            note=note,
            channel=channel_of(view),
        )

    async def edit(self, body: dict[str, Any], person: Person, set_id: str | None) -> None:
        """Open the form of a set for whoever clicked, of a new one for None."""

        async def making() -> View:
            return basics_form(await self._service.begin(person, set_id, channel_of(body.get("view") or {})))

        await self._fill(await self._place(body, set_loading()), making())

    async def ask_to_delete(self, body: dict[str, Any], person: Person, set_id: str) -> None:
        """Open the question whether a set is to be deleted."""

        async def making() -> View:
            return delete_form(*await self._service.found(person, set_id), channel_of(body.get("view") or {}))

        await self._fill(await self._place(body, set_loading("Delete a set")), making())

    async def back(self, view_id: str, person: Person, draft_id: str, *, first: bool) -> None:
        """Show an earlier view of a form as it was entered. first: the first one, else the second."""

        async def making() -> View:
            draft = await self._service.draft(person, draft_id)
            return basics_form(draft) if first else taken_form(draft, end_ms=await self._service.end_of(draft))

        await self._fill(view_id, making())

    def closing(self, view: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to the last submission of a form: it closes where the overview lies under it."""
        if _root(view) != view["id"]:
            return {}
        return {"response_action": "update", "view": oncall_loading()}

    async def done(self, view: dict[str, Any], person: Person, note: str, channel: str | None = None) -> None:
        """Show the overview after a form was closed so. note: what came of it, in whole sentences."""
        await self.show(_root(view), person, editing=True, note=note, channel=channel)

    async def _place(self, body: dict[str, Any], view: View) -> str:
        """Put a view where a click leads, and return its id."""
        below = body.get("view") or {}
        if below.get("callback_id") in _OWN:
            await self._views.replace(below["id"], view)
            return str(below["id"])
        return await self._views.open_over(body, view)

    async def _fill(self, view_id: str, making: Awaitable[View], view_hash: str | None = None) -> None:
        def instead(error: BotError | None) -> View:
            return oncall_trouble(said(error, nothing_bought=False) if error else _BROKE_OFF)

        await self._views.fill(view_id, making, instead, view_hash)


def channel_of(view: dict[str, Any]) -> str | None:
    """Return the channel in which the overview was asked for, None where that is not known."""
    return str(metadata(view).get("channel") or "") or None


def _root(view: dict[str, Any]) -> str:
    """Return the id of the view that lies under all others."""
    return str(view.get("root_view_id") or view["id"])
