"""The form to switch voicemail and its preview: what stands there, in which words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.voicemail_preview import preview
from bot.cards.voicemail_views import form, options_of, picked_in, trouble
from bot.store.switch_drafts import SwitchDraft
from bot.talk.line_choices import Choices
from bot.talk.meant_lines import Picked
from bot.talk.switch_ends import WORDS
from bot.talk.switch_preview import preview_of
from tests.cards.rules import elements
from tests.cards.samples import LINE, NOW_MS, lines
from tests.cards.samples_voicemail import (
    ANA,
    BENS,
    HOUR_MS,
    INSIDE,
    OUTSIDE,
    SHIFT,
    choices,
    draft,
    of_every_kind,
    seen,
)
from tests.journeys.driver import text_of


def shown(said: SwitchDraft, page: int = 1) -> dict[str, Any]:
    """Return the preview of a draft."""
    return preview(said, preview_of(said), page=page)


def initial(view: dict[str, Any], block_id: str) -> Any:
    """Return what stands in an input at first."""
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == block_id)
    chosen = element.get("initial_options") or element.get("initial_option") or element.get("initial_value")
    if isinstance(chosen, list):
        return [option["value"] for option in chosen]
    return chosen["value"] if isinstance(chosen, dict) else chosen


def test_the_form_has_what_was_said_in_it() -> None:
    """Nobody says anything twice."""
    view = form(draft(on=True, outside=False), choices(2), ["“Marketing” is no line."])
    assert text_of(view["blocks"][0]) == "“Marketing” is no line."
    assert initial(view, "lines") == ["all", "group:0", "group:1", "1", "2"]
    assert (initial(view, "on"), initial(view, "hours")) == ("on", ["inside"])
    assert (initial(view, "until"), initial(view, "when"), initial(view, "reason")) == ("other", "2h", "Night shift")
    assert "Europe/Berlin" in text_of(view)
    assert view["submit"]["text"] == "Preview"


def test_an_empty_form_chooses_neither_on_nor_off_nor_an_end() -> None:
    """A switch that lasts for ever is nobody's accident."""
    view = form(SwitchDraft("d", ANA), Choices())
    assert [initial(view, block) for block in ("lines", "on", "until", "when", "reason")] == [None] * 5
    assert initial(view, "hours") == ["inside", "outside"]


def test_every_end_that_can_be_chosen_has_words() -> None:
    """Those of `switch_ends`, in their order."""
    view = form(draft(), Choices())
    until = next(block["element"] for block in view["blocks"] if block.get("block_id") == "until")
    assert [option["value"] for option in until["options"]] == list(WORDS)


def test_what_is_picked_comes_back_as_it_was_offered() -> None:
    """All, groups and lines; what no option of ours can have carried is nothing."""
    values = [option["value"] for option in options_of(choices(2))]
    assert picked_in(values) == Picked(every=True, groups=(0, 1), ids=(1, 2))
    hostile = ["", "group:", "group:x", "group:\u0661", "-1", "1.0", "9" * 5000, "ALL", "none"]
    assert picked_in(hostile) == Picked()


def test_what_could_not_be_read_can_be_tried_again() -> None:
    """With what was entered; without it there is nothing to go on with."""
    assert [each["value"] for each in elements(trouble("No.", "d1")["blocks"], "button")] == ["d1"]
    assert not list(elements(trouble("No.", "")["blocks"], "button"))


def test_the_preview_says_what_becomes_of_each_line() -> None:
    """Now and then, inside and outside business hours."""
    of = lines(5)
    said = draft(
        lines=(
            seen(of[0], True, True),
            seen(of[1], True, False),
            seen(of[2], None, True),
            seen(of[3], False, False),
            seen(of[4], False, True, held={INSIDE: BENS.timer}),
        ),
        holders=(BENS,),
    )
    text = text_of(shown(said))
    assert "*Support 0*  on → off\n" in text
    assert "*Support 1*  inside hours on → off · outside hours already off" in text
    assert "*Support 2*  inside hours not set → off · outside hours on → off" in text
    assert "*Support 3*  already off" in text
    assert "*Support 4*  inside hours stays off, taken over · outside hours on → off" in text
    assert f"*Voicemail off for 4 lines, <!date^{(NOW_MS + 2 * HOUR_MS) // 1000}^until" in text
    assert "1 already so." in text


