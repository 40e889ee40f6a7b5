"""Compares again and again what somebody has for a while with Zendesk: `bot.talk.drift` says which lines when."""

from __future__ import annotations

from datetime import timedelta

import structlog
from docket import Docket, Perpetual

from bot.errors import StoreUnavailable
from bot.talk.drift import DriftWatch

log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=15)
"""How often lines are looked for whose turn it is: most rounds find none, and ask Zendesk nothing."""


class DriftJobs:
    """The watch of one account. every: how often a round begins."""

    def __init__(self, watch: DriftWatch, *, every: timedelta = EVERY) -> None:
        self._watch = watch
        self._every = every

    def register(self, docket: Docket) -> None:
        """Name the task to docket."""

        async def watch_drift(perpetual: Perpetual = Perpetual(every=self._every, automatic=True)) -> None:
            await self.round()

        docket.register(watch_drift)

    async def round(self) -> None:
        """Look at the lines whose turn it is; what stands in the way is for the next round."""
        try:
            done = await self._watch.round()
        except StoreUnavailable as error:
            log.info("nothing compared, as redis is away", problem=error.problem)
            return
        if done.calls:
            log.info("compared with Zendesk", watched=done.lines, calls=done.calls, found=done.found)
