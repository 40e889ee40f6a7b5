"""Every listener can be called by Bolt, and everything that can be clicked has one."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.slack.listeners import unhandled
from tests.cards.extremes import everything
from tests.house.listeners import functions, is_listened_for, listener_for
from tests.slack import payloads
from tests.slack.payloads import form

# It may be this module for which everything there is to see is made.
pytestmark = pytest.mark.timeout(300)

INJECTED = frozenset(AsyncArgs.__annotations__)
# Chosen in a form and read when it is sent; Bolt has to be told that nothing else is to be done.
READ_ON_SUBMIT = {
    "offer.pick",
    "country.pick",
    "line.pick",
    "field.enter",
    "several.which",
    "several.lines",
    "several.fields",
    "voicemail.lines",
    "voicemail.on",
    "voicemail.hours",
    "voicemail.until",
    "voicemail.when",
}


def nodes(shown: Any) -> Iterator[dict[str, Any]]:
    """Return every object within a view or a message."""
    if isinstance(shown, dict):
        yield shown
        for value in shown.values():
            yield from nodes(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from nodes(value)


@pytest.fixture(scope="module")
def shown() -> list[dict[str, Any]]:
    """Every view and message there can be."""
    return [payload for _, payload in everything()]


def test_every_parameter_of_a_listener_is_one_that_bolt_injects(app: AsyncApp) -> None:
    """Bolt passes None for a name it does not know, and says so only in its own log."""
    for function in functions(app):
        unknown = set(inspect.signature(function).parameters) - INJECTED
        assert not unknown, f"{function.__module__}.{function.__name__}: {unknown}"


def test_the_catch_alls_come_last(app: AsyncApp) -> None:
    """The first listener that matches wins, so one after them would never be reached."""
    modules = [function.__module__ for function in functions(app)]
    first = modules.index(unhandled.__name__)
    assert set(modules[first:]) == {unhandled.__name__}
    assert len(modules) > first > 0


async def test_every_button_that_can_be_shown_has_a_listener(app: AsyncApp, shown: list[dict[str, Any]]) -> None:
    """A button that answers "I do not know that button" is a promise nobody keeps."""
    ids = {node["action_id"] for view in shown for node in nodes(view) if node.get("type") == "button"}
    assert len(ids) > 5
    for action_id in sorted(ids):
        found = await listener_for(app, form(payloads.pressed_in_message(action_id)))
        assert found is not None
        assert found.__module__ != unhandled.__name__, action_id


async def test_every_list_that_asks_for_options_is_answered(app: AsyncApp, shown: list[dict[str, Any]]) -> None:
    """The catch-all has none, and the person would see an empty list."""
    kinds = {"external_select", "multi_external_select"}
    lists = {node["action_id"] for view in shown for node in nodes(view) if node.get("type") in kinds}
    assert lists
    for action_id in lists:
        found = await listener_for(app, form(payloads.suggestion(action_id, "")))
        assert found is not None
        assert found.__module__ != unhandled.__name__, action_id


async def test_every_form_that_can_be_sent_has_a_listener(app: AsyncApp, shown: list[dict[str, Any]]) -> None:
    """Sending it is the whole point of it."""
    forms = {view["callback_id"] for view in shown if view.get("submit")}
    assert forms
    for callback_id in sorted(forms):
        found = await listener_for(app, form(payloads.submission(callback_id)))
        assert found is not None
        assert found.__module__ != unhandled.__name__, callback_id


async def test_whatever_reports_a_choice_at_once_is_acknowledged(app: AsyncApp, shown: list[dict[str, Any]]) -> None:
    """Selects and radio buttons outside a form send every choice, and so do those of an older client."""
    chosen = {
        element["action_id"]
        for view in shown
        for node in nodes(view)
        for element in (node.get("elements") or []) + [node.get("accessory") or {}]
        if node.get("type") in ("actions", "section") and element.get("type") not in (None, "button")
    }
    for action_id in chosen | READ_ON_SUBMIT:
        assert await is_listened_for(app, form(payloads.pressed_in_view(action_id))), action_id


@pytest.mark.parametrize("body", payloads.every_kind().values(), ids=payloads.every_kind())
async def test_every_kind_of_request_reaches_some_listener(app: AsyncApp, body: str) -> None:
    """Without one Bolt answers 404."""
    assert await listener_for(app, body) is not None
