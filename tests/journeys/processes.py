"""The bot as the processes an operator starts, to be killed, paused and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from bot.sandbox.slack.people import ANA, BEN, CLEO, CREDENTIALS
from bot.sandbox.talk_api.settings import Credentials

_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def environment(
    *, slack_url: str, talk_url: str, redis_url: str | None, data_dir: Path, port: int, socket_mode: bool = False
) -> dict[str, str]:
    """Return everything a bot process is told, and nothing of whoever runs the tests."""
    talk = Credentials()
    told = {
        "SLACK_BOT_TOKEN": CREDENTIALS.bot_token,
        **(
            {"SLACK_APP_TOKEN": CREDENTIALS.app_token}
            if socket_mode
            else {"SLACK_SIGNING_SECRET": CREDENTIALS.signing_secret}
        ),
        "SLACK_API_URL": f"{slack_url}/api/",
        "ZENDESK_URL": talk_url,
        "ZENDESK_CLIENT_ID": talk.client_id,
        "ZENDESK_CLIENT_SECRET": talk.client_secret,
        "TALK_APPROVALS": "none",
        "TALK_REQUESTERS": ",".join(person.id for person in (ANA, BEN, CLEO)),
        "TALKBOT_DATA_DIR": str(data_dir),
        "PORT": str(port),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    if redis_url is not None:
        told["REDIS_URL"] = redis_url
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | told


class BotProcess:
    """`talkbot <role>` with a log of its own. As a context manager it is stopped in order on leaving."""

    def __init__(self, role: str, told: Mapping[str, str], folder: Path, name: str | None = None) -> None:
        self._role = role
        self._told = dict(told)
        self._folder = folder
        self.log_path = folder / f"{name or role}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._worked_when_resumed = 0.0

    async def __aenter__(self) -> Self:
        """Start, and return once it is ready."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop as an operator does, and fail if that takes too long or ends badly."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            code = await asyncio.wait_for(self._process.wait(), 45)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            raise AssertionError(f"{self._role} did not stop; its log ends:\n{self.log()[-3000:]}") from None
        assert code == 0, f"{self._role} ended with {code}; its log ends:\n{self.log()[-3000:]}"

    async def start(self) -> None:
        """Start the process and wait until its log says that it is ready."""
        before = len(self.log())
        await self.begin()
        assert self._process is not None
        async with asyncio.timeout(90):
            while '"event": "ready"' not in self.log()[before:]:
                assert self._process.returncode is None, f"{self._role} ended at its start:\n{self.log()[before:]}"
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as the kernel does when memory runs out."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, as an operator does who wants it to end."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ends(self) -> int:
        """Wait for its end, and return its exit code: of a signal it is the signal's number, negative."""
        assert self._process is not None
        async with asyncio.timeout(60):
            return await self._process.wait()

    async def begin(self) -> None:
        """Start the process without waiting for anything."""
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", self._role, env=self._told, cwd=self._folder, stdout=log, stderr=log
            )

    def pause(self) -> None:
        """Freeze it where it is."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, as if no time had passed."""
        assert self._process is not None
        self._worked_when_resumed = psutil.Process(self._process.pid).cpu_times().user
        self._process.send_signal(signal.SIGCONT)

    async def went_on(self) -> bool:
        """Whether it did some work since it was let go on."""
        assert self._process is not None
        return psutil.Process(self._process.pid).cpu_times().user > self._worked_when_resumed + 0.05

    def log(self) -> str:
        """Return everything it logged so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


async def answers(url: str) -> bool:
    """Whether an HTTP address answers with success."""
    async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
        try:
            return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False
