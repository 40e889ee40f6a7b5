"""App Home through Bolt as it is mounted: what is published when it is opened, its buttons, and its numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.model import Member
from bot.sandbox.slack.people import BEN, DAN
from bot.store.homes import Homes
from bot.store.lines import LineCache
from tests.cards.rules import elements
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.approvals import by
from tests.slack.conftest import Bot
from tests.slack.payloads import event, pressed_in_home

PUBLISHED_ONCE = ["asked", "answered", "views.publish"]
READ_BETWEEN = [*PUBLISHED_ONCE, "views.publish"]


async def home_of(person: SlackPerson) -> dict[str, Any]:
    """Return what stands in somebody's App Home."""
    home: dict[str, Any] = (await person.state())["home"]
    return home


async def opened(bot: Bot, who: str | None = None) -> tuple[SlackPerson, dict[str, Any]]:
    """Let Ana, or somebody else, open App Home, and forget how it came about."""
    person = bot.person(who) if who else bot.person()
    await person.does("open_home")
    await bot.settled()
    bot.wire.order.clear()
    return person, await home_of(person)


async def reading(bot: Bot) -> str | None:
    """Return which reading of the account's numbers is kept: another one each time Zendesk is asked."""
    stamp = await bot.store.redis.get(bot.store.keys.lines_stamp)
    return str(stamp) if stamp else None


def headings(home: dict[str, Any]) -> list[str]:
    """Return the headings, in order."""
    return [block["text"]["text"] for block in elements(home, "header")]


async def test_home_is_published_at_once_and_again_when_zendesk_has_answered(bot: Bot) -> None:
    """After the answer: an event that is answered late is sent again."""
    await bot.person().does("open_home")
    await bot.settled()
    assert bot.wire.order == READ_BETWEEN
    home = await home_of(bot.person())
    assert headings(home) == ["Waiting for you (0)", "Your requests (0)", "Under way (0)", "Numbers (21)"]
    assert "Nothing waits for you." in text_of(home)
    assert "type /talk search US 510 in any channel" in text_of(home)


async def test_numbers_that_were_read_a_moment_ago_are_not_read_again(bot: Bot) -> None:
    """People go to and fro between tabs."""
    await opened(bot)
    before = await reading(bot)
    assert before
    await bot.person().does("open_home")
    await bot.settled()
    assert (bot.wire.order, await reading(bot)) == (PUBLISHED_ONCE, before)


async def test_old_numbers_are_shown_at_once_with_their_age_while_they_are_read_anew(bot: Bot) -> None:
    """Nobody waits for Zendesk to see what they saw a while ago."""
    await grown_old(bot)
    shown: list[str] = []

    async def look() -> None:
        shown.append(text_of(await home_of(bot.person())))

    await bot.zendesk_fault("delay", seconds=0.3)
    await bot.person().does("open_home")
    while not shown or "reading anew" not in shown[-1]:
        await look()
    assert "Numbers (21)" in shown[-1]
    await bot.settled()
    assert "reading anew" not in text_of(await home_of(bot.person()))


async def grown_old(bot: Bot) -> None:
    """Have the numbers be read, and half an hour pass over it."""
    await opened(bot)
    cache = LineCache(bot.store)
    inventory = await cache.find(timedelta(hours=1))
    assert inventory is not None
    body = await bot.store.redis.get(bot.store.keys.lines)
    half_an_hour_ago = inventory.read_ms - 1_800_000
    await bot.store.redis.set(
        bot.store.keys.lines, str(body).replace(str(inventory.read_ms), str(half_an_hour_ago)), px=60_000
    )
    await bot.store.redis.set(bot.store.keys.lines_stamp, "older", px=60_000)


@pytest.mark.parametrize("known", [True, False])
async def test_without_zendesk_what_is_known_stays_with_words_and_a_way_to_try_again(bot: Bot, known: bool) -> None:
    """Requests and what waits have nothing to do with Zendesk."""
    if known:
        await grown_old(bot)
    await bot.zendesk_fault("unavailable", times=20)
    ana, home = await opened(bot)
    assert ("Numbers (21)" in headings(home)) is known
    assert "Zendesk" in text_of(home)
    assert "Try again" in text_of(home)
    assert "Your requests (0)" in headings(home)
    await bot.account.request("DELETE", "/faults")
    await ana.clicks(home, "home.refresh")
    await bot.settled()
    home = await home_of(ana)
    assert "Numbers (21)" in headings(home)
    assert "Try again" not in text_of(home)


async def test_home_shows_a_persons_own_requests(bot: Bot) -> None:
    """Whoever closed every message finds them here."""
    number = await bot.person().buys("US 510")
    _, home = await opened(bot)
    assert f"Buying {number}" in text_of(home)


async def test_the_messages_tab_publishes_nothing(bot: Bot) -> None:
    """The same event comes for both tabs."""
    answer = await bot.sends(event("app_home_opened", tab="messages"))
    assert (answer.status_code, bot.calls()) == (200, [])


async def test_a_guest_reads_why_there_is_nothing(bot: Bot) -> None:
    """An empty tab would look like a fault."""
    await bot.knows({DAN.id: Member(active=True, guest=True)})
    _, home = await opened(bot, DAN.id)
    assert "Guests and people of other organisations cannot use talkbot." in text_of(home)
    assert len(home["blocks"]) == 1


