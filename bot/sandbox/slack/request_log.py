"""The last 500 requests between the workspace and the bot, without the secrets in them."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bot.sandbox.slack.changes import Changes

KEPT = 500
_MOST_TEXT = 100_000
# Whoever has a response_url can post with it; inside forms its slashes are percent-encoded.
_RESPONSE_URL = re.compile(r"((?:/|%2F)(?:commands|actions|app)(?:/|%2F)T\w+(?:/|%2F))\d+(?:/|%2F)\w+")


@dataclass(slots=True)
class Traffic:
    """One side of an exchange: header names to values, and the body as text."""

    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(slots=True)
class Entry:
    """One exchange. direction: to_bot, from_bot or response_url; ms: how long it took; status None: no answer came."""

    n: int
    at: float
    direction: str
    title: str
    status: int | None
    ms: float | None
    ok: bool
    error: str | None
    request: Traffic
    response: Traffic

    def summary(self) -> dict[str, Any]:
        """Return what a list of entries shows."""
        names = ("n", "at", "direction", "title", "status", "ms", "ok", "error")
        return {name: getattr(self, name) for name in names}

    def whole(self) -> dict[str, Any]:
        """Return everything, bodies included."""
        both = {"request": self.request, "response": self.response}
        return self.summary() | {name: {"headers": dict(t.headers), "body": t.body} for name, t in both.items()}


class RequestLog:
    """Keeps exchanges in order; `secrets` are replaced wherever they stand."""

    def __init__(self, changes: Changes, secrets: Iterable[str]) -> None:
        self._changes = changes
        self._secrets = tuple(form for secret in secrets for form in {secret, quote(secret, safe="")})
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._last = 0

    def add(
        self,
        direction: str,
        title: str,
        *,
        started: float,
        request: Traffic,
        response: Traffic,
        status: int | None,
        error: str | None,
    ) -> int:
        """Keep an exchange that began at `started` (time.perf_counter) and has just ended; its number."""
        self._last += 1
        took = time.perf_counter() - started
        entry = Entry(
            n=self._last,
            at=time.time() - took,
            direction=direction,
            title=self._clean(title)[:200],
            status=status,
            ms=round(took * 1000, 1),
            ok=error is None,
            error=error,
            request=self._clean_traffic(request),
            response=self._clean_traffic(response),
        )
        self._entries.append(entry)
        self._changes.tell("log")
        return entry.n

    def blame(self, n: int | None, error: str) -> None:
        """Say afterwards what was wrong with an answer that looked right at first."""
        entry = None if n is None else self.get(n)
        if entry is not None:
            entry.ok, entry.error = False, error
            self._changes.tell("log")

    def after(self, n: int) -> list[Entry]:
        """Return the entries later than number n, oldest first."""
        return [entry for entry in self._entries if entry.n > n]

    def get(self, n: int) -> Entry | None:
        """Return one entry, None once it has made room for later ones."""
        return next((entry for entry in self._entries if entry.n == n), None)

    @property
    def last(self) -> int:
        """The number of the latest entry, 0 at first."""
        return self._last

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._entries.clear()

    def _clean_traffic(self, traffic: Traffic) -> Traffic:
        headers = {name: self._clean(value) for name, value in traffic.headers.items()}
        return Traffic(headers, self._clean(traffic.body[:_MOST_TEXT]))

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return _RESPONSE_URL.sub(r"\1…", text)
