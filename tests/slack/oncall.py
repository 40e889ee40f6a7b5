"""On-call sets as people make them: the overview opened, the form filled in and sent, view by view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.model import Line, OnCallSet, OverflowTo, Person, Terms, TimedLine, Timer
from bot.sandbox.slack.people import ANA, BEN, CLEO, TEAM_ID
from bot.store.oncall import OnCallSets
from bot.store.records import new_id
from bot.store.timers import Timers
from bot.talk.oncall_names import compared
from tests.journeys.driver import SlackPerson
from tests.slack.conftest import Bot

US = Line(26525525651609, "+15105550199", "+1 510-555-0199", "Support US", "Oakland, CA", "US")
NIGHT = OnCallSet(
    id="a" * 20,
    name="EMEA nights",
    lines=(US,),
    taken=Terms(inside=False, overflow=OverflowTo.NUMBER, number="+15105550147"),
    members=(BEN.id,),
    lasts="12h",
    by=ANA.id,
)
TAKEN = {"taken.inside": {"oncall.switch": "off"}}

Values = Mapping[str, dict[str, Any]]


async def kept(bot: Bot, a_set: OnCallSet = NIGHT) -> OnCallSet:
    """Have a set, as if it had been made."""
    saved = await OnCallSets(bot.store).save(a_set, compared(a_set.name))
    assert isinstance(saved, OnCallSet)
    return saved


async def sets(bot: Bot) -> list[OnCallSet]:
    """Return the sets there are."""
    return list(await OnCallSets(bot.store).all())


async def taken(bot: Bot, a_set: OnCallSet, who: str = CLEO.id, **more: Any) -> Timer:
    """Let somebody have the shift of a set, without anything that Zendesk has to do with it."""
    lines = tuple(TimedLine(line, {"settings.voicemail": False}) for line in a_set.lines)
    timer = Timer(
        id=new_id(),
        kind="shift",
        by=Person(TEAM_ID, who),
        owner=who,
        lines=lines,
        set_id=a_set.id,
        set_name=a_set.name,
    )
    begun = await Timers(bot.store).save(replace(timer, **more), None, due_in=None)
    assert begun is not None
    return begun


async def opened(bot: Bot, command: str = "oncall sets", who: str = ANA.id) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody open the overview."""
    person = bot.person(who)
    bot.wire.order.clear()
    answer = await person.types(f"/talk {command}")
    assert answer["ok"], answer
    return person, await person.sees_modal(callback_id="oncall.overview")


async def lines_offered(person: SlackPerson, view: dict[str, Any], typed: str) -> list[str]:
    """Return the ids of the lines that the form's list offers for what is typed."""
    source = {"type": "view", "view_id": view["id"]}
    answer = await person.does("options", source=source, block_id="lines", action_id="oncall.lines", query=typed)
    return [option["value"] for option in answer["options"]]


async def entering(bot: Bot, *names: str, who: str = ANA.id, **basics: Any) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody fill in the first view of a new set. names: of lines; basics: name, members, lasts."""
    person, view = await opened(bot, who=who)
    await person.clicks(view, "oncall.new")
    form = await person.sees_modal(callback_id="oncall.set")
    # Each name is that of several lines, of which the first is meant.
    ids = [(await lines_offered(person, form, name))[0] for name in names]
    values: dict[str, dict[str, Any]] = {"lines": {"oncall.lines": ids}} if ids else {}
    values |= {name: {f"oncall.{name}": value} for name, value in basics.items()}
    answer = await person.submits(form, values)
    return person, answer


async def saving(person: SlackPerson, values: Values = TAKEN) -> dict[str, Any]:
    """Fill in the second view and send it."""
    view = await person.sees_modal(callback_id="oncall.taken")
    return await person.submits(view, dict(values))
