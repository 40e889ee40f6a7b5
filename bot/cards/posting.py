"""Posts, edits and deletes messages: what Slack refuses for good is an answer here, everything else an error."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.slack_trouble import error_code
from bot.model import Copy

log = structlog.get_logger(__name__)

# https://docs.slack.dev/reference/methods/chat.update
_GONE = frozenset(
    {"message_not_found", "channel_not_found", "cant_update_message", "is_inactive", "edit_window_closed"}
)
# https://docs.slack.dev/reference/methods/chat.delete
_STAYS = frozenset({"cant_delete_message", "compliance_exports_prevent_deletion"})


class Posting:
    """Everything that changes messages. All of it raises SlackApiError where Slack refuses for now."""

    def __init__(self, slack: AsyncWebClient) -> None:
        self._slack = slack

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Copy:
        """Post and return where it stands. channel: an id of a channel or a person; thread: ts of the card above."""
        answer = await self._slack.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
        )
        posted = Copy(str(answer["channel"]), str(answer["ts"]))
        log.info("posted", channel=posted.channel, ts=posted.ts, thread=thread)
        return posted

    async def edit(self, copy: Copy, message: Message) -> bool:
        """Edit a card; False where it is gone, or can never be edited any more."""
        try:
            await self._slack.chat_update(
                channel=copy.channel, ts=copy.ts, text=message.text, blocks=message.blocks, parse="none"
            )
        except SlackApiError as error:
            if error_code(error) not in _GONE:
                raise
            log.info("card cannot be edited", slack_error=error_code(error))
            return False
        log.info("edited", channel=copy.channel, ts=copy.ts)
        return True

    async def take_away(self, copy: Copy) -> None:
        """Delete a card that nobody will edit any more: its buttons would offer for ever what is over."""
        try:
            await self._slack.chat_delete(channel=copy.channel, ts=copy.ts)
        except SlackApiError as error:
            if error_code(error) not in _GONE | _STAYS:
                raise
            log.info("card cannot be taken away", slack_error=error_code(error))
