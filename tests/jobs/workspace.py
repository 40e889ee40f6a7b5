"""A workspace to read people from, and what is kept of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.jobs.members import MemberJobs
from bot.model import Directory, Member
from bot.sandbox.serving import Server
from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.people import CREDENTIALS, PEOPLE, TEAM_ID
from bot.sandbox.slack.settings import DEFAULT_SCOPES, SlackSettings
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.talk.policy import Policy

_ZONES = {person.id: person.tz for person in PEOPLE}


def member(person: str, *, active: bool = True, guest: bool = False, foreign: bool = False) -> Member:
    """Return one of the workspace's people as they are to be read."""
    return Member(active=active, guest=guest, foreign=foreign, zone=_ZONES[person])


def full(*people: str) -> dict[str, Member]:
    """Return people as active, full members, by id."""
    return {person: member(person) for person in people}


@dataclass
class Reading:
    """A workspace and what is read of it."""

    slack: AsyncWebClient
    control: httpx.AsyncClient
    store: Store
    directory: DirectoryStore

    def jobs(self, *named: str, team: str = TEAM_ID, policy: Policy | None = None) -> MemberJobs:
        """Return the jobs for settings that name these."""
        return MemberJobs(self.slack, policy or Policy(team, frozenset(named)), self.store, self.directory)

    async def calls(self) -> Counter[str]:
        """Return how often each method was called so far."""
        entries = (await self.control.get("/page/log")).json()["entries"]
        return Counter(entry["title"] for entry in entries if entry["direction"] == "from_bot")

    async def read(self, *named: str, team: str = TEAM_ID) -> Directory:
        """Read once, and return what is kept of it."""
        await self.jobs(*named, team=team).refresh()
        found = await self.directory.find()
        assert found is not None
        return found

    async def change(self, path: str, **given: Any) -> None:
        """Change the workspace."""
        (await self.control.post(path, json=given)).raise_for_status()


@pytest.fixture
def scopes() -> tuple[str, ...]:
    """What the token may do; a test may override this."""
    return DEFAULT_SCOPES


@pytest.fixture
async def reading(store: Store, scopes: tuple[str, ...]) -> AsyncIterator[Reading]:
    """A workspace of four people and one user group."""
    # Five users on pages of two, so that every reading has several of them.
    settings = SlackSettings(bot_url="http://127.0.0.1:1", scopes=scopes, most_members=2)
    async with (
        Server(create_app(settings)) as server,
        aiohttp.ClientSession() as session,
        httpx.AsyncClient(base_url=server.url) as control,
    ):
        slack = AsyncWebClient(CREDENTIALS.bot_token, f"{server.url}/api/", session=session)
        yield Reading(slack, control, store, DirectoryStore(store))
