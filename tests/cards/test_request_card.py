"""The standing card of a request: which buttons it has in each state and place, and what it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bot.cards.request_card import card, who_may_decide
from bot.model import AnyRequest, Deletion, Details, Hanging, Place, Purchase, RequestState
from tests.cards.extremes_requests import CROWD, GROUPS
from tests.cards.rules import elements, texts
from tests.cards.samples import BUDGET, DELETION, NOW_MS, PURCHASE, as_payload, asked

PLACES: tuple[Place, ...] = ("requester", "approvals")
KINDS: dict[str, AnyRequest] = {"purchase": replace(PURCHASE, budget=BUDGET), "deletion": DELETION}
DECIDE = ["request.approve", "request.decline", "request.details"]
WITHDRAW = ["request.withdraw", "request.details"]
STOP = ["request.stop", "request.details"]
# Everything that is not named here has no button at all.
BUTTONS = {
    ("purchase", "pending", "approvals"): DECIDE,
    ("purchase", "pending", "requester"): WITHDRAW,
    ("purchase", "failed", "requester"): ["search.again"],
    ("purchase", "expired", "requester"): ["request.again"],
    ("deletion", "pending", "approvals"): DECIDE,
    ("deletion", "pending", "requester"): WITHDRAW,
    ("deletion", "holding", "approvals"): STOP,
    ("deletion", "holding", "requester"): STOP,
    ("deletion", "expired", "requester"): ["request.again"],
}
EVERY_CARD = list(product(KINDS, RequestState, PLACES))


def buttons(request: AnyRequest, place: Place) -> list[dict[str, Any]]:
    """Return the buttons of a card, in order."""
    return elements(card(request, place, GROUPS).blocks, "button")


def said(request: AnyRequest, place: Place = "approvals", groups: tuple[str, ...] = ()) -> str:
    """Return everything people read in a card, and hear of it."""
    sent = card(request, place, groups)
    return "\n".join([*texts(sent.blocks), sent.text])


@pytest.mark.parametrize(("kind", "state", "place"), EVERY_CARD)
def test_a_card_has_the_buttons_that_can_be_pressed_there_now_and_no_others(
    kind: str, state: RequestState, place: Place
) -> None:
    """A button that is no longer possible is a lie, and one that is missing leaves somebody without a way."""
    found = [button["action_id"] for button in buttons(asked(KINDS[kind], state), place)]
    assert found == BUTTONS.get((kind, state.value, place), [])


@pytest.mark.parametrize(("kind", "state", "place"), EVERY_CARD)
def test_every_button_names_the_record_and_the_version_it_was_made_of(
    kind: str, state: RequestState, place: Place
) -> None:
    """By it a click on an older card is told from one on this one."""
    request = asked(KINDS[kind], state)
    for button in buttons(request, place):
        if button["action_id"] != "search.again":
            assert button["value"] == f"{request.id}:{request.version}"
    for row in elements(card(request, place, GROUPS).blocks, "actions"):
        # While it is on hold the buttons stay the same ones, so that no click on them misses that the hold began.
        assert row["block_id"] == f"{kind}-{'holding' if state is RequestState.HOLDING else request.version}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", [RequestState.EXPIRED, RequestState.FAILED])
def test_what_ended_for_want_of_time_can_be_asked_again_once_and_only_by_whoever_asked(
    kind: str, state: RequestState
) -> None:
    """Asked twice over, the second would stand in the way of the first."""
    late = asked(KINDS[kind], state, too_late=True)
    assert [button["action_id"] for button in buttons(late, "requester")] == ["request.again"]
    assert buttons(late, "approvals") == []
    assert "Ask again if it is still wanted." in said(late, "requester")
    again = replace(late, asked_again=True)
    assert buttons(again, "requester") == []
    assert "It was asked for again." in said(again, "requester")


def test_what_a_released_number_was_is_said_to_be_where_it_is() -> None:
    """The history that people read has no room for a whole configuration; the export has."""
    assert f"`talkbot audit --number {DELETION.number}`" in said(asked(DELETION, RequestState.DONE), "requester")


def test_a_purchase_whose_details_failed_can_be_retried_by_whoever_asked() -> None:
    """Approvers have nothing to do with the nickname."""
    request = asked(PURCHASE, RequestState.DONE, details=Details("Support US"), details_problem="Zendesk refused.")
    assert [button["action_id"] for button in buttons(request, "requester")] == ["details.retry"]
    assert buttons(request, "approvals") == []


def test_approving_a_purchase_asks_once_more_with_number_and_price() -> None:
    """Money moves by this click."""
    approve, decline, details = buttons(asked(PURCHASE, RequestState.PENDING), "approvals")
    assert approve["style"] == "primary"
    assert approve["confirm"]["text"]["text"] == "Buy +1 510-555-0123 for $1.00 a month?"
    assert not {"style", "confirm"} & (set(decline) | set(details))


def test_approving_a_release_says_what_callers_will_hear() -> None:
    """It cannot be undone."""
    approve, *_ = buttons(asked(DELETION, RequestState.PENDING), "approvals")
    question = approve["confirm"]
    assert question["text"]["text"] == (
        "Release +1 510-555-0199 (Support US)? Callers will hear that the number does not exist. Zendesk promises no "
        "way to get it back."
    )
    assert question["style"] == "danger"


@pytest.mark.parametrize("place", PLACES)
def test_stopping_and_withdrawing_ask_once_more(place: Place) -> None:
    """Either means that somebody has to ask all over again."""
    stop, _ = buttons(asked(DELETION, RequestState.HOLDING), place)
    assert (stop["text"]["text"], stop["style"]) == ("Stop deletion", "danger")
    assert stop["confirm"]["confirm"]["text"] == "Stop deletion"
    withdraw, _ = buttons(asked(DELETION, RequestState.PENDING), "requester")
    assert "You asked to release +1 510-555-0199 (Support US)." in withdraw["confirm"]["text"]["text"]


def test_a_card_to_decide_on_says_who_asks_for_what_why_for_how_much_and_until_when() -> None:
    """Whoever decides should not have to ask anybody."""
    shown = said(asked(KINDS["purchase"], RequestState.PENDING))
    assert "*<@U0ANA> asks to buy +1 510-555-0123*  Oakland, CA, United States · local · $1.00 a month" in shown
    for fact in (
        "*Why*\nSpring campaign line",
        "*Each month*\n$1.00",
        "*Each year*\n$12.00",
        "*Of the budget*\n$14.00 of $40.00 a month used after this",
        "*Nickname*\nSupport US",
        "*Answers in*\nSales",
        "<!date^1795428800^until {date_short_pretty} {time}|",
        "request 7F3K · waits for one of <@U0BEN>, <@U0CYD>",
    ):
        assert fact in shown


def test_a_card_of_a_release_says_what_hangs_on_the_number_and_how_old_that_is() -> None:
    """What stops working is what people decide by."""
    shown = said(asked(DELETION, RequestState.PENDING))
    assert "*<@U0ANA> asks to release +1 510-555-0199 (Support US)*" in shown
    assert "<!date^1795399880^at {time} {date_short_pretty}|" in shown
    for fact in (
        "Groups that answer it: Tier 1, Billing",
        "IVR: Main menu",
        "Schedules: US hours",
        "Greetings: Voicemail US",
        "Lines that overflow to it: Support UK, Support DE",
        "Lines that fail over to it: Support FR",
    ):
        assert fact in shown
    assert "Could not be read" not in shown


def test_what_could_not_be_read_is_not_told_as_nothing() -> None:
    """An approver who reads that nothing hangs on it would be misled."""
    unread = Hanging(unread=("schedules", "greetings"), read_ms=NOW_MS)
    shown = said(asked(DELETION, RequestState.PENDING, hanging=unread))
    assert "Could not be read: schedules, greetings. There may be more." in shown
    assert "Nothing: no group" not in shown
    assert "Nothing: no group" in said(asked(DELETION, RequestState.PENDING, hanging=replace(unread, unread=())))


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        ("approved", "purchase", "Approved by <@U0BEN> {decided} · buying …"),
        ("executing", "purchase", "Approved by <@U0BEN> {decided} · buying …"),
        ("approved", "deletion", "Approved by <@U0BEN> {decided} · releasing …"),
        ("unknown", "purchase", "Approved by <@U0BEN> {decided} · checking …"),
        ("done", "purchase", "Approved by <@U0BEN> {decided} · Bought {now} · number id 26525525651609"),
        ("done", "deletion", "Approved by <@U0BEN> {decided} · Released {now} · number id 26525525651599"),
        ("failed", "purchase", "Approved by <@U0BEN> {decided} · Ended {now}"),
        ("declined", "purchase", "Declined by <@U0BEN> {decided}: We have one already."),
        ("declined", "deletion", "Declined by <@U0BEN> {decided}: We have one already."),
        ("withdrawn", "deletion", "Withdrawn by <@U0ANA> {now}"),
        ("expired", "purchase", "Expired {now}"),
        ("stopped", "deletion", "Approved by <@U0BEN> {decided} · Stopped by <@U0CYD> {now}"),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_a_decided_card_says_who_what_and_when(state: str, kind: str, words: str, place: Place) -> None:
    """It is the record people look at a year later."""
    times = {
        "decided": "<!date^1795399970^at {time} {date_short_pretty}|at 2026-11-23 02:12 UTC>",
        "now": "<!date^1795400000^at {time} {date_short_pretty}|at 2026-11-23 02:13 UTC>",
    }
    shown = card(asked(KINDS[kind], RequestState(state)), place, ())
    assert words.format(**times) in texts(shown.blocks)
    assert f"request {'7F3K' if kind == 'purchase' else '9QX2'}" in texts(shown.blocks)[-1]


@pytest.mark.parametrize("place", PLACES)
def test_a_release_on_hold_says_until_when_it_can_be_stopped(place: Place) -> None:
    """The end is shown only once it is known: the hold starts when this card stands."""
    ends = "<!date^1795400600^at {time} {date_short_pretty}|at 2026-11-23 02:23 UTC>"
    assert f"+1 510-555-0199 (Support US) is released {ends} unless somebody stops it." in said(
        asked(DELETION, RequestState.HOLDING), place
    )
    unknown = said(asked(DELETION, RequestState.HOLDING, hold_ends_ms=None), place)
    assert "The hold is about to start" in unknown
    assert "is released" not in unknown


@pytest.mark.parametrize("kind", KINDS)
def test_the_channel_is_not_told_that_it_will_get_a_message(kind: str) -> None:
    """What is said to whoever asked is not true of those who decide."""
    for state in RequestState:
        request = asked(KINDS[kind], state, outcome_words="It ended.")
        assert "you will get" not in said(request, "approvals").casefold()
    for state in (RequestState.PENDING, RequestState.EXECUTING):
        assert "you will get a message" in said(asked(KINDS[kind], state), "requester").casefold()


@pytest.mark.parametrize(
    ("count", "groups", "words"),
    [
        (1, GROUPS, "<@U0000>"),
        (5, GROUPS, "<@U0000>, <@U0001>, <@U0002>, <@U0003>, <@U0004>"),
        (6, GROUPS, "<!subteam^S0TALK>, <!subteam^S0OPS>"),
        (6, (), "<@U0000>, <@U0001>, <@U0002>, <@U0003>, <@U0004> and 1 more"),
        (200, ("S0TALK",), "<!subteam^S0TALK>"),
        (0, (), "nobody"),
    ],
)
def test_few_who_may_decide_are_mentioned_one_by_one_and_many_as_their_groups(
    count: int, groups: tuple[str, ...], words: str
) -> None:
    """Two hundred mentions would be noise, and one group of three would notify people who may not decide."""
    request = asked(PURCHASE, RequestState.PENDING, eligible=CROWD[:count])
    assert who_may_decide(request, groups).text == words
    shown = texts(card(request, "approvals", groups).blocks)[-1]
    assert f"waits for one of {words}" in shown
    assert shown.endswith(", not <@U0ANA>") == ("subteam" in words)


def test_the_first_post_of_a_card_mentions_who_may_decide_without_its_buttons() -> None:
    """The buttons come a moment later, by an edit, which notifies nobody."""
    sent = card(asked(PURCHASE, RequestState.PENDING), "approvals", ())
    bare = [block for block in sent.blocks if block["type"] != "actions"]
    assert "<@U0BEN>" in "\n".join(texts(bare))
    assert "<@U0BEN>" in sent.text


@pytest.mark.parametrize(("kind", "place"), list(product(KINDS, PLACES)))
def test_hostile_words_of_a_requester_ping_nobody(kind: str, place: Place) -> None:
    """The reason and the nickname are read by a whole channel."""
    evil = "<!channel> <!here> <@U0EVE> <!subteam^S0EVE> <#C0EVE> <https://example.com|click>"
    changes: dict[str, Any] = {"reason": evil, "decision_words": evil}
    for state in RequestState:
        request = asked(KINDS[kind], state, **changes)
        if isinstance(request, Deletion):
            line = replace(request.line, nickname=evil, place=evil, display_number=evil)
            request = replace(request, line=line, hanging=replace(request.hanging, groups=(evil,), unread=(evil,)))
        elif isinstance(request, Purchase):
            request = replace(request, details=Details(evil), offer=replace(request.offer, place=evil))
        sent = as_payload(card(request, place, GROUPS))
        shown = "\n".join([*(each["text"] for each in elements(sent, "mrkdwn")), sent["text"]])
        assert "EVE" in shown
        for ping in ("<!channel", "<!here", "<@U0EVE", "<!subteam^S0EVE", "<#C0EVE", "<https"):
            assert ping not in shown


def test_a_card_never_sounds_like_a_page_of_full_stops() -> None:
    """What is read aloud is made of sentences that have their own."""
    for (kind, state, place), groups in product(EVERY_CARD, ((), GROUPS)):
        spoken = card(asked(KINDS[kind], state, at_ms=NOW_MS), place, groups).text
        assert ".." not in spoken
        assert "…." not in spoken
