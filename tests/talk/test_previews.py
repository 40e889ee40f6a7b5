"""What a change of several numbers would do, told line by line before it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Line, Person, Values
from bot.store.drafts import Draft, Shown
from bot.talk.previews import Standing, line_changes, preview_of, shown_gone, shown_of, unreadable, without_values
from bot.zendesk.models import PhoneNumber

QUEUE, VOICEMAIL, OVERFLOW = "settings.maximum_queue_size", "settings.voicemail", "settings.overflow_number"
OWN = "+15105550142"


def line(line_id: int, **more: Any) -> Line:
    """Return a line of which the id alone matters."""
    return Line(line_id, f"+1510555{line_id:04}", f"+1 510-555-{line_id:04}", **more)


def number(line_id: int = 1, settings: Values | None = None, **more: Any) -> PhoneNumber:
    """Return a number as Zendesk shows it."""
    return PhoneNumber.model_validate({"id": line_id, "settings": settings or {}, **more})


def drafted(wanted: Values, *shown: Shown) -> Draft:
    """Return a draft that wants this of these lines."""
    return Draft("d", Person("T0TEST", "U0ANA00001"), shown, tuple(wanted), wanted=wanted)


def test_only_what_differs_is_written_and_only_where_it_differs() -> None:
    """A line that is so already is left alone, and so is a value on a line that differs in another one."""
    wanted = {QUEUE: 20, VOICEMAIL: False}
    draft = drafted(
        wanted,
        Shown(line(1), {QUEUE: 20, VOICEMAIL: False}),
        Shown(line(2), {QUEUE: 5, VOICEMAIL: False}),
        Shown(line(3), {QUEUE: 5, VOICEMAIL: True}),
    )
    changes = line_changes(draft)
    assert [(each.line.id, each.wanted, each.seen) for each in changes] == [
        (2, {QUEUE: 20}, {QUEUE: 5}),
        (3, wanted, {QUEUE: 5, VOICEMAIL: True}),
    ]
    found = preview_of(draft)
    assert [each.standing for each in found.outlooks] == [Standing.CHANGES, Standing.CHANGES, Standing.SAME]
    assert found.changing == 2


def test_a_line_that_was_not_read_is_changed_and_known_not_to_have_been_seen() -> None:
    """The job looks at it just before; nothing may claim that somebody saw it."""
    draft = drafted({QUEUE: 20}, Shown(line(1), None))
    assert [(each.wanted, each.seen) for each in line_changes(draft)] == [({QUEUE: 20}, None)]
    assert preview_of(draft).outlooks[0].standing is Standing.UNREAD
    assert preview_of(draft).changing == 1


def test_those_that_change_come_first_and_each_kind_stays_in_order() -> None:
    """On page one of forty somebody looks for what changes."""
    draft = drafted(
        {QUEUE: 20},
        Shown(line(1), {QUEUE: 20}),
        shown_gone(line(2)),
        Shown(line(3), None),
        Shown(line(4), {QUEUE: 5}),
        Shown(line(5), {QUEUE: 10}),
    )
    assert [each.line.id for each in preview_of(draft).outlooks] == [4, 5, 3, 2, 1]
    assert [each.line.id for each in line_changes(draft)] == [3, 4, 5]


def test_a_caller_id_is_left_out_of_what_is_about_calls_taken() -> None:
    """An external number takes none; that it can be called from is its one purpose."""
    external = line(1, external=True)
    assert "takes no calls" in unreadable(external, [QUEUE])
    assert unreadable(external, [QUEUE, "outbound_enabled"]) == ""
    shown = shown_of(external, {QUEUE: 20, "outbound_enabled": True}, number(settings={"maximum_queue_size": 5}))
    assert shown.seen == {"outbound_enabled": None}
    assert "takes no calls" in shown_of(line(1), {QUEUE: 20}, number(external=True)).obstacle


def test_a_field_that_this_account_does_not_have_is_not_written() -> None:
    """Zendesk would refuse the whole number for it."""
    shown = shown_of(line(1), {"brand_id": 7, QUEUE: 20}, number(settings={"maximum_queue_size": 5}))
    assert shown.seen == {QUEUE: 5}
    draft = drafted({"brand_id": 7, QUEUE: 20}, shown)
    assert [each.wanted for each in line_changes(draft)] == [{QUEUE: 20}]
    assert shown_of(line(1), {"brand_id": 7}, number()).obstacle


def test_what_a_number_cannot_carry_is_not_asked_of_it() -> None:
    """The rest is; and a line with nothing else to change is left out."""
    voice_only = number(settings={"maximum_queue_size": 5}, capabilities={"voice": True, "sms": False})
    assert shown_of(line(1), {"sms_enabled": True, QUEUE: 20}, voice_only).seen == {QUEUE: 5}
    assert shown_of(line(1), {"sms_enabled": True}, voice_only).obstacle == "not possible with this number"
    assert shown_of(line(1), {"sms_enabled": False}, voice_only).obstacle == ""


def test_a_line_does_not_overflow_to_itself() -> None:
    """The number that all others get is one of them."""
    itself = number(settings={"overflow_number": {"enabled": False, "number": None}}, number=OWN)
    assert shown_of(line(1), {OVERFLOW: {"enabled": True, "number": OWN}}, itself).obstacle


def test_a_line_that_was_not_read_does_not_overflow_to_itself_either() -> None:
    """Its number is known without; whether it can be the target needs no reading."""
    draft = drafted({OVERFLOW: {"enabled": True, "number": line(2).number}}, Shown(line(1), None), Shown(line(2), None))
    assert [each.line.id for each in line_changes(draft)] == [1]
    (out,) = [each for each in preview_of(draft).outlooks if each.standing is Standing.LEFT_OUT]
    assert (out.line.id, out.obstacle) == (2, "not possible with this number")


def test_a_number_that_is_gone_is_left_out() -> None:
    """It was released while somebody filled in the form."""
    draft = drafted({QUEUE: 20}, shown_gone(line(1)))
    assert line_changes(draft) == []
    assert preview_of(draft).changing == 0


def test_switching_overflow_keeps_each_lines_own_number() -> None:
    """A switch for forty lines must not send them all to nowhere when it is turned again."""
    off = {"enabled": False, "number": None}
    draft = drafted(
        {OVERFLOW: off},
        Shown(line(1), {OVERFLOW: {"enabled": True, "number": OWN}}),
        Shown(line(2), {OVERFLOW: {"enabled": False, "number": OWN}}),
        Shown(line(3), None),
    )
    assert [(each.line.id, each.wanted) for each in line_changes(draft)] == [
        (1, {OVERFLOW: {"enabled": False, "number": OWN}})
    ]
    standing = {each.line.id: each.standing for each in preview_of(draft).outlooks}
    assert standing == {1: Standing.CHANGES, 2: Standing.SAME, 3: Standing.LEFT_OUT}


@pytest.mark.parametrize("given", [OWN, "+442079460958"])
def test_an_overflow_number_that_is_named_is_for_all(given: str) -> None:
    """Read or not."""
    on = {"enabled": True, "number": given}
    draft = drafted(
        {OVERFLOW: on}, Shown(line(1), {OVERFLOW: {"enabled": False, "number": None}}), Shown(line(2), None)
    )
    assert [each.wanted for each in line_changes(draft)] == [{OVERFLOW: on}, {OVERFLOW: on}]


def test_other_choices_forget_what_was_read_for_the_earlier_ones() -> None:
    """Values of other fields say nothing of these."""
    draft = drafted({QUEUE: 20}, Shown(line(1), {QUEUE: 5}), shown_gone(line(2)))
    known = replace(draft, warnings=(("Careful.", 2),), outside=("+442079460958",))
    forgotten = without_values(known)
    assert [(shown.seen, shown.obstacle) for shown in forgotten.lines] == [(None, ""), (None, "")]
    assert (forgotten.warnings, forgotten.outside) == ((), ())
