"""What each subcommand of /talk does: who may have it done is settled before the answer, the rest follows behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.cards.blocks import View
from bot.cards.history_view import looking_for
from bot.cards.number_view import Mode
from bot.model import Person
from bot.slack.editing import Editing
from bot.slack.grammar import Command, Edit, History, List, Release, Search, Settings, Show
from bot.slack.incoming import person_of
from bot.slack.listeners.queue import history_page
from bot.slack.listing import Listing
from bot.slack.oncall import OnCallViews
from bot.slack.oncall_grammar import OnCall
from bot.slack.releasing import Releasing
from bot.slack.searching import Searching
from bot.slack.shifts import Shifts
from bot.slack.showing import Showing
from bot.slack.voicemail import Switching, asked_by
from bot.slack.voicemail_grammar import Voicemail
from bot.talk.history import HistoryService
from bot.talk.listing import ListService
from bot.talk.requests import RequestService

Work = Callable[[], Awaitable[None]]

_MODES = {Show: Mode.SHOW, Edit: Mode.EDIT, Settings: Mode.SETTINGS}


@dataclass(frozen=True, slots=True)
class Subcommands:
    """Everything but help, which needs nobody's rights."""

    searching: Searching
    releasing: Releasing
    editing: Editing
    listing: Listing
    showing: Showing
    switching: Switching
    shifts: Shifts
    oncall: OnCallViews
    requests: RequestService
    history: HistoryService
    lists: ListService

    async def prepare(self, command: Command, body: dict[str, Any]) -> Work:
        """Return what is to be done once the answer is on its way.

        Raises NotAllowed where whoever typed it may not have it done, StoreUnavailable.
        """
        person, trigger_id = person_of(body), str(body["trigger_id"])
        match command:
            case Search(terms):
                await self.requests.check_may_request(person)
                if terms is None:
                    return lambda: self.searching.open_form(trigger_id)
                return lambda: self.searching.open(trigger_id, person, terms)
            case Show(text) | Edit(text) | Settings(text):
                await self.editing.check_may_read(person)
                mode = _MODES[type(command)]
                return lambda: self.editing.open(trigger_id, person, text, mode)
            case Release(text):
                await self.requests.check_may_request(person)
                return lambda: self.releasing.open(trigger_id, person, text)
            case Voicemail() | OnCall():
                return await self._for_a_while(command, body)
            case _:
                return await self._list(command, body)

    async def _for_a_while(self, command: Voicemail | OnCall, body: dict[str, Any]) -> Work:
        """Return the same for what is set for a while: voicemail, and on-call shifts."""
        person, trigger_id = person_of(body), str(body["trigger_id"])
        match command:
            case Voicemail():
                await self.switching.service.check_may_operate(person)
                asked = asked_by(command, str(body.get("channel_id") or "") or None)
                return lambda: self.switching.open(trigger_id, person, asked)
            case OnCall(act=("show" | "sets") as act):
                await self.oncall.check_may_read(person)
                channel = str(body.get("channel_id") or "") or None
                return lambda: self.oncall.open(trigger_id, person, editing=act == "sets", channel=channel)
            case _:
                await self.oncall.check_may_read(person)
                return lambda: self.shifts.run(body, person, command)

    async def _list(self, command: Command, body: dict[str, Any]) -> Work:
        """Return the same for what shows a list: of numbers, of what happened, of what waits."""
        person, trigger_id = person_of(body), str(body["trigger_id"])
        match command:
            case List(words):
                rights = await self.lists.rights(person)
                return lambda: self.listing.open(body, rights, words)
            case History(text) if text:
                await self.history.check_may_read(person)
                return lambda: self.showing.open_and_fill(
                    trigger_id, looking_for(text), lambda: self._history(person, text)
                )
            case History():
                happened = await history_page(self.history, person, None, 1)
                return lambda: self.showing.open(body, happened)
            case _:
                waits = await self.showing.queue(person, 1)
                return lambda: self.showing.open(body, waits)

    async def _history(self, person: Person, text: str) -> View:
        return await history_page(self.history, person, await self.history.number(text), 1)
