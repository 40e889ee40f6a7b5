"""The list to choose one of the account's numbers from, whatever is then done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.blocks import OPTION_TEXT, Block, View, input_block, left_out, modal, option, section, select
from bot.cards.deletion_words import line_name
from bot.cards.markup import short
from bot.model import Line
from bot.talk.countries import country_name

_TYPED = 60


def pick_line(
    lines: Sequence[Line],
    words: str | None,
    *,
    title: str,
    label: str,
    begins: str,
    none: str,
    callback_id: str,
    metadata: Mapping[str, str | int] | None = None,
) -> View:
    """Return the list to choose a line from; words: what fits all of them, None where nothing was said.

    label: of the field; begins: what is said above it where nothing was typed; none: what is said of an account without
    numbers. Input line/line.pick, whose value is Zendesk's id of the line. Without any line there is no input.
    """
    if not lines:
        return modal(title, [section(_none(words, none))], callback_id=callback_id, close="Close")
    fits = f"{len(lines):,} numbers fit “{short(words, _TYPED)}”." if words else begins
    options = [_option(line) for line in lines]
    chooser = input_block(
        label,
        select("line.pick", options, placeholder="Choose a number"),
        block_id="line",
        hint=left_out(options, "numbers"),
    )
    return modal(
        title,
        [section(fits), chooser],
        callback_id=callback_id,
        metadata=metadata,
        submit="Continue",
        close="Cancel",
    )


def _none(words: str | None, none: str) -> str:
    if not words:
        return none
    return f"No number fits “{short(words, _TYPED)}”. Look for it by its digits, its nickname or its id."


def _option(line: Line) -> Block:
    place = ", ".join(part for part in (line.place, country_name(line.country) if line.country else "") if part.strip())
    return option(line_name(line), str(line.id), short(place, OPTION_TEXT) if place else None)
