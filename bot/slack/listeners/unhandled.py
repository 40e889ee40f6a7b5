"""What no listener knows: a button of an older card, a view of an older version. A click is never silently ignored."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import Outdated

_ANY = re.compile("")


def register(app: AsyncApp) -> None:
    """Register the catch-alls; they must come last, since the first listener that matches wins."""

    async def on_acknowledged(ack: AsyncAck) -> None:
        """Answer what needs no more than that: a link button, a choice that is read on submit."""
        await ack()

    async def on_unknown() -> None:
        raise Outdated("button")

    app.action("offer.pick")(on_acknowledged)
    app.action("country.pick")(on_acknowledged)
    app.view_closed(_ANY)(on_acknowledged)
    app.action(_ANY)(on_unknown)
    app.view(_ANY)(on_unknown)
    app.shortcut(_ANY)(on_unknown)
    app.command(_ANY)(on_unknown)
    app.options(_ANY)(on_acknowledged)
    app.event(_ANY)(on_acknowledged)
