"""The game: many requests at once, each with people, a plot and dice of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from tests.chaos import plots
from tests.chaos.asking import ask_to_buy, ask_to_release
from tests.chaos.diary import Diary
from tests.chaos.eyes import Eyes, wait_for
from tests.chaos.ground import Ground
from tests.chaos.hands import Hand
from tests.chaos.ledger_words import ENDS
from tests.chaos.plots import Plot, Scene
from tests.journeys.driver import text_of

APPROVERS = frozenset({BEN.id, CLEO.id})

_BUYS = 0.6
# What is left to release may not run out.
_FEWEST_LINES = 8
_END_SECONDS = 75.0
_PURCHASES: dict[Plot, int] = {
    plots.approve: 6,
    plots.approve_twice: 4,
    plots.race: 5,
    plots.approve_late: 2,
    plots.decline: 2,
    plots.decline_or_approve: 2,
    plots.withdraw: 2,
    plots.withdraw_or_approve: 2,
    plots.expire: 2,
    plots.intrude: 1,
}
_DELETIONS: dict[Plot, int] = _PURCHASES | {plots.stop: 6}


@dataclass(frozen=True, slots=True)
class Rules:
    """How a game goes. at_once: requests in flight; ttl, hold: as the bot is told."""

    rounds: int
    seed: int
    at_once: int
    ttl: timedelta
    hold: timedelta


class Game:
    """Plays rounds on a ground."""

    def __init__(self, ground: Ground, rules: Rules, diary: Diary) -> None:
        self._ground = ground
        self._rules = rules
        self._eyes = Eyes(ground.workspace)
        self._hands = {one.id: Hand(one.id, ground, self._eyes, diary) for one in (ANA, BEN, CLEO, DAN)}
        self._taken: set[int] = set()
        self.ended = 0

    async def play(self) -> None:
        """Play all rounds, several at a time."""
        room = asyncio.Semaphore(self._rules.at_once)

        async def one(n: int) -> None:
            async with room:
                await self._round(n, Random(f"{self._rules.seed} {n}"))  # noqa: S311 - dice
                self.ended += 1

        async with asyncio.TaskGroup() as rounds:
            for n in range(self._rules.rounds):
                rounds.create_task(one(n))

    async def _round(self, n: int, rng: Random) -> None:
        asker = self._hands[rng.choice((ANA.id, BEN.id, CLEO.id))]
        reason = f"Round {self._rules.seed}-{n:04}"
        line = None if rng.random() < _BUYS else self._line(rng)
        if line is None:
            asked = await ask_to_buy(asker, reason, rng)
            plot = _thrown(_PURCHASES, rng)
            number = ""
        else:
            number = self._ground.simulation.account.numbers[line].number
            asked = await ask_to_release(asker, reason, number, rng)
            plot = _thrown(_DELETIONS, rng)
        if asked:
            scene = self._scene(reason, number, asker, rng)
            await plot(scene)
            await wait_for(lambda: self._has_ended(scene), _END_SECONDS)
        if line is not None:
            self._taken.discard(line)

    def _scene(self, reason: str, number: str, asker: Hand, rng: Random) -> Scene:
        deciders = [self._hands[person] for person in sorted(APPROVERS - {asker.id})]
        rng.shuffle(deciders)
        return Scene(
            reason=reason,
            kind="deletion" if number else "purchase",
            number=number,
            asker=asker,
            deciders=tuple(deciders),
            bystander=self._hands[DAN.id],
            webs=tuple(half for half in self._ground.halves if half.role == "web"),
            eyes=self._eyes,
            rng=rng,
            ttl=self._rules.ttl.total_seconds(),
            hold=self._rules.hold.total_seconds(),
        )

    def _line(self, rng: Random) -> int | None:
        """Return the id of a line nobody else is about to release, None where too few are left."""
        free = sorted(set(self._ground.simulation.account.numbers) - self._taken)
        if len(free) < _FEWEST_LINES:
            return None
        line = rng.choice(free)
        self._taken.add(line)
        return line

    def _has_ended(self, scene: Scene) -> bool:
        card = scene.direct()()
        return card is not None and text_of(card["blocks"]).lstrip("*").startswith(ENDS)


def _thrown(choices: dict[Plot, int], rng: Random) -> Plot:
    return rng.choices(list(choices), list(choices.values()))[0]
