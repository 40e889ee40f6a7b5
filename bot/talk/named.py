"""Things of the account as `Named`: out of Zendesk's answers, in the order in which people expect them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.store.names import Named
from bot.talk.languages import language_name
from bot.zendesk.models import Brand, Greeting, Group, Ivr, Schedule

# "voicemail_en", "available_en_voicemail_config" (for when voicemail is off), "callback_none".
_SYSTEM_GREETING = re.compile(r"[a-z_]+?_(?P<language>[a-z]{2}|none)(?P<silent>_voicemail_config)?")


def in_order(named: Iterable[Named]) -> tuple[Named, ...]:
    """Return things by name, uploaded ones before Zendesk's own; two of one name are told apart by their ids."""
    everything = list(named)
    count = Counter(one.name.casefold() for one in everything)
    apart = [
        replace(one, name=f"{one.name} ({one.id})") if count[one.name.casefold()] > 1 else one for one in everything
    ]
    return tuple(sorted(apart, key=lambda one: (isinstance(one.id, str), one.name.casefold(), str(one.id))))


def groups_named(groups: Iterable[Group]) -> tuple[Named, ...]:
    """Return groups; deleted ones are not offered."""
    return tuple(Named(one.id, _name(one.name, "group", one.id), one.deleted is not True) for one in groups)


def ivrs_named(ivrs: Iterable[Ivr]) -> tuple[Named, ...]:
    """Return phone menus."""
    return tuple(Named(one.id, _name(one.name, "IVR", one.id)) for one in ivrs)


def schedules_named(schedules: Iterable[Schedule]) -> tuple[Named, ...]:
    """Return business hours."""
    return tuple(Named(one.id, _name(one.name, "schedule", one.id)) for one in schedules)


def brands_named(brands: Iterable[Brand]) -> tuple[Named, ...]:
    """Return brands; inactive ones are not offered."""
    return tuple(Named(one.id, _name(one.name, "brand", one.id), one.active is not False) for one in brands)


def greetings_named(greetings: Iterable[Greeting]) -> tuple[Named, ...]:
    """Return greetings; those of Zendesk that have an id for a name are called by what it says."""
    return tuple(_greeting(one) for one in greetings)


def _greeting(greeting: Greeting) -> Named:
    """Return a greeting; one that has its id for a name is called by what the id says."""
    one = int(greeting.id) if isinstance(greeting.id, str) and greeting.id.isdecimal() else greeting.id
    said = greeting_words(one) if isinstance(one, str) and greeting.name in {None, "", one} else None
    return Named(one, said or _name(greeting.name, "greeting", one), category=greeting.category_id)


def greeting_words(greeting: str) -> str | None:
    """Return what one of Zendesk's own greetings is, by its id; None where that says nothing."""
    found = _SYSTEM_GREETING.fullmatch(greeting)
    if found is None:
        return None
    if found["language"] == "none":
        return "None"
    language = language_name(found["language"])
    if language is None:
        return None
    return f"Zendesk's own, {language}{', for voicemail off' if found['silent'] else ''}"


def _name(name: str | None, kind: str, one: int | str) -> str:
    return " ".join((name or "").split()) or f"{kind} {one}"
