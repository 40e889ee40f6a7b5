"""The real bot as a process of its own, which knows nothing of the sandbox but three addresses.

It is started again when it ends by itself, so that it can be killed to see what survives; it never outlives the
sandbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom
from types import TracebackType
from typing import Self

import httpx

from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, BEN, CLEO, CREDENTIALS
from bot.sandbox.talk_api.settings import Credentials

_WRONG_CONFIGURATION = 2
_STOP_SECONDS = 15.0
_READY_SECONDS = 30.0
_POLL_SECONDS = 0.05
_RESTART_SECONDS = 0.5
_MOST_EARLY_ENDS = 3
# Below those that systems give to connections going out, one of which could take it before the process does.
_PORTS = range(20_000, 32_000)
_TRIES = 200
# What a process needs of its surroundings; everything else of ours would be a setting inherited by accident.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
# Reads until the sandbox is gone, however it ended, then ends the bot, and once that is gone removes its data.
_GUARDIAN = """
cat >/dev/null
kill "$0" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$0" 2>/dev/null || break; sleep 1; done
rm -rf "$1"
"""


class Bot:
    """Runs `talkbot run` against the simulators, as a context manager.

    say: prints a line for whoever watches; socket_mode: whether it opens a connection to the workspace; gave_up: set
    when the bot cannot run and is not started again.
    """

    def __init__(
        self, *, slack_url: str, talk_api_url: str, bot_url: str, say: Callable[[str], None], socket_mode: bool = False
    ) -> None:
        self._slack_url = slack_url
        self._talk_api_url = talk_api_url
        self._bot_url = bot_url
        self._say = say
        self._socket_mode = socket_mode
        self._folder = Path()
        self._process: asyncio.subprocess.Process | None = None
        self._guardian: subprocess.Popen[bytes] | None = None
        self._watching: asyncio.Task[None] | None = None
        self.gave_up = asyncio.Event()

    @property
    def pid(self) -> int:
        """The process id of the bot as it now runs."""
        if self._process is None:
            raise RuntimeError("The bot is not running.")
        return self._process.pid

    async def __aenter__(self) -> Self:
        """Start the bot and begin to watch it."""
        self._folder = Path(tempfile.mkdtemp(prefix="talkbot-sandbox-"))
        await self._start()
        self._watching = asyncio.create_task(self._watch(), name="bot watch")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the bot, wait for it, and remove its data."""
        if self._watching is not None:
            self._watching.cancel()
        self._dismiss_guardian()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def ready(self, stop: asyncio.Event) -> bool:
        """Return True once the bot answers; False when it gave up, took too long, or `stop` was set meanwhile."""
        async with httpx.AsyncClient(trust_env=False, timeout=1.0) as client:
            end = asyncio.get_running_loop().time() + _READY_SECONDS
            while asyncio.get_running_loop().time() < end and not stop.is_set() and not self.gave_up.is_set():
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self._bot_url}/readyz")).status_code == httpx.codes.OK:
                        return True
                await asyncio.sleep(_POLL_SECONDS)
        if not stop.is_set():
            self._say("The bot did not become ready; its messages above say why.")
        return False

    async def _start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            env=environment(
                slack_url=self._slack_url,
                talk_api_url=self._talk_api_url,
                bot_url=self._bot_url,
                folder=self._folder,
                socket_mode=self._socket_mode,
            ),
            # A folder without an .env, so that nothing of a real set-up is read.
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            # Ctrl-C goes to the whole foreground group; the sandbox stops the bot itself, in order.
            start_new_session=True,
        )
        self._guardian = _guard(self._process.pid, self._folder)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        early = 0
        while self._process is not None:
            started = loop.time()
            code = await self._process.wait()
            self._dismiss_guardian()
            early = early + 1 if loop.time() - started < _RESTART_SECONDS * 4 else 0
            if code == _WRONG_CONFIGURATION or early >= _MOST_EARLY_ENDS:
                self.gave_up.set()
                return
            self._say(f"The bot ended ({_how(code)}) and is started again: nothing that was asked for is lost.")
            await asyncio.sleep(_RESTART_SECONDS)
            await self._start()
            self._say(f"It runs again as process {self.pid}.")

    def _dismiss_guardian(self) -> None:
        if self._guardian is not None:
            self._guardian.kill()
            self._guardian.wait()
            if self._guardian.stdin is not None:
                self._guardian.stdin.close()
            self._guardian = None


def environment(
    *, slack_url: str, talk_api_url: str, bot_url: str, folder: Path, socket_mode: bool = False
) -> dict[str, str]:
    """Return all that the bot is told: where everything is, and who may do what. folder: where its data goes.

    Ana, Ben and Cleo ask, Ben and Cleo approve each other's and Ana's, and Dan may only look.
    """
    talk = Credentials()
    secret = (
        {"SLACK_APP_TOKEN": CREDENTIALS.app_token}
        if socket_mode
        else {"SLACK_SIGNING_SECRET": CREDENTIALS.signing_secret}
    )
    return {
        **{name: value for name in _INHERITED if (value := os.environ.get(name)) is not None},
        "SLACK_BOT_TOKEN": CREDENTIALS.bot_token,
        **secret,
        "SLACK_API_URL": f"{slack_url}/api/",
        "ZENDESK_URL": talk_api_url,
        "ZENDESK_CLIENT_ID": talk.client_id,
        "ZENDESK_CLIENT_SECRET": talk.client_secret,
        "TALK_APPROVAL_CHANNEL": APPROVAL_CHANNEL.id,
        "TALK_APPROVERS": APPROVERS.id,
        "TALK_REQUESTERS": ",".join(person.id for person in (ANA, BEN, CLEO)),
        # Every price here is in dollars, and a full budget is a few numbers away.
        "TALK_MONTHLY_BUDGET": "$40.00",
        # Short enough to watch a deletion to its end.
        "TALK_DELETION_HOLD": "1m",
        "TALKBOT_DATA_DIR": str(folder / "data"),
        "HOST": "127.0.0.1",
        "PORT": bot_url.rpartition(":")[2],
        "LOG_FORMAT": "console",
        "LOG_LEVEL": "WARNING",
    }


def _guard(pid: int, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", _GUARDIAN, str(pid), str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )


def free_port() -> int:
    """Return a port that is free now, for a process that has to be told one.

    Raises OSError where none of many is.
    """
    for port in SystemRandom().sample(_PORTS, _TRIES):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free on 127.0.0.1")


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
