"""What people type, and what a line is called, calls nobody and forges nothing, on any surface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.model import Deletion, RequestState
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, CLEO, DAN
from bot.sandbox.talk_api.settings import Credentials
from bot.talk.policy import Policy
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from bot.zendesk.updates import NumberUpdate
from tests.journeys.driver import text_of
from tests.slack.approvals import CHANNEL, DIGITS, TOGETHER, asked, direct_card, newest_of, now, shown
from tests.slack.conftest import Bot

CALLING = (
    f"<!channel> <!here|x> <@{DAN.id}> <!subteam^{APPROVERS.id}> <#{CHANNEL}> @here @everyone "
    f"<!date^0^{{date}}^https://example.com|now> <https://example.com|Approve> <mailto:a@example.com|a>"
)
CONFUSING = "\u202e0910-555 ,eerf\u202c \u2066x\u2069 *bold* _it_ `code` ~no~ :fire: &lt;!channel&gt;"
LONG = "W" * 500
HOSTILE = {"calling": CALLING, "confusing": CONFUSING, "long": LONG}
OUTSIDE_MARKS = ("<!channel", "<!here", f"<@{DAN.id}", "<!date^0", "<https", "<mailto", "\u202e", "\u2066")


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


def mrkdwn(shown: Any) -> Iterator[str]:
    """Go through every text in which Slack sees control sequences: mrkdwn objects and messages' own text."""
    if isinstance(shown, dict):
        is_object = shown.get("type") in ("mrkdwn", "plain_text")
        if isinstance(text := shown.get("text"), str) and shown.get("type") != "plain_text":
            assert not is_object or shown["verbatim"], "Slack would make links and mentions of its own"
            yield text
        for value in shown.values():
            yield from mrkdwn(value)
    elif isinstance(shown, list):
        for each in shown:
            yield from mrkdwn(each)


def check_harmless(*surfaces: Any) -> None:
    """Check that nothing of the hostile text has a meaning to Slack."""
    for text in mrkdwn(list(surfaces)):
        assert not [mark for mark in OUTSIDE_MARKS if mark in text], text
        # The approvers and the channel are named by us as well, but never beside what was typed.
        assert f"<!subteam^{APPROVERS.id}> &lt;#" not in text
        assert f"<#{CHANNEL}> @here" not in text


async def everything_of(bot: Bot, *channels: str) -> list[Any]:
    """Return whatever stands anywhere for the four: messages, modals and App Home."""
    seen: list[Any] = []
    for who in (ANA.id, BEN.id, CLEO.id, DAN.id):
        person = bot.person(who)
        for command in ("/talk pending", "/talk history"):
            await person.types(command)
            await bot.settled()
            seen += await person.modals()
        await person.does("open_home")
        await bot.settled()
        state = await person.state()
        seen += [state["home"], *state["modals"], await person.direct_messages()]
        for channel in channels:
            seen += await person.messages(channel)
    return [one for one in seen if one]


@pytest.mark.parametrize("kind", HOSTILE)
async def test_what_is_typed_with_a_purchase_calls_nobody(bot: Bot, kind: str) -> None:
    """Reason, nickname and words of a decline, in each state that shows them."""
    text = HOSTILE[kind]
    request = await asked(bot, reason=text, nickname=text[:100])
    card = await shown(bot, request)
    assert (await now(bot, request)).reason == text.strip()
    check_harmless(card, await direct_card(bot, request), await everything_of(bot, CHANNEL))
    ben = bot.person(BEN.id)
    await ben.clicks_in(card, "request.details")
    check_harmless(await ben.sees_modal(callback_id="request.details"))
    await ben.clicks_in(card, "request.decline")
    form = await ben.sees_modal(callback_id="request.decline")
    await ben.submits(form, {"reason": {"reason.type": text}})
    assert (await now(bot, request)).state is RequestState.DECLINED
    card = await shown(bot, request)
    check_harmless(card, await direct_card(bot, request), await everything_of(bot, CHANNEL))


@pytest.mark.parametrize("kind", HOSTILE)
async def test_what_a_line_is_called_calls_nobody(bot: Bot, kind: str, talk_api: str) -> None:
    """Nicknames are set in Zendesk by people who may have no rights here."""
    name = HOSTILE[kind][:80]
    line_id = await _support_us(bot)
    async with TalkClient(talk_api, BearerToken(Credentials().access_token), user_agent="tests") as zendesk:
        await zendesk.update_number(line_id, NumberUpdate(nickname=name))
    ana = bot.person()
    await ana.types("/talk delete")
    check_harmless(await ana.sees_modal(callback_id="release.pick"))
    await ana.types("/talk delete +1 510 555 0199")
    view = await ana.sees_modal(callback_id="release.confirm")
    check_harmless(view)
    await ana.submits(view, {"digits": {"digits.type": DIGITS}, "reason": {"reason.type": HOSTILE[kind]}})
    request = await newest_of(bot, ANA.id)
    assert isinstance(request, Deletion)
    card = await shown(bot, request)
    await bot.person(BEN.id).clicks_in(card, "request.approve")
    held = await shown(bot, request)
    check_harmless(card, held, await direct_card(bot, request), await everything_of(bot, CHANNEL))


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("command", ["delete", "history", "pending", "help", ""])
async def test_what_is_typed_after_the_command_calls_nobody(bot: Bot, command: str, kind: str) -> None:
    """It is quoted back, to whoever typed it alone."""
    ana = bot.person()
    await ana.types(f"/talk {command} {HOSTILE[kind][:150]}")
    await bot.settled()
    ephemeral = [message for message in await ana.messages() if message.get("ephemeral")]
    check_harmless(ephemeral, await ana.modals())
    assert ephemeral or await ana.modals(), "something is said"


async def _support_us(bot: Bot) -> int:
    ana = bot.person()
    await ana.types("/talk delete Support US")
    view = await ana.sees_modal(callback_id="release.confirm")
    line_id: str = text_of(view).partition("· id ")[2].split()[0]
    return int(line_id)
