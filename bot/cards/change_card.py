"""The standing card of a change, and the messages that tell people of it: an edited card notifies nobody.

It says who changed what from what to what, why, and what became of each line; its buttons are there only as long as
what they do is possible.
"""

from __future__ import annotations

from bot.cards.blocks import Block, Message, context, message, section
from bot.cards.change_buttons import of_change
from bot.cards.change_parts import how_far, properties, unasked
from bot.cards.change_table import in_order, lines_table
from bot.cards.change_values import spoken_change
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
)
from bot.cards.markup import Markup, at, channel_mention, code, joined, markup, mention, short
from bot.cards.request_parts import spoken
from bot.model import Change, ChangeState, LineChange, Place
from bot.talk.catalog import Catalog
from bot.talk.numbering import international

_SPOKEN_PROPERTIES = 5
_SPOKEN_LINES = 5
_UNASKED_LINES = 5
_OUTSIDE = 10
_OUTCOME = 200


def change_card(
    change: Change, place: Place, catalog: Catalog, *, earlier: Change | None = None, later: Change | None = None
) -> Message:
    """Return the card as it is to stand now.

    earlier, later: the change that this one puts back, and the one that put this one back, where they are known.
    """
    first, said = headline(change, earlier), explanation(change)
    outside, decided, why = _outside(change), decided_line(change, later), reason_line(change)
    one = change.lines[0] if len(change.lines) == 1 else None
    blocks = [
        section(_title(first, one)),
        *([section(said)] if said else []),
        *(properties(one, catalog, to_owner=place == "requester") if one else _how_it_went(change, catalog)),
        *([section(outside)] if outside else []),
        *([section(why)] if why else []),
        *of_change(change, place),
        # Below the buttons, which nobody has to look for at its end.
        *([] if one else _table(change, catalog)),
        *([context(decided)] if decided else []),
        context(reference(change)),
    ]
    return message(spoken(first, *_spoken_lines(change, catalog), said, outside, why, decided), blocks)


def change_news(change: Change, catalog: Catalog, *, earlier: Change | None = None) -> Message:
    """Return what tells whoever changed it how it ended, or that it waits for them, where its card stood before."""
    first, said = headline(change, earlier), explanation(change)
    lines = _spoken_lines(change, catalog)
    where = "The card above has more, and what can be done now."
    text = joined(lines)
    return message(
        spoken(first, *lines, said, where),
        [
            section(_title(first, change.lines[0] if len(change.lines) == 1 else None)),
            *([section(text)] if lines else []),
            *([section(said)] if said else []),
            context(where),
        ],
    )


def undone_news(change: Change, later: Change) -> Message:
    """Return what tells whoever changed something that somebody else put it back."""
    what = line_called(change.lines[0].line) if len(change.lines) == 1 else f"{len(change.lines):,} numbers"
    said = markup(
        "{who} put back what you changed on {what} {at}", who=mention(later.by.id), what=what, at=at(later.begun_ms)
    )
    why = reason_line(later)
    return message(spoken(said, why), [section(markup("*{said}*", said=said)), *([section(why)] if why else [])])


def file_comment(change: Change) -> Message:
    """Return what stands above the file with every line of a change."""
    first = headline(change)
    said = joined([markup("*{first}*", first=first), Markup("every line is in this file")])
    return message(spoken(first, "Every line is in this file."), [section(said), context(reference(change))])


def outside_trouble(change: Change, channel: str) -> Message:
    """Return what tells whoever changed it that the approval channel cannot be told where calls go now."""
    said = markup(
        "I cannot post in {channel} that calls leave this account. What you changed stands. "
        "Invite me there with {invite}, and I post it.",
        channel=channel_mention(channel),
        invite=code("/invite @talkbot"),
    )
    first = headline(change)
    return message(spoken(first, said), [section(markup("*{first}*", first=first)), section(said)])


def _title(first: Markup, one: LineChange | None) -> Markup:
    if one is None or line_called(one.line) == short(one.line.display_number, _OUTCOME):
        return markup("*{first}*", first=first)
    return markup("*{first}*  {number}", first=first, number=short(one.line.display_number, _OUTCOME))


def _how_it_went(change: Change, catalog: Catalog) -> list[Block]:
    surprising = [line for line in in_order(change.lines) if line.unasked]
    more = len(surprising) - _UNASKED_LINES
    return [
        *([section(how_far(change))] if change.state is ChangeState.RUNNING else []),
        section(counts(change)),
        *(block for line in surprising[:_UNASKED_LINES] for block in unasked(line, catalog)),
        *([context(f"So it is on {more:,} more: the file has them all.")] if more > 0 else []),
    ]


def _table(change: Change, catalog: Catalog) -> list[Block]:
    if change.state is ChangeState.RUNNING:
        return []
    rows, left_out = lines_table(change, catalog)
    rest = markup("and {count} more: all lines as CSV", count=f"{left_out:,}")
    return [rows, *([context(rest)] if left_out else [])]


def _spoken_lines(change: Change, catalog: Catalog) -> list[Markup]:
    """Return what changed, or how many lines ended how and the first that need a look."""
    if len(change.lines) == 1:
        line = change.lines[0]
        keys = list(line.wanted)
        more = len(keys) - _SPOKEN_PROPERTIES
        said = [spoken_change(line, key, catalog) for key in keys[:_SPOKEN_PROPERTIES]]
        return [joined([*said, *([markup("and {more} more", more=more)] if more > 0 else [])])] if said else []
    if change.state is ChangeState.RUNNING:
        return [how_far(change)]
    wrong = [line for line in change.lines if is_problem(line)][:_SPOKEN_LINES]
    return [
        counts(change),
        *(
            markup("{line}: {outcome}", line=line_called(line.line), outcome=short(outcome_of(line), _OUTCOME))
            for line in wrong
        ),
    ]


def _outside(change: Change) -> Markup | None:
    """Return to which numbers beyond the account calls are newly sent, None where to none."""
    if not change.outside:
        return None
    shown = ", ".join(short(international(number), _OUTCOME) for number in change.outside[:_OUTSIDE])
    more = len(change.outside) - _OUTSIDE
    rest = f" and {more:,} more" if more > 0 else ""
    return markup(
        "Calls can go to {numbers}{rest}, beyond the numbers of this account.", numbers=shown, rest=Markup(rest)
    )
