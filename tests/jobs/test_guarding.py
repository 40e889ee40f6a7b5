"""What a job cannot carry on with is put off and told, and never forgotten."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot.errors import RecordUnreadable
from bot.jobs.guarding import Guard
from bot.store.connection import Store
from bot.store.outbox import Outbox

RECORD = "a" * 20


async def test_a_record_that_cannot_be_read_is_put_off_and_is_no_bug(store: Store) -> None:
    """A worker of the version that wrote it may be able to; until then it must not run hot, nor fill the log."""
    outbox = Outbox(store)
    await outbox.again("advance", RECORD)
    await store.redis.hset(store.keys.request(RECORD), "at_ms", "no time at all")
    await store.redis.pexpire(store.keys.request(RECORD), 60_000)

    async def advance(_: str) -> None:
        raise RecordUnreadable("request")

    with capture_logs() as logs:
        await Guard(outbox)("advance", RECORD, advance)
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("a record cannot be read", "warning")]
    due_ms = await store.redis.zscore(store.keys.outbox, f"advance:{RECORD}")
    assert due_ms is not None
    assert float(due_ms) > await store.now_ms() + 20_000, "later, though its own time cannot be read either"
