"""/talk oncall: shifts are looked at, started, ended and handed over, as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.slack.grammar import Help, parse
from bot.slack.oncall_grammar import OnCall
from bot.slack.typed import plain

_BEN = "<@U023BEN|ben>"


def refused(typed: str) -> NotUnderstood:
    """Return how text after /talk oncall is refused; what is suggested instead is always understood."""
    with pytest.raises(NotUnderstood) as caught:
        parse(f"oncall {typed}")
    assert caught.value.suggestion
    parse(caught.value.suggestion)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", OnCall()),
        ("please", OnCall()),
        ("show", OnCall()),
        ("who is on call?", OnCall()),
        ("Who's on", OnCall()),
        ("who has EMEA nights?", OnCall()),
        ("show EMEA nights", OnCall("show", "EMEA nights")),
        ("start EMEA nights", OnCall("start", "EMEA nights")),
        ("start EMEA nights until 8:00", OnCall("start", "EMEA nights", "until 8:00")),
        ("Take EMEA nights for 12h", OnCall("start", "EMEA nights", "for 12h")),
        ("take over \u201cNight shift\u201d until tomorrow 9am", OnCall("start", "Night shift", "until tomorrow 9am")),
        ("start Night shift", OnCall("start", "Night shift")),
        ("start Line for Sales for 2h", OnCall("start", "Line for Sales", "for 2h")),
        ("start", OnCall("start")),
        ("start my shift", OnCall("start")),
        ("start until 18:00", OnCall("start", "", "until 18:00")),
        ("start for 2h EMEA nights", OnCall("start", "EMEA nights", "for 2h")),
        ("until 8:00 start EMEA nights", OnCall("start", "EMEA nights", "until 8:00")),
        ("EMEA nights start until 8:00", OnCall("start", "EMEA nights", "until 8:00")),
        ('start "Team Monday"', OnCall("start", "Team Monday")),
        ("start <!subteam^S0EMEA01|@emea>", OnCall("start", "@emea")),
        ("end", OnCall("end")),
        ("end my shift", OnCall("end")),
        ("stop EMEA nights, please", OnCall("end", "EMEA nights")),
        ("hand back EMEA nights", OnCall("end", "EMEA nights")),
        ("handover", OnCall("handover")),
        (f"handover EMEA nights to {_BEN}", OnCall("handover", "EMEA nights", person="U023BEN")),
        (f"handover to {_BEN} EMEA nights", OnCall("handover", "EMEA nights", person="U023BEN")),
        (f"hand EMEA nights over to {_BEN}", OnCall("handover", "EMEA nights", person="U023BEN")),
        ("hand over EMEA nights <@W023BEN>", OnCall("handover", "EMEA nights", person="W023BEN")),
        (f"pass to {_BEN}", OnCall("handover", person="U023BEN")),
        (f"{_BEN} handover", OnCall("handover", person="U023BEN")),
        ("pass <@U023BEN|Ben \u201cthe Bear\u201d for 2h> EMEA", OnCall("handover", "EMEA", person="U023BEN")),
        ("sets", OnCall("sets")),
        ("edit sets", OnCall("sets")),
        ("set EMEA nights", OnCall("sets", "EMEA nights")),
        ("?", Help("oncall")),
    ],
)
def test_it_is_understood_as_people_type_it(typed: str, command: OnCall | Help) -> None:
    """Whoever takes a shift types it in a hurry."""
    assert parse(f"oncall {typed}") == command


@pytest.mark.parametrize("word", ["on-call", "On call", "shift", "shifts", "duty", "hi, oncall"])
def test_it_has_other_names(word: str) -> None:
    """With a space and a hyphen, too."""
    assert parse(f"{word} start EMEA") == OnCall("start", "EMEA")


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("EMEA nights", "oncall start EMEA nights"),
        ("strat EMEA nights", "oncall start EMEA nights"),
        ("hadnover EMEA", "oncall handover EMEA"),
        ("until 18:00", "oncall start until 18:00"),
        (f"EMEA to {_BEN}", "oncall"),
    ],
)
def test_what_says_not_what_to_do_gets_the_nearest(typed: str, suggestion: str) -> None:
    """A slip should cost one click."""
    error = refused(typed)
    assert "“start”, “end” or “handover”" in error.problem
    assert error.suggestion == suggestion


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("start EMEA until 25:00", "help oncall"),
        ("start EMEA for 2 huors", "oncall start EMEA for 2 hours"),
        ("start EMEA at 18:00", "help oncall"),
    ],
)
def test_what_may_be_a_time_is_refused_and_not_taken_for_a_name(typed: str, suggestion: str) -> None:
    """A shift without an end runs until somebody ends it."""
    assert refused(typed).suggestion == suggestion


@pytest.mark.parametrize("typed", ["end EMEA until 18:00", f"handover EMEA to {_BEN} for 2h", "sets for 2h"])
def test_only_a_start_takes_a_time(typed: str) -> None:
    """It would be lost without a word."""
    assert "Only “start” takes a time" in refused(typed).problem


@pytest.mark.parametrize(
    "typed",
    ["handover EMEA to @ben", "handover EMEA <!subteam^S0EMEA01|@emea>", f"handover EMEA {_BEN} <@U02CLEO|cleo>"],
)
def test_a_shift_goes_to_one_person_whom_slack_knows(typed: str) -> None:
    """A name that is only text is nobody."""
    error = refused(typed)
    assert "one person" in error.problem
    assert error.suggestion == "oncall handover EMEA"


@pytest.mark.parametrize("typed", [f"start EMEA for {_BEN}", f"end {_BEN}", f"who {_BEN}"])
def test_nobody_is_given_a_shift_but_by_a_handover(typed: str) -> None:
    """They are asked whether they have it."""
    assert "Only “handover” takes a person" in refused(typed).problem


_names = (
    st.text(alphabet=st.characters(exclude_characters="<>&"), min_size=1, max_size=40)
    .map(plain)
    .filter(lambda name: name and '"' not in name)
)


@given(_names, st.sampled_from(["", "until 18:00", "for 2h"]), st.sampled_from(["start", "take over", "BEGIN"]))
def test_a_name_in_quotes_is_kept_to_the_letter(name: str, end: str, verb: str) -> None:
    """Whatever words it has."""
    assert parse(f'oncall {verb} "{name}" {end}') == OnCall("start", name, end)


_PIECES = st.sampled_from(
    [
        *("start", "end", "handover", "hand", "over", "sets", "show", "who", "on", "off", "all", "to", "for", "until"),
        *("2h", "18:00", "tonight", "2", "huors", "because", "reason", "outside", "business", "hours", "@emea", "at"),
        *(
            _BEN,
            "<!subteam^S0EMEA01|@emea>",
            "<!here>",
            '"',
            '"for 2h"',
            ",",
            ".",
            "please",
            "Sales",
            "+1 510 555 0199",
        ),
        *("x" * 150, "turn", "only", "inside", "in", "the", "my", "@"),
    ]
)


@given(st.sampled_from(["oncall", "voicemail"]), st.text(max_size=60) | st.lists(_PIECES, max_size=8).map(" ".join))
def test_any_text_is_understood_or_answered_with_something_that_is(word: str, typed: str) -> None:
    """Whoever is not understood gets something to type, and that must never be an error again."""
    error = _refusal(f"{word} {typed}")
    if error:
        assert error.problem.endswith((".", "?"))
        assert error.suggestion
        parse(error.suggestion)


def _refusal(typed: str) -> NotUnderstood | None:
    try:
        parse(typed)
    except NotUnderstood as error:
        return error
    return None


@pytest.mark.parametrize(
    ("typed", "name", "ends"),
    [
        ("start EMEA tonight", "EMEA", "tonight"),
        ("start EMEA nights 8h", "EMEA nights", "8h"),
        ("start night", "", "night"),
    ],
)
def test_what_may_be_a_time_or_part_of_a_name_is_kept_as_both(typed: str, name: str, ends: str) -> None:
    """Only who knows the sets can tell."""
    assert parse(f"oncall {typed}") == OnCall("start", name, ends, whole=typed.removeprefix("start "))
