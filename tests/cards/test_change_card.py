"""The card of a change: who changed what from what to what, what came of it, and what can be done about it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.change_card import change_card, change_news
from bot.cards.change_csv import COLUMNS, change_as_csv
from bot.model import ChangeState, LineStatus
from bot.talk.catalog import Catalog
from tests.cards.rules import elements, texts
from tests.cards.samples import LINE, as_payload
from tests.cards.samples_changes import (
    BY_BEN,
    CATALOG,
    QUEUE_SIZE,
    UNKNOWN,
    VOICEMAIL,
    change,
    every_status,
    many,
    one,
)

HOSTILE = "<!channel> *x* & <@U0ANA>"


def read(sent: Any) -> str:
    """Return everything that can be read on a card."""
    return "\n".join(texts(as_payload(sent)))


def buttons(sent: Any) -> list[str]:
    """Return the actions of a card's buttons, in order."""
    return [each["action_id"] for each in elements(as_payload(sent), "button")]


def rows(sent: Any) -> list[list[str]]:
    """Return the cells of a card's table."""
    (table,) = elements(as_payload(sent), "table")
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_a_card_says_who_changed_what_from_what_to_what_and_why() -> None:
    """It is what people look at when a line does not do what they expect."""
    wanted = {QUEUE_SIZE: 20, "group_ids": [8, 123], VOICEMAIL: False}
    line = one(wanted=wanted, old={QUEUE_SIZE: 10, "group_ids": [7], VOICEMAIL: True})
    card = change_card(change(line), "requester", CATALOG)
    shown = read(card)
    assert "*<@U0ANA> changed Support US*  +1 510-555-0199" in shown
    assert "*Queue size*\n10 calls → *20 calls*" in shown
    assert "*Groups*\nSales → *Support, group 123*" in shown
    assert "*Voicemail*\nOn → *Off*" in shown
    assert "Why: Spring campaign" in shown
    assert "Queue size: 10 calls → 20 calls" in card.text
    assert "Why: Spring campaign" in card.text
    assert buttons(card) == ["change.undo"]


def test_what_zendesk_did_not_take_is_said() -> None:
    """It answers with 200 all the same."""
    wanted = {QUEUE_SIZE: 20, VOICEMAIL: False}
    line = one(wanted=wanted, old={QUEUE_SIZE: 10, VOICEMAIL: True}, now={QUEUE_SIZE: 10, VOICEMAIL: False})
    shown = read(change_card(change(line), "requester", CATALOG))
    assert "*Queue size*\nZendesk did not take: 20 calls; it still says: 10 calls" in shown
    nothing = change_card(change(one(now={QUEUE_SIZE: 10})), "requester", CATALOG)
    assert "Zendesk did not take the change of Support US" in nothing.text
    assert buttons(nothing) == [], "nothing changed, so there is nothing to put back"


def test_a_difference_is_shown_with_what_was_seen_what_is_and_what_is_wanted() -> None:
    """Nothing is overwritten that the person did not see."""
    card = change_card(change(one(LineStatus.CONFLICT)), "requester", CATALOG)
    assert "You saw: 10 calls\nIt is now: *15 calls*\nYou want: 20 calls" in read(card)
    assert "Somebody changed Support US meanwhile" in card.text
    assert buttons(card) == ["change.anyway", "change.leave"]
    for_others = change_card(change(one(LineStatus.CONFLICT)), "approvals", CATALOG)
    assert "Was: 10 calls" in read(for_others)
    assert buttons(for_others) == []


def test_a_refusal_comes_with_its_reason_and_can_be_tried_again() -> None:
    """The words are the record's, with what to do next."""
    refused = one(LineStatus.REFUSED, words="Zendesk refused: “is too long”. Change what it names, then try again.")
    card = change_card(change(refused), "requester", CATALOG)
    assert "Not changed: Support US" in card.text
    assert "Zendesk refused: “is too long”." in read(card)
    assert buttons(card) == ["change.retry"]


