"""What somebody is about to change: what they were shown and what they entered, until they save it, for an hour."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pydantic import JsonValue, TypeAdapter

from bot.model import Line, Person, Values
from bot.store.connection import Store

_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as it was shown. seen: by field key, None where it could not be read.

    obstacle: why a change of several leaves this line out, as "it takes no calls"; "" for none.
    """

    line: Line
    seen: Values | None
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A person's own form. fields: keys of what can be entered in it; wanted: what was entered, None before that.

    section: whose form it is, "" where the fields were chosen one by one; words: the filter the lines were found with;
    every: whether these are all that it found, not those picked one by one; warnings: sentences on what would come of
    it, each with how many lines it is about; outside: numbers beyond the account that calls would newly go to, E.164;
    change: the id of the change that it becomes, however often it is saved; number: everything Zendesk said of the one
    number whose form it is; own: the account's numbers, E.164, where the form is about where calls are sent.
    """

    id: str
    person: Person
    lines: tuple[Shown, ...]
    fields: tuple[str, ...]
    section: str = ""
    wanted: Values | None = None
    reason: str = ""
    words: str = ""
    every: bool = False
    warnings: tuple[tuple[str, int], ...] = ()
    outside: tuple[str, ...] = ()
    change: str = ""
    number: dict[str, JsonValue] = field(default_factory=dict)
    own: tuple[str, ...] = ()


_DRAFT = TypeAdapter(Draft)


class Drafts:
    """Keeps drafts for an hour after their last change. Everything may raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, draft: Draft) -> Draft:
        """Store a draft, under a new id where it has none, and return it."""
        kept = draft if draft.id else replace(draft, id=secrets.token_urlsafe(12))
        async with self._store.asking() as redis:
            await redis.set(self._store.keys.draft(kept.id), _DRAFT.dump_json(kept), px=_KEPT)
        return kept

    async def find(self, draft_id: str, person: Person) -> Draft | None:
        """Return a person's own draft, None when it is too old or none of theirs."""
        async with self._store.asking() as redis:
            body = await redis.get(self._store.keys.draft(draft_id))
        draft = _DRAFT.validate_json(body) if body else None
        return draft if draft is not None and draft.person == person else None
