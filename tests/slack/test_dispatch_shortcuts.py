"""Shortcuts through Bolt as it is mounted: from the search box, and from a message's menu."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Member
from bot.sandbox.slack.people import ANA, BEN, DAN
from tests.cards.rules import elements
from tests.journeys.driver import CHANNEL, SlackPerson, text_of
from tests.slack.conftest import Bot

SUPPORT_US, SUPPORT_UK = "+1 510-555-0199", "+44 20 7946 0018"
SOMEBODY = "+1 415-555-0100"


async def looks_up(bot: Bot, text: str, who: str = ANA.id) -> SlackPerson:
    """Have somebody write a message, and look up its numbers from its menu."""
    person = bot.person(who)
    assert (await person.types(text))["ok"]
    await bot.settled()
    return await looks_up_last(bot, person)


async def looks_up_last(bot: Bot, person: SlackPerson) -> SlackPerson:
    """Have somebody look up the numbers of the last message in the channel."""
    message = [each for each in await person.messages(CHANNEL) if not each.get("is_ephemeral")][-1]
    bot.wire.order.clear()
    answer = await person.does("shortcut", callback_id="shortcut.lookup", channel=CHANNEL, ts=message["ts"])
    assert answer["ok"], answer
    await bot.settled()
    return person


async def modal_of(person: SlackPerson) -> dict[str, Any]:
    """Return the one modal that somebody has before them."""
    (modal,) = await person.modals()
    return modal


async def test_search_opens_the_form_from_anywhere(bot: Bot) -> None:
    """The shortcut's own trigger opens it."""
    ana = bot.person()
    assert (await ana.does("shortcut", callback_id="shortcut.search"))["ok"]
    await ana.sees_modal(callback_id="search.form")
    assert bot.wire.order == ["asked", "answered", "views.open"]


async def test_whoever_may_not_ask_hears_so_from_the_search_shortcut(bot: Bot) -> None:
    """Shortcuts are offered to everybody in the workspace."""
    dan = bot.person(DAN.id)
    await dan.does("shortcut", callback_id="shortcut.search")
    await dan.sees_modal("Only ", "can ask for this here")


async def test_voicemail_opens_its_form_from_anywhere(bot: Bot) -> None:
    """Inside and outside business hours, as nobody named one; on or off is for the person to say."""
    ana = bot.person()
    await ana.does("shortcut", callback_id="shortcut.voicemail")
    modal = await ana.sees_modal(callback_id="voicemail.form")
    await bot.settled()
    entered = modal["state"]["values"]
    assert [one["value"] for one in entered["hours"]["voicemail.hours"]["selected_options"]] == ["inside", "outside"]
    assert entered["on"]["voicemail.on"]["selected_option"] is None


async def test_whoever_may_not_change_hears_so_from_the_voicemail_shortcut(bot: Bot) -> None:
    """As with search."""
    dan = bot.person(DAN.id)
    await dan.does("shortcut", callback_id="shortcut.voicemail")
    await dan.sees_modal("Only ", "can change numbers here")


@pytest.mark.parametrize(
    "text",
    [f"please look at {SUPPORT_US}", "please look at <tel:+15105550199|(510) 555-0199>", "(510) 555-0199 rings"],
)
async def test_the_one_number_of_a_message_that_is_ours_is_shown(bot: Bot, text: str) -> None:
    """A loading view at once, then the number itself."""
    ana = await looks_up(bot, text)
    assert bot.wire.order[:3] == ["asked", "answered", "views.open"]
    modal = await modal_of(ana)
    assert "Support US" in text_of(modal)
    assert modal["callback_id"].startswith("number.")


async def test_several_numbers_of_ours_are_listed_each_with_a_button(bot: Bot) -> None:
    """In the order of the message."""
    ana = await looks_up(bot, f"from {SUPPORT_UK} to {SUPPORT_US}")
    modal = await modal_of(ana)
    assert modal["callback_id"] == "lookup.view"
    text = text_of(modal)
    assert text.index("Support UK") < text.index("Support US")
    assert "Not of this account" not in text
    await ana.clicks(modal, "number.show")
    await ana.sees_modal("Support UK")
    await bot.settled()


