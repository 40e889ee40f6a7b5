"""On-call from the first set to the end of a shift: taken by members, handed over, ended, and nobody's number shown."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest
import pytest_asyncio

from bot.model import TimerState
from bot.sandbox.slack.people import ANA, DAN
from tests.journeys.asking import actions_of, leaves
from tests.journeys.changing import SUPPORT_US, by_hand, in_zendesk, sent, updates
from tests.journeys.driver import SlackPerson, until
from tests.journeys.timing import (
    VOICEMAIL,
    as_it_is,
    card_with,
    home_with,
    is_left,
    nothing_runs,
    records,
    thread_of,
    timer_on,
    told_below,
)
from tests.journeys.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

BILLING_DE, SUPPORT_UK = (SUPPORT_US - 7919 * place for place in (16, 12))
DANS, ANAS = "+44 20 7946 0963", "+1 510-555-0147"
CHOSEN = "+1 202-555-0147"
OVERFLOW = "settings.overflow_number"

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


@pytest_asyncio.fixture(loop_scope="session")
async def there(operating: World) -> AsyncIterator[World]:
    """The world in which Ben and Cleo operate, empty, without any set; no shift runs on after a journey."""
    await operating.start_anew()
    await no_sets(operating)
    yield operating
    await operating.no_faults()
    await nothing_runs(operating)
    await no_sets(operating)


async def no_sets(there: World) -> None:
    """Forget all on-call sets, who has which shift, and people's numbers."""
    async with records(there) as store:
        await store.redis.delete(store.keys.oncall_sets, store.keys.shifts, store.keys.phones)


async def makes_set(
    person: SlackPerson, name: str, lines: tuple[int, ...], terms: dict[str, Any], back: dict[str, Any] | None = None
) -> None:
    """Make a set in its modal; its members are Dan and Ana, and a shift lasts two hours."""
    assert (await person.types("/talk oncall sets"))["ok"]
    await person.clicks(await person.sees_modal(callback_id="oncall.overview"), "oncall.new")
    form = await person.sees_modal(callback_id="oncall.set")
    source = {"type": "view", "view_id": form["id"]}
    await person.does("options", source=source, block_id="lines", action_id="oncall.lines", query="")
    basics: dict[str, dict[str, Any]] = {
        "name": {"oncall.name": name},
        "lines": {"oncall.lines": [str(line) for line in lines]},
        "members": {"oncall.members": [DAN.id, ANA.id]},
        "lasts": {"oncall.lasts": "2h"},
    }
    answer = await person.submits(form, basics)
    assert answer["ok"], answer
    own_back = {"end": {"oncall.end": "own"}} if back else {}
    answer = await person.submits(await person.sees_modal(callback_id="oncall.taken"), terms | own_back)
    assert answer["ok"], answer
    if back:
        answer = await person.submits(await person.sees_modal(callback_id="oncall.back"), back)
        assert answer["ok"], answer
    await leaves(person, await person.sees_modal(f"“{name}” is made", callback_id="oncall.overview"))


async def takes(person: SlackPerson, name: str, number: str | None) -> dict[str, Any]:
    """Take a set's shift by its name, with one's own number where it is asked for; return its card."""
    assert (await person.types(f"/talk oncall start {name}"))["ok"]
    form = await person.sees_modal(callback_id="shift.start", seconds=30)
    answer = await person.submits(form, {"number": {"shift.number": number}} if number else {})
    assert answer["ok"], answer
    card = await card_with(person, "shift.end", f"<@{person.id}> has the shift “{name}”")
    await leaves(person, (await person.modals())[-1])
    return card


async def offers(person: SlackPerson, to: SlackPerson) -> dict[str, Any]:
    """Hand one's shift over to somebody; return the message in which they are asked."""
    assert (await person.types(f"/talk oncall handover <@{to.id}>"))["ok"]
    view = await person.sees_modal(callback_id="shift.handover")
    answer = await person.submits(view, {"person": {"shift.person": to.id}})
    assert answer["ok"], answer
    await leaves(person, await person.sees_modal(f"Offered to <@{to.id}>", callback_id="notice"))

    async def asked() -> dict[str, Any] | None:
        told = await to.direct_messages()
        return next((one for one in reversed(told) if "shift.accept" in actions_of(one)), None)

    return await until(asked, "the offer with its buttons", 30)


async def looks_everywhere(there: World) -> None:
    """Have colleagues look at the lines of a shift wherever they can be looked at without being changed."""
    ben, cleo = there.ben, there.cleo
    for command, callback in (
        ("show 442079460018", "number.view"),
        ("list UK", "list.view"),
        ("history 442079460018", "history.list"),
        ("oncall", "oncall.overview"),
        ("oncall start Weekends", "shift.start"),
        ("voicemail off Support UK for 2h", "voicemail.preview"),
    ):
        assert (await ben.types(f"/talk {command}"))["ok"]
        await leaves(ben, await ben.sees_modal(callback_id=callback, seconds=30))
    await home_with(cleo, "Under way (1)")


