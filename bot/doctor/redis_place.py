"""Where redis is: at its address, or a server of the bot's own, which is started for the look if it does not run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.doctor.finding import Check, Finding
from bot.store.embedded import DataInUse, EmbeddedServer, EmbeddedServerError

OWN = Check("redis", "own server")


@contextmanager
def own_server(data_dir: Path) -> Iterator[tuple[Finding, str | None]]:
    """Lend the address of the bot's own server, None where it cannot run; nothing is left behind but what was there."""
    folder = data_dir / "valkey"
    with ExitStack() as stack:
        told: tuple[Finding, str | None]
        try:
            told = _started(folder, stack)
        except (EmbeddedServerError, OSError) as error:
            said = str(error) if isinstance(error, EmbeddedServerError) else f"{error.strerror}: {error.filename}"
            remedy = "Set TALKBOT_DATA_DIR to a folder of your own, or REDIS_URL."
            told = OWN.failed(said.rstrip("."), remedy), None
        yield told


def _started(folder: Path, stack: ExitStack) -> tuple[Finding, str]:
    if not folder.is_dir():
        _refuse_unwritable(folder)
        # To lay the data out is the bot's to do. Whether the server runs on this machine is seen all the same.
        elsewhere = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="talkbot-doctor-")))
        url = stack.enter_context(EmbeddedServer(elsewhere / "valkey")).url
        return OWN.ok(f"it runs here, and will keep its data in {folder.parent}"), url
    server = EmbeddedServer(folder)
    with suppress(DataInUse):
        stack.enter_context(server)
        return OWN.ok(f"its data is in {folder.parent}"), server.url
    return OWN.ok(f"a bot runs with the data in {folder.parent}"), server.url


def _refuse_unwritable(folder: Path) -> None:
    if folder.exists():
        raise EmbeddedServerError(f"its data cannot be kept in {folder.parent}: {folder} is no folder.")
    there = next(parent for parent in folder.absolute().parents if parent.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise EmbeddedServerError(f"its data cannot be kept in {folder.parent}: {there} cannot be written to.")
