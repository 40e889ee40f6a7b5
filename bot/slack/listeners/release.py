"""From a line to a recorded request to release it: which one, its last four digits, why."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.progress_view import progress_view
from bot.cards.release_views import looking
from bot.errors import NotUnderstood, StoreUnavailable
from bot.model import Person
from bot.slack.incoming import person_of
from bot.slack.pressed import pressed, whole_number
from bot.slack.releasing import Releasing
from bot.slack.view_state import metadata, selected, typed
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService


def register(app: AsyncApp, *, releases: ReleaseService, requests: RequestService, releasing: Releasing) -> None:
    """Register the views of a release."""

    async def on_line_picked(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        line = whole_number(selected(view, "line", "line.pick"), 0)
        if not line:
            raise NotUnderstood("Pick a number first.", field="line")
        await requests.check_may_request(person)
        await ack(response_action="update", view=looking("this number"))
        context["after"]("look", lambda: releasing.look_into(view["id"], person, line))

    async def on_asked(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        request = await releases.ask(
            person,
            str(data.get("look")),
            digits=typed(view, "digits", "digits.type") or "",
            reason=typed(view, "reason", "reason.type") or "",
            view_id=view["id"],
        )
        await ack(response_action="update", view=progress_view(request))
        if again := data.get("again"):
            context["after"]("mark asked again", lambda: carried_on(person, str(again)))

    async def carried_on(person: Person, before: str) -> None:
        # Without it the button of the old card leads to the request that is open now, which is no harm to tell of.
        with suppress(StoreUnavailable):
            await requests.carried_on(person, before)

    async def on_again(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, text = person_of(body), body["view"], pressed(body)
        await requests.check_may_request(person)
        await ack()

        async def once_more() -> None:
            await releasing.replace_with_loading(view["id"], text)
            await releasing.find(view["id"], person, text)

        context["after"]("release again", once_more)

    async def on_progress_done(ack: AsyncAck) -> None:
        await ack(response_action="clear")

    app.view("release.pick")(on_line_picked)
    app.view("release.confirm")(on_asked)
    app.view("release.progress")(on_progress_done)
    app.action("release.again")(on_again)
