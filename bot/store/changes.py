"""The records of changes: what is to be on which line, and how each stands. One winner per step, decided in redis.

A record and its lines are two hashes: a worker moves one line at a time, a person decides on all of them at once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any, Literal

import structlog
from pydantic import TypeAdapter

from bot import following
from bot.errors import StoreUnavailable
from bot.model import Change, ChangeState, Directory, Hold, LineChange, LineStatus, Person
from bot.store.change_entries import of_change, of_line
from bot.store.claims import line_lease
from bot.store.connection import Store
from bot.store.directory import directory_of
from bot.store.durability import check_confirmed
from bot.store.durations import milliseconds
from bot.store.kept import readable, reading
from bot.store.timers import field_of_hold, name_of_hold

log = structlog.get_logger(__name__)

MOST_LINES = 1000
"""Lines in one change."""

MOST_RUNNING = 20
"""Changes that one person may have under way when they ask for another."""

MOST_WAITING = 3000
"""Lines of everybody's running changes when another one is asked for: half an hour on a plan of 200 calls a minute."""

_KEPT_MS = milliseconds(timedelta(days=30))
_LINE = TypeAdapter(LineChange)
_NOT_IN_BODY = {"status", "anyway", "tries", "stamp"}
_TIMES = ("at_ms", "begun_ms", "ended_ms", "moved_ms")
_MARKS = ("undone_by", "restored_by", "stopped_by", "words")

