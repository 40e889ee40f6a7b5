"""A release can be stopped until its hold is over, keeps what the number was, and is told as it was."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import AlreadyDecided, NotAllowed, NotOffered, NotUnderstood, Outdated, ZendeskNotFound
from bot.model import Deletion, RequestState
from bot.talk.numbering import last_four
from bot.talk.policy import Policy
from bot.zendesk.updates import NumberUpdate
from tests.talk.conftest import ANA, BEN, CLEO, DAN, HOLD, TOGETHER, Talk

HOLD_SECONDS = HOLD.total_seconds()


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def on_hold(talk: Talk) -> Deletion:
    """Return a deletion whose hold has begun."""
    asked = await talk.asked_release()
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    held = await talk.now(asked)
    assert held.hold_ends_ms is not None
    return held


async def passed(talk: Talk, held: Deletion) -> Deletion:
    """Let the hold pass while clicks can be taken, and take the next step."""
    await talk.later(held, HOLD_SECONDS + 1)
    if await talk.store.redis.hexists(talk.store.keys.watch, "gap"):
        await talk.store.redis.hincrby(talk.store.keys.watch, "gap", -int(HOLD_SECONDS + 1) * 1000)
    await talk.watch.beat()
    await talk.steps.advance(held.id)
    return await talk.now(held)


async def test_a_release_waits_for_a_colleague_and_for_its_hold(talk: Talk) -> None:
    """Asked, approved, held, gone: one call, when everything else is over."""
    held = await on_hold(talk)
    assert (held.state, held.decided_by) == (RequestState.HOLDING, BEN.id)
    assert await talk.due_in(held) == pytest.approx(HOLD_SECONDS, abs=5)
    await talk.steps.advance(held.id)
    assert await talk.deletions() == []
    released = await passed(talk, held)
    assert released.state is RequestState.DONE
    with pytest.raises(ZendeskNotFound):
        await talk.zendesk.show_number(held.line.id)
    assert len(await talk.deletions()) == 1
    assert await talk.trail() == ["requested", "approved", "hold began", "hold over", "releasing", "released"]


async def test_what_the_number_was_is_in_the_trail_before_it_goes(talk: Talk) -> None:
    """Enough to set it up again by hand: properties and settings, unknown ones included."""
    held = await on_hold(talk)
    before = await talk.zendesk.show_number(held.line.id, {"settings"})
    await passed(talk, held)
    entries = await talk.entries(held)
    (kept,) = [entry for entry in entries if "configuration" in entry]
    assert kept["happened"] == "releasing"
    configuration = kept["configuration"]
    assert configuration["number"] == before.number
    assert configuration["group_ids"] == list(before.group_ids)
    assert before.settings is not None
    assert configuration["settings"] == before.settings.model_dump(mode="json", exclude_unset=True)


async def test_the_hold_begins_when_its_card_stands(talk: Talk) -> None:
    """Nobody can stop what they cannot see."""
    talk.standing = False
    asked = await talk.asked_release()
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    assert (await talk.now(asked)).hold_ends_ms is None
    talk.standing = True
    await talk.steps.card_stands(asked.id)
    assert (await talk.now(asked)).hold_ends_ms is not None


async def test_a_card_that_never_stands_releases_nothing(talk: Talk) -> None:
    """After a quarter of an hour the approval is old, and it is asked again."""
    talk.standing = False
    asked = await talk.asked_release()
    await talk.approved(asked)
    await talk.later(asked, 16 * 60)
    await talk.steps.advance(asked.id)
    failed = await talk.now(asked)
    assert (failed.state, failed.too_late) == (RequestState.FAILED, True)


async def test_a_hold_does_not_begin_on_an_old_approval(talk: Talk) -> None:
    """The card stood all the while, but no worker came: whoever approved may think otherwise by now."""
    asked = await talk.asked_release()
    await talk.approved(asked)
    await talk.later(asked, 16 * 60)
    await talk.steps.advance(asked.id)
    failed = await talk.now(asked)
    assert (failed.state, failed.too_late) == (RequestState.FAILED, True)
    assert "sk again" not in (failed.outcome_words or ""), "the card says so, as long as it is possible"


async def test_a_hold_that_an_outage_touched_begins_anew(talk: Talk) -> None:
    """Nobody could have stopped it meanwhile."""
    held = await on_hold(talk)
    # The clock of the beats and of the record is the same: a beat 60 s ago, and one now.
    await talk.store.redis.hset(talk.store.keys.watch, "last", await talk.store.now_ms() - 60_000)
    await talk.later(held, HOLD_SECONDS + 1)
    await talk.watch.beat()
    await talk.steps.advance(held.id)
    again = await talk.now(held)
    assert again.state is RequestState.HOLDING
    assert await talk.due_in(again) == pytest.approx(HOLD_SECONDS, abs=5)
    assert (await talk.trail())[-1] == "hold began anew"
    assert (await passed(talk, again)).state is RequestState.DONE


async def test_while_no_click_can_be_taken_a_hold_does_not_end(talk: Talk) -> None:
    """It goes on for as long as nobody is there to take one."""
    held = await on_hold(talk)
    await talk.later(held, HOLD_SECONDS + 1)
    await talk.store.redis.hset(talk.store.keys.watch, "last", await talk.store.now_ms() - 60_000)
    await talk.steps.advance(held.id)
    assert (await talk.now(held)).state is RequestState.HOLDING
    assert await talk.deletions() == []


@pytest.mark.parametrize("who", [ANA, BEN, CLEO])
async def test_whoever_asked_approves_or_operates_can_stop_it(talk: Talk, who: object) -> None:
    """Nothing is released, and another request can be made."""
    held = await on_hold(talk)
    person = next(each for each in (ANA, BEN, CLEO) if each == who)
    stopped = await talk.decisions.stop(talk.click(person, held))
    assert (stopped.state, stopped.stopped_by) == (RequestState.STOPPED, person.id)
    await passed(talk, held)
    assert await talk.deletions() == []
    await talk.asked_release(text=held.line.number or "")


async def test_others_cannot_stop_it_and_hear_whom_to_tell(talk: Talk) -> None:
    """A stranger in a channel does not run the phone lines."""
    held = await on_hold(talk)
    with pytest.raises(NotAllowed, match="who asked for it, can stop it too"):
        await talk.decisions.stop(talk.click(DAN, held))


async def test_an_older_button_stops_it_all_the_same(talk: Talk) -> None:
    """The card shows the button before the hold has begun, and that changes the record's version."""
    asked = await talk.asked_release()
    approved = await talk.approved(asked)
    await talk.steps.advance(asked.id)
    assert (await talk.decisions.stop(talk.click(BEN, approved))).state is RequestState.STOPPED