async def test_a_number_that_is_not_ours_is_said_to_be_none_and_like_ones_are_offered(bot: Bot) -> None:
    """Where it makes sense to look for some."""
    ana = await looks_up(bot, f"who is {SOMEBODY}, not {SUPPORT_US}?")
    modal = await modal_of(ana)
    assert "Not of this account" in text_of(modal)
    (search,) = [each for each in elements(modal["blocks"], "button") if each["action_id"] == "search.again"]
    assert (search["text"]["text"], search["value"]) == ("Search US 415", "US 415")
    await ana.clicks(modal, "search.again")
    await ana.sees_modal("area code 415", callback_id="search.results")
    await bot.settled()


async def test_whoever_may_only_look_is_not_offered_a_search(bot: Bot) -> None:
    """It would only refuse them; whose the number is they may know."""
    dan = await looks_up(bot, f"who is {SOMEBODY}?", DAN.id)
    modal = await modal_of(dan)
    assert "Not of this account" in text_of(modal)
    assert elements(modal["blocks"], "button") == []


async def test_a_message_without_a_number_says_what_would_be_found(bot: Bot) -> None:
    """With an example."""
    ana = await looks_up(bot, "call me on 2026-11-26")
    assert "I found no phone number in this message." in text_of(await modal_of(ana))
    assert "+1 510-555-0123" in text_of(await modal_of(ana))


async def test_numbers_are_found_in_blocks_and_attachments(bot: Bot) -> None:
    """What apps post has its words there."""
    block = {"type": "section", "text": {"type": "mrkdwn", "text": f"Overflow to {SUPPORT_UK}"}}
    attachment = {"fallback": "-", "fields": [{"title": "From", "value": SUPPORT_US, "short": True}]}
    await bot.replies.slack.chat_postMessage(channel=CHANNEL, text="Missed", blocks=[block], attachments=[attachment])
    ana = await looks_up_last(bot, bot.person())
    modal = await modal_of(ana)
    assert "Support UK" in text_of(modal)
    assert "Support US" in text_of(modal)


async def test_hostile_text_pings_nobody_and_is_answered(bot: Bot) -> None:
    """What stands in a message is shown nowhere but as a number."""
    ana = await looks_up(bot, f"<!channel> *x* & {SUPPORT_US} &lt;@U0BEN00001&gt; " + "1 2 3 4 5 6 7 8 9 0 " * 900)
    assert "<!channel>" not in text_of(await modal_of(ana))
    assert "Support US" in text_of(await modal_of(ana))


async def test_guests_look_nothing_up(bot: Bot) -> None:
    """The menu is offered to them too."""
    await bot.knows({DAN.id: Member(active=True, guest=True)})
    dan = await looks_up(bot, SUPPORT_US, DAN.id)
    assert await dan.modals() == []
    assert "Guests and people of other organisations cannot use talkbot." in text_of(await dan.messages(CHANNEL))


async def test_without_zendesk_the_numbers_as_they_were_last_read_do(bot: Bot) -> None:
    """With words that say so; without any reading it says that Zendesk is away."""
    await bot.zendesk_fault("unavailable", times=20)
    ana = await looks_up(bot, SUPPORT_US)
    assert "Zendesk" in text_of(await modal_of(ana))
    assert "Support US" not in text_of(await modal_of(ana))
    await bot.account.request("DELETE", "/faults")
    await looks_up(bot, f"{SUPPORT_US} {SUPPORT_UK}")
    body = str(await bot.store.redis.get(bot.store.keys.lines))
    now = str(await bot.store.now_ms())
    await bot.store.redis.set(bot.store.keys.lines, body.replace(f'"read_ms":{now[:4]}', '"read_ms":1000'), px=60_000)
    await bot.store.redis.set(bot.store.keys.lines_stamp, "older", px=60_000)
    await bot.zendesk_fault("unavailable", times=20)
    await looks_up(bot, f"{SUPPORT_US} {SUPPORT_UK}")
    text = text_of(await modal_of(ana))
    assert "Support US" in text
    assert "as they were read a while ago" in text


async def test_an_approver_may_look_up_too(bot: Bot) -> None:
    """Everybody who may read."""
    ben = await looks_up(bot, SUPPORT_US, BEN.id)
    assert "Support US" in text_of(await modal_of(ben))
