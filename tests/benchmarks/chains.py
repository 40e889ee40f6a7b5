"""From a click to what it was for, against the slowest chain of calls that nothing can do without.

Slack and Zendesk take as long as they usually do, so that the ratio says what the bot adds to their time. What the
needed calls took in a round is its floor: on a busy machine they take longer as well.

A search needs a modal, and the numbers for it at the same time; then the numbers are put into the modal.
An approval needs rights read from Slack and the account's numbers from Zendesk, at the same time; then the order; then
the receipt put into the card.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.far_world import ZENDESK_SECONDS, FarWorld, Noted, far_world
from tests.benchmarks.figures import Figure, milliseconds, ratio_of_rounds
from tests.benchmarks.ground import Ground
from tests.journeys.asking import card_with, leaves, sends
from tests.journeys.driver import choice, until
from tests.journeys.processes import BotProcess

_FLOOR = "the slowest chain of calls that is needed"
_RIGHTS = ("POST users.info", "GET users.info", "POST usergroups.users.list", "GET usergroups.users.list")


@dataclass
class Chain:
    """What one chain took in each round, and the least that its calls took: seconds."""

    took: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)


async def measure(ground: Ground) -> list[Figure]:
    """Buy a number in each round, by approval."""
    searches, approvals = Chain(), Chain()
    folder = Path(ground.world.folder) / "far"
    folder.mkdir()
    async with far_world(folder) as far, BotProcess("run", far.world.told, folder):
        for number in range(ground.size.rounds + ground.size.warm):
            if number == ground.size.warm:
                searches, approvals = Chain(), Chain()
            results = await _search(far, searches)
            await _approve(far, results, number, approvals)
    return [
        _figure("from the command to the results on screen", searches),
        _figure("from Approve to the receipt in the card", approvals),
    ]


async def _search(far: FarWorld, shown: Chain) -> dict[str, Any]:
    far.forget()
    begun = time.perf_counter()
    results = await far.world.ana.searches("US 510")
    filled = await until(lambda: _ended(far, "POST views.update", since=begun), "the view to be filled")
    shown.took.append(filled.ended - begun)
    shown.floor.append(max(_took(far, "POST views.open"), _took(far, "GET phone_numbers/search")) + _seconds(filled))
    return results


async def _approve(far: FarWorld, results: dict[str, Any], place: int, told: Chain) -> None:
    ana, ben = far.world.ana, far.world.ben
    number = choice(results)["element"]["options"][place]
    shown: str = number["text"]["text"]
    await sends(ana, await ana.picks(results, number["value"]))
    card = await card_with(ben, "request.approve", shown)
    await leaves(ana, await ana.sees_modal("Purchase requested", shown))
    await until(lambda: _is_quiet(far), "every card of the request to be shown")
    far.forget()
    begun = time.perf_counter()
    await ben.clicks_in(card, "request.approve")
    ordered = await until(lambda: _ended(far, "POST phone_numbers", since=begun), "the order")
    receipt = await until(lambda: _ended(far, "POST chat.update", since=ordered.ended), "the receipt")
    told.took.append(receipt.ended - begun)
    checked = max(_took(far, *_RIGHTS), _took(far, "GET phone_numbers"))
    told.floor.append(checked + _seconds(ordered) + _seconds(receipt))
    await ana.is_told("Bought", shown)
    await until(lambda: _is_quiet(far), "the purchase to end")


async def _is_quiet(far: FarWorld) -> bool:
    """Whether nothing was asked of Slack or Zendesk for longer than an answer takes."""
    return time.perf_counter() - max(one.ended for one in far.noted()) > 2 * ZENDESK_SECONDS


async def _ended(far: FarWorld, name: str, *, since: float) -> Noted | None:
    return next((one for one in far.noted() if one.name == name and one.began >= since), None)


def _took(far: FarWorld, *names: str) -> float:
    """Return how long the quickest of these calls took in this round."""
    return min(_seconds(one) for one in far.noted() if one.name in names)


def _seconds(one: Noted) -> float:
    return one.ended - one.began


def _figure(name: str, chain: Chain) -> Figure:
    ratio = ratio_of_rounds(chain.took, chain.floor)
    ours, floor = milliseconds(median(chain.took)), milliseconds(median(chain.floor))
    return Figure(name, ours, floor, _FLOOR, ratio, at_most=1.1)
