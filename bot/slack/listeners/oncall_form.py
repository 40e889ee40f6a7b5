"""The form of an on-call set, view by view: what it is, what a shift sets, what is handed back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.oncall_form import back_form, taken_form
from bot.cards.oncall_views import oncall_trouble
from bot.cards.oncall_words import edited_note
from bot.cards.several_views import line_option
from bot.errors import NotOffered, NotUnderstood, SetChanged
from bot.model import OverflowTo, Terms
from bot.slack.incoming import person_of
from bot.slack.oncall import OnCallViews
from bot.slack.pressed import pressed, whole_number
from bot.slack.view_state import draft_of, selected, selected_all, selected_users, typed
from bot.slack.words import words
from bot.store.oncall_drafts import SetDraft
from bot.talk.oncall_sets import Basics, OnCallService
from bot.talk.several import SeveralService

_SWITCHES = {"on": True, "off": False}


def register(app: AsyncApp, *, service: OnCallService, views: OnCallViews, several: SeveralService) -> None:
    """Register the views of the form. several: suggests lines."""
    _first(app, service, several)
    _last(app, service, views)
    _back(app, service, views)


def _first(app: AsyncApp, service: OnCallService, several: SeveralService) -> None:
    """Register the view that says what the set is."""

    async def on_line_typed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await service.check_may_edit(person_of(body))
        lines = await several.suggested(str(body.get("value") or ""), "")
        await ack(options=[line_option(line) for line in lines])

    async def on_basics(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        entered = await service.enter(person_of(body), draft_of(view), _basics(view))
        if entered.problems:
            await ack(response_action="errors", errors=dict(entered.problems))
            return
        await ack(response_action="update", view=taken_form(entered.draft, end_ms=entered.end_ms))

    app.options("oncall.lines")(on_line_typed)
    app.view("oncall.set")(on_basics)


def _last(app: AsyncApp, service: OnCallService, views: OnCallViews) -> None:
    """Register the views after which it is saved."""

    async def on_taken(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        draft = await service.draft(person, draft_of(view))
        own_back = _is_own(view)
        chosen = await service.choose(draft, _terms(view, "taken"), own_back=own_back)
        if own_back:
            await ack(response_action="update", view=back_form(chosen))
            return
        await save(ack, body, context, chosen)

    async def on_handed_back(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        draft = await service.draft(person, draft_of(view))
        await save(ack, body, context, await service.hand_back(draft, _terms(view, "back")))

    async def save(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, draft: SetDraft) -> None:
        try:
            saved = await service.save(draft)
        except SetChanged as error:
            await ack(response_action="update", view=oncall_trouble(words(error), again=error.set_id))
            return
        except NotOffered as error:
            await ack(response_action="update", view=oncall_trouble(words(error), draft=draft.id))
            return
        note = edited_note(saved, is_new=draft.was is None, running=draft.running)
        view = body["view"]
        await ack(**views.closing(view))
        context["after"]("on-call", lambda: views.done(view, person_of(body), note, draft.channel))

    app.view("oncall.taken")(on_taken)
    app.view("oncall.back")(on_handed_back)


def _back(app: AsyncApp, service: OnCallService, views: OnCallViews) -> None:
    """Register the way back, on which what was entered stays."""

    async def on_back(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        first = pressed(body) == "basics"
        draft = await service.draft(person, draft_of(view))
        # What makes no sense yet is asked for again.
        with suppress(NotUnderstood):
            if view.get("callback_id") == "oncall.taken":
                await service.choose(draft, _terms(view, "taken"), own_back=_is_own(view))
            elif view.get("callback_id") == "oncall.back":
                await service.hand_back(draft, _terms(view, "back"))
        await ack()
        context["after"]("back", lambda: views.back(view["id"], person, draft.id, first=first))

    app.action("oncall.back")(on_back)


def _is_own(view: dict[str, Any]) -> bool:
    return selected(view, "end", "oncall.end") == "own"


def _basics(view: dict[str, Any]) -> Basics:
    ids = (whole_number(value, 0) for value in selected_all(view, "lines", "oncall.lines"))
    return Basics(
        name=typed(view, "name", "oncall.name") or "",
        line_ids=tuple(dict.fromkeys(id_ for id_ in ids if id_)),
        members=selected_users(view, "members", "oncall.members"),
        lasts=typed(view, "lasts", "oncall.lasts") or "",
    )


def _terms(view: dict[str, Any], half: str) -> Terms:
    """Return what is chosen in the inputs of one half; nothing of ours is as good as untouched."""
    overflow = selected(view, f"{half}.overflow", "oncall.overflow") or OverflowTo.LEAVE
    return Terms(
        inside=_SWITCHES.get(selected(view, f"{half}.inside", "oncall.switch") or ""),
        outside=_SWITCHES.get(selected(view, f"{half}.outside", "oncall.switch") or ""),
        overflow=OverflowTo(overflow) if overflow in set(OverflowTo) else OverflowTo.LEAVE,
        number=typed(view, f"{half}.number", "oncall.number"),
    )
