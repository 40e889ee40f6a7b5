"""From a picked number to a recorded wish: Continue and Buy number."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.cards.confirm_view import Approval, confirm
from bot.cards.progress_view import progress_view
from bot.cards.search_views import outdated
from bot.errors import NotUnderstood, Outdated
from bot.model import Details, Group, Results
from bot.slack.carried import carried_by, carrying
from bot.slack.incoming import person_of
from bot.slack.pressed import whole_number
from bot.slack.remembered import remembered_terms
from bot.slack.view_state import has_room_above, metadata, selected, typed
from bot.talk.requests import RequestService, Wish
from bot.talk.search import SearchService
from bot.talk.workflow_steps import StepService


def register(app: AsyncApp, search: SearchService, requests: RequestService, steps: StepService) -> None:
    """Register the purchase's submissions with Bolt."""

    async def on_continue(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        block = f"offers-{data.get('page')}"
        number = selected(view, block, "offer.pick")
        if number is None:
            raise NotUnderstood("Pick a number first.", field=block)
        consent, step = await requests.consent(person, "purchase"), carried_by(view)
        try:
            results, offer, budget = await search.choose(str(data.get("search")), person, number)
        except Outdated as error:
            again = outdated(remembered_terms(error.search_text))
            await ack(response_action="update", view=carrying(again, step))
            return
        reason = (await steps.look(person, step)).asked.get("reason", "") if step else ""
        # On the third view of a stack there is no room for another: then Back leads to whatever lies below.
        action = "push" if has_room_above(view) else "update"
        approval = Approval(consent.channel or "", consent.who, consent.problem) if consent.needed else None
        shown = confirm(results, offer, budget=budget, approval=approval, reason=reason)
        await ack(response_action=action, view=carrying(shown, step))

    async def on_buy(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        step = carried_by(view)
        try:
            stored = await search.find(str(data.get("search")), person)
        except Outdated as error:
            again = outdated(remembered_terms(error.search_text))
            await ack(response_action="update", view=carrying(again, step))
            return
        run = await steps.begins(person, step) if step else None
        address = selected(view, "address", "address.pick")
        wish = Wish(
            number=str(data.get("number")),
            address_id=whole_number(address, 0) if address else None,
            details=Details(
                nickname=typed(view, "nickname", "nickname.type"),
                group=_group(stored.results, selected(view, "group", "group.pick")),
            ),
            reason=typed(view, "reason", "reason.type") or "",
            view_id=view["id"],
            request_id=run.becomes if run else "",
        )
        purchase = await requests.buy(person, stored, wish)
        if run:
            await steps.made(run, purchase.id)
        await ack(response_action="update", view=progress_view(purchase))

    app.view("search.results")(on_continue)
    app.view("purchase.confirm")(on_buy)


def _group(results: Results, chosen: str | None) -> Group | None:
    """Return the group that was offered under this id: what is submitted is checked against what was shown."""
    return next((group for group in results.groups or () if str(group.id) == chosen), None)
