"""Voicemail switched for a while: previewed, confirmed, carried out once, and back by itself or by a click."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.model import TimerState
from bot.sandbox.slack.people import APPROVERS
from tests.journeys.asking import APPROVALS, actions_of, leaves
from tests.journeys.changing import SUPPORT_US, TOKEN, by_hand, in_zendesk, sent, updates
from tests.journeys.driver import CHANNEL, SlackPerson, text_of, until
from tests.journeys.timing import (
    OFF,
    ON,
    OUTSIDE,
    RANDOM,
    VOICEMAIL,
    as_it_is,
    card_with,
    home_with,
    is_left,
    moments,
    nothing_runs,
    previews,
    running_timers,
    switches,
    thread_of,
    timer_on,
    told_below,
)
from tests.journeys.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

SALES_US, BILLING_DE, SUPPORT_UK = (SUPPORT_US - 7919 * place for place in (1, 16, 12))
PUTS = "/phone_numbers"


@pytest_asyncio.fixture(loop_scope="session")
async def there(operating: World) -> AsyncIterator[World]:
    """The world in which Ben and Cleo operate, empty; nothing runs on after a journey."""
    await operating.start_anew()
    yield operating
    await operating.no_faults()
    await nothing_runs(operating)


async def voicemail_of(there: World, line: int) -> tuple[bool, bool]:
    """Return what a number has inside and outside business hours."""
    settings = (await in_zendesk(there, line))["settings"]
    return settings["voicemail"], settings["voicemail_outside_business_hours"]


async def is_so(there: World, line: int, *, on: bool, seconds: float = 30) -> None:
    """Wait until a number has voicemail so, inside and outside business hours."""

    async def look() -> bool:
        return await voicemail_of(there, line) == (on, on)

    await until(look, f"voicemail {'on' if on else 'off'} on {line}", seconds)


async def put_to(there: World, line: int) -> list[dict[str, Any]]:
    """Return what was sent for one number, in order."""
    return [sent(update) for update in await updates(there) if update["id"] == line]


@pytest.mark.both_transports
async def test_switched_for_a_minute_it_is_back_by_itself(there: World) -> None:
    """What is shown before, what reaches Zendesk, the card where it was typed, and one word of its end."""
    ben = there.ben
    typed = "off Support US, Billing DE and +1 415 555 0142 for 1 min because office party"
    preview = await previews(ben, typed)
    said = text_of(preview)
    for words in ("on → off", "already off", "1 already so", f"The card goes to <#{CHANNEL}>", "office party"):
        assert words in said, said
    assert preview["submit"]["text"] == "Turn off for 2 lines"
    assert await updates(there) == []
    assert (await ben.submits(preview))["ok"]
    await ben.sees_modal("Voicemail is off on 2 lines", "on → off", callback_id="timer.progress")
    card = await card_with(ben, "timer.back", "Voicemail is off on 2 lines", f"<@{ben.id}>", "office party")
    assert actions_of(card) == ["timer.back", "timer.extend", "timer.no_end"]
    assert [await put_to(there, line) for line in (SUPPORT_US, SALES_US, BILLING_DE)] == [[OFF], [OFF], []]
    timer = await is_left(there, await timer_on(there, card), timedelta(seconds=12))
    await is_so(there, SUPPORT_US, on=True, seconds=12 + 15)
    await is_so(there, SALES_US, on=True, seconds=5)
    ended = await as_it_is(there, timer)
    assert ended.turned_ms is not None
    assert ended.until_ms is not None
    assert ended.turned_ms >= ended.until_ms, "not before its time"
    await told_below(ben, card, f"<@{ben.id}>", "Voicemail is on again for 2 lines", "Its time was over")
    over = await card_with(ben, None, "Voicemail is on again for 2 lines", "off → on")
    assert over["ts"] == card["ts"], "one card, edited"
    await until(there.settled, "everything to be shown")
    assert len(await thread_of(ben, card)) == 1, "told once"
    assert [await put_to(there, line) for line in (SUPPORT_US, SALES_US, BILLING_DE)] == [[OFF, ON], [OFF, ON], []]


async def test_put_off_made_lasting_and_turned_back_by_a_colleague(there: World) -> None:
    """Typed where the bot is no member, its card stands with those who approve; each click counts once."""
    ben, cleo = there.ben, there.cleo
    card = await switches(ben, "off Support US for 2h", channel=RANDOM, card_in=APPROVALS)
    assert [one for one in await ben.messages(RANDOM) if one.get("bot_id")] == []
    begun = await timer_on(there, card)
    assert begun.until_ms is not None
    # Two people, one click more than is meant.
    await asyncio.gather(ben.clicks_in(card, "timer.extend"), cleo.clicks_in(card, "timer.extend"))

    async def later() -> bool:
        return moments(await card_with(ben, "timer.extend", channel=APPROVALS))[0] > moments(card)[0]

    await until(later, "the card with its new end")
    extended = await as_it_is(there, begun)
    assert extended.until_ms == begun.until_ms + 3_600_000, "an hour, not two"
    card = await card_with(ben, "timer.no_end", channel=APPROVALS)
    await cleo.clicks_in(card, "timer.no_end")
    card = await card_with(cleo, "timer.back", "no end", "It stays so until somebody changes it", channel=APPROVALS)
    assert actions_of(card) == ["timer.back"]
    await cleo.clicks_in(card, "timer.back")
    await told_below(cleo, card, f"<@{ben.id}>", "Voicemail is on again for Support US", f"by <@{cleo.id}>")
    await card_with(ben, None, "Voicemail is on again for Support US", channel=APPROVALS)
    assert await put_to(there, SUPPORT_US) == [OFF, ON]


async def test_typed_in_a_direct_message_its_card_stands_with_those_who_approve(there: World) -> None:
    """Its preview says so; whoever has it and ends it is told nothing that they see."""
    ben = there.ben
    await ben.types("/talk pending")
    await leaves(ben, await ben.sees_modal(callback_id="pending.list"))
    state = await ben.state()
    direct = next(dm["id"] for dm in state["dms"] if dm["with"] == state["bot"]["user_id"])
    preview = await previews(ben, "off Support UK inside business hours", direct)
    assert f"The card goes to <#{APPROVALS}>" in text_of(preview)
    assert "until somebody changes it" in text_of(preview)
    assert (await ben.submits(preview))["ok"]
    card = await card_with(ben, "timer.back", "Voicemail inside business hours is off on Support UK", channel=APPROVALS)
    assert await voicemail_of(there, SUPPORT_UK) == (False, True)
    await ben.clicks_in(card, "timer.back")
    await card_with(ben, None, "Voicemail inside business hours is on again for Support UK", channel=APPROVALS)
    await until(there.settled, "everything to be shown")
    assert await thread_of(ben, card) == []


async def test_what_zendesk_refused_is_said_and_tried_again_from_the_card(there: World) -> None:
    """One of three lines is gone, one is refused: the third is switched, and only what failed is sent again."""
    ben = there.ben
    preview = await previews(ben, "off Support US, Sales US, Support UK for 2h")
    (await there.talk.delete(f"/api/v2/channels/voice/phone_numbers/{SUPPORT_UK}", headers=TOKEN)).raise_for_status()
    await there.fault("trial", method="PUT", path=f"{PUTS}/{SALES_US}")
    assert (await ben.submits(preview))["ok"]
    card = await card_with(ben, "change.retry", "Voicemail is off on 1 of 3 lines", "2 lines could not be set")
    assert {"timer.back", "change.retry"} <= set(actions_of(card))
    await ben.clicks_in(card, "change.retry")
    card = await card_with(ben, "change.retry", "Voicemail is off on 2 of 3 lines", "1 line could not be set")
    assert await voicemail_of(there, SALES_US) == (False, False)
    assert await put_to(there, SUPPORT_US) == [OFF]
    await ben.clicks_in(card, "timer.back")
    await card_with(ben, None, "Voicemail is on again for 2 of 3 lines")
    assert await put_to(there, SUPPORT_US) == [OFF, ON]
    assert (await put_to(there, SALES_US))[-1] == ON
    assert await voicemail_of(there, SALES_US) == (True, True)


async def test_zendesk_away_at_the_end_it_is_put_back_when_it_returns_and_late_is_said(there: World) -> None:
    """The worker came to it forty minutes late, and then Zendesk does not answer for a while."""
    ben = there.ben
    card = await switches(ben, "off Support US for 2h")
    await there.fault("unavailable", path=PUTS, times=None)
    timer = await is_left(there, await timer_on(there, card), -timedelta(minutes=40))
    await card_with(ben, None, "Voicemail is being turned back on for Support US", "tried again later")
    assert (await as_it_is(there, timer)).state is TimerState.REVERTING
    assert await put_to(there, SUPPORT_US) == [OFF]
    await there.no_faults()
    await is_so(there, SUPPORT_US, on=True, seconds=60)
    await told_below(ben, card, f"<@{ben.id}>", "Voicemail is on again", "That was late by 40 min")
    await card_with(ben, None, "Voicemail is on again for Support US", "That was late by 40 min")
    assert await put_to(there, SUPPORT_US) == [OFF, ON]


async def test_of_two_timers_on_one_line_the_later_owns_it(there: World) -> None:
    """The second sees whose it is; the end of the first changes nothing there, that of the second puts all back."""
    ben, cleo = there.ben, there.cleo
    first = await timer_on(there, await switches(ben, "off Support US, Support UK for 2h", "2 lines"))
    preview = await previews(cleo, "off Support US for 4h")
    assert f"<@{ben.id}> has switched voicemail there" in text_of(preview)
    assert "stays off, taken over" in text_of(preview)
    assert (await cleo.submits(preview))["ok"]
    card = await card_with(cleo, "timer.back", "Voicemail is off on Support US", f"<@{cleo.id}>")
    second = await timer_on(there, card)
    assert second.id != first.id
    await card_with(ben, "timer.back", f"<@{cleo.id}> set Support US anew since", "Voicemail is off on")
    await is_left(there, first, timedelta(0))
    await is_so(there, SUPPORT_UK, on=True)
    await card_with(ben, None, "Voicemail is on again for 1 of 2 lines", "Support US: left as it is")
    assert await voicemail_of(there, SUPPORT_US) == (False, False)
    await is_left(there, second, timedelta(0))
    await is_so(there, SUPPORT_US, on=True)
    await card_with(cleo, None, "Voicemail is on again for Support US", f"<@{cleo.id}>")
    assert await put_to(there, SUPPORT_US) == [OFF, ON]
    assert await put_to(there, SUPPORT_UK) == [OFF, ON]


async def test_two_people_at_the_same_moment_switch_each_line_once(there: World) -> None:
    """Whichever is carried out first: one call sets it, and the later of the two puts it back."""
    ben, cleo = there.ben, there.cleo
    both = [await previews(person, f"off Support US for {hours}h") for person, hours in ((ben, 2), (cleo, 3))]
    await asyncio.gather(ben.submits(both[0]), cleo.submits(both[1]))
    # One of them says that the other set it since, as soon as it knows.
    await card_with(ben, "timer.back", "set Support US anew since")
    timers = await running_timers(there)
    assert {timer.owner for timer in timers} == {ben.id, cleo.id}
    for timer in timers:
        await is_left(there, timer, timedelta(0))
    await is_so(there, SUPPORT_US, on=True)
    await until(there.settled, "both to have ended")
    assert [(await as_it_is(there, timer)).state for timer in timers] == [TimerState.REVERTED] * 2
    assert await put_to(there, SUPPORT_US) == [OFF, ON]


async def test_what_a_human_switched_back_meanwhile_is_left_alone_at_the_end(there: World) -> None:
    """Somebody wanted it on before its time, which is what it would become: nothing is sent, nobody is asked."""
    ben = there.ben
    card = await switches(ben, "off Support US for 2h")
    timer = await timer_on(there, card)
    await by_hand(there, settings={"voicemail": True})
    await is_left(there, timer, timedelta(0))
    await is_so(there, SUPPORT_US, on=True)
    await card_with(ben, None, "Voicemail is on again for Support US")
    assert await put_to(there, SUPPORT_US) == [OFF, {VOICEMAIL: True}, {OUTSIDE: True}]


async def test_who_may_not_operate_switches_nothing_and_ends_nothing(there: World) -> None:
    """Neither by typing nor on somebody's card; both are told who may."""
    ben, dan, ana = there.ben, there.dan, there.ana
    for person in (dan, ana):
        assert (await person.types("/talk voicemail off Support US for 2h"))["ok"]

        async def refused(person: SlackPerson = person) -> bool:
            said = [text_of(one) for one in await person.messages() if one.get("ephemeral")]
            return any(f"Only <!subteam^{APPROVERS.id}> can" in words for words in said)

        await until(refused, "an answer in words")
        assert await person.modals() == []
    card = await switches(ben, "off Support US for 2h")
    timer = await timer_on(there, card)
    for action in ("timer.back", "timer.extend", "timer.no_end"):
        await dan.clicks_in(card, action)

    async def told() -> bool:
        said = [one for one in await dan.messages() if one.get("ephemeral")]
        return len(said) >= 4

    await until(told, "an answer to each click")
    now = await as_it_is(there, timer)
    assert (now.state, now.until_ms, now.stage) == (TimerState.ACTIVE, timer.until_ms, timer.stage)
    await dan.does("open_home")

    async def home() -> dict[str, Any] | None:
        shown: dict[str, Any] | None = (await dan.state())["home"]
        return shown if shown and "Under way (1)" in text_of(shown) else None

    assert "timer.back" not in str((await until(home, "App Home"))["blocks"])


