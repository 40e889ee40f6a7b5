"""The list of numbers: its filter, its pages, its file, and the menu of each number in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.list_view import list_loading
from bot.cards.notice_view import notice
from bot.errors import BotError, NotUnderstood
from bot.model import Person
from bot.slack.incoming import person_of
from bot.slack.listeners.queue import history_page
from bot.slack.listing import Listing, Place, place_of
from bot.slack.pressed import chosen, pressed, whole_number
from bot.slack.releasing import Releasing
from bot.slack.showing import Showing
from bot.slack.view_state import typed
from bot.slack.voicemail import Switching
from bot.slack.words import words
from bot.talk.history import HistoryService
from bot.talk.listing import ListService
from bot.talk.requests import RequestService
from bot.talk.switching import Asked

_FILTER = "filter"


class NumberViews(Protocol):
    """What shows one number, and the forms that change it. Both check who asks, and raise as listeners may."""

    async def show(self, body: dict[str, Any], person: Person, line_id: int, /) -> None:
        """Open everything there is to see of a number, on top of the modal that was clicked in."""

    async def edit(self, body: dict[str, Any], person: Person, line_id: int, /) -> None:
        """Open the forms that change a number, on top of the modal that was clicked in."""


def register(
    app: AsyncApp,
    *,
    lists: ListService,
    listing: Listing,
    history: HistoryService,
    requests: RequestService,
    releasing: Releasing,
    showing: Showing,
    numbers: NumberViews,
    switching: Switching,
) -> None:
    """Register what can be done in the list."""
    _register_list(app, lists, listing)
    _register_menu(app, lists, history, requests, releasing, showing, numbers, switching)


def _register_list(app: AsyncApp, lists: ListService, listing: Listing) -> None:
    def leads_to(place: Callable[[dict[str, Any]], Place], *, anew: bool = False) -> Callable[..., Awaitable[None]]:
        """Return a listener that shows another part of the list. place: where a click leads to."""

        async def on_clicked(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            rights, view, wanted = await lists.rights(person_of(body)), body["view"], place(body)
            await ack()
            show = (
                (lambda: listing.refresh(view["id"], rights, wanted))
                if anew
                else (lambda: listing.show(view, rights, wanted))
            )
            context["after"]("list", show)

        return on_clicked

    async def on_filtered(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        rights, view = await lists.rights(person_of(body)), body["view"]
        block = next((name for name in view["state"]["values"] if name.startswith(_FILTER)), _FILTER)
        place = Place(typed(view, block, "list.filter") or "")
        known = await listing.known(rights, place)
        await ack(response_action="update", view=known or list_loading(place.words))
        if known is None:
            context["after"]("list", lambda: listing.fill(view["id"], rights, place))

    async def on_exported(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        rights = await lists.rights(person)
        await ack()
        context["after"]("export", lambda: listing.export(view, person, rights, place_of(view)))

    app.action("list.previous")(leads_to(_turned))
    app.action("list.next")(leads_to(_turned))
    app.action("list.filter")(leads_to(lambda body: Place(pressed(body))))
    app.action("list.all")(leads_to(lambda _: Place()))
    app.action("list.refresh")(leads_to(lambda body: place_of(body["view"]), anew=True))
    app.action("list.export")(on_exported)
    app.view("list.view")(on_filtered)


def _turned(body: dict[str, Any]) -> Place:
    return Place(place_of(body["view"]).words, whole_number(pressed(body), 1))


def _register_menu(  # noqa: PLR0917 - one for each thing the menu leads to
    app: AsyncApp,
    lists: ListService,
    history: HistoryService,
    requests: RequestService,
    releasing: Releasing,
    showing: Showing,
    numbers: NumberViews,
    switching: Switching,
) -> None:
    # What shows and edits numbers looks for itself.
    checks: dict[str, Callable[[Person], Awaitable[None]]] = {
        "voicemail": switching.service.check_may_operate,
        "history": history.check_may_read,
        "release": requests.check_may_request,
    }

    async def on_chosen(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person = person_of(body)
        what, _, text = chosen(body).partition(":")
        line_id = whole_number(text, 0)
        leads: dict[str, Callable[[], Awaitable[None]]] = {
            "show": lambda: numbers.show(body, person, line_id),
            "edit": lambda: numbers.edit(body, person, line_id),
            "voicemail": lambda: switching.open_over(body, person, Asked(line=line_id)),
            "history": lambda: history_of(body, person, line_id),
            "release": lambda: release(body, person, line_id),
        }
        if what not in leads:
            raise NotUnderstood("I do not know that choice; it may be from another version of me.")
        if check := checks.get(what):
            await check(person)
        await ack()
        context["after"](what, lambda: told_on_top(body, leads[what]))

    async def told_on_top(body: dict[str, Any], work: Callable[[], Awaitable[None]]) -> None:
        """Open what was chosen, or on top of the list in words why not; otherwise the words would replace the list."""
        try:
            await work()
        except BotError as error:
            await showing.open(body, notice(words(error, nothing_bought=False)))

    async def history_of(body: dict[str, Any], person: Person, line_id: int) -> None:
        line = await lists.line(line_id)
        view = await history_page(history, person, line.number or f"id:{line.id}", 1)
        await showing.open(body, view)

    async def release(body: dict[str, Any], person: Person, line_id: int) -> None:
        await releasing.open_over(body, person, await lists.line(line_id))

    app.action("number.menu")(on_chosen)
