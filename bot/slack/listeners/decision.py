"""The buttons of a request's cards: Approve, Decline, Withdraw, Stop deletion, Ask again, Details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.decision_views import decline_form, details
from bot.errors import NotUnderstood
from bot.model import AnyRequest, Deletion
from bot.slack.incoming import person_of
from bot.slack.pressed import click_of
from bot.slack.releasing import Releasing
from bot.slack.showing import Showing
from bot.slack.view_state import metadata, typed
from bot.talk.decisions import Click, Decisions
from bot.talk.history import HistoryService
from bot.talk.requests import RequestService


def register(
    app: AsyncApp,
    *,
    decisions: Decisions,
    requests: RequestService,
    history: HistoryService,
    showing: Showing,
    releasing: Releasing,
    groups: tuple[str, ...],
) -> None:
    """Register what can be done about a request that was asked for. groups: the approvers' user groups."""
    _register_decline(app, decisions, showing)

    def decides(decide: Callable[[Click], Awaitable[AnyRequest]]) -> Callable[..., Awaitable[None]]:
        """Return a listener that takes a decision at once; its cards are edited by a job."""

        async def on_decided(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            click = click_of(body)
            await decide(click)
            await ack()
            context["after"]("refresh", lambda: showing.refresh(body, click.person))

        return on_decided

    async def on_again(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        before = await requests.may_ask_again(click.person, click.request_id)
        if isinstance(before, Deletion):
            # What hangs on the number may have changed: it is looked at as the first time.
            line = before.line
            await ack()
            context["after"]("release", lambda: releasing.open_line(body, click.person, line, before.id))
            return
        await requests.ask_again(before)
        await ack()
        context["after"]("refresh", lambda: showing.refresh(body, click.person))

    async def on_details(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        request, entries = await history.details(click.person, click.request_id)
        await ack()
        context["after"]("details", lambda: showing.open(body, details(request, entries, groups)))

    app.action("request.approve")(decides(decisions.approve))
    app.action("request.withdraw")(decides(decisions.withdraw))
    app.action("request.stop")(decides(decisions.stop))
    app.action("request.again")(on_again)
    app.action("request.details")(on_details)


def _register_decline(app: AsyncApp, decisions: Decisions, showing: Showing) -> None:
    async def on_decline(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        request = await decisions.may_decide(click_of(body))
        await ack()
        context["after"]("decline form", lambda: showing.open(body, decline_form(request)))

    async def on_declined(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        words = typed(view, "reason", "reason.type")
        if not words:
            raise NotUnderstood("Say why, so that whoever asked knows what to change.", field="reason")
        version = data.get("version")
        click = Click(person, str(data.get("request")), version if isinstance(version, int) else 0)
        await decisions.decline(click, words)
        await ack()
        if below := view.get("previous_view_id"):
            context["after"]("refresh", lambda: showing.refresh_queue(below, person, 1))
        else:
            context["after"]("refresh", lambda: showing.refresh_home(person))

    app.action("request.decline")(on_decline)
    app.view("request.decline")(on_declined)
