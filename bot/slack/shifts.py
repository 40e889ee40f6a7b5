"""Shifts on screen: a loading modal at once, then what taking one would do; who is asked what before one ends."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.shift_views import (
    Act,
    Entry,
    pick_set,
    pick_shift,
    shift_end,
    shift_form,
    shift_handover,
    shift_loading,
    shift_notice,
    shift_number,
    shift_taken,
)
from bot.cards.slack_trouble import TROUBLE, named
from bot.errors import BotError, NotUnderstood
from bot.model import OnCallSet, Person, Timer
from bot.slack.card_places import CardPlaces
from bot.slack.oncall import channel_of
from bot.slack.oncall_grammar import OnCall
from bot.slack.views import Views
from bot.slack.words import words
from bot.talk.handovers import Handovers
from bot.talk.numbering import international, parse_number
from bot.talk.quoting import outside
from bot.talk.shifts import Look, ShiftService

log = structlog.get_logger(__name__)

READING = "Reading the lines …"
_LOOKING = "Looking at the shifts …"
_NAMED = 3
_LONGEST_NAME = 60
_BROKE_OFF = "This broke off. Nothing was changed."


class Shifts:
    """Shows people shifts, and asks what has to be known for one. places: where cards can stand."""

    def __init__(self, slack: AsyncWebClient, service: ShiftService, handovers: Handovers, places: CardPlaces) -> None:
        self._slack = slack
        self._views = Views(slack)
        self.service = service
        self.handovers = handovers
        self._places = places

    async def run(self, body: dict[str, Any], person: Person, command: OnCall) -> None:
        """Do what was typed about one shift: start, end or hand it over."""
        view_id = await self._views.open(str(body["trigger_id"]), shift_loading(_LOOKING))
        await self._fill(view_id, self._answer(view_id, body, person, command))

    async def open_set(self, body: dict[str, Any], person: Person, set_id: str) -> None:
        """Open what taking a set's shift would do, for whoever clicked."""
        view_id = await self._views.open_over(body, shift_loading(READING))
        typed_in = (body.get("channel") or {}).get("id") or channel_of(body.get("view") or {})
        await self._fill(view_id, self._form(person, set_id, None, typed_in))

    async def show_set(
        self, view_id: str, person: Person, set_id: str, until: str | None, typed_in: str | None
    ) -> None:
        """Show what taking a set's shift would do in the place of a view. until: as typed, None for the set's own."""
        await self._fill(view_id, self._form(person, set_id, until, typed_in))

    async def open(self, body: dict[str, Any], view: View) -> None:
        """Open a view for whoever clicked. Raises SlackApiError."""
        await self._views.open_over(body, view)

    async def replace(self, view_id: str, view: View, view_hash: str) -> None:
        """Show a form as it is with what was entered. view_hash: of the view as it was clicked in."""
        await self._views.replace(view_id, view, view_hash)

    async def ask_number(self, body: dict[str, Any], person: Person, shift: Timer) -> None:
        """Ask for the own number of whoever takes a shift over. Raises SlackApiError."""
        view_id = await self._views.open_over(body, shift_loading(_LOOKING))

        async def asking() -> View:
            return shift_number(shift, await self.suggested_number(person))

        await self._fill(view_id, asking())

    async def form_with(self, person: Person, draft_id: str, entry: Entry) -> View:
        """Return the form for a shift with another end. entry: as it was entered. Raises NotUnderstood for the end."""
        until_ms = await self.service.end_of(person, entry.until)
        look = await self.service.look_again(person, draft_id)
        return shift_form(look, replace(entry, until_ms=until_ms))

    async def suggested_number(self, person: Person) -> str:
        """Return the number in somebody's Slack profile as they may want to have it, "" for none.

        It is shown to nobody else, and counts for nothing before they submit it.
        https://docs.slack.dev/reference/objects/user-object: `profile.phone` is whatever they wrote there.
        """
        try:
            answer = await self._slack.users_info(user=person.id)
        except TROUBLE as error:
            log.info("profile not read", problem=named(error))
            return ""
        user: dict[str, Any] = answer.get("user") or {}
        number = parse_number(str((user.get("profile") or {}).get("phone") or ""))
        return international(number) if number else ""

    async def _answer(self, view_id: str, body: dict[str, Any], person: Person, command: OnCall) -> View:
        match command.act:
            case "start":
                return await self._start(view_id, body, person, command)
            case "end":
                return await self._decide(person, command, "end")
            case _:
                return await self._decide(person, command, "handover")

    async def _start(self, view_id: str, body: dict[str, Any], person: Person, command: OnCall) -> View:
        sets, ends = await self._named(person, command)
        typed_in = str(body.get("channel_id") or "") or None
        if not sets:
            return shift_notice("There are no on-call sets yet. An operator makes one with “/talk oncall sets”.")
        if len(sets) > 1:
            return pick_set(sets, ends, typed_in)
        await self._views.replace(view_id, shift_loading(READING))
        return await self._form(person, sets[0].id, ends or None, typed_in)

    async def _named(self, person: Person, command: OnCall) -> tuple[tuple[OnCallSet, ...], str]:
        """Return the sets that may be meant, and how long; what may be how long is part of a name where one has it."""
        if command.whole:
            with suppress(NotUnderstood):
                return await self.service.named(person, command.whole), ""
        return await self.service.named(person, command.set), command.ends

    async def _decide(self, person: Person, command: OnCall, act: Act) -> View:
        """Return what ends a shift, or hands it over: the one that was named, else the person's own."""
        shifts = await self._meant(person, command)
        if isinstance(shifts, str):
            return shift_notice(shifts)
        if len(shifts) > 1:
            return pick_shift(shifts, act, command.person)
        return await self.asking(person, shifts[0], act, command.person)

    async def asking(self, person: Person, shift: Timer, act: Act, to: str | None = None) -> View:
        """Return what asks before a shift is ended, or to whom it is handed over. Raises NotAllowed, TimerMovedOn."""
        if act == "end":
            return shift_end(await self.service.find(person, shift.id, shift.stage), person.id)
        return shift_handover(await self.handovers.of_owner(person, shift.id, shift.stage), to)

    async def _meant(self, person: Person, command: OnCall) -> tuple[Timer, ...] | str:
        """Return the running shifts that may be meant, or in words that there are none."""
        if not command.set:
            mine = await self.service.mine(person)
            return mine or "You have no shift now. “/talk oncall” shows who has which."
        sets = await self.service.named(person, command.set)
        if found := await self.service.running(person, sets):
            return found
        names = " and ".join(f"“{outside(each.name, _LONGEST_NAME)}”" for each in sets[:_NAMED])
        return f"Nobody has the shift {names} now. “/talk oncall” shows who has which."

    async def _form(self, person: Person, set_id: str, until: str | None, typed_in: str | None) -> View:
        look = await self.service.look(person, set_id, channel=await self._places.of(typed_in))
        if look.running is not None:
            return shift_taken(look.running, person.id)
        entry = await self._entry(person, look, look.set.lasts if until is None else until)
        return shift_form(look, entry)

    async def _entry(self, person: Person, look: Look, until: str) -> Entry:
        """Return what stands in the form before anybody touched it."""
        number, suggested = look.number or "", False
        if look.needs_number and not number:
            number = await self.suggested_number(person)
            suggested = bool(number)
        entry = Entry(until=until, number=international(number) if number else "", suggested=suggested)
        try:
            return replace(entry, until_ms=await self.service.end_of(person, until))
        except NotUnderstood as error:
            return replace(entry, problem=f"{error.problem} Enter below until when.")

    async def _fill(self, view_id: str, making: Awaitable[View]) -> None:
        def instead(error: BotError | None) -> View:
            return shift_notice(words(error, nothing_bought=False) if error else _BROKE_OFF)

        await self._views.fill(view_id, making, instead)
