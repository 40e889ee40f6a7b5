"""Releasing on screen: a loading modal at once, Zendesk asked meanwhile, then the line and what hangs on it."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.release_views import confirm_release, looking, pick, release_trouble
from bot.errors import BotError
from bot.model import Line, Person
from bot.slack.views import Views
from bot.slack.words import words
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService

_BROKE_OFF = "This broke off. Nothing was released."


class Releasing:
    """Shows people what they are about to release. hold: how long a deletion can be stopped."""

    def __init__(
        self,
        slack: AsyncWebClient,
        *,
        releases: ReleaseService,
        requests: RequestService,
        hold: timedelta,
    ) -> None:
        self._views = Views(slack)
        self._releases = releases
        self._requests = requests
        self._hold = hold

    async def open(self, trigger_id: str, person: Person, text: str) -> None:
        """Open a modal and fill it with the line that `text` means, or with those to choose from."""
        await self.find(await self._views.open(trigger_id, looking(text)), person, text)

    async def open_line(self, body: dict[str, Any], person: Person, line: Line, again: str) -> None:
        """Open a modal for a line that is known. again: the id of the request whose wish this carries on."""
        view_id = await self._views.open(body["trigger_id"], looking(line.display_number))
        await self.look_into(view_id, person, line.id, again=again)

    async def open_over(self, body: dict[str, Any], person: Person, line: Line) -> None:
        """Open a modal for a line that was chosen in a list, on top of the list. Raises SlackApiError."""
        view_id = await self._views.open_over(body, looking(line.display_number))
        await self.look_into(view_id, person, line.id)

    async def replace_with_loading(self, view_id: str, text: str) -> None:
        """Say that Zendesk is asked once more. Raises SlackApiError."""
        await self._views.replace(view_id, looking(text))

    async def find(self, view_id: str, person: Person, text: str) -> None:
        """Put what `text` means in the place of a view that shows something else."""

        async def found() -> View:
            lines = await self._releases.find(text)
            if len(lines) == 1:
                return await self._look(person, lines[0].id, None)
            return pick(lines, text.strip() or None)

        await self._fill(view_id, found(), text)

    async def look_into(self, view_id: str, person: Person, line_id: int, *, again: str | None = None) -> None:
        """Put a line, with what hangs on it, in the place of a view that shows something else."""
        await self._fill(view_id, self._look(person, line_id, again), str(line_id))

    async def _look(self, person: Person, line_id: int, again: str | None) -> View:
        look = await self._releases.look(person, line_id)
        consent = await self._requests.consent(person, "deletion")
        return confirm_release(
            look.line,
            look.hanging,
            look=look.id,
            channel=consent.channel if consent.needed else None,
            approver_words=consent.who,
            hold=self._hold,
            problem=consent.problem,
            again=again,
        )

    async def _fill(self, view_id: str, making: Awaitable[View], text: str) -> None:
        def instead(error: BotError | None) -> View:
            said = words(error, nothing_bought=False, nothing_released=True) if error else _BROKE_OFF
            return release_trouble(said, text)

        await self._views.fill(view_id, making, instead)
