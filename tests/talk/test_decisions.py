"""A decision is taken once, by somebody who may, and whoever comes later hears who was first."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import AlreadyDecided, NotAllowed, Outdated, TooLateToDecide
from bot.model import Member, Person, RequestState
from bot.talk.decisions import Click
from bot.talk.policy import Policy
from tests.talk.conftest import ANA, APPROVERS, BEN, CLEO, DAN, TOGETHER, Talk

GUEST = Member(active=True, guest=True)
GONE = Member(active=False, guest=False)


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def test_nothing_is_bought_before_a_colleague_approves(talk: Talk) -> None:
    """However often anybody looks at it."""
    asked = await talk.asked()
    assert asked.state is RequestState.PENDING
    assert asked.eligible == (BEN.id, CLEO.id)
    for _ in range(3):
        await talk.steps.advance(asked.id)
    assert (await talk.now(asked)).state is RequestState.PENDING
    assert await talk.orders() == []


async def test_an_approval_buys_and_says_who_gave_it(talk: Talk) -> None:
    """The straight way, in the trail from the wish to the number."""
    asked = await talk.asked()
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    bought = await talk.now(asked)
    assert (bought.state, bought.decided_by) == (RequestState.DONE, BEN.id)
    assert bought.decided_ms is not None
    assert await talk.trail() == ["requested", "approved", "ordering", "bought"]
    assert len(await talk.orders()) == 1


async def test_two_approvers_at_the_same_instant_order_once_and_the_second_hears_who_was_first(talk: Talk) -> None:
    """A hundred times: whoever loses is told the winner's name."""
    for _ in range(100):
        asked = await talk.asked()
        first, second = await asyncio.gather(
            talk.approved(asked, BEN), talk.approved(asked, CLEO), return_exceptions=True
        )
        lost = first if isinstance(first, BaseException) else second
        won = second if isinstance(first, BaseException) else first
        assert isinstance(lost, AlreadyDecided)
        assert not isinstance(won, BaseException)
        assert (lost.by, lost.at_ms) == (won.decided_by, won.decided_ms)
        await asyncio.gather(*(talk.steps.advance(asked.id) for _ in range(2)))
        assert (await talk.now(asked)).state is RequestState.DONE
        assert len(await talk.orders()) == 1
        await talk.account.post("/reset", json={})


async def test_an_approval_and_a_decline_at_once_are_one_decision(talk: Talk) -> None:
    """Whichever it is, the other did not happen."""
    asked = await talk.asked()
    outcomes = await asyncio.gather(
        talk.approved(asked, BEN),
        talk.decisions.decline(talk.click(CLEO, asked), "Too many lines"),
        talk.decisions.withdraw(talk.click(ANA, asked)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, AlreadyDecided) for outcome in outcomes].count(True) == 2
    assert len(await talk.trail()) == 2


async def test_the_requester_cannot_approve_their_own(talk: Talk) -> None:
    """Not as an approver, not as a member of the group, not by an old or a new button."""
    asked = await talk.asked(BEN)
    assert BEN.id not in asked.eligible
    for version in (asked.version, asked.version + 1):
        with pytest.raises(NotAllowed, match="colleague"):
            await talk.decisions.approve(Click(BEN, asked.id, version))
    assert (await talk.now(asked)).state is RequestState.PENDING


@pytest.mark.parametrize(
    ("who", "member", "reason"),
    [
        (DAN, None, "Only"),
        (BEN, GUEST, "Guests"),
        (BEN, GONE, "deactivated"),
        (BEN, Member(active=True, guest=False, foreign=True), "other organisations"),
        (Person("T0OTHER", BEN.id), None, "other organisations"),
        (Person("T0TEST", "U0NOBODY01"), None, "do not know you"),
    ],
)
async def test_whoever_may_not_decide_is_told_why(talk: Talk, who: Person, member: Member | None, reason: str) -> None:
    """Rights are those at the click, whatever they were when the card was posted."""
    asked = await talk.asked()
    await talk.knows({who.id: member} if member else None)
    with pytest.raises(NotAllowed, match=reason):
        await talk.approved(asked, who)
    with pytest.raises(NotAllowed, match=reason):
        await talk.decisions.decline(talk.click(who, asked), "No")
    assert (await talk.now(asked)).state is RequestState.PENDING


async def test_whoever_became_an_approver_later_decides_nothing_older(talk: Talk) -> None:
    """Otherwise whoever can change the group could approve what they asked a friend to ask for."""
    asked = await talk.asked()
    await talk.knows(groups={APPROVERS: frozenset({BEN.id, DAN.id})})
    with pytest.raises(NotAllowed, match="after this was asked"):
        await talk.approved(asked, DAN)


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({APPROVERS: frozenset()}, "Nobody is in"),
        ({}, "cannot read"),
        ({APPROVERS: frozenset({ANA.id})}, "only one who could"),
    ],
)
async def test_without_anybody_to_approve_nothing_is_asked(
    talk: Talk, groups: dict[str, frozenset[str]], reason: str
) -> None:
    """Empty, unreadable, or nobody but the requester: the door is closed, and says why."""
    await talk.knows(groups=groups)
    assert reason in ((await talk.requests.consent(ANA, "purchase")).problem or "")
    with pytest.raises(NotAllowed, match=reason):
        await talk.asked()
    assert await talk.trail() == []


