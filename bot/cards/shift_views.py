"""The modals around a shift: taking one, ending it, handing it over, and which one is meant where several may be.

In them people see their own phone number in full, and nobody else's but the account's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.cards.blocks import (
    Block,
    View,
    context,
    input_block,
    modal,
    option,
    radio,
    section,
    select,
    text_input,
)
from bot.cards.change_buttons import value_of
from bot.cards.change_values import label
from bot.cards.change_words import counted_lines, line_called
from bot.cards.markup import Markup, channel_mention, cut_markup, joined, markup, mention, prose, short, when
from bot.cards.more_inputs import phone_input, users_select
from bot.cards.oncall_words import shift_said
from bot.cards.preview_parts import packed
from bot.cards.shift_words import called, ends, handed_back, value_words, whose
from bot.model import OnCallSet, Timer, TimerState, Values
from bot.talk.previews import Outlook, Preview, Standing
from bot.talk.shifts import Look

TITLE = "On-call shift"
UNTIL, NUMBER, PERSON, WHICH = "until", "number", "person", "which"
"""Ids of the blocks people fill in."""

LONGEST_UNTIL = 60

Act = Literal["start", "end", "handover"]
"""What is to be done with the set or the shift that somebody picks."""

_MOST_OPTIONS = 10
# With these a view holds whatever is written in it: it may have 250 kB, and an emoji takes twelve bytes of it.
_MOST_LINES = 60
_LONGEST_LINE = 240
_LONGEST_WARNING = 1000
_WARNINGS = 8
_OTHERS = 5
_UNTIL_HINT = "Such as 12h, until 18:00 or tomorrow 9am. Leave it empty for a shift that lasts until somebody ends it."
_NUMBER_HINT = (
    "Calls that no agent takes go there while you have the shift. Others see only its country, its area and its last "
    "two digits."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the form for a shift. until: as typed; until_ms: what that was understood as, None for no end.

    number: the person's own, as it is to stand there; suggested: whether it is from their Slack profile; problem: what
    to say above the form.
    """

    until: str = ""
    until_ms: int | None = None
    number: str = ""
    suggested: bool = False
    problem: str = ""


def shift_loading(words: str) -> View:
    """Return what is shown while something is read. words: a whole sentence."""
    return modal(TITLE, [section(words)], callback_id="shift.loading", close="Cancel")


def shift_notice(text: str) -> View:
    """Return a modal that says one thing. text: whole sentences; people mentioned in it stay mentions."""
    return modal(TITLE, [section(prose(text))], callback_id="notice", close="Close")


def shift_form(look: Look, entry: Entry) -> View:
    """Return what taking a shift does, line by line, with what has to be known for it."""
    found = look.preview
    count = found.count(Standing.CHANGES, Standing.UNREAD, Standing.SAME)
    blocks = [section(prose(entry.problem))] if entry.problem else []
    blocks.append(section(_headline(look.set, count, len(found.outlooks))))
    ours = frozenset(look.draft.own) if look.draft else frozenset[str]()
    blocks += [section(text) for text in packed(_lines(found, look.previewed_number, ours))]
    blocks += [section(text) for text in packed(_warned(look))]
    blocks += _others(look.others)
    if count:
        blocks += _entries(look, entry)
    blocks.append(context(handed_back(look.set)))
    if count:
        blocks.append(context(_where(look.draft.channel if look.draft else None)))
    draft = look.draft.id if look.draft else ""
    metadata: dict[str, str | int] = {"draft": draft, "until": entry.until}
    if entry.until_ms is not None:
        metadata["until_ms"] = entry.until_ms
    return modal(
        TITLE,
        blocks,
        callback_id="shift.start",
        metadata=metadata,
        submit="Take shift" if count else None,
        close="Cancel" if count else "Close",
    )


