"""What is told beside the card of a timer: in its thread, or to whom it concerns, each piece once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.model import LineStatus, TimerState
from bot.sandbox.slack.people import ANA, BEN
from bot.store.connection import Store
from bot.talk.field_values import VOICEMAIL
from tests.cards.timing import HOUR_MS, PHONES, Timing, thread, timing
from tests.chaos.eyes import buttons_in, value_of

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def there(store: Store) -> AsyncIterator[Timing]:
    """A workspace and the board."""
    async with timing(store) as there:
        yield there


async def test_what_could_not_be_set_is_told_in_the_thread_once(there: Timing) -> None:
    """The card stood there running, and an edited card notifies nobody."""
    timer = await there.begun(2, channel=PHONES)
    await there.board.show(timer.id)
    await there.carried_out(timer, LineStatus.REFUSED)
    for _ in range(2):
        await there.board.show(timer.id)
    (card,) = [one for one in await there.in_channel(PHONES) if "timer.back" in str(one["blocks"])]
    (note,) = await thread(there, card["ts"])
    assert f"<@{ANA.id}>" in note["text"]
    assert "2 lines could not be set." in note["text"]


async def test_a_warning_is_told_once_for_each_end_with_the_same_buttons(there: Timing) -> None:
    """It is the last moment to give it more time, and a button of the warning before would give it to another end."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.in_channel(PHONES)
    await there.set(timer, warned_ms=timer.until_ms)
    for _ in range(2):
        await there.board.show(timer.id)
    (first,) = await thread(there, card["ts"])
    assert first["text"].startswith(f"<@{ANA.id}> Voicemail inside business hours is off")
    assert value_of(first["blocks"], "timer.extend") == f"{timer.id}:1"
    later = await there.later(2 * HOUR_MS)
    await there.set(timer, until_ms=later)
    await there.sweeps(timer)
    (first,) = await thread(there, card["ts"])
    assert not list(buttons_in(first["blocks"])), "that end is none any more"
    await there.set(timer, warned_ms=later)
    await there.sweeps(timer)
    first, second = await thread(there, card["ts"])
    assert not list(buttons_in(first["blocks"]))
    assert value_of(second["blocks"], "timer.extend") == f"{timer.id}:3"


async def test_a_killed_worker_warns_once(there: Timing) -> None:
    """Whoever goes on finds the warning that stands there."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    timer = await there.set(timer, warned_ms=timer.until_ms)
    # The buttons are what it was killed at.
    await there.fault("chat.update", "fatal_error", times=2)
    with pytest.raises(Exception, match="fatal_error"):
        await there.board.show(timer.id)
    await there.sweeps(timer)
    (card,) = [one for one in await there.in_channel(PHONES) if not one.get("thread_ts")][:1]
    assert len(await thread(there, card["ts"])) == 1


async def test_the_end_is_told_in_the_thread_and_takes_the_warnings_buttons(there: Timing) -> None:
    """Nobody wonders at 3 a.m."""
    timer = await there.begun(2, channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.in_channel(PHONES)
    await there.set(timer, warned_ms=timer.until_ms)
    await there.sweeps(timer)
    await there.ended(timer)
    await there.sweeps(timer)
    warned, note = await thread(there, card["ts"])
    assert not list(buttons_in(warned["blocks"]))
    assert f"<@{ANA.id}> Voicemail inside business hours is on again for 2 lines" in note["text"]
    assert "Its time was over" in note["text"]
    (card,) = [one for one in await there.in_channel(PHONES) if one["ts"] == card["ts"]]
    assert value_of(card["blocks"], "timer.back") is None


async def test_who_turned_it_back_is_told_nothing_and_others_are(there: Timing) -> None:
    """They are looking at the card; whoever had it is not."""
    own, others = [await there.begun(channel=PHONES) for _ in range(2)]
    for timer, by in ((own, ANA.id), (others, BEN.id)):
        await there.carried_out(timer)
        await there.board.show(timer.id)
        await there.ended(timer, by=by)
        await there.sweeps(timer)
    cards = [(await there.copies.find(timer.id)).cards["channel"].copy.ts for timer in (own, others)]
    assert await thread(there, cards[0]) == []
    (note,) = await thread(there, cards[1])
    assert f"Turned back by <@{BEN.id}>" in note["text"]


@pytest.mark.parametrize(
    ("status", "words", "action"),
    [
        (LineStatus.CONFLICT, "was changed in Zendesk meanwhile", "change.anyway"),
        (LineStatus.REFUSED, "It was not put back.", "change.retry"),
    ],
)
async def test_what_could_not_be_put_back_is_told_to_whoever_had_it(
    there: Timing, status: LineStatus, words: str, action: str
) -> None:
    """Somebody has to decide, and until then callers hear what nobody meant."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.in_channel(PHONES)
    ended = await there.ended(timer, status, by=ANA.id)
    await there.sweeps(timer)
    (note,) = await thread(there, card["ts"])
    assert f"<@{ANA.id}>" in note["text"]
    assert words in note["text"]
    (card,) = [one for one in await there.in_channel(PHONES) if one["ts"] == card["ts"]]
    assert value_of(card["blocks"], action) == f"{ended.back}:0"
    await there.set(timer, state=TimerState.REVERTED)
    await there.sweeps(timer)
    assert len(await thread(there, card["ts"])) == 1, "who decided looks at the card"


