"""The grammar of /talk: what people type, and the command it means. Pure: nothing here knows who asks, or acts.

`COMMANDS` is the one list of subcommands; help, the nearest command to a misspelled one, and the README's check are
made from it. A new subcommand is one entry there and one class in `Command`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.slack.oncall_grammar import OnCall, read_oncall
from bot.slack.search_grammar import begins_as_search, nearly_search, parse_terms
from bot.slack.typed import LONGEST_TEXT, MENTION, plain, shortened, shown_mentions
from bot.slack.voicemail_grammar import Voicemail, read_voicemail
from bot.talk.terms import text as text_of

_LONGEST_RAW_TEXT = 10 * LONGEST_TEXT
_POLITE = frozenset({"please", "pls", "plz", "hi", "hello", "hey", "talk", "/talk"})
_NEAR = 2 / 3
_ENDS = ".,:;!?\"'"
_HELP_WORDS = frozenset({"help", "?", "h"})
_ALL = _POLITE | {"all", "of", "my", "our", "the", "numbers", "lines", "everything", "phone"}
_IN_TWO = {"on call": "oncall", "voice mail": "voicemail"}
_VOICEMAIL = ("voicemail", "vm", "voicemails", "voice-mail", "mailbox")
_SWITCH = frozenset({"turn", "switch", "disable", "enable", "activate", "deactivate", "off", "on"})
# Asked by whoever wants to know how things stand: who has what, and the way back.
_NOW = frozenset(
    {"status", "state", "who", "who's", "whos", "now", "show", "list", "back", "undo", "running", "active"}
)
# So far in "turn off the voicemail" it still says what is switched; later it may be a line's name.
_EARLY = 3
_AFTER_HELP = frozenset({"me", "with", "on", "about", "for"})


@dataclass(frozen=True, slots=True)
class Search:
    """Search for numbers to buy. terms: None where nothing was said, so that a form asks."""

    terms: SearchTerms | None


@dataclass(frozen=True, slots=True)
class Help:
    """Explain. topic: the name of one subcommand, or None for all."""

    topic: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """Release a number. text: which one, plain and otherwise as it was typed; "" where a list has to ask."""

    text: str


@dataclass(frozen=True, slots=True)
class Pending:
    """Show what waits: for whoever asks, and of theirs."""


@dataclass(frozen=True, slots=True)
class History:
    """Show what happened. text: to which number, plain and otherwise as it was typed; "" for all of them."""

    text: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show everything of a number. text: which one, plain and otherwise as it was typed; "" where a list has to ask."""

    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Change a number. text: as of Show."""

    text: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Change a number's settings. text: as of Show."""

    text: str


@dataclass(frozen=True, slots=True)
class List:
    """List the numbers. words: what they have to fit, plain, mentions as what they show; "" for all of them."""

    words: str


Command = Search | List | Show | Edit | Settings | Voicemail | OnCall | Release | Pending | History | Help


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One entry of the grammar.

    name: what it is called; synonyms: other words for it; usage: its form, for help; meaning: one line; example: text
    that can be typed after /talk; read: makes the command of the plain text after the name, or raises NotUnderstood.
    """

    name: str
    synonyms: tuple[str, ...]
    usage: str
    meaning: str
    example: str
    read: Callable[[str], Command]


def parse(text: str) -> Command:
    """Return the command that text typed after /talk means.

    Raises NotUnderstood. Its suggestion, where there is one, can be typed instead and is understood.
    """
    if len(text) > _LONGEST_RAW_TEXT or len(typed := plain(text)) > LONGEST_TEXT:
        raise NotUnderstood(f"That is longer than {LONGEST_TEXT} characters. Say it shorter.", suggestion="help")
    word, rest = _first_word(typed)
    if not word:
        return Help(None)
    subcommand = find_subcommand(word)
    if subcommand is None and (command := _about_now(word, rest)):
        return command
    if subcommand is None:
        raise _unknown(word, rest)
    if _clean(rest).lstrip("-") in _HELP_WORDS:
        return Help(subcommand.name)
    return subcommand.read(rest)


def find_subcommand(word: str) -> Subcommand | None:
    """Return the subcommand of this name or synonym, however capitalised."""
    return _BY_WORD.get(_clean(word))


def _clean(word: str) -> str:
    cleaned = word.casefold().strip()
    return cleaned.strip(_ENDS) or cleaned


def _first_word(typed: str) -> tuple[str, str]:
    """Return the first word that is more than politeness, and what follows it."""
    words = MENTION.sub(" ", typed).split() if typed.startswith("<") else typed.split()
    while words and _clean(words[0]) in _POLITE:
        words.pop(0)
    if joined := _IN_TWO.get(" ".join(map(_clean, words[:2]))):
        words[:2] = [joined]
    return (words[0], " ".join(words[1:])) if words else ("", "")


def _unknown(word: str, rest: str) -> NotUnderstood:
    """Return what to say to a word that is no subcommand: a search without the word, a misspelling, or neither."""
    typed = f"{word} {rest}".strip()
    problem = f"There is no command “{shortened(word)}”."
    searched: NotUnderstood | None = None
    try:
        if terms := parse_terms(typed):
            suggestion = f"search {typed}"
            return NotUnderstood(
                f"{problem} To search for numbers, begin with “search”.",
                suggestion=suggestion if len(suggestion) <= LONGEST_TEXT else f"search {text_of(terms)}",
            )
    except NotUnderstood as error:
        searched = error
    if searched and begins_as_search(typed):
        return searched
    if search := nearly_search(typed):
        return NotUnderstood(problem, suggestion=search)
    near = _nearest(word)
    return NotUnderstood(problem, suggestion=_understood(near, rest) if near else "help")


def _nearest(word: str) -> Subcommand | None:
    """Return the subcommand whose name or synonym is nearly this word."""
    near = difflib.get_close_matches(_clean(word), list(_BY_WORD), n=1, cutoff=_NEAR)
    return _BY_WORD[near[0]] if near else None


def _understood(subcommand: Subcommand, rest: str) -> str:
    """Return a subcommand with what was typed after it, as far as that is understood and says anything."""
    try:
        says_nothing = subcommand.read(rest) == subcommand.read("")
    except NotUnderstood as error:
        return error.suggestion or subcommand.name
    suggestion = f"{subcommand.name} {rest}"
    return subcommand.name if says_nothing or len(suggestion) > LONGEST_TEXT else suggestion


def _read_search(rest: str) -> Command:
    return Search(parse_terms(rest))


def _about_now(word: str, rest: str) -> Command | None:
    """Return what begins with no subcommand's name and is clear: "turn off voicemail on all", "who is on call"."""
    if _clean(word) in _NOW:
        return OnCall()
    words = rest.split()
    at = next((at for at, each in enumerate(words[:_EARLY]) if _clean(each) in _VOICEMAIL), None)
    if _clean(word) not in _SWITCH or at is None:
        return None
    before = [each for each in words[:at] if _clean(each) not in _ALL]
    return read_voicemail(" ".join([word, *before, *words[at + 1 :]]))


