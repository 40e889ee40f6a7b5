"""The real Bolt app, with every listener, opened to nobody: nothing in it is called."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import bot
from bot.model import AnyRequest, Change, StepRun, Timer
from bot.slack.bolt import build
from bot.slack.replies import Replies
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.outbox import Step
from bot.store.replays import Replays
from bot.talk.limits import Limits
from bot.talk.policy import Policy
from bot.wiring import Rules, services
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.slack.payloads import TEAM

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def root() -> Path:
    """The top folder of the checkout."""
    return Path(bot.__file__).parent.parent


@pytest.fixture
def app() -> AsyncApp:
    """The app as the composition root builds it."""
    store = Store(connect(f"redis://{NOWHERE}", command_timeout=1), Keys(TEAM, NOWHERE), patience=1)
    slack = AsyncWebClient("xoxb-nobody", f"http://{NOWHERE}/")

    async def schedule(_step: Step, _request: AnyRequest | Change | StepRun | Timer) -> None:
        return

    some_time = timedelta(minutes=1)
    rules = Rules(Policy(TEAM, frozenset()), Limits(), search_ttl=some_time, approval_ttl=some_time, hold=some_time)
    zendesk = TalkClient(f"http://{NOWHERE}", BearerToken("nobody"), user_agent="tests")
    return build(
        slack=slack,
        authorized=AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-nobody"),
        replays=Replays(store),
        services=services(rules, zendesk=zendesk, store=store, schedule=schedule),
        replies=Replies(slack, frozenset()),
    )
