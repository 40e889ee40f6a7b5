"""Starting: how long until the first command is acknowledged, and the memory after some hundreds of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.figures import Figure, milliseconds, ratio_of_rounds
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import Bodies, one_by_one
from tests.benchmarks.processes import Measured

_BARE = "bare Bolt app"


@dataclass
class Starts:
    """What the starts of one app showed: seconds, seconds of processor time, megabytes."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


async def measure(ground: Ground) -> list[Figure]:
    """Start each in turn, again and again."""
    sides: dict[str, Callable[[], Measured]] = {
        "`talkbot web`": lambda: ground.bot("web"),
        "`talkbot run`": lambda: ground.bot("run"),
        _BARE: lambda: ground.bare(before_response=True),
    }
    shown = {name: Starts() for name in sides}
    bodies = Bodies()
    for _ in range(ground.size.rounds):
        for name, side in sides.items():
            async with side() as app:
                shown[name].wall.append(app.started_in)
                shown[name].cpu.append(app.cpu_to_start)
                with app.connection() as connection:
                    requests = [bodies.command("help") for _ in range(ground.size.requests)]
                    await asyncio.to_thread(one_by_one, connection, requests)
                shown[name].memory.append(app.memory())
    return [figure for name in sides if name != _BARE for figure in _figures(name, shown[name], shown[_BARE])]


def _figures(name: str, ours: Starts, bare: Starts) -> list[Figure]:
    return [
        Figure(
            f"{name}: from start to the first answer",
            milliseconds(median(ours.wall)),
            milliseconds(median(bare.wall)),
            _BARE,
            ratio_of_rounds(ours.wall, bare.wall),
            at_most=3,
        ),
        Figure(
            f"{name}: processor time to start",
            milliseconds(median(ours.cpu)),
            milliseconds(median(bare.cpu)),
            _BARE,
            ratio_of_rounds(ours.cpu, bare.cpu),
            at_most=3,
        ),
        Figure(
            f"{name}: memory",
            f"{median(ours.memory):.0f} MB",
            f"{median(bare.memory):.0f} MB",
            _BARE,
            ratio_of_rounds(ours.memory, bare.memory),
            at_most=2,
        ),
    ]