async def values_of(there: World, line: int) -> tuple[bool, dict[str, Any]]:
    """Return what a number has of what the sets here set."""
    settings = (await in_zendesk(there, line))["settings"]
    return settings["voicemail"], settings["overflow_number"]


async def are_so(there: World, wanted: dict[int, tuple[bool, dict[str, Any]]]) -> None:
    """Wait until numbers have these values."""

    async def look() -> bool:
        return {line: await values_of(there, line) for line in wanted} == wanted

    try:
        await until(look, "the lines to be so", 30)
    except AssertionError as error:
        raise AssertionError(f"{error}: {[await values_of(there, line) for line in wanted]}") from None


async def sent_to_slack(there: World) -> list[str]:
    """Return all that the bot has sent to Slack: calls, answers to clicks, and what went to response_urls."""
    entries = (await there.slack.get("/page/log", params={"as": ANA.id, "after": 0})).json()["entries"]
    texts = []
    for entry in entries:
        whole = (await there.slack.get(f"/page/log/{entry['n']}", params={"as": ANA.id})).json()["entry"]
        side = "response" if whole["direction"] == "to_bot" else "request"
        texts.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), unquote_plus(whole[side]["body"])))
    return texts


def showing(texts: list[str], number: str) -> list[str]:
    """Return those texts in which a number stands whole, however it is written."""
    digits = re.sub(r"\D", "", number)
    anyhow = re.compile(r"\D{0,3}".join(digits[-9:]))
    return [text for text in texts if anyhow.search(text)]


async def test_a_shift_is_taken_handed_over_reminded_of_and_ended_and_no_number_is_shown(there: World) -> None:
    """By members who are no operators; who has it hears of everything that others do."""
    ana, ben, cleo, dan = there.ana, there.ben, there.cleo, there.dan
    lines = (SUPPORT_UK, BILLING_DE)
    before = {line: await values_of(there, line) for line in lines}
    taken = {"taken.inside": {"oncall.switch": "off"}, "taken.overflow": {"oncall.overflow": "own"}}
    await makes_set(ben, "EMEA nights", lines, taken, {"back.inside": {"oncall.switch": "on"}})
    await makes_set(ben, "Weekends", lines, taken)
    card = await takes(dan, "EMEA nights", DANS)
    shift = await timer_on(there, card)
    to_dan = {"enabled": True, "number": "+442079460963"}
    await are_so(there, dict.fromkeys(lines, (False, to_dan)))
    # Who comes second is told who has it, and gets no form.
    assert (await cleo.types("/talk oncall start EMEA nights"))["ok"]
    await leaves(cleo, await cleo.sees_modal(f"<@{dan.id}> has", "hand it over", callback_id="notice"))
    await looks_everywhere(there)
    # Not me: it stays where it was, and the giver hears so.
    offer = await offers(dan, ana)
    await card_with(dan, "shift.keep", f"Offered to <@{ana.id}>")
    await ana.clicks_in(offer, "shift.refuse")
    await dan.is_told(f"<@{ana.id}> does not take the shift", "EMEA nights", seconds=30)
    assert (await as_it_is(there, shift)).owner == dan.id
    # I have this shift: with a number of one's own, which one's profile suggests.
    offer = await offers(dan, ana)
    await ana.clicks_in(offer, "shift.accept")
    view = await ana.sees_modal(f"<@{dan.id}> hands *EMEA nights* to you", callback_id="shift.number")
    assert (await ana.submits(view))["ok"]
    await dan.is_told(f"<@{ana.id}> has the shift", "It is not yours any more", seconds=30)
    to_ana = {"enabled": True, "number": "+15105550147"}
    await are_so(there, dict.fromkeys(lines, (False, to_ana)))
    card = await card_with(ana, "shift.offer", f"<@{ana.id}> has the shift “EMEA nights”")
    # The reminder, with what can be done about it.
    await is_left(there, shift, timedelta(minutes=14))
    reminder = await told_below(ana, card, f"<@{ana.id}>", "Hand it over, or give it more time", button="shift.offer")
    assert {"shift.end", "shift.offer", "timer.extend"} <= set(actions_of(reminder))
    # Somebody else's is ended only after a question, and its owner hears of it.
    assert (await cleo.types("/talk oncall end EMEA nights"))["ok"]
    question = await cleo.sees_modal("This is not your shift", f"<@{ana.id}>", callback_id="shift.end")
    assert (await as_it_is(there, shift)).state is TimerState.ACTIVE
    assert (await cleo.submits(question))["ok"]
    await ana.is_told(f"<@{cleo.id}> ended your shift", "EMEA nights", seconds=30)
    await card_with(ana, None, "the shift “EMEA nights” has ended")
    await are_so(there, {line: (True, overflow) for line, (_, overflow) in before.items()})
    await until(there.settled, "everything to be shown")
    assert not any(actions_of(one) for one in await thread_of(ana, card)), "nothing is left to press"
    for line in lines:
        overflows = [sent(one).get(OVERFLOW) for one in await updates(there) if one["id"] == line]
        assert overflows == [to_dan, to_ana, before[line][1]]
    said = await sent_to_slack(there)
    assert len(said) > 50, "the log has all of it"
    assert any("•••" in text for text in said)
    assert showing(said, DANS) == []
    # A profile's number is suggested to whoever's it is, in a modal that nobody else sees.
    assert [text for text in showing(said, ANAS) if "shift.number" not in text] == []


