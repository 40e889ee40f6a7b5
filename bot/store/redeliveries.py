"""Payloads that several processes may be sent: whoever claims one first takes it, and nobody once it is answered.

A claim ends by itself unless it is prolonged: where its process was killed, what Slack sends again at once is taken by
another one, which has the time that is left of an answer's, instead of being thrown away as seen.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot.errors import StoreUnavailable
from bot.store.connection import Store
from bot.store.durations import milliseconds

CLAIMED = timedelta(seconds=1.2)
"""How long a claim lasts that is not prolonged: whoever waits for its end still has to answer within two seconds."""

_PROLONGED = timedelta(seconds=0.4)
# Slack repeats an event for about five minutes.
_REMEMBERED = timedelta(minutes=10)
_LOOK_AGAIN = 0.1
_ANSWERED = "answered"
# Our own answers have a few thousand characters; a larger one is said once and not kept.
_MOST_CHARACTERS = 50_000


class Redeliveries:
    """Who takes a payload, by what stays the same when it is sent again. One object for a whole process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claims: dict[str, str] = {}

    async def is_new(self, signature: str) -> bool:
        """Claim a payload: True where it is ours to take, False where it is answered; waits while another has it.

        Raises StoreUnavailable.
        """
        key, ours = self._store.keys.seen(signature), secrets.token_hex(8)
        while True:
            async with self._store.asking() as redis:
                # Where the reply is lost the client sends it again: what it then finds is its own mark.
                pipe = redis.pipeline(transaction=True)
                pipe.set(key, ours, nx=True, px=CLAIMED)
                pipe.get(key)
                _, mark = await pipe.execute()
            if mark == ours:
                self._claims[signature] = ours
                return True
            if mark and mark.startswith(_ANSWERED):
                return False
            await asyncio.sleep(_LOOK_AGAIN)

    @asynccontextmanager
    async def kept(self, signature: str) -> AsyncIterator[None]:
        """Prolong our claim on a payload, where it comes to one, for as long as the context lasts."""
        keeping = asyncio.create_task(self._keep(signature), name="claim")
        try:
            yield
        finally:
            keeping.cancel()

    async def answered(self, signature: str, answer: str = "") -> None:
        """Say that a payload was answered, for as long as Slack may send it again. Raises StoreUnavailable.

        answer: what Slack was told, for the process that is sent it again. Where another process has claimed it, what
        that one says counts.
        """
        mark = _ANSWERED + (answer if len(answer) <= _MOST_CHARACTERS else "")
        is_others = self._claims.pop(signature, None) is None
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.seen(signature), mark, px=_REMEMBERED, nx=is_others)

    async def answer(self, signature: str) -> str:
        """Return what Slack was told about a payload that was answered, "" for nothing. Raises StoreUnavailable."""
        async with self._store.asking() as redis:
            mark = await redis.get(self._store.keys.seen(signature))
        return str(mark or "").removeprefix(_ANSWERED)

    async def forget(self, signature: str) -> None:
        """Let a payload that we claimed and did not answer be taken when it comes again. Raises StoreUnavailable."""
        if ours := self._claims.pop(signature, None):
            async with self._store.asking():
                await self._store.run_script("lease", [self._store.keys.seen(signature)], [ours, ""])

    async def _keep(self, signature: str) -> None:
        while True:
            await asyncio.sleep(_PROLONGED.total_seconds())
            if ours := self._claims.get(signature):
                with suppress(StoreUnavailable):  # then nobody else can take it either
                    async with self._store.asking():
                        key = self._store.keys.seen(signature)
                        await self._store.run_script("lease", [key], [ours, milliseconds(CLAIMED)])
