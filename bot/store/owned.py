"""The numbers bought here that count to the budget until they are released, whoever releases them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.store.connection import Store
from bot.store.kept import readable, reading

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnedNumber:
    """A number that counts. id: Zendesk's; number: E.164; request: id of the purchase that brought it."""

    id: int
    number: str
    request: str
    purchase: str = field(repr=False)


class Owned:
    """Reads what counts, and takes off what is gone. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> list[OwnedNumber]:
        """Return every number that was bought here and not released here since."""
        async with self._store.asking() as redis:
            stored = await redis.hgetall(self._store.keys.owned)
        return readable(stored.items(), _owned)

    async def free(self, owned: OwnedNumber, *, by: str, words: str) -> bool:
        """Stop counting a number that is gone, and write so into the trail; by, words: who says so, and what.

        False where that was done meanwhile, or a request to release it is open, whose doing it may be.
        """
        entry: dict[str, Any] = {
            "happened": "no longer owned",
            "by": by,
            "kind": "purchase",
            "state": "done",
            "team": self._store.keys.team,
            "number": owned.number,
            "number_id": owned.id,
            "words": words,
        }
        keys = self._store.keys
        names = [keys.owned, keys.open, keys.trail, keys.history(owned.number)]
        args: list[str | int] = [owned.id, owned.purchase, json.dumps(entry, ensure_ascii=False)]
        async with self._store.asking():
            freed = bool(await self._store.run_script("gone", names, args))
        if freed:
            # The log tells the same as the trail, so that a log store outlives redis.
            log.info("number no longer owned", request=owned.request, number=owned.number, number_id=owned.id)
        return freed


def _owned(stored: tuple[Any, Any]) -> OwnedNumber:
    number_id, purchase = map(str, stored)
    with reading("owned number"):
        _, request, number = purchase.rsplit("|", 2)
        return OwnedNumber(int(number_id), number, request, purchase)
