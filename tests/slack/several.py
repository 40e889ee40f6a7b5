"""Changing several numbers as people do it: the modal opened, filled in and sent, step by step."""

from __future__ import annotations

from typing import Any

from bot.cards.blocks import actions, button, home_tab
from bot.model import Change
from bot.sandbox.slack.people import ANA, CREDENTIALS
from bot.store.changes import Changes
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.conftest import Bot

QUEUE, VOICEMAIL, OVERFLOW = "settings.maximum_queue_size", "settings.voicemail", "settings.overflow_number"
TWENTY = {QUEUE: {"field.enter": "20"}}


async def listed(bot: Bot, words: str = "", who: str = ANA.id) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody come from the list of numbers."""
    person = bot.person(who)
    await person.types(f"/talk list {words}")
    shown = await person.sees_modal(callback_id="list.view")
    bot.wire.order.clear()
    await person.clicks(shown, "list.several")
    return person, await person.sees_modal(callback_id="several.pick")


async def opened(
    bot: Bot, words: str = "", who: str = ANA.id, *, callback_id: str = "several.pick"
) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody open the modal by a button in App Home that carries these words."""
    person = bot.person(who)
    several = button("Change several …", "home.several", words or None)
    published = await bot.slack.post(
        "/api/views.publish",
        json={"user_id": who, "view": home_tab([actions(several, block_id="b")])},
        headers={"authorization": f"Bearer {CREDENTIALS.bot_token}"},
    )
    assert published.json()["ok"]
    home = (await person.state())["home"]
    bot.wire.order.clear()
    await person.clicks(home, "home.several")
    return person, await person.sees_modal(callback_id=callback_id)


async def options(person: SlackPerson, view: dict[str, Any], typed: str = "") -> list[dict[str, Any]]:
    """Type into the list of numbers, and return what it offers."""
    source = {"type": "view", "view_id": view["id"]}
    answer = await person.does("options", source=source, block_id="lines", action_id="several.lines", query=typed)
    assert "options" in answer, (typed, answer)
    found: list[dict[str, Any]] = answer["options"]
    return found


async def picking(person: SlackPerson, view: dict[str, Any], *names: str) -> dict[str, dict[str, Any]]:
    """Find numbers by name in the list, and return what is entered with them picked."""
    ids = [(await options(person, view, name))[0]["value"] for name in names]
    return which(view, "picked") | {"lines": {"several.lines": ids}}


def which(view: dict[str, Any], choice: str) -> dict[str, dict[str, Any]]:
    """Return what is entered with all that fit chosen, or those picked; nothing where there is no such choice."""
    blocks = [block["block_id"] for block in view["blocks"] if block["block_id"].startswith("which:")]
    return {blocks[0]: {"several.which": choice}} if blocks else {}


def fields(*keys: str) -> dict[str, dict[str, Any]]:
    """Return what is entered with these fields chosen."""
    return {"fields": {"several.fields": list(keys)}}


async def filling(bot: Bot, *keys: str, words: str = "Support") -> tuple[SlackPerson, dict[str, Any]]:
    """Let Ana come as far as the values, for all that fit the words."""
    ana, view = await opened(bot, words)
    answer = await ana.submits(view, which(view, "all") | fields(*keys))
    assert answer["ok"], answer
    return ana, await ana.sees_modal(callback_id="several.form")


async def previewing(
    bot: Bot, values: dict[str, dict[str, Any]], *keys: str, words: str = "Support"
) -> tuple[SlackPerson, dict[str, Any]]:
    """Let Ana come as far as the preview."""
    ana, view = await filling(bot, *keys, words=words)
    answer = await ana.submits(view, values)
    assert answer["ok"], answer
    return ana, await ana.sees_modal(callback_id="several.preview")


def value(view: dict[str, Any], block_id: str) -> Any:
    """Return what stands in an input: a text, an option's value, or those of several."""
    (entry,) = view["state"]["values"][block_id].values()
    chosen = entry.get("value") or entry.get("selected_option") or entry.get("selected_options")
    if isinstance(chosen, list):
        return [option["value"] for option in chosen]
    return chosen["value"] if isinstance(chosen, dict) else chosen


def lines_of(view: dict[str, Any]) -> list[str]:
    """Return the lines of a preview that are about numbers."""
    return [line for line in text_of(view).split("\n") if line.startswith("*") and "*  " in line]


async def changes(bot: Bot) -> list[Change]:
    """Return the changes under way, as they are recorded."""
    return await Changes(bot.store).running()


def which_block(view: dict[str, Any]) -> str:
    """Return the id of the block with the choice between all and some."""
    (block_id,) = which(view, "all")
    return block_id
