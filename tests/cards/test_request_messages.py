"""What people are told of a request besides its card: direct messages, replies in its thread, reminders."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest

from bot.cards.request_card import channel_trouble, outcome, reminder, thread_note
from bot.model import AnyRequest, RequestState
from tests.cards.extremes_requests import CROWD, GROUPS
from tests.cards.rules import elements, texts
from tests.cards.samples import DELETION, PURCHASE, asked

NUMBER = "+1 510-555-0123"
LINE = "+1 510-555-0199 (Support US)"
BEGINNINGS: list[tuple[AnyRequest, str, dict[str, Any], str]] = [
    (PURCHASE, "done", {}, f"Bought {NUMBER}"),
    (PURCHASE, "done", {"corrected": True}, f"Bought after all: {NUMBER}"),
    (PURCHASE, "failed", {}, f"Not bought: {NUMBER}"),
    (PURCHASE, "declined", {}, f"Declined: purchase of {NUMBER}"),
    (PURCHASE, "expired", {}, f"Expired: purchase of {NUMBER}"),
    (PURCHASE, "withdrawn", {}, f"Withdrawn: purchase of {NUMBER}"),
    (PURCHASE, "unknown", {}, f"Checking {NUMBER}"),
    (DELETION, "done", {}, f"Released {LINE}"),
    (DELETION, "done", {"corrected": True}, f"Released after all: {LINE}"),
    (DELETION, "failed", {}, f"Not released: {LINE}"),
    (DELETION, "declined", {}, f"Declined: release of {LINE}"),
    (DELETION, "expired", {}, f"Expired: release of {LINE}"),
    (DELETION, "withdrawn", {}, f"Withdrawn: release of {LINE}"),
    (DELETION, "stopped", {}, f"Stopped: release of {LINE}"),
    (DELETION, "unknown", {}, f"Checking {LINE}"),
    (DELETION, "holding", {}, f"Approved: release of {LINE}"),
    (DELETION, "holding", {"decided_by": None, "needs_approval": False}, f"On hold: release of {LINE}"),
]


EVERY = list(product((PURCHASE, DELETION), RequestState))


@pytest.mark.parametrize(("request_", "state", "changes", "beginning"), BEGINNINGS)
def test_every_message_begins_with_the_word_that_says_how_it_ended(
    request_: AnyRequest, state: str, changes: dict[str, Any], beginning: str
) -> None:
    """A notification shows the first words only, to whoever asked and to those in the thread alike."""
    request = asked(request_, RequestState(state), **changes)
    for told in (outcome(request), thread_note(request)):
        assert told.text.startswith(beginning)
        assert texts(told.blocks)[0].startswith(f"*{beginning}*")


@pytest.mark.parametrize(("request_", "state"), EVERY)
def test_no_message_has_a_button(request_: AnyRequest, state: RequestState) -> None:
    """It is never edited, so a button in it would outlive what it does."""
    request = asked(request_, state)
    for told in (outcome(request), thread_note(request), reminder(request, ()), channel_trouble(request, "C0X")):
        assert elements(told.blocks, "button") == []


@pytest.mark.parametrize(("request_", "state"), EVERY)
def test_the_thread_mentions_whoever_asked(request_: AnyRequest, state: RequestState) -> None:
    """A reply notifies only those it mentions."""
    told = thread_note(asked(request_, state))
    assert "asked for by <@U0ANA>" in told.text
    assert "asked for by <@U0ANA>" in texts(told.blocks)[0]


@pytest.mark.parametrize("request_", [PURCHASE, DELETION])
def test_whoever_was_declined_reads_by_whom_and_why(request_: AnyRequest) -> None:
    """The reason is what the form asks for."""
    for told in (outcome, thread_note):
        sent = told(asked(request_, RequestState.DECLINED, decision_words="One is *enough* <!here>"))
        assert re.search(r"Declined by <@U0BEN> <!date\^\d+\^at .*>: One is enough &lt;!here&gt;", sent.text)
        assert "Nothing was " in sent.text


def test_whoever_asked_for_a_release_reads_when_it_happens_and_how_to_stop_it() -> None:
    """This is the last moment at which anybody can."""
    told = outcome(asked(DELETION, RequestState.HOLDING))
    assert "Approved by <@U0BEN> <!date^1795399970^at " in told.text
    assert f"{LINE} is released <!date^1795400600^at " in told.text
    assert "To stop it, press Stop deletion on the card above or in App Home." in told.text


def test_a_release_says_where_its_settings_are_kept_and_what_zendesk_made_of_it() -> None:
    """Somebody may have to set the number up again by hand."""
    told = outcome(asked(DELETION, RequestState.DONE, outcome_words="The number was already gone."))
    assert "number id 26525525651599" in told.text
    assert "The number was already gone. Its settings as they were are in the audit trail:" in told.text
    assert "`talkbot audit --number +15105550199`" in told.text


def test_a_stopped_release_names_who_approved_and_who_stopped() -> None:
    """They may have to talk."""
    told = outcome(asked(DELETION, RequestState.STOPPED)).text
    assert "Approved by <@U0BEN>" in told
    assert "Stopped by <@U0CYD>" in told
    assert "the number stays as it is" in told


@pytest.mark.parametrize(
    ("count", "groups", "words"),
    [
        (1, GROUPS, "<@U0000>"),
        (5, GROUPS, "<@U0000>, <@U0001>, <@U0002>, <@U0003>, <@U0004>"),
        (6, (), "<@U0000>, <@U0001>, <@U0002>, <@U0003>, <@U0004> and 1 more"),
        (200, GROUPS, "<@U0000>, <@U0001>, <@U0002>, <@U0003>, <@U0004> and 195 more of the approver groups"),
    ],
)
def test_a_reminder_mentions_at_most_five_people_no_group_and_not_whoever_asked(
    count: int, groups: tuple[str, ...], words: str
) -> None:
    """It comes up to four times."""
    told = reminder(asked(PURCHASE, RequestState.PENDING, eligible=CROWD[:count]), groups)
    until = "<!date^1795428800^until {date_short_pretty} {time}|until 2026-11-23 10:13 UTC>"
    expected = f"Still waiting for one of {words} to decide on this request to buy {NUMBER}, {until}."
    assert told.text == expected
    assert texts(told.blocks) == [expected]


def test_a_card_that_cannot_be_posted_is_told_with_what_to_do() -> None:
    """The request is recorded, and only the bot's membership is missing."""
    told = channel_trouble(asked(DELETION, RequestState.PENDING), "C0APPROVALS")
    assert told.text.startswith(f"Release requested: {LINE}. I cannot post your request in <#C0APPROVALS>.")
    assert "Invite me there with `/invite @talkbot`." in told.text
    assert "Nothing is lost: it waits" in told.text
    assert "App Home" in told.text
