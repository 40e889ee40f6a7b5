"""Whoever must not decide does not, whatever they send: the requester above all, who may be an approver as well.

Each payload is signed with the real secret, as if Slack had sent it: what is in it is all that an attacker has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.model import AnyRequest, Member, RequestState
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, CLEO, DAN, OTHER_TEAM_ID, TEAM_ID
from bot.store.keys import Keys
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.approvals import TOGETHER, asked, asked_release, by, ended, held, now, several, trail, value, waiting
from tests.slack.conftest import Bot
from tests.slack.payloads import Payload, form, pressed_in_home, pressed_in_message, pressed_in_view, signed, submission

DECIDING = ("request.approve", "request.decline")
WAYS: dict[str, Callable[[str, str], Payload]] = {
    "a message": pressed_in_message,
    "a modal": pressed_in_view,
    "App Home": pressed_in_home,
}
CARRIED = (
    *("", ":", ":1", "*:1", "None:1", "\x00:1", "\ud800:1", "x" * 100_000, "../request/{id}:1", "{id}\n:1"),
    *("{id}", "{id}:", "{id}:0", "{id}:-1", "{id}: 1", "{id}:1 ", "{id}:01x", "{id}:1.0", "{id}:\uff11", "{id}:2"),
    *("{id}:99999999999999999999", "{id}:" + "9" * 5000),
)
EVERYBODY = (ANA.id, BEN.id, CLEO.id)


@pytest.fixture
def policy() -> Policy:
    """Ana, Ben and Cleo ask, and all three approve: Ana and Ben by name, Ben and Cleo through the group."""
    return replace(TOGETHER, requesters=frozenset(EVERYBODY), approvers=frozenset({ANA.id, BEN.id, APPROVERS.id}))


async def undecided(bot: Bot, request: AnyRequest) -> bool:
    """Return whether nobody decided on a request."""
    return (await now(bot, request)).state is RequestState.PENDING and await trail(bot, request) == ["requested"]


def decline_of(request: AnyRequest) -> Payload:
    """Return the submission of the form to decline a request."""
    metadata = f'{{"request":"{request.id}","version":{request.version}}}'
    state = {"values": {"reason": {"reason.type": {"type": "plain_text_input", "value": "No"}}}}
    return submission("request.decline", private_metadata=metadata, state=state)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("action_id", DECIDING)
@pytest.mark.parametrize("who", EVERYBODY)
async def test_nobody_decides_on_their_own_request(bot: Bot, who: str, action_id: str, way: str) -> None:
    """Named, in the group, or both; by a button anywhere, of this version and of those to come."""
    request = await asked(bot, who)
    for version in (request.version, request.version + 1):
        click = by(WAYS[way](action_id, value(request, version)), who)
        assert (await bot.forges(click)).status_code == 200
    assert await undecided(bot, request)


async def test_nobody_declines_their_own_request_by_a_form_they_were_never_shown(bot: Bot) -> None:
    """The form comes back with whatever is put into it."""
    request = await asked(bot)
    answer = (await bot.forges(decline_of(request))).json()
    assert "a colleague has to decide" in text_of(answer)
    assert await undecided(bot, request)


async def test_the_name_in_a_payload_is_nobody(bot: Bot) -> None:
    """Only the id says who clicked; every other thing that names a person is decoration."""
    request = await asked(bot)
    click = pressed_in_message("request.approve", value(request))
    click["user"] |= {"username": "ben", "name": "ben"}
    click["message"] |= {"user": BEN.id}
    click |= {"user_id": BEN.id, "event": None, "enterprise": {"id": BEN.id}}
    click["actions"][0] |= {"user": BEN.id, "selected_user": BEN.id}
    await bot.forges(click)
    assert await undecided(bot, request)


async def test_another_persons_click_does_not_count_for_whoever_sends_it_again(bot: Bot) -> None:
    """To the byte it is taken once, and with the sender's own id it is the sender's."""
    request, card = await waiting(bot)
    await bot.person(BEN.id).clicks_in(card, "request.approve")
    body, headers = bot.wire.received[-1], bot.wire.headers[-1]
    (other,) = await several(bot, 1, CLEO.id)
    assert (await bot.sends(body, headers)).text == ""
    replayed = by(bot.wire.read(body), CLEO.id)
    replayed["actions"][0]["value"] = value(other)
    await bot.forges(replayed)
    assert await undecided(bot, other)
    assert await trail(bot, request) == ["requested", "approved"]


async def test_a_changed_body_under_an_old_signature_is_not_let_in(bot: Bot) -> None:
    """Whoever could read a request cannot make another of it."""
    request, card = await waiting(bot)
    await bot.person(DAN.id).clicks_in(card, "request.details")
    body, headers = bot.wire.received[-1], bot.wire.headers[-1]
    changed = body.replace("request.details", "request.approve").replace(DAN.id, BEN.id)
    assert changed != body
    assert (await bot.sends(changed, headers)).status_code == 401
    assert (await bot.sends(changed, signed(changed, secret="another"))).status_code == 401
    assert await undecided(bot, request)


@pytest.mark.parametrize("team", [OTHER_TEAM_ID, "", TEAM_ID.lower(), f"{TEAM_ID} "])
@pytest.mark.parametrize("action_id", [*DECIDING, "request.withdraw", "request.details"])
async def test_an_id_counts_only_in_this_workspace(bot: Bot, action_id: str, team: str) -> None:
    """In a shared channel the same id may be somebody else's."""
    request = await asked(bot)
    who = ANA.id if action_id == "request.withdraw" else BEN.id
    click = by(pressed_in_message(action_id, value(request)), who, team) | {"team": {"id": team}}
    click["response_url"] = await bot.response_url()
    bot.wire.order.clear()
    await bot.forges(click)
    assert bot.calls() == ["response_url"], "words, and no view"
    assert await undecided(bot, request)


