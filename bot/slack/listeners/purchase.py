"""From a picked number to a recorded wish: Continue, Buy number, and Retry for nickname and group."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.cards.confirm_view import confirm
from bot.cards.purchase_views import progress
from bot.cards.search_views import outdated
from bot.errors import NotOffered, NotUnderstood, Outdated
from bot.model import Details, Group, Results, SearchTerms
from bot.slack.grammar import Search, parse
from bot.slack.incoming import person_of
from bot.slack.view_state import metadata, selected, typed
from bot.talk.requests import RequestService, Wish
from bot.talk.search import SearchService


def register(app: AsyncApp, search: SearchService, requests: RequestService) -> None:
    """Register the purchase's submissions and actions with Bolt."""

    async def on_continue(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        block = f"offers-{data.get('page')}"
        number = selected(view, block, "offer.pick")
        if number is None:
            raise NotUnderstood("Pick a number first.", field=block)
        await requests.check_may_request(person)
        try:
            results, offer, budget = await search.choose(str(data.get("search")), person, number)
        except Outdated as error:
            await ack(response_action="update", view=outdated(_terms(error)))
            return
        await ack(response_action="push", view=confirm(results, offer, budget=budget))

    async def on_buy(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        try:
            stored = await search.find(str(data.get("search")), person)
        except Outdated as error:
            await ack(response_action="update", view=outdated(_terms(error)))
            return
        address = selected(view, "address", "address.pick")
        wish = Wish(
            number=str(data.get("number")),
            address_id=int(address) if address else None,
            details=Details(
                nickname=typed(view, "nickname", "nickname.type"),
                group=_group(stored.results, selected(view, "group", "group.pick")),
            ),
            reason=typed(view, "reason", "reason.type") or "",
            view_id=view["id"],
        )
        purchase = await requests.buy(person, stored, wish)
        await ack(response_action="update", view=progress(purchase))

    async def on_details_retried(ack: AsyncAck, body: dict[str, Any]) -> None:
        purchase_id, _, version = str(body["actions"][0].get("value")).partition(":")
        retried = await requests.retry_details(person_of(body), purchase_id, int(version) if version.isdecimal() else 0)
        if retried is None or retried.details_done:
            raise NotOffered("That was asked for already. The request's card says what became of it.")
        await ack()

    app.view("search.results")(on_continue)
    app.view("purchase.confirm")(on_buy)
    app.action("details.retry")(on_details_retried)


def _group(results: Results, chosen: str | None) -> Group | None:
    """Return the group that was offered under this id: what is submitted is checked against what was shown."""
    return next((group for group in results.groups or () if str(group.id) == chosen), None)


def _terms(error: Outdated) -> SearchTerms | None:
    if error.search_text is None:
        return None
    command = parse(f"search {error.search_text}")
    return command.terms if isinstance(command, Search) else None
