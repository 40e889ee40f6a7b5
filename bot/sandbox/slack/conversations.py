"""Channels and direct messages: who is in them, and how far each person has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.people import BOT_NAME, BOT_USER_ID, CHANNELS, Person
from bot.sandbox.slack.refusals import Refused

CREATED = 1_790_000_000
"""When every channel was made, seconds since the epoch."""


@dataclass(slots=True)
class Conversation:
    """A channel (`C…`) or a direct message between the bot and a person (`D…`, `person` set).

    The flags are for tests to change: private, archived, shared with another organisation.
    """

    id: str
    name: str
    topic: str = ""
    person: str | None = None
    members: set[str] = field(default_factory=set)
    read: dict[str, str] = field(default_factory=dict)
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False

    @property
    def is_im(self) -> bool:
        """Whether it is a direct message."""
        return self.person is not None

    @property
    def payload_name(self) -> str:
        """Its name as payloads have it: direct messages are all called `directmessage`."""
        return "directmessage" if self.is_im else self.name


class Conversations:
    """All conversations of the workspace; direct messages come to be when somebody needs one."""

    def __init__(self, people: Iterable[Person], changes: Changes) -> None:
        self._changes = changes
        everybody = {person.id for person in people}
        self._by_id: dict[str, Conversation] = {}
        for seed in CHANNELS:
            members = everybody | ({BOT_USER_ID} if seed.bot_is_member else set())
            self._by_id[seed.id] = Conversation(seed.id, seed.name, seed.topic, members=members)

    def all(self) -> list[Conversation]:
        """Return channels first, then direct messages, each in the order they came to be."""
        return list(self._by_id.values())

    def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation by its id."""
        return self._by_id.get(conversation_id)

    def named(self, name: str) -> Conversation | None:
        """Return a channel by its name, without the #."""
        return next((c for c in self._by_id.values() if not c.is_im and c.name == name), None)

    def dm_with(self, person: str) -> Conversation:
        """Return the direct message between the bot and a person, making it first where there is none."""
        dm_id = "D" + person[1:]
        if dm_id not in self._by_id:
            self._by_id[dm_id] = Conversation(dm_id, BOT_NAME, person=person, members={person, BOT_USER_ID})
            self._changes.tell("channels", person=person)
        return self._by_id[dm_id]

    def of_app(self, conversation_id: str) -> Conversation:
        """Return a conversation the app can know of; Refused(channel_not_found) for any other."""
        conversation = self._by_id.get(conversation_id)
        if conversation is None:
            raise Refused("channel_not_found")
        return conversation

    def join(self, conversation: Conversation, user: str) -> None:
        """Make somebody, or the bot, a member."""
        conversation.members.add(user)
        self._changes.tell("channels")

    def leave(self, conversation: Conversation, user: str) -> None:
        """End a membership."""
        conversation.members.discard(user)
        self._changes.tell("channels")
