"""What the ids on a number mean in this account: its groups, IVRs, schedules, brands and greetings, by name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bot.errors import ZendeskError, ZendeskRefused, ZendeskUnauthorised
from bot.store.names import Kind, NameCache, Named, Names
from bot.talk.field_kinds import GREETING, Control, Field
from bot.talk.field_values import OVERFLOW, is_returned, value_at
from bot.talk.fields import BY_KEY, FIELDS
from bot.talk.named import (
    brands_named,
    greeting_words,
    greetings_named,
    groups_named,
    in_order,
    ivrs_named,
    schedules_named,
)
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber

__all__ = ["Catalog", "Catalogs", "Named"]

_KINDS: dict[Kind, str] = {
    "groups": "groups",
    "ivrs": "IVRs",
    "schedules": "schedules",
    "brands": "brands",
    "greetings": "greetings",
}
"""What people call each kind where it could not be read."""

# The list of the account that a number can bring along. Zendesk documents the names of what can be included, not how
# the answer spells them: where it is missing, the list of its own is asked.
_INCLUDED: dict[Kind, str] = {
    "groups": "all_groups",
    "ivrs": "ivrs",
    "schedules": "all_schedules",
    "greetings": "all_greetings",
}
_KEPT_AS_IS_MS = 60_000

_KIND_OF: dict[Control, tuple[Kind, str]] = {
    Control.GROUP: ("groups", "group"),
    Control.GROUPS: ("groups", "group"),
    Control.IVR: ("ivrs", "IVR"),
    Control.SCHEDULE: ("schedules", "schedule"),
    Control.BRAND: ("brands", "brand"),
    Control.GREETING: ("greetings", "greeting"),
    Control.GREETINGS: ("greetings", "greeting"),
}

# Slack waits three seconds for an answer.
_PATIENCE = 1.5


@dataclass(frozen=True, slots=True)
class Catalog:
    """What ids mean. Deleted groups and inactive brands are among it, to be named, and are not offered.

    greetings: by category, the account's own first; unread: what Zendesk would not tell, for people ("schedules");
    set_here: the ids a number has now, by field, which stay choices whatever the lists say; private: numbers that are
    people's own, E.164, which are shown in full only where they are edited.
    """

    groups: tuple[Named, ...] = ()
    ivrs: tuple[Named, ...] = ()
    schedules: tuple[Named, ...] = ()
    brands: tuple[Named, ...] = ()
    greetings: Mapping[int, tuple[Named, ...]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    set_here: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    private: frozenset[str] = field(default=frozenset(), repr=False)
    _names: dict[Kind, dict[int | str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def choices(self, chosen: Field, also: Iterable[int | str] = ()) -> tuple[Named, ...]:
        """Return what a field of an id may be set to: what is offered, then what is set now though nobody offers it.

        also: ids that have to be among it besides. Empty for fields of other kinds.
        """
        if chosen.control not in _KIND_OF:
            return ()
        offered = tuple(one for one in self._known(chosen) if one.offered)
        missing = dict.fromkeys([*self.set_here.get(chosen.key, ()), *also])
        for one in offered:
            missing.pop(one.id, None)
        return (*offered, *(Named(one, self.name_of(chosen, one)) for one in missing))

    def name_of(self, chosen: Field, one: int | str) -> str:
        """Return what an id of a field is called, or "group 123" where nobody told."""
        kind = _KIND_OF.get(chosen.control)
        if kind and (name := self._names_of(kind[0]).get(one)) is not None:
            return name
        if isinstance(one, str) and (words := greeting_words(one)):
            return words
        return f"{kind[1]} {one}" if kind else str(one)

    def _names_of(self, kind: Kind) -> Mapping[int | str, str]:
        """Return the names of a kind by id, put together once: a number may have thousands of groups."""
        if kind not in self._names:
            every = [one for category in self.greetings.values() for one in category]
            # The first of an id stands, so it is put in last.
            known = reversed(every if kind == "greetings" else self._list(kind))
            self._names[kind] = {one.id: one.name for one in known}
        return self._names[kind]

    def _list(self, kind: Kind) -> tuple[Named, ...]:
        match kind:
            case "groups":
                return self.groups
            case "ivrs":
                return self.ivrs
            case "schedules":
                return self.schedules
            case "brands":
                return self.brands
            case "greetings":
                return ()

    def _known(self, chosen: Field) -> Iterable[Named]:
        if chosen.control is Control.GREETING:
            return self.greetings.get(chosen.category or 0, ())
        if chosen.control is Control.GREETINGS:
            return self._uploaded()
        kind = _KIND_OF.get(chosen.control)
        return self._list(kind[0]) if kind else ()

    def _uploaded(self) -> Iterable[Named]:
        """Yield what somebody uploaded and a number can play, each with what it is for: names repeat across those."""
        for category, greetings in self.greetings.items():
            played = BY_KEY.get(f"{GREETING}{category}")
            for one in greetings:
                if played is not None and isinstance(one.id, int):
                    yield replace(one, name=f"{one.name} ({played.label})")


class Catalogs:
    """Reads names. Everything may raise StoreUnavailable, and nothing an error of Zendesk's: that is in `unread`."""

    def __init__(self, zendesk: TalkClient, cache: NameCache) -> None:
        self._zendesk = zendesk
        self._cache = cache

    async def of(self, number: PhoneNumber | None = None) -> Catalog:
        """Return what ids mean, as of the last ten minutes; what the number brought along is newer and taken first."""
        known, now_ms, private = await self._cache.find_with_private()
        fresh: dict[Kind, Names] = _included(number, now_ms) if number is not None else {}
        missing = [kind for kind in _KINDS if kind not in fresh and kind not in known]
        answers = await asyncio.gather(*(self._listed(kind) for kind in missing))
        unread = [kind for kind, answer in zip(missing, answers, strict=True) if isinstance(answer, ZendeskError)]
        for kind, answer in zip(missing, answers, strict=True):
            if not isinstance(answer, ZendeskError):
                fresh[kind] = Names(answer, now_ms)
            elif isinstance(answer, ZendeskRefused | ZendeskUnauthorised):
                # A right that is missing now is missing in a minute; asking again and again would only cost calls.
                fresh[kind] = Names(None, now_ms)
        if any(_is_news(names, known.get(kind)) for kind, names in fresh.items()):
            await self._cache.keep(known | fresh)
        catalog = _catalog(known | fresh, unread, _set_here(number) if number is not None else {})
        return replace(catalog, private=private)

    async def unnamed(self, keys: Iterable[str]) -> Catalog:
        """Return what it takes to show the values of fields that have no ids: which numbers are people's own."""
        if OVERFLOW not in keys:
            return Catalog()
        _, _, private = await self._cache.find_with_private()
        return Catalog(private=private)

    async def soon(self) -> Catalog | None:
        """Return the same, or None where names have to be read anew and that takes longer than an answer may."""
        reading = asyncio.create_task(self.of(), name="catalog")
        # It goes on being read, so that whoever asks next finds it; its errors are theirs to see.
        reading.add_done_callback(_has_read)
        done, _ = await asyncio.wait({reading}, timeout=_PATIENCE)
        return reading.result() if done else None

    async def _listed(self, kind: Kind) -> tuple[Named, ...] | ZendeskError:
        try:
            match kind:
                case "groups":
                    return groups_named(await self._zendesk.list_groups())
                case "ivrs":
                    return ivrs_named(await self._zendesk.list_ivrs())
                case "schedules":
                    return schedules_named(await self._zendesk.list_schedules())
                case "brands":
                    return brands_named(await self._zendesk.list_brands())
                case "greetings":
                    return greetings_named(await self._zendesk.list_greetings())
        except ZendeskError as error:
            return error


