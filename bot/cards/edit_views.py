"""The form of one section of a number, and what its changes would do, before they are saved.

Both, and the number itself, are one modal to whoever changes it: each replaces the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards.blocks import Block, Text, View, actions, button, context, input_block, modal, section, text_input
from bot.cards.change_parts import in_columns
from bot.cards.change_values import label, value_text
from bot.cards.field_controls import controls
from bot.cards.markup import Markup, channel_mention, joined, markup
from bot.cards.number_view import back_to_number, called
from bot.cards.request_words import LONGEST_REASON
from bot.store.drafts import Draft
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import SECTION_TITLES, Section
from bot.talk.fields import BY_KEY
from bot.talk.numbering import international

_LONGEST_VALUE = 300


def form(draft: Draft, catalog: Catalog) -> View:
    """Return the form, filled with what the number has, or with what was entered before.

    Inputs: those of `field_controls`, and reason/reason.type. Metadata has the draft's id.
    """
    shown = draft.lines[0]
    values = {**(shown.seen or {}), **(draft.wanted or {})}
    inputs = [
        block for key in draft.fields if key in BY_KEY for block in controls(BY_KEY[key], catalog, values.get(key))
    ]
    return modal(
        SECTION_TITLES[Section(draft.section)],
        [
            section(called(shown.line)),
            *inputs,
            _reason(draft.reason),
            *_without_names(catalog),
            actions(back_to_number(shown.line.id), block_id="back"),
        ],
        callback_id="edit.form",
        metadata={"draft": draft.id},
        submit="Save",
        close="Cancel",
    )


def review(draft: Draft, catalog: Catalog, warnings: Sequence[str], *, channel: str | None) -> View:
    """Return what would be changed, and what to know before that. channel: where new outside numbers are shown too.

    Input reason/reason.type; button edit.back, to the form. Metadata has the draft's id.
    """
    shown = draft.lines[0]
    changes: list[Text] = [_before_and_after(draft, key, catalog) for key in draft.wanted or {}]
    return modal(
        "Look before you save",
        [
            section(called(shown.line)),
            *in_columns(changes),
            *([section(_warned(warnings))] if warnings else []),
            *_outside(draft.outside, channel),
            _reason(draft.reason),
            actions(button("Back", "edit.back", draft.id), block_id="back"),
        ],
        callback_id="edit.review",
        metadata={"draft": draft.id},
        submit="Save anyway" if warnings else "Save",
        close="Cancel",
    )


def _reason(reason: str) -> Block:
    return input_block(
        "Why?",
        text_input("reason.type", longest=LONGEST_REASON, initial=reason, multiline=True),
        block_id="reason",
        hint="Kept in the audit trail.",
        optional=True,
    )


def _without_names(catalog: Catalog) -> Iterator[Block]:
    if catalog.unread:
        what = ", ".join(catalog.unread)
        yield context(f"Zendesk did not tell these, so only what the number has can be chosen: {what}.")


def _before_and_after(draft: Draft, key: str, catalog: Catalog) -> Markup:
    seen, wanted = draft.lines[0].seen or {}, draft.wanted or {}
    return markup(
        "*{label}*\n{before} → *{after}*",
        label=label(key),
        before=value_text(key, seen.get(key), catalog, _LONGEST_VALUE),
        after=value_text(key, wanted.get(key), catalog, _LONGEST_VALUE),
    )


def _warned(warnings: Sequence[str]) -> Markup:
    return joined(
        [Markup("*Before you save*"), *(markup("• {warning}", warning=warning) for warning in warnings)], "\n"
    )


def _outside(outside: Sequence[str], channel: str | None) -> Iterator[Block]:
    if outside and channel:
        numbers = ", ".join(map(international, outside))
        yield context(
            markup(
                "That calls go to {numbers} is shown in {channel} too.",
                numbers=numbers,
                channel=channel_mention(channel),
            )
        )
