"""People at the modal of a number: what they open, change and read there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards.field_controls import ENTER
from bot.sandbox.slack.people import BEN
from bot.talk.field_kinds import Section
from tests.journeys.driver import SlackPerson
from tests.slack.conftest import Bot

LINE = "Sales US"
"""A local number in the US that can carry SMS; Ben and Cleo may change it."""

CHANGED = "Saving"
"""The title of the modal in which a change is on its way."""

View = dict[str, Any]


async def sees(bot: Bot, who: str = BEN.id, *, line: str = LINE, command: str = "show") -> tuple[SlackPerson, View]:
    """Let somebody open a number."""
    person = bot.person(who)
    assert (await person.types(f"/talk {command} {line}"))["ok"]
    return person, await person.sees_modal(callback_id="number.view")


async def form_of(bot: Bot, section: Section, who: str = BEN.id, *, line: str = LINE) -> tuple[SlackPerson, View]:
    """Let somebody open the form of one part of a number."""
    person, view = await sees(bot, who, line=line)
    await presses(person, view, "number.edit", section)
    return person, await person.sees_modal(callback_id="edit.form")


async def presses(person: SlackPerson, view: View, action_id: str, ends: str = "") -> dict[str, Any]:
    """Press the button whose value ends with something, as there are several of one kind."""
    for block in view["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if element.get("action_id") == action_id and element.get("value", "").endswith(ends):
                source = {"type": "view", "view_id": view["id"]}
                return await person.does(
                    "action", source=source, block_id=block["block_id"], action_id=action_id, value=None
                )
    raise AssertionError(f"no {action_id} for {ends} in {view['blocks']}")


def values(entered: Mapping[str, Any], reason: str | None = None) -> dict[str, dict[str, Any]]:
    """Return what is entered, by block id, as the page sends it."""
    fields = {block: {ENTER: value} for block, value in entered.items()}
    return fields | ({"reason": {"reason.type": reason}} if reason else {})


def buttons(view: View, action_id: str) -> list[str]:
    """Return the values of all buttons of one kind."""
    every = [
        element for block in view["blocks"] for element in [*block.get("elements", []), block.get("accessory", {})]
    ]
    return [element["value"] for element in every if element.get("action_id") == action_id]
