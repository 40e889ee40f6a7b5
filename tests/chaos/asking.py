"""How people come to a request: they search and pick a number, or name a line, and say why."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from typing import Any

from tests.chaos.diary import Asked
from tests.chaos.eyes import reference_in, wait_for
from tests.chaos.hands import Hand
from tests.journeys.driver import choice

AREAS = ("201", "202", "206", "212", "213", "303", "305", "312", "404", "415", "503", "510", "512", "617", "702", "713")
_TRIES = 4
_PAUSE = 0.7
# A click that was not answered may have counted all the same: then the card comes.
_CARD_SECONDS = 12.0
_TWICE = 0.25
_NICKNAMED = 0.3


async def ask_to_buy(hand: Hand, reason: str, rng: Random) -> bool:
    """Search, pick, say why; return whether there is, or may be, such a request."""
    for _ in range(_TRIES):
        async with hand.modals():
            results = await hand.opens(f"/talk search US {rng.choice(AREAS)}", "search.results")
            confirm = await _picked(hand, results, rng) if results else None
            if confirm is None or confirm["submit"] is None:
                continue
            values: dict[str, dict[str, Any]] = {"reason": {"reason.type": reason}}
            if rng.random() < _NICKNAMED:
                values["nickname"] = {"nickname.type": f"Line {reason[-4:]}"}
            asked = Asked(reason, "purchase", hand.id, was_answered=True)
            if await _submit(hand, confirm, values, asked, rng):
                return True
    return False


async def ask_to_release(hand: Hand, reason: str, number: str, rng: Random) -> bool:
    """Name a line, type its last digits, say why; return whether there is, or may be, such a request."""
    for _ in range(_TRIES):
        async with hand.modals():
            confirm = await hand.opens(f"/talk delete {number}", "release.confirm", seconds=12)
            if confirm is None or confirm["submit"] is None:
                continue
            if await confirm_release(hand, confirm, reason, number, rng):
                return True
    return False


async def confirm_release(hand: Hand, confirm: dict[str, Any], reason: str, number: str, rng: Random) -> bool:
    """Fill in the form of a release and send it."""
    values: dict[str, dict[str, Any]] = {"reason": {"reason.type": reason}, "digits": {"digits.type": number[-4:]}}
    asked = Asked(reason, "deletion", hand.id, was_answered=True)
    return await _submit(hand, confirm, values, asked, rng)


async def _picked(hand: Hand, results: dict[str, Any], rng: Random) -> dict[str, Any] | None:
    block = choice(results)
    number = rng.choice(block["element"]["options"])["value"]
    answer = await hand.submits(results, {block["block_id"]: {"offer.pick": number}})
    return hand.eyes.modal(hand.id, "purchase.confirm") if answer["ok"] else None


async def _submit(
    hand: Hand, form: dict[str, Any], values: dict[str, dict[str, Any]], asked: Asked, rng: Random
) -> bool:
    """Send a form, now and then twice at once, and again where nobody answered."""
    shown = "purchase.progress" if asked.kind == "purchase" else "release.progress"
    for _ in range(_TRIES):
        times = 2 if rng.random() < _TWICE else 1
        await asyncio.gather(*(hand.submits(form, values) for _ in range(times)))
        if stands := hand.eyes.modal(hand.id, shown):
            hand.diary.asked.append(replace(asked, request=reference_in(stands["blocks"])))
            return True
        modal = hand.eyes.modal(hand.id)
        if modal is None or modal["id"] != form["id"]:
            break  # another view says why not
        await asyncio.sleep(_PAUSE)
    direct = hand.eyes.direct(hand.id)
    came = await wait_for(lambda: hand.eyes.card(direct, asked.reason), _CARD_SECONDS) is not None
    if came:
        hand.diary.asked.append(replace(asked, was_answered=False))
    return came
