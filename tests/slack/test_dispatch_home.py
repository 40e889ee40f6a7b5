"""App Home through Bolt as it is mounted: what is published when it is opened, and its buttons."""

from __future__ import annotations

from typing import Any

from tests.journeys.driver import SlackPerson, text_of
from tests.slack.conftest import Bot
from tests.slack.payloads import event


async def opened(bot: Bot) -> tuple[SlackPerson, dict[str, Any]]:
    """Let Ana open App Home, and forget how it came about."""
    ana = bot.person()
    await ana.does("open_home")
    await bot.settled()
    bot.wire.order.clear()
    return ana, (await ana.state())["home"]


async def test_home_is_published_when_it_is_opened(bot: Bot) -> None:
    """After the answer: an event that is answered late is sent again."""
    await bot.person().does("open_home")
    await bot.settled()
    assert bot.wire.order == ["asked", "answered", "views.publish"]
    home = (await bot.person().state())["home"]
    assert "Nothing waits for you." in text_of(home)
    assert "type /talk search US 510 in any channel" in text_of(home)


async def test_home_shows_a_persons_own_requests(bot: Bot) -> None:
    """Whoever closed every message finds them here."""
    number = await bot.person().buys("US 510")
    _, home = await opened(bot)
    assert f"Buying {number}" in text_of(home)


async def test_the_messages_tab_publishes_nothing(bot: Bot) -> None:
    """The same event comes for both tabs."""
    answer = await bot.sends(event("app_home_opened", tab="messages"))
    assert (answer.status_code, bot.calls()) == (200, [])


async def test_search_opens_the_form(bot: Bot) -> None:
    """The trigger of the click opens it; nothing else is needed."""
    ana, home = await opened(bot)
    await ana.clicks(home, "home.search")
    await ana.sees_modal(callback_id="search.form")
    assert bot.wire.order == ["asked", "answered", "views.open"]


async def test_release_opens_the_list_to_choose_from(bot: Bot) -> None:
    """Whoever does not know the command finds it here."""
    ana, home = await opened(bot)
    await ana.clicks(home, "home.release")
    await ana.sees_modal("Number to release", callback_id="release.pick")
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]


async def test_help_comes_as_a_message(bot: Bot) -> None:
    """It can be read again."""
    ana, home = await opened(bot)
    await ana.clicks(home, "home.help")
    await ana.is_told("What /talk can do")
    assert bot.wire.order == ["asked", "answered", "chat.postMessage"]


async def test_search_again_from_a_message_opens_a_view_of_its_own(bot: Bot) -> None:
    """There is no modal to replace."""
    ana = bot.person()
    block = {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "search.again",
                "text": {"type": "plain_text", "text": "Search again"},
                "value": "US 510",
            }
        ],
    }
    await bot.replies.slack.chat_postMessage(channel=ana.id, text="Not bought", blocks=[block])
    message = (await ana.direct_messages())[-1]
    bot.wire.order.clear()
    await ana.clicks_in(message, "search.again")
    await ana.sees_modal("area code 510", callback_id="search.results")
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]


async def test_search_again_without_terms_opens_the_form(bot: Bot) -> None:
    """An old button may carry nothing."""
    ana = bot.person()
    element = {"type": "button", "action_id": "search.again", "text": {"type": "plain_text", "text": "Search again"}}
    block = {"type": "actions", "block_id": "row", "elements": [element]}
    await bot.replies.slack.chat_postMessage(channel=ana.id, text="Not bought", blocks=[block])
    await ana.clicks_in((await ana.direct_messages())[-1], "search.again")
    await ana.sees_modal(callback_id="search.form")