async def test_stopping_and_the_end_of_the_hold_at_once_are_one_outcome(talk: Talk) -> None:
    """Either it is stopped and nothing is released, or it was too late and that is said."""
    held = await on_hold(talk)
    await talk.later(held, HOLD_SECONDS + 1)
    await talk.watch.beat()
    stopped, _ = await asyncio.gather(
        talk.decisions.stop(talk.click(BEN, held)), talk.steps.advance(held.id), return_exceptions=True
    )
    if isinstance(stopped, AlreadyDecided):
        assert stopped.stopping
        assert (await talk.now(held)).state is RequestState.DONE
        assert len(await talk.deletions()) == 1
    else:
        assert (await talk.now(held)).state is RequestState.STOPPED
        assert await talk.deletions() == []


async def test_more_than_the_card_showed_stops_it_at_the_approval(talk: Talk) -> None:
    """Whoever approved did so for what they saw."""
    asked = await talk.asked_release()
    other = next(line for line in (await talk.releases.find("")) if line.id != asked.line.id and line.number)
    await talk.zendesk.update_number(other.id, NumberUpdate(failover_number=asked.line.number))
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    failed = await talk.now(asked)
    assert failed.state is RequestState.FAILED
    assert "More hangs on it now" in (failed.outcome_words or "")