Code = Literal["ok", "stale", "gone", "many", "deep"]
Moved = Literal["ok", "stale", "idle", "lost", "gone"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The part of a change that stays as it was asked. order: ids of the lines."""

    id: str
    by: Person
    order: tuple[int, ...]
    reason: str = ""
    undoes: str | None = None
    restores: str | None = None
    view_id: str | None = None
    outside: tuple[str, ...] = ()
    timer: str | None = None
    reverts: bool = False
    asked_ms: int = 0
    holds_same: bool = False


_ASKED = TypeAdapter(_Asked)
_AS_ASKED = tuple(one.name for one in fields(_Asked) if one.name not in {"id", "by", "order"})


@dataclass(frozen=True, slots=True)
class Mark:
    """The change that a new one puts back, as it was read, and what of it names the new one."""

    other: Change
    name: Literal["undone_by", "restored_by"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides on all lines. states: where it may stand; becomes: statuses by those they replace.

    state: where it stands then, None for where it did; stopped_by, words: who stopped it, or why it stopped by itself.
    """

    happened: str
    by: str
    states: frozenset[ChangeState]
    becomes: Mapping[LineStatus, LineStatus] = field(default_factory=dict)
    state: ChangeState | None = None
    stopped_by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How one line moves on. line: as it is to be, with the stamp it was read with.

    happened, said: for the trail, "" for nothing there; owner: the lease of the line, which ends after `lease`, None
    for at once; sends: whether a call is about to leave, for which the change has to run and the lease to be ours;
    halts: whether the change then waits for a person; holds: the values of the line that are from now on a timer's, by
    key, where another timer's then only if that one is not over: else they are its own, but for those of `lapsing`,
    which are nobody's; drops: keys that are no longer its own, as far as they are.
    """

    change: Change
    line: LineChange
    owner: str
    happened: str = ""
    said: tuple[str, ...] = ()
    lease: timedelta | None = None
    sends: bool = False
    halts: bool = False
    holds: Mapping[str, Hold] = field(default_factory=dict)
    lapsing: Collection[str] = ()
    drops: Collection[str] = ()


class Changes:
    """Changes by id. Everything may raise StoreUnavailable; what was to be written may then stand or not."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def make(self, change: Change, mark: Mark | None = None, *, most: int | None = None) -> tuple[Code, Change]:
        """Write a new change down, confirmed, with the mark on the one it puts back. most: under way of one person.

        Returns "ok" with the change as recorded, "stale" or "gone" where the other one moved on; with `most` given also
        "many", or "deep" where MOST_WAITING lines would wait.
        """
        keys, other = self._store.keys, mark.other if mark else None
        entry = of_change(change, _asking(change), change.by.id)
        marked = of_change(other, _marking(mark), change.by.id, by_change=change.id) if other and mark else {}
        names = [
            *(keys.change(change.id), keys.changed_lines(change.id), keys.trail, keys.history(change.number)),
            *(keys.outbox, keys.changing, keys.changing_of(change.by.id)),
            *(keys.change(other.id if other else ""), keys.changed_lines(other.id if other else "")),
            *(keys.history(other.number if other else ""), keys.changing_of(other.by.id if other else "")),
            keys.change(""),
        ]
        made = {
            "id": change.id,
            "number": change.number,
            "most": "" if most is None else str(most),
            "deepest": str(MOST_WAITING),
            "other": other.id if other else "",
            "other_number": other.number if other else "",
            "stage": str(other.stage) if other else "",
            "version": str(other.version) if other else "",
            "mark": mark.name if mark else "",
            "kept": str(_KEPT_MS),
        }
        args: list[str | int] = [_body(change), _json(entry), json.dumps(made), _json(marked)]
        for line in change.lines:
            args += [str(line.line.id), _line_body(line)]
        code, recorded = _answer(await self._run("change_made", names, args, confirm=True))
        if code == "ok":
            following.about(change.id)
            log.info("change", change=change.id, **entry)
        return code, recorded or change

    async def decide(self, change: Change, decision: Decision, *, confirm: bool = True) -> tuple[Code, Change | None]:
        """Write a decision down if nobody decided since the change was read; return the change as it is now."""
        entry = of_change(replace(change, state=decision.state or change.state), decision.happened, decision.by)
        decided = {
            "id": change.id,
            "event": secrets.token_hex(8),
            "stage": str(change.stage),
            "number": change.number,
            "states": {state.value: True for state in decision.states},
            "becomes": {old.value: new.value for old, new in decision.becomes.items()},
            "state": decision.state.value if decision.state else "",
            "stopped_by": decision.stopped_by,
            "words": decision.words,
            "kept": str(_KEPT_MS),
        }
        if decision.words:
            entry["words"] = decision.words
        reply = await self._run(
            "change_decided", self._names(change), [_json(entry), json.dumps(decided)], confirm=confirm
        )
        code, now = _answer(reply)
        if code == "ok":
            following.about(change.id)
            log.info("change", change=change.id, **entry)
        return code, now

    async def move(self, step: Step) -> tuple[Moved, ChangeState]:
        """Move one line on, if it is as it was read; return where the change stands then. Confirmed before a call.

        "idle": the change runs no more, so that nothing may be sent; "lost": the lease is another worker's.
        """
        change, line = step.change, step.line
        entry = of_line(change, line, step.happened, step.said) if step.happened else None
        move = {
            "id": change.id,
            "line": str(line.line.id),
            "stamp": str(line.stamp),
            "event": secrets.token_hex(8),
            "status": line.status.value,
            "anyway": "1" if line.anyway else "0",
            "tries": str(line.tries),
            "owner": step.owner,
            "lease": "" if step.lease is None else str(milliseconds(step.lease)),
            "sends": "1" if step.sends else "0",
            "halts": "1" if step.halts else "0",
            "kept": str(_KEPT_MS),
            "holds": str(len(step.holds)),
            "timer": change.timer or "",
            "lapsing": {name_of_hold(line.line.id, key): True for key in step.lapsing},
        }
        keys = self._store.keys
        names = [*self._names(change, line.number), line_lease(keys, line.line.id), keys.held, keys.timer("")]
        args: list[str | int] = [_line_body(line), _json(entry) if entry else "", json.dumps(move)]
        for key, hold in step.holds.items():
            args += field_of_hold(line.line.id, key, hold)
        for key in step.drops:
            args += [name_of_hold(line.line.id, key), change.timer or ""]
        code, state = await self._run("change_line", names, args, confirm=step.sends)
        if code == "ok" and entry:
            following.about(change.id)
            log.info("change", change=change.id, **entry)
        return code, ChangeState(state) if state else change.state

    async def find(self, change_id: str) -> Change | None:
        """Return a change as it stands, or None."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            self._ask_for(pipe, change_id)
            fields, lines = await pipe.execute()
        return _read(fields, lines)

    async def find_with_directory(self, change_id: str, person: str) -> tuple[Change | None, Directory | None]:
        """Return a change, and who people are with what is known of `person`: all that a click is judged by."""
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            self._ask_for(pipe, change_id)
            pipe.get(self._store.keys.directory)
            pipe.hget(self._store.keys.members, person)
            fields, lines, body, packed = await pipe.execute()
        return _read(fields, lines), directory_of(body, person, packed)

    async def running(self, most: int = MOST_RUNNING) -> list[Change]:
        """Return the changes under way, and those that wait for a person, newest first."""
        names = [self._store.keys.changing, self._store.keys.change("")]
        async with self._store.asking() as redis:
            await self._store.run_script("count", names, [])
            ids = await redis.zrange(self._store.keys.changing, 0, most - 1, desc=True)
            pipe = redis.pipeline(transaction=True)
            for change_id in ids:
                self._ask_for(pipe, str(change_id))
            found = await pipe.execute() if ids else []
        return readable(_in_pairs(found), lambda both: _read(*both))

    async def now_ms(self) -> int:
        """Return redis's time in milliseconds."""
        return await self._store.now_ms()

    def _names(self, change: Change, number: str | None = None) -> list[str]:
        keys = self._store.keys
        history = keys.history(change.number if number is None else number)
        return [
            *(keys.change(change.id), keys.changed_lines(change.id), keys.trail, history),
            *(keys.outbox, keys.changing, keys.changing_of(change.by.id)),
        ]

    def _ask_for(self, pipe: Any, change_id: str) -> None:
        pipe.hgetall(self._store.keys.change(change_id))
        pipe.hgetall(self._store.keys.changed_lines(change_id))

    async def _run(self, script: str, names: list[str], args: list[str | int], *, confirm: bool) -> Any:
        try:
            async with self._store.asking():
                if not confirm:
                    return await self._store.run_script(script, names, args)
                reply, confirmed = await self._store.run_script_confirmed(script, names, args)
                check_confirmed(confirmed)
                return reply
        except StoreUnavailable as error:
            raise StoreUnavailable(error.problem, may_stand=True) from error


def _asking(change: Change) -> str:
    return "undo asked for" if change.undoes else "restore asked for" if change.restores else "change asked for"


def _marking(mark: Mark) -> str:
    return "undone" if mark.name == "undone_by" else "restored"


def _body(change: Change) -> str:
    order = tuple(each.line.id for each in change.lines)
    asked = _Asked(change.id, change.by, order, **{name: getattr(change, name) for name in _AS_ASKED})
    return _ASKED.dump_json(asked).decode()


def _line_body(line: LineChange) -> str:
    return _LINE.dump_json(line, exclude=_NOT_IN_BODY).decode()


def _json(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False)


def _answer(reply: Sequence[Any]) -> tuple[Any, Change | None]:
    code, _, fields, lines = reply
    return code, _read(dict(_in_pairs(fields)), dict(_in_pairs(lines)))


def _in_pairs(flat: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _read(fields: Mapping[Any, Any], lines: Mapping[Any, Any]) -> Change | None:
    if not fields:
        return None
    with reading("change"):
        return _change(fields, lines)


def _change(fields: Mapping[Any, Any], lines: Mapping[Any, Any]) -> Change:
    asked = _ASKED.validate_json(fields["body"])
    words = fields.get("words")
    times: dict[str, Any] = {name: int(fields[name]) for name in _TIMES if name in fields}
    marks: dict[str, Any] = {name: fields[name] for name in _MARKS if name in fields}
    return Change(
        id=asked.id,
        by=asked.by,
        lines=tuple(_read_line(lines[str(line)], words) for line in asked.order if str(line) in lines),
        version=int(fields["version"]),
        stage=int(fields["stage"]),
        state=ChangeState(fields["state"]),
        **{name: getattr(asked, name) for name in _AS_ASKED},
        **times,
        **marks,
    )


def _read_line(kept: str, words: str | None) -> LineChange:
    stamp, status, anyway, tries, _, body = kept.split("|", 5)
    line = replace(
        _LINE.validate_json(body), stamp=int(stamp), status=LineStatus(status), anyway=anyway == "1", tries=int(tries)
    )
    if line.status is LineStatus.STOPPED:
        return replace(line, words=words)
    # What a line was refused for is over once it is tried again.
    return line if line.status is LineStatus.REFUSED else replace(line, words=None)
