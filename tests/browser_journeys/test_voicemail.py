"""Voicemail switched for a while at the page: previewed, off, extended, warned of, and back as it was by itself."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import Locator, expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.on_call import (
    BOTH,
    NIGHT_LINE,
    SALES_UK,
    SUPPORT_FR,
    SUPPORT_UK,
    card_of,
    comes_to,
    has_left,
    looks_now,
    settings_of,
    thread_of,
)
from tests.browser_journeys.window import Window
from tests.journeys.changing import by_hand
from tests.journeys.world import World

pytestmark = BROWSER_MARKS

_BUTTONS = ("Turn back on now", "One hour more", "No end time")

_A_MINUTE = 150_000
"""Milliseconds in which a minute is over and what follows is shown, on a machine with other work to do."""

_A_ROUND = 60_000
"""Milliseconds in which the watch has begun several rounds."""


async def test_voicemail_is_off_on_three_lines_for_a_minute_that_passes_by_itself(ben: Window, over: World) -> None:
    """Now and then of each line before, one click, and nobody does anything for it to be as it was."""
    before = {line: await settings_of(over, line, *BOTH) for line in (SUPPORT_UK, SUPPORT_FR, NIGHT_LINE)}
    await ben.types("/talk voicemail off Support UK, Support FR and Night line for 1 min because fire drill")
    await ben.shows(
        "Voicemail off for 3 lines, until",
        "Support UK on → off",
        "Support FR on → off",
        "Night line inside hours already off · outside hours on → off",
        "Warning",
        "Why: fire drill",
    )
    await ben.presses("Turn off for 3 lines")
    await ben.shows("Voicemail is off on 3 lines", "Its card is in #phone-ops")
    await ben.closes()
    card = await card_of(ben, "Voicemail is off on 3 lines")
    await expect(card).to_contain_text("Support UK: on → off")
    for name in _BUTTONS:
        await expect(card.get_by_role("button", name=name)).to_be_visible()
    for line in before:
        await comes_to(over, line, (False, False), *BOTH)
    await expect(card).to_contain_text("Voicemail is on again for 3 lines", timeout=_A_MINUTE)
    await expect(card).to_contain_text("Its time was over")
    await expect(card.get_by_role("button", name="Turn back")).to_have_count(0)
    for line, was in before.items():
        await comes_to(over, line, was, *BOTH)
    note = await thread_of(ben, card)
    await expect(note.last).to_contain_text("@ben")
    await expect(note.last).to_contain_text("Its time was over")


async def test_the_form_previews_and_its_card_extends_warns_and_turns_back(at_night: Window, over: World) -> None:
    """Filled in by either hand; an hour more moves the end, and the warning has the same buttons."""
    await at_night.types("/talk voicemail")
    await at_night.hand.picks(at_night.list_box("Lines"), "sales uk", "Sales UK")
    await at_night.page.keyboard.press("Escape")
    await at_night.hand.chooses(at_night.modal.get_by_role("radio", name="Off", exact=True))
    await at_night.hand.chooses(at_night.modal.get_by_role("radio", name="2 hours"))
    await at_night.hand.fills(at_night.box("Why"), "Team lunch")
    await at_night.presses("Preview")
    await at_night.shows("Voicemail off for 1 line, until", "Sales UK on → off", "Why: Team lunch")
    await at_night.presses("Turn off for 1 line")
    await at_night.shows("Voicemail is off on Sales UK", "Its card is in #phone-ops")
    await at_night.closes()
    card = await card_of(at_night, "Voicemail is off on Sales UK")
    first = await _end_of(card)
    await at_night.presses_on(card, "One hour more")
    await expect(card).to_contain_text(_an_hour_after(first))
    await has_left(over, timedelta(minutes=14))
    warned = (await thread_of(at_night, card)).last
    await expect(warned).to_contain_text("Then it is turned back.", timeout=_A_ROUND)
    for name in _BUTTONS:
        await expect(warned.get_by_role("button", name=name)).to_be_visible()
    await at_night.presses_on(warned, "One hour more")
    await expect(warned).to_contain_text("It does not end then any more")
    await comes_to(over, SALES_UK, (False, False), *BOTH)
    await at_night.presses_on(card, "Turn back on now", yes="Turn back")
    await expect(card).to_contain_text("Voicemail is on again for Sales UK")
    await expect(card).to_contain_text("Turned back by @ben")
    await comes_to(over, SALES_UK, (True, True), *BOTH)


async def test_what_somebody_switched_in_zendesk_meanwhile_is_asked_about(ben: Window, over: World) -> None:
    """Set again once, then kept: what is kept is not touched at the end either."""
    await ben.types("/talk voicemail off Support UK, Sales UK for 2h")
    await ben.presses("Turn off for 2 lines")
    await ben.closes()
    card = await card_of(ben, "Voicemail is off on 2 lines")
    await by_hand(over, SUPPORT_UK, settings={"voicemail": True})
    await looks_now(over)
    drifted = "Support UK: voicemail inside business hours was switched on in Zendesk meanwhile"
    await expect(card).to_contain_text(drifted, timeout=_A_ROUND)
    await expect((await thread_of(ben, card)).last).to_contain_text(drifted)
    await ben.presses_on(card, "Set again", yes="Set again")
    await expect(card).not_to_contain_text("meanwhile")
    await comes_to(over, SUPPORT_UK, (False, False), *BOTH)
    await by_hand(over, SUPPORT_UK, settings={"voicemail": True})
    await looks_now(over)
    await expect(card).to_contain_text(drifted, timeout=_A_ROUND)
    await ben.presses_on(card, "Keep theirs")
    await expect(card).to_contain_text("left as somebody else set it")
    await comes_to(over, SUPPORT_UK, (True, False), *BOTH)
    await ben.presses_on(card, "Turn back on now", yes="Turn back")
    await expect(card).to_contain_text("Voicemail is on again")
    await comes_to(over, SUPPORT_UK, (True, True), *BOTH)


async def _end_of(card: Locator) -> str:
    text = await card.inner_text()
    found = re.search(r"until (?:today |tomorrow )?(?:at )?(\d+:\d\d [AP]M)", text)
    assert found, text
    return found[1]


def _an_hour_after(clock: str) -> str:
    hour, minute, half = re.split(r"[: ]", clock)
    passes_twelve = hour == "11"
    other = {"AM": "PM", "PM": "AM"}[half]
    return f"{int(hour) % 12 + 1}:{minute} {other if passes_twelve else half}"
