"""Shifts: taken, ended and handed over, in modals, on their cards, and in the message to whom one is offered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.cards.markup import mention
from bot.cards.shift_views import (
    NUMBER,
    PERSON,
    UNTIL,
    WHICH,
    Entry,
    shift_end,
    shift_handover,
    shift_loading,
    shift_notice,
    shift_started,
)
from bot.errors import NotUnderstood
from bot.slack.incoming import person_of
from bot.slack.pressed import click_of, click_on, pressed, whole_number
from bot.slack.shifts import READING, Shifts
from bot.slack.showing import Showing
from bot.slack.view_state import draft_of, metadata, selected, selected_user, typed
from bot.talk.decisions import Click
from bot.talk.shifts import Taking

_OTHER_END = "The end is another one now. Look whether it is what you mean, then take the shift."
_ENDED = "The shift is ended, and its lines are being put back. Its card says what comes of it."


def register(app: AsyncApp, *, shifts: Shifts, showing: Showing) -> None:
    """Register what can be done about shifts, wherever it is begun."""
    _taking(app, shifts)
    _entering(app, shifts)
    _ending(app, shifts, showing)
    _offering(app, shifts, showing)
    _answering(app, shifts, showing)


def _taking(app: AsyncApp, shifts: Shifts) -> None:
    """Register the button that begins it, and the choice of a set or a shift."""

    async def on_take(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, set_id = person_of(body), pressed(body)
        await shifts.service.check_may_take(person, set_id)
        await ack()
        context["after"]("shift", lambda: shifts.open_set(body, person, set_id))

    async def on_picked(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view, data = person_of(body), body["view"], metadata(body["view"])
        value = selected(view, WHICH, f"shift.{WHICH}")
        if value is None:
            raise NotUnderstood("Choose one.", field=WHICH)
        if data.get("act") == "start":
            await shifts.service.check_may_take(person, value)
            await ack(response_action="update", view=shift_loading(READING))
            until, channel = str(data.get("until") or "") or None, str(data.get("channel") or "") or None
            context["after"]("shift", lambda: shifts.show_set(view["id"], person, value, until, channel))
            return
        click = click_on(person, value)
        if data.get("act") == "end":
            shift = await shifts.service.find(person, click.request_id, click.version)
            await ack(response_action="update", view=shift_end(shift, person.id))
            return
        shift = await shifts.handovers.of_owner(person, click.request_id, click.version)
        await ack(response_action="update", view=shift_handover(shift, str(data.get("person") or "") or None))

    app.action("shift.take")(on_take)
    app.view("shift.pick")(on_picked)


def _entering(app: AsyncApp, shifts: Shifts) -> None:
    """Register the form for a shift: its end as it is typed, and that it is taken."""

    async def on_until(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, view = person_of(body), body["view"]
        entry, draft = _entry(view), draft_of(view)

        async def again() -> None:
            try:
                shown = await shifts.form_with(person, draft, entry)
            except NotUnderstood as error:
                # What is in the field stays; what is understood is what was so before.
                before = str(metadata(view).get("until") or "")
                shown = await shifts.form_with(person, draft, replace(entry, until=before, problem=error.problem))
            await shifts.replace(view["id"], shown, view["hash"])

        await ack()
        context["after"]("shift's end", again)

    async def on_started(ack: AsyncAck, body: dict[str, Any]) -> None:
        person, view = person_of(body), body["view"]
        entry = _entry(view)
        # What was typed with the command, or is the set's own, may not have been understood.
        is_understood = not entry.until or _until_ms(view) is not None
        if entry.until != str(metadata(view).get("until") or "") or not is_understood:
            # When that is has to be seen before it is gone on with.
            await shifts.service.end_of(person, entry.until)
            shown = await shifts.form_with(person, draft_of(view), replace(entry, problem=_OTHER_END))
            await ack(response_action="update", view=shown)
            return
        taking = Taking(until_ms=_until_ms(view), number=entry.number, view_id=str(view["id"]))
        begun = await shifts.service.start(person, draft_of(view), taking)
        await ack(response_action="update", view=shift_started(begun))

    app.action(f"shift.{UNTIL}")(on_until)
    app.view("shift.start")(on_started)


def _ending(app: AsyncApp, shifts: Shifts, showing: Showing) -> None:
    """Register the end of one's own shift, and the question before somebody else's is ended."""

    async def on_end(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        shift = await shifts.service.find(click.person, click.request_id, click.version)
        if shift.owner != click.person.id:
            await ack()
            context["after"]("end shift", lambda: shifts.open(body, shift_end(shift, click.person.id)))
            return
        await shifts.service.end(click.person, click.request_id, click.version)
        await ack()
        context["after"]("refresh", lambda: showing.refresh(body, click.person))

    async def on_end_confirmed(ack: AsyncAck, body: dict[str, Any]) -> None:
        click = _click(body)
        await shifts.service.end(click.person, click.request_id, click.version)
        await ack(response_action="update", view=shift_notice(_ENDED))

    app.action("shift.end")(on_end)
    app.view("shift.end")(on_end_confirmed)


def _offering(app: AsyncApp, shifts: Shifts, showing: Showing) -> None:
    """Register the offer of a shift, and that it is taken back."""

    async def on_offer(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        shift = await shifts.handovers.of_owner(click.person, click.request_id, click.version)
        await ack()
        context["after"]("hand over", lambda: shifts.open(body, shift_handover(shift)))

    async def on_offered(ack: AsyncAck, body: dict[str, Any]) -> None:
        click, to = _click(body), selected_user(body["view"], PERSON, f"shift.{PERSON}")
        if to is None:
            raise NotUnderstood("Choose a colleague.", field=PERSON)
        shift = await shifts.handovers.offer(click.person, click.request_id, click.version, to)
        whose = "You have" if shift.owner == click.person.id else f"{mention(shift.owner).text} has"
        said = f"Offered to {mention(to).text}, who gets a direct message. {whose} the shift until they take it."
        await ack(response_action="update", view=shift_notice(said))

    async def on_kept(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        await shifts.handovers.keep(click.person, click.request_id, click.version)
        await ack()
        context["after"]("refresh", lambda: showing.refresh(body, click.person))

    app.action("shift.offer")(on_offer)
    app.view("shift.handover")(on_offered)
    app.action("shift.keep")(on_kept)


def _answering(app: AsyncApp, shifts: Shifts, showing: Showing) -> None:
    """Register the answers of whom a shift is offered to."""

    async def on_accepted(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        shift, number = await shifts.handovers.offered(click.person, click.request_id, click.version)
        if shift.own_number is not None and number is None:
            await ack()
            context["after"]("own number", lambda: shifts.ask_number(body, click.person, shift))
            return
        await shifts.handovers.accept(click.person, click.request_id, click.version, number or "")
        await ack()
        context["after"]("refresh", lambda: showing.refresh(body, click.person))

    async def on_number(ack: AsyncAck, body: dict[str, Any]) -> None:
        click, number = _click(body), typed(body["view"], NUMBER, f"shift.{NUMBER}") or ""
        shift = await shifts.handovers.accept(click.person, click.request_id, click.version, number)
        await ack(response_action="update", view=shift_started(shift))

    async def on_refused(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        click = click_of(body)
        await shifts.handovers.refuse(click.person, click.request_id, click.version)
        await ack()
        context["after"]("refresh", lambda: showing.refresh(body, click.person))

    app.action("shift.accept")(on_accepted)
    app.view("shift.number")(on_number)
    app.action("shift.refuse")(on_refused)


def _click(body: dict[str, Any]) -> Click:
    """Return the shift and the stage that a modal was opened for."""
    data = metadata(body["view"])
    return click_on(person_of(body), f"{data.get('timer')}:{data.get('stage')}")


def _entry(view: dict[str, Any]) -> Entry:
    return Entry(
        until=" ".join((typed(view, UNTIL, f"shift.{UNTIL}") or "").split()),
        number=typed(view, NUMBER, f"shift.{NUMBER}") or "",
    )


def _until_ms(view: dict[str, Any]) -> int | None:
    return whole_number(metadata(view).get("until_ms"), 0) or None
