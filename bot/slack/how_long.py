"""How long, found at either end of what people type about lines: "off Line for Sales for 2h", "until 6pm off @EMEA".

A nickname may have any word in it, "for" and "until" too. So words count as how long only if they read as a duration
or a moment; if they nearly do, they are refused with an example rather than taken for a name.
"""

from __future__ import annotations

import re

from bot.errors import NotUnderstood
from bot.slack.typed import LONGEST_TEXT, shortened
from bot.talk.moments import KEYWORDS, corrected, looks_like_end, not_understood, reads_as_end

ALL = frozenset({"all", "everything"})
"""Each of these alone is every line."""

POLITE = frozenset({"please", "pls", "plz", "thanks", "thx", "ty"})
"""What may stand around a command and says nothing."""

MOST_WORDS = 8
"""How long is said in no more words than these."""

_TOKEN = re.compile(r'(?:"[^"]*"|[^\s"]|"(?![^"]*"))+')
_LATER = frozenset({"in", "at", "from", "after", "starting"})
_BETWEEN_DIGITS = re.compile(r"[\s()./-]+")
_SHORTEST_NUMBER = 7


def tokens(typed: str) -> list[str]:
    """Return the words of plain text; what stands in quotes is one word, with its quotes."""
    return _TOKEN.findall(typed)


def folded(word: str) -> str:
    """Return a word as it is looked up: without capitals and the marks around it."""
    return word.casefold().strip(",.:;!?")


def end_behind(words: list[str]) -> tuple[list[str], str]:
    """Return the words without how long at their end, and that; "" where "for" or "until" does not begin such."""
    for at in range(max(0, len(words) - MOST_WORDS), len(words)):
        if words[at].casefold() in KEYWORDS and reads_as_end(said := " ".join(words[at:])):
            return without_comma(words[:at]), said.rstrip(",")
    return words, ""


def end_before(words: list[str]) -> tuple[list[str], str]:
    """Return the same for the beginning of the words."""
    if words and words[0].casefold() in KEYWORDS:
        for size in range(min(len(words), MOST_WORDS), 1, -1):
            if reads_as_end(said := " ".join(words[:size])):
                return words[size:], said.rstrip(",")
    return words, ""


def bare_end(words: list[str], command: str, *, alone: bool = True) -> tuple[list[str], str, str]:
    """Return the same where neither "for" nor "until" is said, "all 2h", and what else it may be: a whole name.

    The whole name is "" where what stands before is complete, so that the rest can be no part of it; else only who
    knows the names can tell. command: what is typed before the words, for a suggestion; alone: whether how long
    alone is certainly no name. Raises NotUnderstood where it is misspelled, or is a time at which to begin.
    """
    _refuse_nearly(words, command)
    refuse_later(words, command)
    for at in range(max(0, len(words) - MOST_WORDS), len(words)):
        said, before = " ".join(words[at:]), words[:at]
        if not reads_as_end(said):
            continue
        is_certain = is_complete(before) or (alone and not before)
        return without_comma(before), said, "" if is_certain else " ".join(words)
    return words, "", ""


def is_complete(words: list[str]) -> bool:
    """Whether these are certainly lines and all of them: "all", a number, "@group", a name in quotes at their end."""
    if not words:
        return False
    last = words[-1].rstrip(",")
    if len(words) == 1 and (folded(last) in ALL or last.startswith("@")):
        return True
    digits = _BETWEEN_DIGITS.sub("", "".join(words).rstrip(",")).removeprefix("+")
    return last.endswith('"') or (digits.isdecimal() and len(digits) >= _SHORTEST_NUMBER)


def refuse_later(words: list[str], command: str) -> None:
    """Refuse a time at which to begin: what is confirmed is done at once. command: as for bare_end."""
    for at in range(max(0, len(words) - MOST_WORDS), len(words)):
        said = " ".join(words[at + 1 :])
        if words[at].casefold() in _LATER and (reads_as_end(said) or reads_as_end(f"until {said}")):
            raise NotUnderstood(
                f"I do it once you confirm it, and not “{shortened(' '.join(words[at:]))}”. For the time when it ends, "
                "say “for 2h” or “until 18:00”. If this is part of a name, put the whole name in quotes.",
                suggestion=_help(command),
            )


def without_comma(words: list[str]) -> list[str]:
    """Return the words without a comma behind them."""
    while words and not (last := words[-1].rstrip(",")):
        words = words[:-1]
    return [*words[:-1], last] if words else []


def _refuse_nearly(words: list[str], command: str) -> None:
    """Refuse what begins as how long and is misspelled, or is no such time."""
    for at in range(len(words) - 1, -1, -1):
        said, before = " ".join(words[at:]), words[:at]
        if words[at].casefold() in KEYWORDS and (looks_like_end(said) or is_complete(before)):
            fixed = corrected(said)
            raise NotUnderstood(
                not_understood(said).problem
                + ("" if is_complete(before) else " If it is part of a name, put the whole name in quotes."),
                suggestion=_suggestion(command, *before, fixed) if fixed else _help(command),
            )


def _suggestion(command: str, *words: str) -> str:
    """Return a whole command, or help where it would be too long to be typed."""
    suggestion = " ".join([command, *words])
    return suggestion if len(suggestion) <= LONGEST_TEXT else _help(command)


def _help(command: str) -> str:
    return f"help {command.split(maxsplit=1)[0]}"
