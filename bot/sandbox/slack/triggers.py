"""Trigger ids: three seconds, once. https://docs.slack.dev/interactivity/handling-user-interaction#trigger_ids."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.ids import trigger_id
from bot.sandbox.slack.refusals import Refused


@dataclass(slots=True)
class Trigger:
    """Leave to open a view for a person. channel: where they were; in_modal: they acted inside a modal."""

    person: str
    channel: str | None
    in_modal: bool
    made_at: float
    used: bool = False


class Triggers:
    """All trigger ids handed out since the last reset."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._made: dict[str, Trigger] = {}

    def make(self, person: str, channel: str | None = None, *, in_modal: bool = False) -> str:
        """Hand out a trigger id for something the person just did."""
        made = trigger_id()
        self._made[made] = Trigger(person, channel, in_modal, self._clock.now())
        return made

    def look(self, given: str) -> Trigger:
        """Return the trigger if it can still be exchanged; Refused with Slack's code where not."""
        trigger = self._made.get(given)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock.now() - trigger.made_at > self._seconds:
            raise Refused("expired_trigger_id")
        return trigger