@pytest.mark.parametrize(
    ("count", "on", "label"), [(1, False, "Turn off for 1 line"), (2, True, "Turn on for 2 lines")]
)
def test_one_button_says_what_it_does(count: int, on: bool, label: str) -> None:
    """On how many lines, and which way."""
    of = tuple(seen(line, not on, not on) for line in lines(count))
    view = shown(draft(on=on, lines=of))
    assert view["submit"]["text"] == label


def test_a_thousand_lines_fit_the_button() -> None:
    """Slack cuts what is longer."""
    of = tuple(seen(line, inside=True, outside=True) for line in lines(1000))
    assert shown(draft(lines=of))["submit"]["text"] == "Turn off for 1,000 lines"


def test_nothing_to_switch_has_no_button() -> None:
    """And says why."""
    view = shown(draft(lines=(seen(LINE, inside=False, outside=False),)))
    assert "submit" not in view
    assert "*Nothing to switch.* Voicemail is off there already." in text_of(view)


def test_lines_that_are_only_taken_over_are_kept_as_they_are() -> None:
    """Nothing is turned off that is off."""
    kept = seen(LINE, inside=False, outside=False, held={INSIDE: BENS.timer})
    view = shown(draft(lines=(kept,), holders=(BENS,)))
    assert view["submit"]["text"] == "Keep off for 1 line"
    assert "inside hours stays off, taken over · outside hours already off" in text_of(view)


def test_whose_the_lines_are_for_now_is_said_with_what_becomes_of_it() -> None:
    """Whose, until when, and that the later one counts there."""
    text = text_of(shown(of_every_kind(5)))
    assert "*Support 1:* <@U0BEN00001> has switched voicemail there, <!date^" in text
    assert "*Support 1:* <@U0CLEO0001> has the shift “EMEA nights”, without an end." in text
    assert text.count("when yours ends, the line goes back to what it had before both") == 1
    endless = text_of(shown(of_every_kind(5, until_ms=None)))
    assert "It has no end, so nothing puts the line back" in endless
    assert "until somebody changes it*" in endless


def test_ones_own_timer_is_said_to_be_ones_own() -> None:
    """Nobody reads their own name as somebody else's."""
    mine = seen(LINE, inside=False, outside=False, held={OUTSIDE: SHIFT.timer}, strays=(OUTSIDE,))
    own = SHIFT.__class__(SHIFT.timer, ANA.id, "voicemail", "", NOW_MS)
    text = text_of(shown(draft(lines=(mine,), holders=(own,))))
    assert "You have switched voicemail there" in text
    assert "1 line of these was changed by hand since" in text


@pytest.mark.parametrize(
    ("typed_in", "channel", "said"),
    [
        ("C0PHONEOPS", "C0PHONEOPS", "The card goes to <#C0PHONEOPS>."),
        ("C0RANDOM01", "C0APPROVAL", "The card goes to <#C0APPROVAL>. Not to <#C0RANDOM01>: I am no member there"),
        (None, "C0APPROVAL", "The card goes to <#C0APPROVAL>."),
        ("D0ANA00001", "C0APPROVAL", "The card goes to <#C0APPROVAL>."),
        ("C0RANDOM01", None, "The card goes to you, as a direct message."),
    ],
)
def test_where_the_card_goes_is_said_before(typed_in: str | None, channel: str | None, said: str) -> None:
    """Who will read along is part of the decision."""
    of = (seen(LINE, inside=True, outside=True),)
    assert said in text_of(shown(draft(lines=of, typed_in=typed_in, channel=channel)))


def test_warnings_stand_above_the_lines() -> None:
    """With how many lines each is about, where that is not all of them."""
    of = tuple(seen(line, inside=True, outside=True) for line in lines(2))
    text = text_of(shown(draft(lines=of, warnings=(("Callers are cut off.", 2), ("Always open.", 1)))))
    assert text.index("*Warning:* Callers are cut off.") < text.index("*Support 0*")
    assert "*Warning, 1 line:* Always open." in text


def test_pages_lead_to_every_line() -> None:
    """Twenty-five a page."""
    of = tuple(seen(line, inside=True, outside=True) for line in lines(60))
    assert "Page 3 of 3" in text_of(shown(draft(lines=of), 9))
    (previous,) = [each for each in elements(shown(draft(lines=of), 3)["blocks"], "button") if "revious" in str(each)]
    assert previous["value"] == "2"