@pytest.mark.parametrize(
    "member",
    [
        Member(active=True, guest=True),
        Member(active=False, guest=False),
        Member(active=True, guest=False, foreign=True),
    ],
    ids=["guest", "deactivated", "of another organisation"],
)
@pytest.mark.parametrize("action_id", [*DECIDING, "request.stop", "request.details"])
async def test_an_approver_who_is_no_full_member_any_more_does_nothing(
    bot: Bot, member: Member, action_id: str
) -> None:
    """Named, in the group and eligible when it was asked for: none of it helps."""
    request: AnyRequest = (await held(bot))[0] if action_id == "request.stop" else await asked(bot)
    await bot.knows({BEN.id: member})
    bot.wire.order.clear()
    await bot.forges(by(pressed_in_home(action_id, value(request)), BEN.id))
    assert "views.push" not in bot.calls()
    assert (await now(bot, request)).version == request.version


async def test_a_group_joined_after_the_request_gives_no_say_in_it(bot: Bot) -> None:
    """Otherwise whoever can change the group approves what a friend asked for them."""
    request = await asked(bot)
    await bot.knows(groups={APPROVERS.id: (*APPROVERS.users, DAN.id)})
    click = by(pressed_in_message("request.approve", value(request)), DAN.id)
    await bot.forges(click | {"response_url": await bot.response_url()})
    await bot.person().sees_message("You became an approver after this was asked for")
    assert await undecided(bot, request)


@pytest.mark.parametrize("action_id", ["request.approve", "request.withdraw", "request.stop", "request.again"])
async def test_a_value_that_no_button_carries_does_nothing_and_gets_words(bot: Bot, action_id: str) -> None:
    """Garbage, other versions, huge and negative ones: no bug, no transition, never silence."""
    request = await asked(bot)
    who = BEN.id if action_id in ("request.approve", "request.stop") else ANA.id
    for carried in CARRIED:
        click = by(pressed_in_message(action_id, carried.format(id=request.id)), who)
        await bot.forges(click | {"response_url": await bot.response_url()})
        assert await undecided(bot, request), carried
        said = [message["text"] for message in await bot.person().messages() if message.get("ephemeral")][-1]
        assert "What /talk can do" not in said, f"nothing was said of {carried[:50]!r}"
        assert "Something broke" not in said, f"a bug, by {carried[:50]!r}"


async def test_a_value_of_another_shape_does_nothing(bot: Bot) -> None:
    """Slack sends text; whatever comes instead is nobody's request."""
    request = await asked(bot)
    click = by(pressed_in_home("request.approve", "x"), BEN.id)
    shapes: tuple[object, ...] = (None, 5, True, {}, [], {"id": 1})
    for carried in shapes:
        click["actions"][0]["value"] = carried
        assert (await bot.forges(click)).status_code == 200
        assert await undecided(bot, request)


