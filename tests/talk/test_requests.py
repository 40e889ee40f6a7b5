"""What a person's click does: one request for one wish, refused in words, recorded before it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.errors import NotAllowed, NotOffered, StoreUnavailable
from bot.model import (
    AddressRequirement,
    AnyRequest,
    Change,
    Details,
    Group,
    Member,
    Money,
    Purchase,
    RequestState,
    SearchTerms,
    StepRun,
    Timer,
)
from bot.store.connection import Store, connect
from bot.store.outbox import Step
from bot.store.records import Records, Transition
from bot.talk.limits import Limits
from bot.talk.numbering import last_four
from bot.talk.policy import Policy
from bot.talk.requests import RequestService, Wish
from tests.talk.conftest import ANA, APPROVAL_TTL, BEN, DAN, TEAM, Talk


async def test_a_wish_is_on_record_with_everything_in_it(talk: Talk) -> None:
    """What a worker will do is what the person confirmed."""
    found = await talk.found()
    offer = found.results.offers[0]
    details = Details("Support US", Group(7, "Sales"))
    made = await talk.requests.buy(ANA, found, Wish(offer.number, None, details, "Spring campaign", "V0VIEW"))
    recorded = await talk.now(made)
    assert recorded == made
    assert (recorded.version, recorded.state) == (1, RequestState.APPROVED)
    assert (recorded.offer, recorded.terms, recorded.requested_by) == (offer, SearchTerms("US", "510"), ANA)
    assert (recorded.details, recorded.details_done, recorded.reason) == (details, False, "Spring campaign")
    assert recorded.view_id == "V0VIEW"
    assert await talk.records.order(made.id) == found.order(offer.number)
    assert talk.scheduled == [("advance", made.id), ("show", made.id)]


async def test_a_wish_without_nickname_and_group_has_nothing_left_to_set(talk: Talk) -> None:
    """The purchase is the end of it."""
    assert (await talk.asked()).details_done


async def test_rights_are_looked_at_when_the_wish_is_confirmed(talk: Talk) -> None:
    """The search may be a quarter of an hour old."""
    found = await talk.found()
    gone = {ANA.id: Member(active=False, guest=False)}
    await talk.knows(gone)
    with pytest.raises(NotAllowed):
        await talk.requests.buy(ANA, found, Wish(found.results.offers[0].number))
    assert await talk.trail() == []


async def test_somebody_without_rights_gets_nothing(talk: Talk) -> None:
    """Neither a request nor a look at one."""
    with pytest.raises(NotAllowed):
        await talk.requests.check_may_request(DAN)
    with pytest.raises(NotAllowed):
        await talk.requests.retry_details(DAN, "x" * 20, 1)


async def test_a_number_that_was_not_offered_is_not_asked_for(talk: Talk) -> None:
    """A wish names one of the numbers shown."""
    with pytest.raises(NotOffered):
        await talk.asked(number="+15105559999")
    assert await talk.trail() == []


async def test_somebody_elses_open_request_is_named_and_not_doubled(talk: Talk) -> None:
    """One open purchase a number; the second asker hears who is at it."""
    found, again = await talk.found(), await talk.found(BEN)
    number = found.results.offers[0].number
    await talk.requests.buy(ANA, found, Wish(number))
    with pytest.raises(NotOffered, match=f"<@{ANA.id}> already asked for this number"):
        await talk.requests.buy(BEN, again, Wish(number))
    assert await talk.trail() == ["requested"]


async def test_of_many_who_want_one_number_at_once_one_asks(talk: Talk) -> None:
    """Whoever came second is told in words, whatever the order."""
    found, again = await talk.found(), await talk.found(BEN)
    number = found.results.offers[0].number
    wishes = [talk.requests.buy(who, what, Wish(number)) for who, what in ((ANA, found), (BEN, again)) * 4]
    answers = await asyncio.gather(*wishes, return_exceptions=True)
    made = {answer.id for answer in answers if isinstance(answer, Purchase)}
    assert len(made) == 1
    assert sum(isinstance(answer, NotOffered) for answer in answers) == 4
    assert await talk.trail() == ["requested"]


async def test_a_number_whose_request_failed_can_be_asked_for_again(talk: Talk) -> None:
    """A failed request does not stand in the way."""
    first = await talk.asked()
    await talk.records.apply(Transition(replace(first, state=RequestState.FAILED), "refused", "talkbot"))
    assert (await talk.asked()).id != first.id


async def test_an_address_is_demanded_where_zendesk_demands_one(talk: Talk) -> None:
    """And has to be one that fits; what fits is in the results, not in the request."""
    found = await talk.found(terms=SearchTerms("GB"))
    offer = found.results.offers[0]
    assert offer.address_requirement is not AddressRequirement.NONE
    for wrong in (None, 1, 10**12):
        with pytest.raises(NotOffered, match="needs an address that fits"):
            await talk.requests.buy(ANA, found, Wish(offer.number, wrong))
    fitting = next(address for address in found.results.addresses or () if address.country == "GB" and address.sid)
    made = await talk.requests.buy(ANA, found, Wish(offer.number, fitting.id))
    assert made.address == fitting


async def test_an_address_where_none_is_needed_is_left_out(talk: Talk) -> None:
    """An order carries what is demanded, and nothing else of the account."""
    found = await talk.found()
    address = (found.results.addresses or ())[0]
    made = await talk.requests.buy(ANA, found, Wish(found.results.offers[0].number, address.id))
    assert made.address is None


async def test_details_are_tried_again_once_a_click(talk: Talk) -> None:
    """Two clicks on the same card are one wish, and so is one that comes late."""
    made = await talk.asked(details=Details("Support US"))
    done = replace(made, state=RequestState.DONE, number_id=1, details_done=True, details_problem="Refused.")
    bought = (await talk.records.apply(Transition(done, "bought", "talkbot"))).request
    assert bought is not None
    talk.scheduled.clear()
    await asyncio.gather(*(talk.requests.retry_details(BEN, made.id, bought.version) for _ in range(5)))
    again = await talk.now(made)
    assert (again.details_done, again.details_problem, again.version) == (False, None, bought.version + 1)
    assert talk.scheduled == [("advance", made.id), ("show", made.id)]
    assert (await talk.trail()).count("details retried") == 1


async def test_an_old_retry_does_not_act_on_a_newer_failure(talk: Talk) -> None:
    """They failed again since that card was drawn; its button was for the first time."""
    made = await talk.asked(details=Details("Support US"))
    done = replace(made, state=RequestState.DONE, number_id=1, details_done=True, details_problem="Refused.")
    first = (await talk.records.apply(Transition(done, "bought", "talkbot"))).request
    assert first is not None
    second = (await talk.records.apply(Transition(first, "details not set", "talkbot"))).request
    assert second is not None
    assert await talk.requests.retry_details(ANA, made.id, first.version) == second
    assert await talk.trail() == ["requested", "bought", "details not set"]


async def test_details_of_nothing_are_not_tried(talk: Talk) -> None:
    """A record that is gone, or has no problem, stays as it is."""
    made = await talk.asked()
    assert await talk.requests.retry_details(ANA, "nonsense", 1) is None
    assert await talk.requests.retry_details(ANA, made.id, made.version) == made
    assert await talk.trail() == ["requested"]


async def test_people_find_their_own_requests_newest_first(talk: Talk) -> None:
    """And nobody else's."""
    found = await talk.found()
    first, second = [await talk.requests.buy(ANA, found, Wish(offer.number)) for offer in found.results.offers[:2]]
    assert [request.id for request in (await talk.records.mine(ANA.id))[0]] == [second.id, first.id]
    assert await talk.records.mine(BEN.id) == ([], 0)


