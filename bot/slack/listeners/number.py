"""One number: looking at it, and from there to a saved change: which part, the values, a look before it is saved."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.change_progress import progress
from bot.cards.field_controls import ENTER, suggestions
from bot.cards.number_view import Mode, reading
from bot.errors import NotUnderstood
from bot.slack.editing import Editing
from bot.slack.field_state import by_block, entries
from bot.slack.incoming import person_of
from bot.slack.listeners.queue import history_page
from bot.slack.pressed import pressed, whole_number
from bot.slack.releasing import Releasing
from bot.slack.showing import Showing
from bot.slack.view_state import draft_of, metadata, selected, typed
from bot.talk.field_kinds import Section
from bot.talk.fields import BY_KEY, FIELDS
from bot.talk.history import HistoryService
from bot.talk.requests import RequestService


def register(
    app: AsyncApp,
    *,
    editing: Editing,
    requests: RequestService,
    history: HistoryService,
    showing: Showing,
    releasing: Releasing,
) -> None:
    """Register everything that happens in the modal of one number."""
    _looking(app, editing)
    _going_on(app, requests, history, showing, releasing)
    _entering(app, editing)


def _looking(app: AsyncApp, editing: Editing) -> None:
    async def on_show(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, line = person_of(body), _line(body)
        await editing.check_may_read(person)
        await ack()
        context["after"]("show", lambda: editing.show(body, person, line))

    async def on_refresh(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, line, mode = person_of(body), _line(body), _mode(body)
        await editing.check_may_read(person)
        await ack()
        context["after"]("refresh", lambda: editing.show(body, person, line, mode))

    async def on_find(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, text, mode = person_of(body), pressed(body).strip(), _mode(body)
        await editing.check_may_read(person)
        await ack()
        context["after"]("find", lambda: editing.find_again(body["view"]["id"], person, text, mode))

    async def on_picked(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, mode = person_of(body), body["view"], _mode(body)
        line = whole_number(selected(view, "line", "line.pick"), 0)
        if not line:
            raise NotUnderstood("Pick a number first.", field="line")
        await editing.check_may_read(person)
        await ack(response_action="update", view=reading(mode))
        context["after"]("look", lambda: editing.look(view["id"], person, line, mode))

    app.action("number.show")(on_show)
    app.action("number.refresh")(on_refresh)
    app.action("number.find")(on_find)
    app.view("number.pick")(on_picked)


def _going_on(
    app: AsyncApp, requests: RequestService, history: HistoryService, showing: Showing, releasing: Releasing
) -> None:
    """Register what leads from a number to something else."""

    async def on_history(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        name = str(metadata(body.get("view") or {}).get("name") or f"id:{_line(body)}")
        happened = await history_page(history, person_of(body), name, 1)
        await ack()
        context["after"]("history", lambda: showing.open(body, happened))

    async def on_release(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, line, view = person_of(body), _line(body), body["view"]
        await requests.check_may_request(person)
        await ack()

        async def release() -> None:
            await releasing.replace_with_loading(view["id"], "this number")
            await releasing.look_into(view["id"], person, line)

        context["after"]("release", release)

    async def on_zendesk(ack: AsyncAck) -> None:
        # The browser went there by itself.
        await ack()

    app.action("number.history")(on_history)
    app.action("number.release")(on_release)
    app.action("number.zendesk")(on_zendesk)


def _entering(app: AsyncApp, editing: Editing) -> None:
    """Register the forms and what follows them."""
    service = editing.service

    async def on_edit(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, (line, part) = person_of(body), _part(body)
        await service.check_may_operate(person)
        await ack()
        context["after"]("edit", lambda: editing.show_form(body, person, line, part))

    async def on_choice_typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        catalog, field = await service.choices(person_of(body)), BY_KEY.get(str(body.get("block_id")))
        if catalog is None or field is None:
            await ack(options=[])
        else:
            await ack(options=suggestions(field, catalog, str(body.get("value") or "")))

    async def on_entered(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view = person_of(body), body["view"]
        reviewed, catalog = await service.review(
            person, draft_of(view), entries(view, FIELDS), typed(view, "reason", "reason.type") or ""
        )
        if reviewed.problems:
            await ack(response_action="errors", errors=by_block(view, reviewed.problems))
        elif reviewed.can_be_saved_at_once:
            change = await service.save(reviewed.draft, view_id=view["id"])
            await ack(response_action="update", view=progress(change, catalog))
        else:
            await ack(response_action="update", view=editing.review(reviewed, catalog))

    async def on_confirmed(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view = person_of(body), body["view"]
        await service.check_may_operate(person)
        draft = await service.draft(person, draft_of(view))
        reason = typed(view, "reason", "reason.type") or ""
        change = await service.save(draft, view_id=view["id"], reason=reason)
        await ack(response_action="update", view=progress(change, await service.catalog_of(draft)))

    async def on_back(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, draft = person_of(body), body["view"], pressed(body)
        await service.check_may_operate(person)
        await ack()
        context["after"]("back", lambda: editing.back_to_form(view["id"], person, draft))

    app.action("number.edit")(on_edit)
    app.options(ENTER)(on_choice_typed)
    app.view("edit.form")(on_entered)
    app.view("edit.review")(on_confirmed)
    app.action("edit.back")(on_back)


def _line(body: dict[str, Any]) -> int:
    return whole_number(pressed(body), 0)


def _part(body: dict[str, Any]) -> tuple[int, Section]:
    """Return the number and the part of it that a button leads to. Raises NotUnderstood for none of ours."""
    line, _, part = pressed(body).partition(":")
    if part not in set(Section):
        raise NotUnderstood("I do not know that part of a number; the button may be from another version of me.")
    return whole_number(line, 0), Section(part)


def _mode(body: dict[str, Any]) -> Mode:
    mode = metadata(body.get("view") or {}).get("mode")
    return Mode(mode) if mode in set(Mode) else Mode.SHOW
