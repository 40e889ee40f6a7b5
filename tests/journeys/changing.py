"""How people change numbers, and what reached Zendesk of it: forms opened and sent, cards read, the book of updates."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.talk_api.settings import Credentials
from bot.talk.line_csv import BYTE_ORDER_MARK
from tests.journeys.driver import SlackPerson, text_of, until
from tests.journeys.world import World

SUPPORT_US = 26525525651609
"""The id of the number that the demo account has first: Support US, +1 510-555-0199."""

TOKEN = {"Authorization": f"Bearer {Credentials().access_token}"}
QUEUE = "settings.maximum_queue_size"
NUMBERS = "/api/v2/channels/voice/phone_numbers"


async def looks_at(person: SlackPerson, number: str = "5105550199") -> dict[str, Any]:
    """Open a number by its digits, which no journey changes."""
    assert (await person.types(f"/talk show {number}"))["ok"]
    return await person.sees_modal(callback_id="number.view")


async def opens(person: SlackPerson, part: str, number: str = "5105550199") -> dict[str, Any]:
    """Open a number and from there the form of one part of it."""
    view = await looks_at(person, number)
    line = json.loads(view["private_metadata"])["line"]
    await presses(person, view, "number.edit", f"{line}:{part}")
    return await person.sees_modal(callback_id="edit.form")


async def presses(person: SlackPerson, view: Mapping[str, Any], action_id: str, value: str) -> None:
    """Press the button that carries this value, of those with that action id."""
    for block in view["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if (element.get("action_id"), element.get("value")) == (action_id, value):
                source = {"type": "home"} if view["type"] == "home" else {"type": "view", "view_id": view["id"]}
                place = {"block_id": block["block_id"], "action_id": action_id}
                assert (await person.does("action", source=source, **place, value=None))["ok"]
                return
    raise AssertionError(f"no {action_id} with {value} here: {text_of(view)}")


def entering(**values: Any) -> dict[str, dict[str, Any]]:
    """Return what is entered into the inputs of fields; a dot in a key is two underscores here."""
    return {key.replace("__", "."): {"field.enter": value} for key, value in values.items()}


async def saves(person: SlackPerson, view: dict[str, Any], **values: Any) -> None:
    """Enter values into a form and save; nothing is to be said before."""
    answer = await person.submits(view, entering(**values))
    assert answer["ok"], answer


async def updates(there: World, *, since: int = 0) -> list[dict[str, Any]]:
    """Return what came to Zendesk to change numbers: each PUT's id and its body, from the one after `since` on."""
    book: list[dict[str, Any]] = (await there.talk.get("/updates")).json()["updates"]
    return book[since:]


def sent(update: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a PUT asked for, by path: {"settings.voicemail": False}."""
    asked = update["body"]["phone_number"]
    settings = asked.get("settings") or {}
    flat = {name: value for name, value in asked.items() if name != "settings"}
    return flat | {f"settings.{name}": value for name, value in settings.items()}


async def in_zendesk(there: World, line: int = SUPPORT_US) -> dict[str, Any]:
    """Return a number as Zendesk has it, with its settings."""
    answer = await there.talk.get(f"{NUMBERS}/{line}", headers=TOKEN, params={"include": "settings"})
    body: dict[str, Any] = answer.json()
    number: dict[str, Any] = body["phone_number"]
    assert number["settings"]
    return number


async def by_hand(there: World, line: int = SUPPORT_US, **properties: Any) -> None:
    """Change a number in Zendesk itself, as somebody does who does not use the bot."""
    body = {"phone_number": properties}
    answer = await there.talk.put(f"{NUMBERS}/{line}", headers=TOKEN, params={"include": "settings"}, json=body)
    answer.raise_for_status()


async def reads_file(there: World, person: SlackPerson, name: str) -> list[dict[str, str]]:
    """Wait for a file whose name begins so in the direct messages, and return its rows."""

    async def look() -> dict[str, Any] | None:
        files = [file for told in await person.direct_messages() for file in told.get("files") or []]
        return next((file for file in reversed(files) if str(file["name"]).startswith(name)), None)

    file = await until(look, f"a file {name}…")
    answer = await there.slack.get("/page/file", params={"as": person.id, "id": file["id"]})
    answer.raise_for_status()
    text = answer.content.decode().removeprefix(BYTE_ORDER_MARK)
    with io.StringIO(text, newline="") as content:
        return list(csv.DictReader(content, strict=True))


async def changes_queues_of(person: SlackPerson, words: str, to: str = "20") -> dict[str, Any]:
    """Change the queue size of all numbers that fit the words, from the list on; return the modal that follows it."""
    await person.types(f"/talk list {words}")
    shown = await person.sees_modal(callback_id="list.view")
    await person.clicks(shown, "list.several")
    pick = await person.sees_modal("numbers that fit", callback_id="several.pick")
    (which,) = [block["block_id"] for block in pick["blocks"] if block["block_id"].startswith("which:")]
    values: dict[str, dict[str, Any]] = {which: {"several.which": "all"}, "fields": {"several.fields": [QUEUE]}}
    assert (await person.submits(pick, values))["ok"]
    form = await person.sees_modal("numbers that fit", callback_id="several.form")
    values = {QUEUE: {"field.enter": to}, "reason": {"reason.type": "Christmas"}}
    assert (await person.submits(form, values))["ok"]
    preview = await person.sees_modal("once you say so", callback_id="several.preview", seconds=60)
    assert (await person.submits(preview))["ok"]
    return await person.sees_modal(callback_id="change.progress")
