"""What people are in the middle of entering: each draft is one person's, and is forgotten an hour after it moved."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import TypeAdapter

from bot.model import Directory, Person
from bot.store.connection import Store
from bot.store.directory import directory_of
from bot.store.kept import if_readable

KEPT = timedelta(hours=1)
"""How long a draft is kept after its last change."""


class Draft(Protocol):
    """A frozen dataclass that is somebody's. id: "" for one that was not kept yet."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """The name it is found under, which nobody can guess."""

    @property
    def person(self) -> Person:
        """Whose it is."""


D = TypeVar("D", bound=Draft)


class OwnDrafts(Generic[D]):
    """Keeps drafts of one kind. adapter: reads and writes them; key: the name of the key of one, by its id.

    Everything may raise StoreUnavailable.
    """

    def __init__(self, store: Store, adapter: TypeAdapter[D], key: Callable[[str], str]) -> None:
        self._store = store
        self._adapter = adapter
        self._key = key

    async def keep(self, draft: D) -> D:
        """Store a draft, under a new id where it has none, and return it."""
        kept = draft if draft.id else replace(draft, id=secrets.token_urlsafe(12))
        async with self._store.asking() as redis:
            await redis.set(self._key(kept.id), self._adapter.dump_json(kept), px=KEPT)
        return kept

    async def find(self, draft_id: str, person: Person) -> D | None:
        """Return a person's own draft, None when it is too old or none of theirs."""
        async with self._store.asking() as redis:
            return self._of(await redis.get(self._key(draft_id)), person)

    async def find_with_directory(self, draft_id: str, person: Person) -> tuple[D | None, Directory | None]:
        """Return the same, and what is known of the person."""
        keys = self._store.keys
        async with self._store.asking() as redis:
            pipe = redis.pipeline(transaction=True)
            pipe.get(self._key(draft_id))
            pipe.get(keys.directory)
            pipe.hget(keys.members, person.id)
            body, known, packed = await pipe.execute()
        return self._of(body, person), directory_of(known, person.id, packed)

    def _of(self, body: str | bytes | None, person: Person) -> D | None:
        draft = if_readable("draft", lambda: self._adapter.validate_json(body)) if body else None
        return draft if draft is not None and draft.person == person else None
