"""The ledger sees what is wrong: each test spoils a game that was right, in one place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.chaos.diary import Asked
from tests.chaos.evidence import Evidence, Order, Release, Shown
from tests.chaos.ledger import audit
from tests.chaos.table import table
from tests.chaos.violations import Kind
from tests.chaos.worlds import (
    ANA,
    BOUGHT,
    CHANNEL,
    DIRECT,
    EXPIRED,
    RELEASED,
    approval,
    cards,
    news,
    right_world,
)

RIGHT = right_world()


def kinds(evidence: Evidence) -> set[Kind]:
    """Return what kinds of violation the ledger finds."""
    return {violation.kind for violation in audit(evidence).violations}


def without(evidence: Evidence, ts: str) -> tuple[Shown, ...]:
    """Return what is shown but one direct message."""
    return tuple(one for one in evidence.shown if (one.channel, one.ts) != (DIRECT, ts))


def test_a_game_that_is_right_is_found_right() -> None:
    """A ledger that complains of everything would be read by nobody."""
    ledger = audit(RIGHT)
    assert ledger.violations == ()
    assert ledger.told == Counter({"Bought": 1, "Released": 1, "Expired": 1})


def test_a_second_order_is_seen_even_where_it_did_not_take_effect() -> None:
    """Luck is no defence: it must not have left."""
    assert kinds(replace(RIGHT, orders=(*RIGHT.orders, Order("t0", "+15105550123", committed=False)))) == {Kind.DOUBLE}


def test_an_order_without_a_request_is_seen() -> None:
    """Nobody pays for what nobody asked for."""
    assert kinds(replace(RIGHT, orders=(*RIGHT.orders, Order("t9", "+15105550177", committed=True)))) == {
        Kind.UNAPPROVED
    }


@pytest.mark.parametrize("by", [ANA, "U0DAN00001"])
def test_an_order_that_nobody_eligible_approved_is_seen(by: str) -> None:
    """Whoever asked does not count, nor does somebody without rights."""
    assert kinds(replace(RIGHT, presses=(approval(BOUGHT, by), approval(RELEASED)))) == {Kind.UNAPPROVED}


def test_a_release_that_nobody_approved_is_seen() -> None:
    """What cannot be undone is held to the same."""
    assert kinds(replace(RIGHT, presses=(approval(BOUGHT),))) == {Kind.UNAPPROVED}


def test_a_release_that_no_request_was_about_is_seen() -> None:
    """A line that goes by itself would be missed by nobody but its callers."""
    assert kinds(replace(RIGHT, releases=(*RIGHT.releases, Release(9, committed=True)))) == {Kind.UNAPPROVED}


def test_a_request_that_is_gone_is_seen() -> None:
    """They were shown that it stands; what was never answered may not have been made."""
    gone = Asked("Round 1-0009", "purchase", ANA, was_answered=True, request="FFFF")
    assert kinds(replace(RIGHT, asked=(*RIGHT.asked, gone))) == {Kind.LOST}
    assert not kinds(replace(RIGHT, asked=(*RIGHT.asked, replace(gone, was_answered=False))))


def test_a_request_that_was_shown_to_stand_already_is_not_lost() -> None:
    """Whoever asks for the same again is shown the first; somebody else's does not count."""
    same = Asked("Round 1-0009", "purchase", ANA, was_answered=True, request="E0")
    assert not kinds(replace(RIGHT, asked=(*RIGHT.asked, same)))
    assert kinds(replace(RIGHT, asked=(*RIGHT.asked, replace(same, person="U0BEN00001")))) == {Kind.LOST}


def test_a_request_that_changed_hands_is_seen() -> None:
    """What one asks for is not another's to withdraw."""
    theirs = replace(EXPIRED, requested_by="U0BEN00001")
    assert Kind.LOST in kinds(replace(RIGHT, records=(BOUGHT, RELEASED, theirs)))


def test_a_request_that_never_ends_is_seen() -> None:
    """Somebody waits for it."""
    still = replace(EXPIRED, state="pending")
    assert Kind.OPEN in kinds(replace(RIGHT, records=(BOUGHT, RELEASED, still)))
    assert kinds(replace(RIGHT, due=("show:e0",))) == {Kind.OPEN}


def test_a_purchase_told_as_failed_that_was_made_is_seen() -> None:
    """The record, the message and the card all say the same, and the account says otherwise."""
    failed = replace(BOUGHT, state="failed", number_id=None)
    shown = (*without(RIGHT, "4.0"), news("4.0", "Not bought: +1 510-555-0123. Zendesk gave no answer."))
    found = kinds(replace(RIGHT, records=(failed, RELEASED, EXPIRED), shown=shown))
    assert {Kind.UNTRUE, Kind.UNTOLD} <= found


def test_a_purchase_told_as_made_that_failed_is_seen() -> None:
    """The order was refused and nothing is in the account."""
    found = kinds(replace(RIGHT, orders=(Order("t0", "+15105550123", committed=False),), owned={}))
    assert Kind.UNTRUE in found


