"""What is told of a purchase in each of its states: the modal, the card and the message of its outcome."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.blocks import Message
from bot.cards.purchase_views import progress
from bot.cards.request_card import card, outcome
from bot.model import Address, Details, Group, Purchase, RequestState
from tests.cards.rules import elements, texts
from tests.cards.samples import PURCHASE, as_payload

UNDER_WAY = (RequestState.APPROVED, RequestState.EXECUTING)


def inside(state: RequestState, **changes: Any) -> Purchase:
    """Return the purchase in a state, without anybody having to approve it."""
    return replace(PURCHASE, state=state, **changes)


def mine(purchase: Purchase) -> Message:
    """Return the card as it stands in the direct messages of whoever asked."""
    return card(purchase, "requester", ())


def said(sent: dict[str, Any]) -> str:
    """Return everything people read in a view or message."""
    return "\n".join([*texts(sent["blocks"]), sent.get("text", "")])


def buttons(sent: object) -> dict[str, str]:
    """Return the value of each button by its action id."""
    return {button["action_id"]: button["value"] for button in elements(sent, "button")}


@pytest.mark.parametrize(
    ("purchase", "beginning"),
    [
        (inside(RequestState.DONE), "Bought +1 510-555-0123"),
        (inside(RequestState.DONE, corrected=True), "Bought after all: +1 510-555-0123"),
        (inside(RequestState.FAILED), "Not bought: +1 510-555-0123"),
        (inside(RequestState.FAILED, corrected=True), "Not bought: +1 510-555-0123"),
        (inside(RequestState.UNKNOWN), "Checking +1 510-555-0123"),
    ],
)
def test_the_outcome_begins_with_the_word_that_says_it(purchase: Purchase, beginning: str) -> None:
    """A notification shows the first words only."""
    told = outcome(purchase)
    assert told.text.startswith(beginning)
    assert texts(told.blocks)[0].startswith(f"*{beginning}*")
    assert elements(told.blocks, "actions") == []


def test_a_number_that_was_bought_has_a_receipt() -> None:
    """Who, what, when, for how much and under which ids: what accounting and support ask for."""
    purchase = inside(RequestState.DONE, address=Address(1, "Oakland office", "1 Broadway", "US", "AD1"))
    for sent in (as_payload(mine(purchase)), progress(purchase)):
        receipt = said(sent)
        assert "*Number id*\n26525525651609" in receipt
        assert "*Each month*\n$1.00" in receipt
        assert "*Each year*\n$12.00" in receipt
        assert "*Registered under*\nOakland office" in receipt
        assert "*Nickname*\nSupport US" in receipt
        assert "*Answers in*\nSales" in receipt
        assert "<!date^1795399940^Asked {date_short_pretty} {time}|Asked 2026-11-23 02:12 UTC> by <@U0ANA>" in receipt
        assert "Bought <!date^1795400000^at " in receipt
        assert "*Why*\nSpring campaign line" in receipt
        assert receipt.count("request 7F3K") == 1
        assert "greetings, schedule and settings are changed with /talk edit" in receipt


def test_the_outcome_names_price_and_number_id() -> None:
    """Whoever only sees the message knows what was bought."""
    told = outcome(inside(RequestState.DONE))
    assert told.text.startswith("Bought +1 510-555-0123 · $1.00 a month · number id 26525525651609")


def test_details_that_could_not_be_set_can_be_retried_once_per_click() -> None:
    """The value carries the version, so that the second of two clicks finds a newer record and does nothing."""
    purchase = inside(RequestState.DONE, details=Details(nickname="Support US"), details_problem="Zendesk refused.")
    assert buttons(mine(purchase).blocks) == {"details.retry": "7f3k00000000000000aa:3"}
    assert "Nickname not set: Zendesk refused." in said(as_payload(mine(purchase)))
    assert "*Nickname*" not in said(as_payload(mine(purchase)))
    assert buttons(progress(purchase)) == {}
    assert buttons(outcome(purchase).blocks) == {}


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (Details("Support US", Group(7, "Sales")), "Nickname or group not set: It broke."),
        (Details(group=Group(7, "Sales")), "Group not set: It broke."),
    ],
)
def test_only_what_was_asked_for_is_said_to_be_missing(details: Details, words: str) -> None:
    """Of two one may be set; the sentence must not claim otherwise."""
    purchase = inside(RequestState.DONE, details=details, details_problem="It broke.")
    assert words in said(as_payload(mine(purchase)))


def test_details_that_are_being_set_are_not_told_as_set() -> None:
    """The number is bought a moment before its nickname is."""
    purchase = inside(RequestState.DONE, details_done=False)
    assert "Setting nickname and group …" in said(as_payload(mine(purchase)))
    assert "*Nickname*" not in said(as_payload(mine(purchase)))
    assert "nickname" not in said(as_payload(outcome(purchase)))


def test_the_outcome_does_not_repeat_the_card() -> None:
    """It stands right below it: one line says that it is done, and more only what somebody has to do."""
    assert len(texts(outcome(inside(RequestState.DONE)).blocks)) == 1
    problem = inside(RequestState.DONE, details_problem="Zendesk refused.")
    assert "Nickname or group not set: Zendesk refused." in said(as_payload(outcome(problem)))


def test_a_number_without_a_group_says_who_answers_it() -> None:
    """An unanswered new number is the next question people have."""
    purchase = inside(RequestState.DONE, details=Details(nickname="Support US"))
    assert "Calls go to your account's default group" in said(as_payload(mine(purchase)))


def test_a_purchase_that_failed_says_why_and_searches_again_in_one_click() -> None:
    """Numbers go quickly; the same search may have another."""
    purchase = inside(RequestState.FAILED, outcome_words="Zendesk refused: “Numéro pris”. Pick another one.")
    for sent in (as_payload(mine(purchase)), progress(purchase)):
        assert "Zendesk refused: “Numéro pris”. Pick another one." in said(sent)
        assert "*Number id*" not in said(sent)
    assert buttons(mine(purchase).blocks) == {"search.again": "US 510 local contains *22*"}
    view = progress(purchase)
    assert view["submit"]["text"] == "Search again"
    assert json.loads(view["private_metadata"]) == {"again": "US 510 local contains *22*"}


def test_a_failure_nobody_explained_is_still_a_sentence() -> None:
    """An empty block would be refused by Slack, and an empty reason by people."""
    assert "nothing is known of why" in said(as_payload(mine(inside(RequestState.FAILED, outcome_words=None))))


@pytest.mark.parametrize("show", [mine, progress])
def test_while_zendesk_is_silent_nothing_is_promised(show: Any) -> None:
    """Until the number was looked for, neither Bought nor Not bought is true."""
    shown = show(inside(RequestState.UNKNOWN))
    sent = shown if isinstance(shown, dict) else as_payload(shown)
    assert "Checking whether the number was bought; nothing will be ordered again." in said(sent)
    assert buttons(sent) == {}
    assert "Bought" not in said(sent)


@pytest.mark.parametrize("state", UNDER_WAY)
def test_the_modal_may_be_closed_while_the_number_is_bought(state: RequestState) -> None:
    """People should not sit and wait before it."""
    view = progress(inside(state))
    assert texts(view["blocks"]) == ["Buying +1 510-555-0123. You can close this, you will get a message."]


@pytest.mark.parametrize("state", RequestState)
def test_the_modal_never_asks_for_anything(state: RequestState) -> None:
    """It is replaced while people look at it; what they had typed would be lost."""
    view = progress(inside(state))
    assert elements(view, "input") == []
    assert view["close"]["text"] == "Back to results"


@pytest.mark.parametrize("state", [state for state in RequestState if state is not RequestState.FAILED])
def test_one_button_ends_it_all(state: RequestState) -> None:
    """Slack's own closing button takes one view off, and the results with the number just bought would come back."""
    view = progress(inside(state))
    assert view["submit"]["text"] == ("Done" if state is RequestState.DONE else "Close")
    assert "private_metadata" not in view


@pytest.mark.parametrize("state", [*UNDER_WAY, RequestState.UNKNOWN])
def test_a_card_whose_request_is_open_has_no_buttons(state: RequestState) -> None:
    """There is nothing to decide, and a click could only be wrong."""
    assert buttons(mine(inside(state)).blocks) == {}


def test_every_version_of_a_card_has_buttons_of_its_own() -> None:
    """Slack may keep showing a block that comes again under the id it has."""
    ids = {
        elements(mine(replace(inside(RequestState.FAILED), version=n)).blocks, "actions")[0]["block_id"] for n in (1, 2)
    }
    assert len(ids) == 2


def test_what_a_reason_says_to_slack_is_only_text() -> None:
    """The reason is typed by a person and read by others."""
    purchase = inside(RequestState.DONE, reason="<!channel> *free* `money` & more")
    assert "*Why*\n&lt;!channel&gt; free money &amp; more" in said(as_payload(mine(purchase)))
