"""The card with which a workflow asks a person for something: a draft, which does nothing unless they go on with it."""

from __future__ import annotations

from bot.cards.blocks import Block, Message, actions, button, context, message, section
from bot.cards.markup import Markup, escaped, joined, markup, short, until
from bot.cards.request_words import LONGEST_REASON
from bot.model import StepRun, StepState
from bot.talk.numbering import international

_SAID = {
    "search": "Search for: {said}",
    "lines": "Lines: {said}",
    "hours": "Hours: {said}",
    "until": "Until, or for how long: {said}",
    "reason": "Why: {said}",
}
_ENDED = {
    StepState.REFUSED: "You said no. Nothing was done, and the workflow was told.",
    StepState.EXPIRED: "Nobody answered within a day. Nothing was done, and the workflow was told.",
}


def step_card(run: StepRun) -> Message:
    """Return the card as it is to stand now; without buttons once it is decided."""
    title, asked, ended = _title(run), _asked(run), _ended(run)
    blocks = [section(title), *([section(asked)] if asked else [])]
    if ended is not None:
        return message(joined([title, ended], " "), [*blocks, section(ended)])
    careful = markup(
        "Whoever built the workflow chose these words. Nothing happens unless you go on, see what would be done and "
        "confirm it; you have {until}.",
        until=until(run.expires_ms),
    )
    spoken = joined([title, *([asked] if asked else [])], " ")
    return message(spoken, [*blocks, _buttons(run), context(careful)])


def _title(run: StepRun) -> Markup:
    if run.kind == "request_number":
        return markup("*A workflow asks you to request a phone number.*")
    return markup("*A workflow asks you to switch voicemail {state}.*", state=run.asked.get("voicemail", ""))


def _asked(run: StepRun) -> Markup | None:
    said = [
        markup(template, said=short(run.asked[name], LONGEST_REASON))
        for name, template in _SAID.items()
        if run.asked.get(name)
    ]
    return joined(said, "\n") if said else None


def _buttons(run: StepRun) -> Block:
    return actions(
        button("Go on", "step.confirm", run.id, style="primary"),
        button("No", "step.refuse", run.id),
        block_id="step",
    )


def _ended(run: StepRun) -> Markup | None:
    if run.state is StepState.WAITING:
        return None
    if run.state is not StepState.DONE:
        return escaped(_ENDED.get(run.state) or "This could not go on. Nothing was done, and the workflow was told.")
    if run.kind == "request_number":
        return markup(
            "You went on: {number} is requested. It {status}, and the workflow was told.",
            number=run.outputs.get("number", ""),
            status=run.outputs.get("status", ""),
        )
    return markup(
        "You went on, and the workflow was told. The card of the switch says how these lines stand: {lines}.",
        lines=short(
            ", ".join(international(line) for line in run.outputs.get("lines", "").split(", ")), LONGEST_REASON
        ),
    )