async def test_whoever_may_only_look_finds_the_numbers_and_no_button_that_refuses(bot: Bot) -> None:
    """Dan may neither ask nor change."""
    dan, home = await opened(bot, DAN.id)
    assert "Numbers (21)" in headings(home)
    ids = {button["action_id"] for button in elements(home, "button")}
    assert ids == {"home.oncall", "home.help", "home.next", "home.refresh"}
    for hidden in ("home.search", "home.release"):
        await bot.forges(by(pressed_in_home(hidden), dan.id))
        # The trigger of a forged click opens nothing, so the words come as a message.
        assert "Only <" in (await dan.direct_messages())[-1]["text"]
        assert await dan.modals() == []


async def test_pages_are_turned_in_the_same_reading(bot: Bot) -> None:
    """Ten of twenty-one, then the next; Zendesk is not asked for what it said a moment ago."""
    ana, home = await opened(bot)
    before = await reading(bot)
    first = {menu["options"][0]["value"] for menu in elements(home, "overflow")}
    await ana.clicks(home, "home.next")
    await bot.settled()
    second = await home_of(ana)
    assert "Page 2 of 3" in text_of(second)
    assert first.isdisjoint({menu["options"][0]["value"] for menu in elements(second, "overflow")})
    await ana.clicks(second, "home.previous")
    await bot.settled()
    assert "Page 1 of 3" in text_of(await home_of(ana))
    assert bot.wire.order == PUBLISHED_ONCE * 2
    assert await reading(bot) == before


async def test_a_search_narrows_the_list_and_is_taken_back(bot: Bot) -> None:
    """Typed and entered, in the tab itself."""
    ana, home = await opened(bot)
    await ana.enters(home, "home.filter", "support uk")
    await bot.settled()
    narrow = await home_of(ana)
    assert "Numbers (1 of 21)" in headings(narrow)
    (field,) = elements(narrow["blocks"], "plain_text_input")
    assert field["initial_value"] == "support uk"
    await ana.clicks(narrow, "home.all")
    await bot.settled()
    assert "Numbers (21)" in headings(await home_of(ana))


async def test_the_same_page_stands_there_whoever_publishes(bot: Bot) -> None:
    """Somebody who searches must not lose their place because a colleague decided something."""
    ana, home = await opened(bot)
    await ana.enters(home, "home.filter", "support")
    await bot.settled()
    narrow = await home_of(ana)
    await ana.does("open_home")
    await bot.settled()
    assert headings(await home_of(ana)) == headings(narrow)
    assert headings(narrow)[-1] != "Numbers (21)"


async def test_a_page_is_turned_in_what_was_searched_for_though_it_was_forgotten(bot: Bot) -> None:
    """Where somebody is in the list is kept for an hour; the view itself stays for days."""
    ana, home = await opened(bot)
    await ana.enters(home, "home.filter", "voice")
    await bot.settled()
    narrow = await home_of(ana)
    await bot.store.redis.delete(bot.store.keys.home(ana.id))
    await ana.clicks(narrow, "home.next")
    await bot.settled()
    turned = await home_of(ana)
    assert headings(turned)[-1] == headings(narrow)[-1] != "Numbers (21)"
    assert "Page 2 of" in text_of(turned)


async def test_words_that_fit_nothing_leave_the_field_to_try_others(bot: Bot) -> None:
    """An empty list without a field would be a dead end."""
    ana, home = await opened(bot)
    await ana.enters(home, "home.filter", "<!channel> *x* & \U0001f469\u200d\U0001f469")
    await bot.settled()
    narrow = await home_of(ana)
    assert "No number of yours fits" in text_of(narrow)
    assert "<!channel>" not in text_of(narrow)
    assert elements(narrow, "plain_text_input")


async def test_the_menu_of_a_number_opens_it(bot: Bot) -> None:
    """The same menu as in the list."""
    ana, home = await opened(bot)
    line = elements(home, "overflow")[0]["options"][0]["value"]
    await ana.chooses(home, "number.menu", line)
    await ana.sees_modal("Billing DE")
    await bot.settled()


async def test_a_home_published_meanwhile_is_not_covered_by_an_older_one(bot: Bot) -> None:
    """Slack refuses what was read before another was published; then everything is read once more."""
    ana, _ = await opened(bot)
    await Homes(bot.store).published(ana.id, "1795400000.older")
    await ana.does("open_home")
    await bot.settled()
    assert bot.calls() == ["views.publish", "views.publish"]
    await ana.does("open_home")
    await bot.settled()
    assert bot.calls() == ["views.publish"] * 3


async def test_search_opens_the_form(bot: Bot) -> None:
    """The trigger of the click opens it; nothing else is needed."""
    ana, home = await opened(bot)
    await ana.clicks(home, "home.search")
    await ana.sees_modal(callback_id="search.form")
    assert bot.wire.order == ["asked", "answered", "views.open"]


async def test_voicemail_opens_its_form(bot: Bot) -> None:
    """Inside and outside business hours, as nobody named one."""
    ben, home = await opened(bot, BEN.id)
    await ben.clicks(home, "home.voicemail")
    modal = await ben.sees_modal(callback_id="voicemail.form")
    await bot.settled()
    assert len(modal["state"]["values"]["hours"]["voicemail.hours"]["selected_options"]) == 2


async def test_several_begins_with_what_was_searched_for(bot: Bot) -> None:
    """Whoever narrowed the list means these."""
    ana, home = await opened(bot)
    await ana.enters(home, "home.filter", "support")
    await bot.settled()
    await ana.clicks(await home_of(ana), "home.several")
    modal = await ana.sees_modal(callback_id="several.pick")
    assert "support" in text_of(modal) or "support" in str(modal["state"]["values"])


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
