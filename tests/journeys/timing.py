"""How people set things for a while: what they type and confirm, the cards, and time that passes as a test wants."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlsplit

from bot.model import Timer, TimerState
from bot.sandbox.slack.people import TEAM_ID
from bot.store.connection import Store, connect
from bot.store.durations import milliseconds
from bot.store.keys import Keys
from bot.store.timers import Timers
from bot.talk.schedule import NOW
from tests.journeys.asking import actions_of
from tests.journeys.driver import CHANNEL, SlackPerson, text_of, until
from tests.journeys.world import World

RANDOM = "C0RANDOM01"
"""A channel the bot is no member of."""

VOICEMAIL, OUTSIDE = "settings.voicemail", "settings.voicemail_outside_business_hours"
OFF = {VOICEMAIL: False, OUTSIDE: False}
ON = {VOICEMAIL: True, OUTSIDE: True}

_DATE = re.compile(r"<!date\^(\d+)\^")


async def previews(person: SlackPerson, typed: str, channel: str = CHANNEL) -> dict[str, Any]:
    """Type a switch of voicemail with all there is to say, and wait for what it would do."""
    answer = await person.types(f"/talk voicemail {typed}", channel)
    assert answer["ok"], answer
    return await person.sees_modal(callback_id="voicemail.preview", seconds=30)


async def switches(
    person: SlackPerson, typed: str, *said: str, channel: str = CHANNEL, card_in: str = CHANNEL
) -> dict[str, Any]:
    """Type a switch of voicemail and confirm it; return its card as soon as nothing is under way on it any more.

    said: what the card says besides that; card_in: the channel in which it is to stand.
    """
    preview = await previews(person, typed, channel)
    answer = await person.submits(preview)
    assert answer["ok"], answer
    view = await person.sees_modal(callback_id="timer.progress", seconds=30)
    card = await card_with(person, "timer.back", *said, channel=card_in)
    await person.does("close", view_id=view["id"], clear=True)
    return card


async def card_with(
    person: SlackPerson, action: str | None, *words: str, channel: str = CHANNEL, seconds: float = 30
) -> dict[str, Any]:
    """Wait for a card in a channel with these words and this button; None: with none that does anything."""

    async def look() -> dict[str, Any] | None:
        standing = [one for one in await person.messages(channel) if one.get("bot_id") and not one.get("ephemeral")]
        fitting = [one for one in standing if all(word in text_of(one) for word in words)]
        return next((one for one in reversed(fitting) if _fits(actions_of(one), action)), None)

    try:
        return await until(look, f"a card with {action} and {words}", seconds)
    except AssertionError as error:
        said = [(actions_of(one), text_of(one)) for one in await person.messages(channel)]
        raise AssertionError(f"{error}; there: {said}") from None


async def told_below(
    person: SlackPerson, card: dict[str, Any], *words: str, button: str | None = None, seconds: float = 30
) -> dict[str, Any]:
    """Wait for a reply in a card's thread with all these words, and with this button, if one is named."""

    async def look() -> dict[str, Any] | None:
        told = [one for one in await thread_of(person, card) if button is None or button in actions_of(one)]
        return next((one for one in told if all(word in text_of(one) for word in words)), None)

    try:
        return await until(look, f"a reply with {words}", seconds)
    except AssertionError as error:
        said = [text_of(one) for one in await thread_of(person, card)]
        raise AssertionError(f"{error}; there: {said}") from None


async def thread_of(person: SlackPerson, card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the bot replied below a card."""
    thread = await person.messages(card["channel"], card["ts"])
    return [one for one in thread[1:] if one.get("bot_id")]


async def home_with(person: SlackPerson, *words: str) -> dict[str, Any]:
    """Open App Home and wait until it has these words."""
    await person.does("open_home")

    async def look() -> dict[str, Any] | None:
        shown: dict[str, Any] | None = (await person.state())["home"]
        return shown if shown and all(word in text_of(shown) for word in words) else None

    return await until(look, f"a Home with {words}", 30)


def moments(shown: Any, zone: tzinfo = UTC) -> list[datetime]:
    """Return the times that a view or a message shows, as the clocks of a zone have them."""
    return [datetime.fromtimestamp(int(seconds), zone) for seconds in _DATE.findall(text_of(shown))]


@asynccontextmanager
async def records(there: World) -> AsyncIterator[Store]:
    """The records of the bot."""
    redis = connect(there.redis_url, command_timeout=5)
    store = Store(redis, Keys(TEAM_ID, urlsplit(there.told["ZENDESK_URL"]).netloc), patience=5)
    try:
        yield store
    finally:
        await store.aclose()


async def timer_on(there: World, card: dict[str, Any]) -> Timer:
    """Return the timer whose card this is, by the buttons on it."""
    values = [element.get("value", "") for block in card["blocks"] for element in block.get("elements", [])]
    async with records(there) as store:
        for value in values:
            found = await Timers(store).find(value.partition(":")[0]) if value else None
            if found is not None:
                return found
    raise AssertionError(f"no timer's buttons here: {text_of(card)}")


async def running_timers(there: World) -> list[Timer]:
    """Return the timers that run, or wait for somebody, as their records stand."""
    async with records(there) as store:
        return await Timers(store).running()


async def as_it_is(there: World, timer: Timer) -> Timer:
    """Return a timer as it stands now."""
    async with records(there) as store:
        found = await Timers(store).find(timer.id)
    assert found is not None
    return found


async def is_left(there: World, timer: Timer, left: timedelta) -> Timer:
    """Bring a timer's times nearer, so that only so much is left until its end; negative: it was over so long ago."""
    async with records(there) as store:
        timers = Timers(store)
        while True:
            standing = await timers.find(timer.id)
            assert standing is not None
            assert standing.until_ms is not None
            assert standing.state is TimerState.ACTIVE
            ends_ms = await timers.now_ms() + milliseconds(left)
            # First when it began, so that whoever reads it meanwhile sees one that lasts longer, not shorter.
            begun_ms = standing.begun_ms - (standing.until_ms - ends_ms)
            await store.redis.hset(store.keys.timer(timer.id), "begun_ms", str(begun_ms))
            saved = await timers.save(replace(standing, until_ms=ends_ms), None, due_in=NOW)
            if saved is not None:
                return saved


async def nothing_runs(there: World) -> None:
    """Leave no timer to those that follow: whatever a journey that broke off began stays as it is."""
    async with records(there) as store:
        timers = Timers(store)
        for timer in await timers.running():
            held = [(line, key) for line, keys in (await timers.holds_of(timer.id)).items() for key in keys]
            await timers.save(replace(timer, state=TimerState.KEPT), None, due_in=None, drop=held)


def _fits(actions: list[str], action: str | None) -> bool:
    """Whether a card offers this, or nothing but a file."""
    return set(actions) <= {"change.csv"} if action is None else action in actions
