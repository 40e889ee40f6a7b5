"""What people type after `/talk oncall`: start, end or hand over a shift, look at them, or at the sets of lines.

    start EMEA nights until 8:00        end EMEA nights        handover EMEA nights to @ben        sets

The name of a set may have any words in it; in quotes it is a name and nothing else. Which set is meant is not settled
here, nor when it ends.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from bot.errors import NotUnderstood
from bot.slack.how_long import POLITE, bare_end, end_before, end_behind, folded, refuse_later, tokens, without_comma
from bot.slack.typed import LONGEST_TEXT, shortened, shown_mentions

Act = Literal["show", "start", "end", "handover", "sets"]

_WHO = ("who", "who's", "whos")
_ACTS: dict[str, Act] = {
    **dict.fromkeys(("start", "take", "begin", "take over", "takeover", "i have"), "start"),
    **dict.fromkeys(("end", "stop", "finish", "return", "hand back", "handback", "give back"), "end"),
    **dict.fromkeys(("handover", "hand-over", "hand over", "handoff", "hand-off", "hand off", "hand"), "handover"),
    **dict.fromkeys(("pass", "pass on", "give", "transfer", "swap"), "handover"),
    **dict.fromkeys(("sets", "set", "manage", "edit", "settings", "new", "create", "edit sets"), "sets"),
    **dict.fromkeys(("show", "list", "status", "now", "view", *_WHO), "show"),
}
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
# Nothing but such words names no set: "end my shift".
_NO_SET = frozenset({"my", "the", "a", "shift", "shifts", "oncall", "on-call", "on", "call", "it", "now", "over"})
_HAND_OVER = frozenset({"over", "off", "on"})
_NEAR = 0.7


@dataclass(frozen=True, slots=True)
class OnCall:
    """Something about shifts.

    set: the name of a set of lines, plain, as typed without quotes; "" where none was named, so that it has to be asked
    for unless there is only one. ends: until when to start one, for `bot.talk.moments.ends`; "" where nothing was said.
    person: the Slack id of whom a shift is handed to, None where nobody was named. whole: the name together with how
    long, where that may be part of it ("Support 24h"); "" where it cannot be.
    """

    act: Act = "show"
    set: str = ""
    ends: str = ""
    person: str | None = None
    whole: str = ""


def read_oncall(typed: str) -> OnCall:
    """Return what is asked for. typed: plain text without the word oncall. Raises NotUnderstood."""
    people = list(dict.fromkeys(_PERSON.findall(typed)))
    words = [word for word in tokens(shown_mentions(_PERSON.sub(" ", typed))) if folded(word) not in POLITE]
    ends, early = "", words
    for find in (end_behind, end_before):
        if not ends:
            early, ends = find(early)
    act, words = _act(early, typed, said=bool(early or ends or people))
    if people and act != "handover":
        raise NotUnderstood(
            "Only “handover” takes a person: it is for them to say that they have the shift.",
            suggestion="help oncall",
        )
    if act == "start":
        return _start(words, ends)
    if ends:
        raise NotUnderstood(
            f"Only “start” takes a time, and not “{shortened(ends)}”. What runs already has buttons for its end.",
            suggestion="help oncall",
        )
    if act == "handover":
        return _handover(words, people)
    return OnCall(act, _named(words))


def _act(words: list[str], typed: str, *, said: bool) -> tuple[Act, list[str]]:
    """Return what is to be done, and the words without it: it stands before or behind them. said: if there is any."""
    if not words:
        if said:
            raise _unknown(typed)
        return "show", []
    for some, rest in ((words[:2], words[2:]), (words[:1], words[1:]), (words[-1:], words[:-1])):
        verb = " ".join(folded(word) for word in some)
        if act := _ACTS.get(verb):
            # "who has EMEA nights" is answered by all that there is.
            return act, [] if verb in _WHO else without_comma(rest)
    near = difflib.get_close_matches(folded(words[0]), _ACTS, n=1, cutoff=_NEAR)
    raise _unknown(" ".join(words[1:]), act=_ACTS[near[0]]) if near else _unknown(typed)


def _unknown(rest: str, act: Act = "start") -> NotUnderstood:
    """Return what to say where it is not clear what is to be done. act: what may have been meant."""
    suggestion = f"oncall {act} {rest}".strip()
    try:
        read_oncall(suggestion.removeprefix("oncall "))
    except NotUnderstood:
        suggestion = ""
    return NotUnderstood(
        "Say what to do: “start”, “end” or “handover” and the name of a set, or “sets” to manage them.",
        suggestion=suggestion if 0 < len(suggestion) <= LONGEST_TEXT else "oncall",
    )


def _start(words: list[str], ends: str) -> OnCall:
    if ends:
        refuse_later(words, "oncall start")
    else:
        # "start for 2h EMEA nights": the verb stood before it.
        words, ends = end_before(words)
    whole = ""
    if not ends:
        words, ends, whole = bare_end(words, "oncall start", alone=False)
    return OnCall("start", _named(words), ends, whole=whole)


def _handover(words: list[str], people: list[str]) -> OnCall:
    """Return to whom which shift goes. "hand EMEA nights over to @ben" has its verb in two pieces."""
    words = [word for word in words if folded(word) != "to"]
    if words and folded(words[-1]) in _HAND_OVER:
        words = words[:-1]
    known = [word for word in words if not word.startswith("@") or '"' in word]
    if len(people) > 1 or known != words:
        raise NotUnderstood(
            "A shift goes to one person. Pick them from the list that Slack shows while you type @ and their name.",
            suggestion=" ".join(["oncall handover", *known]),
        )
    return OnCall("handover", _named(words), person=people[0] if people else None)


def _named(words: list[str]) -> str:
    """Return the name of a set without the quotes around it; "" where the words name none."""
    if all(folded(word) in _NO_SET for word in words):
        return ""
    name = " ".join(without_comma(words))
    return name[1:-1].strip() if name.startswith('"') and name.find('"', 1) == len(name) - 1 > 0 else name
