"""Takes the evidence after a game: out of redis, out of both simulators, out of the bot's logs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.workspace import Workspace
from bot.store.connection import connect
from tests.chaos.diary import Diary
from tests.chaos.evidence import Evidence, Order, Record, Release, Shown, Standing
from tests.chaos.eyes import buttons_in, is_card
from tests.chaos.ground import Ground
from tests.journeys.driver import text_of


async def gather(ground: Ground, diary: Diary, approvers: frozenset[str]) -> Evidence:
    """Return everything there is to compare, as it is now. Raises redis's errors where it is away."""
    hashes, due = await _out_of_redis(ground)
    simulation = ground.simulation
    return Evidence(
        approvers=approvers,
        asked=tuple(diary.asked),
        presses=tuple(diary.presses),
        records=tuple(_record(name, fields) for name, fields in hashes.items() if ":request:" in name),
        orders=tuple(Order(one.token, one.number, one.committed) for one in simulation.orders),
        releases=tuple(Release(one.id, one.committed) for one in simulation.deletions),
        owned={number.id: number.number for number in simulation.account.numbers.values()},
        standing=tuple(
            place for name, fields in hashes.items() if ":copies:" in name for place in _standing(name, fields)
        ),
        shown=tuple(_shown(ground.workspace)),
        deleted=frozenset(diary.deleted),
        unanswered=tuple(_unanswered(ground)),
        silent=tuple(diary.silent),
        bugs=tuple(_bugs(ground)),
        due=due,
        reserved=frozenset(request for name, fields in hashes.items() if ":spend:" in name for request in fields),
    )


async def _out_of_redis(ground: Ground) -> tuple[dict[str, dict[str, str]], tuple[str, ...]]:
    """Return every record, what is remembered of its cards and what is reserved, and the steps that are due by now."""
    redis = connect(ground.redis.url, command_timeout=5)
    try:
        hashes: dict[str, dict[str, str]] = {}
        for kind in ("request", "copies", "spend"):
            async for name in redis.scan_iter(match=f"talkbot:*:{kind}:*", count=1000):
                fields = await redis.hgetall(name)
                hashes[str(name)] = {str(field): str(value) for field, value in fields.items()}
        seconds, _ = await redis.time()
        due: list[Any] = []
        async for name in redis.scan_iter(match="talkbot:*:outbox", count=1000):
            due += await redis.zrangebyscore(name, "-inf", (int(seconds) - 30) * 1000)
            # A card that is still to be shown is not up to date, however far it was put off.
            due += [step for step in await redis.zrange(name, 0, -1) if str(step).startswith("show:")]
    finally:
        await redis.aclose()
    return hashes, tuple(dict.fromkeys(map(str, due)))


def _record(name: str, fields: Mapping[str, str]) -> Record:
    body = json.loads(fields["body"])
    is_purchase = body["kind"] == "purchase"
    line = body.get("line") or {}
    called = body["offer"]["display_number"] if is_purchase else line["display_number"]
    return Record(
        id=name.rpartition(":")[2],
        kind=body["kind"],
        state=fields["state"],
        reason=body["reason"],
        requested_by=body["requested_by"]["id"],
        name=called,
        subject=body["offer"]["number"] if is_purchase else str(line["id"]),
        number_id=body.get("number_id"),
        token=json.loads(fields["order"])["token"] if "order" in fields else None,
        was_sent="send_by_ms" in fields,
        is_watched=body["look_out_until_ms"] is not None,
        too_late=body["too_late"],
        asked_again=body["asked_again"],
        details_problem=body.get("details_problem"),
        requested_ms=int(fields["requested_ms"]),
    )


def _standing(name: str, fields: Mapping[str, str]) -> Iterator[Standing]:
    for place in ("requester", "approvals"):
        if f"{place}.ts" in fields:
            yield Standing(name.rpartition(":")[2], place, fields[f"{place}.channel"], fields[f"{place}.ts"])


def _shown(workspace: Workspace) -> Iterator[Shown]:
    for where in workspace.conversations.all():
        for message in workspace.messages.seen_by(where.id, None):
            if message.from_bot:
                yield _message(message, where.person)


def _message(message: Message, person: str | None) -> Shown:
    read = text_of(message.blocks)
    return Shown(
        channel=message.channel,
        ts=message.ts,
        text=message.text,
        first=read.partition("\n")[0],
        is_card=is_card(message.blocks) and message.thread_ts is None,
        person=person,
        buttons=tuple((action, value) for _, action, value in buttons_in(message.blocks)),
        is_reply=message.thread_ts is not None,
    )


def _unanswered(ground: Ground) -> Iterator[str]:
    for delivery in ground.doors.deliveries:
        if delivery.is_unanswered:
            how = "no answer" if delivery.status is None else f"status {delivery.status}"
            yield f"a click got {how} in {delivery.seconds:.1f} s from a process that was up"


def _bugs(ground: Ground) -> Iterator[str]:
    for half in ground.halves:
        for path in half.logs:
            for line in path.read_text(errors="replace").splitlines():
                if '"event": "bug"' in line or line.startswith("Traceback"):
                    yield f"{path.stem}: {_short(line)}"


def _short(line: str) -> str:
    try:
        said: Any = json.loads(line)
        return str(said.get("exception", said)).strip().splitlines()[-1][:200]
    except ValueError:
        return line[:200]
