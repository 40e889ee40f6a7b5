"""The standing card of a timer, the warning of its end, and what is told in its thread: an edited card notifies nobody.

It says what is on or off, until when, whose it is and why, and what became of each line; its buttons are there only as
long as what they do is possible.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, Message, context, message, section, table
from bot.cards.change_parts import unasked
from bot.cards.change_words import counted_lines
from bot.cards.markup import Markup, channel_mention, code, joined, markup, mention
from bot.cards.request_parts import spoken
from bot.cards.timer_buttons import of_end, of_timer
from bot.cards.timer_headline import headline
from bot.cards.timer_lines import IN_TEXT, LineWords, lines_of
from bot.cards.timer_words import (
    ended_line,
    ends_soon,
    explanations,
    how_far,
    late,
    outside_line,
    reference,
    tail,
)
from bot.model import TimerState
from bot.talk.catalog import Catalog
from bot.talk.masking import hidden
from bot.talk.timer_look import TimerLook

ROWS_SHOWN = 25
"""Lines in the table; more are to be had as a file."""

# Slack takes 10,000 characters in all tables of a message.
_CHARACTERS = 9_000
_SPOKEN_LINES = 5
_UNASKED_LINES = 5
_NO_NAMES = Catalog()


def timer_card(look: TimerLook, catalog: Catalog = _NO_NAMES) -> Message:
    """Return the card as it is to stand now. catalog: what the account's ids mean, for what changed unasked."""
    lines, outside, ended = lines_of(look), outside_line(look.timer), ended_line(look)
    said = explanations(look, beside_lines=len(lines) <= IN_TEXT)
    blocks = [
        section(title(look)),
        *lines_text(look, lines, most=IN_TEXT),
        *map(section, said),
        *_unasked(look, catalog),
        *([section(outside)] if outside else []),
        *of_timer(look),
        # Below the buttons, which nobody has to look for at its end.
        *(_table(look, lines) if len(lines) > IN_TEXT else []),
        context(joined([*([ended] if ended else []), reference(look.timer)])),
    ]
    first = headline(look) + tail(look)
    return message(spoken(first, *_spoken_lines(look, lines), *said, outside, ended), blocks)


def title(look: TimerLook) -> Markup:
    """Return the headline with what stands behind it: "*Voicemail is off on 2 lines* until 18:00 · Ben"."""
    return markup("*{headline}*{tail}", headline=headline(look), tail=tail(look))


def lines_text(look: TimerLook, lines: Sequence[LineWords], *, most: int) -> list[Block]:
    """Return what became of each line, or how many there are of which and how far it is, where there are more."""
    far = how_far(look)
    if len(lines) > most:
        wrong = sum(line.urgency == 0 for line in lines)
        attention = [markup("{wrong} to look at", wrong=counted_lines(wrong))] if wrong else []
        counts = joined([far or Markup(counted_lines(len(lines))), *attention])
        return [section(counts)]
    said = joined([_line(line) for line in lines], "\n")
    return [*([section(said)] if lines else []), *([context(far)] if far else [])]


def warning(look: TimerLook, *, overtaken: bool) -> Message:
    """Return what is said in the thread a while before the end. overtaken: that is not its end any more."""
    owner, said = mention(look.timer.owner), ends_soon(look)
    if overtaken:
        runs = look.timer.state in {TimerState.ACTIVE, TimerState.KEPT}
        what = Markup("It does not end then any more" if runs else "It has ended")
        over = markup("{what}: the card above says how things stand now.", what=what)
        return message(over, [context(over)])
    first = markup("{owner} {said}", owner=owner, said=said)
    return message(first, [section(first), *of_end(look)])


def end_note(look: TimerLook) -> Message:
    """Return what is told in the thread when it has come to an end, or could not, and waits for somebody."""
    first, said = headline(look), explanations(look)
    ended = ended_line(look)
    says = [*said, *([] if late(look) or ended is None else [markup("{ended}.", ended=ended)])]
    return _note(look, first, says, waits=look.timer.state is not TimerState.REVERTED)


def trouble_note(look: TimerLook) -> Message:
    """Return what is told in the thread when not all of it could be set."""
    return _note(look, headline(look), explanations(look), waits=True)


def drift_note(look: TimerLook, said: Markup) -> Message:
    """Return what is told in the thread when somebody changed a value in Zendesk meanwhile. said: what."""
    return _note(look, None, [said], waits=True)


def shut_out_note(look: TimerLook, channel: str) -> Message:
    """Return what tells its owner that its card could not be posted where it belongs."""
    said = markup(
        "I cannot post in {channel}, so the card of this stands elsewhere. Invite me there with {invite} for the next "
        "one.",
        channel=channel_mention(channel),
        invite=code("/invite @talkbot"),
    )
    first = headline(look)
    return message(spoken(first, said), [section(markup("*{first}*", first=first)), section(said)])


def _note(look: TimerLook, first: Markup | None, said: Sequence[Markup], *, waits: bool) -> Message:
    owner = mention(look.timer.owner)
    # What is said of a shift begins with whose it is.
    names = first is not None and look.timer.kind == "shift"
    begins = first if first and names else markup("{owner} {first}", owner=owner, first=first or said[0])
    where = [Markup("The card above has what can be done now.")] if waits else []
    bold = markup("*{first}*" if names else "{owner} *{first}*", owner=owner, first=first) if first else None
    rest = list(said) if bold else [markup("{owner} {said}", owner=owner, said=said[0]), *said[1:]]
    return message(
        spoken(begins, *(said if first else said[1:]), *where),
        [*([section(bold)] if bold else []), *map(section, rest), *map(context, where)],
    )


def _unasked(look: TimerLook, catalog: Catalog) -> list[Block]:
    """Return what changed though nobody asked, of the first lines of which anything did."""
    change = look.current
    surprising = [hidden(line) for line in change.lines if line.unasked] if change else []
    more = len(surprising) - _UNASKED_LINES
    return [
        *(block for line in surprising[:_UNASKED_LINES] for block in unasked(line, catalog)),
        *([context(f"So it is on {more:,} more: the file has them all.")] if more > 0 else []),
    ]


def _line(line: LineWords) -> Markup:
    return markup("{called}: {said}", called=line.called, said=line.said)


def _table(look: TimerLook, lines: Sequence[LineWords]) -> list[Block]:
    if look.is_under_way:
        return []
    rows = [["Line", "Number", "Outcome"]]
    size = 0
    for line in lines[:ROWS_SHOWN]:
        row = [line.called, line.number, line.said]
        size += sum(map(len, row))
        if size > _CHARACTERS:
            break
        rows.append(row)
    left_out = len(lines) - len(rows) + 1
    more = markup("and {count} more: all lines as CSV", count=f"{left_out:,}")
    shown = table(rows, block_id=f"timer-lines-{look.seen}", wrapped=[False, False, True])
    return [shown, *([context(more)] if left_out else [])]


def _spoken_lines(look: TimerLook, lines: Sequence[LineWords]) -> list[Markup]:
    far = how_far(look)
    if far is not None:
        return [far]
    return [_line(line) for line in lines[:_SPOKEN_LINES] if len(lines) <= IN_TEXT or line.urgency == 0]
