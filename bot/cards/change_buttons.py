"""The buttons of a change: which it has when, what they ask before a click, and the record and stage they carry.

The value of each is "id:stage", so that a click on a button from before somebody decided does nothing a second time.
"""

from __future__ import annotations

from bot.cards.blocks import Block, actions, button, confirm_dialog
from bot.cards.change_values import label
from bot.cards.change_words import OPEN, line_called
from bot.model import Change, ChangeState, LineStatus, Place, Timer
from bot.talk.putting_back import restored, undone

_ENDED = frozenset({ChangeState.DONE, ChangeState.STOPPED})
CSV_FROM = 2
"""Lines from which a change can be had as a file."""


def can_be_undone(change: Change) -> bool:
    """Whether it has ended, changed something whose old values are known, and was not undone yet."""
    return not change.undone_by and change.state in _ENDED and bool(undone(change))


def of_change(change: Change, place: Place) -> list[Block]:
    """Return the row of buttons of a card, none where nothing can be done any more."""
    buttons = [*_to_decide(change, place), *_afterwards(change, place), *_file(change)]
    return [actions(*buttons, block_id=_block_id(change))] if buttons else []


def in_modal(change: Change) -> list[Block]:
    """Return the row of buttons of the modal in which it was asked for."""
    back = []
    if len(change.lines) == 1 and change.state is not ChangeState.RUNNING:
        back.append(button("Back to the number", "number.show", str(change.lines[0].line.id)))
    buttons = [*_to_decide(change, "requester"), *_afterwards(change, "requester"), *back]
    return [actions(*buttons, block_id=_block_id(change))] if buttons else []


def _block_id(change: Change) -> str:
    # Slack keeps showing a block it has under the same id. While it runs the row stays the same, so that an edit of
    # the card does not take the button away under somebody's finger.
    return f"change-{change.stage}-{change.state}{'-undone' if change.undone_by else ''}"


def _to_decide(change: Change, place: Place) -> list[Block]:
    match change.state:
        case ChangeState.RUNNING:
            return [stop(change)] if len(change.lines) > 1 else []
        case ChangeState.HALTED:
            rest = change.count(*OPEN)
            go_on = "Go on" if rest else "Leave it so"
            restore = button("Restore", "change.restore", value_of(change), style="primary", confirm=before_restore())
            return [
                *([restore] if can_be_restored(change) else []),
                button(go_on, "change.go_on", value_of(change)),
                *([stop(change)] if rest else []),
            ]
        case _ if place == "requester" and change.count(LineStatus.CONFLICT):
            return [
                button("Save mine anyway", "change.anyway", value_of(change), style="primary"),
                button("Keep theirs", "change.leave", value_of(change)),
            ]
        case _:
            return []


def _afterwards(change: Change, place: Place) -> list[Block]:
    if change.state not in _ENDED:
        return []
    buttons = []
    if can_be_undone(change):
        buttons.append(button("Undo", "change.undo", value_of(change), confirm=_before_undo(change)))
    if can_be_restored(change):
        buttons.append(button("Restore", "change.restore", value_of(change), confirm=before_restore()))
    again = change.count(LineStatus.REFUSED, LineStatus.STOPPED)
    if again and place == "requester":
        retry = "Try again" if len(change.lines) == 1 else "Retry failed" if not _stopped(change) else "Do the rest"
        buttons.append(button(retry, "change.retry", value_of(change)))
    return buttons


def _file(change: Change) -> list[Block]:
    if len(change.lines) < CSV_FROM or change.state is ChangeState.RUNNING:
        return []
    return [button("All lines as CSV", "change.csv", value_of(change))]


def can_be_restored(change: Change) -> bool:
    """Whether anything changed that nobody asked for and can be put back, and was not yet."""
    return not change.restored_by and bool(restored(change))


def _stopped(change: Change) -> bool:
    return change.count(LineStatus.STOPPED) > 0


def stop(change: Change) -> Block:
    """Return the button that keeps more lines from being changed."""
    dialog = confirm_dialog(
        "Stop this change?",
        "What is changed already stays changed. The rest stays as it is, and can be done later from here.",
        yes="Stop",
        no="Not now",
    )
    return button("Stop", "change.stop", value_of(change), style="danger", confirm=dialog)


def before_restore() -> Block:
    """Return what is asked before Restore."""
    return confirm_dialog(
        "Restore what nobody asked for?",
        "Only what changed unasked is put back. What was asked for stays.",
        yes="Restore",
        no="Not yet",
    )


def _before_undo(change: Change) -> Block:
    done = undone(change)
    keys = list(done[0].wanted)
    if len(done) > 1:
        text = f"{len(done):,} numbers get the values they had before."
    elif len(keys) > 1:
        text = f"{len(keys)} values of {line_called(done[0].line)} become what they were before."
    else:
        text = f"{label(keys[0])} of {line_called(done[0].line)} becomes what it was before."
    return confirm_dialog(
        "Undo this change?",
        f"{text} What somebody changed since is not overwritten: you are shown it instead.",
        yes="Undo",
        no="Not now",
    )


def value_of(record: Change | Timer) -> str:
    """Return what the buttons of a change, or of a timer, carry: the record and the stage that they were shown at."""
    return f"{record.id}:{record.stage}"
