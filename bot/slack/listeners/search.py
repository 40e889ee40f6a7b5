"""The views of a search: the form, the pages of results, searching again."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.country_options import country_options
from bot.cards.search_form import search_form
from bot.cards.search_views import loading
from bot.slack.carried import carried_by, carrying
from bot.slack.incoming import person_of
from bot.slack.pressed import pressed, whole_number
from bot.slack.remembered import remembered_terms
from bot.slack.search_grammar import parse_fields
from bot.slack.searching import Searching
from bot.slack.view_state import metadata, selected, typed
from bot.talk.requests import RequestService


def register(app: AsyncApp, searching: Searching, requests: RequestService) -> None:
    """Register the search's actions, options and submissions with Bolt."""

    async def on_country_typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=country_options(str(body.get("value", ""))))

    async def on_form_submitted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        terms = parse_fields(
            country=selected(view, "country", "country.pick"),
            area_code=typed(view, "area_code", "area_code.type"),
            kind=selected(view, "kind", "kind.pick"),
            contains=typed(view, "contains", "contains.type"),
        )
        await requests.check_may_request(person)
        step = carried_by(view)
        await ack(response_action="update", view=carrying(loading(terms), step))
        context["after"]("search", lambda: searching.fill(view["id"], person, terms, step=step))

    async def on_page_turned(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        page, search_id = whole_number(pressed(body), 1), str(metadata(view).get("search", ""))
        step = carried_by(view)
        await ack()
        context["after"](
            "turn page", lambda: searching.turn(view["id"], view["hash"], person, search_id, page, step=step)
        )

    async def on_change_search(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        terms, view = remembered_terms(pressed(body)), body["view"]
        step = carried_by(view)
        await ack()
        context["after"](
            "change search", lambda: searching.replace(view["id"], search_form(terms), view["hash"], step=step)
        )

    async def on_search_again(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, terms = person_of(body), remembered_terms(pressed(body))
        await requests.check_may_request(person)
        await ack()
        if terms is None:
            context["after"]("open form", lambda: searching.open_form(body["trigger_id"]))
        elif (view := body.get("view")) and view["type"] == "modal":
            step = carried_by(view)
            context["after"]("search again", lambda: searching.reload(view["id"], person, terms, step=step))
        else:
            context["after"]("search again", lambda: searching.open(body["trigger_id"], person, terms))

    app.options("country.pick")(on_country_typed)
    app.view("search.form")(on_form_submitted)
    app.action("results.previous")(on_page_turned)
    app.action("results.next")(on_page_turned)
    app.action("search.change")(on_change_search)
    app.action("search.again")(on_search_again)
