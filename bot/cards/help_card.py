"""What /talk help answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.blocks import Block, Message, context, header, message, section
from bot.cards.markup import code, markup


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One subcommand, to be explained. usage and example: as typed after /talk; meaning: whole sentences."""

    name: str
    usage: str
    meaning: str
    example: str


def help_message(commands: Sequence[CommandHelp], topic: str | None = None) -> Message:
    """Return all commands, or the one that `topic` names; all of them as well when none has that name."""
    named = [command for command in commands if command.name == topic]
    shown = named or commands
    title = f"/talk {named[0].name}" if named else "What /talk can do"
    told = " ".join(f"/talk {command.usage}: {command.meaning}" for command in shown)
    return message(
        f"{title}. {told}",
        [
            header(title),
            *map(_entry, shown),
            context(
                "Only you see this. Nothing is bought or released before you confirm it. "
                "I do not read messages: type /talk."
            ),
        ],
    )


def _entry(command: CommandHelp) -> Block:
    return section(
        markup(
            "{usage}\n{meaning}\nFor example: {example}",
            usage=code(f"/talk {command.usage}"),
            meaning=command.meaning,
            example=code(f"/talk {command.example}"),
        )
    )
