"""Asking few listeners comes to the same as asking all of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.dispatch import _REGISTERED_BY, QuickApp
from bot.slack.incoming import SlackRequest
from tests.house.listeners import functions, listener_for
from tests.slack.conftest import Bot
from tests.slack.payloads import every_kind, form, pressed_in_view, signed, submission

_BODIES = every_kind() | {
    "button nobody knows": form(pressed_in_view("nobody.knows")),
    "form nobody knows": form(submission("nobody.knows")),
    "kind nobody knows": form({**pressed_in_view("search.again"), "type": "newer"}),
    "several pressed": form({**pressed_in_view("results.next"), "actions": [{"action_id": "b"}, {"action_id": "a"}]}),
    "no type": json.dumps({"hello": "there"}),
}


@pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES)
async def test_the_listener_that_takes_a_request_is_among_the_few(bot: Bot, body: str) -> None:
    """Whichever listener Bolt would come to first is asked, and none before it that would take the request."""
    app = bot.bolt
    assert isinstance(app, QuickApp)
    expected = await listener_for(app, body)
    few = app.candidates(SlackRequest(body=body, headers=signed(body)).body)
    narrowed = [listener.ack_function for listener in few]
    assert expected is None or expected in narrowed
    places = [functions(app).index(one) for one in narrowed if one in functions(app)]
    assert len(places) == len(narrowed)


async def test_payloads_that_are_mixed_at_random_have_the_same_listener(bot: Bot) -> None:
    """Also where a name stands in a place that it was not registered for, and where one payload is of two kinds."""
    app = bot.bolt
    assert isinstance(app, QuickApp)
    dice = Random(20_261)  # noqa: S311 - dice
    names = [name for _, name in app._registered.values() if name] + ["nobody.knows", "", "None"]  # noqa: SLF001
    kinds = [*_REGISTERED_BY, "interactive_message", "dialog_submission", "workflow_step_edit", "newer"]
    for _ in range(400):
        a_name = iter(lambda: dice.choice(names), None)
        body: dict[str, Any] = {
            "type": dice.choice(kinds),
            "callback_id": next(a_name),
            "action_id": next(a_name),
            "block_id": next(a_name),
            "view": {"callback_id": next(a_name), "type": "modal"},
            "actions": [{"type": "button", "action_id": next(a_name)} for _ in range(dice.choice((1, 1, 2)))],
            "event": {"type": dice.choice(("app_home_opened", "function_executed", "message"))},
            "command": dice.choice(("/talk", "/other")),
        }
        for gone in dice.sample(sorted(body), dice.randrange(len(body))):
            del body[gone]
        expected = await _first(app._async_listeners, body)  # noqa: SLF001
        assert await _first(app.candidates(body), body) is expected, body


async def _first(listeners: Sequence[AsyncListener], body: dict[str, Any]) -> AsyncListener | str | None:
    """Return the listener that takes a payload, None for none; where Bolt stumbles over the payload, over what."""
    request = AsyncBoltRequest(body=body, mode="socket_mode")
    for listener in listeners:
        try:
            if await listener.async_matches(req=request, resp=BoltResponse(status=200)):
                return listener
        except (AttributeError, KeyError, TypeError) as error:
            return sys.intern(type(error).__name__)
    return None


async def test_a_click_asks_a_handful_of_listeners(bot: Bot) -> None:
    """That is what it is for: each one asked takes time while somebody waits."""
    app = bot.bolt
    assert isinstance(app, QuickApp)
    few = app.candidates(pressed_in_view("results.next"))
    assert 0 < len(few) < 10 < len(functions(app))


async def test_listeners_are_asked_in_the_order_of_their_registration() -> None:
    """The first that matches wins, also where a pattern was registered before a name."""
    app = QuickApp(signing_secret="s", token="xoxb-t", request_verification_enabled=False)

    async def first(ack: AsyncAck) -> None:
        await ack()

    async def second(ack: AsyncAck) -> None:
        await ack()

    app.action({"action_id": "results.next"})(first)
    app.action("results.next")(second)
    few = app.candidates(pressed_in_view("results.next"))
    assert [listener.ack_function.__name__ for listener in few] == ["first", "second"]


def test_bolt_keeps_its_listeners_where_they_are_narrowed() -> None:
    """We pass a copy of the app with fewer listeners to Bolt's own dispatch, which has to read them from there."""
    names = AsyncApp.async_dispatch.__code__.co_names
    assert "_async_listeners" in names
