"""Shifts against what people type, what views carry, and what breaks off in the middle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.shift_offer import offer_card
from bot.sandbox.slack.people import BEN, CLEO, DAN
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import PATIENCE, Bot
from tests.slack.shifts import ANAS, DANS, NUMBER, carried_out, now, on_call_set, posted, shift_of, starting, taken

HOSTILE = f"<!channel> *x* <@{BEN.id}> | > & _y_"


@pytest.fixture
def patience() -> float:
    """Redis is held up here."""
    return PATIENCE


async def test_an_end_that_was_not_understood_is_no_end(bot: Bot) -> None:
    """Sent as it stands, nonsense must not become a shift that never ends."""
    a_set = await on_call_set(bot)
    dan, view = await starting(bot, "EMEA nights until yesterday")
    answer = await dan.submits(view, NUMBER)
    assert "until" in answer.get("errors", {}), answer
    assert await shift_of(bot, a_set) is None
    assert (await dan.submits(view, NUMBER | {"until": {"shift.until": ""}}))["ok"]
    endless = await dan.sees_modal("Lasts until somebody ends it", callback_id="shift.start")
    assert (await dan.submits(endless, NUMBER))["ok"]
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert shift.until_ms is None


async def test_a_number_that_cannot_be_kept_for_the_next_time_keeps_nobody_from_a_shift(bot: Bot) -> None:
    """The shift stands by then; to say that it does not would be wrong."""
    a_set = await on_call_set(bot)
    dan, view = await starting(bot)
    bot.gate.loses = bot.store.keys.phones.encode()
    assert (await dan.submits(view, NUMBER))["ok"]
    bot.gate.loses = None
    await bot.gate.become("open")
    shift = await shift_of(bot, a_set)
    assert shift is not None
    await dan.sees_modal("You have EMEA nights")


async def test_a_shift_whose_set_has_a_hostile_name_calls_nobody(bot: Bot) -> None:
    """In every view and sentence on the way, a name is a name."""
    a_set = await on_call_set(bot, HOSTILE)
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall end channel")
    missing = await dan.sees_modal("Nobody has the shift", callback_id="notice")
    assert harmless(missing), text_of(missing)
    _, view = await starting(bot, "channel")
    assert harmless(view), text_of(view)
    assert (await dan.submits(view, NUMBER))["ok"]
    shift = await shift_of(bot, a_set)
    assert shift is not None
    for command, callback_id in (
        ("oncall", "oncall.overview"),
        ("oncall end", "shift.end"),
        ("oncall handover", "shift.handover"),
        ("oncall start channel", "notice"),
    ):
        await dan.types(f"/talk {command}")
        shown = await dan.sees_modal("channel", callback_id=callback_id)
        assert harmless(shown), text_of(shown)
    card = offer_card(replace(shift, offered_to=CLEO.id), CLEO.id)
    assert "<!channel" not in json.dumps(card.blocks) + card.text


async def test_the_place_of_a_card_is_nothing_that_a_view_can_choose(bot: Bot) -> None:
    """Whatever comes back in a view's own data, the card stands where it was said to stand."""
    a_set = await on_call_set(bot)
    _, view = await starting(bot)
    carried = json.loads(view["private_metadata"])
    assert "will stand in <#C0PHONEOPS>" in text_of(view)
    for forged in ("C0SECRET01", "U0BEN00001", "#general", 7):
        payload = payloads.submission(
            "shift.start",
            id=view["id"],
            private_metadata=json.dumps({**carried, "channel": forged}),
            blocks=view["blocks"],
            state={"values": {"number": {"shift.number": {"value": DANS}}, "until": {"shift.until": {"value": "12h"}}}},
        )
        user = {"id": DAN.id, "username": "dan", "name": "dan", "team_id": payloads.TEAM}
        await bot.forges(payload | {"user": user})
        shift = await shift_of(bot, a_set)
        assert shift is not None
        assert shift.channel == "C0PHONEOPS"


async def test_whoever_clicks_twice_that_they_have_a_shift_is_told_that_they_have_it(bot: Bot) -> None:
    """One outcome, and no word that it was not offered."""
    shift = await taken(bot, await on_call_set(bot, members=(DAN.id, BEN.id)))
    await bot.store.redis.hset(bot.store.keys.phones, BEN.id, ANAS)
    dan, ben = bot.person(DAN.id), bot.person(BEN.id)
    await dan.types("/talk oncall handover")
    await dan.submits(await dan.sees_modal(callback_id="shift.handover"), {"person": {"shift.person": BEN.id}})
    await carried_out(bot, shift)
    message = await posted(bot, BEN.id, offer_card(await now(bot, shift), BEN.id))
    await ben.clicks_in(message, "shift.accept")
    handed = await now(bot, shift)
    assert handed.owner == BEN.id
    await ben.clicks_in(message, "shift.accept")
    said = await ben.sees_message("You have", channel=message["channel"])
    assert "not offered any more" not in text_of(said)
    assert await now(bot, shift) == handed


def harmless(view: dict[str, Any]) -> bool:
    """Whether nothing in a view calls or mentions somebody whom a name only spells; plain text never does."""
    shown = " ".join(formatted(view["blocks"]))
    return "<!channel" not in shown and f"<@{BEN.id}>" not in shown


def formatted(node: Any) -> Iterator[str]:
    """Yield the texts in which marks have a meaning."""
    if isinstance(node, list):
        for each in node:
            yield from formatted(each)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        yield from formatted(list(node.values()))