def _read_voicemail(rest: str) -> Command:
    """Return a switch of voicemail, or for "status" and the like a look at what is switched, with the way back."""
    return OnCall() if _clean(rest) in _NOW else read_voicemail(rest)


def _read_list(rest: str) -> Command:
    typed = shown_mentions(rest).split()
    # "list all my numbers, please" is the whole list; a name that has such a word in it stands beside another.
    return List("" if all(_clean(word) in _ALL for word in typed) else " ".join(typed))


def _read_help(rest: str) -> Command:
    word = next((word for word in rest.split() if _clean(word) not in _POLITE | _AFTER_HELP), None)
    if word is None:
        return Help(None)
    subcommand = find_subcommand(word)
    if subcommand is None:
        near = _nearest(word)
        suggestion = f"help {near.name}" if near else "help"
        raise NotUnderstood(f"There is no command “{shortened(word)}” to explain.", suggestion=suggestion)
    return Help(subcommand.name)


COMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        name="search",
        synonyms=("find", "buy", "lookup"),
        usage="search [country] [area code] [toll-free | local] [contains 22*]",
        meaning="Search for numbers to buy; alone it opens a form. The words can stand in any order.",
        example="search US 510 contains CALL",
        read=_read_search,
    ),
    Subcommand(
        name="list",
        synonyms=("ls", "lines", "numbers"),
        usage="list [nickname, number, place, country, sms, toll-free or @group …]",
        meaning="List the numbers you have, those that fit every word; also as a CSV file.",
        example="list support US sms",
        read=_read_list,
    ),
    Subcommand(
        name="show",
        synonyms=("view", "info", "get", "details"),
        usage="show [number, nickname or id]",
        meaning="Show everything about a number you have. Alone it lets you choose one.",
        example="show Support US",
        read=Show,
    ),
    Subcommand(
        name="edit",
        synonyms=("change", "set", "update", "rename", "modify"),
        usage="edit [number, nickname or id]",
        meaning="Change a number: its name, groups, greetings and everything else. Alone it lets you choose one.",
        example="edit +1 510 555 0199",
        read=Edit,
    ),
    Subcommand(
        name="settings",
        synonyms=("setting", "config", "configure", "setup"),
        usage="settings [number, nickname or id]",
        meaning="Change a number's settings: calls, recording, queue, voicemail. Alone it lets you choose one.",
        example="settings Support US",
        read=Settings,
    ),
    Subcommand(
        name="voicemail",
        synonyms=_VOICEMAIL[1:],
        usage="voicemail [on | off] [lines, @group or all] [outside business hours] [for 2h | until 18:00] [because …]",
        meaning="Switch voicemail: now, and back by itself when the time is over. Alone it opens a form; “status” "
        "shows what is switched, and by whom.",
        example="voicemail off @EMEA for 2h because lunch",
        read=_read_voicemail,
    ),
    Subcommand(
        name="oncall",
        synonyms=("on-call", "shift", "shifts", "duty"),
        usage="oncall [start set until 18:00 | end set | handover set to @person | sets]",
        meaning="Start, end or hand over an on-call shift, or manage the sets of lines. Alone it shows who has which, "
        "and where voicemail is switched.",
        example="oncall start EMEA nights until 8:00",
        read=read_oncall,
    ),
    Subcommand(
        name="delete",
        synonyms=("release", "remove", "rm"),
        usage="delete [number, nickname or id]",
        meaning="Release a number: it asks you to confirm first. Alone it lets you choose one.",
        example="delete +1 510 555 0199",
        read=Release,
    ),
    Subcommand(
        name="pending",
        synonyms=("requests", "waiting", "queue", "approvals"),
        usage="pending",
        meaning="Show your requests, and those that wait for you to approve or decline.",
        example="pending",
        read=lambda _: Pending(),
    ),
    Subcommand(
        name="history",
        synonyms=("audit", "log", "trail"),
        usage="history [number, nickname or id]",
        meaning="Show what was asked for, decided and done, newest first: with one number, or with all.",
        example="history +1 510 555 0199",
        read=History,
    ),
    Subcommand(
        name="help",
        synonyms=("?", "commands", "usage", "--help", "-h"),
        usage="help [command]",
        meaning="Show the commands, or explain one.",
        example="help search",
        read=_read_help,
    ),
)

_BY_WORD = {word: subcommand for subcommand in COMMANDS for word in (subcommand.name, *subcommand.synonyms)}
