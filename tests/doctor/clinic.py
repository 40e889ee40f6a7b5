"""A set-up that is whole until a test breaks it, and what the doctor says of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.doctor.command import look
from bot.doctor.finding import Finding, State
from bot.environment import Environment
from bot.sandbox.slack.people import CREDENTIALS
from tests.journeys.world import WITH_APPROVAL, World

WHOLE = WITH_APPROVAL | {"TALK_REQUESTERS": "*"}
"""Settings in which nothing is wrong, beside addresses and credentials."""


@dataclass
class Visit:
    """What was said, in order."""

    findings: list[Finding] = field(default_factory=list)

    def hear(self, found: Iterable[Finding]) -> None:
        """Take down what is said."""
        self.findings += found

    @property
    def wrong(self) -> list[Finding]:
        """What failed, and what is warned of; how quick redis is depends on who else uses this machine."""
        told = [one for one in self.findings if one.state in (State.FAILED, State.WARNING)]
        return [one for one in told if one.check != "latency"]

    @property
    def text(self) -> str:
        """All that was said, for a test that fails."""
        return "\n".join(map(str, self.findings))

    def one(self, subject: str, check: str) -> Finding:
        """Return the only finding of a check."""
        found = [one for one in self.findings if (one.subject, one.check) == (subject, check)]
        assert len(found) == 1, f"{subject}: {check} is there {len(found)} times:\n{self.text}"
        return found[0]


def set_up(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Mapping[str, str | None]) -> None:
    """Be in a folder with these settings and no others; None is one that is not set."""
    for name in list(os.environ):
        if name.lower() in Environment.model_fields or name.startswith(("TALK", "SLACK_", "ZENDESK_")):
            monkeypatch.delenv(name)
    for name, value in settings.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)


@dataclass
class Clinic:
    """The simulators with a bot's settings for them. folder: where the bot's `.env` would be."""

    world: World
    folder: Path
    _monkeypatch: pytest.MonkeyPatch

    async def visit(self, *, url: str | None = None, **changes: str | None) -> Visit:
        """Return what the doctor says with these settings; None takes one away."""
        set_up(self._monkeypatch, self.folder, self.world.told | changes)
        visit = Visit()
        await look(visit.hear, url=url)
        return visit

    async def breaks(self, what: str, **given: Any) -> None:
        """Break something at Slack."""
        await self.world.changes(what, **given)

    async def account(self, **settings: Any) -> None:
        """Have the Zendesk account be otherwise."""
        (await self.world.talk.patch("/settings", json=settings)).raise_for_status()


@asynccontextmanager
async def socket_connection(slack_url: str) -> AsyncIterator[None]:
    """Be another process that listens with the app token."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {CREDENTIALS.app_token}"}) as session:
        async with session.post(f"{slack_url}/api/apps.connections.open") as answer:
            address = (await answer.json())["url"]
        async with session.ws_connect(address) as connection:
            await connection.receive_json()
            yield
