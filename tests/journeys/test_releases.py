"""A number released with a colleague's yes and a hold: stopped, or let go, and never anything in between."""

from __future__ import annotations

import pytest

from bot.sandbox.talk_api.settings import Credentials
from tests.journeys.asking import (
    APPROVALS,
    actions_of,
    asks_to_release,
    card,
    card_with,
    hears,
    leaves,
    own_card,
    own_card_with,
    reads_below,
)
from tests.journeys.driver import SlackPerson, text_of
from tests.journeys.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def lines(here: World) -> list[str]:
    """Return the numbers of the account, in E.164."""
    credentials = {"Authorization": f"Bearer {Credentials().access_token}"}
    answer = await here.talk.get("/api/v2/channels/voice/phone_numbers", headers=credentials)
    return [str(line["number"]) for line in answer.json()["phone_numbers"]]


@pytest.mark.both_transports
async def test_a_release_that_nobody_stops_is_carried_out_after_its_hold(here: World) -> None:
    """What hangs on the number is on the card, its end is said beforehand, and its settings are kept."""
    ana, ben = here.ana, here.ben
    await asks_to_release(ana)
    waiting = await card_with(ben, "request.approve", "asks to release +1 510-555-0199 (Support US)")
    for words in ("What hangs on it", "Main menu", "Support Canada", "Nobody calls it", "no way to get it back"):
        assert words in text_of(waiting)
    await ben.clicks_in(waiting, "request.approve")
    held = await card_with(ben, "request.stop", "unless somebody stops it")
    assert f"Approved by <@{ben.id}>" in text_of(held)
    await ana.is_told("Approved: release of", "unless somebody stops it", "press Stop deletion")
    assert "+15105550199" in await lines(here)
    told = await ana.is_told("Released +1 510-555-0199", "talkbot audit --number +15105550199", seconds=60)
    assert told["text"].startswith("Released")
    for standing in (await card(ben, "Released +1 510"), await own_card(ana, "Released +1 510")):
        assert actions_of(standing) == []
    await reads_below(ben, waiting, "Released +1 510-555-0199", ana.id)
    assert "+15105550199" not in await lines(here)
    assert len(await here.deletions()) == 1
    await ana.types("/talk history +1 510 555 0199")
    await ana.sees_modal("released", "hold over", "hold began", "approved", "requested", callback_id="history.list")


@pytest.mark.parametrize("who", ["ana", "cleo"])
async def test_a_release_on_hold_is_stopped_by_whoever_asked_and_by_approvers(here: World, who: str) -> None:
    """The button is on both cards; nothing reaches Zendesk, and the number stays."""
    ana, ben = here.ana, here.ben
    stopper: SlackPerson = getattr(here, who)
    await asks_to_release(ana)
    await ben.clicks_in(await card_with(ben, "request.approve", "asks to release"), "request.approve")
    held = await card_with(ben, "request.stop", "unless somebody stops it")
    if who == "ana":
        held = await own_card_with(ana, "request.stop", "unless somebody stops it")
    assert (await stopper.clicks_in(held, "request.stop"))["ok"]
    told = await ana.is_told("Stopped: release of", f"Stopped by <@{stopper.id}>", "the number stays as it is")
    assert told["text"].startswith("Stopped")
    for standing in (await card(ben, "Stopped: release"), await own_card(ana, "Stopped: release")):
        assert actions_of(standing) == []
    assert await here.deletions() == []
    assert "+15105550199" in await lines(here)


async def test_a_person_without_rights_stops_nothing(here: World) -> None:
    """Dan reads the card like everybody else; the hold goes on."""
    await asks_to_release(here.ana)
    await here.ben.clicks_in(await card_with(here.ben, "request.approve", "asks to release"), "request.approve")
    held = await card_with(here.dan, "request.stop", "unless somebody stops it")
    await here.dan.clicks_in(held, "request.stop")
    await hears(here.dan, "can stop this", here.ana.id)
    assert "request.stop" in actions_of(await card(here.ben, "On hold"))
    await here.ben.clicks_in(held, "request.stop")


async def test_a_declined_release_touches_nothing(here: World) -> None:
    """With the reason to whoever asked."""
    ana, ben = here.ana, here.ben
    await asks_to_release(ana)
    await ben.clicks_in(await card_with(ben, "request.decline", "asks to release"), "request.decline")
    form = await ben.sees_modal("asks to release", callback_id="request.decline")
    await ben.submits(form, {"reason": {"reason.type": "Billing still calls it"}})
    await ana.is_told("Declined: release of", "Billing still calls it", "Nothing was released")
    assert await here.deletions() == []


async def test_a_line_is_found_among_several_and_confirmed_by_its_digits(here: World) -> None:
    """A name that several have opens a list; other digits than its own release nothing."""
    ana = here.ana
    await ana.types("/talk release support")
    picker = await ana.sees_modal("numbers fit", callback_id="release.pick")
    block = next(block for block in picker["blocks"] if block["type"] == "input")
    options = {option["text"]["text"]: option["value"] for option in block["element"]["options"]}
    chosen = next(value for text, value in options.items() if "Support US" in text)
    assert (await ana.submits(picker, {"line": {"line.pick": chosen}}))["ok"]
    view = await ana.sees_modal("Support US", "What hangs on it", callback_id="release.confirm")
    why = {"reason": {"reason.type": "Nobody calls it"}}
    answer = await ana.submits(view, {"digits": {"digits.type": "0000"}, **why})
    assert "digits" in answer["errors"]
    assert await here.ben.messages(APPROVALS) == []
    assert (await ana.submits(view, {"digits": {"digits.type": "0199"}, **why}))["ok"]
    await leaves(ana, await ana.sees_modal("Release requested"))
    await ana.clicks_in(await own_card_with(ana, "request.withdraw", "Release requested"), "request.withdraw")
