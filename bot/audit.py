"""`talkbot audit`: the audit trail on standard output, entry by entry, without the bot and without Slack or Zendesk.

It reads from the redis that the bot uses. Where the bot keeps one of its own, a running bot's server is asked; else
that server is started for as long as it takes. Nothing is written to it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot import audit_filters, audit_lines, settings
from bot.audit_filters import Filters, Typed
from bot.errors import StoreUnavailable
from bot.store.connection import Store, connect
from bot.store.embedded import DataInUse, EmbeddedServer, EmbeddedServerError
from bot.store.keys import Keys
from bot.store.trail import Trail, teams_with_a_trail

# Nobody waits in Slack for this, and a batch of whole configurations may come from far away.
_PATIENCE = 10.0
_FAILED = 1
_WRONG_USAGE = 2


class _CannotExport(Exception):
    """What was set or typed leads to no trail. Its text is a sentence for the operator with what to do."""


def run(form: audit_lines.Format, typed: Typed) -> int:
    """Export and return the exit code: 0 done, 1 redis away or the output not taken, 2 wrong usage or settings."""
    try:
        filters = audit_filters.read(typed, datetime.now(UTC))
    except ValueError as error:
        return _told(_WRONG_USAGE, str(error))
    _end_at_once_on_ctrl_c()
    try:
        asyncio.run(_export(settings.load_for_audit(), form, filters))
    except settings.SettingsError as error:
        return _told(_WRONG_USAGE, f"mend these settings, in the environment or in .env: {'; '.join(error.problems)}.")
    except _CannotExport as error:
        return _told(_WRONG_USAGE, str(error))
    except BrokenPipeError:
        return _seen_enough()
    except (StoreUnavailable, EmbeddedServerError, OSError) as error:
        return _told(_FAILED, _what_failed(error))
    return 0


async def _export(loaded: settings.AuditSettings, form: audit_lines.Format, filters: Filters) -> None:
    account = urlsplit(loaded.zendesk_url).netloc
    async with AsyncExitStack() as stack:
        redis = _connected(_redis_url(loaded, stack), account)
        stack.push_async_callback(redis.aclose)
        _write(audit_lines.beginning(form))
        if team := await _team(redis, filters.team):
            trail = Trail(Store(redis.redis, Keys(team, account), patience=_PATIENCE))
            text_of = audit_lines.writer(form)
            async for entry in trail.everything(since_ms=filters.since_ms, until_ms=filters.until_ms):
                if filters.take(entry):
                    _write(text_of(entry))
        sys.stdout.flush()


def _redis_url(loaded: settings.AuditSettings, stack: AsyncExitStack) -> str:
    """Return where the bot's redis is; a server of the bot's own is started, for as long as the stack is open."""
    if loaded.redis_url is not None:
        return loaded.redis_url.get_secret_value()
    folder = loaded.data_dir / "valkey"
    if not folder.is_dir():
        raise _CannotExport(
            f"no bot keeps its data in {loaded.data_dir}. Set REDIS_URL or TALKBOT_DATA_DIR as it has it."
        )
    server = EmbeddedServer(folder)
    # Whoever has the data in use is the bot, whose server answers us as well.
    with suppress(DataInUse):
        stack.enter_context(server)
    return server.url


def _connected(url: str, account: str) -> Store:
    """Return a store that knows the account, not yet the team."""
    try:
        return Store(connect(url, command_timeout=_PATIENCE), Keys("", account), patience=_PATIENCE)
    except ValueError:
        # The error may quote the address, and with it a password.
        raise _CannotExport("REDIS_URL cannot be read. Expected an address such as redis://host:6379/0.") from None


async def _team(store: Store, wanted: str | None) -> str | None:
    """Return whose trail to export, None where there is none yet. Raises _CannotExport where it has to be said."""
    account, teams = store.keys.account, await teams_with_a_trail(store)
    if not teams:
        _tell(f"there is no audit trail for {account} yet: nothing was asked for.")
        return None
    if wanted is None and len(teams) > 1:
        raise _CannotExport(
            f"several Slack workspaces have an audit trail for {account}: {', '.join(teams)}. Choose one with --team."
        )
    if wanted is not None and wanted not in teams:
        raise _CannotExport(f"{wanted} has no audit trail for {account}. There is one of {', '.join(teams)}.")
    return wanted or teams[0]


def _write(text: str) -> None:
    # UTF-8 in every locale; half a character, which UTF-8 does not have, is written as JSON escapes it.
    sys.stdout.buffer.write(text.encode(errors="backslashreplace"))


def _seen_enough() -> int:
    """Let whoever read close the pipe: Python would complain once more when it closes its own end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _end_at_once_on_ctrl_c() -> None:
    """Have Ctrl-C end this as it ends `cat`; a server that was started here ends with us, however we end.

    asyncio would cancel the export instead, and a cancellation that arrives while we write is lost in the redis client.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _what_failed(error: StoreUnavailable | EmbeddedServerError | OSError) -> str:
    if isinstance(error, StoreUnavailable):
        return f"redis does not answer ({error.problem}), so this is not all. See that it runs, then try again."
    if isinstance(error, EmbeddedServerError):
        return str(error)
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}. This is not all."


def _told(code: int, sentence: str) -> int:
    _tell(sentence)
    return code


def _tell(sentence: str) -> None:
    sys.stderr.write(f"talkbot audit: {sentence}\n")
