"""`talkbot sandbox`: the two simulators and a real bot on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import sys
import webbrowser
from contextlib import AsyncExitStack
from dataclasses import fields, replace
from typing import Literal

from bot.sandbox import bot_process
from bot.sandbox.serving import PortTaken, Server, listen
from bot.sandbox.slack.app import create_app as create_slack
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.slack.workflow_steps import EVENT, FUNCTIONS
from bot.sandbox.talk_api.app import create_app as create_talk_api
from bot.sandbox.talk_api.settings import Credentials, TalkApi

_PAGE_PORT = 3000
_WRONG_USAGE = 2
SCOPES = (
    *("channels:read", "chat:write", "commands", "files:write", "groups:read"),
    *("usergroups:read", "users:read"),
)
"""What the bot's token may do here: what manifest.yml asks for and nothing more."""


def run(
    *,
    port: int | None,
    talk_api_port: int,
    bot_port: int,
    open_page: bool,
    only: Literal["talk-api", "slack"] | None,
    bot_url: str | None,
    socket_mode: bool = False,
) -> int:
    """Run until SIGINT or SIGTERM and return the exit code. Ports as in the options of the command."""
    try:
        if only == "talk-api":
            return asyncio.run(_talk_api_alone(talk_api_port))
        if only == "slack":
            if not socket_mode and (bot_url is None or not bot_url.startswith(("http://", "https://"))):
                _fail(
                    "--only slack needs --bot-url, the http:// address of the bot that gets the signed requests, "
                    "or --socket-mode."
                )
                return _WRONG_USAGE
            return asyncio.run(_slack_alone(_or_default(port), bot_url or "", socket_mode=socket_mode))
        return asyncio.run(
            _everything(_or_default(port), talk_api_port, bot_port, open_page=open_page, socket_mode=socket_mode)
        )
    except PortTaken as error:
        return _fail(f"{error} The options are --port, --talk-api-port and --bot-port; 0 takes any free one.")


async def _everything(port: int, talk_api_port: int, bot_port: int, *, open_page: bool, socket_mode: bool) -> int:
    stop = _stop_signal()
    async with AsyncExitStack() as stack:
        # Found out here, where the words can name the options, rather than by the bot, which knows none.
        listen(bot_port).close()
        bot_address = f"http://127.0.0.1:{bot_port or bot_process.free_port()}"
        talk_api = await stack.enter_async_context(Server(create_talk_api(TalkApi()), port=talk_api_port))
        settings = SlackSettings(bot_url=bot_address, scopes=SCOPES, socket_mode=socket_mode)
        slack = await stack.enter_async_context(Server(create_slack(_with_steps(settings)), port=port))
        bot = await stack.enter_async_context(
            bot_process.Bot(
                slack_url=slack.url,
                talk_api_url=talk_api.url,
                bot_url=bot_address,
                say=_say,
                socket_mode=socket_mode,
            )
        )
        if not await bot.ready(stop):
            return 0 if stop.is_set() else 1
        _say(f"Workspace  {slack.url}   type /talk search US 510 as Ana, approve as Ben or Cleo; Dan may not")
        _say(f"Talk API   {talk_api.url}")
        _say(f"Bot        {bot_address}   process {bot.pid}")
        _say("Ctrl-C stops all three.")
        if open_page:
            await asyncio.to_thread(webbrowser.open, slack.url)
        await _first(stop, bot.gave_up)
        return 1 if bot.gave_up.is_set() else 0


def _with_steps(settings: SlackSettings) -> SlackSettings:
    """Return a workspace that has the bot's steps for workflows as well."""
    return replace(settings, bot_events=(*settings.bot_events, EVENT), functions=FUNCTIONS)


async def _talk_api_alone(port: int) -> int:
    stop = _stop_signal()
    async with Server(create_talk_api(TalkApi()), port=port) as talk_api:
        credentials = Credentials()
        _say(f"Talk API   {talk_api.url}")
        _say(f"token: {credentials.access_token}")
        for field in fields(credentials)[1:]:
            _say(f"{field.name}: {getattr(credentials, field.name)}")
        await stop.wait()
    return 0


async def _slack_alone(port: int, bot_url: str, *, socket_mode: bool) -> int:
    stop = _stop_signal()
    settings = _with_steps(SlackSettings(bot_url=bot_url.rstrip("/"), socket_mode=socket_mode))
    async with Server(create_slack(settings), port=port) as slack:
        _say(f"Workspace  {slack.url}")
        _say(f"SLACK_API_URL={slack.url}/api/")
        _say(f"SLACK_BOT_TOKEN={settings.credentials.bot_token}")
        if socket_mode:
            _say(f"SLACK_APP_TOKEN={settings.credentials.app_token}")
        else:
            _say(f"SLACK_SIGNING_SECRET={settings.credentials.signing_secret}")
        await stop.wait()
    return 0


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _first(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


def _or_default(port: int | None) -> int:
    return _PAGE_PORT if port is None else port


def _say(line: str) -> None:
    print(line, flush=True)


def _fail(problem: str) -> int:
    print(problem, file=sys.stderr)
    return 1
