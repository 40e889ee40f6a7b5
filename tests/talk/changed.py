"""Changes as tests ask for them, and the account as it then is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.model import Change, ChangeState, LineChange, LineStatus, Person, Values
from bot.talk.field_values import values_of
from bot.talk.lines import line_of
from bot.zendesk.models import PhoneNumber
from bot.zendesk.updates import NumberUpdate
from tests.talk.conftest import ANA, Talk

QUEUE, NICKNAME, VOICEMAIL = "settings.maximum_queue_size", "nickname", "settings.voicemail"


async def number(talk: Talk, line_id: int | None = None) -> PhoneNumber:
    """Return a number with its settings, the first of the account where none is named."""
    chosen = line_id or min(one.id for one in await talk.zendesk.list_numbers())
    return await talk.zendesk.show_number(chosen, {"settings"})


async def seen(talk: Talk, wanted: Values, line_id: int | None = None) -> LineChange:
    """Return a change of one line by somebody who sees how it is now."""
    found = await number(talk, line_id)
    return LineChange(line_of(found), wanted, seen=values_of(found, wanted))


async def asked(talk: Talk, wanted: Values, *line_ids: int, person: Person = ANA) -> Change:
    """Have somebody ask for the same on lines they see now, the first of the account where none is named."""
    lines = [await seen(talk, wanted, line_id) for line_id in line_ids] or [await seen(talk, wanted)]
    return await talk.changes.ask(person, lines, reason="On call")


async def by_hand(talk: Talk, line_id: int, **properties: Any) -> None:
    """Change a number in Zendesk, past the bot."""
    await talk.zendesk.update_number(line_id, NumberUpdate.model_validate(properties))


async def now(talk: Talk, change: Change) -> Change:
    """Return a change as it stands."""
    found = await talk.changed.find(change.id)
    assert found is not None
    return found


async def carried_out(talk: Talk, change: Change, most: int = 30) -> Change:
    """Run a change as often as it goes on, as its job does, until it has ended or waits for a person.

    What it waits for passes at once: other changes leave their lines, Zendesk takes calls again.
    """
    for _ in range(most):
        await talk.changing.run(change.id)
        standing = await now(talk, change)
        if not is_due(standing):
            return standing
        await pass_time(talk, standing)
    raise AssertionError(f"it does not end: {standing.state}, {[line.status.value for line in standing.lines]}")


def is_due(change: Change) -> bool:
    """Whether something is left to carry out."""
    waiting = change.state is ChangeState.RUNNING and change.count(LineStatus.WAITING)
    return bool(waiting or change.count(LineStatus.WRITING))


async def pass_time(talk: Talk, change: Change) -> None:
    """End every claim on the lines of a change, and on itself, as time does."""
    keys = talk.store.keys
    claims = [keys.lease(f"line:{line.line.id}") for line in change.lines]
    await talk.store.redis.delete(keys.lease(f"change:{change.id}"), *claims)


async def there(talk: Talk, line_id: int, keys: Mapping[str, Any] | tuple[str, ...]) -> Values:
    """Return values of a number as Zendesk has them."""
    return values_of(await number(talk, line_id), tuple(keys))


async def puts(talk: Talk) -> list[dict[str, Any]]:
    """Return every change of a number that reached the account."""
    found: list[dict[str, Any]] = (await talk.account.get("/updates")).json()["updates"]
    return found