async def test_a_number_that_a_set_sends_calls_to_is_whole_in_its_form_alone(there: World) -> None:
    """It may be somebody's: the form says that outside it its middle is not shown."""
    ben, dan = there.ben, there.dan
    taken = {
        "taken.inside": {"oncall.switch": "off"},
        "taken.overflow": {"oncall.overflow": "number"},
        "taken.number": {"oncall.number": CHOSEN},
    }
    await makes_set(ben, "US nights", (SUPPORT_UK,), taken)
    card = await takes(dan, "US nights", None)
    await are_so(there, {SUPPORT_UK: (False, {"enabled": True, "number": "+12025550147"})})
    await dan.clicks_in(card, "shift.end")
    await card_with(dan, None, "the shift “US nights” has ended")
    shown = showing(await sent_to_slack(there), CHOSEN)
    assert [text for text in shown if "oncall.taken" not in text] == []


async def test_what_somebody_set_meanwhile_is_asked_about_at_the_end_of_a_shift(there: World) -> None:
    """Calls go where they sent them until a member says otherwise; the rest is handed back."""
    ben, dan = there.ben, there.dan
    taken = {"taken.inside": {"oncall.switch": "off"}, "taken.overflow": {"oncall.overflow": "own"}}
    await makes_set(ben, "Fridays", (SUPPORT_UK, BILLING_DE), taken)
    before = {line: await values_of(there, line) for line in (SUPPORT_UK, BILLING_DE)}
    card = await takes(dan, "Fridays", DANS)
    theirs = {"enabled": True, "number": "+12025550190"}
    await by_hand(there, SUPPORT_UK, settings={"overflow_number": theirs})
    await is_left(there, await timer_on(there, card), timedelta(0))
    card = await card_with(dan, "change.anyway", "Support UK was changed in Zendesk meanwhile")
    await told_below(dan, card, f"<@{dan.id}>", "Support UK was changed in Zendesk meanwhile")
    assert await values_of(there, BILLING_DE) == before[BILLING_DE]
    assert (await values_of(there, SUPPORT_UK))[1] == theirs
    await home_with(dan, "Under way (1)", "Support UK was changed in Zendesk meanwhile")
    await dan.clicks_in(card, "change.anyway")
    await are_so(there, before)
    await card_with(dan, None, "the shift “Fridays” has ended")
    assert showing(await sent_to_slack(there), DANS) == []


async def test_a_shift_is_in_app_home_of_everybody_and_its_owner_ends_it_there(there: World) -> None:
    """Put off and ended from there; whoever only looks finds no buttons."""
    ana, ben, dan = there.ana, there.ben, there.dan
    await makes_set(ben, "Tier 2", (SUPPORT_UK,), {"taken.inside": {"oncall.switch": "off"}})
    assert (await dan.types("/talk oncall"))["ok"]
    await dan.clicks(await dan.sees_modal("Tier 2", "Nobody has", callback_id="oncall.overview"), "shift.take")
    form = await dan.sees_modal("Tier 2", callback_id="shift.start", seconds=30)
    assert (await dan.submits(form))["ok"]
    await dan.sees_modal("You have Tier 2")
    await leaves(dan, (await dan.modals())[-1])
    home = await home_with(dan, "Under way (1)", f"<@{dan.id}> has the shift “Tier 2”")
    shift = await timer_on(there, home)
    assert shift.until_ms is not None
    await dan.clicks(home, "timer.extend")

    async def extended() -> bool:
        return (await as_it_is(there, shift)).until_ms == (shift.until_ms or 0) + 3_600_000

    await until(extended, "an hour more")
    await home_with(ana, "Under way (1)", f"<@{dan.id}> has the shift “Tier 2”")
    await home_with(ben, "Under way (1)", f"<@{dan.id}> has the shift “Tier 2”")

    async def ended() -> bool:
        shown = await home_with(dan, "Under way")
        if "shift.end" in str(shown["blocks"]):
            await dan.clicks(shown, "shift.end")
        return (await as_it_is(there, shift)).state is not TimerState.ACTIVE

    await until(ended, "the shift to be ended from Home", 30)
    await home_with(dan, "Under way (0)")

    async def back() -> bool:
        return bool((await in_zendesk(there, SUPPORT_UK))["settings"]["voicemail"])

    await until(back, "the line to be as before")
    assert [sent(one) for one in await updates(there)] == [{VOICEMAIL: False}, {VOICEMAIL: True}]