def _has_read(reading: asyncio.Task[Catalog]) -> None:
    if not reading.cancelled():
        reading.exception()  # marks it as seen: whoever waited may have gone


def _is_news(names: Names, known: Names | None) -> bool:
    """Whether a reading is worth a call to redis: it says something else, or what is kept will soon be too old."""
    return known is None or known.named != names.named or names.read_ms - known.read_ms > _KEPT_AS_IS_MS


def _included(number: PhoneNumber, now_ms: int) -> dict[Kind, Names]:
    """Return what a number brought along."""
    written = number.as_written()
    read = {
        "groups": partial(groups_named, number.all_groups),
        "ivrs": partial(ivrs_named, number.ivrs),
        "schedules": partial(schedules_named, number.all_schedules),
        "greetings": partial(greetings_named, number.all_greetings),
    }
    brought = {kind: read[kind]() for kind, key in _INCLUDED.items() if isinstance(written.get(key), list)}
    # A list whose greetings do not say what they are for is of no use here.
    if any(one.category is None for one in brought.get("greetings", ())):
        del brought["greetings"]
    return {kind: Names(named, now_ms) for kind, named in brought.items()}


def _catalog(known: Mapping[Kind, Names], unread: Iterable[Kind], set_here: Mapping[str, Any]) -> Catalog:
    named: dict[Kind, tuple[Named, ...]] = {kind: names.named or () for kind, names in known.items()}
    silent = {*unread, *(kind for kind, names in known.items() if names.named is None)}
    categories = dict.fromkeys(one.category for one in named.get("greetings", ()) if one.category is not None)
    greetings = {
        category: in_order(one for one in named["greetings"] if one.category == category)
        for category in sorted(categories)
    }
    return Catalog(
        groups=in_order(named.get("groups", ())),
        ivrs=in_order(named.get("ivrs", ())),
        schedules=in_order(named.get("schedules", ())),
        brands=in_order(named.get("brands", ())),
        greetings=greetings,
        unread=tuple(words for kind, words in _KINDS.items() if kind in silent),
        set_here=set_here,
    )


def _set_here(number: PhoneNumber) -> dict[str, tuple[int | str, ...]]:
    """Return the ids a number has, by field."""
    found: dict[str, tuple[int | str, ...]] = {}
    for one in FIELDS:
        if one.control in _KIND_OF and is_returned(number, one.key):
            value = value_at(number, one.key)
            values = value if isinstance(value, list) else [value]
            found[one.key] = tuple(id_ for id_ in values if isinstance(id_, int | str) and not isinstance(id_, bool))
    return found
