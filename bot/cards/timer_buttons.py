"""The buttons of a timer: which it has when, what they ask before a click, and the record and stage they carry.

Those of the timer itself carry "timer id:stage", those about lines that differ or failed "change id:stage", so that a
click on a button from before somebody decided does nothing a second time.
"""

from __future__ import annotations

from bot.cards.blocks import Block, actions, button, confirm_dialog
from bot.cards.change_buttons import before_restore, can_be_restored, stop, value_of
from bot.cards.change_words import OPEN, counted_lines
from bot.cards.markup import short
from bot.cards.shift_buttons import end_shift, hand_over
from bot.cards.timer_headline import goes_back_to, lines_called, switch_of, what_switched
from bot.cards.timer_lines import IN_TEXT
from bot.model import Change, ChangeState, LineStatus, Timer, TimerState
from bot.talk.timer_look import TimerLook

_RUNS = frozenset({TimerState.ACTIVE, TimerState.KEPT})
_NAME = 60


def of_timer(look: TimerLook) -> list[Block]:
    """Return the row of buttons of a card, none where nothing can be done any more."""
    return _row(look, [*_to_decide(look), *_drifted(look.timer), *_of_itself(look), *_file(look)])


def of_end(look: TimerLook) -> list[Block]:
    """Return those of them that stand with the warning of its end."""
    return _row(look, _of_itself(look))


def in_modal(look: TimerLook) -> list[Block]:
    """Return those of them that stand in the modal in which it was asked for: what has to be decided at once."""
    return _row(look, _to_decide(look))


def _row(look: TimerLook, buttons: list[Block]) -> list[Block]:
    return [actions(*buttons, block_id=_block_id(look))] if buttons else []


def _block_id(look: TimerLook) -> str:
    # Slack keeps showing a block it has under the same id.
    timer, change = look.timer, look.current
    of_change = f"-{change.stage}-{change.state}" if change else ""
    drift = "-drift" if any(timed.drift for timed in timer.lines) else ""
    return f"timer-{timer.stage}-{timer.state}{of_change}{drift}"


def _to_decide(look: TimerLook) -> list[Block]:
    """Return what can be done about the lines that differ, that failed, or that something unasked happened to."""
    change = look.current
    if change is None or look.timer.state in {TimerState.REVERTED, TimerState.KEPT}:
        return []
    if change.state is ChangeState.RUNNING:
        # What is being put back goes on: stopped half way, nobody would know what stands.
        return [stop(change)] if not look.is_ending and len(change.lines) > 1 else []
    if change.state is ChangeState.HALTED:
        return _halted(change)
    buttons = []
    if change.count(LineStatus.CONFLICT):
        buttons = [_anyway(look, change), button("Leave it", "change.leave", value_of(change))]
    if change.count(LineStatus.REFUSED, LineStatus.STOPPED):
        one = len(change.lines) == 1 or look.timer.state is TimerState.FAILED
        text = "Try again" if one else "Do the rest" if change.count(LineStatus.STOPPED) else "Retry failed"
        buttons.append(button(text, "change.retry", value_of(change)))
    elif look.timer.state is TimerState.FAILED:
        # Zendesk said yes and did not do it, so that there is nothing refused to retry.
        buttons.append(button("Try again", "timer.back", value_of(look.timer)))
    return buttons


def _halted(change: Change) -> list[Block]:
    rest = change.count(*OPEN)
    restore = button("Restore", "change.restore", value_of(change), style="primary", confirm=before_restore())
    return [
        *([restore] if can_be_restored(change) else []),
        button("Go on" if rest else "Leave it so", "change.go_on", value_of(change)),
        *([stop(change)] if rest else []),
    ]


def _anyway(look: TimerLook, change: Change) -> Block:
    timer = look.timer
    if look.is_ending:
        goes = goes_back_to(look) if timer.kind == "voicemail" else None
        text = f"Set back{_to(goes)} anyway"
    else:
        text = f"Switch {_on(switch_of(timer))} anyway" if timer.kind == "voicemail" else "Set it anyway"
    count = change.count(LineStatus.CONFLICT)
    which = "the line" if count == 1 else counted_lines(count)
    dialog = confirm_dialog(
        "Overwrite what somebody else set?",
        f"What somebody set on {which} in Zendesk meanwhile is overwritten.",
        yes="Overwrite",
        no="Not now",
    )
    return button(text, "change.anyway", value_of(change), style="primary", confirm=dialog)


def _drifted(timer: Timer) -> list[Block]:
    if timer.state is not TimerState.ACTIVE or not any(timed.drift for timed in timer.lines):
        return []
    dialog = confirm_dialog(
        "Set it again?",
        "What somebody set in Zendesk meanwhile is overwritten with what this had set.",
        yes="Set again",
        no="Not now",
    )
    return [
        button("Keep theirs", "timer.keep", value_of(timer)),
        button("Set again", "timer.again", value_of(timer), confirm=dialog),
    ]


def _of_itself(look: TimerLook) -> list[Block]:
    timer = look.timer
    if timer.state not in _RUNS:
        return []
    more = [button("+1 h", "timer.extend", value_of(timer), spoken="One hour more")]
    longer = more if timer.until_ms is not None else []
    if timer.kind == "shift":
        return [end_shift(timer), hand_over(timer), *longer]
    no_end = [button("No end time", "timer.no_end", value_of(timer))] if timer.until_ms is not None else []
    return [_turn_back(timer), *longer, *no_end]


def _turn_back(timer: Timer) -> Block:
    switch = switch_of(timer)
    on = "" if switch is None else " off" if switch else " on"
    what, lines = what_switched(timer), short(lines_called(timer), _NAME)
    dialog = confirm_dialog(
        f"Turn back{on} now?",
        f"{what} on {lines} becomes what it was before. What somebody changed since is not overwritten.",
        yes="Turn back",
        no="Not now",
    )
    return button(f"Turn back{on} now", "timer.back", value_of(timer), confirm=dialog)


def _file(look: TimerLook) -> list[Block]:
    change = look.current
    if change is None or len(change.lines) <= IN_TEXT or change.state is ChangeState.RUNNING:
        return []
    return [button("All lines as CSV", "change.csv", value_of(change))]


def _to(on: bool | None) -> str:
    return "" if on is None else f" to {_on(on)}"


def _on(on: bool | None) -> str:
    return "it" if on is None else "on" if on else "off"
