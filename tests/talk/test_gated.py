"""Work that is begun before it is allowed counts only if it is."""

from __future__ import annotations

import asyncio

import pytest

from bot.talk.gated import gated


async def _gate(answer: bool | Exception) -> bool:
    await asyncio.sleep(0)
    if isinstance(answer, Exception):
        raise answer
    return answer


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_the_gate_says_comes_first(at_once: bool) -> None:
    """Whoever lost their right hears of that, whatever else is wrong by now."""

    async def fails() -> str:
        raise ValueError("gone")

    assert await gated(_gate(False), fails(), at_once=at_once) == (False, None)
    with pytest.raises(PermissionError):
        await gated(_gate(PermissionError()), fails(), at_once=at_once)
    with pytest.raises(ValueError, match="gone"):
        await gated(_gate(True), fails(), at_once=at_once)


@pytest.mark.parametrize("at_once", [True, False])
async def test_work_begins_before_the_gate_only_where_that_is_asked_for(at_once: bool) -> None:
    """Only work that changes nothing may begin early."""
    order: list[str] = []

    async def gate() -> bool:
        await asyncio.sleep(0.01)
        order.append("gate")
        return True

    async def work() -> str:
        order.append("work")
        return "done"

    assert await gated(gate(), work(), at_once=at_once) == (True, "done")
    assert order == (["work", "gate"] if at_once else ["gate", "work"])


async def test_work_behind_a_closed_gate_is_given_up() -> None:
    """Nothing goes on behind the back of a request that was refused."""
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    assert await gated(_gate(False), work(), at_once=True) == (False, None)
    assert ended.is_set()
