"""Outside text in Slack's mrkdwn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.markup import (
    Markup,
    at,
    channel_mention,
    code,
    cut,
    cut_markup,
    escape,
    escaped,
    group_mention,
    identifier,
    markup,
    mention,
    one_line,
    prose,
    short,
    until,
    when,
)

HALF_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")


@given(st.text(), st.integers(1, 200))
def test_escaped_text_is_cut_between_characters_of_slacks_alphabet(text: str, limit: int) -> None:
    """An "&am" at the end of a cut text would be shown as it is, or refused."""
    shown = cut_markup(Markup(escape(text)), limit).text
    assert len(shown) <= limit
    assert not HALF_ENTITY.search(shown)
    assert "<" not in shown


@given(st.text(), st.integers(1, 200))
def test_plain_text_is_never_longer_than_its_place(text: str, limit: int) -> None:
    """Slack refuses the whole view for one text that is too long or empty."""
    assert 1 <= len(short(text, limit)) <= limit


@given(st.text(st.sampled_from("<>&!@*_~`| abcU1^"), max_size=60))
def test_outside_text_in_a_template_gives_slack_nothing_to_obey(text: str) -> None:
    """A name in Zendesk must not ping a channel, make a link or dress up as our own words."""
    shown = markup("*{name}*", name=text).text
    assert shown.startswith("*")
    assert shown.endswith("*")
    assert "<" not in shown
    assert ">" not in shown
    assert not HALF_ENTITY.search(shown)
    assert "`" not in shown


def test_what_is_escaped_once_is_not_escaped_again() -> None:
    """Markup in Markup is ours already; twice escaped, people would read "&amp;amp;"."""
    inner = markup("{name}", name="A & B")
    assert markup("{a} {b}", a=inner, b="<c>").text == "A &amp; B &lt;c&gt;"


def test_text_that_is_an_entity_already_is_shown_as_it_was_written() -> None:
    """A group called "&lt;" is called that, and not "<"."""
    assert markup("{name}", name="&lt;!channel&gt;").text == "&amp;lt;!channel&amp;gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*Sales*", "Sales"),
        ("_it_ and ~that~", "it and that"),
        ("`rm`", "rm"),
        ("Tier_1_US", "Tier_1_US"),
        ("5 * 3", "5 * 3"),
    ],
)
def test_only_marks_that_would_format_are_taken_out_of_an_identifier(text: str, shown: str) -> None:
    """Slack has no escape for the marks of mrkdwn, and a name should still read as it is wherever it can."""
    assert identifier(text) == shown


def test_a_control_sequence_of_ours_is_cut_off_whole() -> None:
    """Half a date would be shown as its code."""
    text = markup("Until {time} and after", time=when(1_795_400_000_000))
    for limit in range(7, len(text.text)):
        shown = cut_markup(text, limit).text
        assert len(shown) <= limit
        assert shown.count("<") == shown.count(">")


@pytest.mark.parametrize("text", ["e\u0301" * 20, "\U0001f469\u200d\U0001f467" * 20, "\U0001f44d\U0001f3fd" * 20])
def test_what_reads_as_one_character_is_not_cut_in_two(text: str) -> None:
    """An accent or a joiner on its own would stand on the ellipsis."""
    parts = 3 if "\u200d" in text else 2
    for limit in range(parts + 1, len(text)):
        assert (len(cut(text, limit)) - 1) % parts == 0


def test_endless_accents_on_one_letter_are_cut_all_the_same() -> None:
    """One letter under a thousand marks has no place to be cut, and the limit holds."""
    assert len(cut("Z" + "\u0351" * 3000, 75)) == 75


def test_direction_overrides_and_control_characters_are_left_out() -> None:
    """A name that turns the writing around could make $91.00 of $19.00 beside it."""
    assert one_line("a\u202eb\u2067c\u2069\x00d\r\n\te\ud800f") == "abc d e f"


@pytest.mark.parametrize("text", ["", "  ", "\n", "\u202e"])
def test_text_of_which_nothing_is_left_is_shown_as_a_dash(text: str) -> None:
    """Slack takes no empty text, and an empty place would read like a mistake."""
    assert short(text, 10) == "—"
    assert markup("{text}", text=text).text == "—"
    assert escaped(text).text == "—"
    assert code(text).text == "`—`"


def test_code_shows_every_mark_and_ends_where_it_should() -> None:
    """Commands have brackets and stars in them; a backtick would end the box early."""
    assert code("/talk search [US] `22*` <x>").text == "`/talk search [US] 22* &lt;x&gt;`"


def test_a_time_is_shown_in_each_viewers_zone_with_a_fallback_that_names_its_own() -> None:
    """Whoever cannot see Slack's own form has to know which zone the clock is in."""
    assert when(1_795_400_000_999).text == "<!date^1795400000^{date_short_pretty} {time}|2026-11-23 02:13 UTC>"
    shown = "<!date^1795400000^until {date_short_pretty} {time}|until 2026-11-23 02:13 UTC>"
    assert until(1_795_400_000_000).text == shown


