"""What the README promises of voicemail and on-call, done as it says it."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.sandbox.slack.people import BEN, CLEO, DAN
from bot.talk.moments import ends
from tests.journeys.asking import own_card_with
from tests.journeys.driver import CHANNEL, SlackPerson, text_of, until
from tests.sandbox.command import Sandbox
from tests.test_readme import README

NOON = 1795708800000
"""A Thursday in November, in redis's milliseconds."""


def test_every_way_to_say_how_long_is_understood() -> None:
    """Typed as it stands in the table; what has no end, and only that, has none."""
    (table,) = re.findall(r"\| how long \| when it ends \|\n\|[-|]+\|\n((?:\|.*\n)+)", README)
    said = {row: re.findall(r"`([^`]+)`", row.split("|")[1]) for row in table.splitlines()}
    assert sum(map(len, said.values())) > 8
    for row, ways in said.items():
        for way in ways:
            assert (ends(way, now_ms=NOON, zone=ZoneInfo("Europe/Berlin")) is None) == ("never" in row), way


async def test_what_to_try_with_voicemail_ends_as_it_says(tmp_path: Path) -> None:
    """Off for a minute on three lines, which come back by themselves; changed by hand meanwhile, and then asked."""
    with Sandbox(tmp_path) as sandbox:
        async with (
            httpx.AsyncClient(base_url=sandbox.page, trust_env=False) as page,
            httpx.AsyncClient(base_url=sandbox.talk_api, trust_env=False) as talk,
        ):
            ben = SlackPerson(page, BEN.id)
            await _switches(ben, shown("voicemail off"), "Turn off for 3 lines")
            standing = await ben.sees_message("*Voicemail is off on 3 lines*", "Turn back on now", "+1 h")

            await _switches(ben, shown("voicemail off", which=1), "Turn off for 1 line")
            await ben.sees_message("*Voicemail is off on Support DE*")
            where, body = by_hand()
            changed = await talk.put(where, json=body, headers={"authorization": "Bearer sandbox-token"})
            assert changed.is_success, changed.text

            await _sees_later(ben, "*Voicemail is on again for 3 lines*")
            await until(lambda: _reply(ben, standing, "Voicemail is on again for 3 lines"), "the note of its end")

            # Looked at just before, a line's turn comes after three minutes.
            asked = await _sees_later(ben, "Keep theirs, or set it again?", "Keep theirs", "Set again", seconds=300)
            assert "*Voicemail is off on Support DE*" in text_of(asked)
            await ben.clicks_in(asked, "timer.again")
            await until(lambda: _is_off(talk, where), "voicemail to be off again")
        assert sandbox.end() == 0


async def test_what_to_try_with_a_shift_ends_as_it_says(tmp_path: Path) -> None:
    """A set is made, a member who is no operator takes the shift, and a colleague takes it over."""
    with Sandbox(tmp_path) as sandbox:
        async with httpx.AsyncClient(base_url=sandbox.page, trust_env=False) as page:
            ben, cleo, dan = (SlackPerson(page, person.id) for person in (BEN, CLEO, DAN))
            await _makes_nights(ben)
            await dan.types(f"/talk {shown('oncall start')}")
            form = await dan.sees_modal("Take shift", callback_id="shift.start")
            assert (await dan.submits(form, {"number": {"shift.number": "+1 510-555-0147"}}))["ok"]
            standing = await dan.sees_message(f"*<@{DAN.id}> has the shift “Nights”*", "Hand over")
            assert "+1 510-•••-••47" in text_of(standing)
            assert "0147" not in text_of(standing)

            await dan.clicks_in(standing, "shift.offer")
            view = await dan.sees_modal(callback_id="shift.handover")
            assert (await dan.submits(view, {"person": {"shift.person": CLEO.id}}))["ok"]
            await dan.sees_message("Until they answer")
            await cleo.clicks_in(await own_card_with(cleo, "shift.accept", "hands the shift *Nights*"), "shift.accept")
            view = await cleo.sees_modal(callback_id="shift.number")
            assert (await cleo.submits(view, {"number": {"shift.number": "+1 510-555-0162"}}))["ok"]
            taken = await dan.sees_message(f"*<@{CLEO.id}> has the shift “Nights”*", "+1 510-•••-••62")
            assert taken["ts"] == standing["ts"]
            await dan.is_told(f"<@{CLEO.id}> has the shift *Nights* now")
        assert sandbox.end() == 0


def shown(begins: str, which: int = 0) -> str:
    """Return a command that the README has people type, without "/talk"."""
    return str(re.findall(rf"type\s+`/talk ({begins} [^`]*)`", README)[which])


def by_hand() -> tuple[str, dict[str, Any]]:
    """Return what the README has people change with curl as somebody in Zendesk would: path and body."""
    ((path, body),) = re.findall(
        r"curl -X PUT '?http://127\.0\.0\.1:3001(/[^' ]+)'?[^`]*? -d '(\{.*?\})'", README, re.DOTALL
    )
    return path, json.loads(body)


async def _switches(person: SlackPerson, typed: str, button: str) -> None:
    """Switch voicemail as typed, and see what stands on the one button to press."""
    await person.types(f"/talk {typed}")
    view = await person.sees_modal(callback_id="voicemail.preview")
    assert view["submit"]["text"] == button
    assert (await person.submits(view))["ok"]


async def _makes_nights(person: SlackPerson) -> None:
    """Make the on-call set, view by view."""
    await person.types("/talk oncall sets")
    await person.clicks(await person.sees_modal(callback_id="oncall.overview"), "oncall.new")
    form = await person.sees_modal(callback_id="oncall.set")
    source = {"type": "view", "view_id": form["id"]}
    lines = []
    for name in ("Support UK", "Night line"):
        offered = await person.does("options", source=source, block_id="lines", action_id="oncall.lines", query=name)
        lines.append(next(each["value"] for each in offered["options"] if name in each["text"]["text"]))
    basics = {"name": "Nights", "lines": lines, "members": [DAN.id]}
    assert (await person.submits(form, {name: {f"oncall.{name}": value} for name, value in basics.items()}))["ok"]
    form = await person.sees_modal(callback_id="oncall.taken")
    terms = {"taken.inside": {"oncall.switch": "off"}, "taken.overflow": {"oncall.overflow": "own"}}
    assert (await person.submits(form, terms))["ok"]
    await person.sees_modal("“Nights” is made", callback_id="oncall.overview")


async def _sees_later(person: SlackPerson, *words: str, seconds: float = 120) -> dict[str, Any]:
    """Wait for what takes its time."""

    async def look() -> dict[str, Any] | None:
        await asyncio.sleep(0.5)
        found = [one for one in await person.messages() if all(word in text_of(one) for word in words)]
        return found[-1] if found else None

    return await until(look, f"a message with {words}", seconds)


async def _reply(person: SlackPerson, standing: dict[str, Any], words: str) -> bool:
    return any(words in text_of(one) for one in (await person.messages(CHANNEL, standing["ts"]))[1:])


async def _is_off(talk: httpx.AsyncClient, where: str) -> bool:
    shown_now = (await talk.get(where, headers={"authorization": "Bearer sandbox-token"})).json()
    return shown_now["phone_number"]["settings"]["voicemail"] is False
