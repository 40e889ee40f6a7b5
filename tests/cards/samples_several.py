"""Changes of several numbers as their views are shown of them: from one line to a thousand, with the worst of names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.model import Line, Person, Values
from bot.store.drafts import Draft, Shown
from bot.talk.catalog import Catalog, Named
from bot.talk.field_kinds import Control, Field
from bot.talk.fields import FIELDS
from bot.talk.previews import Preview, preview_of
from tests.cards.samples import lines

QUEUE, VOICEMAIL, OVERFLOW = "settings.maximum_queue_size", "settings.voicemail", "settings.overflow_number"
GROUPS = "group_ids"
CATALOG = Catalog(groups=(Named(7, "Sales"), Named(8, "Support")))

Seen = Callable[[int], Values | None]


def previewed(wanted: Values, of: tuple[Line, ...], seen: Seen, **shown: Any) -> Preview:
    """Return what would become of lines. seen: the values of the line at that place."""
    drafted = tuple(Shown(line, seen(place), **shown) for place, line in enumerate(of))
    return preview_of(Draft("d", Person("T0DEMO", "U0ANA"), drafted, tuple(wanted), wanted=wanted))


def of_every_kind(count: int, text: str = "Support") -> Preview:
    """Return so many lines, in turn changing, so already, not read and left out."""
    wanted = {QUEUE: 20, VOICEMAIL: False}
    kinds = (
        lambda line: Shown(line, {QUEUE: 5, VOICEMAIL: True}),
        lambda line: Shown(line, dict(wanted)),
        lambda line: Shown(line, None),
        lambda line: Shown(line, None, "no longer in Zendesk"),
    )
    drafted = tuple(kinds[place % 4](line) for place, line in enumerate(lines(count, text)))
    return preview_of(Draft("d", Person("T0DEMO", "U0ANA"), drafted, tuple(wanted), wanted=wanted))


def long_catalog(text: str, count: int = 100) -> Catalog:
    """Return so many of everything, each of this name."""
    named = tuple(Named(100 + n, f"{text} {n}"[-75:] if text else str(n)) for n in range(count))
    greetings = {n: tuple(replace(each, id=each.id) for each in named) for n in range(1, 10)}
    return Catalog(groups=named, ivrs=named, schedules=named, brands=named, greetings=greetings)


def fields_of(*controls: Control) -> tuple[Field, ...]:
    """Return the fields with these controls that can be set on several numbers; all of them for none."""
    return tuple(field for field in FIELDS if field.several and (not controls or field.control in controls))
