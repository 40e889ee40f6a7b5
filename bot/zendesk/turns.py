"""How many calls to Zendesk are under way at once, and who is next: whoever has somebody waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import ZendeskCrowded

MOST_AT_ONCE = 20
"""Calls of one process under way at once: with answers of half a second enough for the largest plan's limit."""

MOST_PATIENT = 8
"""Those among them that nobody waits for."""

MOST_WAITING = 80
"""Calls that may wait for their turn while somebody waits for them; more would not be answered in time."""

MOST_IN_A_ROW = 10
"""Calls that somebody waits for, one after the other, before one that can wait has a turn if none has one."""


class Turns:
    """The turns of one process. Those that can wait have some of them, and only when nobody else wants one.

    One has a turn now and then all the same: what is to end at its time must not wait for as long as people come.
    """

    def __init__(self) -> None:
        self._under_way = self._patient_under_way = self._in_a_row = 0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, *, patient: bool) -> AsyncIterator[None]:
        """Wait for a turn and have it for as long as the context lasts. Raises ZendeskCrowded where too many wait."""
        line = self._patient if patient else self._urgent
        if line or not self._is_free(patient=patient):
            if not patient and len(line) >= MOST_WAITING:
                raise ZendeskCrowded
            await self._wait(line, patient=patient)
        else:
            self._begin(patient=patient)
        try:
            yield
        finally:
            self._end(patient=patient)

    async def _wait(self, line: deque[asyncio.Future[None]], *, patient: bool) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._end(patient=patient)  # the turn came with the cancellation
            else:
                line.remove(mine)
            raise

    def _is_free(self, *, patient: bool) -> bool:
        return self._under_way < MOST_AT_ONCE and not (patient and self._patient_under_way >= MOST_PATIENT)

    def _begin(self, *, patient: bool) -> None:
        self._under_way += 1
        self._patient_under_way += patient

    def _end(self, *, patient: bool) -> None:
        self._under_way -= 1
        self._patient_under_way -= patient
        if self._in_a_row >= MOST_IN_A_ROW:
            self._let_in(self._patient, patient=True, most=1)
        self._let_in(self._urgent, patient=False, most=MOST_AT_ONCE)
        self._let_in(self._patient, patient=True, most=MOST_PATIENT)

    def _let_in(self, line: deque[asyncio.Future[None]], *, patient: bool, most: int) -> None:
        for _ in range(most):
            if not line or not self._is_free(patient=patient):
                return
            self._begin(patient=patient)
            self._in_a_row = self._in_a_row + 1 if self._patient and not self._patient_under_way else 0
            line.popleft().set_result(None)
