"""A person at the page: types, opens, submits and clicks, and clicks again where nobody answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.chaos.diary import Diary, Press
from tests.chaos.eyes import Eyes, buttons_in, value_of, wait_for
from tests.chaos.ground import Ground
from tests.journeys.driver import SlackPerson

Look = Callable[[], dict[str, Any] | None]
"""Where a button is looked for: the message as it stands at the moment, None where there is none."""

_CLICKS = 4
_PAUSE = 0.7
_NO_ANSWER = ("The app did not respond", "This app responded", "We had some trouble")


class Hand:
    """Somebody who acts. One stack of modals a person: `modals` keeps two plots from sharing it."""

    def __init__(self, person: str, ground: Ground, eyes: Eyes, diary: Diary) -> None:
        self.id = person
        self.eyes = eyes
        self.diary = diary
        self._page = SlackPerson(ground.page, person)
        self._at_modals = asyncio.Lock()

    @asynccontextmanager
    async def modals(self) -> AsyncIterator[None]:
        """Have the screen for oneself, with nothing open on it."""
        async with self._at_modals:
            await self.closes()
            yield
            await self.closes()

    async def closes(self) -> None:
        """Close whatever is open."""
        if modal := self.eyes.modal(self.id):
            await self._page.does("close", view_id=modal["id"], clear=True)

    async def opens(self, command: str, callback_id: str, seconds: float = 8.0) -> dict[str, Any] | None:
        """Type a command and return the modal that it leads to, None where it did not come."""
        await self._page.types(command)
        return await wait_for(lambda: self.eyes.modal(self.id, callback_id), seconds)

    async def submits(self, view: dict[str, Any], values: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Press a modal's button."""
        return await self._page.submits(view, values)

    async def presses(self, look: Look, action: str) -> bool:
        """Click a button of a message, again where no answer came; False where it is not there or never answered."""
        for _ in range(_CLICKS):
            card = look()
            value = value_of(card["blocks"], action) if card else None
            if card is None or value is None:
                return False
            answer = await self._page.clicks_in(card, action)
            was_answered = self._note(action, value, answer)
            if was_answered is not False:
                return bool(was_answered)
            await asyncio.sleep(_PAUSE)
        return False

    async def presses_in_modal(self, view: dict[str, Any], action: str, request: str) -> bool:
        """Click a request's button in a list that may be older than what became of it."""
        for block_id, action_id, value in buttons_in(view["blocks"]):
            if action_id == action and value.startswith(f"{request}:"):
                source = {"type": "view", "view_id": view["id"]}
                answer = await self._page.does(
                    "action", source=source, block_id=block_id, action_id=action_id, value=None
                )
                return bool(self._note(action, value, answer))
        return False

    def _note(self, action: str, value: str, answer: dict[str, Any]) -> bool | None:
        """Write a click down and return whether it was answered; None where the button had gone before it."""
        if not answer["ok"] and not str(answer.get("error")).startswith(_NO_ANSWER):
            return None
        self.diary.presses.append(Press(self.id, action, value.partition(":")[0], bool(answer["ok"])))
        return bool(answer["ok"])
