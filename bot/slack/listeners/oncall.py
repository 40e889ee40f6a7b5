"""Who has which shift: the overview's own buttons, and a set's end."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.oncall_views import oncall_trouble
from bot.errors import NotOffered, SetChanged
from bot.slack.incoming import person_of
from bot.slack.oncall import OnCallViews, channel_of
from bot.slack.pressed import chosen, pressed, whole_number
from bot.slack.view_state import metadata
from bot.slack.words import words
from bot.talk.oncall_sets import OnCallService
from bot.talk.quoting import outside

_QUOTED = 60


def register(app: AsyncApp, *, service: OnCallService, views: OnCallViews) -> None:
    """Register what leads to the overview and through it, and from it to the form of a set or to its deletion."""
    _looking(app, service, views)
    _choosing(app, service, views)
    _deleting(app, service, views)


def _looking(app: AsyncApp, service: OnCallService, views: OnCallViews) -> None:
    """Register what leads to the overview, and through its pages."""

    async def on_home(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person = person_of(body)
        await service.check_may_read(person)
        await ack()
        context["after"]("on-call", lambda: views.open(body["trigger_id"], person))

    async def on_show(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, editing = person_of(body), body["view"], pressed(body) == "sets"
        await service.check_may_read(person)
        await ack()
        context["after"](
            "on-call",
            lambda: views.show(view["id"], person, editing=editing, channel=channel_of(view), view_hash=view["hash"]),
        )

    async def on_page(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        page = whole_number(pressed(body), 1)
        await service.check_may_read(person)
        await ack()
        editing = metadata(view).get("mode") == "sets"
        context["after"](
            "turn page",
            lambda: views.show(
                view["id"], person, editing=editing, page=page, channel=channel_of(view), view_hash=view["hash"]
            ),
        )

    app.action("home.oncall")(on_home)
    app.action("oncall.show")(on_show)
    app.action("oncall.previous")(on_page)
    app.action("oncall.next")(on_page)


def _choosing(app: AsyncApp, service: OnCallService, views: OnCallViews) -> None:
    """Register what operators choose of a set."""

    async def on_new(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person = person_of(body)
        await service.check_may_edit(person)
        await ack()
        context["after"]("new set", lambda: views.edit(body, person, None))

    async def on_edit(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, set_id = person_of(body), pressed(body)
        await service.check_may_edit(person)
        await ack()
        context["after"]("edit set", lambda: views.edit(body, person, set_id))

    async def on_delete(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, set_id = person_of(body), pressed(body)
        await service.check_may_edit(person)
        await ack()
        context["after"]("delete set", lambda: views.ask_to_delete(body, person, set_id))

    async def on_menu(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        what, _, set_id = chosen(body).partition(":")
        person = person_of(body)
        await service.check_may_edit(person)
        await ack()
        opened = views.ask_to_delete if what == "delete" else views.edit
        context["after"]("set", lambda: opened(body, person, set_id))

    app.action("oncall.new")(on_new)
    app.action("oncall.edit")(on_edit)
    app.action("oncall.delete")(on_delete)
    app.action("oncall.menu")(on_menu)


def _deleting(app: AsyncApp, service: OnCallService, views: OnCallViews) -> None:
    """Register the answer to the question whether a set is to go."""

    async def on_deleted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        data = metadata(view)
        version = data.get("version")
        try:
            gone = await service.delete(person, str(data.get("set")), version if isinstance(version, int) else 0)
        except (NotOffered, SetChanged) as error:
            await ack(response_action="update", view=oncall_trouble(words(error)))
            return
        await ack(**views.closing(view))
        note = f"“{outside(gone.name, _QUOTED)}” is deleted."
        context["after"]("on-call", lambda: views.done(view, person, note, channel_of(view)))

    app.view("oncall.delete")(on_deleted)