async def test_more_than_the_card_showed_stops_it_before_the_call(talk: Talk) -> None:
    """Ten minutes are long enough for somebody to send calls there."""
    held = await on_hold(talk)
    other = next(line for line in (await talk.releases.find("")) if line.id != held.line.id and line.number)
    await talk.zendesk.update_number(other.id, NumberUpdate(failover_number=held.line.number))
    failed = await passed(talk, held)
    assert failed.state is RequestState.FAILED
    assert await talk.deletions() == []


async def test_a_lost_reply_to_a_release_is_looked_up(talk: Talk) -> None:
    """Zendesk released it and its answer never came."""
    held = await on_hold(talk)
    await talk.fault("reply_lost", method="DELETE", path="phone_numbers", times=None)
    assert (await passed(talk, held)).state is RequestState.DONE


async def test_a_release_that_vanished_is_told_only_after_the_last_look(talk: Talk) -> None:
    """Until then the person hears that it is being checked."""
    held = await on_hold(talk)
    await talk.fault("request_lost", method="DELETE", path="phone_numbers", times=None)
    assert (await passed(talk, held)).state is RequestState.UNKNOWN
    await talk.later(held, 60)
    await talk.steps.advance(held.id)
    failed = await talk.now(held)
    assert failed.state is RequestState.FAILED
    assert failed.look_out_until_ms is not None
    await talk.no_faults()
    await talk.zendesk.delete_number(held.line.id)
    await talk.steps.advance(held.id)
    late = await talk.now(held)
    assert (late.state, late.corrected) == (RequestState.DONE, True)


async def test_one_that_somebody_else_released_is_not_told_as_ours(talk: Talk) -> None:
    """The first 404 is no doing of ours."""
    held = await on_hold(talk)
    await talk.zendesk.delete_number(held.line.id)
    failed = await passed(talk, held)
    assert failed.state is RequestState.FAILED
    assert "already gone" in (failed.outcome_words or "")


async def test_one_open_release_a_line(talk: Talk) -> None:
    """The same person is led to it, others hear of it."""
    first = await talk.asked_release()
    assert (await talk.asked_release()).id == first.id
    with pytest.raises(NotOffered, match="already asked to release"):
        await talk.asked_release(BEN)


async def test_wrong_digits_and_old_looks_ask_for_nothing(talk: Talk) -> None:
    """Typing them is how people see which number they are about to lose."""
    line = (await talk.releases.find(""))[0]
    look = await talk.releases.look(ANA, line.id)
    with pytest.raises(NotUnderstood) as wrong:
        await talk.releases.ask(ANA, look.id, digits="0000", reason="x", view_id="V0")
    assert wrong.value.field == "digits"
    with pytest.raises(NotUnderstood) as unexplained:
        await talk.releases.ask(ANA, look.id, digits=last_four(line.number or str(line.id)), reason=" ", view_id="V0")
    assert unexplained.value.field == "reason"
    for person, look_id in ((BEN, look.id), (ANA, "nothing")):
        with pytest.raises(Outdated):
            await talk.releases.ask(person, look_id, digits="0000", reason="x", view_id="V0")
    assert await talk.trail() == []


async def test_a_released_number_no_longer_counts_to_the_budget(talk: Talk) -> None:
    """Numbers bought here and still owned are what counts."""
    bought = await talk.asked()
    await talk.approved(bought)
    await talk.steps.advance(bought.id)
    assert await talk.records.reserved("$") == 1
    asked = await talk.asked_release(text=bought.offer.number)
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    await passed(talk, await talk.now(asked))
    assert await talk.records.reserved("$") == 0
