"""The workspace: everything that a reset throws away, in one place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.conversations import Conversation, Conversations
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.messages import Message, Messages
from bot.sandbox.slack.people import PEOPLE, USERGROUPS, Person, Usergroup
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.request_log import RequestLog
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.slack.socket_mode.links import Links
from bot.sandbox.slack.step_runs import StepRun
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import Views


class Workspace:
    """One Slack team in memory.

    own_url: address the bot reaches it at, without a slash at the end, known once somebody asked it for something.
    """

    def __init__(self, settings: SlackSettings) -> None:
        self.settings = settings
        self._scopes = settings.scopes
        self.own_url = "http://127.0.0.1"
        self.changes = Changes()
        self.faults = Faults()
        # Connections of the bot, where it opens them; a reset does not cut them.
        self.links = Links()
        self.log = RequestLog(self.changes, settings.credentials.secrets())
        self._begin()

    def _begin(self) -> None:
        self.clock = Clock()
        self.people: dict[str, Person] = {person.id: person for person in PEOPLE}
        self.usergroups: dict[str, Usergroup] = {group.id: group for group in USERGROUPS}
        self.conversations = Conversations(PEOPLE, self.changes)
        self.messages = Messages(self.clock, self.changes)
        self.files = Files(self.clock)
        self.views = Views(self.clock, self.changes)
        self.triggers = Triggers(self.clock, self.settings.trigger_seconds)
        self.response_urls = ResponseUrls(self.clock)
        # Options an external select last showed, by person, source, block_id and action_id.
        self.loaded_options: dict[tuple[str, ...], list[JSON]] = {}
        # Views whose forms are with the bot, which has not answered yet.
        self.submitted: set[str] = set()
        # Runs of custom steps by execution id, oldest first.
        self.runs: dict[str, StepRun] = {}

    def reset(self) -> None:
        """Make everything as it was at the start; open pages are told to fetch it all again."""
        self.faults.clear()
        self.log.clear()
        self.settings = replace(self.settings, scopes=self._scopes)
        self._begin()
        for kind in ("channels", "messages", "modals", "home", "log"):
            self.changes.tell(kind)

    def person(self, person_id: Any) -> Person:
        """Return one of the people; NotPossible where there is no such person."""
        person = self.people.get(person_id) if isinstance(person_id, str) else None
        if person is None:
            raise NotPossible("There is no such person in this workspace.")
        return person

    def change_person(self, person_id: str, **changes: Any) -> None:
        """Make somebody a guest, leave the company, or belong to another one."""
        self.people[person_id] = replace(self.person(person_id), **changes)
        self.changes.tell("channels")

    def conversation_of(self, person: str, conversation_id: Any) -> Conversation:
        """Return a conversation a person is in; NotPossible for any other."""
        conversation = self.conversations.get(conversation_id) if isinstance(conversation_id, str) else None
        if conversation is None or person not in conversation.members:
            raise NotPossible("You are not in that channel.")
        return conversation

    def unread(self, person: str, conversation: Conversation) -> int:
        """Count what others wrote since the person last read."""
        since = conversation.read.get(person, "")
        seen = self.messages.seen_by(conversation.id, person)
        return sum(1 for message in seen if message.ts > since and message.author != person)

    def sees_file(self, person: str, file_id: str) -> bool:
        """Whether a file was shared in a conversation that a person is in."""
        return any(
            file["id"] == file_id
            for where in self.conversations.all()
            if person in where.members
            for message in self.messages.seen_by(where.id, person)
            for file in message.files
        )

    def message_for(self, person: str, channel: Any, ts: Any, *, ephemeral: bool = False) -> Message:
        """Return a message a person sees; NotPossible where it is gone."""
        conversation = self.conversation_of(person, channel)
        found = (
            self.messages.find_ephemeral(conversation.id, str(ts), person)
            if ephemeral
            else self.messages.find(conversation.id, str(ts))
        )
        if found is None:
            raise NotPossible("That message is no longer there.")
        return found
