"""What an older version wrote is read, all of it; what nobody wrote is an expected error, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

import pydantic_core
import pytest
from structlog.testing import capture_logs

from bot.errors import BotError, RecordUnreadable
from bot.model import Change
from bot.store.connection import Store
from bot.store.kept import readable
from bot.store.records import Records
from bot.store.timers import Timers
from tests.fuzz.dice import bent, bent_text
from tests.store.recorded import Recorded, put_back, read_again, recorded

RECORDS = recorded()
WITH_BODY = [one for one in RECORDS if one.kind == "hash" and "body" in one.value]
OWN = [one for one in RECORDS if one.name.startswith(("search:", "look:", "draft:"))]
BENT_EACH = 6


def within(old: Any, new: Any) -> bool:
    """Whether everything of an old value is in a new one, at the same place; more may stand beside it."""
    if isinstance(old, Mapping):
        return isinstance(new, Mapping) and all(name in new and within(old[name], new[name]) for name in old)
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(within, old, new))
    return bool(old == new)


def as_json(value: object) -> Any:
    return pydantic_core.to_jsonable_python(value)


async def test_everything_that_0_1_0_wrote_is_read(store: Store) -> None:
    """Whoever updates must not lose a request that waits, or a timer that runs."""
    await put_back(store, RECORDS)
    assert len({one.name.partition(":")[0] for one in RECORDS}) >= 25, "of every kind"
    with capture_logs() as logs:
        for one in RECORDS:
            assert await read_again(store, one) is not None, one.name
    assert [entry for entry in logs if "cannot be read" in entry["event"]] == []


def lost(one: Recorded, read: object) -> bool:
    """Whether something that stood in a record is not in what was read of it."""
    if isinstance(read, Change):
        lines = next(each for each in RECORDS if each.name == f"{one.name}:lines").value
        kept = one.body
        order = kept.pop("order")
        # What stands in the words of a line that was not refused is over.
        bodies = {int(line): json.loads(text.split("|", 5)[5]) | {"words": None} for line, text in lines.items()}
        same = [within(bodies[each.line.id] | {"words": each.words}, as_json(each)) for each in read.lines]
        return order != [each.line.id for each in read.lines] or not all([*same, within(kept, as_json(read))])
    # What redis wrote beside the body counts.
    written = one.value if one.kind == "hash" else {}
    beside = {name: int(written[name]) for name in one.body if name in written and name.endswith(("_ms", "version"))}
    return not within(one.body | beside, as_json(read[0] if isinstance(read, tuple) else read))


async def test_nothing_that_0_1_0_wrote_of_a_record_is_lost(store: Store) -> None:
    """A field that was renamed would be read as if it had never been written."""
    await put_back(store, RECORDS)
    assert len([*WITH_BODY, *OWN]) > 30
    assert [one.name for one in (*WITH_BODY, *OWN) if lost(one, await read_again(store, one))] == []


async def test_what_a_newer_version_wrote_besides_is_passed_over(store: Store) -> None:
    """Two versions run side by side while one takes the other's place."""
    for one in WITH_BODY:
        newer = json.dumps(one.body | {"new_in_2027": {"a": [1]}})
        fields = {**one.value, "body": newer, "new_in_2027": "1"}
        lines = [each for each in RECORDS if each.name == f"{one.name}:lines"]
        await put_back(store, [*lines, Recorded(one.name, "hash", fields)])
        assert not lost(one, await read_again(store, one)), one.name


async def test_whatever_stands_in_a_record_is_read_or_an_expected_error(store: Store) -> None:
    """Cut off, of another type, bytes that are no text: it must be told, and must not run hot as a bug."""
    unreadable = 0
    for one in RECORDS:
        for number in range(BENT_EACH):
            dice = Random(f"{one.name}:{number}")  # noqa: S311 - to be thrown again
            await put_back(store, [_bent(one, dice)])
            try:
                await read_again(store, one)
            except BotError:
                unreadable += 1
            await store.redis.delete(store.keys.trail.removesuffix("trail") + one.name)
    assert unreadable > len(WITH_BODY), "most of what is bent cannot be read any more"


async def test_bytes_that_are_no_text_hide_only_what_they_stand_in(store: Store) -> None:
    """The client would refuse the whole answer of redis, and with it everybody else's."""
    timers = [one for one in RECORDS if one.name.startswith("timer:")]
    await put_back(store, RECORDS)
    await store.redis.zadd(store.keys.timers, {one.id: place for place, one in enumerate(timers)})
    running = await Timers(store).running()
    broken: Any = running[0]
    await store.redis.hset(store.keys.timer(broken.id), "body", b'{"id": "\xff\xfe')
    assert [each.id for each in await Timers(store).running()] == [each.id for each in running[1:]]
    with pytest.raises(RecordUnreadable):
        await Timers(store).find(broken.id)
    assert len(timers) == len(running) > 1


async def test_a_request_of_another_shape_is_told_and_hides_no_other(store: Store) -> None:
    """A list that breaks off at the first broken one would keep people from everything else."""
    await put_back(store, RECORDS)
    records = Records(store, None)
    mine, _ = await records.mine("U0ANA00001")
    assert len(mine) > 1
    await store.redis.hset(store.keys.request(mine[0].id), "body", '{"kind": "rental"}')
    with pytest.raises(RecordUnreadable):
        await records.find(mine[0].id)
    with capture_logs() as logs:
        assert [each.id for each in (await records.mine("U0ANA00001"))[0]] == [each.id for each in mine[1:]]
    assert [entry["what"] for entry in logs] == ["request"]


def test_a_fault_of_our_own_is_not_taken_for_an_unreadable_record() -> None:
    """Only what reading raises is expected; anything else in the same loop is a bug and shows as one."""

    def broken(_: int) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        readable([1], broken)


def _bent(one: Recorded, dice: Random) -> Recorded:
    if one.kind == "string":
        return Recorded(one.name, one.kind, _writable(bent_text(one.value, dice)))
    if one.kind == "hash":
        name = "body" if "body" in one.value and dice.random() < 0.5 else dice.choice(sorted(one.value))
        fields = {**one.value, name: _writable(bent_text(one.value[name], dice))}
        if dice.random() < 0.2:
            del fields[name]
        return Recorded(one.name, one.kind, fields or {"x": "y"})
    if one.kind == "zset":
        return Recorded(one.name, one.kind, [[_writable(bent_text(str(name), dice)), at] for name, at in one.value])
    entries = [
        [entry, {name: _writable(str(bent(text, dice))) for name, text in fields.items()}]
        for entry, fields in one.value
    ]
    return Recorded(one.name, one.kind, entries)


def _writable(text: str) -> str:
    return text.encode(errors="replace").decode()
