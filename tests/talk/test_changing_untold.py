"""What a change makes of answers that leave out, or write otherwise, what it asks about: nothing is made up of it."""

from __future__ import annotations

from bot.cards.change_said import said
from bot.cards.change_values import in_a_cell
from bot.model import Change, ChangeState, LineChange, LineStatus, Member
from bot.talk.catalog import Catalog
from bot.talk.putting_back import undone
from tests.talk.changed import NICKNAME, QUEUE, asked, by_hand, carried_out, now, number, pass_time, puts, seen, there
from tests.talk.conftest import ANA, BEN, Talk


def only(change: Change) -> LineChange:
    """Return the one line of a change."""
    (line,) = change.lines
    return line


async def untold(talk: Talk, *, shown: bool = False) -> None:
    """Have the account ignore that settings are to be included."""
    (await talk.account.patch("/settings", json={"settings_shown": shown})).raise_for_status()


async def test_settings_that_are_never_shown_are_not_told_as_not_taken(talk: Talk) -> None:
    """Zendesk's answer says nothing of them, so nothing is said of what it has; what else it says counts."""
    await untold(talk)
    line = await seen(talk, {QUEUE: 20, NICKNAME: "Night line"})
    done = only(await carried_out(talk, await talk.changes.ask(ANA, [line])))
    assert (done.status, done.not_taken, done.now) == (LineStatus.CHANGED, (), {NICKNAME: "Night line"})
    assert in_a_cell(done, QUEUE, Catalog()) == "20 calls (sent; Zendesk does not show it)"
    assert "Queue size: 20 calls was sent; Zendesk does not show what it has" in said(done, Catalog())
    await untold(talk, shown=True)
    assert await there(talk, done.line.id, (QUEUE,)) == {QUEUE: 20}


async def test_settings_that_are_shown_no_more_can_still_be_put_back(talk: Talk) -> None:
    """What was before is known, and what was sent is what is taken to be there."""
    change = await asked(talk, {QUEUE: 20})
    done = only(await carried_out(talk, change))
    bare = LineChange(done.line, done.wanted, done.seen, LineStatus.CHANGED, before=done.before, now={})
    (back,) = undone(Change(id="c", by=ANA, lines=(bare,)))
    assert (back.wanted, back.seen) == ({QUEUE: 5}, {QUEUE: 20})


async def test_what_zendesk_does_not_show_now_is_not_told_as_edited_by_somebody(talk: Talk) -> None:
    """It was seen, and cannot be compared: nothing is sent, and nobody is accused."""
    change = await asked(talk, {QUEUE: 20})
    await untold(talk)
    done = only(await carried_out(talk, change))
    assert done.status is LineStatus.REFUSED
    assert "did not say" in (done.words or "")
    assert await puts(talk) == []


async def test_after_a_lost_answer_a_reading_without_the_value_decides_nothing(talk: Talk) -> None:
    """It is read again until it says."""
    change = await asked(talk, {QUEUE: 20})
    await talk.fault("request_lost", method="PUT")
    await talk.changing.run(change.id)
    await untold(talk)
    await pass_time(talk, change)
    await talk.changing.run(change.id)
    assert only(await now(talk, change)).status is LineStatus.WRITING
    await untold(talk, shown=True)
    assert only(await carried_out(talk, change)).status is LineStatus.CHANGED


async def test_save_mine_anyway_overwrites_no_third_value(talk: Talk) -> None:
    """Who clicks it has seen one value of somebody else's; another one that came since is shown first."""
    first = await number(talk)
    change = await asked(talk, {QUEUE: 20})
    await by_hand(talk, first.id, settings={"maximum_queue_size": 10})
    shown = await carried_out(talk, change)
    await by_hand(talk, first.id, settings={"maximum_queue_size": 30})
    await talk.changes.anyway(BEN, change.id, shown.stage)
    again = await carried_out(talk, change)
    assert (again.state, only(again).status, only(again).now) == (
        ChangeState.DONE,
        LineStatus.CONFLICT,
        {QUEUE: 30},
    )
    await talk.changes.anyway(ANA, change.id, again.stage)
    done = only(await carried_out(talk, change))
    assert (done.status, done.before) == (LineStatus.CHANGED, {QUEUE: 30})


