"""The subcommands of /talk: found, misspelled, left out, explained."""

from __future__ import annotations

import pytest

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.slack.grammar import (
    COMMANDS,
    Command,
    Help,
    History,
    List,
    Pending,
    Release,
    Search,
    Subcommand,
    find_subcommand,
    parse,
)

_US_510 = Search(SearchTerms("US", "510"))


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", Help(None)),
        ("   ", Help(None)),
        ("\u200b", Help(None)),
        ("please", Help(None)),
        ("help", Help(None)),
        ("HELP!", Help(None)),
        ("?", Help(None)),
        ("--help", Help(None)),
        ("help me please", Help(None)),
        ("help search", Help("search")),
        ("help find", Help("search")),
        ("help help", Help("help")),
        ("search help", Help("search")),
        ("search ?", Help("search")),
        ("search \u2014help", Help("search")),
        ("search", Search(None)),
        ("Search.", Search(None)),
        ("search please", Search(None)),
        ("search numbers for me", Search(None)),
        ("search US 510", _US_510),
        ("find US 510", _US_510),
        ("buy US 510", _US_510),
        ("please search US 510, thanks!", _US_510),
        ("/talk search US 510", _US_510),
        ("Hi, search US 510", _US_510),
        ("`search US 510`", _US_510),
        ("<@U123|talkbot> search US 510", _US_510),
        ("  search\u00a0US\t510  ", _US_510),
        ("list", List("")),
        ("ls", List("")),
        ("numbers", List("")),
        ("Lines please", List("")),
        ("list all my phone numbers, please", List("")),
        ("list my support", List("my support")),
        ("list support US \u201cTier 1\u201d", List('support US "Tier 1"')),
        ("list @emea sms", List("@emea sms")),
        ("list <!subteam^S0NIGHT001|@night> us", List("@night us")),
        ("list <@U0EMEA0001|emea>", List("@emea")),
        ("numbers US 510", List("US 510")),
        ("help numbers", Help("list")),
        ("delete", Release("")),
        ("delete Support US", Release("Support US")),
        ("release 5105550123", Release("5105550123")),
        ("Release. <tel:+15105550123|+1 510-555-0123>", Release("+15105550123")),
        ("please remove \u201cSupport US\u201d", Release('"Support US"')),
        ("rm 26525525651609", Release("26525525651609")),
        ("help delete", Help("delete")),
        ("help release", Help("delete")),
        ("release help", Help("delete")),
        ("pending", Pending()),
        ("Pending?", Pending()),
        ("requests", Pending()),
        ("waiting for me", Pending()),
        ("queue please", Pending()),
        ("approvals", Pending()),
        ("help requests", Help("pending")),
        ("history", History("")),
        ("history +1 (510) 555-0123", History("+1 (510) 555-0123")),
        ("audit Support US", History("Support US")),
        ("log", History("")),
        ("Trail id:26525525651609", History("id:26525525651609")),
        ("history ?", Help("history")),
    ],
)
def test_a_command_is_understood_as_people_type_it(typed: str, command: Command) -> None:
    """Politeness, the slash, a mention and what phones do to text say nothing about what is wanted."""
    assert parse(typed) == command


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("serch us", "search us"),
        ("serach US 510 contains CALL", "search US 510 contains CALL"),
        ("searhc", "search"),
        ("Seach germny", "search DE"),
        ("serch frobnicate the whatsit", "search"),
        ("US 510", "search US 510"),
        ("510", "search 510"),
        ("+1 510", "search +1 510"),
        ("toll-free canada", "search toll-free canada"),
        ("united states 510", "search united states 510"),
        ("contains 22* in Germany", "search contains 22* in Germany"),
        ("<tel:+15105550123|+1 510-555-0123>", "search +15105550123"),
        ("germany 030", "search DE contains 30"),
        ("united states 416", "search CA 416"),
        ("hlep", "help"),
        ("hepl search", "help search"),
        ("frobnicate", "help"),
        ("frobnicate US", "help"),
        ("thanks", "help"),
        ("help serch", "help search"),
        ("help frobnicate", "help"),
        ("relese 5105550123", "delete 5105550123"),
        ("delte Support US", "delete Support US"),
        ("delet", "delete"),
        ("pendign for me", "pending"),
        ("histroy +15105550123", "history +15105550123"),
        ("help histroy", "help history"),
        ("byu US 510", "search US 510"),
    ],
)
def test_an_unknown_command_gets_the_nearest_one_with_what_was_typed(typed: str, suggestion: str) -> None:
    """A slip should cost one click, not typing it all again."""
    with pytest.raises(NotUnderstood) as caught:
        parse(typed)
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("510", "search 510"),
        ("US 510", "search US 510"),
        ("Greece 210", "search GR contains 210"),
        ("Brazil 510", "search BR contains 510"),
        ("Finland toll-free 09", "search FI toll-free contains 9"),
        ("contains 22*", "search US contains 22*"),
        ("Saudi Araba", "search SA"),
        ("uinted states 510", "search US 510"),
        ("Grecee", "search GR"),
        ("Brail", "search BR"),
        ("loacl 510", "search US 510 local"),
    ],
)
def test_a_search_without_the_word_stays_one_however_much_it_looks_like_a_command(typed: str, suggestion: str) -> None:
    """Greece is not far from release: whoever looks for a number must not be led to give one up."""
    with pytest.raises(NotUnderstood) as caught:
        parse(typed)
    assert caught.value.suggestion == suggestion


def test_a_search_without_the_word_is_told_the_word() -> None:
    """The problem says what to do, for people who read only that."""
    with pytest.raises(NotUnderstood, match="begin with “search”"):
        parse("US 510")


def test_a_search_that_cannot_be_is_told_why_and_not_that_a_country_is_no_command() -> None:
    """The country was right; what is wrong with the rest is what helps."""
    with pytest.raises(NotUnderstood, match="by area code in the United States and Canada only"):
        parse("Greece 210")


def test_a_long_word_is_quoted_short() -> None:
    """An error must not be a wall of what somebody pasted."""
    with pytest.raises(NotUnderstood) as caught:
        parse("x" * 150)
    assert len(caught.value.problem) < 100


def test_a_suggestion_is_never_too_long_to_be_typed() -> None:
    """The word search makes a text longer than the limit that it just kept."""
    with pytest.raises(NotUnderstood) as caught:
        parse("US 510" + " US" * 64)
    assert caught.value.suggestion == "search US 510"
    with pytest.raises(NotUnderstood) as caught:
        parse(f"delet {'x' * 194}")
    assert caught.value.suggestion == "delete"


def test_a_long_link_counts_as_what_it_shows() -> None:
    """Slack writes links at full length, whatever the person typed."""
    assert parse(f"search <https://example.com/{'x' * 300}|US> 510") == _US_510


@pytest.mark.parametrize("entry", COMMANDS, ids=[entry.name for entry in COMMANDS])
def test_every_subcommand_is_explained_and_its_example_works(entry: Subcommand) -> None:
    """Help is made of these words, so none may be missing or wrong."""
    assert entry.usage.startswith(entry.name)
    assert entry.meaning.endswith(".")
    assert entry.example.startswith(entry.name)
    parse(entry.example)
    assert parse(f"help {entry.name}") == parse(f"{entry.name} --help") == Help(entry.name)
    assert all(find_subcommand(word) is entry for word in (entry.name.upper(), *entry.synonyms))


def test_no_word_stands_for_two_subcommands() -> None:
    """The later of two would silently win."""
    words = [word for entry in COMMANDS for word in (entry.name, *entry.synonyms)]
    assert len(words) == len(set(words))
