"""What is said of a change in each of its states: its headline, its counts, its explanation, for card and modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString

from bot.cards.blocks import Text
from bot.cards.markup import Markup, at, joined, markup, mention, prose, short
from bot.cards.request_words import LONGEST_NAME, LONGEST_REASON, short_id
from bot.model import Change, ChangeState, Line, LineChange, LineStatus

OPEN = (LineStatus.WAITING, LineStatus.WRITING)
"""A line that the change has not come to, or is at."""

# By what the change does: what was done, what is being done, and what could not be.
_DONE: dict[str, LiteralString] = {
    "change": "{who} changed {what}",
    "undo": "{who} put back what {whom} changed on {what}",
    "restore": "{who} put back what changed unasked on {what}",
}
_UNDONE_BY_THEMSELVES: LiteralString = "{who} undid their own change of {what}"
_DOING: dict[str, LiteralString] = {
    "change": "{who} is changing {what} …",
    "undo": "{who} is putting {what} back …",
    "restore": "{who} is putting {what} back …",
}


def kind_of(change: Change) -> str:
    """Return "change", "undo" or "restore"."""
    return "undo" if change.undoes else "restore" if change.restores else "change"


def line_called(line: Line) -> str:
    """Return what people call a line, its nickname or its number: plain text, to be escaped where it is shown."""
    nickname = line.nickname or ""
    return short(nickname if nickname.strip() else line.display_number, LONGEST_NAME)


def counted_lines(count: int) -> str:
    """Return "1 line" or "200 lines"."""
    return "1 line" if count == 1 else f"{count:,} lines"


def headline(change: Change, earlier: Change | None = None) -> Markup:
    """Return the words everything about a change begins with: "Ana changed Support US".

    earlier: the change that an undo puts back, where its record is still there.
    """
    who, kind = mention(change.by.id), kind_of(change)
    if change.state is ChangeState.RUNNING:
        return markup(_DOING[kind], who=who, what=_all(change))
    changed = sum(map(was_taken, change.lines))
    if not changed:
        return _nothing_changed(change)
    whom = mention(earlier.by.id) if earlier is not None else Markup("somebody")
    what = _all(change) if changed == len(change.lines) else f"{changed:,} of {_all(change)}"
    own = kind == "undo" and earlier is not None and earlier.by.id == change.by.id
    return markup(_UNDONE_BY_THEMSELVES if own else _DONE[kind], who=who, whom=whom, what=what)


def counts(change: Change) -> Markup:
    """Return how many lines ended how: "197 changed · 3 refused"."""
    said = ((sum(map(is_it, change.lines)), words) for is_it, words in _ENDINGS)
    counted = [markup("{count} {words}", count=f"{count:,}", words=words) for count, words in said if count]
    return joined(counted) if counted else Markup("No numbers")


def outcome_of(line: LineChange) -> str:
    """Return what became of one line, as plain text for a cell: "Changed"."""
    match line.status:
        case LineStatus.CHANGED if line.unasked:
            return "Changed, and something else too"
        case LineStatus.CHANGED if len(line.not_taken) == len(line.wanted):
            return "Not taken by Zendesk"
        case LineStatus.CHANGED if line.not_taken:
            return "Not all taken by Zendesk"
        case LineStatus.REFUSED:
            return line.words or "Refused"
        case LineStatus.WAITING if line.tries:
            return "Waiting, tried again later"
        case _:
            return _OUTCOMES[line.status]


def explanation(change: Change) -> Text | None:
    """Return what stands below the headline of a change of one line, in whole sentences; None where nothing is left.

    Of several lines it says what is to be decided.
    """
    if change.state is ChangeState.HALTED:
        return halted_words(change)
    if change.state is ChangeState.STOPPED and change.words:
        return prose(change.words)
    if len(change.lines) == 1:
        return _of_one(change.lines[0])
    conflicts = change.count(LineStatus.CONFLICT)
    if change.state is not ChangeState.RUNNING and conflicts:
        which, of = ("1 number was", "it") if conflicts == 1 else (f"{conflicts:,} numbers were", "them")
        return (
            f"{which} changed by somebody else meanwhile, so nothing was sent for {of}. "
            "Save yours anyway, or keep theirs?"
        )
    return None


def halted_words(change: Change) -> str:
    """Return why a change waits for a person."""
    rest = change.count(*OPEN)
    more = f" The other {_numbers(rest)} wait until somebody decides." if rest else ""
    return f"Something that nobody asked for changed as well, so I stopped.{more}"


def decided_line(change: Change, later: Change | None = None) -> Markup | None:
    """Return who stopped it, and who put it back, each with its time. later: the change that puts this one back."""
    parts = []
    if change.state is ChangeState.STOPPED:
        by = markup(" by {who}", who=mention(change.stopped_by)) if change.stopped_by else Markup("")
        parts.append(markup("Stopped{by} {at}", by=by, at=at(change.ended_ms or change.at_ms)))
    if later is not None and change.undone_by:
        parts.append(markup("Undone by {who} {at}", who=mention(later.by.id), at=at(later.begun_ms)))
    elif change.undone_by:
        parts.append(Markup("Undone"))
    if change.restored_by:
        parts.append(Markup("What changed unasked was put back"))
    return joined(parts) if parts else None


def reason_line(change: Change) -> Markup | None:
    """Return why, None where nobody said."""
    return markup("Why: {reason}", reason=short(change.reason, LONGEST_REASON)) if change.reason.strip() else None


def reference(change: Change) -> Markup:
    """Return who and when, and the id to name it by."""
    return joined(
        [
            markup("{who} {at}", who=mention(change.by.id), at=at(change.begun_ms or change.at_ms)),
            markup("change {id}", id=short_id(change.id)),
        ]
    )


def was_taken(line: LineChange) -> bool:
    """Whether Zendesk took anything of what was wanted of a line."""
    return line.status is LineStatus.CHANGED and len(line.not_taken) < len(line.wanted)


def is_problem(line: LineChange) -> bool:
    """Whether people have to look at a line: it did not become as wanted, or more changed than that."""
    if line.status is LineStatus.CHANGED:
        return bool(line.not_taken or line.unasked)
    return line.status in {LineStatus.CONFLICT, LineStatus.REFUSED}


_ENDINGS: tuple[tuple[Callable[[LineChange], bool], LiteralString], ...] = (
    (was_taken, "changed"),
    (lambda line: bool(line.unasked), "with something else changed too"),
    (lambda line: bool(line.not_taken), "not taken in full by Zendesk"),
    (lambda line: line.status is LineStatus.REFUSED, "refused"),
    (lambda line: line.status is LineStatus.CONFLICT, "changed by somebody else meanwhile"),
    (lambda line: line.status is LineStatus.SAME, "so already"),
    (lambda line: line.status is LineStatus.LEFT, "left as they are"),
    (lambda line: line.status is LineStatus.STOPPED, "not begun"),
    (lambda line: line.status in OPEN, "still to do"),
)
_OUTCOMES = {
    LineStatus.WAITING: "Waiting",
    LineStatus.WRITING: "Being changed",
    LineStatus.CHANGED: "Changed",
    LineStatus.SAME: "So already",
    LineStatus.CONFLICT: "Changed by somebody else",
    LineStatus.LEFT: "Left as it is",
    LineStatus.STOPPED: "Not begun",
}


def _all(change: Change) -> str:
    return line_called(change.lines[0].line) if len(change.lines) == 1 else _numbers(len(change.lines))


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count:,} numbers"


def _nothing_changed(change: Change) -> Markup:
    what, is_one = _all(change), len(change.lines) == 1
    if change.count(LineStatus.SAME) == len(change.lines):
        return markup("{what} {were} so already", what=what, were="was" if is_one else "were")
    if is_one and change.lines[0].status is LineStatus.CONFLICT:
        return markup("Somebody changed {what} meanwhile", what=what)
    if is_one and change.lines[0].status is LineStatus.CHANGED:
        return markup("Zendesk did not take the change of {what}", what=what)
    return markup("Not changed: {what}", what=what)


def _of_one(line: LineChange) -> Text | None:
    if line.status is LineStatus.REFUSED:
        return prose(line.words or "Zendesk refused, and said nothing of why. Nothing was changed.")
    if line.status is LineStatus.CONFLICT:
        return (
            f"{line_called(line.line)} has changed since it was shown, so nothing was saved. "
            "Save yours anyway, or keep theirs?"
        )
    if line.status is LineStatus.WAITING and line.tries:
        return "Zendesk did not take the call yet. It is tried again for a while; the outcome will stand here."
    return _OF_ONE.get(line.status)


_OF_ONE = {
    LineStatus.WAITING: "Zendesk is being asked.",
    LineStatus.WRITING: "Zendesk is being asked.",
    LineStatus.SAME: "Nothing had to be sent to Zendesk.",
    LineStatus.LEFT: "It stays as it is in Zendesk. Nothing was sent.",
    LineStatus.STOPPED: "Nothing was sent to Zendesk.",
}
