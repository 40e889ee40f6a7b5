"""/talk, whatever follows it."""

from __future__ import annotations

from functools import cache
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.blocks import Message
from bot.cards.help_card import CommandHelp, help_message
from bot.slack.grammar import COMMANDS, Help, parse
from bot.slack.subcommands import Subcommands

COMMAND = "/talk"
HELP = tuple(CommandHelp(entry.name, entry.usage, entry.meaning, entry.example) for entry in COMMANDS)


def register(app: AsyncApp, subcommands: Subcommands) -> None:
    """Register the command with Bolt."""

    async def on_talk(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        command = parse(str(body.get("text", "")))
        if isinstance(command, Help):
            answer = _help(command.topic)
            await ack(text=answer.text, blocks=answer.blocks)
            return
        work = await subcommands.prepare(command, body)
        await ack()
        context["after"](type(command).__name__.lower(), work)

    app.command(COMMAND)(on_talk)


@cache
def _help(topic: str | None) -> Message:
    """Return the answer to a topic, of which there are few: it is the same each time, and long."""
    return help_message(HELP, topic)
