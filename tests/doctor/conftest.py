"""Whole set-ups, over HTTP and for Socket Mode; tests share the simulators, which begin anew for each."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.doctor.clinic import WHOLE, Clinic
from tests.journeys.world import World, world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def over_http(tmp_path_factory: pytest.TempPathFactory, valkey_url: str) -> AsyncIterator[World]:
    """Simulators for a bot that Slack calls."""
    async with world(tmp_path_factory.mktemp("doctor"), redis_url=valkey_url, settings=WHOLE) as there:
        yield there


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def over_socket(tmp_path_factory: pytest.TempPathFactory, valkey_url: str) -> AsyncIterator[World]:
    """Simulators for a bot that connects to Slack."""
    folder = tmp_path_factory.mktemp("doctor")
    async with world(folder, redis_url=valkey_url, settings=WHOLE, transport="socket") as there:
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(
    over_http: World, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Clinic]:
    """A set-up over HTTP in which nothing is wrong."""
    yield Clinic(over_http, tmp_path_factory.mktemp("bot"), monkeypatch)
    await _begin_anew(over_http)


@pytest_asyncio.fixture(loop_scope="session")
async def socket_clinic(
    over_socket: World, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Clinic]:
    """The same for Socket Mode."""
    yield Clinic(over_socket, tmp_path_factory.mktemp("bot"), monkeypatch)
    await _begin_anew(over_socket)


async def _begin_anew(there: World) -> None:
    for simulator in (there.slack, there.talk):
        (await simulator.post("/reset", json={})).raise_for_status()
    await there.no_faults()
