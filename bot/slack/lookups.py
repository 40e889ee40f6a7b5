"""Looking up the numbers of a message: one that is ours is shown, several are listed, others are told as such."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.lookup_view import lookup_loading, lookup_view
from bot.cards.notice_view import notice
from bot.cards.number_view import Mode
from bot.errors import BotError, ZendeskError
from bot.model import Person
from bot.slack.editing import Editing
from bot.slack.message_text import words_of_message
from bot.slack.views import Views
from bot.slack.words import words
from bot.talk.listing import Listed, ListService, Rights
from bot.talk.numbers_in_text import numbers_in_text


class Lookups:
    """Shows people whose the numbers are that they read about."""

    def __init__(self, slack: AsyncWebClient, lists: ListService, editing: Editing) -> None:
        self._views = Views(slack)
        self._lists = lists
        self._editing = editing

    async def open(self, body: dict[str, Any], person: Person, rights: Rights) -> None:
        """Open a modal and fill it with what there is to say of a message. Raises SlackApiError."""
        text = words_of_message(body.get("message") or {})
        view_id = await self._views.open(str(body["trigger_id"]), lookup_loading())
        try:
            listed, unread = await self._listed(rights)
        except BotError as error:
            await self._views.replace(view_id, notice(words(error, nothing_bought=False)))
            return
        # Reading tens of thousands of characters takes a while, and others wait for their answers meanwhile.
        found = await asyncio.to_thread(numbers_in_text, text, listed.inventory.lines)
        if len(found.ours) == 1 and not found.others:
            await self._editing.look(view_id, person, found.ours[0].id, Mode.SHOW)
            return
        names = listed.inventory.group_names
        view = lookup_view(found, names, may_search=rights.may_release, unread=unread)
        await self._views.replace(view_id, view)

    async def _listed(self, rights: Rights) -> tuple[Listed, bool]:
        """Return the account's numbers, and whether they could not be read anew though they are not recent."""
        if (recent := await self._lists.known("", rights)) is not None:
            return recent, False
        try:
            return await self._lists.read("", rights), False
        except ZendeskError:
            old = await self._lists.known("", rights, same=True)
            if old is None:
                raise
            return old, True
