"""Carrying out a change of one line: what is sent, what becomes of it, and what is never overwritten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.cards.trail_words import in_history
from bot.model import Change, ChangeState, Line, LineChange, LineStatus
from bot.store.trail import Trail
from bot.talk.line_writing import MOST_TRIES
from tests.talk.changed import (
    NICKNAME,
    QUEUE,
    VOICEMAIL,
    asked,
    by_hand,
    carried_out,
    now,
    number,
    pass_time,
    puts,
    seen,
    there,
)
from tests.talk.conftest import ANA, BEN, Talk

DONE, HALTED = ChangeState.DONE, ChangeState.HALTED


def only(change: Change) -> LineChange:
    """Return the one line of a change."""
    (line,) = change.lines
    return line


async def test_a_change_is_carried_out_and_says_what_was_and_what_is(talk: Talk) -> None:
    """The straight way; nothing is left to do then but to show it."""
    first = await number(talk)
    change = await asked(talk, {QUEUE: 20, NICKNAME: "Night line"})
    done = await carried_out(talk, change)
    line = only(done)
    assert (done.state, line.status, line.not_taken, line.unasked) == (DONE, LineStatus.CHANGED, (), {})
    assert line.before == {QUEUE: 5, NICKNAME: first.nickname}
    assert line.now == line.wanted == await there(talk, first.id, line.wanted)
    assert line.configuration == {}
    assert await talk.store.redis.zrange(talk.store.keys.outbox, 0, -1) == [f"card:{change.id}"]
    assert {step for step, _ in talk.scheduled} == {"change", "card"}


async def test_only_what_changes_is_sent_and_the_answer_shows_the_settings(talk: Talk) -> None:
    """Another key of the number, or one that is as wanted already, is never written."""
    first = await number(talk)
    await carried_out(talk, await asked(talk, {QUEUE: 20, VOICEMAIL: True, NICKNAME: first.nickname}))
    (put,) = await puts(talk)
    assert put["body"] == {"phone_number": {"settings": {"maximum_queue_size": 20}}}
    assert put["include"] == "settings"


async def test_what_is_so_already_is_not_sent(talk: Talk) -> None:
    """Zendesk is not asked to write what it has."""
    done = await carried_out(talk, await asked(talk, {VOICEMAIL: True}))
    assert (done.state, only(done).status, only(done).now) == (DONE, LineStatus.SAME, {VOICEMAIL: True})
    assert await puts(talk) == []


async def test_of_two_who_change_the_same_at_once_one_sees_what_the_other_did(talk: Talk) -> None:
    """Both saw five; nothing is overwritten unseen, in whatever order their calls come."""
    first = await number(talk)
    changes = [await asked(talk, {QUEUE: size}, person=who) for size, who in ((20, ANA), (30, BEN))]
    ended = await asyncio.gather(*(carried_out(talk, change) for change in changes))
    winner, loser = sorted(ended, key=lambda change: only(change).status is LineStatus.CONFLICT)
    assert (only(winner).status, only(loser).status) == (LineStatus.CHANGED, LineStatus.CONFLICT)
    assert only(loser).now == only(winner).wanted == await there(talk, first.id, (QUEUE,))
    assert len(await puts(talk)) == 1


async def test_two_who_change_different_things_are_both_served(talk: Talk) -> None:
    """What the other one wrote is no conflict where it is not the same field."""
    first = await number(talk)
    changes = [await asked(talk, {QUEUE: 20}), await asked(talk, {VOICEMAIL: False}, person=BEN)]
    ended = await asyncio.gather(*(carried_out(talk, change) for change in changes))
    assert {only(change).status for change in ended} == {LineStatus.CHANGED}
    assert all(only(change).unasked == {} for change in ended)
    assert await there(talk, first.id, (QUEUE, VOICEMAIL)) == {QUEUE: 20, VOICEMAIL: False}


async def test_what_somebody_set_in_zendesk_meanwhile_is_not_overwritten(talk: Talk) -> None:
    """The card has what was seen, what is there, and what is wanted; a person decides."""
    first = await number(talk)
    change = await asked(talk, {QUEUE: 20, VOICEMAIL: False})
    await by_hand(talk, first.id, settings={"maximum_queue_size": 10})
    ended = await carried_out(talk, change)
    assert (ended.state, only(ended).status) == (DONE, LineStatus.CONFLICT)
    assert only(ended).now == {QUEUE: 10, VOICEMAIL: True}
    assert len(await puts(talk)) == 1, "the one by hand"


async def test_what_somebody_else_set_to_the_same_is_no_conflict(talk: Talk) -> None:
    """It is as wanted; the rest is written."""
    first = await number(talk)
    change = await asked(talk, {QUEUE: 20, VOICEMAIL: False})
    await by_hand(talk, first.id, settings={"maximum_queue_size": 20})
    assert only(await carried_out(talk, change)).status is LineStatus.CHANGED
    assert (await puts(talk))[-1]["body"] == {"phone_number": {"settings": {"voicemail": False}}}


async def test_what_was_never_seen_is_overwritten_and_known_afterwards(talk: Talk) -> None:
    """As where many numbers are set alike, and one could not be read for the preview."""
    line = await seen(talk, {QUEUE: 20})
    change = await talk.changes.ask(ANA, [LineChange(line.line, {QUEUE: 20})])
    assert only(await carried_out(talk, change)).before == {QUEUE: 5}


async def test_what_zendesk_silently_did_not_take_is_known(talk: Talk) -> None:
    """Its 200 says nothing; its answer does."""
    await talk.fault("update_ignored")
    done = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    assert (only(done).status, only(done).not_taken, only(done).now) == (LineStatus.CHANGED, (QUEUE,), {QUEUE: 5})


async def test_what_nobody_asked_for_halts_the_change_and_can_be_restored(talk: Talk) -> None:
    """An account that replaces settings as a whole; what was asked for stays when the rest is put back."""
    first = await number(talk)
    await by_hand(talk, first.id, settings={"wrap_up_enabled": True, "callback_locale": "de"})
    await talk.account.patch("/settings", json={"settings_replaced": True})
    halted = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    assert halted.state is HALTED
    assert only(halted).unasked["settings.wrap_up_enabled"] == (True, False)
    assert only(halted).unasked["settings.callback_locale"] == ("de", "en")
    restore = await carried_out(talk, await talk.changes.restore(BEN, halted.id, halted.stage))
    assert (restore.state, only(restore).status, only(restore).unasked) == (DONE, LineStatus.CHANGED, {})
    keys = (QUEUE, "settings.wrap_up_enabled", "settings.callback_locale")
    assert list((await there(talk, first.id, keys)).values()) == [20, True, "de"]
    over = await now(talk, halted)
    assert (over.state, over.restored_by) == (DONE, restore.id), "nothing is left to decide on"


async def test_what_zendesk_refuses_is_told_in_its_words(talk: Talk) -> None:
    """Nothing changed; a retry asks again."""
    await talk.account.patch("/settings", json={"talk_enterprise": False})
    done = await carried_out(talk, await asked(talk, {"settings.call_offering_duration": 45}))
    assert (done.state, only(done).status) == (DONE, LineStatus.REFUSED)
    assert "Zendesk refused" in (only(done).words or "")


async def test_a_number_that_is_gone_is_told_as_gone(talk: Talk) -> None:
    """It was released after it was shown."""
    change = await asked(talk, {QUEUE: 20})
    await talk.zendesk.delete_number(only(change).line.id)
    assert "does not find" in (only(await carried_out(talk, change)).words or "")


async def test_another_number_under_the_same_id_is_left_alone(talk: Talk) -> None:
    """Whatever brought that about: it is not the number somebody looked at."""
    line = await seen(talk, {QUEUE: 20})
    other = LineChange(
        Line(line.line.id, "+15005550199", "+1 500-555-0199", None, "", "US", toll_free=False), {QUEUE: 20}
    )
    done = await carried_out(talk, await talk.changes.ask(ANA, [other]))
    assert "another number" in (only(done).words or "")
    assert await puts(talk) == []


@pytest.mark.parametrize("fault", ["throttled", "unavailable", "request_lost"])
async def test_what_does_not_come_through_is_tried_again(talk: Talk, fault: str) -> None:
    """429, 5xx, a lost connection: nobody has to ask twice."""
    await talk.fault(fault, method="PUT", times=2)
    done = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    assert (only(done).status, only(done).tries) == (LineStatus.CHANGED, 2)
    assert [put["committed"] for put in await puts(talk)].count(True) == 1


@pytest.mark.parametrize("fault", ["reply_lost", "unavailable_after_commit", "garbage"])
async def test_a_change_whose_answer_was_lost_is_looked_up_and_not_sent_again(talk: Talk, fault: str) -> None:
    """The number tells that it was taken."""
    await talk.fault(fault, method="PUT")
    done = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    assert (done.state, only(done).status, only(done).before) == (DONE, LineStatus.CHANGED, {QUEUE: 5})
    assert len(await puts(talk)) == 1


async def test_what_changed_unasked_shows_though_the_answer_was_lost(talk: Talk) -> None:
    """The number as it was before is kept for as long as the call may be under way."""
    first = await number(talk)
    await by_hand(talk, first.id, settings={"callback_locale": "de"})
    await talk.account.patch("/settings", json={"settings_replaced": True})
    await talk.fault("reply_lost", method="PUT")
    halted = await carried_out(talk, await asked(talk, {QUEUE: 20}))
    assert halted.state is HALTED
    assert only(halted).unasked["settings.callback_locale"] == ("de", "en")


async def test_where_the_answer_was_lost_and_somebody_came_in_between_a_person_decides(talk: Talk) -> None:
    """Neither what was nor what is wanted: it is not ours to overwrite."""
    first = await number(talk)
    await talk.fault("request_lost", method="PUT")
    change = await asked(talk, {QUEUE: 20})
    await talk.changing.run(change.id)
    assert only(await now(talk, change)).status is LineStatus.WRITING
    await by_hand(talk, first.id, settings={"maximum_queue_size": 10})
    assert only(await carried_out(talk, change)).status is LineStatus.CONFLICT


async def test_what_was_there_before_the_first_try_is_what_is_put_back(talk: Talk) -> None:
    """Part of it may be as wanted by the second try, and what changes unasked is told from before the first."""
    first = await number(talk)
    await by_hand(talk, first.id, settings={"callback_locale": "de"})
    await talk.fault("request_lost", method="PUT")
    change = await asked(talk, {QUEUE: 20, VOICEMAIL: False})
    await talk.changing.run(change.id)
    await by_hand(talk, first.id, settings={"maximum_queue_size": 20, "callback_locale": "fr"})
    halted = await carried_out(talk, change)
    assert only(halted).before == {QUEUE: 5, VOICEMAIL: True}
    assert only(halted).unasked == {"settings.callback_locale": ("de", "fr")}


async def test_while_a_call_may_yet_be_taken_no_other_change_of_ours_comes_to_the_line(talk: Talk) -> None:
    """What is taken late would overwrite what the other one wrote."""
    await talk.fault("request_lost", method="PUT")
    change, other = await asked(talk, {QUEUE: 20}), await asked(talk, {QUEUE: 30}, person=BEN)
    await talk.changing.run(change.id)
    await talk.changing.run(other.id)
    assert only(await now(talk, other)) == only(other)
    assert await talk.change_due_in(other) > 0, "it is come back to"
    assert only(await carried_out(talk, change)).status is LineStatus.CHANGED
    assert only(await carried_out(talk, other)).status is LineStatus.CONFLICT


@pytest.mark.parametrize("fault", ["throttled", "unavailable", "request_lost"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_what_never_comes_through_is_told_as_not_done(talk: Talk, fault: str, method: str) -> None:
    """After a while somebody has to know; the number is as it was."""
    first = await number(talk)
    change = await asked(talk, {QUEUE: 20})
    await talk.fault(fault, method=method, path="phone_numbers", times=None)
    done = await carried_out(talk, change)
    assert (done.state, only(done).status) == (DONE, LineStatus.REFUSED)
    assert only(done).words
    await talk.no_faults()
    assert await there(talk, first.id, (QUEUE,)) == {QUEUE: 5}


async def test_what_may_have_been_taken_is_not_given_up_while_zendesk_is_away(talk: Talk) -> None:
    """Its outcome is told once the number can be read, however long that takes."""
    first = await number(talk)
    change = await asked(talk, {QUEUE: 20})
    await talk.fault("request_lost", method="PUT")
    await talk.changing.run(change.id)
    await by_hand(talk, first.id, settings={"maximum_queue_size": 20})  # as if it were taken late
    await talk.fault("unavailable", method="GET", times=None)
    for _ in range(MOST_TRIES + 1):
        await pass_time(talk, change)
        await talk.changing.run(change.id)
        assert only(await now(talk, change)).status is LineStatus.WRITING
    await talk.no_faults()
    assert only(await carried_out(talk, change)).status is LineStatus.CHANGED


async def test_a_change_reads_well_in_the_history_of_its_number(talk: Talk) -> None:
    """Who, what from, what to, why: in words that stay, with names as they were."""
    groups = await talk.zendesk.list_groups()
    change = await asked(talk, {QUEUE: 20, "group_ids": [groups[0].id]})
    done = await carried_out(talk, change)
    entries, _ = await Trail(talk.store).of_number(only(done).number, first=0, most=10)
    words = in_history(entries[0]).text
    assert f"<@{ANA.id}>: *changed*" in words
    assert "Queue size: 5 calls → 20 calls" in words
    assert str(groups[0].name) in words
    assert "why: On call" in words
    facts: dict[str, Any] = entries[0].facts
    assert facts["changes"][QUEUE] == [5, 20]
    assert [entry.happened for entry in entries] == ["changed", "change asked for"]
