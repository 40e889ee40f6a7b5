"""`/talk list` through Bolt as it is mounted: filled, filtered, turned, read anew, and each number's menu."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.model import Member
from bot.sandbox.serving import Server
from bot.sandbox.slack.people import ANA, BEN, DAN
from bot.sandbox.talk_api.account import Account
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.demo import demo_account
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.talk.policy import Policy
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.approvals import SUPPORT_US, TOGETHER
from tests.slack.conftest import Bot
from tests.slack.payloads import form, pressed_in_view, submission, view
from tests.talk.accounts import GROUPS, NUMBERS, Counted, large_account

WHOLE = "+1 510 555 0199"
"""Support US's number, which is one of 21."""


@pytest.fixture
def make_account() -> Callable[[], Account]:
    """The sandbox's account; tests of a large one override this."""
    return demo_account


@pytest.fixture
def counted(make_account: Callable[[], Account]) -> Counted:
    """The Talk simulator, whose requests are counted."""
    return Counted(create_app(TalkApi(purchase_delay=0), make_account))


@pytest.fixture
async def talk_api(counted: Counted) -> AsyncIterator[str]:
    """The address of that simulator."""
    async with Server(counted) as server:
        yield server.url


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve and operate, Ana may ask; Dan may only look."""
    return TOGETHER


async def listing(bot: Bot, words: str = "", who: str = ANA.id) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody list numbers, and wait until they stand there."""
    person = bot.person(who)
    assert (await person.types(f"/talk list {words}"))["ok"]
    return person, await person.sees_modal(callback_id="list.view")


def names(shown: dict[str, Any]) -> list[str]:
    """Return what the numbers on a page are called."""
    return re.findall(r"^\*(.+?)\*", text_of(shown), re.MULTILINE)


def ids(shown: dict[str, Any]) -> list[str]:
    """Return the ids of the numbers on a page."""
    return re.findall(r"show:(\d+)", str(shown))


async def test_the_list_is_shown_at_once_where_it_is_known_and_after_a_loading_view_else(bot: Bot) -> None:
    """Zendesk may take seconds; what was read a moment ago needs one call of Slack's."""
    await bot.zendesk_fault("delay", path=NUMBERS, seconds=0.5)
    ana = bot.person()
    typing = asyncio.create_task(ana.types("/talk list"))
    await ana.sees_modal("Asking Zendesk for your numbers", callback_id="list.loading")
    await ana.sees_modal("Page 1 of 3", "21 numbers", callback_id="list.view")
    await typing
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]
    bot.wire.order.clear()
    await listing(bot, who=DAN.id)
    assert bot.wire.order == ["asked", "answered", "views.open"]


@pytest.mark.parametrize("text", ["list", "ls", "lines", "numbers", "List"])
async def test_it_has_several_names(bot: Bot, text: str) -> None:
    """Whoever types "numbers" means those they have; buying begins with "search"."""
    assert (await bot.person().types(f"/talk {text}"))["ok"]
    await bot.person().sees_modal("21 numbers", callback_id="list.view")


async def test_words_narrow_it(bot: Bot) -> None:
    """As they are typed behind the command."""
    _, shown = await listing(bot, "oakland sms @night")
    assert names(shown) == [SUPPORT_US]
    assert "1 of 21 numbers" in text_of(shown)
    assert "voice, SMS, MMS · answered by Support, Night shift" in text_of(shown)


async def test_pages_are_turned_without_asking_zendesk(bot: Bot, counted: Counted) -> None:
    """Each number stands on one of them."""
    ana, first = await listing(bot)
    before = counted.lists()
    bot.wire.order.clear()
    await ana.clicks(first, "list.next")
    second = await ana.sees_modal("Page 2 of 3", callback_id="list.view")
    assert bot.wire.order == ["asked", "answered", "views.update"]
    await ana.clicks(second, "list.next")
    third = await ana.sees_modal("Page 3 of 3", callback_id="list.view")
    shown = [*ids(first), *ids(second), *ids(third)]
    assert len(shown) == len(set(shown)) == 21
    await ana.clicks(third, "list.previous")
    assert ids(await ana.sees_modal("Page 2 of 3", callback_id="list.view")) == ids(second)
    assert counted.lists() == before


async def test_enter_filters_and_show_all_takes_the_filter_away(bot: Bot) -> None:
    """The field shows what the list is of, and nothing once it is of all."""
    ana, shown = await listing(bot)
    await ana.clicks(shown, "list.next")
    second = await ana.sees_modal("Page 2 of 3", callback_id="list.view")
    await ana.enters(second, "list.filter", "support")
    found = await ana.sees_modal("of 21 numbers", callback_id="list.view")
    assert names(found)
    assert all("Support" in name or "answered by" in text_of(found) for name in names(found))
    assert _typed(found) == "support"
    await ana.clicks(found, "list.all")
    everything = await ana.sees_modal("Page 1 of 3", "21 numbers", callback_id="list.view")
    assert _typed(everything) is None


