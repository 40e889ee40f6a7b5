"""Switching voicemail: the buttons that open it, its form, what it would do, and that it shall."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.voicemail_views import LONGEST_WHEN, begun, options_of, picked_in, reading
from bot.slack.incoming import person_of
from bot.slack.pressed import pressed, whole_number
from bot.slack.view_state import draft_of, metadata, selected, selected_all, typed
from bot.slack.voicemail import LOADING, Switching
from bot.talk.switch_ends import WORDS
from bot.talk.switching import Asked, Entry


def register(app: AsyncApp, *, switching: Switching) -> None:
    """Register what opens the modal, and everything that happens in it."""
    _opening(app, switching)
    _entering(app, switching)
    _confirming(app, switching)


def _opening(app: AsyncApp, switching: Switching) -> None:
    service = switching.service

    async def on_voicemail(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person = person_of(body)
        await service.check_may_operate(person)
        await ack()
        context["after"]("voicemail", lambda: switching.open(body["trigger_id"], person, Asked()))

    async def on_line(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, line = person_of(body), whole_number(pressed(body), 0)
        await service.check_may_operate(person)
        await ack()
        context["after"]("voicemail", lambda: switching.open_over(body, person, Asked(line=line)))

    async def on_again(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, draft = person_of(body), pressed(body)
        await service.check_may_operate(person)
        await ack()
        context["after"]("voicemail again", lambda: switching.again(body["view"]["id"], person, draft))

    app.shortcut("shortcut.voicemail")(on_voicemail)
    app.action("home.voicemail")(on_voicemail)
    app.action("number.voicemail")(on_line)
    app.action("voicemail.again")(on_again)


def _entering(app: AsyncApp, switching: Switching) -> None:
    """Register the form."""
    service = switching.service

    async def on_line_typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await service.check_may_operate(person_of(body))
        await ack(options=options_of(await service.suggested(str(body.get("value") or ""))))

    async def on_entered(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        await service.check_may_operate(person)
        given = await service.enter(await service.find(person, draft_of(view)), _entry(view))
        if given.problems:
            await ack(response_action="errors", errors=dict(given.problems))
            return
        await ack(response_action="update", view=reading(LOADING))
        context["after"]("preview", lambda: switching.look_ahead(view["id"], given.draft))

    app.options("voicemail.lines")(on_line_typed)
    app.view("voicemail.form")(on_entered)


def _confirming(app: AsyncApp, switching: Switching) -> None:
    """Register what the switch would do, and that it shall."""
    service = switching.service

    async def on_back(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        await service.check_may_operate(person)
        await ack()
        context["after"]("back", lambda: switching.back(view["id"], person, draft_of(view)))

    async def on_page(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        page = whole_number(pressed(body), 1)
        await service.check_may_operate(person)
        await ack()
        context["after"]("turn page", lambda: switching.turn(view["id"], view["hash"], person, draft_of(view), page))

    async def on_confirmed(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view = person_of(body), body["view"]
        shown_as = str(metadata(view).get("shown") or "")
        timer = await service.switch(person, draft_of(view), view["id"], shown_as)
        await ack(response_action="update", view=begun(timer))

    app.action("voicemail.back")(on_back)
    app.action("voicemail.previous")(on_page)
    app.action("voicemail.next")(on_page)
    app.view("voicemail.preview")(on_confirmed)


def _entry(view: dict[str, Any]) -> Entry:
    """Return what is entered in the form; what no option of ours can have carried is left out."""
    hours = selected_all(view, "hours", "voicemail.hours")
    until = selected(view, "until", "voicemail.until") or ""
    return Entry(
        on={"on": True, "off": False}.get(selected(view, "on", "voicemail.on") or ""),
        inside="inside" in hours,
        outside="outside" in hours,
        picked=picked_in(selected_all(view, "lines", "voicemail.lines")),
        until=until if until in WORDS else "",
        when=(typed(view, "when", "voicemail.when") or "")[:LONGEST_WHEN],
        reason=typed(view, "reason", "reason.type") or "",
    )
