"""Requests that wait for a colleague, as people make them through the mounted bot, and the cards they stand on.

The fixture has no worker: `shown` does what the job would do, with the same board.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from bot.cards.board import Board
from bot.model import AnyRequest, Deletion, Person, Purchase, RequestState, SearchTerms
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, BEN, CLEO, TEAM_ID
from bot.store.copies import Copies
from bot.store.outbox import Outbox
from bot.store.records import Transition
from bot.talk.policy import Policy
from bot.talk.requests import Wish
from tests.slack.conftest import Bot
from tests.slack.payloads import Payload

R = TypeVar("R", bound=AnyRequest)

CHANNEL = APPROVAL_CHANNEL.id
SUPPORT_US = "Support US"
DIGITS = "0199"
"""The last four of Support US's number."""

TOGETHER = Policy(
    TEAM_ID,
    requesters=frozenset({ANA.id, BEN.id}),
    approvers=frozenset({APPROVERS.id}),
    approvals=frozenset({"purchase", "deletion"}),
    channel=CHANNEL,
)
"""Ana and Ben may ask; Ben and Cleo, as a user group, approve. Dan is a member who may do neither."""


async def asked(bot: Bot, who: str = ANA.id, *, reason: str = "Spring campaign", **typed: str) -> Purchase:
    """Have somebody ask for the first number of a search. typed: by block id, such as nickname."""
    person = bot.person(who)
    view = await person.picks(await person.searches("US 510"))
    fields = {name: {f"{name}.type": text} for name, text in (typed | {"reason": reason}).items()}
    answer = await person.submits(view, fields)
    assert answer["ok"], answer
    await person.sees_modal(callback_id="purchase.progress")
    newest = await newest_of(bot, who)
    assert isinstance(newest, Purchase)
    return newest


async def asked_release(
    bot: Bot, who: str = ANA.id, *, text: str = SUPPORT_US, digits: str = DIGITS, reason: str = "Nobody calls it"
) -> Deletion:
    """Have somebody ask for the release of a line."""
    person = bot.person(who)
    assert (await person.types(f"/talk delete {text}"))["ok"]
    view = await person.sees_modal(callback_id="release.confirm")
    answer = await person.submits(view, {"digits": {"digits.type": digits}, "reason": {"reason.type": reason}})
    assert answer["ok"], answer
    await person.sees_modal(callback_id="release.progress")
    newest = await newest_of(bot, who)
    assert isinstance(newest, Deletion)
    return newest


async def newest_of(bot: Bot, who: str) -> AnyRequest:
    """Return what somebody asked for last."""
    return (await bot.records.mine(who))[0][0]


async def now(bot: Bot, request: R) -> R:
    """Return a record as it stands."""
    found = await bot.records.find(request.id)
    assert isinstance(found, type(request))
    return found


async def trail(bot: Bot, request: AnyRequest) -> list[str]:
    """Return what happened to a request according to the trail, oldest first."""
    entries: Any = await bot.store.redis.xrange(bot.store.keys.trail)
    return [bot.wire.read(fields["entry"])["happened"] for _, fields in entries if fields["id"] == request.id]


async def shown(bot: Bot, request: AnyRequest) -> dict[str, Any]:
    """Bring a request's cards up to date as the job does; the one in the approval channel."""
    board = Board(
        bot.replies.slack,
        bot.records,
        Copies(bot.store),
        Outbox(bot.store),
        channel=CHANNEL,
        groups=(APPROVERS.id,),
    )
    await board.show(request.id)
    card = await card_of(bot, request)
    bot.wire.order.clear()
    return card


async def card_of(bot: Bot, request: AnyRequest) -> dict[str, Any]:
    """Return a request's card in the approval channel as it stands in Slack."""
    posted = await Copies(bot.store).find(request.id)
    cards = {message["ts"]: message for message in await bot.person(BEN.id).messages(CHANNEL)}
    return cards[posted.cards["approvals"].copy.ts]


async def direct_card(bot: Bot, request: AnyRequest) -> dict[str, Any]:
    """Return a request's card in the direct messages of whoever asked."""
    posted = await Copies(bot.store).find(request.id)
    cards = {message["ts"]: message for message in await bot.person(request.requested_by.id).direct_messages()}
    return cards[posted.cards["requester"].copy.ts]


async def waiting(bot: Bot, who: str = ANA.id, **typed: str) -> tuple[Purchase, dict[str, Any]]:
    """Have somebody ask for a number; the request and its card in the approval channel."""
    request = await asked(bot, who, **typed)
    return request, await shown(bot, request)


async def held(bot: Bot, who: str = ANA.id) -> tuple[Deletion, dict[str, Any]]:
    """Have somebody ask for a release, and an approver approve it; the request on hold, and its card in the channel."""
    request = await asked_release(bot, who)
    approver = BEN.id if who != BEN.id else CLEO.id
    on_hold = replace(request, state=RequestState.HOLDING, decided_by=approver)
    began = {"decided_ms": timedelta(0), "hold_started_ms": timedelta(0), "hold_ends_ms": timedelta(minutes=10)}
    outcome = await bot.records.apply(Transition(on_hold, "approved", approver, clock=began))  # type: ignore[arg-type]
    assert outcome.request is not None
    bot.scheduled.clear()
    return outcome.request, await shown(bot, outcome.request)


async def ended(bot: Bot, request: R, state: RequestState, **changes: Any) -> R:
    """Let a request end as it would if a job or somebody else were there."""
    outcome = await bot.records.apply(
        Transition(replace(await now(bot, request), state=state, **changes), state, "talkbot")
    )
    assert outcome.code == "ok"
    assert outcome.request is not None
    return outcome.request


async def expired(bot: Bot, request: R) -> R:
    """Let the time of a request pass, and have that told."""
    return await ended(bot, request, RequestState.EXPIRED, too_late=True)


async def pass_time(bot: Bot, request: AnyRequest) -> None:
    """Let the time of a request pass, with nobody having got round to telling it."""
    await bot.store.redis.hset(bot.store.keys.request(request.id), "expires_ms", 1)


def by(payload: Payload, who: str, team: str = TEAM_ID) -> Payload:
    """Return an interaction as somebody else's."""
    return payload | {"user": {"id": who, "username": "x", "name": "x", "team_id": team}}


def value(request: AnyRequest, version: int | None = None) -> str:
    """Return what a request's buttons carry."""
    return f"{request.id}:{request.version if version is None else version}"


async def several(bot: Bot, count: int, who: str = ANA.id) -> list[Purchase]:
    """Have somebody ask for several numbers, as fast as it can be recorded."""
    person = Person(TEAM_ID, who)
    results = await bot.search.run(person, SearchTerms("US", "510"))
    found = await bot.search.find(results.id, person)
    made: list[Purchase] = []
    taken = {request.subject for request in (await bot.records.mine(ANA.id, most=50))[0]}
    for offer in results.offers:
        if len(made) < count and offer.number not in taken:
            made.append(await bot.requests.buy(person, found, Wish(offer.number, reason="Spring campaign")))
    return made


def notes_the_record(bot: Bot) -> None:
    """Have it noted on the wire, between the request and its answer, when a record is written."""

    async def note() -> None:
        bot.wire.order.append("recorded")

    bot.meanwhile.append(note)
