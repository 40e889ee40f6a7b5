"""How many calls a flow makes to Slack, Zendesk and redis, against the fewest that do the job.

The fewest, and why:

- search. Slack: the modal, and the results in it. Zendesk: the search, and the addresses and groups that the next view
  shows. Redis: whether it was taken before, who may, the results.
- choose. The answer itself carries the view. Redis: whether it was taken before, the results, who may agree.
- ask. Slack: the view, and two cards, in the channel and in the messages, each posted and then given its buttons.
  Redis: taken before, the results, who may agree, the record; to show it: what stands, and for each card that it is
  about to be posted, where it is, that it has its buttons; and that all is shown.
- approve. Slack: rights, of two people and of a group; two cards and the view while it is ordered, and once more at its
  end; the news to each of the two. Zendesk: the list, and the order. Redis: taken before, the record and who it is, the
  decision; the record for the job, what it is ordered with, that it leaves, what came of it; to show it twice: what
  stands, the two cards, that it is shown; for each of the news that it is about to be told, and that it was.

What keeps an open Home tab up to date is not counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.counting import Counter, counted
from tests.benchmarks.far_world import FarWorld, far_world
from tests.benchmarks.figures import Figure
from tests.benchmarks.ground import Ground
from tests.journeys.asking import card_with, leaves, sends
from tests.journeys.driver import choice
from tests.journeys.processes import BotProcess


@dataclass(frozen=True, slots=True)
class Calls:
    """How many there were, or have to be, of each kind."""

    slack: int
    zendesk: int
    redis: int


FEWEST = {
    "search": Calls(2, 3, 3),
    "choose": Calls(0, 0, 3),
    "ask": Calls(5, 0, 12),
    "approve": Calls(11, 2, 19),
}


async def measure(ground: Ground) -> list[Figure]:
    """Count the calls of a purchase, the second one: the first fetches what is then kept, such as an access token."""
    folder = Path(ground.world.folder) / "calls"
    folder.mkdir()
    async with (
        counted(ground.redis_url, folder) as counter,
        far_world(folder, counter.url) as far,
        BotProcess("run", far.world.told, folder),
    ):
        if ground.size.warm:
            await _purchase(far, counter, 0, ground.size.settled)
        counts = await _purchase(far, counter, 1, ground.size.settled)
    return [
        Figure(
            f"calls to {name} to {flow}",
            str(ours := getattr(calls, kind)),
            str(fewest := getattr(FEWEST[flow], kind)),
            "the fewest that do it",
            ours / fewest if fewest else 1.0 + ours,
        )
        for flow, calls in counts.items()
        for kind, name in (("slack", "Slack"), ("zendesk", "Zendesk"), ("redis", "redis"))
    ]


async def _purchase(far: FarWorld, counter: Counter, place: int, settled: float) -> dict[str, Calls]:
    ana, ben = far.world.ana, far.world.ben
    counts: dict[str, Calls] = {}

    async def counting(flow: str, do: Callable[[], Awaitable[Any]]) -> Any:
        far.forget()
        counter.asked = 0
        came = await do()
        # What comes behind what people see belongs to it.
        await asyncio.sleep(settled)
        noted = [one.whose for one in far.noted() if not one.name.endswith("views.publish")]
        counts[flow] = Calls(noted.count("slack"), noted.count("zendesk"), counter.asked)
        return came

    results = await counting("search", lambda: ana.searches("US 510"))
    number = choice(results)["element"]["options"][place]
    shown = number["text"]["text"]
    view = await counting("choose", lambda: ana.picks(results, number["value"]))

    async def ask() -> dict[str, Any]:
        await sends(ana, view)
        return await card_with(ben, "request.approve", shown)

    card = await counting("ask", ask)
    await leaves(ana, await ana.sees_modal("Purchase requested", shown))

    async def approve() -> None:
        await ben.clicks_in(card, "request.approve")
        await ana.is_told("Bought", shown)

    await counting("approve", approve)
    return counts
