"""App Home and the answer to /talk help."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.help_card import CommandHelp, help_message
from bot.cards.home_view import REQUESTS_SHOWN, home
from bot.model import RequestState
from tests.cards.extremes import PURCHASE
from tests.cards.rules import elements, texts

SEARCH = CommandHelp("search", "search [country] [contains 22*]", "Search for numbers.", "search US 510")
HELP = CommandHelp("help", "help [command]", "Show the commands.", "help search")


def test_an_empty_home_says_what_would_stand_there_and_how_to_make_it_so() -> None:
    """The first thing new people see should tell them what to do."""
    shown = "\n".join(texts(home([])))
    assert "Numbers you ask for stand here" in shown
    assert "/talk search US 510" in shown


def test_home_begins_with_what_can_be_begun() -> None:
    """Two buttons, one of them the main one."""
    first = home([PURCHASE])["blocks"][0]
    assert [(button["action_id"], button.get("style")) for button in first["elements"]] == [
        ("home.search", "primary"),
        ("home.help", None),
    ]


def test_each_request_shows_its_state_and_what_happens_next() -> None:
    """Home is where people look when they missed the message."""
    unknown = replace(PURCHASE, state=RequestState.UNKNOWN)
    shown = texts(home([PURCHASE, unknown]))
    assert "Your requests (2)" in shown
    assert "*Bought +1 510-555-0123* · Support US · $1.00 a month" in shown
    assert "*Checking +1 510-555-0123* · Support US · $1.00 a month" in shown
    assert "Zendesk did not answer. Checking whether the number was bought; nothing will be ordered again." in shown
    assert sum("request 7F3K" in text for text in shown) == 2


def test_a_nickname_that_was_not_set_is_not_shown_as_one() -> None:
    """Home would say two things of the same number."""
    (title,) = [text for text in texts(home([replace(PURCHASE, details_problem="It broke.")])) if "*Bought" in text]
    assert title == "*Bought +1 510-555-0123* · $1.00 a month"


def test_a_thousand_requests_fit_and_the_rest_is_counted() -> None:
    """Slack refuses a Home of more than a hundred blocks, and then it stays as it was for ever."""
    view = home([PURCHASE] * 1000)
    assert len(view["blocks"]) <= 100
    assert f"{1000 - REQUESTS_SHOWN:,} older ones are not shown." in texts(view)
    assert "older" not in "\n".join(texts(home([PURCHASE] * REQUESTS_SHOWN)))


def test_help_shows_every_command_with_an_example_to_copy() -> None:
    """An example teaches more than a form does."""
    told = help_message([SEARCH, HELP])
    shown = "\n".join(texts(told.blocks))
    assert "`/talk search [country] [contains 22*]`\nSearch for numbers.\nFor example: `/talk search US 510`" in shown
    assert "`/talk help [command]`" in shown
    assert "/talk search [country] [contains 22*]: Search for numbers." in told.text
    assert elements(told.blocks, "actions") == []


def test_help_on_one_command_shows_that_command_only() -> None:
    """Whoever asks about one thing should not have to find it among others."""
    told = help_message([SEARCH, HELP], "help")
    assert "/talk search [country]" not in "\n".join([*texts(told.blocks), told.text])
    assert texts(told.blocks)[0] == "/talk help"


def test_help_on_something_unknown_shows_everything() -> None:
    """An answer of nothing would be no help."""
    assert help_message([SEARCH, HELP], "nonsense") == help_message([SEARCH, HELP])