async def test_each_drift_is_told_once(there: Timing) -> None:
    """Somebody changed it in the admin pages, and again."""
    timer = await there.begun(channel=PHONES)
    await there.carried_out(timer)
    await there.board.show(timer.id)
    (card,) = await there.in_channel(PHONES)
    drifted, settled = (replace(timer.lines[0], drift=drift) for drift in ({VOICEMAIL: True}, {}))
    for line, notes in ((drifted, 1), (drifted, 1), (settled, 1), (drifted, 2)):
        await there.set(timer, lines=(line,))
        await there.sweeps(timer)
        assert len(await thread(there, card["ts"])) == notes
    said = (await thread(there, card["ts"]))[0]["text"]
    assert "Support 0: voicemail inside business hours was switched on in Zendesk meanwhile." in said


async def test_an_offered_shift_is_asked_about_and_told(there: Timing) -> None:
    """The receiver answers with a click, and the giver hears what."""
    timer = await there.begun(channel=PHONES, kind="shift", set_id="s", set_name="EMEA")
    await there.carried_out(timer)
    await there.board.show(timer.id)
    await there.set(timer, offered_to=BEN.id, offered_ms=1)
    await there.sweeps(timer)
    (asked,) = await there.told(BEN.id)
    assert value_of(asked["blocks"], "shift.accept") == f"{timer.id}:1"
    await there.set(timer, offered_to=None, offered_ms=None, refused_by=BEN.id, refused_ms=2)
    await there.sweeps(timer)
    (asked,) = await there.told(BEN.id)
    assert value_of(asked["blocks"], "shift.accept") is None
    (heard,) = await there.told(ANA.id)
    assert "does not take the shift" in heard["text"]
    await there.set(timer, offered_to=BEN.id, offered_ms=3, refused_by=None, refused_ms=None)
    await there.sweeps(timer)
    first, second = await there.told(BEN.id)
    assert value_of(first["blocks"], "shift.accept") is None
    assert value_of(second["blocks"], "shift.accept") == f"{timer.id}:3"
    await there.set(timer, offered_to=None, offered_ms=None, owner=BEN.id, given_by=ANA.id, given_ms=4)
    await there.sweeps(timer)
    assert "has the shift *EMEA* now" in (await there.told(ANA.id))[-1]["text"]
    assert "You have the shift" in (await there.told(BEN.id))[-1]["text"]
    assert len(await there.told(BEN.id)) == 2
