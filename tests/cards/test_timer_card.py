"""The card of a timer in each of its states: what it says, of which line, and what can be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards.change_csv import change_as_csv
from bot.cards.timer_card import end_note, timer_card, warning
from bot.cards.timer_lines import IN_TEXT
from bot.model import ChangeState, LineStatus, TimerState
from bot.talk.catalog import Catalog
from bot.talk.field_values import OVERFLOW, VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.timer_look import TimerLook
from tests.cards.rules import elements, texts
from tests.cards.samples import NOW_MS
from tests.cards.samples_timers import HOUR_MS, OFF, ON, TIMER, look_of, shift_of, timer_of
from tests.cards.timer_reading import CHANGED, CONFLICT, MASKED, REFUSED, SAME, buttons, first, labels, said


def test_a_running_switch_says_what_until_when_whose_and_why() -> None:
    """Whoever reads it at night has no other place to look."""
    look = look_of(timer_of())
    until = f"<!date^{(NOW_MS + HOUR_MS) // 1000}^until"
    assert first(look).startswith(f"*Voicemail is off on 2 lines* {until}")
    assert first(look).endswith("· <@U0BEN> · Night shift")
    assert "Support 0: on → off\nSupport 1: on → off" in said(timer_card(look))
    assert labels(look) == ["Turn back on now", "+1 h", "No end time"]
    assert buttons(timer_card(look))["timer.back"]["value"] == f"{TIMER.id}:1"
    assert "confirm" in buttons(timer_card(look))["timer.back"], "it reaches Zendesk"


@pytest.mark.parametrize(
    ("wanted", "words", "turn"),
    [
        (OFF, "Voicemail is off", "Turn back on now"),
        (ON, "Voicemail is on", "Turn back off now"),
        ({VOICEMAIL: False}, "Voicemail inside business hours is off", "Turn back on now"),
        ({**OFF, VOICEMAIL: True}, "Voicemail is switched", "Turn back now"),
    ],
)
def test_the_words_follow_what_is_switched(wanted: dict[str, Any], words: str, turn: str) -> None:
    """On and off, inside and outside business hours, or both differently."""
    look = look_of(timer_of(1, wanted=wanted))
    assert first(look).startswith(f"*{words} {'for' if words.endswith('is on') else 'on'} Support 0*")
    assert labels(look)[0] == turn


def test_while_it_is_carried_out_it_says_how_far_and_can_be_stopped() -> None:
    """Two hundred lines take a minute."""
    look = look_of(timer_of(4), CHANGED, LineStatus.WAITING, state=ChangeState.RUNNING)
    assert first(look).startswith("*Voicemail is being switched off on 4 lines …*")
    assert "2 of 4 done" in said(timer_card(look))
    assert "Support 1: on → off, waiting" in said(timer_card(look))
    assert labels(look)[0] == "Stop"


def test_before_its_change_stands_on_record_it_is_under_way() -> None:
    """Nothing was refused: nobody was asked yet."""
    bare = TimerLook(timer_of(), own={})
    assert first(bare).startswith("*Voicemail is being switched off on 2 lines …*")
    assert "to be set: off" in said(timer_card(bare))


def test_a_partial_failure_is_shown_as_such_and_can_be_tried_again() -> None:
    """Colleagues rely on the lines that failed as well."""
    look = look_of(timer_of(3), CHANGED, REFUSED, SAME)
    assert first(look).startswith("*Voicemail is off on 2 of 3 lines*")
    assert "1 line could not be set." in said(timer_card(look))
    assert "Support 1: Zendesk refused: “no”." in said(timer_card(look)).splitlines()[1], (
        "what needs a look comes first"
    )
    assert buttons(timer_card(look))["change.retry"]["text"]["text"] == "Retry failed"
    assert buttons(timer_card(look))["change.retry"]["value"] == f"{TIMER.changes[-1]}:0"


def test_where_nothing_was_set_it_does_not_say_that_it_was() -> None:
    """And until when nothing lasts, nobody wants to know."""
    look = look_of(timer_of(2), REFUSED)
    assert first(look).startswith("*Voicemail was not switched off on 2 lines* · <@U0BEN>")


def test_what_somebody_changed_before_it_was_set_is_asked_about() -> None:
    """The preview showed something else."""
    look = look_of(timer_of(2), CHANGED, CONFLICT)
    assert "Support 1 was changed in Zendesk meanwhile (voicemail on since). Left as it is." in said(timer_card(look))
    shown = buttons(timer_card(look))
    assert shown["change.anyway"]["text"]["text"] == "Switch off anyway"
    assert "confirm" in shown["change.anyway"]
    assert shown["change.leave"]["text"]["text"] == "Leave it"


def test_what_nobody_asked_for_stops_it_and_can_be_restored() -> None:
    """The rest waits for somebody to decide."""
    look = look_of(timer_of(3), CHANGED, LineStatus.WAITING, state=ChangeState.HALTED)
    (setting,) = look.changes
    lines = (replace(setting.lines[0], unasked={"settings.queue": (1, 2)}), *setting.lines[1:])
    look = replace(look, changes=(replace(setting, lines=lines),))
    assert "Something that nobody asked for changed as well, so I stopped." in said(timer_card(look))
    assert "On Support 0 this changed too, though nobody asked:" in said(timer_card(look))
    assert [name for name in buttons(timer_card(look)) if name.startswith("change.")][:3] == [
        "change.restore",
        "change.go_on",
        "change.stop",
    ]


def test_a_line_that_was_half_so_says_which_half_was_switched() -> None:
    """Read as both, it would be taken to have been on at all hours."""
    timer = timer_of()
    half = replace(timer.lines[1], wanted={VOICEMAIL_OUTSIDE: False})
    look = look_of(replace(timer, lines=(timer.lines[0], half)))
    assert "Support 1: voicemail outside business hours on → off" in said(timer_card(look))


def test_a_drift_says_what_was_done_in_zendesk_and_asks() -> None:
    """Somebody in the admin pages may have had a reason, or not have known."""
    timer = timer_of()
    drifted = replace(timer.lines[1], drift={VOICEMAIL: True})
    look = look_of(replace(timer, lines=(timer.lines[0], drifted)))
    drift = "Support 1: voicemail inside business hours was switched on in Zendesk meanwhile"
    assert said(timer_card(look)).count(drift) == 1, "it stands with its line"
    assert "Keep theirs, or set it again?" in said(timer_card(look))
    shown = buttons(timer_card(look))
    assert shown["timer.keep"]["value"] == shown["timer.again"]["value"] == f"{TIMER.id}:1"
    assert "confirm" in shown["timer.again"]
    assert "confirm" not in shown["timer.keep"], "nothing is sent"


def test_lines_that_a_later_one_set_are_said_to_be_its_own() -> None:
    """At the end of this one nothing is put back there, which nobody should wonder about."""
    later = replace(timer_of(1), id="x", owner="U0CLEO")
    look = look_of(timer_of(2), taken={1: later})
    assert "Support 1: set by a later shift or switch" in said(timer_card(look))
    assert "<@U0CLEO> set Support 1 anew since" in said(timer_card(look))


def test_a_line_that_a_later_one_set_first_is_said_to_be_its_own() -> None:
    """Of two at the same moment the later may be carried out first: nothing is left for the other to set."""
    later = replace(timer_of(1), id="x", owner="U0CLEO")
    look = look_of(timer_of(1), LineStatus.LEFT, taken={0: later})
    (change,) = look.changes
    overtaken = replace(change, lines=(replace(change.lines[0], wanted={}, before={}, now={}),))
    card = timer_card(replace(look, changes=(overtaken,)))
    assert "Support 0: set by a later shift or switch" in said(card)
    assert "<@U0CLEO> set Support 0 anew since" in said(card)


def test_what_is_not_put_back_is_never_blamed_on_anybody() -> None:
    """Once it has ended, a later timer of one's own, a colleague's and the value of before look alike."""
    look = look_of(timer_of(2, state=TimerState.REVERTED))
    assert look.back is not None
    one = replace(look, back=replace(look.back, lines=look.back.lines[:1]))
    assert "Support 1: left as it is, as nothing was to be put back" in said(timer_card(one))


def test_a_lasting_one_can_still_be_turned_back() -> None:
    """It has no end, and no more time can be given to it."""
    look = look_of(timer_of(2, state=TimerState.KEPT, until_ms=None))
    assert first(look).startswith("*Voicemail is off on 2 lines* · no end · <@U0BEN>")
    assert labels(look)[0] == "Turn back on now"
    assert "timer.extend" not in buttons(timer_card(look))
    assert "timer.no_end" not in buttons(timer_card(look))


def test_a_shift_says_who_has_it_and_how_it_is_handed_over() -> None:
    """It is the person who counts."""
    look = look_of(shift_of())
    assert first(look).startswith("*<@U0BEN> has the shift “EMEA nights”* <!date^")
    assert "2 lines" in first(look)
    assert labels(look)[:3] == ["End shift", "Hand over", "+1 h"]
    assert buttons(timer_card(look))["shift.end"]["value"] == f"{TIMER.id}:1"


def test_a_persons_own_number_is_masked_wherever_it_stands() -> None:
    """Everybody in the channel would have it, and the next person's too."""
    own = {"enabled": True, "number": "+15105550188"}
    for timer in (shift_of(), shift_of(state=TimerState.REVERTED), shift_of(12), shift_of(own_number=None)):
        look = look_of(timer)
        (setting,) = look.changes
        lines = tuple(replace(line, before={**line.before, OVERFLOW: own}) for line in setting.lines)
        message = timer_card(replace(look, changes=(replace(setting, lines=lines),)))
        shown = f"{message.text}\n{said(message)}"
        assert "0147" not in shown
        assert "555-0188" not in shown
        assert MASKED in shown


