"""What the sandbox tells its bot: a team as the demo has it, with colleagues who approve and a sum that is enough."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings
from bot.environment import Environment
from bot.sandbox.bot_process import environment
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, CHANNELS, CLEO, DAN, PEOPLE, USERGROUPS
from bot.sandbox.talk_api.inventory import ForSale
from bot.sandbox.talk_api.prices import conditions
from bot.settings import Settings
from bot.talk.countries import all_countries
from bot.talk.money import exceeds, parse_price


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The settings as the bot reads them."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    addresses = [f"http://127.0.0.1:{port}" for port in (3000, 3001, 3002)]
    slack_url, talk_api_url, bot_url = addresses
    for name, value in environment(
        slack_url=slack_url, talk_api_url=talk_api_url, bot_url=bot_url, folder=tmp_path
    ).items():
        monkeypatch.setenv(name, value)
    return settings.load("run", env_file=None)


def test_colleagues_approve_purchases_and_deletions(told: Settings) -> None:
    """Ana asks, Ben and Cleo decide, and Dan may only look."""
    assert told.approvals == {"purchase", "deletion"}
    assert told.approvers == {APPROVERS.id}
    assert APPROVERS.users == (BEN.id, CLEO.id)
    assert told.requesters == {ANA.id, BEN.id, CLEO.id}
    assert {person.id for person in PEOPLE} - told.requesters == {DAN.id}
    assert APPROVERS in USERGROUPS


def test_the_bot_is_in_the_channel_where_requests_are_decided(told: Settings) -> None:
    """It cannot post a card where it is no member."""
    (channel,) = (channel for channel in CHANNELS if channel.id == told.approval_channel)
    assert channel.bot_is_member


def test_a_deletion_can_be_watched_to_its_end(told: Settings) -> None:
    """Nobody tries something for ten minutes; a request can wait for as long as anywhere."""
    assert told.deletion_hold == timedelta(minutes=1)
    assert told.approval_ttl == timedelta(hours=8)


@pytest.mark.parametrize("toll_free", [True, False])
def test_no_price_here_is_refused_for_the_budget_alone(told: Settings, toll_free: bool) -> None:
    """With a budget, a price that cannot be read or is in another currency would be refused wherever it turns up."""
    assert told.monthly_budget is not None
    for country, _name in all_countries():
        price = parse_price(conditions(ForSale("+15105550123", country, "", toll_free)).price)
        assert price is not None
        assert not exceeds(price, told.monthly_budget)
