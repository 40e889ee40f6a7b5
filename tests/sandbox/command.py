"""`talkbot sandbox` as a process of its own, which a test starts, reads and ends as a person at a terminal does."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

WITHIN = 30.0
"""Seconds for whatever should take two or three."""

FREE_PORTS = ("--port", "0", "--talk-api-port", "0", "--bot-port", "0")

_ROOT = Path(__file__).parents[2]


class Command:
    """`talkbot …` in a session of its own, as a terminal starts it. On leaving, whatever is left of it is killed."""

    def __init__(self, *arguments: str, folder: Path, settings: dict[str, str] | None = None) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder,
            env=kept | {"PYTHONPATH": str(_ROOT)} | (settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        self._family: list[psutil.Process] = []

    def __enter__(self) -> Self:
        """Wait for nothing: what to wait for is a test's own matter."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Kill what is left."""
        for process in self.family():
            # One that ended meanwhile took others along; whatever went wrong in the test must still be heard.
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.kill()
        self.process.communicate()

    def hear(self, pattern: str) -> re.Match[str]:
        """Read what is printed up to a line with this in it."""
        assert self.process.stdout is not None
        while True:
            line = self.process.stdout.readline()
            self.said += line
            if found := re.search(pattern, line):
                return found
            assert line, f"it ended without {pattern!r}:\n{self.said}"

    def family(self) -> list[psutil.Process]:
        """Return every process it started so far that still runs, itself included."""
        if self.process.poll() is None:
            parent = psutil.Process(self.process.pid)
            self._family += [one for one in (parent, *parent.children(recursive=True)) if one not in self._family]
        return [one for one in self._family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]

    def one(self, words: str) -> psutil.Process:
        """Return the one process of it with this in its command line."""
        (found,) = (one for one in self.family() if words in " ".join(one.cmdline()))
        return found

    def end(self) -> int:
        """Press Ctrl-C, as a terminal does, and return the exit code."""
        self.family()
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(WITHIN)


class Sandbox(Command):
    """All of it, on free ports, ready."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None, *options: str) -> None:
        super().__init__("sandbox", "--no-open", *FREE_PORTS, *options, folder=folder, settings=settings)
        self.page, self.talk_api, self.bot = (
            self.hear(rf"^{name}\s+(http://127\.0\.0\.1:\d+)\b")[1] for name in ("Workspace", "Talk API", "Bot")
        )
        self.hear("Ctrl-C")

    def bot_process(self) -> psutil.Process:
        """Return the bot as it now runs."""
        return self.one("-m bot run")


def until(condition: Callable[[], object], what: str) -> None:
    """Return once the condition holds; fails with `what` if it never does."""
    end = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < end, f"not {what} within {WITHIN} s"
        time.sleep(0.02)


def answers(url: str) -> bool:
    """Whether the address answers with 200."""
    try:
        return httpx.get(url, trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
