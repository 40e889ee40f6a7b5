"""A redis server as Debian ships it, in a folder and on a port of its own: started, killed, paused, started again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil
import pytest

from bot.sandbox.bot_process import free_port
from tests.shared_redis.certificates import Certificates

BINARY = shutil.which("redis-server")
NEEDS_REDIS = pytest.mark.skipif(
    BINARY is None or shutil.which("openssl") is None, reason="needs redis-server and openssl: `apt install` both"
)
"""Tests marked so are skipped where the servers are not installed; CI installs them."""

PASSWORD = "made-for-this-test"

# `cat` ends when the last holder of the pipe is gone, so that no server outlives a test run that was killed.
_GUARDIAN = '"$@" >&2 & server=$!; echo "$server"; cat >/dev/null; kill -KILL "$server"; wait "$server"'
_PATIENCE = 30.0


class RedisServer:
    """One process. lines: further lines of its configuration; sentinel: it watches others instead of keeping data."""

    def __init__(
        self,
        folder: Path,
        lines: Sequence[str] = (),
        *,
        certificates: Certificates | None = None,
        sentinel: bool = False,
        port: int | None = None,
    ) -> None:
        self.port = port or free_port()
        self._folder = folder
        self._sentinel = sentinel
        self._guardian: subprocess.Popen[bytes] | None = None
        self._process: psutil.Process | None = None
        folder.mkdir(parents=True)
        listening = [f"port {self.port}"]
        if certificates is not None:
            listening = [
                "port 0",
                f"tls-port {self.port}",
                f"tls-ca-cert-file {certificates.authority}",
                f"tls-cert-file {certificates.certificate}",
                f"tls-key-file {certificates.key}",
                "tls-auth-clients no",
                "tls-replication yes",
            ]
        common = ["bind 127.0.0.1", "protected-mode no", f"dir {folder}", "daemonize no", *listening]
        (folder / "redis.conf").write_text("\n".join([*common, *lines, ""]))

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, whatever became of it."""
        if self._guardian is not None and self.process.is_running():
            # Its end has to be waited for by nobody: what it holds is the test's.
            self.process.kill()
        if self._guardian is not None and self._guardian.stdin is not None:
            self._guardian.stdin.close()
            self._guardian.wait()
            self._guardian = None

    def start(self, *, following: RedisServer | None = None) -> None:
        """Start, with the data that it had; return once it takes connections.

        following: the server that it is a replica of from the beginning on, instead of what it was.
        """
        self.__exit__()
        if following is not None:
            with (self._folder / "redis.conf").open("a") as configuration:
                configuration.write(f"replicaof 127.0.0.1 {following.port}\n")
        assert BINARY is not None
        command = [BINARY, str(self._folder / "redis.conf"), *(["--sentinel"] if self._sentinel else [])]
        with (self._folder / "redis.log").open("ab") as log:
            self._guardian = subprocess.Popen(
                ["/bin/sh", "-c", _GUARDIAN, "guardian", *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert self._guardian.stdout is not None
        with self._guardian.stdout as named:
            self._process = psutil.Process(int(named.readline()))
        end = time.monotonic() + _PATIENCE
        while not self._listens():
            assert self._process.is_running(), self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.02)

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        assert self._process is not None
        return self._process

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.__exit__()

    def stop(self) -> None:
        """Shut it down as an operator does."""
        self.process.terminate()
        self.process.wait(_PATIENCE)
        self.__exit__()

    def log(self) -> str:
        """Return what it said."""
        return (self._folder / "redis.log").read_text(errors="replace")[-3000:]

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False
