"""After the order: leaving the modal that shows it, and Retry for nickname and group."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.errors import NotOffered
from bot.slack.incoming import person_of
from bot.slack.pressed import click_of
from bot.slack.remembered import remembered_terms
from bot.slack.searching import Searching
from bot.slack.view_state import metadata
from bot.talk.requests import RequestService


def register(app: AsyncApp, searching: Searching, requests: RequestService) -> None:
    """Register what can be done about a purchase that was asked for."""

    async def on_progress_done(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        terms = remembered_terms(metadata(view).get("again"))
        if terms is None:
            await ack(response_action="clear")
            return
        await requests.check_may_request(person)
        if below := view.get("previous_view_id"):
            # An empty answer takes this view away and shows the results below, which the new ones replace.
            await ack()
            context["after"]("search again", lambda: searching.reload(below, person, terms))
        else:
            # The board may still bring this view up to date, so it must not show anything else.
            await ack(response_action="clear")
            context["after"]("search again", lambda: searching.open(body["trigger_id"], person, terms))

    async def on_details_retried(ack: AsyncAck, body: dict[str, Any]) -> None:
        click = click_of(body)
        retried = await requests.retry_details(click.person, click.request_id, click.version)
        if retried is None:
            raise NotOffered(
                "I no longer have the record of this request. "
                "Set nickname and group in Zendesk (Admin Center, Channels, Talk)."
            )
        if retried.details_done:
            raise NotOffered("That was asked for already. The request's card says what became of it.")
        await ack()

    app.view("purchase.progress")(on_progress_done)
    app.action("details.retry")(on_details_retried)
