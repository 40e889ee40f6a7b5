"""How the services ask for what is to happen next, and the few values all of them say it with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.model import AnyRequest, Change, StepRun, Timer
from bot.store.outbox import Step

Schedule = Callable[[Step, AnyRequest | Change | StepRun | Timer], Awaitable[None]]
"""Asks for a step of a record soon; never fails, since the outbox has it anyway."""


async def at_once(schedule: Schedule, record: AnyRequest | Change | StepRun | Timer, *steps: Step) -> None:
    """Ask for several steps of a record; somebody waits for the answer, so neither waits for the other."""
    await asyncio.gather(*(schedule(step, record) for step in steps))


BOT = "talkbot"
"""Who caused what no person did, in the trail."""

NOW = timedelta(0)
