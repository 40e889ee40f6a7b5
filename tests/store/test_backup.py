"""What the README says of backups of the bot's own server: a copy of its folder is all of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.store.connection import connect
from bot.store.embedded import EmbeddedServer


async def test_a_copy_of_the_stopped_servers_folder_is_a_backup(tmp_path: Path) -> None:
    """Put in another place, or put back after everything was lost, it has every record."""
    with EmbeddedServer(tmp_path / "first") as server:
        client = connect(server.url, command_timeout=5)
        await client.set("talkbot:kept", "a record")
        await client.aclose()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    shutil.rmtree(tmp_path / "first")
    with EmbeddedServer(tmp_path / "second") as server:
        client = connect(server.url, command_timeout=5)
        assert await client.get("talkbot:kept") == "a record"
        await client.aclose()
