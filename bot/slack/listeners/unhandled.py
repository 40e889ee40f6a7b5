"""What no listener knows: a button of an older card, a view of an older version. A click is never silently ignored."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.cards.field_controls import ENTER
from bot.errors import NotUnderstood

_ANY = re.compile("")
_KINDS = {"view_submission": "form", "shortcut": "shortcut", "message_action": "shortcut"}


def register(app: AsyncApp) -> None:
    """Register the catch-alls; they must come last, since the first listener that matches wins."""

    async def on_acknowledged(ack: AsyncAck) -> None:
        """Answer what needs no more than that."""
        await ack()

    async def on_unknown(body: dict[str, Any]) -> None:
        raise not_known(body)

    chosen_in_forms = (
        "offer.pick",
        "country.pick",
        "line.pick",
        "several.which",
        "several.lines",
        "several.fields",
        *("voicemail.lines", "voicemail.on", "voicemail.hours", "voicemail.until", "voicemail.when"),
        ENTER,
    )
    for read_on_submit in chosen_in_forms:
        app.action(read_on_submit)(on_acknowledged)
    app.view_closed(_ANY)(on_acknowledged)
    app.action(_ANY)(on_unknown)
    app.view(_ANY)(on_unknown)
    app.shortcut(_ANY)(on_unknown)
    app.command(_ANY)(on_unknown)
    app.options(_ANY)(on_acknowledged)
    app.event(_ANY)(on_acknowledged)


def not_known(body: dict[str, Any]) -> NotUnderstood:
    """Return what to say to a request that no listener is for."""
    what = "command" if "command" in body else _KINDS.get(str(body.get("type")), "button")
    return NotUnderstood(f"I do not know that {what}; it may be from another version of me. Nothing was done.", "help")
