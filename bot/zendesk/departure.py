"""What is known of a call however often it is tried: whether it left, may have acted, and until when it may leave.

httpx tells of every step through httpcore's trace extension; the steps named here are httpcore 1.0's, for HTTP/1.1.
https://www.encode.io/httpcore/extensions/#trace
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

_HEADERS = "http11.send_request_headers.started"
_BODY = "http11.send_request_body.started"


class TooLate(Exception):
    """The request was stopped, as it would have left after the time it had to leave by."""


class Departure:
    """A trace for one call, however often it is tried.

    send_by: on time.monotonic()'s clock; nothing leaves after it. None: whenever. left: whether a byte of any request
    may have left; may_have_acted: whether a try that was followed by another may have done what the call asked.
    """

    def __init__(self, send_by: float | None = None) -> None:
        self.left = False
        self.may_have_acted = False
        self._send_by = send_by

    def no_later_than(self, deadline: float) -> float:
        """Return until when another try is worth waiting for: the deadline, or `send_by` where that is earlier."""
        return deadline if self._send_by is None else min(deadline, self._send_by)

    def check(self) -> None:
        """Raise TooLate once the time to leave has passed."""
        if self._send_by is not None and time.monotonic() > self._send_by:
            raise TooLate

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of a step, before httpcore makes it; what is raised here stops it."""
        if event not in (_HEADERS, _BODY) or info["request"].method == b"CONNECT":
            return  # a proxy is asked for a tunnel with the same trace; that is not our request yet
        # The body leaves on its own, after the headers, and an order is none without it.
        self.check()
        self.left = True