def shift_taken(shift: Timer, reader: str) -> View:
    """Return what is said of a shift that somebody has. reader: the Slack id of who reads it."""
    if shift.state is not TimerState.ACTIVE:
        text = markup("*{name}*: {said}", name=called(shift.set_name), said=shift_said(shift))
    elif shift.owner == reader:
        text = markup(
            "You have this shift already: {whose}. {command} has the buttons to end it, to hand it over, or for an "
            "hour more.",
            whose=whose(shift),
            command=Markup("“/talk oncall”"),
        )
    else:
        text = markup(
            "{whose}. To get it, ask {who} to hand it over with {command}. Is {who} away? Then an operator or a member "
            "of the set can end it with {end}, and you take it.",
            whose=whose(shift),
            who=mention(shift.owner),
            command=Markup("“/talk oncall handover”"),
            end=markup("“/talk oncall end {name}”", name=called(shift.set_name)),
        )
    return modal(TITLE, [section(text)], callback_id="notice", close="Close")


def shift_started(shift: Timer) -> View:
    """Return what stands in the modal once a shift is taken."""
    where = channel_mention(shift.channel) if shift.channel else Markup("a direct message")
    text = markup(
        "*You have {name}*, {until}. Its lines are being set; the card in {where} says what comes of it, and is where "
        "to hand it over or to end it.",
        name=called(shift.set_name),
        until=ends(shift),
        where=where,
    )
    return modal(TITLE, [section(text)], callback_id="notice", close="Close")


def shift_number(shift: Timer, number: str = "") -> View:
    """Return what asks for the own number of whoever takes a shift over. number: what to suggest."""
    giver = mention(shift.owner)
    text = markup(
        "{giver} hands *{name}* to you, {until}.", giver=giver, name=called(shift.set_name), until=ends(shift)
    )
    return modal(
        TITLE,
        [section(text), _number(Entry(number=number, suggested=bool(number)))],
        callback_id="shift.number",
        metadata={"timer": shift.id, "stage": shift.stage},
        submit="Take shift",
        close="Cancel",
    )


def shift_handover(shift: Timer, person: str | None = None) -> View:
    """Return what asks to whom to hand a shift over. person: the Slack id of who is chosen to begin with."""
    element = users_select(f"shift.{PERSON}", placeholder="Choose a colleague", initial=person)
    hint = "They get a direct message. The shift stays where it is until they say that they have it."
    return modal(
        "Hand over a shift",
        [section(whose(shift)), input_block("Hand over to", element, block_id=PERSON, hint=hint)],
        callback_id="shift.handover",
        metadata={"timer": shift.id, "stage": shift.stage},
        submit="Offer shift",
        close="Cancel",
    )


def shift_end(shift: Timer, reader: str) -> View:
    """Return the question before a shift is ended. reader: the Slack id of who would end it."""
    if shift.owner == reader:
        text = markup("End your shift *{name}* now, {until}?", name=called(shift.set_name), until=ends(shift))
    else:
        text = markup(
            "*This is not your shift.* {whose}. If you end it, {who} gets a message.",
            who=mention(shift.owner),
            whose=whose(shift),
        )
    count = len(shift.lines)
    lines = "Its line is" if count == 1 else f"Its {count:,} lines are"
    return modal(
        "End a shift",
        [
            section(text),
            context(f"{lines} put back. What somebody changed meanwhile is not overwritten; you will be asked."),
        ],
        callback_id="shift.end",
        metadata={"timer": shift.id, "stage": shift.stage},
        submit="End shift",
        close="Cancel",
    )


def pick_set(sets: Sequence[OnCallSet], until_text: str, channel: str | None) -> View:
    """Return the choice of the set whose shift somebody wants. until_text: what they typed of its end."""
    options = [option(called(each.name), each.id) for each in sets]
    metadata = {"act": "start", "until": until_text, "channel": channel or ""}
    return _pick("Which on-call set?", options, metadata)


def pick_shift(shifts: Sequence[Timer], act: Act, person: str | None = None) -> View:
    """Return the choice of the shift that is to be ended, or handed over to `person`."""
    options = [option(called(each.set_name), value_of(each)) for each in shifts]
    return _pick("Which of your shifts?", options, {"act": act, "person": person or ""})


def _pick(question: str, options: Sequence[Block], metadata: dict[str, str | int] | dict[str, str]) -> View:
    action_id = f"shift.{WHICH}"
    element = (
        radio(action_id, options, initial=options[0])
        if len(options) <= _MOST_OPTIONS
        else select(action_id, options, placeholder="Choose one")
    )
    return modal(
        TITLE,
        [input_block(question, element, block_id=WHICH)],
        callback_id="shift.pick",
        metadata=dict(metadata),
        submit="Continue",
        close="Cancel",
    )


