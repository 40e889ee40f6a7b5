"""The answer to /talk help."""

from __future__ import annotations

from bot.cards.help_card import CommandHelp, help_message
from tests.cards.rules import elements, texts

SEARCH = CommandHelp("search", "search [country] [contains 22*]", "Search for numbers.", "search US 510")
HELP = CommandHelp("help", "help [command]", "Show the commands.", "help search")


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
