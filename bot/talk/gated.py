"""Work that counts only if something else allows it, and need not wait to hear that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def gated(gate: Awaitable[bool], work: Coroutine[Any, Any, T], *, at_once: bool) -> tuple[bool, T | None]:
    """Return whether the gate is open, and what came of the work if it is.

    at_once: begin the work before the gate has answered, which is for work that changes nothing. Whatever the gate
    raises comes first; what the work raises counts only where the gate is open.
    """
    begun = asyncio.create_task(work) if at_once else None
    try:
        if not await gate:
            return False, None
        return True, await (begun or work)
    finally:
        if begun is None:
            work.close()
        else:
            begun.cancel()
            await asyncio.gather(begun, return_exceptions=True)
