"""The buttons of a change: Undo, Save mine anyway, Keep theirs, Stop, Restore, Go on, Retry, and the file of its lines.

They stand on its card, in the modal in which it was asked for, and in App Home; wherever somebody clicks, the record
decides, and the board brings everything up to date that shows it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.change_card import file_comment
from bot.cards.change_csv import change_as_csv, file_name
from bot.cards.change_progress import CALLBACK
from bot.cards.change_values import needs_names
from bot.cards.uploads import Uploads
from bot.errors import Outdated
from bot.model import Change, Person
from bot.slack.pressed import click_of
from bot.slack.showing import Showing
from bot.slack.view_state import metadata
from bot.store.copies import Copies
from bot.talk.catalog import Catalogs
from bot.talk.changes import ChangeService
from bot.talk.decisions import Click

Decide = Callable[[Person, str, int], Awaitable[Change]]


def register(
    app: AsyncApp,
    *,
    changes: ChangeService,
    copies: Copies,
    catalogs: Catalogs,
    uploads: Uploads,
    showing: Showing,
) -> None:
    """Register what can be done about a change that was asked for."""

    def decides(decide: Decide) -> Callable[..., Awaitable[None]]:
        """Return a listener that takes a decision at once; everything that shows the change is edited by a job."""

        async def on_decided(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            click = click_of(body)
            modal = _progress_of(body, click)
            if modal is not None:
                # Before the decision: the job that shows what comes of it may be quicker than this.
                await copies.remember_modal(click.request_id, click.version + 1, modal)
            await decide(click.person, click.request_id, click.version)
            await ack()
            context["after"]("refresh", lambda: showing.refresh(body, click.person))

        return on_decided

    def puts_back(put_back: Decide) -> Callable[..., Awaitable[None]]:
        """Return a listener that asks for another change, which the modal is about from then on."""

        async def on_put_back(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            click = click_of(body)
            back = await put_back(click.person, click.request_id, click.version)
            modal = _progress_of(body, click)
            if modal is not None:
                await copies.remember_modal(back.id, back.stage, modal)
            await ack()
            context["after"]("refresh", lambda: showing.refresh(body, click.person))

        return on_put_back

    async def on_file_wanted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        change = await changes.find(click.person, click.request_id)
        if change is None:
            raise Outdated("changes")
        await ack()

        async def send() -> None:
            catalog = await (catalogs.of() if needs_names(change.keys) else catalogs.unnamed(change.keys))
            content = change_as_csv(change, catalog)
            await uploads.send_file(click.person, file_name(change), content, file_comment(change))

        context["after"]("file", send)

    app.action("change.anyway")(decides(changes.anyway))
    app.action("change.leave")(decides(changes.leave))
    app.action("change.stop")(decides(changes.stop))
    app.action("change.go_on")(decides(changes.go_on))
    app.action("change.retry")(decides(changes.retry))
    app.action("change.undo")(puts_back(changes.undo))
    app.action("change.restore")(puts_back(changes.restore))
    app.action("change.csv")(on_file_wanted)


def _progress_of(body: dict[str, Any], click: Click) -> str | None:
    """Return the id of the modal in which a change was clicked on, None where that is none about this change."""
    view = body.get("view") or {}
    if view.get("callback_id") != CALLBACK or metadata(view).get("change") != click.request_id:
        return None
    return str(view["id"])
