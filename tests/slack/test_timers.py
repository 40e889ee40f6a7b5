"""What people decide on timers, through Bolt as it is mounted: on the card, in App Home, late, without rights."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.home_board import HomeBoard
from bot.cards.timer_board import TimerBoard
from bot.model import LineStatus, Timer, TimerState
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN, TEAM_ID
from bot.store.changes import Changes
from bot.store.copies import Copies
from bot.store.names import NameCache
from bot.store.outbox import Outbox
from bot.store.timers import Timers
from bot.talk.catalog import Catalogs
from bot.talk.field_values import VOICEMAIL
from bot.talk.policy import Policy
from bot.talk.timer_look import TimerLooks
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.cards.timing import HOUR_MS, NOWHERE, Timing
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import Bot

PHONES = "C0PHONEOPS"
DECISIONS = ("back", "extend", "no_end", "keep", "again")


@pytest.fixture
def policy() -> Policy:
    """Ana, Ben and Cleo may switch voicemail, Dan may not."""
    return Policy(TEAM_ID, frozenset({ANA.id}), operators=frozenset({ANA.id, BEN.id, CLEO.id}))


@pytest.fixture
def timed(bot: Bot) -> Timing:
    """The records of timers and their board, beside the mounted bot."""
    store = bot.store
    catalogs = Catalogs(TalkClient(NOWHERE, BearerToken("none"), user_agent="tests"), NameCache(store))
    timers, changes, copies, outbox = Timers(store), Changes(store), Copies(store), Outbox(store)
    board = TimerBoard(bot.replies.slack, TimerLooks(timers, changes), copies, outbox, catalogs)
    return Timing(board, timers, changes, copies, outbox, store, bot.slack, [])


async def running(timed: Timing, **more: Any) -> tuple[Timer, dict[str, Any]]:
    """Return a timer of Ana's that is carried out, and its card."""
    timer = await timed.begun(channel=PHONES, **more)
    await timed.carried_out(timer)
    return timer, await card_of(timed, timer)


async def card_of(timed: Timing, timer: Timer) -> dict[str, Any]:
    """Bring a timer's card up to date and return it as it stands."""
    await timed.sweeps(timer)
    stands = (await timed.copies.find(timer.id)).cards["channel"].copy.ts
    return next(one for one in await timed.in_channel(PHONES) if one["ts"] == stands)


async def test_turning_back_waits_for_redis_alone_and_asks_for_the_rest(bot: Bot, timed: Timing) -> None:
    """Every card is a job's to edit, and every call to Zendesk too."""
    timer, card = await running(timed)
    bot.wire.order.clear()
    assert (await bot.person(BEN.id).clicks_in(card, "timer.back"))["ok"]
    now = await timed.now(timer)
    assert now.state is TimerState.REVERTING
    assert now.ended_by == BEN.id
    assert bot.wire.order == ["asked", "answered"]
    assert set(bot.scheduled) >= {("timer", timer.id), ("timer_card", timer.id)}


async def test_one_hour_more_counts_once_for_each_click_meant(bot: Bot, timed: Timing) -> None:
    """A double click means one hour."""
    timer, card = await running(timed)
    assert timer.until_ms is not None
    for _ in range(2):
        await bot.person().clicks_in(card, "timer.extend")
    assert (await timed.now(timer)).until_ms == timer.until_ms + HOUR_MS
    said = await bot.person().sees_message("That button is from an earlier state.", channel=PHONES)
    assert said["ephemeral"]
    await bot.person().clicks_in(await card_of(timed, timer), "timer.extend")
    assert (await timed.now(timer)).until_ms == timer.until_ms + 2 * HOUR_MS


async def test_the_end_can_be_taken_away(bot: Bot, timed: Timing) -> None:
    """What was meant for a while turned out to be meant for good."""
    timer, card = await running(timed)
    await bot.person().clicks_in(card, "timer.no_end")
    assert (await timed.now(timer)).until_ms is None


async def test_a_drift_is_decided_on_the_card(bot: Bot, timed: Timing) -> None:
    """Keep theirs gives the value up, Set again asks for another change."""
    for action_id in ("timer.keep", "timer.again"):
        timer, _ = await running(timed)
        (line,) = timer.lines
        drifted = type(line)(line.line, line.wanted, drift={VOICEMAIL: True})
        await timed.set(timer, lines=(drifted,))
        await bot.person().clicks_in(await card_of(timed, timer), action_id)
        now = await timed.now(timer)
        assert now.lines[0].drift == {}
        assert now.lines[0].left == ((VOICEMAIL,) if action_id == "timer.keep" else ())
        assert len(now.changes) == (1 if action_id == "timer.keep" else 2)


