"""What hangs on a number, said the same before somebody asks for its release and to those who decide."""

from __future__ import annotations

from bot.cards.markup import Markup, at, joined, markup, short
from bot.cards.request_words import LONGEST_NAME
from bot.model import Hanging

_NAMES_SHOWN = 10
_NOTHING = "Nothing: no group, IVR or schedule uses it, and no other line overflows or fails over to it."


def hanging_on(hanging: Hanging) -> Markup:
    """Return everything that would change if the number were gone, a line for each kind, and when that was read."""
    read = markup(" (as read {at})", at=at(hanging.read_ms)) if hanging.read_ms else Markup("")
    lines = [markup("{kind}: {names}", kind=kind, names=_listed(names)) for kind, names in _kinds(hanging) if names]
    if hanging.unread:
        lines.append(markup("Could not be read: {names}. There may be more.", names=_listed(hanging.unread)))
    return joined([markup("*What hangs on it*{read}", read=read), *(lines or [Markup(_NOTHING)])], "\n")


def _kinds(hanging: Hanging) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("Groups that answer it", hanging.groups),
        ("IVR", hanging.ivrs),
        ("Schedules", hanging.schedules),
        ("Greetings", hanging.greetings),
        ("Lines that overflow to it", hanging.overflow_from),
        ("Lines that fail over to it", hanging.failover_from),
    )


def _listed(names: tuple[str, ...]) -> Markup:
    shown = joined([markup("{name}", name=short(name, LONGEST_NAME)) for name in names[:_NAMES_SHOWN]], ", ")
    more = len(names) - _NAMES_SHOWN
    return markup("{shown} and {more} more", shown=shown, more=f"{more:,}") if more > 0 else shown