async def test_the_button_filters_as_enter_does(bot: Bot) -> None:
    """Its answer holds the list already; with nothing typed it is of all."""
    ana, shown = await listing(bot)
    bot.wire.order.clear()
    assert (await ana.submits(shown, _values(shown, "billing")))["ok"]
    found = await ana.sees_modal("of 21 numbers", callback_id="list.view")
    assert names(found) == ["Billing DE", "Billing US"]
    assert bot.wire.order == ["asked", "answered"]
    assert (await ana.submits(found, _values(found, "")))["ok"]
    await ana.sees_modal("Page 1 of 3", callback_id="list.view")


async def test_the_pages_of_a_filter_stay_those_of_the_filter(bot: Bot) -> None:
    """Its words come back with every click."""
    ana, shown = await listing(bot, "local")
    await ana.clicks(shown, "list.next")
    assert "of 21 numbers" in text_of(await ana.sees_modal("Page 2 of", callback_id="list.view"))


async def test_where_nothing_fits_it_says_what_nearly_does(bot: Bot) -> None:
    """With the way back to all."""
    ana, shown = await listing(bot, "Suport UK")
    assert "No number of yours fits “Suport UK”. Nearest: Support UK" in text_of(shown)
    await ana.clicks(shown, "list.all")
    await ana.sees_modal("21 numbers", callback_id="list.view")


async def test_refresh_reads_the_list_anew(bot: Bot, counted: Counted) -> None:
    """Once, however often it is pressed meanwhile; the page stays."""
    ana, shown = await listing(bot)
    await ana.clicks(shown, "list.next")
    second = await ana.sees_modal("Page 2 of 3", callback_id="list.view")
    before = counted.lists()
    await ana.clicks(second, "list.refresh")
    again = await ana.sees_modal("Page 2 of 3", callback_id="list.view")
    assert ids(again) == ids(second)
    assert counted.lists() == before + 1


async def test_zendesk_away_is_told_and_try_again_does_the_same_again(bot: Bot) -> None:
    """In the same view, with the same words."""
    await bot.zendesk_fault("unavailable", path=NUMBERS, times=None, retry_after=60)
    ana = bot.person()
    await ana.types("/talk list billing")
    trouble = await ana.sees_modal("Try again in a minute", callback_id="list.trouble")
    assert "bought" not in text_of(trouble)
    (await bot.account.delete("/faults")).raise_for_status()
    await ana.clicks(trouble, "list.refresh")
    found = await ana.sees_modal("2 of 21 numbers", callback_id="list.view")
    assert found["id"] == trouble["id"]


async def test_a_list_that_is_kept_no_more_is_read_where_somebody_turns_its_page(bot: Bot) -> None:
    """Ten minutes later nobody is shown an empty page."""
    ana, shown = await listing(bot)
    await bot.store.redis.delete(bot.store.keys.lines, bot.store.keys.lines_stamp)
    await ana.clicks(shown, "list.next")
    assert len(ids(await ana.sees_modal("Page 2 of 3", callback_id="list.view"))) == 10
    await bot.store.redis.delete(bot.store.keys.lines, bot.store.keys.lines_stamp)
    shown = await ana.sees_modal("Page 2 of 3", callback_id="list.view")
    assert (await ana.submits(shown, _values(shown, "billing")))["ok"]
    await ana.sees_modal("2 of 21 numbers", callback_id="list.view")


async def test_each_sees_what_they_may_do(bot: Bot) -> None:
    """Who only may look is offered nothing else; who may release is, and who may change."""
    _, shown = await listing(bot, WHOLE)
    (line,) = ids(shown)
    for who, choices, several in (
        (DAN.id, ("show", "history"), False),
        (ANA.id, ("show", "history", "release"), False),
        (BEN.id, ("show", "edit", "voicemail", "history", "release"), True),
    ):
        _, shown = await listing(bot, WHOLE, who)
        assert tuple(re.findall(r"'value': '(\w+):" + line, str(shown))) == choices
        assert ("list.several" in str(shown)) is several


async def test_guests_see_no_list_and_turn_no_page(bot: Bot, counted: Counted) -> None:
    """Whatever the view was they acted in."""
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    await bot.person().types("/talk list")
    await bot.person().sees_message("Guests and people of other organisations cannot use talkbot")
    assert await bot.person().modals() == []
    shown = view("list.view", private_metadata='{"words": "", "page": 1}')
    for action in ("list.next", "list.filter", "list.all", "list.refresh", "list.export"):
        await bot.forges(pressed_in_view(action, "2", within=shown))
    answer = await bot.forges(submission("list.view"))
    assert "Guests" in answer.text
    assert await bot.person().modals() == []
    assert counted.lists() == 0


