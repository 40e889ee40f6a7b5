"""Server-sent events that tell an open page what to fetch again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from bot.sandbox.slack.changes import Change, Changes

_QUIET_SECONDS = 15.0


async def event_stream(changes: Changes, person: str) -> AsyncIterator[str]:
    """Yield events for one person until the page goes away; a comment line every 15 s keeps the connection open."""
    with changes.follow(person) as queue:
        yield ": welcome\n\n"
        while True:
            try:
                first = await asyncio.wait_for(queue.get(), _QUIET_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            for event in _events([first, *_rest(queue)]):
                yield event


def _rest(queue: asyncio.Queue[Change]) -> list[Change]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


def _events(changes: list[Change]) -> list[str]:
    """Write one event per channel, with all kinds that concern it."""
    kinds: dict[str | None, list[str]] = {}
    for change in dict.fromkeys(changes):
        kinds.setdefault(change.channel, []).append(change.kind)
    return [
        f"event: change\ndata: {json.dumps({'kinds': names, 'channel': channel})}\n\n"
        for channel, names in kinds.items()
    ]
