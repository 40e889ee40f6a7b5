"""`/talk history` of one number: which one is meant takes Zendesk, so a view says meanwhile that it is looked for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox.slack.people import ANA, BEN, DAN
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack.approvals import TOGETHER, asked, asked_release
from tests.slack.conftest import Bot


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def history_of(bot: Bot, text: str, who: str = ANA.id, *, callback_id: str = "history.list") -> dict[str, Any]:
    """Let somebody look at what happened with a number; everybody in the workspace may."""
    bot.wire.order.clear()
    assert (await bot.person(who).types(f"/talk history {text}"))["ok"]
    return await bot.person(who).sees_modal(callback_id=callback_id)


@pytest.mark.parametrize("text", ["Support US", "+1 510 555 0199", "(510) 555-0199", "5105550199"])
async def test_a_number_is_found_by_any_name_it_has(bot: Bot, text: str) -> None:
    """Loading at once, then its own entries and no others."""
    await asked(bot)
    await asked_release(bot)
    view = await history_of(bot, text, DAN.id)
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]
    said = text_of(view)
    assert "History of +1 510-555-0199" in said
    assert "release of +1 510-555-0199" in said
    assert "purchase of" not in said


async def test_meanwhile_the_view_says_what_is_looked_for(bot: Bot) -> None:
    """Zendesk may take seconds."""
    await bot.zendesk_fault("delay", seconds=0.5)
    ana = bot.person()
    typing = asyncio.create_task(ana.types("/talk history Support UK"))
    await ana.sees_modal("Looking for “Support UK”", callback_id="history.loading")
    await ana.sees_modal("Nobody bought, changed or released this number", callback_id="history.list")
    await typing


async def test_a_number_that_was_asked_for_and_is_not_ours_has_a_history(bot: Bot) -> None:
    """A whole number is taken as it is: it may have been released, or never bought."""
    request = await asked(bot)
    assert f"purchase of {request.offer.display_number}" in text_of(await history_of(bot, request.offer.number, BEN.id))


async def test_a_number_that_is_not_there_is_told_in_words(bot: Bot) -> None:
    """With how to find one that is not in the account any more."""
    view = await history_of(bot, "Suport Mars", callback_id="notice")
    assert "no number or nickname “Suport Mars”" in text_of(view)
    assert "type the whole number" in text_of(view)


async def test_several_numbers_are_named_to_choose_from(bot: Bot) -> None:
    """Nothing is guessed."""
    view = await history_of(bot, "Support", callback_id="notice")
    assert "Several fit “Support”" in text_of(view)
    assert "Support AU, Support Canada, Support DE, Support East, Support FR and 3 more." in text_of(view)


async def test_with_zendesk_away_the_view_says_so(bot: Bot) -> None:
    """It never stays at looking; and nothing is said of buying, which nobody spoke of."""
    await bot.zendesk_fault("unavailable", times=None)
    view = await history_of(bot, "Support US", callback_id="notice")
    assert "Zendesk" in text_of(view)
    assert "Try again in a minute." in text_of(view)
    assert "bought" not in text_of(view)
