"""What somebody is entering for an on-call set, view by view, until they save it, for an hour."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.model import OnCallSet, Person
from bot.store.connection import Store
from bot.store.own_drafts import OwnDrafts


@dataclass(frozen=True, slots=True)
class SetDraft:
    """A person's own form. a_set: as entered so far, with the version it was read with, 0 for a new one.

    was: the set as it was read, None for a new one; running: whether somebody had its shift then; own_back: whether
    something else than what was before is handed back; channel: where the overview was asked for that it leads back to.
    """

    id: str
    person: Person
    a_set: OnCallSet
    was: OnCallSet | None = None
    running: bool = False
    own_back: bool = False
    channel: str | None = None


_DRAFT = TypeAdapter(SetDraft)


class SetDrafts(OwnDrafts[SetDraft]):
    """Keeps them, as `OwnDrafts` says."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _DRAFT, store.keys.set_draft)
