"""What stands in the modal in which a change was asked for: Saving, saved, changed meanwhile, refused, halted."""

from __future__ import annotations

from bot.cards.blocks import Block, View, context, divider, modal, section
from bot.cards.change_buttons import in_modal
from bot.cards.change_parts import how_far, properties, unasked
from bot.cards.change_words import (
    counts,
    decided_line,
    explanation,
    headline,
    is_problem,
    line_called,
    outcome_of,
    reason_line,
    reference,
    was_taken,
)
from bot.cards.markup import Markup, joined, markup, short
from bot.model import Change, ChangeState, LineChange, LineStatus
from bot.talk.catalog import Catalog

CALLBACK = "change.progress"
_PROBLEMS = 10
_OUTCOME = 200
_CLOSE_IT = "You can close this: the outcome comes as a direct message."


def progress(change: Change, catalog: Catalog, *, earlier: Change | None = None, later: Change | None = None) -> View:
    """Return the modal as it is to stand now; it can be closed in every state.

    earlier, later: the change that this one puts back, and the one that put this one back, where they are known.
    """
    said, decided, why = explanation(change), decided_line(change, later), reason_line(change)
    running = change.state is ChangeState.RUNNING
    return modal(
        _title(change),
        [
            section(markup("*{headline}*", headline=headline(change, earlier))),
            *([section(said)] if said else []),
            *_lines(change, catalog),
            *in_modal(change),
            *([context(decided)] if decided else []),
            context(joined([reference(change), *([why] if why else [])])),
            *([context(_CLOSE_IT)] if running else []),
        ],
        callback_id=CALLBACK,
        metadata={"change": change.id, "stage": change.stage},
        close="Close",
    )


def _title(change: Change) -> str:
    if change.state is ChangeState.RUNNING:
        return "Saving"
    if change.state is ChangeState.HALTED:
        return "Something else changed"
    if change.count(LineStatus.CONFLICT):
        return "Changed meanwhile"
    if change.undone_by:
        return "Undone"
    taken = sum(map(was_taken, change.lines))
    wrong = sum(map(is_problem, change.lines))
    if taken:
        return "Not all saved" if wrong or change.state is ChangeState.STOPPED else "Saved"
    return "Not saved" if wrong or not change.count(LineStatus.SAME) else "Nothing to save"


def _lines(change: Change, catalog: Catalog) -> list[Block]:
    if len(change.lines) == 1:
        return properties(change.lines[0], catalog, to_owner=True)
    running = change.state is ChangeState.RUNNING
    wrong = [line for line in change.lines if is_problem(line)]
    more = len(wrong) - _PROBLEMS
    return [
        *([section(how_far(change))] if running else []),
        section(counts(change)),
        *([divider()] if wrong else []),
        *(section(_problem(line)) for line in wrong[:_PROBLEMS]),
        *(block for line in wrong[:_PROBLEMS] for block in unasked(line, catalog)),
        *([context(f"And {more:,} more: the card in your direct messages has them.")] if more > 0 else []),
    ]


def _problem(line: LineChange) -> Markup:
    return markup("*{line}*: {outcome}", line=line_called(line.line), outcome=short(outcome_of(line), _OUTCOME))