def test_the_file_of_a_shifts_lines_masks_it_too() -> None:
    """Whoever may read may have the file."""
    (setting,) = look_of(shift_of()).changes
    written = change_as_csv(setting, Catalog())
    assert "0147" not in written
    assert MASKED in written
    assert "+1 510-555-0147" in change_as_csv(replace(setting, timer=None), Catalog()), "other changes say all"


def test_a_number_of_the_account_is_not_masked() -> None:
    """It is on every website, and tells where calls go."""
    look = look_of(timer_of(1, wanted={OVERFLOW: {"enabled": True, "number": "+15105550199"}}, kind="shift"))
    assert "+1 510-555-0199" in said(timer_card(look))


def test_an_offered_shift_says_to_whom_and_can_be_kept() -> None:
    """Until they answer it is the giver's."""
    look = look_of(shift_of(offered_to="U0CLEO", offered_ms=NOW_MS))
    assert "Offered to <@U0CLEO>" in said(timer_card(look))
    assert "<@U0BEN> has it." in said(timer_card(look))
    assert "shift.keep" in buttons(timer_card(look))
    assert "shift.offer" not in buttons(timer_card(look))
    refused = look_of(shift_of(refused_by="U0CLEO"))
    assert "<@U0CLEO> said no, so <@U0BEN> still has it." in said(timer_card(refused))


