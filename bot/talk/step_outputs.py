"""What a workflow gets from a step that is done: read from the record that the person's submission made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.model import Purchase, RequestState, StepRun, Timer
from bot.store.records import Records
from bot.store.timers import Timers
from bot.talk.field_values import VOICEMAIL


class StepOutputs:
    """Reads what was made. The names of outputs are those of the manifest."""

    def __init__(self, records: Records, timers: Timers) -> None:
        self._records = records
        self._timers = timers

    async def of(self, run: StepRun) -> Mapping[str, str] | None:
        """Return the outputs, None where nothing was made under that id. Raises StoreUnavailable."""
        if run.kind == "request_number":
            request = await self._records.find(run.becomes)
            return of_purchase(request) if isinstance(request, Purchase) else None
        timer = await self._timers.find(run.becomes)
        return of_timer(timer) if timer is not None else None


def of_purchase(purchase: Purchase) -> dict[str, str]:
    """Return what a workflow gets of a request, which is not bought yet."""
    waits = purchase.state is RequestState.PENDING
    return {
        "id": purchase.id,
        "number": purchase.offer.number,
        "status": "waits for a colleague to approve it" if waits else "is being ordered",
    }


def of_timer(timer: Timer) -> dict[str, str]:
    """Return what a workflow gets of a voicemail switch: the moment is in UTC, since nobody in particular reads it."""
    wanted = {bool(value) for each in timer.lines for key, value in each.wanted.items() if key.startswith(VOICEMAIL)}
    until = datetime.fromtimestamp(timer.until_ms / 1000, UTC) if timer.until_ms is not None else None
    return {
        "id": timer.id,
        "lines": ", ".join(each.line.number or f"id {each.line.id}" for each in timer.lines),
        "voicemail": " and ".join("on" if value else "off" for value in sorted(wanted)),
        "until": until.strftime("%Y-%m-%d %H:%M UTC") if until else "no end",
    }
