"""Inputs beyond those of `bot.cards.blocks`: people, boxes to tick, a phone number."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import RADIO_OPTIONS, Block, plain, text_input

LONGEST_NUMBER = 40
"""Characters of a phone number as somebody types it."""


def users_select(action_id: str, *, placeholder: str, initial: str | None = None) -> Block:
    """Return a list of everybody in the workspace, of whom one is chosen. initial: a Slack id."""
    element: Block = {"type": "users_select", "action_id": action_id, "placeholder": plain(placeholder)}
    return {**element, "initial_user": initial} if initial else element


def multi_users_select(action_id: str, *, placeholder: str, most: int, initial: Sequence[str] = ()) -> Block:
    """Return the same of whom up to `most` are chosen. initial: Slack ids."""
    element: Block = {
        "type": "multi_users_select",
        "action_id": action_id,
        "max_selected_items": most,
        "placeholder": plain(placeholder),
    }
    return {**element, "initial_users": list(initial)} if initial else element


def checkboxes(action_id: str, options: Sequence[Block], *, initial: Sequence[Block] = ()) -> Block:
    """Return one to ten options of which any number is chosen; initial: some of them, each once."""
    element: Block = {"type": "checkboxes", "action_id": action_id, "options": list(options[:RADIO_OPTIONS])}
    return {**element, "initial_options": list(initial)} if initial else element


def phone_input(action_id: str, *, initial: str | None = None) -> Block:
    """Return a field for somebody's phone number, in whatever form they write it."""
    return text_input(action_id, longest=LONGEST_NUMBER, initial=initial, placeholder="+44 20 7946 0018")
