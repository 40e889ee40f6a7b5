"""People in the sandbox workspace: they type, click and read what a Slack client would show them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

T = TypeVar("T")
PATIENCE = 30.0
CHANNEL = "C0PHONEOPS"


async def until(look: Callable[[], Awaitable[T | None]], what: str, seconds: float = PATIENCE) -> T:
    """Return the first thing `look` finds; fails with `what` was waited for."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        found = await look()
        if found:
            return found
        await asyncio.sleep(0.03)
    raise AssertionError(f"waited {seconds:g} s in vain for {what}")


def text_of(shown: Any) -> str:
    """Return every text in a view, a message or blocks, in order: what a person could read."""
    return "\n".join(_texts(shown))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "text" and isinstance(value, str):
                yield value
            elif name not in ("private_metadata", "state"):
                yield from _texts(value)
    elif isinstance(node, list):
        for child in node:
            yield from _texts(child)


@dataclass
class SlackPerson:
    """Somebody at the page."""

    page: httpx.AsyncClient
    id: str

    async def does(self, action: str, **given: Any) -> dict[str, Any]:
        """Do something in the page and return its answer."""
        answer: dict[str, Any] = (await self.page.post(f"/page/{action}", json={"as": self.id, **given})).json()
        return answer

    async def types(self, text: str, channel: str = CHANNEL) -> dict[str, Any]:
        """Type a message or a command."""
        return await self.does("say", channel=channel, text=text)

    async def state(self) -> dict[str, Any]:
        """Return the whole picture."""
        state: dict[str, Any] = (await self.page.get("/page/state", params={"as": self.id})).json()
        return state

    async def modals(self) -> list[dict[str, Any]]:
        """Return the stack of modals, bottom first."""
        modals: list[dict[str, Any]] = (await self.state())["modals"]
        return modals

    async def sees_modal(
        self, *words: str, callback_id: str | None = None, seconds: float = PATIENCE
    ) -> dict[str, Any]:
        """Wait for a modal on top with all these words (and this callback id)."""

        async def look() -> dict[str, Any] | None:
            modals = await self.modals()
            if not modals or (callback_id and modals[-1]["callback_id"] != callback_id):
                return None
            return modals[-1] if all(word in text_of(modals[-1]) for word in words) else None

        try:
            return await until(look, f"a modal {callback_id or ''} with {words}", seconds)
        except AssertionError as error:
            shown = [text_of(modal) for modal in await self.modals()]
            raise AssertionError(f"{error}; shown: {shown}") from None

    async def submits(self, view: dict[str, Any], values: dict[str, dict[str, Any]] | None = None) -> dict[str, Any]:
        """Press the modal's button."""
        return await self.does("submit", view_id=view["id"], values=values or {})

    async def clicks(self, view: dict[str, Any], action_id: str) -> dict[str, Any]:
        """Click a button of a modal or of App Home."""
        source = {"type": "home"} if view["type"] == "home" else {"type": "view", "view_id": view["id"]}
        return await self.does("action", source=source, **_place(view["blocks"], action_id), value=None)

    async def enters(self, view: dict[str, Any], action_id: str, text: str) -> dict[str, Any]:
        """Type into a field that reports it as Enter is pressed, and press Enter."""
        source = {"type": "view", "view_id": view["id"]}
        return await self.does("action", source=source, **_place(view["blocks"], action_id), value=text)

    async def chooses(self, view: dict[str, Any], action_id: str, value: str) -> dict[str, Any]:
        """Choose from the menu that offers this value, of those with that action id."""
        source = {"type": "home"} if view["type"] == "home" else {"type": "view", "view_id": view["id"]}
        offering = [block for block in view["blocks"] if f'"{value}"' in json.dumps(block)]
        return await self.does("action", source=source, **_place(offering, action_id), value=value)

    async def clicks_in(self, message: dict[str, Any], action_id: str) -> dict[str, Any]:
        """Click a button of a message."""
        source = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        return await self.does("action", source=source, **_place(message["blocks"], action_id), value=None)

    async def messages(self, channel: str = CHANNEL, thread: str | None = None) -> list[dict[str, Any]]:
        """Return what stands in a channel, or in a thread of it, for this person; ephemerals included."""
        asked = {"as": self.id, "channel": channel} | ({"thread": thread} if thread else {})
        answer = await self.page.get("/page/messages", params=asked)
        messages: list[dict[str, Any]] = answer.json().get("messages", [])
        return [{"channel": channel, **message} for message in messages]

    async def direct_messages(self) -> list[dict[str, Any]]:
        """Return what the bot wrote to this person, oldest first."""
        state = await self.state()
        for dm in state["dms"]:
            if dm["with"] == state["bot"]["user_id"]:
                return [message for message in await self.messages(dm["id"]) if message.get("bot_id")]
        return []

    async def is_told(self, *words: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait for a direct message with all these words."""

        async def look() -> dict[str, Any] | None:
            found = [told for told in await self.direct_messages() if all(word in text_of(told) for word in words)]
            return found[-1] if found else None

        try:
            return await until(look, f"a direct message with {words}", seconds)
        except AssertionError as error:
            said = [told["text"] for told in await self.direct_messages()]
            raise AssertionError(f"{error}; said: {json.dumps(said)}") from None

    async def sees_message(self, *words: str, channel: str = CHANNEL) -> dict[str, Any]:
        """Wait for a message with all these words in a channel."""

        async def look() -> dict[str, Any] | None:
            found = [one for one in await self.messages(channel) if all(word in text_of(one) for word in words)]
            return found[-1] if found else None

        return await until(look, f"a message with {words} in {channel}")

    async def searches(self, text: str = "US 510") -> dict[str, Any]:
        """Type a search and wait for its results."""
        assert (await self.types(f"/talk search {text}"))["ok"]
        return await self.sees_modal(callback_id="search.results")

    async def picks(self, results: dict[str, Any], number: str | None = None) -> dict[str, Any]:
        """Choose a number (the first shown) and wait for the confirm view."""
        block = choice(results)
        values = {block["block_id"]: {"offer.pick": number or block["element"]["options"][0]["value"]}}
        answer = await self.submits(results, values)
        assert answer["ok"], answer
        return await self.sees_modal(callback_id="purchase.confirm")

    async def buys(self, text: str = "US 510") -> str:
        """Search, pick the first number and press Buy number; return it as people read it."""
        results = await self.searches(text)
        shown: str = choice(results)["element"]["options"][0]["text"]["text"]
        answer = await self.submits(await self.picks(results))
        assert answer["ok"], answer
        return shown


def choice(results: dict[str, Any]) -> dict[str, Any]:
    """Return the block with the numbers to choose from."""
    block: dict[str, Any] = next(block for block in results["blocks"] if block["type"] == "input")
    return block


def _place(blocks: list[dict[str, Any]], action_id: str) -> dict[str, str]:
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory") or {}, block.get("element") or {}]:
            if element.get("action_id") == action_id:
                return {"block_id": block["block_id"], "action_id": action_id}
    raise AssertionError(f"there is no {action_id} here: {text_of(blocks)}")