async def test_a_card_that_somebody_deleted_is_posted_again(there: World) -> None:
    """With what comes next, so that nobody loses the buttons."""
    ben, cleo = there.ben, there.cleo
    card = await switches(ben, "off Support US for 2h")
    token = {"Authorization": f"Bearer {there.told['SLACK_BOT_TOKEN']}"}
    gone = {"channel": CHANNEL, "ts": card["ts"]}
    assert (await there.slack.post("/api/chat.delete", json=gone, headers=token)).json()["ok"]
    home = await home_with(cleo, "Under way (1)", "Voicemail is off on Support US", f"<@{ben.id}>")
    await cleo.clicks(home, "timer.extend")
    again = await card_with(ben, "timer.back", "Voicemail is off on Support US")
    assert again["ts"] != card["ts"]
    await ben.clicks_in(again, "timer.back")
    await card_with(ben, None, "Voicemail is on again for Support US")


async def test_its_end_is_warned_of_with_the_buttons_and_put_off_from_there(there: World) -> None:
    """In the thread, with a mention; what is over loses its buttons, and a new end is warned of anew."""
    ben = there.ben
    card = await switches(ben, "off Support US for 2h")
    timer = await timer_on(there, card)
    await is_left(there, timer, timedelta(minutes=14))
    warning = await told_below(ben, card, f"<@{ben.id}>", "Then it is turned back", button="timer.no_end")
    assert actions_of(warning) == ["timer.back", "timer.extend", "timer.no_end"]
    await ben.clicks_in(warning, "timer.extend")
    await told_below(ben, card, "the card above says how things stand now")
    await until(there.settled, "everything to be shown")
    assert [actions_of(one) for one in await thread_of(ben, card)] == [[]]
    await is_left(there, timer, timedelta(minutes=14))
    again = await told_below(ben, card, f"<@{ben.id}>", "Then it is turned back", button="timer.back")
    assert again["ts"] != warning["ts"]
    await ben.clicks_in(again, "timer.back")
    await card_with(ben, None, "Voicemail is on again for Support US")
    await until(there.settled, "everything to be shown")
    assert [actions_of(one) for one in await thread_of(ben, card)] == [[], []]
