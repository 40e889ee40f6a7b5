"""One game from beginning to end: play, put everything right, wait until it settles, and compare."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.chaos.diary import Diary
from tests.chaos.gather import gather
from tests.chaos.ground import Ground, ground
from tests.chaos.ledger import Ledger, audit
from tests.chaos.play import APPROVERS, Game, Rules
from tests.chaos.table import Say
from tests.chaos.troubles import Temper, Troublemaker
from tests.chaos.violations import HEALS

_SAY_EVERY = 15.0
_AUDIT_EVERY = 2.0
# Once everything is right it has to stay so: an edit that comes late would show.
_QUIET = 3.0


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a game. seconds: with the wait after it; deliveries: requests that reached a process."""

    ledger: Ledger
    faults: Counter[str]
    deliveries: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a game goes. settle: the most seconds to wait after it until everything is right."""

    at_once: int
    ttl: timedelta
    hold: timedelta
    temper: Temper
    settle: float


QUICK = Pace(12, timedelta(seconds=25), timedelta(seconds=4), Temper(every=0.7, is_long=False), settle=120)
"""For a dozen requests within a minute or two."""

WHOLE = Pace(16, timedelta(seconds=60), timedelta(seconds=8), Temper(every=0.6, is_long=True), settle=300)
"""With every fault there is: long pauses, and orders that commit when nobody looks any more."""


async def run(folder: Path, *, rounds: int, seed: int, pace: Pace, say: Say, behind_sentinel: bool = False) -> Report:
    """Play a game in a folder of its own."""
    began = time.monotonic()
    rules = Rules(rounds, seed, pace.at_once, pace.ttl, pace.hold)
    diary = Diary()
    async with ground(folder, ttl=pace.ttl, hold=pace.hold, behind_sentinel=behind_sentinel) as here:
        game = Game(here, rules, diary)
        troubles = Troublemaker(here, diary, Random(f"{seed} troubles"), pace.temper)  # noqa: S311 - dice
        telling = asyncio.create_task(_tell(game, troubles, rules, say), name="progress")
        troubles.begin()
        try:
            await game.play()
        finally:
            telling.cancel()
            await troubles.end()
        say("All faults are taken back; waiting until everything has ended.")
        ledger = await _settled(here, diary, pace.settle)
        return Report(ledger, troubles.counts, len(here.doors.deliveries), time.monotonic() - began)


async def _settled(here: Ground, diary: Diary, seconds: float) -> Ledger:
    """Return the ledger as soon as nothing is left that may heal, or as it is when the time is over."""
    end = time.monotonic() + seconds
    healed_since: float | None = None
    while True:
        under_way = bool(here.simulation.later)
        ledger = audit(await gather(here, diary, APPROVERS))
        now = time.monotonic()
        is_healed = not under_way and not any(one.kind in HEALS for one in ledger.violations)
        healed_since = (healed_since or now) if is_healed else None
        if now > end or (healed_since is not None and now - healed_since > _QUIET):
            return ledger
        await asyncio.sleep(_AUDIT_EVERY)


async def _tell(game: Game, troubles: Troublemaker, rules: Rules, say: Say) -> None:
    began = time.monotonic()
    while True:
        await asyncio.sleep(_SAY_EVERY)
        faults = troubles.counts.total()
        say(f"{time.monotonic() - began:5.0f} s: {game.ended} of {rules.rounds} rounds over, {faults} faults")
