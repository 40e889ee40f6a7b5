"""Where words go: the table in `bot.slack.replies`, line by line, before and after an answer was given."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from structlog.testing import capture_logs

from bot.cards.blocks import actions, button, modal, section, text_input
from bot.cards.blocks import input_block as field
from bot.errors import NotAllowed, NotUnderstood
from bot.sandbox.slack.people import ANA, BEN
from bot.slack.incoming import AfterAnswer
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.conftest import Bot, Listener

WHY = "The moon is in the wrong house."
MENTIONS = f"Ask <@{BEN.id}> about it."
BUTTON = actions(button("Press", "planted"), block_id="row")
NAME = field("Name", text_input("name.type", longest=100), block_id="name", optional=True)
AGE = field("Age", text_input("age.type", longest=100), block_id="age", optional=True)


def before(words: str = WHY, named: str | None = None) -> Listener:
    """A listener that gives no answer."""

    async def breaks() -> None:
        raise NotUnderstood(words, field=named) if named else NotAllowed(words)

    return breaks


def after(words: str = WHY) -> Listener:
    """A listener that gives one and then stumbles."""

    async def breaks(ack: AsyncAck) -> None:
        await ack()
        raise NotAllowed(words)

    return breaks


def planted_view(*blocks: dict[str, Any]) -> dict[str, Any]:
    return modal("Planted", blocks or [section("Nothing")], callback_id="planted", close="Close", submit="Send")


async def opened(bot: Bot, *blocks: dict[str, Any]) -> tuple[SlackPerson, dict[str, Any]]:
    """Open a view for Ana, and forget how it came about."""

    async def opens(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await bot.replies.slack.views_open(trigger_id=body["trigger_id"], view=planted_view(*blocks))

    bot.plants(bot.bolt.command("/talk"), opens)
    ana = bot.person()
    await ana.types("/talk")
    view = await ana.sees_modal(callback_id="planted")
    bot.wire.order.clear()
    return ana, view


async def stacked(bot: Bot, deep: int, *blocks: dict[str, Any]) -> tuple[SlackPerson, dict[str, Any]]:
    """Open so many views on top of each other, all alike."""

    async def pushes(ack: AsyncAck) -> None:
        await ack(response_action="push", view=planted_view(*blocks))

    ana, view = await opened(bot, *blocks)
    bot.plants(bot.bolt.view("planted"), pushes)
    for _ in range(deep - 1):
        assert (await ana.submits(view))["ok"]
        view = (await ana.modals())[-1]
    bot.wire.order.clear()
    return ana, view


async def posted(bot: Bot) -> tuple[SlackPerson, dict[str, Any]]:
    """Post a message with a button to Ana."""
    await bot.replies.slack.chat_postMessage(channel=ANA.id, text="Press it", blocks=[BUTTON])
    ana = bot.person()
    bot.wire.order.clear()
    return ana, (await ana.direct_messages())[-1]


async def at_home(bot: Bot) -> tuple[SlackPerson, dict[str, Any]]:
    """Let Ana open App Home."""
    ana = bot.person()
    await ana.does("open_home")
    await bot.settled()
    bot.wire.order.clear()
    return ana, (await ana.state())["home"]


async def test_a_command_is_answered_in_its_answer(bot: Bot) -> None:
    """Ephemeral, beside what was typed, without a call."""
    bot.plants(bot.bolt.command("/talk"), before())
    await bot.person().types("/talk")
    assert (await bot.person().sees_message(WHY))["ephemeral"]
    assert bot.calls() == []


async def test_a_command_already_answered_is_answered_again_by_its_url(bot: Bot) -> None:
    """The one way back to where it was typed."""
    bot.plants(bot.bolt.command("/talk"), after())
    await bot.person().types("/talk")
    assert (await bot.person().sees_message(WHY))["ephemeral"]
    assert bot.wire.order == ["asked", "answered", "response_url"]


async def test_words_for_a_form_stand_on_the_field_they_are_about(bot: Bot) -> None:
    """Everything typed stays."""
    ana, view = await opened(bot, NAME, AGE)
    bot.plants(bot.bolt.view("planted"), before(named="age"))
    assert (await ana.submits(view))["errors"] == {"age": WHY}


@pytest.mark.parametrize("named", [None, "no such field"])
async def test_words_for_a_form_as_a_whole_stand_on_its_first_field(bot: Bot, named: str | None) -> None:
    """Slack refuses errors on what is no input of the view."""
    ana, view = await opened(bot, section("Above"), NAME, AGE)
    bot.plants(bot.bolt.view("planted"), before(named=named))
    assert (await ana.submits(view))["errors"] == {"name": WHY}


async def test_words_for_a_form_without_fields_take_its_place(bot: Bot) -> None:
    """There is nothing typed that could be lost."""
    ana, view = await opened(bot)
    bot.plants(bot.bolt.view("planted"), before())
    assert (await ana.submits(view))["ok"]
    assert (await ana.sees_modal(WHY, callback_id="notice"))["id"] == view["id"]
    assert bot.calls() == []


@pytest.mark.parametrize("deep", [1, 2])
async def test_words_that_mention_somebody_stand_on_top_of_a_form(bot: Bot, deep: int) -> None:
    """An input shows `<@U…>` as it is written; a notice shows who is meant, and Close returns to the form."""
    ana, view = await stacked(bot, deep, NAME)
    bot.plants(bot.bolt.view("planted"), before(MENTIONS))
    assert (await ana.submits(view, {"name": {"name.type": "kept"}}))["ok"]
    notice = await ana.sees_modal(f"<@{BEN.id}>", callback_id="notice")
    await ana.does("close", view_id=notice["id"])
    form = (await ana.modals())[-1]
    assert (form["id"], form["state"]["values"]["name"]["name.type"]["value"]) == (view["id"], "kept")


async def test_words_that_mention_somebody_take_the_place_of_a_third_view(bot: Bot) -> None:
    """Slack shows no fourth."""
    ana, view = await stacked(bot, 3, NAME)
    bot.plants(bot.bolt.view("planted"), before(MENTIONS))
    assert (await ana.submits(view))["ok"]
    assert (await ana.sees_modal(f"<@{BEN.id}>", callback_id="notice"))["id"] == view["id"]


async def test_words_after_a_submission_take_the_views_place(bot: Bot) -> None:
    """Its trigger may be spent, and it says that something goes on."""

    async def updates_and_breaks(ack: AsyncAck) -> None:
        await ack(response_action="update", view=planted_view(section("Working")))
        raise NotAllowed(WHY)

    ana, view = await opened(bot, NAME)
    bot.plants(bot.bolt.view("planted"), updates_and_breaks)
    assert (await ana.submits(view))["ok"]
    assert (await ana.sees_modal(WHY, callback_id="notice"))["id"] == view["id"]
    assert bot.wire.order == ["asked", "answered", "views.update"]


async def test_words_for_a_button_in_a_view_stand_on_top(bot: Bot) -> None:
    """What is below stays as it was."""
    ana, view = await opened(bot, NAME, BUTTON)
    bot.plants(bot.bolt.action("planted"), before())
    await ana.clicks(view, "planted")
    await ana.sees_modal(WHY, callback_id="notice")
    assert [shown["callback_id"] for shown in await ana.modals()] == ["planted", "notice"]
    assert bot.wire.order == ["asked", "answered", "views.push"]


async def test_words_for_a_button_in_a_third_view_take_its_place(bot: Bot) -> None:
    """Slack refuses a fourth, and then nobody would hear anything."""
    ana, view = await stacked(bot, 3, NAME, BUTTON)
    bot.plants(bot.bolt.action("planted"), before())
    await ana.clicks(view, "planted")
    assert (await ana.sees_modal(WHY, callback_id="notice"))["id"] == view["id"]
    assert bot.wire.order == ["asked", "answered", "views.update"]


async def test_words_after_a_button_in_a_view_take_its_place(bot: Bot) -> None:
    """Its trigger may be spent."""
    ana, view = await opened(bot, NAME, BUTTON)
    bot.plants(bot.bolt.action("planted"), after())
    await ana.clicks(view, "planted")
    assert (await ana.sees_modal(WHY, callback_id="notice"))["id"] == view["id"]


@pytest.mark.parametrize("listener", [before(), after()], ids=["before", "after"])
async def test_words_for_a_button_of_a_message_stand_beside_it(bot: Bot, listener: Listener) -> None:
    """Only for who clicked, and the message with its button stays for everybody else."""
    ana, message = await posted(bot)
    bot.plants(bot.bolt.action("planted"), listener)
    await ana.clicks_in(message, "planted")
    await bot.settled()
    kept, said = (await ana.direct_messages())[-2:]
    assert kept == message
    assert said["ephemeral"]
    assert WHY in text_of(said)
    assert bot.wire.order == ["asked", "answered", "response_url"]


async def test_words_for_a_button_in_app_home_are_a_modal(bot: Bot) -> None:
    """It has no place for messages."""
    ana, home = await at_home(bot)
    bot.plants(bot.bolt.action("home.help"), before())
    await ana.clicks(home, "home.help")
    await ana.sees_modal(WHY, callback_id="notice")
    assert bot.wire.order == ["asked", "answered", "views.open"]


async def test_words_after_a_button_in_app_home_are_a_direct_message(bot: Bot) -> None:
    """The only place left."""
    ana, home = await at_home(bot)
    bot.plants(bot.bolt.action("home.help"), after(MENTIONS))
    await ana.clicks(home, "home.help")
    assert f"<@{BEN.id}>" in text_of(await ana.is_told("about it."))
    assert bot.wire.order == ["asked", "answered", "chat.postMessage"]


@pytest.mark.parametrize(("listener", "call"), [(before(), "views.open"), (after(), "chat.postMessage")])
async def test_words_for_a_shortcut_are_a_modal_or_a_direct_message(bot: Bot, listener: Listener, call: str) -> None:
    """It comes from nowhere that could be answered."""
    bot.plants(bot.bolt.shortcut("unknown"), listener)
    await bot.person().does("shortcut", callback_id="unknown")
    await bot.settled()
    assert bot.wire.order == ["asked", "answered", call]


async def test_options_have_no_place_for_words(bot: Bot) -> None:
    """An empty list is what a client shows best."""

    async def breaks() -> None:
        raise NotAllowed(WHY)

    ana = bot.person()
    await ana.types("/talk search")
    view = await ana.sees_modal(callback_id="search.form")
    bot.plants(bot.bolt.options("country.pick"), breaks)
    source = {"type": "view", "view_id": view["id"]}
    assert (await ana.does("options", source=source, block_id="country", action_id="country.pick", query="uni"))[
        "options"
    ] == []


@pytest.mark.parametrize("listener", [before(), after()], ids=["before", "after"])
async def test_nobody_is_written_to_because_of_an_event(bot: Bot, listener: Listener) -> None:
    """They looked at a tab and asked for nothing."""
    bot.plants(bot.bolt.event("app_home_opened"), listener)
    await bot.person().does("open_home")
    await bot.settled()
    assert bot.calls() == []


async def test_a_home_tab_that_slack_does_not_take_is_nobodys_message(bot: Bot) -> None:
    """It may be switched off in the app's settings; each visit would bring a message."""
    await bot.fault("views.publish", "not_enabled")
    await bot.person().does("open_home")
    await bot.settled()
    assert bot.calls() == ["views.publish"]


