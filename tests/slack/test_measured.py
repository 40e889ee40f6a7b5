"""Every call of Slack's Web API is counted, by method and by what came of it."""

from __future__ import annotations

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, CREDENTIALS
from bot.sandbox.slack.settings import SlackSettings
from bot.slack.measured import MeasuredSlack
from tests.scraping import counted

OUTCOMES = ("ok", "refused", "throttled", "unreadable", "no_answer")


def counts(method: str) -> list[float]:
    """Return how often each outcome was counted."""
    return [counted("talkbot_slack_call_seconds_count", method=method, outcome=outcome) for outcome in OUTCOMES]


async def test_each_outcome_of_a_call_is_counted_as_what_it_is() -> None:
    """Slack's limit, its refusal, an outage page, and a network that is gone are mended by different people."""
    before = counts("users.info")
    async with (
        Server(create_app(SlackSettings(bot_url="http://127.0.0.1:1"))) as server,
        aiohttp.ClientSession() as session,
        httpx.AsyncClient(base_url=server.url) as control,
    ):
        slack = MeasuredSlack(CREDENTIALS.bot_token, f"{server.url}/api/", session=session)
        assert (await slack.users_info(user=ANA.id))["ok"]
        for error in ("user_not_found", "ratelimited"):
            await control.post("/faults", json={"method": "users.info", "error": error})
            with pytest.raises(SlackApiError):
                await slack.users_info(user=ANA.id)
        elsewhere = MeasuredSlack(CREDENTIALS.bot_token, f"{server.url}/nowhere/", session=session)
        with pytest.raises(SlackApiError):
            await elsewhere.users_info(user=ANA.id)
        gone = MeasuredSlack(CREDENTIALS.bot_token, "http://127.0.0.1:1/api/", session=session)
        with pytest.raises(aiohttp.ClientError):
            await gone.users_info(user=ANA.id)
    assert [new - old for new, old in zip(counts("users.info"), before, strict=True)] == [1, 1, 1, 1, 1]
