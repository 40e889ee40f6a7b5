"""Lists an account's numbers by turns as the bot does and with httpx and json alone, in a process of its own.

    python -m tests.benchmarks.listing_side URL ROUNDS

Prints, as JSON, for each side the seconds and the seconds of processor time of each round. All have the same pages to
read, and keep what they read: numbers as parsed, the lines that people see, or JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot import logs
from bot.__main__ import COLLECT_EVERY
from bot.sandbox.talk_api.settings import Credentials
from bot.talk.lines import in_order, line_of
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient

PATH = "/api/v2/channels/voice/phone_numbers"
Took = tuple[float, float]


async def main(url: str, rounds: int) -> dict[str, list[Took]]:
    """Measure rounds, the first of them for nothing."""
    token = BearerToken(Credentials().access_token)
    took: dict[str, list[Took]] = {"ours": [], "lines": [], "raw": []}
    header = {"Authorization": f"Bearer {Credentials().access_token}", "Accept": "application/json"}
    async with (
        TalkClient(url, token, user_agent="benchmarks") as zendesk,
        httpx.AsyncClient(headers=header, trust_env=False, timeout=30) as client,
    ):

        async def ours() -> int:
            return len(await zendesk.list_numbers())

        async def lines() -> int:
            return len(in_order(line_of(number) for number in await zendesk.list_numbers()))

        async def raw() -> int:
            numbers: list[dict[str, Any]] = []
            page: str | None = f"{url}{PATH}"
            while page:
                answer = (await client.get(page)).raise_for_status()
                read = json.loads(answer.content)
                numbers += read["phone_numbers"]
                page = read["next_page"]
            return len(numbers)

        for number in range(rounds + 1):
            counts = set()
            for name, side in (("ours", ours), ("lines", lines), ("raw", raw)):
                count, seconds = await _timed(side)
                counts.add(count)
                if number:
                    took[name].append(seconds)
            assert len(counts) == 1, f"the two sides read {counts} numbers"
    return took


async def _timed(side: Callable[[], Awaitable[int]]) -> tuple[int, Took]:
    begun, spent = time.perf_counter(), time.process_time()
    count = await side()
    return count, (time.perf_counter() - begun, time.process_time() - spent)


if __name__ == "__main__":
    # Nothing but the figures goes to standard output.
    logs.configure("ERROR", "json")
    # As the bot does.
    gc.set_threshold(COLLECT_EVERY)
    gc.freeze()
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2])))))
