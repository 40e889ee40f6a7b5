"""/talk, whatever follows it."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.help_card import CommandHelp, help_message
from bot.slack.grammar import COMMANDS, Help, Search, parse
from bot.slack.incoming import person_of
from bot.slack.searching import Searching
from bot.talk.requests import RequestService

COMMAND = "/talk"
HELP = tuple(CommandHelp(entry.name, entry.usage, entry.meaning, entry.example) for entry in COMMANDS)


def register(app: AsyncApp, searching: Searching, requests: RequestService) -> None:
    """Register the command with Bolt."""

    async def on_talk(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        command = parse(str(body.get("text", "")))
        if isinstance(command, Help):
            answer = help_message(HELP, command.topic)
            await ack(text=answer.text, blocks=answer.blocks)
            return
        await on_search(command, ack, body, context)

    async def on_search(command: Search, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, trigger_id, terms = person_of(body), str(body["trigger_id"]), command.terms
        await requests.check_may_request(person)
        await ack()
        if terms is None:
            context["after"]("open form", lambda: searching.open_form(trigger_id))
        else:
            context["after"]("search", lambda: searching.open(trigger_id, person, terms))

    app.command(COMMAND)(on_talk)
