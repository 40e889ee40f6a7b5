"""What redis says of itself, in one round trip and a few pings. What it does not let us ask is None."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

_PINGS = 7
_KEY = "talkbot:doctor:{}"
_KEPT_MS = 1000
_CONFIRM_MS = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """info: what INFO answers; refused: redis's word for why it refused a write or a script, "" where it took both.

    ping_ms: the quickest of several round trips, so that a busy machine is not taken for a long way; ahead: seconds
    that redis's clock is ahead of ours; appendfsync: None where CONFIG is not for us; confirms: whether WAITAOF says
    that a write is on disk.
    """

    info: Mapping[str, Any]
    refused: str
    ping_ms: float
    ahead: float | None
    appendfsync: str | None
    confirms: bool

    def text(self, name: str) -> str:
        """Return what INFO says under a name, empty where it does not."""
        return str(self.info.get(name, ""))

    def number(self, name: str) -> int:
        """Return a number of INFO's, 0 where it says none."""
        try:
            return int(self.info.get(name, 0))
        except (TypeError, ValueError):
            return 0


async def ask(redis: Redis) -> Facts:
    """Ask for everything. Raises what redis raises where it is away or lets nobody in."""
    await redis.ping()  # it may refuse us at the door, and the first round trip opens the connection
    pings = [await _ping_ms(redis) for _ in range(_PINGS)]
    pipe = redis.pipeline(transaction=False)
    pipe.time()
    pipe.info()
    pipe.set(_KEY.format(secrets.token_hex(8)), "1", px=_KEPT_MS)
    pipe.eval("return 1", 0)
    pipe.config_get("appendfsync")
    pipe.execute_command("WAITAOF", 1, 0, _CONFIRM_MS)
    before = time.time()
    there, info, written, scripted, config, confirmed = await pipe.execute(raise_on_error=False)
    refusal = next((_word(answer) for answer in (written, scripted) if isinstance(answer, Exception)), "")
    return Facts(
        info=info if isinstance(info, dict) else {},
        refused=refusal,
        ping_ms=min(pings),
        ahead=None if isinstance(there, Exception) else int(there[0]) + int(there[1]) / 1e6 - before,
        appendfsync=str(config["appendfsync"]) if isinstance(config, dict) and "appendfsync" in config else None,
        confirms=isinstance(confirmed, list) and int(confirmed[0]) > 0,
    )


def _word(error: Exception) -> str:
    """Return redis's word for an error; its client takes some of them off the text and makes classes of them."""
    kinds = {"OutOfMemoryError": "OOM", "ReadOnlyError": "READONLY", "NoPermissionError": "NOPERM"}
    said = re.search(r"\b(NOREPLICAS|MISCONF|OOM|READONLY|NOPERM|LOADING|MASTERDOWN)\b", str(error))
    return kinds.get(type(error).__name__) or (said[1] if said else type(error).__name__)


async def _ping_ms(redis: Redis) -> float:
    before = time.perf_counter()
    await redis.ping()
    return (time.perf_counter() - before) * 1000
