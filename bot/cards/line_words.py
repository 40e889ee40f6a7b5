"""What is said of an owned number in a list: what it is called, where it is, what it carries and who answers it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.markup import Markup, joined, markup, short
from bot.cards.request_words import LONGEST_NAME
from bot.model import Line
from bot.talk.countries import country_name
from bot.talk.line_filter import group_name, kinds_of

_GROUPS_SHOWN = 3
_LONGEST_GROUP = 40
_WRITTEN = {"voice": "voice", "sms": "SMS", "mms": "MMS"}


def title_of(line: Line) -> Markup:
    """Return "*Support US*  +1 510-555-0199", and the number alone where it has no nickname."""
    number = short(line.display_number, LONGEST_NAME)
    if not (line.nickname or "").strip():
        return markup("*{number}*", number=number)
    return markup("*{name}*  {number}", name=short(line.nickname or "", LONGEST_NAME), number=number)


def where(line: Line) -> str:
    """Return "Oakland, CA, United States"; "" where Zendesk says neither."""
    country = country_name(line.country) if line.country else ""
    return ", ".join(dict.fromkeys(part.strip() for part in (line.place, country) if part.strip()))


def facts_of(line: Line, group_names: Mapping[int, str]) -> Markup:
    """Return where it is, what kind it is, what it carries, and the groups that answer it, in one line."""
    place = where(line)
    carries = ", ".join(_WRITTEN.get(each, each) for each in line.capabilities)
    # Most numbers are local, which says nothing.
    kinds = [kind for kind in kinds_of(line) if kind != "local"]
    said = [
        *([short(place, LONGEST_NAME)] if place else []),
        *kinds,
        *([short(carries, LONGEST_NAME)] if carries else []),
    ]
    parts = [markup("{said}", said=part) for part in said]
    return joined([*parts, *([_answered_by(line, group_names)] if line.groups else [])])


def _answered_by(line: Line, group_names: Mapping[int, str]) -> Markup:
    names = [short(group_name(group, group_names), _LONGEST_GROUP) for group in line.groups[:_GROUPS_SHOWN]]
    more = len(line.groups) - len(names)
    shown = markup("answered by {names}", names=joined([markup("{name}", name=name) for name in names], ", "))
    return shown + markup(" and {more} more", more=more) if more else shown
