"""Every button and every view of timers, shifts and sets, from people who may not, and while redis is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.model import Member, Person, Timer
from bot.sandbox.slack.people import ANA, BEN, DAN, TEAM_ID
from bot.store.timers import Timers
from tests.slack.attacks import BUTTONS, VIEWS, pressed, submitted, value_of, written
from tests.slack.conftest import Bot
from tests.slack.oncall import NIGHT, kept, taken

NOBODY = {"settings.voicemail": True}
STRANGERS: Mapping[str, tuple[Person, Member | None]] = {
    "without rights": (Person(TEAM_ID, DAN.id), None),
    "a guest in the set": (Person(TEAM_ID, BEN.id), Member(active=True, guest=True)),
    "deactivated": (Person(TEAM_ID, BEN.id), Member(active=False, guest=False)),
    "of another organisation": (Person("T0ELSEWHERE", BEN.id), Member(active=True, guest=False, foreign=True)),
    "unknown": (Person(TEAM_ID, "U0NOBODY1"), None),
}


async def running(bot: Bot, **more: object) -> Timer:
    """Have Ana have the shift of a set of which Ben is a member, with something to decide on it."""
    await kept(bot, replace(NIGHT, members=(BEN.id,)))
    shift = await taken(bot, NIGHT, ANA.id, until_ms=await bot.store.now_ms() + 3_600_000, **more)
    lines = tuple(replace(each, drift=NOBODY) for each in shift.lines)
    saved = await Timers(bot.store).save(replace(shift, lines=lines), None, due_in=None, decided=True)
    assert saved is not None
    return saved


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_nothing_that_a_stranger_presses_or_sends_is_written_down(bot: Bot, stranger: str) -> None:
    """Though every id they send is a right one, and a shift is offered to them; and each of them gets an answer."""
    who, member = STRANGERS[stranger]
    await bot.knows({who.id: member} if member else {})
    shift = await running(bot, offered_to=None if stranger in {"without rights", "unknown"} else who.id)
    before = await written(bot)
    assert before["timers"], "what could be changed is there"
    for action_id in BUTTONS:
        value = value_of(action_id, timer=f"{shift.id}:{shift.stage}", set_id=NIGHT.id)
        assert (await bot.forges(pressed(action_id, value, who))).status_code == 200, action_id
        assert await written(bot) == before, action_id
    for callback_id in VIEWS:
        carried = {"timer": shift.id, "stage": shift.stage, "set": NIGHT.id, "version": 1, "draft": "x", "act": "end"}
        answer = await bot.forges(submitted(callback_id, who, **carried))
        assert answer.status_code == 200, callback_id
        assert answer.json().get("response_action") in {"update", "push", "errors"}, callback_id
        assert await written(bot) == before, callback_id
    assert bot.scheduled == []


async def test_values_that_no_button_has_break_nothing(bot: Bot) -> None:
    """Not for those who may do everything either."""
    shift = await running(bot)
    ana, before = Person(TEAM_ID, ANA.id), await written(bot)
    values = ("", ":", f"{shift.id}:99", f"{shift.id}:-1", "0" * 5000, "../oncall", "oncall:x", f"{'f' * 20}:0", "\x00")
    for action_id in (each for each in BUTTONS if each not in {"oncall.new", "step.confirm"}):
        for value in values:
            assert (await bot.forges(pressed(action_id, value, ana))).status_code == 200, (action_id, value)
    for callback_id in VIEWS:
        for carried in ({}, {"draft": "oncall:x", "set": "x", "version": True}, {"timer": [], "stage": {}, "draft": 7}):
            assert (await bot.forges(submitted(callback_id, ana, **carried))).status_code == 200, callback_id
    assert await written(bot) == before
    assert bot.scheduled == []


async def test_while_redis_is_away_every_click_hears_of_it_and_nothing_is_half_done(bot: Bot) -> None:
    """In the modal, beside the message, or in a modal of its own."""
    shift = await running(bot, offered_to=BEN.id)
    before = await written(bot)
    await bot.gate.become("gone")
    for who in (Person(TEAM_ID, ANA.id), Person(TEAM_ID, BEN.id)):
        for action_id in BUTTONS:
            value = value_of(action_id, timer=f"{shift.id}:{shift.stage}", set_id=NIGHT.id)
            bot.wire.order.clear()
            assert (await bot.forges(pressed(action_id, value, who))).status_code == 200, action_id
            assert bot.calls(), f"nobody hears of {action_id}"
        for callback_id in VIEWS:
            carried = {"timer": shift.id, "stage": shift.stage, "set": NIGHT.id, "version": 1, "draft": "x"}
            answer = await bot.forges(submitted(callback_id, who, **carried))
            assert "talkbot" in answer.text or "memory" in answer.text or "try again" in answer.text.lower(), (
                callback_id
            )
    await bot.gate.become("open")
    assert await written(bot) == before
    assert bot.scheduled == []
