"""What an on-call set does, in words without anybody's whole number: for views, cards and the trail. Pure."""

from __future__ import annotations

from bot.model import OnCallSet, OverflowTo, Terms
from bot.talk.masking import masked

_SWITCHED = {True: "on", False: "off"}


def terms_said(terms: Terms) -> tuple[str, ...]:
    """Return what terms put on a line: ("voicemail off", "overflow to +1 510-•••-••47"); nothing for what they leave.

    Inside and outside business hours are one where they are alike.
    """
    return (*_voicemail(terms), *_overflow(terms))


def back_said(back: Terms) -> tuple[str, ...]:
    """Return what is handed back; ("everything as it was before",) where nothing else is said."""
    said = terms_said(back)
    return (*said, "the rest as it was before") if said else ("everything as it was before",)


def changes_said(before: OnCallSet | None, now: OnCallSet) -> list[str]:
    """Return what an edit changes, for the trail: "Lasts: 12h → 8h"; of a new set all that it is."""
    was, is_ = _facts(before) if before else {}, _facts(now)
    return [
        f"{name}: {was[name]} → {value}" if name in was else f"{name}: {value}"
        for name, value in is_.items()
        if was.get(name) != value
    ]


def _voicemail(terms: Terms) -> list[str]:
    if terms.inside is not None and terms.inside == terms.outside:
        return [f"voicemail {_SWITCHED[terms.inside]}"]
    places = (("inside", terms.inside), ("outside", terms.outside))
    return [f"voicemail {_SWITCHED[on]} {place} business hours" for place, on in places if on is not None]


def _overflow(terms: Terms) -> list[str]:
    match terms.overflow:
        case OverflowTo.LEAVE:
            return []
        case OverflowTo.OFF:
            return ["overflow off"]
        case OverflowTo.OWN:
            return ["overflow to the own number of whoever has the shift"]
        case OverflowTo.NUMBER:
            return [f"overflow to {masked(terms.number or '')}"]


def _facts(a_set: OnCallSet) -> dict[str, str]:
    return {
        "Name": a_set.name,
        "Lines": ", ".join(str(line.nickname or line.display_number) for line in a_set.lines),
        "Members": ", ".join(a_set.members) or "none",
        "Lasts": a_set.lasts or "no end",
        "While taken": ", ".join(terms_said(a_set.taken)),
        "Handed back": ", ".join(back_said(a_set.back)),
    }
