"""Voicemail switched where nobody approves, and by people of several time zones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.slack.people import BEN, CLEO
from tests.journeys.changing import sent, updates
from tests.journeys.driver import text_of, until
from tests.journeys.processes import BotProcess
from tests.journeys.timing import OFF, ON, RANDOM, card_with, is_left, moments, previews, timer_on
from tests.journeys.world import OPERATED, World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_where_nobody_approves_the_card_is_a_direct_message(running: World) -> None:
    """Typed where the bot is no member there is no other place; its end is told there, below nothing."""
    await running.start_anew()
    ana = running.ana
    preview = await previews(ana, "off Support US for 2h", RANDOM)
    assert "The card goes to you, as a direct message" in text_of(preview)
    assert (await ana.submits(preview))["ok"]
    direct = (await ana.is_told("Voicemail is off on Support US"))["channel"]
    card = await card_with(ana, "timer.back", "Voicemail is off on Support US", channel=direct)
    await is_left(running, await timer_on(running, card), timedelta(0))
    await card_with(ana, None, "Voicemail is on again for Support US", "off → on", channel=direct)
    await ana.is_told(f"<@{ana.id}>", "Voicemail is on again for Support US", "Its time was over", seconds=30)
    await until(running.settled, "everything to be shown")
    assert len(await ana.direct_messages()) == 2, "the card, and one word of its end"
    assert [sent(one) for one in await updates(running)] == [OFF, ON]


async def test_until_six_is_six_where_the_person_is_and_where_the_settings_say_for_who_has_no_zone(
    tmp_path: Path,
) -> None:
    """The moment that the preview shows is theirs; Slack does not name a zone of everybody, and UTC is nobody's."""
    async with world(tmp_path, settings=OPERATED, TALK_TIMEZONE="Asia/Tokyo") as there:
        await there.changes("people", id=BEN.id, tz="")
        async with BotProcess("run", there.told, tmp_path):
            for who, zone in ((there.ben, "Asia/Tokyo"), (there.cleo, CLEO.tz)):
                preview = await previews(who, "off Support US until 18:00")
                (ends, *_) = moments(preview, ZoneInfo(zone))
                assert (ends.hour, ends.minute) == (18, 0), zone
