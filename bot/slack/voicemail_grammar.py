"""What people type after `/talk voicemail`: on or off, which lines, which hours, how long and why, in any order.

    off @EMEA for 2h because lunch        on all outside business hours until tomorrow 9am
    until 18:00 off Support US            Support US, Billing DE off

All but the lines is taken off either end of what was typed; what is left are the lines, to the letter. What stands in
quotes is a name and nothing else. Which lines are meant is not settled here, nor when it ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.slack.how_long import (
    ALL,
    POLITE,
    bare_end,
    end_before,
    end_behind,
    folded,
    is_complete,
    refuse_later,
    tokens,
    without_comma,
)
from bot.slack.typed import shown_mentions

_ON = {
    **dict.fromkeys(("on", "enable", "enabled", "activate"), True),
    **dict.fromkeys(("off", "disable", "disabled", "deactivate"), False),
}
_BEFORE_ON = frozenset({"turn", "switch", "set", "turned", "switched"})
_BEFORE_LINES = frozenset({"for", "of"})
_WITH_ALL = ALL | {"of", "my", "our", "the", "numbers", "lines", "phone", "them"}
_BECAUSE = frozenset({"because", "reason"})
_HOURS = r"(?: (?:of )?(?:the )?(?:business |office |opening |working )?hours)"
_BOTH = re.compile(rf"(?:both )?(?:inside (?:and|or|&) outside|outside (?:and|or|&) inside){_HOURS}?", re.IGNORECASE)
_ONE = re.compile(rf"(?:only )?(inside|during|within|outside)(?:{_HOURS}(?: only)?| only)", re.IGNORECASE)
_BARE = re.compile("inside|outside", re.IGNORECASE)
_MOST_WORDS_OF_HOURS = 7


@dataclass(frozen=True, slots=True)
class Voicemail:
    """Switch voicemail. on: None where it was not said, so that a form has to ask.

    lines: which ones, plain, as typed ("all", numbers, nicknames, "@group", several with "," or "and" between, quotes
    as they are, mentions as what they show); "" where nothing was said. inside, outside: business hours; both where
    neither was named. ends: how long, for `bot.talk.moments.ends`; "" where nothing was said. reason: "" for none.
    whole: the lines together with how long, where that may be part of a name ("Support 24h"); "" where it cannot be.
    """

    on: bool | None = None
    lines: str = ""
    inside: bool = True
    outside: bool = True
    ends: str = ""
    reason: str = ""
    whole: str = ""


@dataclass
class _Typed:
    """What is left of the words, and what was found among them so far."""

    words: list[str]
    on: bool | None = None
    hours: tuple[bool, bool] | None = None
    ends: str = ""
    reason: str = ""
    whole: str = ""

    @property
    def command(self) -> str:
        """What would be typed before the words that are left."""
        return "voicemail" if self.on is None else f"voicemail {'on' if self.on else 'off'}"

    def take(self) -> None:
        """Take off what is no line, as long as there is anything: before the lines first, then behind them.

        So a name may end with what has been said before it: "off Log On", "for 2h off Open for 24 hours".
        """
        while self._take_before() or self._take_behind():
            pass

    def _take_before(self) -> bool:
        before, words = self.words, self.words
        if self.on is None and len(words) > 1 and folded(words[0]) in _BEFORE_ON and folded(words[1]) in _ON:
            words = words[1:]
        if self.on is None and words and folded(words[0]) in _ON:
            self.on, self.words = _ON[folded(words[0])], words[1:]
        if not self.ends:
            self.words, self.ends = end_before(self.words)
        for size in self._sizes_of_hours():
            self._take_hours(self.words[:size], self.words[size:])
        return self.words != before

    def _take_behind(self) -> bool:
        before = self.words
        if before and folded(before[-1]) in POLITE:
            self.words = without_comma(before[:-1])
        if not self.ends:
            self.words, self.ends = end_behind(self.words)
        for size in self._sizes_of_hours():
            self._take_hours(self.words[-size:], self.words[:-size])
        if self.on is None and self.words and folded(self.words[-1]) in _ON:
            self.on, self.words = _ON[folded(self.words[-1])], without_comma(self.words[:-1])
        return self.words != before

    def _sizes_of_hours(self) -> range:
        return range(min(len(self.words), _MOST_WORDS_OF_HOURS), 0, -1)

    def _take_hours(self, some: list[str], rest: list[str]) -> None:
        if self.hours is None and (hours := _hours(" ".join(some).rstrip(","), rest)):
            self.hours, self.words = hours, without_comma(rest)


def read_voicemail(typed: str) -> Voicemail:
    """Return what is to be switched. typed: plain text without the word voicemail. Raises NotUnderstood."""
    found = _reason_apart(tokens(shown_mentions(typed)))
    found.take()
    if found.ends:
        refuse_later(found.words, found.command)
    else:
        found.words, found.ends, found.whole = bare_end(found.words, found.command)
        found.take()
    if not found.ends:
        found.reason, found.ends = _end_of_reason(found.reason)
    inside, outside = found.hours or (True, True)
    return Voicemail(found.on, _lines(found.words), inside, outside, found.ends, found.reason, found.whole)


def _reason_apart(words: list[str]) -> _Typed:
    """Return the words before "because", and what follows it as the reason."""
    at = next((at for at, word in enumerate(words) if folded(word) in _BECAUSE), len(words))
    why = words[at + 1 :]
    if why and folded(why[0]) == "of":
        why = why[1:]
    return _Typed(without_comma(words[:at]), reason=" ".join(why))


def _end_of_reason(reason: str) -> tuple[str, str]:
    """Return a reason without how long behind it, and that: "because lunch until 14:00" says when it ends."""
    words, ends = end_behind(reason.split())
    return (" ".join(words), ends) if ends else (reason, "")


def _hours(said: str, rest: list[str]) -> tuple[bool, bool] | None:
    """Return whether this means inside and outside business hours, None where it speaks of neither."""
    if _BOTH.fullmatch(said):
        return True, True
    one = _ONE.fullmatch(said)
    if one is None and not (_BARE.fullmatch(said) and is_complete(rest)):
        return None
    outside = (one[1] if one else said).casefold() == "outside"
    return not outside, outside


def _lines(words: list[str]) -> str:
    if words and folded(words[0]) in _BEFORE_LINES:
        words = words[1:]
    known = {folded(word) for word in words}
    return "all" if known & ALL and known <= _WITH_ALL else " ".join(words)
