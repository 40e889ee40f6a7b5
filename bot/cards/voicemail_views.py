"""The form to switch voicemail: which lines, on or off, at which hours, until when, and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import (
    Block,
    View,
    actions,
    button,
    input_block,
    modal,
    multi_external_select,
    option,
    radio,
    section,
    text_input,
)
from bot.cards.change_words import counted_lines
from bot.cards.markup import Markup, channel_mention, markup, prose, short
from bot.cards.more_inputs import checkboxes
from bot.cards.request_words import LONGEST_REASON
from bot.cards.several_views import line_option
from bot.model import Timer
from bot.store.switch_drafts import SwitchDraft
from bot.talk.line_choices import Choices, GroupChoice
from bot.talk.meant_lines import MOST_PICKED, Picked
from bot.talk.switch_ends import WORDS

TITLE = "Voicemail"
ALL = "all"
_GROUP = "group:"
LONGEST_WHEN = 60

_MOST_PROBLEMS = 5
_GROUP_NAME = 60


def reading(words: str) -> View:
    """Return what is shown while something is read that the next view needs. words: a whole sentence."""
    return modal(TITLE, [section(words)], callback_id="voicemail.loading", close="Cancel")


def form(draft: SwitchDraft, picked: Choices, problems: Sequence[str] = ()) -> View:
    """Return the form as it is filled in. picked: what is picked in the draft; problems: what to say above it.

    Inputs by block and action id: lines/voicemail.lines ("all", "group:<id>", "<line id>"), on/voicemail.on ("on",
    "off"), hours/voicemail.hours ("inside", "outside"), until/voicemail.until (a key of `switch_ends.WORDS`),
    when/voicemail.when, reason/reason.type.
    """
    said = " ".join(problems[:_MOST_PROBLEMS])
    return modal(
        TITLE,
        [*([section(prose(said))] if said else []), *_inputs(draft, picked)],
        callback_id="voicemail.form",
        metadata={"draft": draft.id},
        submit="Preview",
        close="Cancel",
    )


def trouble(words: str, draft: str) -> View:
    """Return that something could not be read. words: what happened; draft: the id of what was entered, "" for none."""
    again = [actions(button("Try again", "voicemail.again", draft, style="primary"), block_id="trouble")]
    return modal(
        TITLE, [section(prose(words)), *(again if draft else [])], callback_id="voicemail.trouble", close="Close"
    )


def begun(timer: Timer) -> View:
    """Return what stands in the modal once it is recorded: where the card is that tells the rest."""
    where = channel_mention(timer.channel) if timer.channel else Markup("your direct messages with me")
    said = markup("Recorded, and under way. The card in {where} says what came of it.", where=where)
    return modal(TITLE, [section(said)], callback_id="voicemail.begun", metadata={"timer": timer.id}, close="Close")


def options_of(choices: Choices) -> list[Block]:
    """Return what can be picked: all of them, groups, and lines."""
    all_ = [] if choices.total is None else [_all(choices.total)]
    return [*all_, *map(_group, choices.groups), *map(line_option, choices.lines)]


def picked_in(values: Sequence[str]) -> Picked:
    """Return what the values of the options picked stand for; what no option of ours can have carried is left out."""
    groups = [value.removeprefix(_GROUP) for value in values if value.startswith(_GROUP)]
    return Picked(every=ALL in values, groups=_ids(groups), ids=_ids(values))


def _ids(values: Sequence[str]) -> tuple[int, ...]:
    # More digits than any id of Zendesk's; beyond a few thousand Python itself refuses to read them.
    read = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 18]  # noqa: PLR2004
    return tuple(dict.fromkeys(read))[:MOST_PICKED]


def _inputs(draft: SwitchDraft, picked: Choices) -> list[Block]:
    lines = multi_external_select(
        "voicemail.lines",
        placeholder="Name, number or group; all",
        initial=options_of(picked)[:MOST_PICKED],
    )
    on, off = option("On: callers can leave a message", "on"), option("Off", "off")
    inside, outside = option("Inside business hours", "inside"), option("Outside business hours", "outside")
    chosen = None if draft.on is None else on if draft.on else off
    hours = [each for each, is_meant in ((inside, draft.inside), (outside, draft.outside)) if is_meant]
    untils = {key: option(words, key) for key, words in WORDS.items()}
    zone = short(draft.zone.replace("_", " "), _GROUP_NAME)
    return [
        input_block("Lines", {**lines, "max_selected_items": MOST_PICKED}, block_id="lines"),
        input_block("Voicemail", radio("voicemail.on", [off, on], initial=chosen), block_id="on"),
        input_block("Which hours", checkboxes("voicemail.hours", [inside, outside], initial=hours), block_id="hours"),
        input_block(
            "Until",
            radio("voicemail.until", list(untils.values()), initial=untils.get(draft.until)),
            block_id="until",
        ),
        input_block(
            "Another time",
            text_input(
                "voicemail.when",
                longest=LONGEST_WHEN,
                initial=draft.when,
                placeholder="90 min, until 18:00, tomorrow 9am",
            ),
            block_id="when",
            hint=f"Counts instead of the choice above. Your time zone: {zone}. At most 28 days ahead.",
            optional=True,
        ),
        input_block(
            "Why?",
            text_input("reason.type", longest=LONGEST_REASON, initial=draft.reason),
            block_id="reason",
            hint="Stands on the card, and in the audit trail.",
            optional=True,
        ),
    ]


def _all(total: int) -> Block:
    return option("The one line there is" if total == 1 else f"All {total:,} lines", ALL)


def _group(group: GroupChoice) -> Block:
    return option(f"@{short(group.name, _GROUP_NAME)}", f"{_GROUP}{group.id}", counted_lines(group.lines))
