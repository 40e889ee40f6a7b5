"""Response URLs: five uses, thirty minutes. https://docs.slack.dev/interactivity/handling-user-interaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.ids import letters
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import TEAM_ID
from bot.sandbox.slack.refusals import Refused

USES = 5
LIFETIME = 30 * 60.0
"""Seconds."""


@dataclass(slots=True)
class ResponseUrl:
    """Leave to answer one interaction. source: the message it came from, None for a command."""

    person: str
    channel: str
    source: Message | None
    made_at: float
    uses_left: int = USES


class ResponseUrls:
    """All response URLs handed out since the last reset, by their path."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, ResponseUrl] = {}

    def make(self, kind: str, person: str, channel: str, source: Message | None = None) -> str:
        """Hand out a path. kind: commands, actions or app (message shortcuts)."""
        path = f"/{kind}/{TEAM_ID}/{secrets.randbelow(9 * 10**9) + 10**9}/{letters(24)}"
        self._made[path] = ResponseUrl(person, channel, source, self._clock.now())
        return path

    def use(self, path: str) -> ResponseUrl:
        """Use a path once. Refused as unknown_url, expired_url or used_url; the codes are not documented."""
        url = self._made.get(path)
        if url is None:
            raise Refused("unknown_url")
        if self._clock.now() - url.made_at > LIFETIME:
            raise Refused("expired_url")
        if url.uses_left <= 0:
            raise Refused("used_url")
        url.uses_left -= 1
        return url
