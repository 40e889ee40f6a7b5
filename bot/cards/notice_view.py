"""A small modal that says one thing: why a click did not do what was meant, and what to do."""

from __future__ import annotations

from bot.cards.blocks import View, modal, section
from bot.cards.markup import prose


def notice(text: str, title: str = "Zendesk Talk") -> View:
    """Return a modal with nothing to fill in. text: whole sentences; people mentioned in it stay mentions."""
    return modal(title, [section(prose(text))], callback_id="notice", close="Close")
