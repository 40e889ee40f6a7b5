"""What a switch of voicemail would do, line by line: what changes, what is taken over, what stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Hold, Line, Person, TimedLine, Timer
from bot.store.switch_drafts import Holder, SwitchDraft, SwitchLine
from bot.talk.switch_preview import Standing, holders, line_changes, preview_of, shown, unread, wanted_of
from bot.talk.switch_warnings import switch_warnings
from bot.zendesk.models import PhoneNumber
from tests.cards.samples import LINE

INSIDE, OUTSIDE = "settings.voicemail", "settings.voicemail_outside_business_hours"
BOTH = {INSIDE: False, OUTSIDE: False}
ANA, BEN = Person("T0DEMO", "U0ANA"), Person("T0DEMO", "U0BEN")
BENS = Holder("t1", BEN.id, "voicemail", "", 1_000)


def draft(*lines: SwitchLine, on: bool = False, **more: Any) -> SwitchDraft:
    """Return a draft of Ana's that switches these."""
    return SwitchDraft("d", ANA, on=on, lines=lines, **more)


def seen(inside: Any, outside: Any, **more: Any) -> SwitchLine:
    """Return a line that has these values now."""
    return SwitchLine(LINE, {INSIDE: inside, OUTSIDE: outside}, **more)


def number(inside: bool, outside: bool, **more: Any) -> PhoneNumber:
    """Return a number as Zendesk tells of it."""
    settings = {"voicemail": inside, "voicemail_outside_business_hours": outside, **more.pop("settings", {})}
    return PhoneNumber.model_validate({"id": LINE.id, "number": LINE.number, "settings": settings, **more})


@pytest.mark.parametrize(
    ("inside", "outside", "wanted"),
    [(True, True, BOTH), (True, False, {INSIDE: False}), (False, True, {OUTSIDE: False}), (None, None, BOTH)],
)
def test_a_line_is_switched_only_in_what_differs(inside: Any, outside: Any, wanted: dict[str, bool]) -> None:
    """What is so already is nobody's to put back."""
    (outlook,) = preview_of(draft(seen(inside, outside))).outlooks
    assert (outlook.standing, outlook.wanted) == (Standing.CHANGES, wanted)
    (change,) = line_changes(draft(seen(inside, outside)))
    values = {INSIDE: inside, OUTSIDE: outside}
    assert change.seen == {key: values[key] for key in wanted}


def test_a_line_that_is_so_already_is_no_part_of_it() -> None:
    """Nothing is sent for it, and it does not go back either."""
    same = draft(seen(False, False))
    assert preview_of(same).outlooks[0].standing is Standing.SAME
    assert (preview_of(same).touched, line_changes(same)) == (0, ())


def test_a_line_that_a_timer_holds_is_taken_over_though_it_is_so_already() -> None:
    """Otherwise that timer would turn it on again while this one still says off."""
    held = draft(seen(False, False, held={INSIDE: "t1"}), holders=(BENS,))
    (outlook,) = preview_of(held).outlooks
    assert (outlook.standing, outlook.wanted) == (Standing.TAKES_OVER, {INSIDE: False})
    (change,) = line_changes(held)
    assert (change.wanted, change.seen) == ({INSIDE: False}, {INSIDE: False})
    (taken,) = preview_of(held).taken_over
    assert (taken.holder, taken.lines, taken.changed) == (BENS, (LINE,), 0)


def test_a_value_that_a_timer_holds_is_taken_over_beside_one_that_changes() -> None:
    """Both values of the line are this switch's then."""
    (change,) = line_changes(draft(seen(True, False, held={OUTSIDE: "t1"})))
    assert (change.wanted, change.seen) == (BOTH, {INSIDE: True, OUTSIDE: False})


def test_hours_that_are_not_meant_are_left_alone() -> None:
    """Inside and outside business hours are switched apart."""
    only = draft(seen(True, True, held={OUTSIDE: "t1"}), outside=False, holders=(BENS,))
    assert wanted_of(only) == {INSIDE: False}
    (change,) = line_changes(only)
    assert change.wanted == {INSIDE: False}
    assert preview_of(only).taken_over == ()


