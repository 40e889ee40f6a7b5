"""`talkbot audit`: the audit trail on standard output, entry by entry, without the bot and without Slack or Zendesk.

It reads from the redis that the bot uses, see `bot.trail_access`. Nothing is written to it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from bot import audit_filters, audit_lines, settings
from bot.audit_filters import Filters, Typed
from bot.errors import StoreUnavailable
from bot.store.embedded import EmbeddedServerError
from bot.store.trail import Trail
from bot.trail_access import NoTrail, account_of, opened

_FAILED = 1
_WRONG_USAGE = 2


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
    except NoTrail as error:
        return _told(_WRONG_USAGE, str(error))
    except BrokenPipeError:
        return _seen_enough()
    except (StoreUnavailable, EmbeddedServerError, OSError) as error:
        return _told(_FAILED, _what_failed(error))
    return 0


async def _export(loaded: settings.AuditSettings, form: audit_lines.Format, filters: Filters) -> None:
    async with AsyncExitStack() as stack:
        store = await opened(loaded, filters.team, stack)
        _write(audit_lines.beginning(form))
        if store is None:
            _tell(f"there is no audit trail for {account_of(loaded)} yet: nothing was asked for.")
        else:
            text_of = audit_lines.writer(form)
            async for entry in Trail(store).everything(since_ms=filters.since_ms, until_ms=filters.until_ms):
                if filters.take(entry):
                    _write(text_of(entry))
        sys.stdout.flush()


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