def _entries(look: Look, entry: Entry) -> list[Block]:
    element = text_input(f"shift.{UNTIL}", longest=LONGEST_UNTIL, initial=entry.until, placeholder="No end")
    blocks = [
        input_block("Until", element, block_id=UNTIL, hint=_UNTIL_HINT, optional=True, on_enter=True),
        context(when(entry.until_ms, "Ends") if entry.until_ms else Markup("Lasts until somebody ends it.")),
    ]
    return [*blocks, _number(entry)] if look.needs_number else blocks


def _number(entry: Entry) -> Block:
    element = phone_input(f"shift.{NUMBER}", initial=entry.number)
    hint = f"It is the one in your Slack profile. {_NUMBER_HINT}" if entry.suggested else _NUMBER_HINT
    return input_block("Your own number", element, block_id=NUMBER, hint=hint)


def _headline(a_set: OnCallSet, count: int, total: int) -> Markup:
    name = called(a_set.name)
    if not count:
        return markup("*{name}*: none of its lines can be set as the set says.", name=name)
    if count == total:
        lines = "its line is" if total == 1 else f"its {total:,} lines are"
    else:
        lines = f"{count:,} of its {total:,} lines {'is' if count == 1 else 'are'}"
    return markup("*{name}*: while you have the shift, {lines} set like this.", name=name, lines=lines)


def _lines(found: Preview, own_number: str, ours: Collection[str]) -> Iterator[Markup]:
    # What a shift does not reach is what whoever takes it has to know first.
    outlooks = sorted(found.outlooks, key=lambda each: each.standing is not Standing.LEFT_OUT)
    for each in outlooks[:_MOST_LINES]:
        what = _becomes(each, found.wanted, own_number, ours)
        text = markup("*{name}*  {what}", name=line_called(each.line), what=what)
        yield cut_markup(text, _LONGEST_LINE)
    if len(outlooks) > _MOST_LINES:
        yield markup("and {more} more", more=len(outlooks) - _MOST_LINES)


def _becomes(each: Outlook, wanted: Values, own_number: str, ours: Collection[str]) -> Markup:
    def words(key: str, value: object) -> str:
        return value_words(key, value, own_number, ours)

    match each.standing:
        case Standing.LEFT_OUT:
            return markup("left out: {why}", why=each.obstacle)
        case Standing.UNREAD:
            then = [markup("{label} → {after}", label=label(key), after=words(key, it)) for key, it in wanted.items()]
            return markup("{then}, not read now", then=joined(then))
        case Standing.SAME:
            return Markup("already so")
        case Standing.CHANGES:
            seen = each.seen or {}
            return joined(
                [
                    markup(
                        "{label} {before} → {after}",
                        label=label(key),
                        before=words(key, seen.get(key)),
                        after=words(key, it),
                    )
                    for key, it in each.wanted.items()
                ]
            )


def _warned(look: Look) -> Iterator[Markup]:
    warnings = look.draft.warnings if look.draft else ()
    for warning, count in warnings[:_WARNINGS]:
        yield markup("*{lines}:* {warning}", lines=counted_lines(count), warning=short(warning, _LONGEST_WARNING))


def _others(others: Sequence[Timer]) -> list[Block]:
    if not others:
        return []
    said = [
        markup(
            "{who}, {what}, {until}",
            who=mention(each.owner),
            what=f"shift {called(each.set_name)}" if each.kind == "shift" else "voicemail",
            until=ends(each),
        )
        for each in others[:_OTHERS]
    ]
    if more := len(others) - len(said):
        said.append(markup("and {more} more", more=more))
    text = "Already set for a while on some of these lines by {said}. Your shift takes them over."
    return [section(markup(text, said=joined(said, "; ")))]


def _where(channel: str | None) -> Markup:
    if channel is None:
        return Markup("The card of the shift comes to you as a direct message.")
    return markup("The card of the shift will stand in {channel}.", channel=channel_mention(channel))
