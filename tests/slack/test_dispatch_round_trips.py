"""How many answers of redis a click waits for: all of them together have one second."""

from __future__ import annotations

import pytest

from bot.sandbox.slack.people import BEN
from bot.talk.policy import Policy
from tests.slack.approvals import TOGETHER, asked, by, held, value
from tests.slack.conftest import Bot
from tests.slack.payloads import pressed_in_message


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


@pytest.mark.parametrize(
    ("action_id", "answers"),
    [
        ("request.approve", 3),
        ("request.decline", 2),
        ("request.withdraw", 3),
        ("request.stop", 3),
        ("request.details", 4),
    ],
)
async def test_a_click_waits_for_few_answers_of_redis(bot: Bot, action_id: str, answers: int) -> None:
    """Its signature; the record, and who clicked, at the same time; the transition."""
    request = (await held(bot))[0] if action_id == "request.stop" else await asked(bot)
    who = request.requested_by.id if action_id == "request.withdraw" else BEN.id
    click = by(pressed_in_message(action_id, value(request)), who)
    # Connections are opened and scripts are loaded once.
    await bot.forges(by(pressed_in_message("request.approve", "nothing:1"), BEN.id))
    bot.gate.lag, bot.gate.waits = 0.02, 0
    await bot.forges(click)
    assert bot.gate.waits == answers
