"""Requests as Slack sends them, one at a time or several at once, with as little work on this side as can be."""

from __future__ import annotations

import itertools
import secrets
import socket
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tests.slack.payloads import ANA, command, form, pressed_in_view, signed

_PATIENCE = 30.0


class Bodies:
    """Makes whole HTTP requests, no two of them alike, as Slack's never are."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(6)
        self._counted = itertools.count()

    def command(self, text: str, by: str = ANA) -> bytes:
        """Return `/talk` with a text."""
        return _request(command(text, trigger_id=self._trigger(), user_id=by))

    def button(self, action_id: str) -> bytes:
        """Return a click in a modal."""
        return _request(form({**pressed_in_view(action_id), "trigger_id": self._trigger()}))

    def _trigger(self) -> str:
        return f"{self._run}.{next(self._counted)}"


class Connection:
    """A connection that is kept open, as a router in front of the bot keeps it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def __enter__(self) -> Self:
        """Lend it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self._socket.close()

    def send(self, request: bytes) -> None:
        """Send a request."""
        self._socket.sendall(request)

    def answer(self) -> bytes:
        """Read an answer and return its body. Raises OSError where it is none of success, or none comes."""
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        while len(body) < length:
            body += self._more()
        if not head.startswith(b"HTTP/1.1 200"):
            raise OSError(f"{head.splitlines()[0].decode()} {body[:200].decode(errors='replace')}")
        self._rest = body[length:]
        return body[:length]

    def ask(self, request: bytes) -> bytes:
        """Send a request and return the body of its answer. Raises OSError as `answer` does."""
        self.send(request)
        return self.answer()

    def _more(self) -> bytes:
        more = self._socket.recv(65_536)
        if not more:
            raise ConnectionResetError("the connection was closed")
        return more


def one_by_one(connection: Connection, requests: Sequence[bytes]) -> list[float]:
    """Send each request when the one before is answered; return the seconds each took."""
    took = []
    for request in requests:
        begun = time.perf_counter()
        connection.ask(request)
        took.append(time.perf_counter() - begun)
    return took


def all_at_once(connections: Sequence[Connection], requests: Sequence[bytes]) -> float:
    """Keep a request under way on every connection; return the seconds all of them took."""
    begun = time.perf_counter()
    waiting: list[Connection] = []
    left = iter(requests)
    for connection, request in zip(connections, left, strict=False):
        connection.send(request)
        waiting.append(connection)
    turn = 0
    for request in left:
        connection = waiting[turn % len(waiting)]
        connection.answer()
        connection.send(request)
        turn += 1
    for offset in range(len(waiting)):
        waiting[(turn + offset) % len(waiting)].answer()
    return time.perf_counter() - begun


def _request(body: str) -> bytes:
    headers = {"host": "127.0.0.1", **signed(body), "content-length": str(len(body.encode()))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n{body}".encode()
