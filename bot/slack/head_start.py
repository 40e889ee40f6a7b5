"""The head start of an answer that carries a view over the calls that bring this view up to date.

The answer to a form travels another way into Slack than our calls do, and nothing promises that they are carried out in
turn. An update that is carried out first is undone by the answer, and a view that says to wait stays behind for good.
"""

from __future__ import annotations

import asyncio
import time
from contextvars import ContextVar

_SECONDS = 0.25
"""More than a network's jitter, less than what people call slow; what is read meanwhile takes most of it anyway."""

_answered: ContextVar[float] = ContextVar("answered", default=-_SECONDS)


def answered_with_view() -> None:
    """Note that an answer which may carry a view has just left: tasks that are started now know it."""
    _answered.set(time.monotonic())


async def head_start() -> None:
    """Return once the answer before this task, if it may have carried a view, had its head start."""
    await asyncio.sleep(max(0.0, _answered.get() + _SECONDS - time.monotonic()))
