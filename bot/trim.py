"""`talkbot trim`: the old part of the audit trail is removed, if the operator says so twice.

Without --yes it only says what would go. What belongs to a record that is still kept stays, and the trail says what was
removed, by whom and when.
"""

from __future__ import annotations

import asyncio
import getpass
import re
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from bot import audit_filters, settings
from bot.audit_filters import Typed
from bot.errors import StoreUnavailable
from bot.store.embedded import EmbeddedServerError
from bot.store.trimming import Cut, Trimming
from bot.trail_access import NoTrail, account_of, opened

_FAILED = 1
_WRONG_USAGE = 2


def run(before: str, team: str | None, *, yes: bool) -> int:
    """Trim, or say what it would do, and return the exit code: 0 done, 1 redis away, 2 wrong usage or settings."""
    now = datetime.now(UTC)
    try:
        if re.fullmatch(r"\d+\s*[sm]", before.strip().lower()):
            # Whoever means twelve months must not lose all but twelve minutes.
            raise ValueError(f"--before: found {before!r}; expected days, such as 365d, or a date, such as 2025-01-01.")  # noqa: TRY301 - told like the others
        filters = audit_filters.read(Typed(until=before, team=team), now, until="--before")
        before_ms = filters.until_ms or 0
        if before_ms > now.timestamp() * 1000:
            raise ValueError(f"--before: found {before!r}, which is still to come; expected a moment that has been.")  # noqa: TRY301 - told like the others
        asyncio.run(_trim(settings.load_for_audit(), before_ms, filters.team, yes=yes))
    except settings.SettingsError as error:
        return _told(_WRONG_USAGE, f"mend these settings, in the environment or in .env: {'; '.join(error.problems)}.")
    except (ValueError, NoTrail) as error:
        return _told(_WRONG_USAGE, str(error))
    except StoreUnavailable as error:
        return _told(
            _FAILED,
            f"redis does not answer ({error.problem}), so this is not done, or not all of it. See that it runs, then "
            "give the command again.",
        )
    except (EmbeddedServerError, OSError) as error:
        return _told(_FAILED, str(error))
    return 0


async def _trim(loaded: settings.AuditSettings, before_ms: int, team: str | None, *, yes: bool) -> None:
    async with AsyncExitStack() as stack:
        store = await opened(loaded, team, stack)
        if store is None:
            _say(f"There is no audit trail for {account_of(loaded)} yet.")
            return
        trimming = Trimming(store)
        cut = await trimming.look(before_ms)
        if cut.kept:
            _say(f"{_entries(cut.kept)} before {_at(before_ms)} stay: their records are still kept, or tell of a trim.")
        if not cut.removed:
            _say(f"There is nothing to remove before {_at(before_ms)}.")
        elif not yes:
            _say(f"This would remove {_what(cut)}, for good. Nothing was removed.")
            _say("Export them first: talkbot audit. Then give the same command with --yes.")
        else:
            words = f"Removed with “talkbot trim” by {_operator()}: {_what(cut)}."
            _say(f"Removed {_entries(await trimming.cut(before_ms, cut, words))}. The trail says so.")


def _what(cut: Cut) -> str:
    return f"{_entries(cut.removed)} from {_at(cut.first_ms)} to {_at(cut.last_ms)}"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _at(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _operator() -> str:
    """Return the name of whoever runs this on this machine, who has no Slack id here."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "an operator without a name"


def _told(code: int, sentence: str) -> int:
    sys.stderr.write(f"talkbot trim: {sentence}\n")
    return code


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
