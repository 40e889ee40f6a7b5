"""From a picked number to a recorded wish: Continue and Buy number."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.cards.confirm_view import Approval, confirm
from bot.cards.progress_view import progress_view
from bot.cards.search_views import outdated
from bot.errors import NotUnderstood, Outdated
from bot.model import Details, Group, Results
from bot.slack.incoming import person_of
from bot.slack.remembered import remembered_terms
from bot.slack.view_state import has_room_above, metadata, selected, typed
from bot.talk.requests import RequestService, Wish
from bot.talk.search import SearchService


def register(app: AsyncApp, search: SearchService, requests: RequestService) -> None:
    """Register the purchase's submissions with Bolt."""

    async def on_continue(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        block = f"offers-{data.get('page')}"
        number = selected(view, block, "offer.pick")
        if number is None:
            raise NotUnderstood("Pick a number first.", field=block)
        consent = await requests.consent(person, "purchase")
        try:
            results, offer, budget = await search.choose(str(data.get("search")), person, number)
        except Outdated as error:
            await ack(response_action="update", view=outdated(remembered_terms(error.search_text)))
            return
        # On the third view of a stack there is no room for another: then Back leads to whatever lies below.
        action = "push" if has_room_above(view) else "update"
        approval = Approval(consent.channel or "", consent.who, consent.problem) if consent.needed else None
        await ack(response_action=action, view=confirm(results, offer, budget=budget, approval=approval))

    async def on_buy(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        try:
            stored = await search.find(str(data.get("search")), person)
        except Outdated as error:
            await ack(response_action="update", view=outdated(remembered_terms(error.search_text)))
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
        await ack(response_action="update", view=progress_view(purchase))

    app.view("search.results")(on_continue)
    app.view("purchase.confirm")(on_buy)


def _group(results: Results, chosen: str | None) -> Group | None:
    """Return the group that was offered under this id: what is submitted is checked against what was shown."""
    return next((group for group in results.groups or () if str(group.id) == chosen), None)
