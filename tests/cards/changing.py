"""A workspace, records of changes and the board between them, with hands that move a change on as a worker does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.change_board import ChangeBoard
from bot.model import Change, ChangeState, LineChange, LineStatus, Person
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from bot.store.changes import Changes, Decision, Mark, Step
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.names import NameCache
from bot.store.outbox import Outbox
from bot.store.records import new_id
from bot.talk.catalog import Catalogs
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.cards.samples import lines
from tests.cards.samples_changes import QUEUE_SIZE
from tests.chaos.eyes import buttons_in
from tests.journeys.driver import SlackPerson

NOWHERE = "http://127.0.0.1:9"
TEAM = "T0TEST"
_ANYWHERE = frozenset(ChangeState)


@dataclass
class Changing:
    """The board and what is around it. homes: whose App Home was brought up to date, in order."""

    board: ChangeBoard
    changes: Changes
    copies: Copies
    outbox: Outbox
    store: Store
    page: httpx.AsyncClient
    homes: list[str]

    async def asked(self, count: int = 1, who: str = ANA.id, *, mark: Mark | None = None, **more: Any) -> Change:
        """Record a change of the queue size of so many lines, from 10 to 20."""
        wanted = tuple(LineChange(line, {QUEUE_SIZE: 20}, {QUEUE_SIZE: 10}) for line in lines(count))
        code, made = await self.changes.make(Change(id=new_id(), by=Person(TEAM, who), lines=wanted, **more), mark)
        assert code == "ok"
        return made

    async def moves(
        self,
        change: Change,
        status: LineStatus = LineStatus.CHANGED,
        *,
        which: int = 0,
        halts: bool = False,
        **more: Any,
    ) -> None:
        """Move one line on, as a worker does."""
        line = change.lines[which]
        known: dict[str, Any] = {"before": line.seen, "now": line.wanted} if status is LineStatus.CHANGED else {}
        if status is LineStatus.CONFLICT:
            known = {"now": {QUEUE_SIZE: 15}}
        moved, _ = await self.changes.move(
            Step(change, replace(line, status=status, **{**known, **more}), "nobody", status.value, halts=halts)
        )
        assert moved == "ok"

    async def done(self, change: Change, status: LineStatus = LineStatus.CHANGED, **more: Any) -> Change:
        """Move every line on, and return the change as it is then."""
        for which in range(len(change.lines)):
            await self.moves(change, status, which=which, **more)
        return await self.now(change)

    async def decided(self, change: Change, **decision: Any) -> Change:
        """Have somebody decide."""
        known: dict[str, Any] = {"happened": "decided", "by": ANA.id, "states": _ANYWHERE}
        code, now = await self.changes.decide(await self.now(change), Decision(**(known | decision)))
        assert code == "ok"
        assert now is not None
        return now

    async def now(self, change: Change) -> Change:
        """Return a change as it stands."""
        found = await self.changes.find(change.id)
        assert found is not None
        return found

    async def fault(self, method: str, error: str, **more: Any) -> None:
        """Have Slack misbehave."""
        (await self.page.post("/faults", json={"method": method, "error": error, **more})).raise_for_status()

    async def told(self, who: str = ANA.id) -> list[dict[str, Any]]:
        """Return the bot's messages to somebody, oldest first."""
        return await SlackPerson(self.page, who).direct_messages()

    async def cards(self, who: str = ANA.id) -> list[dict[str, Any]]:
        """Return those of them that have buttons."""
        return [one for one in await self.told(who) if list(buttons_in(one.get("blocks")))]

    async def in_channel(self) -> list[dict[str, Any]]:
        """Return what the bot posted where colleagues approve."""
        everything = await SlackPerson(self.page, ANA.id).messages(APPROVAL_CHANNEL.id)
        return [one for one in everything if one.get("bot_id")]

    async def calls(self) -> Counter[str]:
        """Return how often each method of Slack's was called so far."""
        entries = (await self.page.get("/page/log")).json()["entries"]
        return Counter(entry["title"] for entry in entries if entry["direction"] == "from_bot")

    async def is_due(self, change: Change) -> bool:
        """Whether the cards of a change are still to be shown."""
        return await self.store.redis.zscore(self.store.keys.outbox, f"card:{change.id}") is not None

    async def sweeps(self, change: Change) -> None:
        """Show the cards of a change for as long as they are due, as one worker after the other does."""
        while await self.is_due(change):
            await self.board.show(change.id)
            await asyncio.sleep(0)


@asynccontextmanager
async def changing(store: Store, channel: str | None = APPROVAL_CHANNEL.id) -> AsyncIterator[Changing]:
    """Yield a workspace without a bot behind it, and the board that posts to it."""
    zendesk = TalkClient(NOWHERE, BearerToken("none"), user_agent="tests")
    async with (
        Server(create_app(SlackSettings(bot_url=NOWHERE))) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as page,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
    ):
        slack = AsyncWebClient(
            token=CREDENTIALS.bot_token, base_url=f"{server.url}/api/", session=session, timeout=5, retry_handlers=[]
        )
        changes, copies, outbox, homes = Changes(store), Copies(store), Outbox(store), []

        def home(change: Change) -> None:
            homes.append(change.by.id)

        board = ChangeBoard(
            slack, changes, copies, outbox, Catalogs(zendesk, NameCache(store)), channel=channel, home=home
        )
        yield Changing(board, changes, copies, outbox, store, page, homes)
    await zendesk.aclose()