async def test_a_click_after_the_end_hears_by_whom_and_when(bot: Bot, timed: Timing) -> None:
    """The card stood there open while somebody else was quicker."""
    timer, card = await running(timed)
    await timed.ended(timer, by=CLEO.id)
    await bot.person().clicks_in(card, "timer.back")
    said = await bot.person().sees_message(f"This was ended by <@{CLEO.id}>", channel=PHONES)
    assert said["ephemeral"]
    assert "and the lines were put back." in text_of(said)


async def test_a_click_after_its_time_says_that_its_time_was_over(bot: Bot, timed: Timing) -> None:
    """Nobody ended it."""
    timer, card = await running(timed)
    await timed.ended(timer)
    await bot.person().clicks_in(card, "timer.extend")
    await bot.person().sees_message("Its time was over", channel=PHONES)


@pytest.mark.parametrize("decision", DECISIONS)
async def test_who_may_not_switch_voicemail_hears_whom_to_ask(bot: Bot, timed: Timing, decision: str) -> None:
    """The card stands in a channel where everybody is."""
    timer, _ = await running(timed)
    before = await timed.now(timer)
    await bot.forges(pressed(f"timer.{decision}", f"{timer.id}:{before.stage}", DAN.id))
    await bot.person(DAN.id).is_told("Ask one of them")
    assert await timed.now(timer) == before
    assert bot.scheduled == []


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("value", ["", "0" * 20 + ":0", "x:y", "../timer:1", ":", "1" * 5000])
async def test_a_value_that_no_button_has_does_nothing(bot: Bot, timed: Timing, decision: str, value: str) -> None:
    """Nothing of it becomes the name of a key."""
    timer, _ = await running(timed)
    before = await timed.now(timer)
    await bot.forges(pressed(f"timer.{decision}", value, ANA.id))
    await bot.person().is_told("no longer have the record of this")
    assert await timed.now(timer) == before


async def test_a_conflict_at_the_end_is_decided_on_the_timers_card(bot: Bot, timed: Timing) -> None:
    """The buttons are those of the change that puts back, and its rights are the timer's."""
    timer, _ = await running(timed)
    await timed.ended(timer, LineStatus.CONFLICT)
    card = await card_of(timed, timer)
    await bot.person(BEN.id).clicks_in(card, "change.leave")
    back = await timed.changes.find((await timed.now(timer)).back or "")
    assert back is not None
    assert [line.status for line in back.lines] == [LineStatus.LEFT]


async def test_home_has_what_runs_with_its_buttons(bot: Bot, timed: Timing) -> None:
    """Whoever took it in another channel finds it here, once, and not a second time as a change."""
    timer, _ = await running(timed)
    under_way = await timed.begun(2, channel=PHONES)
    ana = bot.person()
    await ana.does("open_home")
    await bot.settled()
    home = (await ana.state())["home"]
    assert "Under way (2)" in text_of(home)
    assert text_of(home).count("Voicemail inside business hours is off on Support 0") == 1
    assert "is being switched off on 2 lines" in text_of(home)
    assert under_way.id in str(home["blocks"])
    assert timer.until_ms is not None
    await bot.forges(payloads.pressed_in_home("timer.extend", f"{timer.id}:{timer.stage}"))
    assert (await timed.now(timer)).until_ms == timer.until_ms + HOUR_MS
    assert f":{timer.stage + 1}" in str((await ana.state())["home"]["blocks"]), "Home is published anew"


async def test_open_homes_follow_a_timer_that_moved(bot: Bot, timed: Timing) -> None:
    """Everybody who looks at theirs sees what runs, whoever has it."""
    board = HomeBoard(bot.replies.slack, bot.home, every=0.05)
    for who in (BEN.id, CLEO.id):
        await bot.person(who).does("open_home")
    await bot.settled()
    timer, _ = await running(timed)
    look = await TimerLooks(timed.timers, timed.changes).find(timer.id)
    assert look is not None
    board.timer_moved(look)
    await board.settled()
    for who in (ANA.id, BEN.id, CLEO.id):
        assert "Under way (1)" in text_of((await bot.person(who).state())["home"]), who
    assert (await bot.person(DAN.id).state())["home"] is None
    await board.aclose()


def pressed(action_id: str, value: str, who: str) -> dict[str, Any]:
    """Return a press of a button in App Home by somebody, whatever it carries."""
    user = {"id": who, "username": "somebody", "name": "somebody", "team_id": TEAM_ID}
    return payloads.pressed_in_home(action_id, value) | {"user": user}
