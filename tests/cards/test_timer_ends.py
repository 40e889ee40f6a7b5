"""The card of a timer at its end: what was put back, what was not, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.timer_card import timer_card
from bot.model import ChangeState, TimerState
from tests.cards.samples import NOW_MS
from tests.cards.samples_timers import HOUR_MS, look_of, timer_of
from tests.cards.timer_reading import CHANGED, CONFLICT, REFUSED, buttons, first, labels, said


def test_reverting_says_what_is_being_done_and_offers_nothing() -> None:
    """A second click would have nothing to do."""
    look = look_of(timer_of(2, state=TimerState.REVERTING), state=ChangeState.RUNNING)
    assert first(look).startswith("*Voicemail is being turned back on for 2 lines …*")
    assert labels(look) == []


def test_a_reverted_one_says_by_what_and_has_no_buttons() -> None:
    """What ended by itself needs nobody."""
    look = look_of(timer_of(2, state=TimerState.REVERTED))
    assert first(look).startswith("*Voicemail is on again for 2 lines* · <@U0BEN>")
    assert "Support 0: off → on" in said(timer_card(look))
    assert f"Its time was over <!date^{NOW_MS // 1000}^at" in said(timer_card(look))
    assert labels(look) == []


def test_who_turned_it_back_is_named() -> None:
    """Whoever wonders can ask them."""
    look = look_of(timer_of(2, state=TimerState.REVERTED, ended_by="U0CLEO"))
    assert "Turned back by <@U0CLEO>" in said(timer_card(look))
    assert "late" not in said(timer_card(look))


def test_a_revert_long_after_its_time_says_so() -> None:
    """Whoever counted on the time has to know that callers heard something else for a while."""
    turned = NOW_MS + HOUR_MS + 45 * 60_000
    late = look_of(timer_of(2, state=TimerState.REVERTED, turned_ms=turned))
    assert "That was late by 45 minutes" in said(timer_card(late))
    in_time = look_of(timer_of(2, state=TimerState.REVERTED, turned_ms=NOW_MS + HOUR_MS + 29 * 60_000))
    assert "late by" not in said(timer_card(in_time))


def test_late_is_also_what_zendesk_was_away_for_at_its_end() -> None:
    """Its time came, and was over long before Zendesk took it; what a person thought over meanwhile is not late."""
    turned, ended = NOW_MS + HOUR_MS, NOW_MS + 2 * HOUR_MS
    look = look_of(timer_of(2, state=TimerState.REVERTED, turned_ms=turned, ended_ms=ended))
    assert "That was late by 1 hour" in said(timer_card(look))
    assert look.back is not None
    decided = replace(look, back=replace(look.back, stage=1))
    assert "late" not in said(timer_card(decided))


def test_a_conflict_at_the_end_asks_and_overwrites_nothing() -> None:
    """The words are those that people decide by."""
    look = look_of(timer_of(2, state=TimerState.CONFLICT), back=(CHANGED, CONFLICT))
    assert first(look).startswith("*Voicemail is on again for 1 of 2 lines*")
    assert "Support 1 was changed in Zendesk meanwhile (voicemail off since). Left as it is." in said(timer_card(look))
    shown = buttons(timer_card(look))
    assert shown["change.anyway"]["text"]["text"] == "Set back to on anyway"
    assert look.back is not None
    assert shown["change.anyway"]["value"] == shown["change.leave"]["value"] == f"{look.back.id}:0"
    assert "timer.back" not in shown


def test_what_could_not_be_put_back_can_be_tried_again() -> None:
    """Nobody would know otherwise that the line is still as it was set."""
    look = look_of(timer_of(2, state=TimerState.FAILED), back=(CHANGED, REFUSED))
    assert "1 line could not be put back." in said(timer_card(look))
    assert buttons(timer_card(look))["change.retry"]["text"]["text"] == "Try again"


def test_what_zendesk_did_not_take_though_it_said_yes_is_tried_again_by_the_timer() -> None:
    """Nothing of it was refused, so the change itself has nothing to retry."""
    look = look_of(timer_of(1, state=TimerState.FAILED), back=CHANGED)
    assert look.back is not None
    (line,) = look.back.lines
    ignored = replace(line, now={key: not value for key, value in line.wanted.items()})
    look = replace(look, back=replace(look.back, lines=(ignored,)))
    assert labels(look) == ["Try again"]
    assert "Zendesk did not take all of it on 1 line" in said(timer_card(look))
