"""The buttons of a timer and of a shift: Turn back now, +1 h, No end time, Keep theirs, Set again.

They stand on its card, with the warning of its end, and in App Home; wherever somebody clicks, the record decides, and
the board brings everything up to date that shows it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.model import Person, Timer
from bot.slack.pressed import click_of
from bot.slack.showing import Showing
from bot.talk.timers import TimerService

Decide = Callable[[Person, str, int], Awaitable[Timer]]


def register(app: AsyncApp, *, timers: TimerService, showing: Showing) -> None:
    """Register what can be done about a timer while it runs."""

    def decides(decide: Decide) -> Callable[..., Awaitable[None]]:
        """Return a listener that takes a decision at once; everything that shows the timer is edited by a job."""

        async def on_decided(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            click = click_of(body)
            await decide(click.person, click.request_id, click.version)
            await ack()
            context["after"]("refresh", lambda: showing.refresh(body, click.person))

        return on_decided

    app.action("timer.back")(decides(timers.turn_back))
    app.action("timer.extend")(decides(timers.extend))
    app.action("timer.no_end")(decides(timers.no_end))
    app.action("timer.keep")(decides(timers.keep_theirs))
    app.action("timer.again")(decides(timers.set_again))
