"""How the bot calls Slack: for how long it waits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.clients import slack_client
from bot.settings import load
from tests.journeys.processes import environment


async def test_slack_is_waited_for_as_long_as_is_said_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The SDK keeps its own limit only where it opens the session itself; aiohttp's is five minutes."""
    told = environment(
        slack_url="http://127.0.0.1:1", talk_url="http://127.0.0.1:1", redis_url=None, data_dir=tmp_path, port=1
    )
    for name, value in told.items():
        if name not in os.environ:
            monkeypatch.setenv(name, value)
    async with slack_client(load("run", env_file=None)) as slack:
        assert slack.session is not None
        assert slack.session.timeout.total == slack.timeout == 10
