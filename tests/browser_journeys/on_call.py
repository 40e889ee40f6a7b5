"""What the journeys about voicemail and shifts need beside the page: Zendesk's own hands, and time that passes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Locator

from bot.model import Timer
from bot.sandbox.slack.people import TEAM_ID
from bot.sandbox.talk_api.demo import FIRST_NUMBER_ID
from bot.store.connection import Store, connect
from bot.store.durations import milliseconds
from bot.store.embedded import EmbeddedServer
from bot.store.keys import Keys
from bot.store.timers import Timers
from tests.browser_journeys.window import Window
from tests.journeys.changing import in_zendesk
from tests.journeys.driver import until
from tests.journeys.world import World

SUPPORT_UK, SALES_UK, NIGHT_LINE, SUPPORT_FR, SUPPORT_SE = (
    FIRST_NUMBER_ID - 7919 * place for place in (12, 13, 15, 18, 20)
)
"""The ids of lines of the demo account."""

BOTH = ("voicemail", "voicemail_outside_business_hours")
"""The settings of a line that switch its voicemail."""

_OF_TIMERS = ("timer*", "held", "oncall*", "drift*")


@asynccontextmanager
async def store_of(there: World) -> AsyncIterator[Store]:
    """Open what the bot remembers, beside the bot."""
    redis = connect(EmbeddedServer(Path(there.told["TALKBOT_DATA_DIR"]) / "valkey").url, command_timeout=5)
    store = Store(redis, Keys(TEAM_ID, urlsplit(there.told["ZENDESK_URL"]).netloc), patience=5)
    try:
        yield store
    finally:
        await store.aclose()


async def forget_timers(there: World) -> None:
    """Forget every timer and on-call set, such as those of a journey that broke off."""
    async with store_of(there) as store:
        for name in _OF_TIMERS:
            pattern = store.keys.held.removesuffix("held") + name
            async for key in store.redis.scan_iter(match=pattern):
                await store.redis.delete(key)


async def has_left(there: World, left: timedelta) -> None:
    """Let time pass until the one running timer has only so much of it left."""
    async with store_of(there) as store:
        timers = Timers(store)

        async def moved() -> Timer | None:
            (timer,) = await timers.running()
            assert timer.until_ms is not None
            by = timer.until_ms - await timers.now_ms() - milliseconds(left)
            nearer = replace(timer, until_ms=timer.until_ms - by)
            await store.redis.hset(store.keys.timer(timer.id), "begun_ms", str(timer.begun_ms - by))
            # Due at once, so that the next sweep takes it forward; where the bot wrote meanwhile, again.
            return await timers.save(nearer, None, due_in=timedelta(0))

        await until(moved, "the timer to be brought nearer to its end")


async def looks_now(there: World) -> None:
    """Let so much time pass that the watch looks at every line again."""
    async with store_of(there) as store:
        await store.redis.delete(store.keys.drift_looks)


async def settings_of(there: World, line: int, *names: str) -> tuple[object, ...]:
    """Return settings of a line as Zendesk has them."""
    settings = (await in_zendesk(there, line))["settings"]
    return tuple(settings[name] for name in names)


async def comes_to(there: World, line: int, wanted: tuple[object, ...], *names: str) -> None:
    """Wait until settings of a line are these in Zendesk: a card may be there a moment before all calls are made."""

    async def is_so() -> bool:
        return await settings_of(there, line, *names) == wanted

    await until(is_so, f"{names} of line {line} to be {wanted}")


async def card_of(window: Window, words: str) -> Locator:
    """Return the card that has these words now, by what it keeps."""
    text = await window.message(words).inner_text()
    found = re.search(r"(timer|shift) [0-9A-Z]{4}\b", text)
    assert found, text
    return window.page.get_by_role("main").get_by_role("article").filter(has_text=found[0])


async def thread_of(window: Window, card: Locator) -> Locator:
    """Open the thread of a card, and return what stands below it."""
    await window.hand.presses(card.get_by_role("button", name=re.compile("repl")))
    return window.page.get_by_role("complementary").get_by_role("article")