def test_what_somebody_changed_by_hand_since_is_counted() -> None:
    """Then what is there now is what the line goes back to."""
    line = shown(LINE, BOTH, number(inside=True, outside=False), {INSIDE: Hold("t1", True, False)})
    assert (line.held, line.strays) == ({INSIDE: "t1"}, (INSIDE,))
    (taken,) = preview_of(draft(line, holders=(BENS,))).taken_over
    assert taken.changed == 1


def test_a_line_that_was_not_read_is_looked_at_just_before() -> None:
    """Without what the person saw, as they saw nothing."""
    line = unread(LINE, BOTH, {INSIDE: Hold("t1", True, False)})
    (change,) = line_changes(draft(line))
    assert (change.wanted, change.seen) == (BOTH, None)
    assert [each.holder for each in preview_of(draft(line, holders=(BENS,))).taken_over] == [BENS]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (shown(LINE, BOTH, None, {}), "no longer in Zendesk"),
        (shown(LINE, BOTH, number(inside=True, outside=True, external=True), {}), "takes no calls"),
        (shown(LINE, BOTH, PhoneNumber(id=LINE.id), {}), "no voicemail"),
        (unread(replace(LINE, external=True), BOTH, {}), "takes no calls"),
    ],
)
def test_lines_that_cannot_be_switched_are_left_out_with_words(line: SwitchLine, said: str) -> None:
    """Gone, only there to call from, or without such a setting."""
    (outlook,) = preview_of(draft(line)).outlooks
    assert outlook.standing is Standing.LEFT_OUT
    assert said in outlook.obstacle
    assert line_changes(draft(line)) == ()


def test_lines_that_change_are_read_of_first() -> None:
    """And those that stay as they are last."""
    lines = (
        seen(False, False),
        shown(LINE, BOTH, None, {}),
        unread(LINE, BOTH, {}),
        seen(False, False, held={INSIDE: "t1"}),
        seen(True, False),
    )
    found = preview_of(draft(*lines))
    assert [each.standing for each in found.outlooks] == list(Standing)
    assert found.touched == 3


def test_only_timers_that_have_a_value_of_these_lines_are_named() -> None:
    """Others are nobody's business here."""
    timers = [
        Timer(id=f"t{n}", by=BEN, owner=BEN.id, lines=(TimedLine(LINE, BOTH),), until_ms=n * 1000) for n in range(3)
    ]
    assert [each.timer for each in holders([seen(False, False, held={INSIDE: "t1"})], timers)] == ["t1"]


def test_callers_who_would_be_cut_off_are_warned_of() -> None:
    """With what omnichannel routing makes of it; not where calls overflow, nor where voicemail is switched on."""
    said = " ".join(switch_warnings(number(inside=True, outside=True), {INSIDE: False}, ()))
    assert "callers are cut off" in said
    assert "omnichannel" in said
    overflow = {"overflow_number": {"enabled": True, "number": "+14155550142"}}
    assert switch_warnings(number(inside=True, outside=True, settings=overflow), {INSIDE: False}, ()) == ()
    assert switch_warnings(number(inside=False, outside=False), {INSIDE: True}, ()) == ()


def test_hours_outside_of_none_are_said_to_do_nothing() -> None:
    """A line without a schedule is always open."""
    (said,) = switch_warnings(number(inside=True, outside=True), {OUTSIDE: False}, ())
    assert "always open" in said
    scheduled = number(inside=True, outside=True, schedule_id=7)
    assert "always open" not in " ".join(switch_warnings(scheduled, {OUTSIDE: False}, ()))


def test_a_thousand_lines_are_looked_at() -> None:
    """Each is a part of it once."""
    lines = [SwitchLine(Line(n, f"+1510555{n:04}", f"{n}"), {INSIDE: True, OUTSIDE: True}) for n in range(1000)]
    assert preview_of(draft(*lines)).touched == len(line_changes(draft(*lines))) == 1000
