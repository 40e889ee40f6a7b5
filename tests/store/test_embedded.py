"""The embedded server: private, durable, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.store import embedded
from bot.store.connection import connect
from bot.store.embedded import EmbeddedServer, EmbeddedServerError

_HOLDER = """
import sys, time
from pathlib import Path
from bot.store.embedded import EmbeddedServer
with EmbeddedServer(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(600)
"""


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    """An answered write is on disk."""
    with EmbeddedServer(tmp_path / "data") as server:
        redis = connect(server.url, command_timeout=5)
        await redis.set("kept", "yes", ex=60)
        await redis.aclose()
    with EmbeddedServer(tmp_path / "data") as server:
        redis = connect(server.url, command_timeout=5)
        assert await redis.get("kept") == "yes"
        await redis.aclose()


def test_a_second_bot_on_the_same_data_is_refused_in_words(tmp_path: Path) -> None:
    """Two servers on one append-only file would destroy it."""
    with (
        EmbeddedServer(tmp_path),
        pytest.raises(EmbeddedServerError, match="TALKBOT_DATA_DIR"),
        EmbeddedServer(tmp_path),
    ):
        pass


@pytest.mark.parametrize("taken", ["data", "data/lock/inside"])
def test_a_folder_that_cannot_be_used_is_refused_in_words(tmp_path: Path, taken: str) -> None:
    """A wrong path, or a folder of somebody else."""
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_text("")
    with pytest.raises(EmbeddedServerError, match="Set TALKBOT_DATA_DIR"), EmbeddedServer(tmp_path / "data"):
        pass


def test_the_server_dies_with_a_killed_owner_and_its_data_can_be_opened_again(tmp_path: Path) -> None:
    """A kill -9 leaves no process behind and no lock that keeps the next start out."""
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == b"up\n"
        family = psutil.Process(holder.pid).children(recursive=True)
        assert any("valkey" in child.name() for child in family)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive
    with EmbeddedServer(tmp_path):
        pass


def test_a_server_that_does_not_end_is_never_joined_by_a_second_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stuck on its disk it may outlive its owner; two on one append-only file would destroy it."""
    monkeypatch.setattr(embedded, "_START_SECONDS", 0.5)
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == b"up\n"
        family = psutil.Process(holder.pid).children(recursive=True)
        stuck = next(child for child in family if "valkey" in child.name())
        stuck.suspend()
        try:
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait()
            with pytest.raises(EmbeddedServerError, match="left behind"), EmbeddedServer(tmp_path):
                pass
        finally:
            stuck.resume()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive
    monkeypatch.undo()
    with EmbeddedServer(tmp_path):
        pass


def test_a_deep_folder_still_gets_a_socket(tmp_path: Path) -> None:
    """A unix socket's path has a limit that folders of ours may pass."""
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with EmbeddedServer(deep) as server:
        assert len(server.url.removeprefix("unix://")) < 104


def test_nobody_else_may_enter_the_folder(tmp_path: Path) -> None:
    """Write access to redis is the power to act."""
    with EmbeddedServer(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data" / "valkey.sock").stat().st_mode & 0o077 == 0
