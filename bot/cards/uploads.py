"""Files for one person, as a direct message: what a card cannot hold."""

from __future__ import annotations

from contextlib import AsyncExitStack
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.cards.blocks import Message
from bot.cards.posting import Posting
from bot.cards.slack_trouble import TROUBLE, named
from bot.errors import FileNotSent
from bot.model import Person

log = structlog.get_logger(__name__)


class Uploads:
    """Sends files in the three steps Slack has for it.

    https://docs.slack.dev/messaging/working-with-files#upload
    """

    def __init__(self, slack: AsyncWebClient) -> None:
        self._slack = slack
        self._posting = Posting(slack)

    async def send_file(self, person: Person, name: str, text: str, comment: Message) -> None:
        """Send `text` as a UTF-8 file called `name` to a person's direct messages, under the comment.

        The comment is posted only once Slack has the file, and says so where the last step fails. Raises FileNotSent.
        """
        content = text.encode()
        try:
            offered = await self._slack.files_getUploadURLExternal(filename=name, length=len(content))
            await self._upload(str(offered["upload_url"]), content)
            # Sharing takes the id of a conversation and no person's: posting tells it, without another scope.
            posted = await self._posting.post(person.id, comment)
            try:
                await self._slack.files_completeUploadExternal(
                    files=[{"id": str(offered["file_id"]), "title": name}], channel_id=posted.channel
                )
            except TROUBLE:
                await self._posting.take_away(posted)
                raise
        except TROUBLE as error:
            log.warning("file not sent", problem=named(error))
            raise FileNotSent(named(error)) from error

    async def _upload(self, url: str, content: bytes) -> None:
        """Put the bytes where Slack said, without a token, and only at an address of Slack's own."""
        if not self.is_slacks(url):
            log.warning("upload address refused")
            raise FileNotSent("an address that is not Slack's")
        async with AsyncExitStack() as stack:
            session = self._slack.session
            if session is None:
                session = await stack.enter_async_context(aiohttp.ClientSession())
            headers = {"Content-Type": "application/octet-stream"}
            with metrics.timed(metrics.SLACK, "upload", otherwise="no_answer") as call:
                answer = await stack.enter_async_context(
                    session.post(url, data=content, headers=headers, allow_redirects=False)
                )
                call.outcome = "ok" if answer.status == HTTPStatus.OK else "refused"
            if answer.status != HTTPStatus.OK:
                raise FileNotSent(f"status {answer.status}")

    def is_slacks(self, url: str) -> bool:
        """Whether an address is at the host of the Web API or below it (files.slack.com), reached as safely."""
        try:
            api, given = urlsplit(self._slack.base_url), urlsplit(url)
        except ValueError:
            return False
        host = (api.hostname or "").removeprefix("www.")
        named_host = given.hostname or ""
        return given.scheme == api.scheme and bool(host) and (named_host == host or named_host.endswith(f".{host}"))
