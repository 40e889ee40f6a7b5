"""On-call sets at the page: made by an operator, taken, handed over between two people, and handed back."""

from __future__ import annotations

import re

from playwright.async_api import Locator, expect

from tests.browser import BROWSER_MARKS
from tests.browser_journeys.on_call import BOTH, SUPPORT_UK, card_of, comes_to, settings_of, thread_of
from tests.browser_journeys.window import Window
from tests.journeys.changing import by_hand
from tests.journeys.world import World

pytestmark = BROWSER_MARKS

_ALL = (*BOTH, "overflow_number")
_BENS, _CLEOS, _SOMEBODYS = "+442079460155", "+493023125077", "+442079460199"


async def test_a_shift_is_made_taken_handed_over_and_handed_back(at_night: Window, over: World) -> None:
    """The own number of whoever has it is where calls go, masked for all others."""
    before = await settings_of(over, SUPPORT_UK, *_ALL)
    card = await _takes_a_new_shift(at_night)
    await expect(card).to_contain_text("@ben has the shift “EMEA nights”")
    await expect(card).to_contain_text("on, to +44 20 •••• ••55")
    await expect(card).not_to_contain_text("7946 0155")
    await comes_to(over, SUPPORT_UK, (False, False, _to(_BENS)), *_ALL)
    await at_night.types("/talk oncall handover @cleo")
    await at_night.shows("They get a direct message")
    await expect(at_night.list_box("Hand over to")).to_have_value("Cleo Marchetti")
    await at_night.presses("Offer shift")
    await at_night.shows("Offered to @cleo", "You have the shift until they take it")
    await at_night.closes()
    await expect(card).to_contain_text("Until they answer, @ben has it")
    await at_night.hand.becomes("Cleo")
    await at_night.opens_app()
    offer = at_night.message("the shift EMEA nights")
    await expect(offer).to_contain_text("@ben hands the shift EMEA nights to you, until")
    await at_night.presses_on(offer, "I have this shift")
    await at_night.hand.fills(at_night.box("Your own number"), "030 23125 077")
    await at_night.presses("Take shift")
    await at_night.shows("is not a phone number")
    await at_night.hand.fills(at_night.box("Your own number"), "+49 30 23125 077")
    await at_night.presses("Take shift")
    await at_night.shows("You have EMEA nights")
    await at_night.closes()
    await expect(offer).to_contain_text("You have the shift EMEA nights")
    await at_night.opens_channel("phone-ops")
    await expect(card).to_contain_text("@cleo has the shift “EMEA nights”")
    await expect(card).to_contain_text("77")
    await expect(card).not_to_contain_text("23125")
    await comes_to(over, SUPPORT_UK, (False, False, _to(_CLEOS)), *_ALL)
    await at_night.types("/talk oncall")
    await at_night.shows("Running shifts (1)", "@cleo has it")
    await at_night.presses("End the shift EMEA nights")
    await at_night.presses("End shift")
    await expect(at_night.titled("On-call")).to_contain_text(re.compile("is being handed back|Nobody has a shift now"))
    await at_night.closes()
    await expect(card).to_contain_text("@cleo: the shift “EMEA nights” has ended")
    await comes_to(over, SUPPORT_UK, before, *_ALL)


async def test_what_somebody_changed_in_zendesk_during_a_shift_is_asked_about_at_its_end(
    ben: Window, over: World
) -> None:
    """Neither their number nor the one from before is lost without a question."""
    before = await settings_of(over, SUPPORT_UK, *_ALL)
    card = await _takes_a_new_shift(ben)
    await by_hand(over, SUPPORT_UK, settings={"overflow_number": _to(_SOMEBODYS)})
    await ben.presses_on(card, "End shift", yes="End shift")
    await expect(card).to_contain_text("has ended, but not all of it is handed back")
    await expect(card).to_contain_text("Support UK was changed in Zendesk meanwhile")
    await expect(card).to_contain_text(
        "Support UK: voicemail off, not set to on; overflow on, to +44 20 •••• ••99 since"
    )
    assert await settings_of(over, SUPPORT_UK, "overflow_number") == (_to(_SOMEBODYS),)
    await expect((await thread_of(ben, card)).last).to_contain_text("The card above has what can be done now")
    await expect(card.get_by_role("button", name="Leave it")).to_be_visible()
    await ben.presses_on(card, "Set back anyway", yes="Overwrite")
    await expect(card).to_contain_text("the shift “EMEA nights” has ended ·")
    await comes_to(over, SUPPORT_UK, before, *_ALL)


async def _takes_a_new_shift(window: Window) -> Locator:
    """Make a set, take its shift from the list, and return its card in the channel."""
    await window.types("/talk oncall")
    await window.shows("Here stands who has which shift")
    await window.presses("New set")
    await window.hand.fills(window.box("Name"), "EMEA nights")
    for line in ("Support UK", "Sales UK"):
        await window.hand.picks(window.list_box("Lines"), line.lower(), line)
    await window.page.keyboard.press("Escape")
    await window.hand.picks(window.list_box("Members"), "cleo", "Cleo")
    await window.page.keyboard.press("Escape")
    await window.hand.fills(window.box("A shift lasts"), "12h")
    await window.presses("Continue")
    await window.hand.picks(window.list_box("Voicemail inside"), "turn off", "Turn off")
    await window.hand.picks(window.list_box("Voicemail outside"), "turn off", "Turn off")
    await window.hand.picks(window.list_box("Overflow"), "own", "To whoever has the shift")
    await window.presses("Save")
    await window.shows("“EMEA nights” is made", "2 lines: Support UK, Sales UK", "@cleo")
    await window.presses("Take the shift EMEA nights")
    await window.shows("while you have the shift, its 2 lines are set like this", "will stand in #phone-ops")
    await window.hand.fills(window.box("Your own number"), "020 7946 0155")
    await window.presses("Take shift")
    await window.shows("has the shift “EMEA nights”", "Its card is in #phone-ops")
    await window.hand.presses(window.button("Close").last)
    await expect(window.titled("On-call")).to_contain_text("“EMEA nights” is made")
    await window.closes()
    return await card_of(window, "has the shift “EMEA nights”")


def _to(number: str) -> dict[str, object]:
    return {"enabled": True, "number": number}