def test_what_changed_unasked_stops_everything_and_offers_the_ways_out() -> None:
    """Zendesk may answer one change with another."""
    surprise = one(unasked={VOICEMAIL: (True, False), UNKNOWN: (1, 2)})
    halted = change(surprise, replace(one(LineStatus.WAITING), line=LINE), state=ChangeState.HALTED, ended_ms=None)
    card = change_card(halted, "requester", CATALOG)
    shown = read(card)
    assert "On Support US this changed too, though nobody asked:\n*Voicemail*: On → Off" in shown
    assert f"*{UNKNOWN}*: 1 → 2" in shown
    assert buttons(card) == ["change.restore", "change.go_on", "change.stop", "change.csv"]
    alone = change_card(change(surprise, state=ChangeState.HALTED), "requester", CATALOG)
    assert buttons(alone) == ["change.restore", "change.go_on"]
    unwritable = one(unasked={"completely.unknown": (1, 2)})
    cannot = change_card(change(unwritable, state=ChangeState.HALTED), "requester", CATALOG)
    assert buttons(cannot) == ["change.go_on"]


def test_several_lines_are_a_table_with_what_needs_a_look_first() -> None:
    """A person reads the top of it."""
    card = change_card(change(*every_status(50)), "requester", CATALOG)
    heading, *lines = rows(card)
    assert heading == ["Number", "Queue size", "Outcome"]
    assert len(lines) == 25
    outcomes = [line[-1] for line in lines]
    assert outcomes[:2] == [
        "Changed by somebody else",
        "Zendesk refused: “is not included in the list”. Change what it names.",
    ]
    assert outcomes[20:] == ["Left as it is"] * 5
    assert ["15 calls (20 calls wanted)", "Changed by somebody else"] in [line[1:] for line in lines]
    assert ["15 calls (20 calls wanted)", "Left as it is"] in [line[1:] for line in lines]
    assert "and 25 more: all lines as CSV" in read(card)
    assert "<@U0ANA> changed 10 of 50 numbers" in card.text
    assert "10 changed · 10 refused · 10 changed by somebody else meanwhile · 10 so already · 10 left" in card.text


def test_many_properties_share_a_column() -> None:
    """Slack's table has twenty of them, and a phone's screen three."""
    wanted: dict[str, Any] = {QUEUE_SIZE: 20, VOICEMAIL: False, "recorded": True, "sms_enabled": True}
    line = one(wanted=wanted)
    heading, first, _ = rows(change_card(change(line, replace(line, line=LINE)), "requester", CATALOG))
    assert heading == ["Number", "Now → then", "Outcome"]
    assert "Queue size: 10 calls → 20 calls; Voicemail: " in first[1]


def test_while_it_runs_a_card_says_how_far_it_is_and_can_stop() -> None:
    """A table of what waits would be the same two hundred times."""
    lines = (*many(37), *many(163, LineStatus.WAITING))
    card = change_card(change(*lines, state=ChangeState.RUNNING, ended_ms=None), "requester", CATALOG)
    assert "Changing 37 of 200 …" in read(card)
    assert "Changing 37 of 200 …" in card.text
    assert buttons(card) == ["change.stop"]
    assert elements(as_payload(card), "table") == []


def test_a_stopped_change_says_who_stopped_it_and_can_be_taken_up_again() -> None:
    """What is done stays done."""
    lines = (*many(2), *many(3, LineStatus.STOPPED))
    card = change_card(change(*lines, state=ChangeState.STOPPED, stopped_by="U0BEN"), "requester", CATALOG)
    assert "Stopped by <@U0BEN>" in read(card)
    assert buttons(card) == ["change.undo", "change.retry", "change.csv"]
    by_itself = change(*lines, state=ChangeState.STOPPED, words="You may not change numbers any more.")
    assert "You may not change numbers any more." in read(change_card(by_itself, "requester", CATALOG))


