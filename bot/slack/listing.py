"""The list of numbers on screen: at once where it is known, else a loading view while Zendesk is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View, message
from bot.cards.list_view import counted, list_loading, list_trouble, list_view
from bot.cards.markup import markup, short
from bot.cards.uploads import Uploads
from bot.errors import BotError, FileNotSent
from bot.model import Person
from bot.slack.view_state import metadata
from bot.slack.views import Views
from bot.slack.words import words as words_for
from bot.talk.line_csv import lines_as_csv
from bot.talk.listing import Listed, ListService, Rights

_BROKE_OFF = "This broke off. Nothing was changed."
_TYPED = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in the list. words: what the numbers have to fit, "" for all of them; page: from 1."""

    words: str = ""
    page: int = 1


def place_of(view: dict[str, Any]) -> Place:
    """Return where somebody is, as the view says that they act in."""
    data = metadata(view)
    page = data.get("page")
    return Place(str(data.get("words") or ""), page if isinstance(page, int) else 1)


class Listing:
    """Shows people the list, a page at a time, and sends it to them as a file."""

    def __init__(self, slack: AsyncWebClient, lists: ListService) -> None:
        self._views = Views(slack)
        self._uploads = Uploads(slack)
        self._lists = lists

    async def open(self, body: dict[str, Any], rights: Rights, words: str) -> None:
        """Open the list for a command or a click. Raises SlackApiError, StoreUnavailable."""
        known = await self._lists.known(words, rights)
        if known is not None:
            await self._views.open_over(body, list_view(known))
            return
        view_id = await self._views.open_over(body, list_loading(words))
        await self._fill(view_id, rights, Place(words))

    async def known(self, rights: Rights, place: Place) -> View | None:
        """Return a page of the list that is shown already; None where Zendesk has to be asked. StoreUnavailable."""
        listed = await self._lists.known(place.words, rights, same=True)
        return list_view(listed, place.page) if listed else None

    async def show(self, view: dict[str, Any], rights: Rights, place: Place) -> None:
        """Put a page in the place of a view that shows the list. Raises SlackApiError, StoreUnavailable."""
        known = await self.known(rights, place)
        if known is None:
            await self.refresh(view["id"], rights, place)
        else:
            await self._views.replace(view["id"], known)

    async def refresh(self, view_id: str, rights: Rights, place: Place) -> None:
        """Read the list now, and say so meanwhile. Raises SlackApiError."""
        await self._views.replace(view_id, list_loading(place.words, place.page))
        await self._fill(view_id, rights, place)

    async def fill(self, view_id: str, rights: Rights, place: Place) -> None:
        """Put a page in the place of a view that shows the loading words already."""
        await self._fill(view_id, rights, place)

    async def export(self, view: dict[str, Any], person: Person, rights: Rights, place: Place) -> None:
        """Send what fits as a file to a person's direct messages, and say in the list that it was.

        Raises SlackApiError, StoreUnavailable.
        """
        listed = await self._lists.known(place.words, rights, same=True)
        if listed is None:
            # A file of another moment than the page beside it would be one of other numbers.
            await self.refresh(view["id"], rights, place)
            return
        note = await self._send(person, listed)
        await self._views.replace(view["id"], list_view(listed, place.page, note=note))

    async def _send(self, person: Person, listed: Listed) -> str:
        """Return what came of it, in whole sentences."""
        count, read = counted(len(listed.fitting)), datetime.fromtimestamp(listed.inventory.read_ms // 1000, UTC)
        fit = markup(" that fit “{words}”", words=short(listed.words, _TYPED)) if listed.words else markup("")
        said = markup("The {count} you asked for{fit}, as a CSV file:", count=count, fit=fit)
        name = f"talk-numbers-{read:%Y-%m-%d-%H%M}-utc.csv"
        text = lines_as_csv(listed.fitting, listed.inventory.group_names)
        try:
            await self._uploads.send_file(person, name, text, message(said, []))
        except FileNotSent as error:
            return words_for(error)
        return f"Sent: {count} as a CSV file, in your direct messages with me."

    async def _fill(self, view_id: str, rights: Rights, place: Place) -> None:
        async def read() -> View:
            return list_view(await self._lists.read(place.words, rights), place.page)

        def instead(error: BotError | None) -> View:
            said = words_for(error, nothing_bought=False) if error else _BROKE_OFF
            return list_trouble(said, place.words, place.page)

        await self._views.fill(view_id, read(), instead)
