"""/talk, whatever follows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.blocks import View
from bot.cards.help_card import CommandHelp, help_message
from bot.cards.history_view import looking_for
from bot.model import Person
from bot.slack.grammar import COMMANDS, Help, History, Pending, Release, Search, parse
from bot.slack.incoming import person_of
from bot.slack.listeners.queue import history_page
from bot.slack.releasing import Releasing
from bot.slack.searching import Searching
from bot.slack.showing import Showing
from bot.talk.history import HistoryService
from bot.talk.requests import RequestService

COMMAND = "/talk"
HELP = tuple(CommandHelp(entry.name, entry.usage, entry.meaning, entry.example) for entry in COMMANDS)


def register(
    app: AsyncApp,
    *,
    searching: Searching,
    releasing: Releasing,
    requests: RequestService,
    history: HistoryService,
    showing: Showing,
) -> None:
    """Register the command with Bolt."""

    async def on_talk(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        command = parse(str(body.get("text", "")))
        person, trigger_id = person_of(body), str(body["trigger_id"])
        work: Callable[[], Awaitable[None]]
        match command:
            case Help(topic):
                answer = help_message(HELP, topic)
                await ack(text=answer.text, blocks=answer.blocks)
                return
            case Search(terms):
                await requests.check_may_request(person)
                work = (
                    (lambda: searching.open_form(trigger_id))
                    if terms is None
                    else (lambda: searching.open(trigger_id, person, terms))
                )
            case Release(text):
                await requests.check_may_request(person)
                work = lambda: releasing.open(trigger_id, person, text)  # noqa: E731 - one of several
            case Pending():
                waits = await showing.queue(person, 1)
                work = lambda: showing.open(body, waits)  # noqa: E731
            case History(""):
                happened = await history_page(history, person, None, 1)
                work = lambda: showing.open(body, happened)  # noqa: E731
            case History(text):
                await history.check_may_read(person)
                work = lambda: showing.open_and_fill(  # noqa: E731
                    trigger_id, looking_for(text), lambda: of_number(person, text)
                )
        await ack()
        context["after"](type(command).__name__.lower(), work)

    async def of_number(person: Person, text: str) -> View:
        return await history_page(history, person, await history.number(text), 1)

    app.command(COMMAND)(on_talk)
