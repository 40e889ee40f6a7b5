"""What is seen of every request: one line and one count for its answer, and the same id in what goes on behind it."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.slack import taking
from tests.scraping import counted
from tests.slack import payloads
from tests.slack.conftest import PATIENCE, Bot

COUNT = "talkbot_ack_seconds_count"


@pytest.fixture
def patience() -> float:
    """Redis is held up here."""
    return PATIENCE


def logged(logs: list[Any], event: str) -> list[Any]:
    """Return the lines about one event."""
    return [entry for entry in logs if entry["event"] == event]


async def test_a_click_is_followed_from_its_answer_to_what_is_done_behind_it(bot: Bot) -> None:
    """A search: nothing is written down, so that the click alone joins its lines."""
    before = counted(COUNT, kind="command", outcome="taken")
    with capture_logs(processors=[merge_contextvars]) as logs:
        await bot.person().searches("US 510")
        await bot.settled()
    (answered,) = logged(logs, "answered")
    assert (answered["kind"], answered["what"], answered["outcome"]) == ("command", "search", "taken")
    assert answered["by"] == bot.person().id
    calls = logged(logs, "zendesk")
    assert calls
    assert {entry["click"] for entry in (answered, *calls)} == {answered["click"]}
    assert counted(COUNT, kind="command", outcome="taken") == before + 1


async def test_two_clicks_have_two_ids(bot: Bot) -> None:
    """Even of one person, on one connection."""
    with capture_logs(processors=[merge_contextvars]) as logs:
        for _ in range(2):
            await bot.person().types("/talk help")
    assert len({entry["click"] for entry in logged(logs, "answered")}) == 2


async def test_what_somebody_typed_is_not_in_the_line(bot: Bot) -> None:
    """They search for their customers' names and numbers."""
    with capture_logs() as logs:
        await bot.person().types("/talk list Okafor +1 510-555-0199")
        await bot.person().types("/talk Okafor")
    assert [entry["what"] for entry in logged(logs, "answered")] == ["list", None]
    assert "Okafor" not in str(logs)


async def test_words_bugs_and_repetitions_are_counted_apart(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal in words is an ordinary day; a bug is not."""
    wanted = [("command", "worded"), ("command", "bug"), ("command", "repeated"), ("command", "late")]
    before = [counted(COUNT, kind=kind, outcome=outcome) for kind, outcome in wanted]
    bugs = counted("talkbot_bugs_total", where="ack")
    await bot.person().types("/talk search Atlantis")

    def breaks(_: str) -> None:
        raise KeyError("x")

    with monkeypatch.context() as patched:
        patched.setattr("bot.slack.listeners.command.parse", breaks)
        await bot.person().types("/talk help")
    await bot.sends(bot.wire.received[-1], bot.wire.headers[-1])
    monkeypatch.setattr(taking, "_ANSWER_SECONDS", PATIENCE / 4)
    bot.gate.lag = PATIENCE / 2
    await bot.person().types("/talk pending")
    bot.gate.lag = 0.0
    after = [counted(COUNT, kind=kind, outcome=outcome) for kind, outcome in wanted]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1, 1]
    assert counted("talkbot_bugs_total", where="ack") == bugs + 1


async def test_what_slack_did_not_sign_is_counted_by_status(bot: Bot) -> None:
    """Many of these mean a wrong secret, or a stranger."""
    before = counted("talkbot_refused_requests_total", status="401")
    as_form = {"content-type": "application/x-www-form-urlencoded"}
    await bot.sends(payloads.command("help"), as_form)
    assert counted("talkbot_refused_requests_total", status="401") == before + 1
    assert (await bot.sends("ssl_check=1&token=x", as_form)).status_code == 200
    assert counted("talkbot_refused_requests_total", status="200") == 0