def test_many_lines_stand_in_a_table_with_what_needs_a_look_first() -> None:
    """A thousand lines of text are read by nobody."""
    look = look_of(timer_of(1000), *([CHANGED] * 99), REFUSED)
    message = timer_card(look)
    (table,) = elements(message.blocks, "table")
    outcomes = [row[2]["text"] for row in table["rows"][1:]]
    assert all("Zendesk refused" in outcome for outcome in outcomes[:10])
    assert outcomes[10] == "on → off"
    assert "and 975 more" in said(message)
    assert "1,000 lines · 10 lines to look at" in said(message)
    assert not elements(timer_card(look_of(timer_of(IN_TEXT))).blocks, "table")


def test_the_warning_names_who_has_it_and_has_the_same_buttons() -> None:
    """It is the last moment to give it more time."""
    message = warning(look_of(timer_of(2, warned_ms=NOW_MS + HOUR_MS)), overtaken=False)
    assert message.text.startswith("<@U0BEN> Voicemail is off on 2 lines, which <!date^")
    assert list(buttons(message)) == ["timer.back", "timer.extend", "timer.no_end"]
    shift = warning(look_of(shift_of()), overtaken=False)
    assert "Hand it over, or give it more time" in shift.text
    assert list(buttons(shift)) == ["shift.end", "shift.offer", "timer.extend"]


def test_a_warning_that_was_overtaken_has_no_buttons() -> None:
    """They would offer for ever what is over."""
    assert buttons(warning(look_of(timer_of()), overtaken=True)) == {}


def test_a_note_about_a_shift_names_whose_it_is_once() -> None:
    """That is who is notified."""
    shift = look_of(shift_of(2, state=TimerState.CONFLICT), back=LineStatus.CONFLICT)
    note = end_note(shift)
    assert texts(note.blocks)[0].startswith("*<@U0BEN>: the shift “EMEA nights” has ended")
    assert note.text.startswith("<@U0BEN>: the shift")


def test_of_a_line_that_is_left_it_is_said_what_was_not_set_there() -> None:
    """One value that differs leaves all of them as they are."""
    shift = look_of(shift_of(1, state=TimerState.CONFLICT), back=LineStatus.CONFLICT)
    assert "not set to" in said(timer_card(shift))