def test_an_undone_change_says_by_whom_and_cannot_be_undone_again() -> None:
    """Its undo has a card of its own, with Undo, which is redo."""
    undone = change(undone_by=BY_BEN.id)
    card = change_card(undone, "requester", CATALOG, later=BY_BEN)
    assert "Undone by <@U0BEN>" in read(card)
    assert buttons(card) == []
    undo = change(one(), by=BY_BEN.by, undoes=undone.id)
    of_ben = change_card(undo, "requester", CATALOG, earlier=undone)
    assert "<@U0BEN> put back what <@U0ANA> changed on Support US" in of_ben.text
    assert buttons(of_ben) == ["change.undo"]


def test_undo_asks_before_what_happens() -> None:
    """It sends calls another way at once."""
    (undo,) = elements(as_payload(change_card(change(), "requester", CATALOG)), "button")
    assert undo["confirm"]["text"]["text"].startswith("Queue size of Support US becomes what it was before.")
    assert undo["value"] == f"{change().id}:0"


def test_where_calls_newly_go_is_on_the_card() -> None:
    """It may cost money, and others may listen."""
    card = change_card(change(outside=("+442079460123",)), "approvals", CATALOG)
    assert "Calls can go to +44 20 7946 0123, beyond the numbers of this account." in read(card)
    assert "+44 20 7946 0123" in card.text


@pytest.mark.parametrize("count", [1, 2])
def test_hostile_names_ping_nobody_and_read_as_they_are(count: int) -> None:
    """Anybody who may edit a number in Zendesk may write them."""
    line = replace(one(wanted={"nickname": HOSTILE}), line=replace(LINE, nickname=HOSTILE))
    card = change_card(change(*[line] * count, reason=HOSTILE), "requester", CATALOG)
    news = change_news(change(*[line] * count, reason=HOSTILE), CATALOG)
    for sent in (card, news):
        for mrkdwn in (sent.text, *(each["text"] for each in elements(as_payload(sent), "mrkdwn"))):
            assert "<!channel>" not in mrkdwn
            assert "*x*" not in mrkdwn
            assert mrkdwn.count("<@") == mrkdwn.count("<@U0ANA>")
    assert "&lt;!channel&gt; x &amp; &lt;@U0ANA&gt;" in read(card)


def test_news_says_the_outcome_and_where_more_is() -> None:
    """The card above was edited, which notifies nobody."""
    news = change_news(change(*many(197), *many(3, LineStatus.REFUSED)), CATALOG)
    assert news.text.startswith("<@U0ANA> changed 197 of 200 numbers. 197 changed · 3 refused.")
    assert "Support 0: Zendesk refused" in news.text
    assert "The card above" in news.text
    assert buttons(news) == []


def test_the_file_has_every_property_of_every_line_and_runs_nothing() -> None:
    """Spreadsheets run what begins like a formula."""
    formula = "=HYPERLINK(1)"
    wanted = {"nickname": formula, QUEUE_SIZE: 20}
    lines = [
        replace(one(wanted=wanted, old={"nickname": None, QUEUE_SIZE: 10}), line=replace(LINE, id=number))
        for number in range(300)
    ]
    lines[7] = replace(lines[7], unasked={VOICEMAIL: (True, False)})
    content = change_as_csv(change(*lines), Catalog())
    heading, *cells = csv.reader(io.StringIO(content.removeprefix("\ufeff")))
    assert tuple(heading) == COLUMNS
    assert len(cells) == 601
    assert cells[:3] == [
        [
            "7",
            "+15105550199",
            "Support US",
            "Nickname",
            "not set",
            f"'{formula}",
            f"'{formula}",
            "Changed, and something else too",
        ],
        [
            "7",
            "+15105550199",
            "Support US",
            "Queue size",
            "10 calls",
            "20 calls",
            "20 calls",
            "Changed, and something else too",
        ],
        ["7", "+15105550199", "Support US", "Voicemail", "On", "", "Off", "Changed though nobody asked"],
    ]
