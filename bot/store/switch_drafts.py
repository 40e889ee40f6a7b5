"""A switch of voicemail that somebody is about to make: what they entered and were shown, until they confirm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from bot.model import Line, Person, Values
from bot.store.connection import Store
from bot.store.own_drafts import OwnDrafts


@dataclass(frozen=True, slots=True)
class Holder:
    """A timer that has values which a switch takes over. owner: a Slack id; until_ms: its end, None for none."""

    timer: str
    owner: str
    kind: Literal["voicemail", "shift"]
    set_name: str = ""
    until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """One line as it was shown. seen: by field key, None where it could not be read.

    obstacle: why it is left out, "" where it is not; held: the id of the timer that has a value for now, by field key;
    strays: the keys among these whose value somebody has changed since.
    """

    line: Line
    seen: Values | None = None
    obstacle: str = ""
    held: dict[str, str] = field(default_factory=dict)
    strays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchDraft:
    """A person's own switch. on: None until they said which; inside, outside: of business hours, which it is about.

    words: the lines as they were typed, until they are understood; whole: the same with how long behind them, where
    that may be part of a name, else ""; every, groups, ids: the lines picked, ids as Zendesk has them; until: what was
    chosen of how long, a key of `bot.talk.switch_ends.WORDS`, "" for nothing;
    when: the end as it was typed; until_ms: as it was understood, by redis's clock, None for no end; zone: the IANA
    time zone of what was typed; typed_in: the channel where it began, None for none; channel: where its card is to
    stand, None for a direct message; lines, holders, warnings: what was read for the preview, each warning with how
    many lines it is about; timer_id: of the timer that it becomes, however often it is confirmed; step: the run of a
    workflow's step that it was begun for, "" for none.
    """

    id: str
    person: Person
    on: bool | None = None
    inside: bool = True
    outside: bool = True
    words: str = ""
    whole: str = ""
    every: bool = False
    groups: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    until: str = ""
    when: str = ""
    until_ms: int | None = None
    zone: str = "UTC"
    reason: str = ""
    typed_in: str | None = None
    channel: str | None = None
    lines: tuple[SwitchLine, ...] = ()
    holders: tuple[Holder, ...] = ()
    warnings: tuple[tuple[str, int], ...] = ()
    timer_id: str = ""
    step: str = ""


_DRAFT = TypeAdapter(SwitchDraft)


class SwitchDrafts(OwnDrafts[SwitchDraft]):
    """Keeps them, as `OwnDrafts` says."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, _DRAFT, store.keys.switch_draft)
