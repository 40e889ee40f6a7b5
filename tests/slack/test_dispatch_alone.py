"""A team of one: nobody has to approve, and a release can still be stopped while it is on hold."""

from __future__ import annotations

from bot.model import Deletion, RequestState
from bot.sandbox.slack.people import ANA
from tests.journeys.driver import text_of
from tests.slack.approvals import DIGITS, newest_of, now, value
from tests.slack.conftest import Bot
from tests.slack.payloads import pressed_in_message


async def test_a_release_needs_no_reason_where_nobody_reads_it(bot: Bot) -> None:
    """The form says that it is optional, so it is."""
    ana = bot.person()
    await ana.types("/talk delete Support US")
    view = await ana.sees_modal("Nobody has to approve this.", callback_id="release.confirm")
    assert (await ana.submits(view, {"digits": {"digits.type": DIGITS}}))["ok"]
    assert "On hold" in text_of(await ana.sees_modal(callback_id="release.progress"))
    request = await newest_of(bot, ANA.id)
    assert isinstance(request, Deletion)
    assert (request.state, request.reason, request.eligible) == (RequestState.HOLDING, "", ())
    assert bot.scheduled == [("advance", request.id), ("show", request.id)]


async def test_what_nobody_approves_nobody_approves_by_a_click_either(bot: Bot) -> None:
    """There are no approvers, so no button decides; whoever asked stops it."""
    ana = bot.person()
    await ana.types("/talk delete Support US")
    view = await ana.sees_modal(callback_id="release.confirm")
    await ana.submits(view, {"digits": {"digits.type": DIGITS}})
    request = await newest_of(bot, ANA.id)
    await bot.forges(pressed_in_message("request.approve", value(request)) | {"response_url": await bot.response_url()})
    assert (await now(bot, request)).version == request.version
    await bot.forges(pressed_in_message("request.stop", value(request)) | {"response_url": await bot.response_url()})
    assert (await now(bot, request)).state is RequestState.STOPPED
