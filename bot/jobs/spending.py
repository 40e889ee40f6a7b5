"""Looks once an hour whether what counts to the budget is still owned."""

from __future__ import annotations

from datetime import timedelta

import structlog
from docket import Docket, Perpetual

from bot.errors import ZendeskError
from bot.talk.spending import Spending

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=1)


class SpendingJobs:
    """The hourly look of one account."""

    def __init__(self, spending: Spending) -> None:
        self._spending = spending

    def register(self, docket: Docket) -> None:
        """Name the task to docket."""

        async def settle_spending(perpetual: Perpetual = Perpetual(every=EVERY, automatic=True)) -> None:
            try:
                await self._spending.settle()
            except ZendeskError as error:
                log.info("budget not compared with what is owned", problem=str(error))

        docket.register(settle_spending)
