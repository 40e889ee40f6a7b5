"""A workspace with a scripted bot installed, a person in front of it and the bot's own Web API client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import ANA, CREDENTIALS
from bot.sandbox.slack.settings import Shortcut, SlackSettings

from .scripted import JSON, Page, ScriptedBot, browser

EVERY_SCOPE = (
    *("commands", "chat:write", "im:write", "users:read", "users:read.email", "usergroups:read", "team:read"),
    *("channels:read", "channels:history", "channels:join", "im:read", "im:history", "reactions:write"),
    "files:write",
)
STEP = {
    "title": "Ask for a number",
    "input_parameters": {"country": {"type": "string", "is_required": True}},
    "output_parameters": {"number": {"type": "string", "is_required": True}},
}


@pytest.fixture
def settings() -> SlackSettings:
    """What the workspace is told; a test may override this fixture. The bot's address is filled in later."""
    return SlackSettings(
        bot_url="",
        scopes=EVERY_SCOPE,
        shortcuts=(
            Shortcut("search", "Search numbers", "Find one", "global"),
            Shortcut("look_up", "Look up number", "In this message", "message"),
        ),
        bot_events=("app_home_opened", "message.im", "app_mention", "function_executed"),
        functions={"ask": STEP},
        retry_delays=(0.0, 0.0, 0.0),
    )


@pytest.fixture
async def bot() -> AsyncIterator[tuple[ScriptedBot, str]]:
    """A scripted bot and its address."""
    scripted = ScriptedBot()
    async with Server(scripted.app()) as server:
        yield scripted, server.url


@dataclass
class Slack:
    """A running workspace: its address, what was installed, the bot, Ana's page, the bot's client and controls."""

    url: str
    settings: SlackSettings
    bot: ScriptedBot
    ana: Page
    api: AsyncWebClient
    http: httpx.AsyncClient

    async def refuses(self, method: str, **arguments: Any) -> str:
        """Call a Web API method that must fail; Slack's code."""
        return str((await self.refusal(method, **arguments))["error"])

    async def refusal(self, method: str, **arguments: Any) -> JSON:
        """Call a Web API method that must fail; the whole answer."""
        with pytest.raises(SlackApiError) as caught:
            await self.api.api_call(method, json=arguments)
        body: JSON = caught.value.response.data
        return body

    async def control(self, path: str, **given: Any) -> JSON:
        """Use one of the controls that tests have."""
        response = await self.http.post(path, json=given)
        answer: JSON = response.raise_for_status().json()
        return answer

    async def inspect(self) -> JSON:
        """Return everything at once."""
        everything: JSON = (await self.http.get("/inspect")).json()
        return everything

    async def command(self, text: str = "help", channel: str = "C0PHONEOPS") -> JSON:
        """Let Ana type a command; what the bot got."""
        await self.ana.does("say", channel=channel, text=f"/talk {text}")
        return self.bot.last

    async def opened(self, view: JSON) -> JSON:
        """Let Ana's command open a modal; the view object."""
        trigger = (await self.command())["trigger_id"]
        stored: JSON = (await self.api.views_open(trigger_id=trigger, view=view))["view"]
        return stored


@pytest.fixture
async def slack(settings: SlackSettings, bot: tuple[ScriptedBot, str]) -> AsyncIterator[Slack]:
    """A workspace that delivers to the scripted bot."""
    scripted, bot_url = bot
    installed = replace(settings, bot_url=bot_url)
    async with Server(create_app(installed)) as server, browser(server.url) as http:
        api = AsyncWebClient(token=CREDENTIALS.bot_token, base_url=f"{server.url}/api/")
        yield Slack(server.url, installed, scripted, Page(http, ANA.id), api, http)