async def test_without_redis_nothing_is_asked_for(talk: Talk) -> None:
    """Fail closed: what cannot be recorded is not begun."""
    found = await talk.found()
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), talk.store.keys, patience=1)
    requests = RequestService(
        records=Records(nowhere, None),
        directory=talk.directory,
        policy=Policy(TEAM, frozenset({ANA.id})),
        limits=Limits(),
        schedule=_never,
        approval_ttl=APPROVAL_TTL,
    )
    with pytest.raises(StoreUnavailable):
        await requests.buy(ANA, found, Wish(found.results.offers[0].number))
    await nowhere.aclose()


class TestWithLimits:
    """A dollar and a half a month in all."""

    @pytest.fixture
    def limits(self) -> Limits:
        """The limit of this class."""
        return Limits(monthly_budget=Money(Decimal("1.5"), "$"))

    async def test_two_at_once_cannot_both_take_what_is_left(self, talk: Talk) -> None:
        """The sum is counted where the request is recorded, not where it was shown."""
        found = await talk.found()
        wishes = [talk.requests.buy(ANA, found, Wish(offer.number)) for offer in found.results.offers[:4]]
        answers = await asyncio.gather(*wishes, return_exceptions=True)
        assert sum(isinstance(answer, Purchase) for answer in answers) == 1
        refused = [answer for answer in answers if isinstance(answer, NotOffered)]
        assert len(refused) == 3
        assert "It would pass the budget: $1.00 of $1.50 a month is taken" in refused[0].reason
        assert await talk.records.reserved("$") == 1


async def test_whoever_releases_alone_need_not_say_why(talk: Talk) -> None:
    """The form calls it optional there, and nobody has to be convinced."""
    line = (await talk.releases.find(""))[0]
    look = await talk.releases.look(ANA, line.id)
    digits = last_four(line.number or str(line.id))
    assert (await talk.releases.ask(ANA, look.id, digits=digits, reason="", view_id="V0")).reason == ""


class TestWithAHighestPrice:
    """Less than anything costs."""

    @pytest.fixture
    def limits(self) -> Limits:
        """The limit of this class."""
        return Limits(max_monthly_price=Money(Decimal("0.5"), "$"))

    async def test_a_dearer_number_is_refused(self, talk: Talk) -> None:
        """Whatever the view offered."""
        with pytest.raises(
            NotOffered, match=r"cannot be bought. It costs \$1.00 a month; the limit is \$0.50 a number."
        ):
            await talk.asked()


async def _never(_step: Step, _request: AnyRequest | Change | StepRun | Timer) -> None:
    pytest.fail("nothing was recorded, so nothing is to be done")
