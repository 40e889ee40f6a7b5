"""A workspace, records of timers and the board between them, with hands that move a timer on as a worker does."""

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

from bot.cards.timer_board import TimerBoard
from bot.model import Change, Hold, LineChange, LineStatus, Person, TimedLine, Timer, TimerState
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from bot.store.changes import Changes, Step
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.names import NameCache
from bot.store.outbox import Outbox
from bot.store.records import new_id
from bot.store.timers import Happened, Timers
from bot.talk.catalog import Catalogs
from bot.talk.field_values import VOICEMAIL
from bot.talk.timer_look import TimerLook, TimerLooks
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.cards.samples import lines
from tests.chaos.eyes import buttons_in
from tests.journeys.driver import SlackPerson

NOWHERE = "http://127.0.0.1:9"
TEAM = "T0TEST"

PHONES = "C0PHONEOPS"
"""The bot is a member."""

RANDOM = "C0RANDOM01"
"""The bot is not."""

BEYOND = "+442079460123"

HOUR_MS = 3_600_000


@dataclass
class Timing:
    """The board and what is around it. homes: whose App Home was brought up to date, in order."""

    board: TimerBoard
    timers: Timers
    changes: Changes
    copies: Copies
    outbox: Outbox
    store: Store
    page: httpx.AsyncClient
    homes: list[str]

    async def begun(self, count: int = 1, *, channel: str | None, who: str = ANA.id, **more: Any) -> Timer:
        """Begin a timer that switches voicemail off on so many lines for an hour, and record its change."""
        timed = tuple(TimedLine(line, {VOICEMAIL: False}) for line in lines(count))
        until_ms = await self.timers.now_ms() + HOUR_MS
        timer = Timer(
            id=new_id(),
            by=Person(TEAM, who),
            owner=who,
            **{"lines": timed, "until_ms": until_ms, "channel": channel, "changes": (new_id(),), **more},
        )
        saved = await self.timers.save(timer, Happened("begun", who), due_in=None)
        assert saved is not None
        await self.changes.make(
            Change(
                id=timer.changes[0],
                by=timer.by,
                timer=timer.id,
                lines=tuple(LineChange(each.line, each.wanted, {VOICEMAIL: True}) for each in timer.lines),
            )
        )
        return saved

    async def carried_out(self, timer: Timer, status: LineStatus = LineStatus.CHANGED, *, most: int = 1000) -> None:
        """Move the lines of the newest change that is under way on, as a worker does; most: of them."""
        timer = await self.now(timer)
        change = await self.changes.find(timer.back or timer.changes[-1])
        assert change is not None
        for line in change.lines[:most]:
            known: dict[str, Any] = {"before": line.seen or {}, "now": line.wanted}
            if status is LineStatus.CONFLICT:
                known = {"now": dict.fromkeys(line.wanted, "else")}
            elif status is LineStatus.REFUSED:
                known = {"words": "Zendesk refused: “no”. Change what it names."}
            holds = {key: Hold(timer.id, True, value) for key, value in line.wanted.items()}
            is_taken = status is LineStatus.CHANGED and not change.reverts
            moved, _ = await self.changes.move(
                Step(
                    change,
                    replace(line, status=status, **known),
                    "nobody",
                    status.value,
                    holds=holds if is_taken else {},
                )
            )
            assert moved == "ok"

    async def set(self, timer: Timer, **replaced: Any) -> Timer:
        """Move a timer on as somebody who decides does."""
        saved = await self.timers.save(replace(await self.now(timer), **replaced), None, due_in=None, decided=True)
        assert saved is not None
        return saved

    async def turned(self, timer: Timer, by: str | None = None) -> Timer:
        """Begin to put a timer back, by its time or by somebody."""
        back = new_id()
        turned = await self.set(
            timer, state=TimerState.REVERTING, back=back, turned_ms=await self.timers.now_ms(), ended_by=by
        )
        putting = tuple(LineChange(each.line, {VOICEMAIL: True}, dict(each.wanted)) for each in timer.lines)
        await self.changes.make(Change(id=back, by=timer.by, timer=timer.id, reverts=True, lines=putting))
        return turned

    async def ended(self, timer: Timer, status: LineStatus = LineStatus.CHANGED, *, by: str | None = None) -> Timer:
        """Put a timer back, and say how that ended."""
        await self.turned(timer, by)
        await self.carried_out(timer, status)
        states = {LineStatus.CONFLICT: TimerState.CONFLICT, LineStatus.REFUSED: TimerState.FAILED}
        return await self.set(timer, state=states.get(status, TimerState.REVERTED))

    async def now(self, timer: Timer) -> Timer:
        """Return a timer as it stands."""
        found = await self.timers.find(timer.id)
        assert found is not None
        return found

    async def later(self, ms: int) -> int:
        """Return a moment from now, by redis's clock."""
        return await self.timers.now_ms() + ms

    async def fault(self, method: str, error: str, **more: Any) -> None:
        """Have Slack misbehave."""
        (await self.page.post("/faults", json={"method": method, "error": error, **more})).raise_for_status()

    async def told(self, who: str = ANA.id) -> list[dict[str, Any]]:
        """Return the bot's messages to somebody, oldest first."""
        return await SlackPerson(self.page, who).direct_messages()

    async def in_channel(self, channel: str = APPROVAL_CHANNEL.id) -> list[dict[str, Any]]:
        """Return what the bot posted in a channel, threads included, oldest first."""
        everything = await SlackPerson(self.page, ANA.id).messages(channel)
        return [one for one in everything if one.get("bot_id")]

    async def cards(self, channel: str = APPROVAL_CHANNEL.id) -> list[dict[str, Any]]:
        """Return those of them that have buttons."""
        return [one for one in await self.in_channel(channel) if list(buttons_in(one.get("blocks")))]

    async def calls(self) -> Counter[str]:
        """Return how often each method of Slack's was called so far."""
        entries = (await self.page.get("/page/log")).json()["entries"]
        return Counter(entry["title"] for entry in entries if entry["direction"] == "from_bot")

    async def is_due(self, timer: Timer) -> bool:
        """Whether the cards of a timer are still to be shown."""
        return await self.store.redis.zscore(self.store.keys.outbox, f"timer_card:{timer.id}") is not None

    async def sweeps(self, timer: Timer) -> None:
        """Show the cards of a timer for as long as they are due, as one worker after the other does."""
        while await self.is_due(timer):
            await self.board.show(timer.id)
            await asyncio.sleep(0)


@asynccontextmanager
async def timing(store: Store, channel: str | None = APPROVAL_CHANNEL.id) -> AsyncIterator[Timing]:
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
        timers, changes, copies, outbox, homes = Timers(store), Changes(store), Copies(store), Outbox(store), []

        def home(look: TimerLook) -> None:
            homes.append(look.timer.owner)

        board = TimerBoard(
            slack,
            TimerLooks(timers, changes),
            copies,
            outbox,
            Catalogs(zendesk, NameCache(store)),
            channel=channel,
            home=home,
        )
        yield Timing(board, timers, changes, copies, outbox, store, page, homes)
    await zendesk.aclose()


async def thread(there: Timing, ts: str, channel: str = PHONES) -> list[dict[str, Any]]:
    """Return what stands in the thread of a card, without the card."""
    return [one for one in await SlackPerson(there.page, ANA.id).messages(channel, ts) if one["ts"] != ts]