async def test_a_reading_that_is_too_old_closes_the_door(talk: Talk) -> None:
    """Nobody knows who left since."""
    asked = await talk.asked()
    await talk.store.redis.delete(talk.store.keys.directory)
    with pytest.raises(NotAllowed, match="could not read"):
        await talk.approved(asked)
    with pytest.raises(NotAllowed, match="could not read"):
        await talk.asked(BEN)


async def test_an_approver_who_lost_the_right_meanwhile_buys_nothing(talk: Talk) -> None:
    """Slack is asked anew just before the order leaves."""
    asked = await talk.asked()
    await talk.approved(asked)
    assert talk.fresh is not None
    talk.fresh = replace(talk.fresh, members=talk.fresh.members | {BEN.id: GONE})
    await talk.steps.advance(asked.id)
    failed = await talk.now(asked)
    assert failed.state is RequestState.FAILED
    assert "may not approve any more" in (failed.outcome_words or "")
    assert await talk.orders() == []
    assert await talk.records.reserved("$") == 0


async def test_while_slack_does_not_say_who_may_nothing_is_bought(talk: Talk) -> None:
    """It waits for Slack, and goes on once it answers."""
    asked = await talk.asked()
    await talk.approved(asked)
    known, talk.fresh = talk.fresh, None
    await talk.steps.advance(asked.id)
    assert (await talk.now(asked)).state is RequestState.APPROVED
    assert await talk.due_in(asked) == pytest.approx(10, abs=2)
    talk.fresh = known
    await talk.steps.advance(asked.id)
    assert (await talk.now(asked)).state is RequestState.DONE


async def test_an_old_decision_does_not_run_late(talk: Talk) -> None:
    """After a quarter of an hour whoever approved may think otherwise: it is asked again."""
    asked = await talk.asked()
    await talk.approved(asked)
    await talk.later(asked, 16 * 60)
    await talk.steps.advance(asked.id)
    failed = await talk.now(asked)
    assert (failed.state, failed.too_late) == (RequestState.FAILED, True)
    assert "sk again" not in (failed.outcome_words or ""), "the card says so, as long as it is possible"
    assert await talk.orders() == []


async def test_a_request_that_waits_for_hours_is_not_late_once_approved(talk: Talk) -> None:
    """Its age counts from the decision, and its token and price are read anew."""
    asked = await talk.asked()
    await talk.later(asked, 7 * 3600)
    await talk.store.redis.hset(talk.store.keys.request(asked.id), "order", '{"token":"old","token_ms":1}')
    await talk.approved(asked)
    await talk.steps.advance(asked.id)
    assert (await talk.now(asked)).state is RequestState.DONE


async def test_declining_tells_why_and_frees_the_budget(talk: Talk) -> None:
    """Somebody else may want the money, and the number."""
    asked = await talk.asked()
    declined = await talk.decisions.decline(talk.click(CLEO, asked), "We have three already")
    assert (declined.state, declined.decided_by) == (RequestState.DECLINED, CLEO.id)
    assert declined.decision_words == "We have three already"
    assert await talk.records.reserved("$") == 0
    await talk.asked(number=asked.offer.number)


async def test_only_whoever_asked_can_withdraw(talk: Talk) -> None:
    """And after that nobody can approve it."""
    asked = await talk.asked()
    with pytest.raises(NotAllowed, match="who asked for it"):
        await talk.decisions.withdraw(talk.click(BEN, asked))
    withdrawn = await talk.decisions.withdraw(talk.click(ANA, asked))
    assert withdrawn.state is RequestState.WITHDRAWN
    with pytest.raises(AlreadyDecided) as late:
        await talk.approved(asked)
    assert (late.value.state, late.value.by) == ("withdrawn", ANA.id)


async def test_a_click_after_the_end_of_its_time_decides_nothing(talk: Talk) -> None:
    """Also where nobody got round to telling that it expired."""
    asked = await talk.asked()
    await talk.later(asked, 8 * 3600 + 1)
    with pytest.raises(TooLateToDecide):
        await talk.approved(await talk.now(asked))
    assert (await talk.now(asked)).state is RequestState.PENDING
    await talk.steps.advance(asked.id)
    assert (await talk.now(asked)).state is RequestState.EXPIRED


async def test_a_late_click_hears_when_the_time_was_over_and_not_when_it_was_asked_again(talk: Talk) -> None:
    """Asking again writes to the old record, whose end is another time."""
    asked = await talk.asked()
    await talk.later(asked, 9 * 3600)
    await talk.steps.advance(asked.id)
    expired = await talk.now(asked)
    await talk.requests.ask_again(expired)
    with pytest.raises(AlreadyDecided) as late:
        await talk.approved(asked)
    assert (late.value.state, late.value.at_ms) == ("expired", expired.expires_ms)


async def test_a_request_nobody_has_a_record_of_is_said_so(talk: Talk) -> None:
    """A card can be older than what it shows."""
    with pytest.raises(Outdated):
        await talk.decisions.approve(Click(BEN, "f" * 20, 1))
