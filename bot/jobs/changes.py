"""The docket tasks that carry changes: carry one out, show its cards. They are swept with those of requests.

docket delivers at least once, so each of these may run twice at the same time: the records and leases guard.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from docket import Docket, ExponentialRetry

from bot.jobs.guarding import SOON, Guard
from bot.store.outbox import Outbox
from bot.talk.changing import Changing


class ChangeJobs:
    """The tasks of one account. show: brings every card of a change up to its record."""

    def __init__(self, changing: Changing, show: Callable[[str], Awaitable[object]], outbox: Outbox) -> None:
        self._changing = changing
        self._show = show
        self._guard = Guard(outbox)

    def register(self, docket: Docket) -> None:
        """Name the tasks to docket; a process that only schedules needs this as well."""

        async def change(change_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("change", change_id, self._changing.run)

        async def card(change_id: str, retry: ExponentialRetry = SOON) -> None:
            await self._guard("card", change_id, self._show)

        for task in (change, card):
            docket.register(task)
