"""The card of a shift that changes hands, and whom Slack does not reach."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import TimerState
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, BEN
from bot.store.connection import Store
from tests.cards.timing import Timing, timing
from tests.chaos.eyes import buttons_in
from tests.journeys.driver import SlackPerson, text_of

SHIFT: dict[str, Any] = {"kind": "shift", "set_id": "5" * 20, "set_name": "EMEA nights"}


def pressable(messages: list[dict[str, Any]], action_id: str) -> list[dict[str, Any]]:
    """Return the messages with a button."""
    return [one for one in messages if action_id in {pressed for _, pressed, _ in buttons_in(one.get("blocks"))}]


async def handed_over(there: Timing, **more: Any) -> Any:
    """Have a shift of Ana's, with its card, be Ben's by now."""
    shift = await there.begun(**{"channel": None, **SHIFT, **more})
    await there.carried_out(shift)
    await there.sweeps(shift)
    offered = await there.set(shift, offered_to=BEN.id, offered_ms=await there.timers.now_ms())
    await there.sweeps(offered)
    at_ms = await there.timers.now_ms()
    given = await there.set(offered, owner=BEN.id, given_by=ANA.id, given_ms=at_ms, offered_to=None, offered_ms=None)
    await there.sweeps(given)
    return given


async def test_where_cards_are_direct_messages_the_card_goes_with_the_shift(store: Store) -> None:
    """Whoever has it has its buttons; whoever gave it away is left with the words alone."""
    async with timing(store, None) as there:
        await handed_over(there)
        assert len(pressable(await there.told(BEN.id), "shift.end")) == 1
        assert pressable(await there.told(ANA.id), "shift.end") == []


@pytest.mark.parametrize("error", ["user_disabled", "user_not_found", "channel_not_found", "cannot_dm_bot"])
async def test_whom_slack_does_not_reach_keeps_no_news_from_the_others(store: Store, error: str) -> None:
    """The giver was deactivated meanwhile: whoever has the shift is warned of its end all the same, and once."""
    async with timing(store) as there:
        shift = await there.begun(channel=APPROVAL_CHANNEL.id, **SHIFT)
        await there.carried_out(shift)
        await there.sweeps(shift)
        await there.fault("chat.postMessage", error, times=1)
        at_ms = await there.timers.now_ms()
        given = await there.set(shift, owner=BEN.id, given_by=ANA.id, given_ms=at_ms, warned_ms=shift.until_ms)
        await there.sweeps(given)
        (card,) = await there.cards()
        replies = await SlackPerson(there.page, ANA.id).messages(APPROVAL_CHANNEL.id, card["ts"])
        (warned,) = [one for one in replies if "Your shift" in text_of(one)]
        assert f"<@{BEN.id}>" in text_of(warned)
        assert not await there.told(ANA.id), "it was tried, and given up"


async def test_the_warning_goes_to_whoever_has_the_shift_by_then(store: Store) -> None:
    """Handed over in its last minutes, where cards are direct messages."""
    async with timing(store, None) as there:
        shift = await there.begun(channel=None, **SHIFT)
        await there.carried_out(shift)
        await there.set(shift, warned_ms=shift.until_ms)
        await there.sweeps(shift)
        assert any("Your shift" in text_of(one) for one in await there.told(ANA.id))
        at_ms = await there.timers.now_ms()
        await there.set(shift, owner=BEN.id, given_by=ANA.id, given_ms=at_ms)
        await there.sweeps(shift)
        assert any("Your shift" in text_of(one) for one in await there.told(BEN.id))
        assert pressable(await there.told(ANA.id), "shift.end") == []


async def test_an_ended_shift_leaves_no_button_anywhere(store: Store) -> None:
    """Neither with the giver, nor with the receiver, nor in the channel."""
    async with timing(store, None) as there:
        shift = await handed_over(there)
        await there.ended(shift, by=BEN.id)
        await there.sweeps(shift)
        assert (await there.now(shift)).state is TimerState.REVERTED
        for who in (ANA.id, BEN.id):
            assert pressable(await there.told(who), "shift.end") == []