async def test_the_history_of_a_number_opens_on_top_of_the_list(bot: Bot) -> None:
    """Back leads to the list."""
    ana, shown = await listing(bot, WHOLE)
    await ana.chooses(shown, "number.menu", f"history:{ids(shown)[0]}")
    await ana.sees_modal("History of +1 510-555-0199", callback_id="history.list")
    assert [modal["callback_id"] for modal in await ana.modals()] == ["list.view", "history.list"]


async def test_a_number_is_released_from_the_list(bot: Bot) -> None:
    """As by the command: looked into, then confirmed."""
    ana, shown = await listing(bot, WHOLE)
    bot.wire.order.clear()
    await ana.chooses(shown, "number.menu", f"release:{ids(shown)[0]}")
    await ana.sees_modal(SUPPORT_US, "Main menu", callback_id="release.confirm")
    assert bot.wire.order == ["asked", "answered", "views.push", "views.update"]
    assert [modal["callback_id"] for modal in await ana.modals()] == ["list.view", "release.confirm"]


async def test_who_may_not_ask_releases_nothing_from_the_list(bot: Bot) -> None:
    """The menu does not offer it, and a forged choice is refused."""
    dan, shown = await listing(bot, WHOLE, DAN.id)
    await dan.chooses(shown, "number.menu", f"show:{ids(shown)[0]}")
    payload = bot.wire.payload
    payload["actions"][0]["selected_option"]["value"] = f"release:{ids(shown)[0]}"
    await bot.sends(form(payload))
    assert "can ask for this here" in text_of((await dan.modals())[0])
    assert "release" not in str(bot.calls())


@pytest.mark.parametrize("what", ["history", "release"])
async def test_a_number_that_is_gone_is_told_on_top_of_the_list(bot: Bot, what: str) -> None:
    """The list stays, and Refresh shows it as it is."""
    ana, shown = await listing(bot, WHOLE)
    headers = {"Authorization": f"Bearer {Credentials().access_token}"}
    (await bot.account.delete(f"{NUMBERS}/{ids(shown)[0]}", headers=headers)).raise_for_status()
    await bot.store.redis.delete(bot.store.keys.lines, bot.store.keys.lines_stamp)
    await ana.chooses(shown, "number.menu", f"{what}:{ids(shown)[0]}")
    told = await ana.sees_modal("not in the account any more. Choose Refresh", callback_id="notice")
    assert [modal["callback_id"] for modal in await ana.modals()] == ["list.view", "notice"]
    await ana.does("close", view_id=told["id"])
    await ana.clicks(shown, "list.refresh")
    await ana.sees_modal("of 20 numbers", callback_id="list.view")


@pytest.mark.parametrize("value", ["", "x" * 5000, "\ud800", "<!channel> *x*", "\u202e"])
async def test_whatever_a_forged_click_carries_is_only_looked_for(bot: Bot, value: str) -> None:
    """No click breaks anything."""
    ana, shown = await listing(bot)
    await ana.clicks(shown, "list.refresh")
    await ana.sees_modal(callback_id="list.view")
    payload = bot.wire.payload
    for action in ("list.filter", "list.next", "list.previous", "list.all", "number.menu"):
        payload["actions"][0] = {"type": "button", "action_id": action, "block_id": "x", "value": value}
        assert (await bot.forges(payload)).status_code == 200
    await bot.settled()


def _typed(shown: dict[str, Any]) -> str | None:
    """Return what stands in the field of the filter."""
    (values,) = shown["state"]["values"].values()
    text: str | None = values["list.filter"]["value"]
    return text


def _values(shown: dict[str, Any], text: str) -> dict[str, dict[str, Any]]:
    """Return what is sent with a text in that field."""
    (block_id,) = shown["state"]["values"]
    return {block_id: {"list.filter": text}}


class TestFiveThousandNumbers:
    """An account as large as they come."""

    @pytest.fixture
    def make_account(self) -> Callable[[], Account]:
        """Return a maker of that account."""
        return large_account(5000)

    async def test_it_is_read_in_as_few_calls_as_there_are_and_then_only_looked_at(
        self, bot: Bot, counted: Counted
    ) -> None:
        """Fifty pages and the groups once; filtering and turning pages ask Zendesk nothing."""
        ana, shown = await listing(bot)
        assert "Page 1 of 500 · 5,000 numbers" in text_of(shown)
        assert (counted.lists(), counted.calls(GROUPS), counted.calls()) == (50, 1, 51)
        await ana.clicks(shown, "list.next")
        second = await ana.sees_modal("Page 2 of 500", callback_id="list.view")
        assert names(second)[0] == "Line 10"
        await ana.enters(second, "list.filter", '"line 499"')
        found = await ana.sees_modal("Page 1 of 2 · 11 of 5,000 numbers", callback_id="list.view")
        assert names(found)[:2] == ["Line 499", "Line 4990"]
        assert counted.calls() == 51