def test_a_time_that_no_clock_shows_does_not_keep_the_rest_from_being_told() -> None:
    """It can only come from a damaged record."""
    assert when(10**24).text.endswith("|at a time unknown, UTC>")


@pytest.mark.parametrize(
    ("name", "shown"), [(mention, "<@U0ANA>"), (group_mention, "<!subteam^U0ANA>"), (channel_mention, "<#U0ANA>")]
)
def test_only_an_id_becomes_a_mention(name: Callable[[str], Markup], shown: str) -> None:
    """An id comes from a record; anything else in its place must not become a command to Slack."""
    assert name("U0ANA").text == shown
    assert name("channel> <!here").text == "channel&gt; &lt;!here"


def test_sentences_that_mention_nobody_stay_plain() -> None:
    """A suggestion such as "contains *22*" has to reach people with its stars."""
    assert prose("Try /talk search US contains *22* <!channel>") == "Try /talk search US contains *22* <!channel>"


def test_people_and_groups_named_in_sentences_are_shown_and_nothing_else_is() -> None:
    """Words such as "Only <@U0ANA> can ask" must name her; Zendesk's words beside it must not ping anybody."""
    shown = prose("Only <@U0ANA> and <!subteam^S0OPS> can ask, said <!channel> & <https://example.com>.")
    assert shown == Markup(
        "Only <@U0ANA> and <!subteam^S0OPS> can ask, said &lt;!channel&gt; &amp; &lt;https://example.com&gt;."
    )


@pytest.mark.parametrize("kept", [when(0), when(1, "is released"), until(1_795_400_000_000), at(1_795_400_000_000)])
def test_times_and_channels_in_sentences_stay_what_they_are(kept: Markup) -> None:
    """An error says when somebody else was first, and a person sees that in their own zone."""
    shown = prose(f"That was already approved by <@U0BEN> {kept.text}; look in <#C0APPROVALS>, *not* <!here>.")
    assert shown == Markup(
        f"That was already approved by <@U0BEN> {kept.text}; look in <#C0APPROVALS>, not &lt;!here&gt;."
    )


@pytest.mark.parametrize(
    "foreign",
    [
        "<!date^1^{date}^https://example.com|today>",
        "<!date^1^{date_short_pretty} {time}^https://example.com|2026-11-23 02:13 UTC>",
        "<!date^1^at {time} {date_short_pretty}|click here>",
        "<!date^1^Pay https://example.com {date_short_pretty} {time}|2026-11-23 02:13 UTC>",
        "<#C0APPROVALS|elsewhere>",
        "<#general>",
        "<@U0BEN|Ana>",
        "<!subteam^S0TALK|@ops>",
        "<https://example.com|C0APPROVALS>",
    ],
)
def test_what_only_looks_like_ours_stays_text(foreign: str) -> None:
    """A date of Slack's can carry a link, and a mention a name that is not the person's."""
    shown = prose(f"Ask <@U0ANA> or {foreign}")
    assert isinstance(shown, Markup)
    assert shown.text.startswith("Ask <@U0ANA> or &lt;")
    assert shown.text.count("<") == 1
