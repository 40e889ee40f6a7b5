"""/talk voicemail: on or off, which lines, which hours, how long and why, as people type it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.slack.grammar import Help, parse
from bot.slack.oncall_grammar import OnCall
from bot.slack.typed import plain
from bot.slack.voicemail_grammar import Voicemail

_OFF, _ALL_OFF = Voicemail(on=False), Voicemail(on=False, lines="all")


def read(typed: str) -> Voicemail:
    """Return what is understood of text after /talk voicemail."""
    command = parse(f"voicemail {typed}")
    assert isinstance(command, Voicemail)
    return command


def refused(typed: str) -> NotUnderstood:
    """Return how text after /talk voicemail is refused; what is suggested instead is always understood."""
    with pytest.raises(NotUnderstood) as caught:
        parse(f"voicemail {typed}")
    assert caught.value.suggestion
    parse(caught.value.suggestion)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", Voicemail()),
        ("please", Voicemail()),
        ("on", Voicemail(on=True)),
        ("OFF", _OFF),
        ("on all until 18:00", Voicemail(on=True, lines="all", ends="until 18:00")),
        ("off @EMEA for 2h because lunch", Voicemail(on=False, lines="@EMEA", ends="for 2h", reason="lunch")),
        (
            "off Support US and Billing DE, +1 510 555 0199",
            Voicemail(on=False, lines="Support US and Billing DE, +1 510 555 0199"),
        ),
        (
            "Off <!subteam^S0EMEA01|@emea> UNTIL Tomorrow 9AM",
            Voicemail(on=False, lines="@emea", ends="UNTIL Tomorrow 9AM"),
        ),
        ("off <tel:+15105550199|+1 510 555 0199> 2h", Voicemail(on=False, lines="+15105550199", ends="2h")),
        ("Support US", Voicemail(lines="Support US")),
        ("Support US off", Voicemail(on=False, lines="Support US")),
        ("Support US, Billing DE off until 6pm, thanks", Voicemail(False, "Support US, Billing DE", ends="until 6pm")),
        ("until 18:00 off all", Voicemail(False, "all", ends="until 18:00")),
        ("for 2h off @EMEA", Voicemail(False, "@EMEA", ends="for 2h")),
        ("off for 2h Support US", Voicemail(False, "Support US", ends="for 2h")),
        ("off for Support US for 2h", Voicemail(False, "Support US", ends="for 2h")),
        ("turn off Support US, please", Voicemail(False, "Support US")),
        ("disable all", _ALL_OFF),
        ("off all numbers", _ALL_OFF),
        ("all of the lines off", _ALL_OFF),
        ("off everything", _ALL_OFF),
        ("off all 2h", replace(_ALL_OFF, ends="2h")),
        ("off all tonight", replace(_ALL_OFF, ends="tonight")),
        ("off 5105550199 90 min", Voicemail(False, "5105550199", ends="90 min")),
        ("off 26525525651609 until 6", Voicemail(False, "26525525651609", ends="until 6")),
        ("off all, for 2h, because: training", replace(_ALL_OFF, ends="for 2h", reason="training")),
        ("off all because of training", replace(_ALL_OFF, reason="training")),
        ("off all reason: training", replace(_ALL_OFF, reason="training")),
        ("off all because lunch until 14:00", replace(_ALL_OFF, ends="until 14:00", reason="lunch")),
        (
            "off all for 2h because Ana is out until 5pm",
            replace(_ALL_OFF, ends="for 2h", reason="Ana is out until 5pm"),
        ),
        ("off 2h", replace(_OFF, ends="2h")),
        ("off tonight", replace(_OFF, ends="tonight")),
        ("off all forever", replace(_ALL_OFF, ends="forever")),
        ("off Support until further notice", Voicemail(False, "Support", ends="until further notice")),
        ("off all for 0h", replace(_ALL_OFF, ends="for 0h")),
        ("help", Help("voicemail")),
    ],
)
def test_it_is_understood_in_any_sensible_order(typed: str, command: Voicemail | Help) -> None:
    """Whoever switches lines in a hurry types what comes to mind first. Times that are over are refused later."""
    assert parse(f"voicemail {typed}") == command


@pytest.mark.parametrize(
    "typed",
    [
        "turn off voicemail on all",
        "switch voicemail off all",
        "turn the vm off all",
        "disable voicemail all",
        "off vm all",
    ],
)
def test_it_is_understood_with_the_verb_first(typed: str) -> None:
    """As people say it."""
    found = parse(typed)
    assert isinstance(found, Voicemail)
    assert (found.on, found.lines.removeprefix("on ")) == (False, "all")


@pytest.mark.parametrize("typed", ["vm status", "voicemail who?", "vm undo", "status", "who is on call", "who"])
def test_how_things_stand_is_shown(typed: str) -> None:
    """Whoever asks finds who has what, with the button that takes it back."""
    assert parse(typed) == OnCall()


@pytest.mark.parametrize("word", ["vm", "Voicemails", "voice-mail", "voice mail", "mailbox", "please /talk voicemail"])
def test_it_has_other_names(word: str) -> None:
    """With a space and a hyphen, too."""
    assert parse(f"{word} off all") == _ALL_OFF


@pytest.mark.parametrize(
    ("typed", "inside", "outside", "lines"),
    [
        ("off all outside business hours", False, True, "all"),
        ("off all inside business hours", True, False, "all"),
        ("off all during office hours", True, False, "all"),
        ("off all outside hours", False, True, "all"),
        ("off all outside of business hours only", False, True, "all"),
        ("off only outside hours Support", False, True, "Support"),
        ("off Support outside only", False, True, "Support"),
        ("outside business hours Support off", False, True, "Support"),
        ("off Support inside and outside business hours", True, True, "Support"),
        ("off Support both inside and outside", True, True, "Support"),
        ("off all outside", False, True, "all"),
        ("off @emea inside", True, False, "@emea"),
        ('off "Tier 1" outside', False, True, '"Tier 1"'),
        ("off Outside Sales", True, True, "Outside Sales"),
        ("off Sales outside", True, True, "Sales outside"),
        ("off After Hours", True, True, "After Hours"),
        ('off "Outside business hours"', True, True, '"Outside business hours"'),
    ],
)
def test_hours_are_told_from_names(typed: str, inside: bool, outside: bool, lines: str) -> None:
    """Neither named means both; a line may be called Outside Sales."""
    assert read(f"{typed} for 2h") == Voicemail(False, lines, inside, outside, "for 2h")
    assert read(typed) == Voicemail(False, lines, inside, outside)


def test_hours_may_stand_behind_how_long() -> None:
    """All orders of these are one."""
    assert read("off Support until 18:00 outside business hours") == Voicemail(
        False, "Support", False, True, "until 18:00"
    )


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Line for Sales",
            "Open until Late",
            "Desk for May",
            "Day Care for Two",
            "Off Hours",
            "Log On",
            "Hold on a Sec",
        ),
        *('"Open for 24 hours"', '"Team Monday"', '"Support 24h"', '"because"', 'Sales "for 2h"', "Room at the Inn"),
        *("Line for 3rd Street", "Open for 24 hours", "@Tier 1", "Support & Sales", "Ana's line", "24/7"),
    ],
)
def test_a_name_survives_whatever_words_it_has(name: str) -> None:
    """A word less would be another line."""
    for words in (
        f"off {name} for 2h",
        f"for 2h off {name}",
        f"off {name} for 2h because lunch",
        f"off {name}, for 2h",
    ):
        found = read(words)
        assert (found.on, found.lines, found.ends) == (False, name, "for 2h")


@pytest.mark.parametrize("name", ["Line for Sales", "Open until Late", '"Open for 24 hours"', "Desk for May", "24/7"])
def test_a_name_survives_where_nothing_is_said_of_how_long(name: str) -> None:
    """Only what reads as a time, or nearly does, counts as one."""
    assert read(f"off {name}") == Voicemail(False, name)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("off Support for 2 huors", "voicemail off Support for 2 hours"),
        ("off Support until tomorow 9am", "voicemail off Support until tomorrow 9am"),
        ("on Support for 90 minuts because lunch", "voicemail on Support for 90 minutes"),
        ("off Support until 25:00", "help voicemail"),
        ("off Support for 3", "help voicemail"),
        ("off all until lunch", "help voicemail"),
        ("off +1 510 555 0199 for lunch", "help voicemail"),
        ("off all until", "help voicemail"),
    ],
)
def test_what_is_nearly_a_time_is_refused_and_not_taken_for_a_name(typed: str, suggestion: str) -> None:
    """Else voicemail would be off for good, on a line that nobody has."""
    error = refused(typed)
    assert "such as “for 2h”, “until 18:00” or “until tomorrow 9am”" in error.problem
    assert error.suggestion == suggestion


@pytest.mark.parametrize(
    ("typed", "lines", "ends"),
    [
        ("off Support US 2h", "Support US", "2h"),
        ("off Support tonight", "Support", "tonight"),
        ("off Team Monday", "Team", "Monday"),
        ("off Support US, Billing DE 18:00", "Support US, Billing DE", "18:00"),
        ("off Support outside business hours 2h", "Support", "2h"),
    ],
)
def test_what_may_be_how_long_or_part_of_a_name_is_kept_as_both(typed: str, lines: str, ends: str) -> None:
    """A line may be called Support 24h: only who knows the lines can tell."""
    found = read(typed)
    assert (found.lines, found.ends, found.whole) == (lines, ends, typed.removeprefix("off "))


@pytest.mark.parametrize("typed", ["off Support at 18:00", "off all in 2h", "off Support from 18:00 until 20:00"])
def test_a_time_at_which_to_begin_is_refused(typed: str) -> None:
    """It is done once it is confirmed; taken for the end, it would be the opposite of what was meant."""
    assert "I do it once you confirm it" in refused(typed).problem


def test_a_suggestion_is_never_too_long_to_be_typed() -> None:
    """The words that are put in make a text longer than the limit that it just kept."""
    assert refused(f"off {'x' * 168} until tomorow 9am").suggestion == "help voicemail"


_names = (
    st.text(alphabet=st.characters(exclude_characters="<>&"), min_size=1, max_size=40)
    .map(plain)
    .filter(lambda name: name and '"' not in name)
)
_ends = st.sampled_from(["", "for 2h", "until 18:00", "until tomorrow 9am", "for an hour and a half"])
_hours = st.sampled_from(["", "inside business hours", "outside business hours"])


@given(
    name=_names,
    end=_ends,
    hours=_hours,
    reason=st.sampled_from(["", "lunch", "Ana is out"]),
    on=st.booleans(),
    data=st.data(),
)
def test_a_name_in_quotes_is_kept_to_the_letter_in_every_order(
    *, name: str, end: str, hours: str, reason: str, on: bool, data: st.DataObject
) -> None:
    """Whatever is in it: how long, on and off, because."""
    word = "on" if on else "off"
    parts = data.draw(st.permutations([part for part in (end, hours) if part]))
    before = data.draw(st.integers(0, len(parts)))
    typed = " ".join([*parts[:before], word, f'"{name}"', *parts[before:], *(["because", reason] if reason else [])])
    assert read(typed) == Voicemail(
        on, f'"{name}"', hours != "outside business hours", hours != "inside business hours", end, reason
    )
