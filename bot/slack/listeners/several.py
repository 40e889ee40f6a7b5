"""Several numbers at once: which and what, the values, what it would do, and that it shall."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.change_progress import progress
from bot.cards.several_views import ONLY_PICKED, field_of_option, line_option, reading
from bot.errors import NotUnderstood
from bot.slack.field_state import by_block, entries
from bot.slack.incoming import person_of
from bot.slack.pressed import pressed, whole_number
from bot.slack.several import NUMBERS, Several, begun_with, how_far
from bot.slack.view_state import draft_of, metadata, selected_all, typed
from bot.talk.fields import BY_KEY
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.reading import Reading
from bot.talk.selecting import MOST_FIELDS, MOST_PICKED, Selection
from bot.talk.several import SeveralService

_OTHER_WORDS = "The filter is another one now. Look whether these are the numbers you mean, then continue."


def register(app: AsyncApp, *, service: SeveralService, several: Several) -> None:
    """Register everything that happens in the modal, and the buttons that open it."""
    _choosing(app, service, several)
    _entering(app, service, several)
    _confirming(app, service, several)


def _choosing(app: AsyncApp, service: SeveralService, several: Several) -> None:
    """Register what leads to the numbers and the fields."""

    async def on_several(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, words = person_of(body), pressed(body)
        await service.check_may_operate(person)
        await ack()
        context["after"]("several", lambda: several.open_from(body, person, words=words))

    async def on_line_typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await service.check_may_operate(person_of(body))
        words = str(metadata(body.get("view") or {}).get("words") or "")
        lines = await service.suggested(str(body.get("value") or ""), words)
        await ack(options=[line_option(line) for line in lines])

    async def on_filter(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        view = body["view"]
        selection, draft = _refiltered(view), draft_of(view)
        await service.check_may_operate(person_of(body))
        await ack()
        context["after"]("filter", lambda: several.choose(view["id"], selection, draft=draft, view_hash=view["hash"]))

    async def on_chosen(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        await service.check_may_operate(person)
        selection, shown, draft = _selection(view), metadata(view).get("words"), draft_of(view)
        if selection.words != shown and not (selection.ids and not selection.every):
            # How many numbers other words fit is to be seen before it is gone on with.
            await ack(response_action="update", view=reading(NUMBERS))
            context["after"](
                "filter",
                lambda: several.choose(view["id"], _refiltered(view), draft=draft, problem=_OTHER_WORDS),
            )
            return
        _check(selection)
        await ack(response_action="update", view=reading(NUMBERS))
        context["after"]("choose", lambda: several.go_on(view["id"], person, selection, draft))

    async def on_again(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        view, words = body["view"], pressed(body)
        await service.check_may_operate(person_of(body))
        await ack()
        context["after"]("several again", lambda: several.choose(view["id"], begun_with(words)))

    app.action("list.several")(on_several)
    app.action("home.several")(on_several)
    app.action("several.again")(on_again)
    app.options("several.lines")(on_line_typed)
    app.action("several.filter")(on_filter)
    app.view("several.pick")(on_chosen)


def _entering(app: AsyncApp, service: SeveralService, several: Several) -> None:
    """Register the form for the values, and the way back to it and from it."""

    async def on_entered(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        await service.check_may_operate(person)
        draft = await service.find(person, draft_of(view))
        given = await service.enter(draft, _entries(view, draft.fields), typed(view, "reason", "reason.type") or "")
        if given.problems:
            await ack(response_action="errors", errors=by_block(view, given.problems))
            return
        await ack(response_action="update", view=reading(how_far(Reading(len(draft.lines)))))
        context["after"]("preview", lambda: several.look_ahead(view["id"], given.draft))

    async def on_back(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, draft_id = person_of(body), body["view"], draft_of(body["view"])
        await service.check_may_operate(person)
        if pressed(body) == "form":
            await ack()
            context["after"]("back", lambda: several.back_to_values(view["id"], person, draft_id))
            return
        draft = await service.find(person, draft_id)
        await service.enter(draft, _entries(view, draft.fields), typed(view, "reason", "reason.type") or "")
        await ack()
        context["after"]("back", lambda: several.back_to_choice(view["id"], person, draft_id))

    app.view("several.form")(on_entered)
    app.action("several.back")(on_back)


def _confirming(app: AsyncApp, service: SeveralService, several: Several) -> None:
    """Register the pages of what it would do, and that it shall."""

    async def on_page(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        page = whole_number(pressed(body), 1)
        await service.check_may_operate(person)
        await ack()
        context["after"]("turn page", lambda: several.turn(view["id"], view["hash"], person, draft_of(view), page))

    async def on_confirmed(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view = person_of(body), body["view"]
        change = await service.change(person, draft_of(view), view["id"])
        # It is on record: whatever the names take, the answer says so.
        await ack(response_action="update", view=progress(change, await service.catalog_soon()))

    app.action("several.previous")(on_page)
    app.action("several.next")(on_page)
    app.view("several.preview")(on_confirmed)


def _selection(view: dict[str, Any]) -> Selection:
    """Return what is chosen in the first form; what no option of ours can have carried is left out."""
    ids = (whole_number(value, 0) for value in selected_all(view, "lines", "several.lines"))
    fields = (field_of_option(value) for value in selected_all(view, "fields", "several.fields"))
    return Selection(
        words=" ".join((typed(view, "filter", "several.filter") or "").split())[:LONGEST_FILTER],
        every=_which(view) == "all",
        ids=tuple(dict.fromkeys(id_ for id_ in ids if id_))[:MOST_PICKED],
        keys=tuple(dict.fromkeys(field.key for field in fields if field is not None))[:MOST_FIELDS],
    )


def _refiltered(view: dict[str, Any]) -> Selection:
    """Return what is chosen once the filter says something else: who types one and picks nothing means all it fits."""
    selection = _selection(view)
    if selection.ids or selection.words == metadata(view).get("words"):
        return selection
    return replace(selection, every=bool(selection.words))


def _which(view: dict[str, Any]) -> str | None:
    """Return what is chosen in the block whose id is another one for other words."""
    for block_id, elements in (view.get("state") or {}).get("values", {}).items():
        if block_id.startswith("which:"):
            chosen = (elements.get("several.which") or {}).get("selected_option")
            return str(chosen["value"]) if chosen else None
    return None


def _check(selection: Selection) -> None:
    """Return if it is clear which numbers are meant. Raises NotUnderstood with the field."""
    if selection.every and selection.ids:
        count = len(selection.ids)
        raise NotUnderstood(
            f"You picked {count} {'number' if count == 1 else 'numbers'} here, and above all that fit the filter. "
            f"Choose “{ONLY_PICKED}” above, or take them out here.",
            field="lines",
        )
    if not selection.every and not selection.ids:
        raise NotUnderstood("Pick the numbers to change.", field="lines")
    if not selection.keys:
        raise NotUnderstood("Choose what you want to change.", field="fields")


def _entries(view: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return entries(view, tuple(BY_KEY[key] for key in keys))