async def test_what_is_for_one_kind_does_nothing_to_the_other(bot: Bot) -> None:
    """A purchase is never on hold."""
    request = await asked(bot)
    click = by(pressed_in_message("request.stop", value(request)), BEN.id)
    await bot.forges(click | {"response_url": await bot.response_url()})
    await bot.person().sees_message("Only a release can be stopped.")
    assert await undecided(bot, request)
    retry = pressed_in_message("details.retry", value(await asked_release(bot)))
    await bot.forges(retry | {"response_url": await bot.response_url()})
    await bot.person().sees_message("I no longer have the record of this request.")


@pytest.mark.parametrize("version", ["0", "2", "-1", "null", '"1"', "1.5", "{}", "9" * 5000])
async def test_a_form_to_decline_another_version_declines_nothing(bot: Bot, version: str) -> None:
    """What it asked about is not what stands there now."""
    request = await asked(bot)
    payload = by(decline_of(request), BEN.id)
    payload["view"]["private_metadata"] = f'{{"request":"{request.id}","version":{version}}}'
    answer = (await bot.forges(payload)).json()
    said = text_of(answer) + str(answer.get("errors"))
    assert "Its card shows what can be done now." in said or "I no longer have the record" in said
    assert await undecided(bot, request)


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '{"request": 5}', '{"request": {}, "version": 1}'])
async def test_a_form_to_decline_nothing_is_told_so(bot: Bot, metadata: str) -> None:
    """It comes back with the request, so it is looked at as something from outside."""
    request = await asked(bot)
    payload = by(decline_of(request), BEN.id)
    payload["view"]["private_metadata"] = metadata
    answer = (await bot.forges(payload)).json()
    assert "I no longer have the record of this request." in text_of(answer) + str(answer.get("errors"))
    assert await undecided(bot, request)


async def test_a_request_of_another_account_is_not_there(bot: Bot) -> None:
    """Its record stands in the same redis, under names that no click reaches."""
    request = await asked(bot)
    theirs = Keys(TEAM_ID, "elsewhere.test")
    ours = bot.store.keys.request(request.id)
    fields: dict[Any, Any] = await bot.store.redis.hgetall(ours)
    await bot.store.redis.hset(theirs.request(request.id), mapping=fields)
    await bot.store.redis.expire(theirs.request(request.id), 60)
    await bot.store.redis.delete(ours)
    for carried in (value(request), f"}}elsewhere.test:{request.id}:1", f"{theirs.request(request.id)}:1"):
        click = by(pressed_in_message("request.approve", carried), BEN.id)
        await bot.forges(click | {"response_url": await bot.response_url()})
        await bot.person().sees_message("I no longer have the record of this request.")
    assert await bot.store.redis.hgetall(theirs.request(request.id)) == fields
    await bot.store.redis.hset(ours, mapping=fields)


async def test_a_confirmation_names_a_search_of_whoever_sends_it(bot: Bot) -> None:
    """A search of Ana's does not let Ben ask for what she found."""
    ana = bot.person()
    view = await ana.picks(await ana.searches("US 510"))
    assert (await ana.submits(view, {"reason": {"reason.type": "x"}}))["ok"]
    payload = by(bot.wire.payload, BEN.id)
    answer = (await bot.forges(payload)).json()
    assert answer["view"]["callback_id"] == "search.outdated"
    assert await bot.records.mine(BEN.id) == ([], 0)


async def test_carrying_on_somebody_elses_request_leaves_it_as_it_is(bot: Bot) -> None:
    """The form names the request that it carries on; naming another's takes nothing from them."""
    theirs = await ended(bot, await asked_release(bot), RequestState.EXPIRED, too_late=True)
    await asked_release(bot, BEN.id)
    payload = bot.wire.payload
    look = payload["view"]["private_metadata"].rstrip("}")
    payload["view"]["private_metadata"] = f'{look},"again":"{theirs.id}"}}'
    assert (await bot.forges(payload)).json()["view"]["callback_id"] == "release.progress"
    assert not (await now(bot, theirs)).asked_again


async def test_a_stranger_who_clicks_everything_changes_nothing(bot: Bot) -> None:
    """Dan reads the channel and is named nowhere."""
    request = await asked(bot)
    release, _ = await held(bot)
    for each in (request, release):
        for action_id in ("approve", "decline", "withdraw", "stop", "again"):
            for way in WAYS.values():
                await bot.forges(by(way(f"request.{action_id}", value(each)), DAN.id))
        await bot.forges(by(decline_of(each), DAN.id))
        assert (await now(bot, each)).version == each.version
    answer = await bot.sends(form(by(payloads.submission("release.confirm"), DAN.id)))
    assert answer.status_code == 200
    assert await bot.records.mine(DAN.id) == ([], 0)
