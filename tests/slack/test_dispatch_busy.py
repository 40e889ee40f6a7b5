"""Too much is under way: no more is taken on, and whoever comes is told so instead of being left to wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from structlog.testing import capture_logs

from bot.slack.background import MOST, Background
from tests.slack import payloads
from tests.slack.conftest import Bot
from tests.slack.payloads import every_kind, form, signed, submission

BUSY = "I have more to do at once than I can answer in time."
# As without redis: the others' modals and messages are known to no Slack.
WORDS_ARRIVE = ("command", "submission", "button in App Home", "shortcut")


@pytest.fixture
async def full(bot: Bot) -> AsyncIterator[Callable[[], None]]:
    """As much under way as is taken on, until what is handed out is called."""
    ends = asyncio.Event()

    async def work() -> None:
        await ends.wait()

    for _ in range(MOST):
        bot.background.start("work", work)
    yield ends.set
    ends.set()
    await bot.settled()


@pytest.mark.parametrize("kind", every_kind())
async def test_when_too_much_is_under_way_every_kind_is_turned_away_in_words(
    bot: Bot, full: Callable[[], None], kind: str
) -> None:
    """At once, and with a next step, wherever Slack has a place for it."""
    body = every_kind()[kind]
    answer = await bot.client.post("/slack/events", content=body, headers=signed(body))
    full()
    await bot.settled()
    assert answer.status_code == 200
    said = answer.text + json.dumps(await bot.person().direct_messages())
    assert (BUSY in said) == (kind in WORDS_ARRIVE)
    assert "Searching" not in said


async def test_who_is_turned_away_can_do_the_same_a_moment_later(bot: Bot, full: Callable[[], None]) -> None:
    """Nothing came of the first one, not even a note that it was seen."""
    body = payloads.command("search US 510")
    turned_away = await bot.client.post("/slack/events", content=body, headers=signed(body))
    assert "Try again in a minute" in turned_away.text
    full()
    await bot.settled()
    ana = bot.person()
    await ana.types("/talk search US 510")
    assert await ana.sees_modal(callback_id="search.results")


async def test_a_workflow_is_asked_to_come_again(bot: Bot, full: Callable[[], None]) -> None:
    """Slack sends an event again that was not taken."""
    body = json.dumps(json.loads(payloads.event()) | {"event": {"type": "function_executed", "user": "U0"}})
    answer = await bot.client.post("/slack/events", content=body, headers=signed(body))
    full()
    assert answer.status_code == 503


async def test_a_form_that_is_turned_away_stays_as_it_was_filled_in(bot: Bot, full: Callable[[], None]) -> None:
    """Its words stand on it, and it can be sent again."""
    body = form(submission("search.form"))
    answer = await bot.client.post("/slack/events", content=body, headers=signed(body))
    full()
    assert BUSY in json.dumps(answer.json())
    assert answer.json()["response_action"] in ("errors", "push", "update")


async def test_a_click_that_nobody_can_be_told_about_is_not_acknowledged(bot: Bot, full: Callable[[], None]) -> None:
    """Slack then says beside the button that it came to nothing, instead of taking it for done."""
    ends = asyncio.Event()
    while bot.background.has_room:
        bot.background.start("work", ends.wait)  # type: ignore[arg-type]  # whatever it returns
    body = every_kind()["button in App Home"]
    answer = await bot.client.post("/slack/events", content=body, headers=signed(body))
    in_words = await bot.client.post("/slack/events", content=payloads.command(), headers=signed(payloads.command()))
    full()
    ends.set()
    assert answer.status_code == 503
    assert BUSY in in_words.text


async def test_words_for_those_turned_away_have_an_end_too() -> None:
    """However many come, memory does not grow without bounds."""
    background, ends = Background(lambda _name, _error: None), asyncio.Event()

    async def work() -> None:
        await ends.wait()

    with capture_logs() as logs:
        for _ in range(3 * MOST):
            background.start("words", work)
    assert len([entry for entry in logs if entry["log_level"] == "warning"]) == MOST
    ends.set()
    await background.drain(5)
    assert not background.is_full
