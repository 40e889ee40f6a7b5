"""Where the card of something that was asked for in a channel can stand: there, as far as the bot is a member of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import TROUBLE, error_code

log = structlog.get_logger(__name__)

BELIEVED = 60.0
"""Seconds that an answer of Slack's is believed: somebody may invite the bot any moment, and people try again."""

_MOST_KNOWN = 1000
# Channels, and private ones of long ago; a direct message is where nobody else would see the card.
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}", re.ASCII)


class CardPlaces:
    """Finds places for cards. channel: where colleagues decide, None where nobody has to."""

    def __init__(
        self, slack: AsyncWebClient, channel: str | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._slack = slack
        self._channel = channel
        self._clock = clock
        self._known: dict[str, tuple[bool, float]] = {}

    async def of(self, typed_in: str | None) -> str | None:
        """Return the channel in which a card is to stand, None for a direct message. typed_in: where it was asked for.

        What Slack does not tell of a channel is taken as a no: an error never stands in the way of what was asked for.
        """
        if typed_in and _CHANNEL.fullmatch(typed_in) and await self._is_member(typed_in):
            return typed_in
        return self._channel

    async def _is_member(self, channel: str) -> bool:
        known = self._known.get(channel)
        if known and known[1] > self._clock():
            return known[0]
        is_member = await self._asked(channel)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[channel] = (is_member, self._clock() + BELIEVED)
        return is_member

    async def _asked(self, channel: str) -> bool:
        """Ask Slack, which needs channels:read, and groups:read for a private one.

        https://docs.slack.dev/reference/methods/conversations.info
        """
        try:
            answer = await self._slack.conversations_info(channel=channel)
        except SlackApiError as error:
            log.info("channel not known", channel=channel, error=error_code(error))
            return False
        except TROUBLE as error:
            log.info("channel not known", channel=channel, error=type(error).__name__)
            return False
        found = answer["channel"]
        # People of other organisations read along in a shared one.
        return bool(found.get("is_member")) and not found.get("is_ext_shared") and not found.get("is_archived")