def test_a_number_told_as_bought_that_is_not_owned_is_seen() -> None:
    """Unless another request released it since."""
    assert kinds(replace(RIGHT, owned={}, reserved=frozenset())) == {Kind.UNTRUE}
    gone = replace(RELEASED, subject="7")
    released = replace(RIGHT, owned={}, reserved=frozenset(), records=(BOUGHT, gone, EXPIRED))
    assert not kinds(replace(released, releases=(Release(7, committed=True),)))


def test_a_price_that_counts_for_nothing_or_does_not_count_is_seen() -> None:
    """A budget that leaks refuses what could be bought; one that forgets lets through what may not be."""
    assert kinds(replace(RIGHT, reserved=frozenset())) == {Kind.BUDGET}
    assert kinds(replace(RIGHT, reserved=frozenset({BOUGHT.id, EXPIRED.id}))) == {Kind.BUDGET}


def test_a_line_told_as_released_that_is_still_there_is_seen() -> None:
    """Its callers would notice first."""
    assert Kind.UNTRUE in kinds(replace(RIGHT, releases=(Release(8, committed=False),)))
    assert kinds(replace(RIGHT, owned={**RIGHT.owned, 8: "+15105550199"})) == {Kind.UNTRUE}


@pytest.mark.parametrize("last", ["Not bought: +1 510-555-0123.", "Checking +1 510-555-0123. Whether it was bought"])
def test_a_last_word_that_is_not_true_is_seen(last: str) -> None:
    """What was said before it helps nobody."""
    assert kinds(replace(RIGHT, shown=(*RIGHT.shown, news("9.0", last)))) == {Kind.UNTRUE}


def test_an_outcome_that_nobody_was_told_is_seen() -> None:
    """A card that was edited notifies nobody."""
    assert kinds(replace(RIGHT, shown=without(RIGHT, "6.0"))) == {Kind.UNTOLD}


def test_a_card_that_says_what_is_over_is_seen() -> None:
    """In the channel as in the direct message."""
    stale = Shown(CHANNEL, "1.0", "", "*Buying +1 510-555-0123*", is_card=True, person=None)
    shown = tuple(one for one in RIGHT.shown if (one.channel, one.ts) != (CHANNEL, "1.0"))
    assert kinds(replace(RIGHT, shown=(*shown, stale))) == {Kind.STALE}


def test_a_card_that_is_missing_is_seen_unless_somebody_took_it_away() -> None:
    """Nothing edits it any more, so nothing finds out that it is gone."""
    gone = replace(RIGHT, shown=without(RIGHT, "1.0"))
    assert kinds(gone) == {Kind.STALE}
    assert not kinds(replace(gone, deleted=frozenset({(DIRECT, "1.0")})))
    assert kinds(replace(RIGHT, standing=RIGHT.standing[1:])) == {Kind.STALE}


@pytest.mark.parametrize(
    "action", ["request.approve", "request.withdraw", "request.details", "request.again", "search.again"]
)
def test_a_button_for_what_is_no_longer_possible_is_seen(action: str) -> None:
    """Also on the card of whoever asked, where others may be allowed."""
    asked, _ = cards(1, "Bought +1 510-555-0123", (action, "b0:3"))
    assert kinds(replace(RIGHT, shown=(*without(RIGHT, "1.0"), asked))) == {Kind.STALE}


def test_a_button_about_another_request_is_seen() -> None:
    """It would do something else than the card says."""
    asked, _ = cards(3, "Expired: purchase of +1 510-555-0142", ("request.again", "b0:3"))
    assert kinds(replace(RIGHT, shown=(*without(RIGHT, "3.0"), asked))) == {Kind.STALE}


def test_a_card_without_a_keeper_is_counted_and_must_have_no_buttons() -> None:
    """Slack took the post and its answer was lost: that happens, and hurts nobody as long as nothing can be pressed."""
    orphan = Shown(CHANNEL, "8.0", "", "*Buying*", is_card=True, person=None)
    ledger = audit(replace(RIGHT, shown=(*RIGHT.shown, orphan)))
    assert not ledger.violations
    assert ledger.figures["cards without a keeper (no buttons)"] == 1
    pressable = replace(orphan, buttons=(("request.again", "e0:2"),))
    assert kinds(replace(RIGHT, shown=(*RIGHT.shown, pressable))) == {Kind.STALE}


def test_clicks_without_an_answer_and_bugs_are_seen() -> None:
    """They count like everything else."""
    assert kinds(replace(RIGHT, unanswered=("a click got no answer",))) == {Kind.UNANSWERED}
    assert kinds(replace(RIGHT, silent=("nobody heard who was first",))) == {Kind.UNANSWERED}
    assert kinds(replace(RIGHT, bugs=("worker-1: KeyError",))) == {Kind.BUG}


def test_the_table_has_a_row_for_every_kind() -> None:
    """Zeros are what it is read for."""
    lines = list(table(audit(RIGHT), Counter({"redis killed": 2}), deliveries=12, seconds=3.4))
    for kind in Kind:
        assert any(line.startswith(str(kind)) and line.endswith(" 0") for line in lines), kind
    assert any("redis killed" in line and line.endswith(" 2") for line in lines)
