"""A real redis server of a test's own, to be frozen, killed and started again on the same data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

from bot.store.embedded import EmbeddedServer


class Hurtable(Protocol):
    """A redis that a game is played on and hurts. Its calls may block."""

    @property
    def url(self) -> str:
        """What the bot is told."""

    @property
    def process(self) -> psutil.Process:
        """The server's process, to be frozen."""

    def kill(self) -> None:
        """End it as a power cut does."""

    def start(self) -> None:
        """Start it again on what is on disk."""

    def heal(self) -> None:
        """Return when it can be hurt again."""


@dataclass
class Redis:
    """The server, wherever it stands at the moment. Its calls block for up to a second."""

    folder: Path
    server: EmbeddedServer

    @property
    def url(self) -> str:
        """What the bot is told."""
        return self.server.url

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        for child in psutil.Process().children(recursive=True):
            if "valkey" in child.name() and str(self.folder) in " ".join(child.cmdline()):
                return child
        raise AssertionError("the server is not running")

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.server.__exit__(None, None, None)

    def start(self) -> None:
        """Start it again on what is on disk."""
        self.server = EmbeddedServer(self.folder)
        self.server.__enter__()

    def heal(self) -> None:
        """Do nothing: it is well as soon as it runs."""