async def test_an_outage_of_many_hours_is_waited_out(talk: Talk) -> None:
    """What may have been taken is read again at a steady pace, however often that was tried before."""
    change = await asked(talk, {QUEUE: 20})
    await talk.fault("request_lost", method="PUT")
    await talk.changing.run(change.id)
    key, line_id = talk.store.keys.changed_lines(change.id), str(only(change).line.id)
    stamp, status, anyway, _, rest = str(await talk.store.redis.hget(key, line_id)).split("|", 4)
    await talk.store.redis.hset(key, line_id, f"{stamp}|{status}|{anyway}|2000|{rest}")
    await talk.fault("unavailable", method="GET", times=None)
    await pass_time(talk, change)
    await talk.changing.run(change.id)
    assert only(await now(talk, change)).tries == 2001
    assert 60 < await talk.change_due_in(change) < 600, "each look edits a card"


async def test_a_value_that_cannot_be_written_is_told_and_not_tried_for_ever(talk: Talk) -> None:
    """As where an undo would put back what Zendesk had and the document does not know."""
    change = await asked(talk, {"priority": "urgent", NICKNAME: "Night line"})
    done = only(await carried_out(talk, change))
    assert done.status is LineStatus.REFUSED
    assert "cannot be written" in (done.words or "")
    assert await puts(talk) == []


async def lost_call(talk: Talk) -> Change:
    """Return a change whose one call got lost on its way, so that it would have to be sent again."""
    change = await asked(talk, {QUEUE: 20})
    await talk.fault("request_lost", method="PUT")
    await talk.changing.run(change.id)
    assert only(await now(talk, change)).status is LineStatus.WRITING
    return change


async def test_who_lost_the_right_meanwhile_has_nothing_sent_again(talk: Talk) -> None:
    """What came of the first call is still found out; a second one would be another deed."""
    change = await lost_call(talk)
    await talk.knows({ANA.id: Member(active=False, guest=False)})
    await pass_time(talk, change)
    ended = await carried_out(talk, change)
    assert (ended.state, only(ended).status) == (ChangeState.STOPPED, LineStatus.STOPPED)
    assert ended.words
    assert len(await puts(talk)) == 1


async def test_a_lost_call_is_not_sent_again_hours_later(talk: Talk) -> None:
    """As after an outage of ours: the decision is old, and somebody may have decided otherwise."""
    change = await lost_call(talk)
    key = talk.store.keys.change(change.id)
    await talk.store.redis.hset(key, "moved_ms", str(await talk.store.now_ms() - 16 * 60 * 1000))
    await pass_time(talk, change)
    ended = await carried_out(talk, change)
    assert (ended.state, only(ended).status) == (ChangeState.STOPPED, LineStatus.STOPPED)
    assert "15 minutes" in (ended.words or "")
    assert len(await puts(talk)) == 1


async def test_a_call_that_was_taken_is_told_so_though_the_right_is_gone(talk: Talk) -> None:
    """It happened."""
    change = await asked(talk, {QUEUE: 20})
    await talk.fault("request_lost", method="PUT")
    await talk.changing.run(change.id)
    await by_hand(talk, only(change).line.id, settings={"maximum_queue_size": 20})  # as if it were taken late
    await talk.knows({ANA.id: Member(active=False, guest=False)})
    await pass_time(talk, change)
    assert only(await carried_out(talk, change)).status is LineStatus.CHANGED


async def test_while_nobodys_rights_are_known_nothing_is_sent_again(talk: Talk) -> None:
    """It goes on once they are."""
    change = await lost_call(talk)
    await talk.store.redis.delete(talk.store.keys.directory)
    for _ in range(2):
        await pass_time(talk, change)
        await talk.changing.run(change.id)
    assert only(await now(talk, change)).status is LineStatus.WAITING
    assert len(await puts(talk)) == 1
    await talk.knows()
    assert only(await carried_out(talk, change)).status is LineStatus.CHANGED
