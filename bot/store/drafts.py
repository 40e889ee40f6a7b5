"""What somebody is about to change: what they were shown and what they entered, until they save it, for an hour."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import JsonValue, TypeAdapter

from bot.model import Line, Person, Values
from bot.store.connection import Store
from bot.store.own_drafts import OwnDrafts


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
    Of a shift: set_id, set_version: the on-call set as it was read; channel: where its card is to stand, None for a
    direct message.
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
    set_id: str = ""
    set_version: int = 0
    channel: str | None = None


_DRAFT = TypeAdapter(Draft)


class Drafts(OwnDrafts[Draft]):
    """Keeps them, as `OwnDrafts` says."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _DRAFT, store.keys.draft)
