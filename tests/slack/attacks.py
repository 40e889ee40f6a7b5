"""Every button and every view of timers, shifts, sets and voicemail, as anybody could send them."""

from __future__ import annotations

import json
from typing import Any

from bot.model import Person
from bot.sandbox.slack.people import TEAM_ID
from tests.slack import payloads
from tests.slack.conftest import Bot

DECIDING = ("timer.back", "timer.extend", "timer.no_end", "timer.keep", "timer.again")
SHIFTS = ("shift.end", "shift.offer", "shift.accept", "shift.refuse", "shift.keep")
SETS = ("shift.take", "oncall.edit", "oncall.delete")
OTHERS = (
    *("oncall.new", "oncall.show", "oncall.next", "oncall.previous", "oncall.back", "home.oncall"),
    *("home.voicemail", "number.voicemail", "voicemail.again", "voicemail.back", "voicemail.next"),
    *("step.confirm", "step.refuse"),
)
BUTTONS = (*DECIDING, *SHIFTS, *SETS, *OTHERS)
VIEWS = (
    *("shift.start", "shift.pick", "shift.end", "shift.handover", "shift.number"),
    *("oncall.set", "oncall.taken", "oncall.back", "oncall.delete", "voicemail.form", "voicemail.preview"),
)


def value_of(action_id: str, *, timer: str, set_id: str) -> str:
    """Return what a button of ours would carry. timer: id and stage."""
    if action_id in DECIDING + SHIFTS:
        return timer
    return set_id if action_id in SETS else "1"


def pressed(action_id: str, value: str, who: Person) -> dict[str, Any]:
    """Return a press of a button in App Home by somebody."""
    return payloads.pressed_in_home(action_id, value) | {"user": _user(who)}


def submitted(callback_id: str, who: Person, **metadata: Any) -> dict[str, Any]:
    """Return a submission of a view by somebody, whatever it carries."""
    state = {
        "number": {"shift.number": {"type": "plain_text_input", "value": "+44 20 7946 0063"}},
        "person": {"shift.person": {"type": "users_select", "selected_user": who.id}},
        "which": {"shift.which": {"selected_option": {"value": f"{metadata.get('timer')}:{metadata.get('stage')}"}}},
    }
    sent = payloads.submission(callback_id, private_metadata=json.dumps(metadata), state={"values": state}, hash="1.a")
    return sent | {"user": _user(who)}


async def written(bot: Bot) -> dict[str, Any]:
    """Return everything that people decide on, as redis has it."""
    redis, keys = bot.store.redis, bot.store.keys
    timers = [name async for name in redis.scan_iter(match=f"{keys.timer('')}*") if await redis.type(name) == "hash"]
    return {
        "timers": {name: await redis.hgetall(name) for name in sorted(map(str, timers))},
        "sets": await redis.hgetall(keys.oncall_sets),
        "phones": await redis.hgetall(keys.phones),
        "held": await redis.hgetall(keys.held),
        "trail": await redis.xlen(keys.trail),
        "outbox": await redis.zrange(keys.outbox, 0, -1),
    }


def _user(who: Person) -> dict[str, str]:
    return {"id": who.id, "username": "somebody", "name": "somebody", "team_id": who.team or TEAM_ID}
