"""Everything we do ourselves, done just between the watch's reading and its recording: none of it is told as drift."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from bot.model import Timer, TimerState
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import TalkApi
from tests.talk.accounts import large_account
from tests.talk.changed import VOICEMAIL, by_hand, puts, there
from tests.talk.conftest import ANA, BEN, Talk
from tests.talk.drifted import Between, drift, pass_by, watch
from tests.talk.timed import at_present, begun, ended, taken_forward

LINE, OTHER = 10_000, 10_001
Doing = Callable[[Talk, Timer], Awaitable[object]]


@pytest.fixture
def account() -> Between:
    """An account of a few lines, whose voicemail is on."""
    return Between(create_app(TalkApi(purchase_delay=0), large_account(3)))


@pytest.fixture
async def talk_api(account: Between) -> AsyncIterator[str]:
    """The address of that account."""
    async with Server(account) as server:
        yield server.url


async def later_with_the_same(talk: Talk, _: Timer) -> None:
    """Have a later timer set just the same."""
    await begun(talk, {VOICEMAIL: False}, LINE, person=BEN, lasts=timedelta(hours=5))


async def later_with_another(talk: Talk, _: Timer) -> None:
    """Have a later timer set the other value."""
    await begun(talk, {VOICEMAIL: True}, LINE, person=BEN, lasts=timedelta(hours=5))


async def later_and_over(talk: Talk, _: Timer) -> None:
    """Have a later timer come and go."""
    await ended(talk, await begun(talk, {VOICEMAIL: False}, LINE, person=BEN, lasts=timedelta(hours=1)))


async def over(talk: Talk, timer: Timer) -> None:
    """Have its own time be over."""
    await ended(talk, timer)


async def turned_back(talk: Talk, timer: Timer) -> None:
    """Have somebody turn it back."""
    await talk.timers.turn_back(BEN, timer.id, (await at_present(talk, timer)).stage)
    await taken_forward(talk, timer)


async def without_end(talk: Talk, timer: Timer) -> None:
    """Have it become a lasting change."""
    await talk.timers.no_end(BEN, timer.id, (await at_present(talk, timer)).stage)
    await taken_forward(talk, timer)


@pytest.mark.parametrize(
    "do", [later_with_the_same, later_with_another, later_and_over, over, turned_back, without_end]
)
@pytest.mark.parametrize("is_changed", [False, True], ids=["as set", "changed in Zendesk"])
async def test_what_we_do_between_reading_and_recording_is_not_told_as_drift(
    talk: Talk,
    account: Between,
    do: Doing,
    is_changed: bool,
) -> None:
    """Nor is what was read before it: it is not how things stand any more. Nothing is written by the watch."""
    timer = await begun(talk, {VOICEMAIL: False}, LINE)
    await by_hand(talk, LINE, settings={"voicemail": is_changed})
    sent: list[int] = []

    async def then() -> None:
        await do(talk, timer)
        sent.append(len(await puts(talk)))

    account.before_answer = then
    assert (await watch(talk).round()).found == 0
    for _ in range(2):
        await pass_by(talk)
        assert (await watch(talk).round()).found == 0
    assert "changed in Zendesk" not in await talk.trail()
    assert [len(await puts(talk))] == sent


@pytest.mark.parametrize("is_done", [False, True], ids=["asked for", "carried out"])
async def test_setting_again_between_reading_and_recording_leaves_no_drift(
    talk: Talk, account: Between, *, is_done: bool
) -> None:
    """It was read as others had set it, and is about to be ours again, or is, before the answer is there."""
    timer = await begun(talk, {VOICEMAIL: False}, LINE, OTHER)
    await by_hand(talk, LINE, settings={"voicemail": True})
    await watch(talk).round()
    stage = (await at_present(talk, timer)).stage

    async def again() -> None:
        await talk.timers.set_again(ANA, timer.id, stage)
        if is_done:
            await taken_forward(talk, timer)

    await pass_by(talk)
    account.before_answer = again
    assert (await watch(talk).round()).found == 0
    assert await drift(talk, timer) == {}
    await taken_forward(talk, timer)
    assert await there(talk, LINE, (VOICEMAIL,)) == {VOICEMAIL: False}


async def test_keeping_theirs_between_reading_and_recording_stays_decided(talk: Talk, account: Between) -> None:
    """What was decided on is not asked about again."""
    timer = await begun(talk, {VOICEMAIL: False}, LINE)
    await by_hand(talk, LINE, settings={"voicemail": True})
    await watch(talk).round()
    stage = (await at_present(talk, timer)).stage

    async def keep() -> None:
        await by_hand(talk, LINE, settings={"voicemail": False})
        await talk.timers.keep_theirs(ANA, timer.id, stage)

    await pass_by(talk)
    account.before_answer = keep
    assert (await watch(talk).round()).found == 0
    standing = await at_present(talk, timer)
    assert (standing.lines[0].drift, standing.lines[0].left) == ({}, (VOICEMAIL,))
    assert standing.state is TimerState.ACTIVE
