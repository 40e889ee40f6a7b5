"""Acknowledgements: how long one takes, and how many a core does, against a bare Bolt app in both of its modes.

The bot does more than the bare app: it looks up in redis that the request was not taken before. Sending more than its
own processor time is not counted; redis has its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.figures import Figure, milliseconds, percentile, ratio_of_rounds
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Bodies, all_at_once, one_by_one
from tests.benchmarks.processes import Measured

AT_ONCE = 8
_OURS, _DEFAULT, _BEFORE = "talkbot", "bare Bolt app, default mode", "bare Bolt app, `process_before_response`"


@dataclass
class Rounds:
    """What one app showed, round by round: seconds, and requests a second of its processor time."""

    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    per_core: list[float] = field(default_factory=list)


async def measure(ground: Ground) -> list[Figure]:
    """Send commands and clicks to all three, in turn."""
    bodies = Bodies()
    async with AsyncExitStack() as stack:
        apps = {
            _OURS: await stack.enter_async_context(ground.bot("web")),
            _DEFAULT: await stack.enter_async_context(ground.bare(before_response=False)),
            _BEFORE: await stack.enter_async_context(ground.bare(before_response=True)),
        }
        commands = await _rounds(ground, apps, lambda: bodies.command("help"))
        clicks = await _rounds(ground, apps, lambda: bodies.button("offer.pick"))
    return [*_figures("a command", commands), *_figures("a click", clicks)]


async def _rounds(ground: Ground, apps: dict[str, Measured], new_request: Callable[[], bytes]) -> dict[str, Rounds]:
    shown = {name: Rounds() for name in apps}
    for number in range(ground.size.rounds + ground.size.warm):
        for name, app in apps.items():
            one_at_a_time = [new_request() for _ in range(ground.size.requests)]
            at_once = [new_request() for _ in range(2 * ground.size.requests)]
            took = await asyncio.to_thread(_latencies, app, one_at_a_time)
            spent = await asyncio.to_thread(_processor_time, app, at_once)
            if number < ground.size.warm:
                continue
            shown[name].p50.append(median(took))
            shown[name].p99.append(percentile(took, 99))
            shown[name].per_core.append(len(at_once) / spent)
    return shown


def _latencies(app: Measured, requests: Sequence[bytes]) -> list[float]:
    with app.connection() as connection:
        return one_by_one(connection, requests)


def _processor_time(app: Measured, requests: Sequence[bytes]) -> float:
    before = app.cpu()
    with ExitStack() as stack:
        all_at_once([stack.enter_context(app.connection()) for _ in range(AT_ONCE)], requests)
    return max(app.cpu() - before, 0.01)


def _figures(what: str, shown: dict[str, Rounds]) -> list[Figure]:
    ours, default, before = shown[_OURS], shown[_DEFAULT], shown[_BEFORE]

    def latency(name: str, mine: list[float], theirs: list[float], whose: str, at_most: float | None) -> Figure:
        return Figure(
            f"acknowledging {what}, {name}",
            milliseconds(median(mine)),
            milliseconds(median(theirs)),
            whose,
            ratio_of_rounds(mine, theirs),
            at_most=at_most,
        )

    return [
        latency("p50", ours.p50, default.p50, _DEFAULT, 0.15),
        latency("p50", ours.p50, before.p50, _BEFORE, 1.5),
        latency("p99", ours.p99, default.p99, _DEFAULT, None),
        latency("p99", ours.p99, before.p99, _BEFORE, None),
        Figure(
            f"acknowledging {what}, requests a second and core",
            f"{median(ours.per_core):,.0f}",
            f"{median(before.per_core):,.0f}",
            _BEFORE,
            ratio_of_rounds(ours.per_core, before.per_core),
            at_least=0.8,
        ),
    ]
