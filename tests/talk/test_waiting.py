"""What waits is reminded of, and ends; what ended because nobody acted can be asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import NotAllowed, NotOffered
from bot.model import Purchase, RequestState
from bot.talk.policy import Policy
from bot.talk.waiting import reminders
from tests.talk.conftest import ANA, BEN, TOGETHER, Talk

MINUTE = 60


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


@pytest.mark.parametrize(
    ("ttl", "minutes"),
    [
        (timedelta(hours=8), [15, 30, 60, 120]),
        (timedelta(hours=2), [15, 30, 60]),
        (timedelta(minutes=20), [15]),
        (timedelta(minutes=19), []),
        (timedelta(seconds=5), []),
    ],
)
def test_nobody_is_reminded_in_the_last_quarter(ttl: timedelta, minutes: list[int]) -> None:
    """Then it would be noise."""
    assert [after / timedelta(minutes=1) for after in reminders(ttl)] == minutes


async def test_each_reminder_is_due_in_its_time(talk: Talk) -> None:
    """15, 30, 60 and 120 minutes after the request, then only the end."""
    asked = await talk.asked()
    assert await talk.due_in(asked) == pytest.approx(15 * MINUTE, abs=5)
    await talk.steps.advance(asked.id)
    assert talk.reminded == []
    for minutes, times, then in ((15, 1, 15), (15, 2, 30), (30, 3, 60), (60, 4, 360)):
        await talk.later(asked, minutes * MINUTE)
        await talk.steps.advance(asked.id)
        assert talk.reminded[-1] == (asked.id, times)
        assert await talk.due_in(asked) == pytest.approx(then * MINUTE, abs=5)


async def test_what_nobody_decides_expires_and_frees_everything(talk: Talk) -> None:
    """The number can be asked for again, by anybody."""
    asked = await talk.asked()
    await talk.later(asked, 8 * 60 * MINUTE + 1)
    await talk.steps.advance(asked.id)
    expired = await talk.now(asked)
    assert (expired.state, expired.too_late) == (RequestState.EXPIRED, True)
    assert await talk.records.reserved("$") == 0
    await talk.asked(BEN, number=asked.offer.number)


async def expired(talk: Talk) -> Purchase:
    """Return a request of Ana's that nobody decided."""
    asked = await talk.asked()
    await talk.later(asked, 8 * 60 * MINUTE + 1)
    await talk.steps.advance(asked.id)
    return await talk.now(asked)


async def test_asking_again_is_a_new_request_for_the_same(talk: Talk) -> None:
    """With a new time to decide in, and the old card leads nowhere any more."""
    before = await expired(talk)
    again = await talk.requests.ask_again(before)
    assert (again.state, again.offer, again.reason) == (RequestState.PENDING, before.offer, before.reason)
    assert again.id != before.id
    assert (await talk.now(before)).asked_again
    with pytest.raises(NotOffered, match="already"):
        await talk.requests.may_ask_again(ANA, before.id)


async def test_two_clicks_on_ask_again_are_one_request(talk: Talk) -> None:
    """One open purchase a number."""
    before = await expired(talk)
    first = await talk.requests.ask_again(before)
    assert (await talk.requests.ask_again(before)).id == first.id


async def test_only_whoever_asked_can_ask_again(talk: Talk) -> None:
    """Others search for themselves."""
    before = await expired(talk)
    with pytest.raises(NotAllowed):
        await talk.requests.may_ask_again(BEN, before.id)