async def test_words_whose_trigger_came_too_late_are_said_elsewhere(bot: Bot) -> None:
    """They stay the same words."""
    ana, home = await at_home(bot)
    await bot.fault("views.open", "expired_trigger_id")
    bot.plants(bot.bolt.action("home.help"), before())
    await ana.clicks(home, "home.help")
    await ana.is_told(WHY)


async def test_words_that_cannot_be_said_anywhere_are_logged(bot: Bot) -> None:
    """There is nothing else left to do; above all, nothing is raised."""
    await bot.fault("*", "fatal_error", times=10)
    with capture_logs() as logs:
        await bot.replies.late({"type": "shortcut", "user": {"id": ANA.id}}, WHY)
        await bot.replies.late({"type": "view_submission", "view": {"type": "modal", "id": "V1"}}, WHY)
    assert [entry["event"] for entry in logs] == ["words could not be delivered"] * 2
    assert WHY not in str(logs)


async def test_a_response_url_that_is_used_up_is_logged_without_itself(bot: Bot) -> None:
    """Whoever has it can post with it."""
    await bot.person().types("/talk help")
    url = bot.wire.payload["response_url"]
    with capture_logs() as logs:
        for _ in range(6):
            await bot.replies.ephemeral(url, WHY)
    assert [entry["event"] for entry in logs] == ["response_url did not take an answer"]
    assert url.rsplit("/", 1)[1] not in str(logs)


async def test_what_is_said_is_planned_and_not_done_before_the_answer(bot: Bot) -> None:
    """`AfterAnswer` only remembers."""
    assert AfterAnswer().work == []
    assert bot.wire.order == []
