"""The views of a release: finding the number, what hangs on it, and what became of the request.

All of them are one modal to whoever asks: each replaces the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.cards.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    input_block,
    modal,
    section,
    text_input,
)
from bot.cards.deletion_words import NO_WAY_BACK, explanation, facts, headline, line_name
from bot.cards.hanging_words import hanging_on
from bot.cards.line_pick import pick_line
from bot.cards.markup import Markup, channel_mention, markup, prose, short
from bot.cards.request_parts import decision_line
from bot.cards.request_words import LONGEST_REASON, duration, reference_line
from bot.model import Deletion, Hanging, Line, RequestState

DIGITS = 4
"""How many of its last digits are typed to confirm."""

_TITLE = "Release a number"
_TYPED = 60
_TITLES = {
    RequestState.PENDING: "Requested",
    RequestState.HOLDING: "On hold",
    RequestState.APPROVED: "Releasing",
    RequestState.EXECUTING: "Releasing",
    RequestState.UNKNOWN: "Checking",
    RequestState.DONE: "Released",
    RequestState.FAILED: "Not released",
    RequestState.DECLINED: "Declined",
    RequestState.WITHDRAWN: "Withdrawn",
    RequestState.EXPIRED: "Expired",
    RequestState.STOPPED: "Stopped",
}
_REQUESTED = (
    "It goes to the approvers, and nothing is released before one of them approves and the hold after that is over. "
    "You can close this, you will get a message. Until somebody decides you can withdraw it in my direct messages to "
    "you or in my App Home."
)


def looking(words: str) -> View:
    """Return what is shown while Zendesk is asked. words: what was typed, "" for nothing."""
    sought = f"Looking for “{short(words, _TYPED)}”" if words.strip() else "Reading your numbers"
    return modal(_TITLE, [section(f"{sought} in Zendesk …")], callback_id="release.loading", close="Cancel")


def pick(lines: Sequence[Line], words: str | None) -> View:
    """Return the list to choose a line from; words: what fits all of them, None where nothing was said.

    Input line/line.pick, whose value is Zendesk's id of the line. Without any line there is no input and no submit.
    """
    return pick_line(
        lines,
        words,
        title=_TITLE,
        label="Number to release",
        begins="Nothing is released yet.",
        none="This account has no numbers, so there is none to release.",
        callback_id="release.pick",
    )


def confirm_release(
    line: Line,
    hanging: Hanging,
    *,
    look: str,
    channel: str | None,
    approver_words: str,
    hold: timedelta,
    problem: str | None = None,
    again: str | None = None,
) -> View:
    """Return what would change, and the fields that confirm it; neither those nor submit where `problem` forbids it.

    look: names what is shown here when it is submitted; again: id of the request that this one carries on, if any;
    channel: where a colleague approves, None where nobody has to; approver_words: who may approve, or without approvals
    who may stop it, as named in a sentence: "<@U…>, <!subteam^S…> and 3 more". Inputs by block and action id:
    digits/digits.type (the last four digits) and reason/reason.type.
    """
    what = [section(_identity(line)), section(hanging_on(hanging)), section(NO_WAY_BACK)]
    if problem:
        rest, submit = [section(prose(problem))], None
    else:
        next_ = _what_happens_next(channel, approver_words, hold)
        rest = [_digits(line), _reason(required=channel is not None), context(next_)]
        submit = "Request release" if channel else "Release number"
    return modal(
        _TITLE,
        [*what, *rest],
        callback_id="release.confirm",
        metadata={"look": look} | ({"again": again} if again else {}),
        submit=submit,
        close="Cancel",
    )


def release_progress(request: Deletion) -> View:
    """Return what became of the request; it can be closed in every state, and a message tells the outcome anyway."""
    pending = request.state is RequestState.PENDING
    decided = decision_line(request)
    return modal(
        _TITLES[request.state],
        [
            section(markup("*{headline}*", headline=headline(request))),
            section(_REQUESTED if pending else explanation(request)),
            *([context(decided)] if decided else []),
            context(reference_line(request)),
        ],
        callback_id="release.progress",
        close="Close",
    )


def release_trouble(words: str, again: str) -> View:
    """Return that the number could not be read. words: what happened and what to do; again: what was typed."""
    retry = actions(button("Try again", "release.again", again, style="primary"), block_id="trouble")
    return modal(_TITLE, [section(prose(words)), retry], callback_id="release.trouble", close="Close")


def _identity(line: Line) -> Markup:
    return markup("*{name}*  {facts}", name=line_name(line), facts=facts(line))


def _digits(line: Line) -> Block:
    whose = "" if line.number is not None else " of its id"
    return input_block(
        f"Type the last four digits{whose} to confirm",
        text_input("digits.type", longest=DIGITS),
        block_id="digits",
    )


def _reason(*, required: bool) -> Block:
    return input_block(
        "Why?",
        text_input("reason.type", longest=LONGEST_REASON, multiline=True),
        block_id="reason",
        hint=None if required else "Kept in the audit trail.",
        optional=not required,
    )


def _what_happens_next(channel: str | None, approver_words: str, hold: timedelta) -> Markup:
    if channel is not None:
        return markup(
            "Goes to {channel} and waits for one of {who}; you will get a message. Nothing is released before somebody "
            "approves. Then it is on hold for {hold}, in which it can still be stopped.",
            channel=channel_mention(channel),
            who=prose(approver_words),
            hold=duration(hold),
        )
    others = markup(" So can {who}.", who=prose(approver_words)) if approver_words.strip() else Markup("")
    return markup(
        "Nobody has to approve this. It is on hold for {hold}, in which you can stop it.{others} Then it is released.",
        hold=duration(hold),
        others=others,
    )
