"""The pieces views and messages are made of."""

from __future__ import annotations

import json

from bot.cards.blocks import (
    button,
    confirm_dialog,
    held_by_select,
    left_out,
    modal,
    note,
    option,
    section,
    select,
    text_input,
    text_object,
)
from bot.cards.markup import markup
from bot.cards.notice_view import notice


def options(count: int, text: str = "Tier") -> list[dict[str, object]]:
    """Return so many different options."""
    return [option(f"{text} {number}", str(number)) for number in range(count)]


def test_a_str_is_plain_text_and_markup_is_mrkdwn_that_slack_leaves_alone() -> None:
    """Without `verbatim` Slack makes pings of "@here" and links of bare addresses in outside text."""
    assert text_object("*a*") == {"type": "plain_text", "text": "*a*", "emoji": False}
    assert text_object(markup("*a*")) == {"type": "mrkdwn", "text": "*a*", "verbatim": True}


def test_a_hundred_options_stand_in_one_list_and_more_in_groups_that_say_where_they_reach() -> None:
    """Slack takes a hundred options; an account with a hundred and fifty groups still has to see all of them."""
    few = select("group.pick", options(100), placeholder="Choose")
    many = select("group.pick", options(150), placeholder="Choose")
    assert len(few["options"]) == 100
    assert "option_groups" not in few
    assert "options" not in many
    assert [group["label"]["text"] for group in many["option_groups"]] == ["Tier 0 to Tier 99", "Tier 100 to Tier 149"]
    assert [each for group in many["option_groups"] for each in group["options"]] == options(150)


def test_a_select_holds_what_fits_a_view_and_says_how_much_that_is() -> None:
    """A view of more than 250 kB is refused as a whole, so thousands of long names must not all go in."""
    many = options(5000, "\U0001f525" * 60)
    element = select("group.pick", many, placeholder="Choose")
    shown = [each for group in element.get("option_groups", [element]) for each in group["options"]]
    assert len(shown) == held_by_select(many) < 5000
    assert len(json.dumps(element)) < 110_000
    assert held_by_select(options(700)) == 700


def test_a_prefilled_field_never_holds_more_than_it_takes() -> None:
    """Slack refuses a view whose initial_value is longer than max_length."""
    assert text_input("nickname.type", longest=5, initial="Support")["initial_value"] == "Suppo"
    assert "initial_value" not in text_input("nickname.type", longest=5, initial="")


def test_a_button_without_a_value_has_none() -> None:
    """Slack refuses an empty value."""
    assert "value" not in button("Help", "home.help")


def test_a_question_before_a_click_is_cut_to_what_slack_takes() -> None:
    """A nickname of four hundred characters would make Slack refuse the whole card."""
    dialog = confirm_dialog("t" * 200, "w" * 400, yes="y" * 50, no="n" * 50, danger=True)
    lengths = {name: len(part["text"]) for name, part in dialog.items() if name != "style"}
    assert lengths == {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    assert dialog["style"] == "danger"
    assert button("Stop", "request.stop", "a:1", confirm=dialog)["confirm"] == dialog
    assert "style" not in confirm_dialog("Title", "Text", yes="Yes", no="No")


def test_what_a_select_leaves_out_is_counted() -> None:
    """Whoever misses an option has to know that the list is not all of them."""
    many = options(5000, "x" * 60)
    assert left_out(many, "numbers") == f"These are the first {held_by_select(many):,} of 5,000 numbers."
    assert left_out(options(3), "numbers") is None


def test_metadata_comes_back_as_it_was_given() -> None:
    """Listeners read the search and the number from it."""
    view = modal("Title", [section("Text")], callback_id="x", close="Close", metadata={"search": "a", "page": 2})
    assert json.loads(view["private_metadata"]) == {"search": "a", "page": 2}
    assert "submit" not in view


def test_a_note_says_the_same_to_eyes_and_to_screen_readers() -> None:
    """Slack reads out `text`, not the blocks."""
    said = note("Only <@U0ANA> can ask. <!channel>")
    assert said.text == "Only <@U0ANA> can ask. &lt;!channel&gt;"
    assert said.blocks == [
        section(markup("Only {who} can ask. {hostile}", who=markup("<@U0ANA>"), hostile="<!channel>"))
    ]
    assert note("AT&T *22*").text == "AT&amp;T *22*"


def test_a_notice_shows_its_words_and_nothing_to_fill_in() -> None:
    """It stands where a click could not do what was meant."""
    view = notice("These results are gone.")
    assert view["blocks"] == [section("These results are gone.")]
    assert "submit" not in view
