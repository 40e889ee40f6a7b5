"""What a person does in the composer: say something, or type a slash command."""

from __future__ import annotations

from bot.sandbox.slack.answers import Reply, Unusable, command_reply
from bot.sandbox.slack.blocks import stored_blocks
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.delivery import Answer, Deliveries
from bot.sandbox.slack.escaping import escaped
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.messages import SLACKBOT, Message
from bot.sandbox.slack.payloads import Leave, command_fields
from bot.sandbox.slack.people import BOT_NAME, BOT_USER_ID, Person
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.settings import SlashCommand
from bot.sandbox.slack.workspace import Workspace


class Composer:
    """Takes what is typed. Methods return when the bot has answered; NotPossible is what the client says at once."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries, events: Events) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._events = events

    async def say(self, person: Person, where: Conversation, text: str, thread_ts: str | None = None) -> None:
        """Send a line: a message, or a slash command where it begins with a slash."""
        if not text.strip():
            raise NotPossible("There is nothing to send.")
        if not text.startswith("/"):
            await self._message(person, where, text, thread_ts)
            return
        name, rest = (*text.split(maxsplit=1), "")[:2]
        if name == "/invite":
            self._invite(where, rest.strip())
            return
        known = {command.command: command for command in self._workspace.settings.commands}
        if name not in known:
            raise NotPossible(f"{name} is not a valid command.")
        if thread_ts is not None:
            raise NotPossible(f"{name} is not supported in threads. Sorry!")
        await self._command(person, where, known[name], rest.strip())

    async def _message(self, person: Person, where: Conversation, text: str, thread_ts: str | None) -> None:
        parent = None if thread_ts is None else self._workspace.message_for(person.id, where.id, thread_ts)
        if parent is not None and parent.thread_ts is not None:
            raise NotPossible("Replies go to the message that began the thread.")
        said = escaped(self._workspace, text, with_names=False)
        message = self._workspace.messages.add(where.id, person.id, said, thread_ts=thread_ts)
        where.read[person.id] = message.ts
        if BOT_USER_ID in where.members:
            await self._tell_bot(where, message)

    async def _tell_bot(self, where: Conversation, message: Message) -> None:
        event = self._workspace.messages.as_slack(message) | {"channel": where.id, "event_ts": message.ts}
        if f"<@{BOT_USER_ID}>" in message.text and not where.is_im:
            await self._events.send(event | {"type": "app_mention"})
        await self._events.send(event | {"channel_type": "im" if where.is_im else "channel"})

    def _invite(self, where: Conversation, who: str) -> None:
        if who != f"@{BOT_NAME}" or where.is_im:
            raise NotPossible(f"Only @{BOT_NAME} can be invited here, and only to a channel.")
        self._workspace.conversations.join(where, BOT_USER_ID)

    async def _command(self, person: Person, where: Conversation, command: SlashCommand, rest: str) -> None:
        text = escaped(self._workspace, rest, with_names=True) if command.should_escape else rest
        path = self._workspace.response_urls.make("commands", person.id, where.id)
        leave = Leave(self._workspace.triggers.make(person.id, where.id), self._workspace.own_url + path)
        answer = await self._deliveries.command(command_fields(person, where, command.command, text, leave))
        line = f"{command.command} {rest}".strip()
        try:
            reply = self._usable(command.command, answer)
        except NotPossible as failure:
            self._show_error(person, where, str(failure))
        else:
            if reply is not None:
                self._apply(person, where, line, reply)

    def _apply(self, person: Person, where: Conversation, line: str, reply: Reply) -> None:
        blocks = None if reply.blocks is None else stored_blocks(reply.blocks)
        if reply.in_channel:
            self._workspace.messages.add(where.id, person.id, escaped(self._workspace, line, with_names=False))
        if not reply.text and not blocks:
            return
        only_for = None if reply.in_channel else person.id
        self._workspace.messages.add(where.id, BOT_USER_ID, reply.text, blocks=blocks, only_for=only_for)

    def _show_error(self, person: Person, where: Conversation, words: str) -> None:
        self._workspace.messages.add(where.id, SLACKBOT, words, only_for=person.id, is_error=True)

    def _usable(self, command: str, answer: Answer) -> Reply | None:
        """Read the answer, or raise NotPossible with the line a client shows instead of one."""
        if answer.reason == "http_timeout":
            raise NotPossible(f"{command} failed because the app did not respond")
        if not answer.ok:
            raise NotPossible(f'{command} failed with the error "dispatch_failed"')
        try:
            return command_reply(answer)
        except Unusable as error:
            self._workspace.log.blame(answer.entry, str(error))
            raise NotPossible(f'{command} failed with the error "invalid_command_response"') from error
