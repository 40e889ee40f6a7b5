"""Case after case until the time is over, and what was found."""

from __future__ import annotations

import asyncio
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from tests.fuzz.ground import Ground, ground
from tests.fuzz.targets import TARGETS, Target, plays
from tests.fuzz.watch import Watch

_ANEW_EVERY = 250
# Where what is bent could be a trigger or a view's id, Slack refuses for its sake.
_OUR_OWN_WORDS = frozenset({"play", "warm", "typed", "Zendesk's answers", "records"})
_LONGEST = 90.0  # seconds for one case; a loaded machine is slow, and something that hangs is slower


@dataclass(frozen=True)
class Find:
    """Something that should not have happened. number: of the case among its target's."""

    target: str
    number: int
    problems: tuple[str, ...]
    did: tuple[str, ...]

    @property
    def signature(self) -> str:
        """What tells it from other finds: the last line of its first traceback, and where that was raised."""
        first = self.problems[0].rstrip().splitlines()
        places = [line.strip() for line in first if line.strip().startswith("File ") and "/bot/" in line]
        return re.sub(r"0x[0-9a-f]+|[0-9a-f]{20}", "…", f"{first[-1][:120]} {places[-1] if places else ''}")


@dataclass
class Report:
    """How many cases of each target there were, and what was found: one of each signature."""

    cases: Counter[str] = field(default_factory=Counter)
    finds: dict[str, Find] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


async def run(
    redis_url: str,
    *,
    seconds: float,
    seed: int,
    only: str = "",
    most_finds: int = 50,
    warming_up: int = 12,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Throw cases for some seconds, or until so much was found.

    only: part of the name of the targets that are meant; warming_up: cases of ordinary use before, so that there are
    records and payloads to bend.
    """
    chosen = {name: found for name, found in TARGETS.items() if only in name}
    with Watch() as watch:
        async with ground(redis_url) as there:
            game = _Game(there, watch, say)
            for number in range(warming_up):
                await game.throws("play", plays, number, dice_of(seed, "warm", number))
            began = time.monotonic()
            for count, (name, number) in enumerate(_in_turn(chosen, dice_of(seed)), 1):
                if time.monotonic() - began > seconds or len(game.report.finds) >= most_finds:
                    break
                if count % _ANEW_EVERY == 0:
                    await there.begins_anew()
                await game.throws(name, chosen[name][0], number, dice_of(seed, name, number))
            game.report.seconds = time.monotonic() - began
    return game.report


def dice_of(*parts: object) -> Random:
    """Return dice that these parts decide."""
    return Random(":".join(map(str, parts)))  # noqa: S311 - they hide nothing


class _Game:
    """Throws single cases, and keeps what was found. say: hears of each new find."""

    def __init__(self, there: Ground, watch: Watch, say: Callable[[str], None]) -> None:
        self._there = there
        self._watch = watch
        self._say = say
        self.report = Report()

    async def throws(self, name: str, target: Target, number: int, dice: Random) -> None:
        """Throw one case."""
        there, did, problems = self._there, list[str](), list[str]()
        self._watch.blames_blocks = name in _OUR_OWN_WORDS
        try:
            async with asyncio.timeout(_LONGEST):
                did = await target(there, dice)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            problems.append(traceback.format_exc())
        finally:
            there.leaves_alone()
        for kept in (there.door.did, there.talk.did, there.slack.did):
            did = [*did, *kept]
            kept.clear()
        problems += [*self._watch.taken(), *there.door.broken]
        there.door.broken.clear()
        self.report.cases[name] += 1
        if problems:
            self._found(Find(name, number, tuple(problems), tuple(did)))

    def _found(self, find: Find) -> None:
        report = self.report
        report.times[find.signature] += 1
        if report.finds.setdefault(find.signature, find) is find:
            self._say(f"{find.target}, case {find.number}: {find.signature}")


def _in_turn(targets: Mapping[str, tuple[Target, int]], dice: Random) -> Iterator[tuple[str, int]]:
    numbers: Counter[str] = Counter()
    while True:
        round_of = [name for name, (_, weight) in targets.items() for _ in range(weight)]
        dice.shuffle(round_of)
        for name in round_of:
            numbers[name] += 1
            yield name, numbers[name]
