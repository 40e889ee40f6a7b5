"""A number and its forms at their extremes: nothing told, thousands of groups, the worst of names and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.cards.blocks import View
from bot.cards.edit_views import form, review
from bot.cards.line_pick import pick_line
from bot.cards.number_view import Mode, looking, number_trouble, number_view, reading, try_again
from bot.talk.catalog import Catalog, Named
from bot.talk.field_kinds import Control, Section
from bot.talk.fields import FIELDS, of_section
from tests.cards.samples import TEXTS, lines
from tests.cards.samples_numbers import CATALOG, WHOLE, WHY_NOT, draft, look
from tests.cards.samples_timers import shift_of, timer_of
from tests.zendesk.payloads import MINIMAL, OWNED

URL = "https://acme.zendesk.com/admin/channels/talk_and_email/talk"
MANY = Catalog(
    groups=tuple(Named(number, f"Group {number}") for number in range(1, 5001)),
    ivrs=tuple(Named(number, f"Menu {number}") for number in range(1, 101)),
    schedules=tuple(Named(number, f"Hours {number}") for number in range(1, 101)),
    brands=tuple(Named(number, f"Brand {number}") for number in range(1, 100)),
    greetings={
        category: tuple(Named(number, f"Greeting {number}") for number in range(1, 501)) for category in range(1, 10)
    },
    unread=("groups", "IVRs", "schedules", "brands", "greetings"),
)


def numbers() -> Iterator[tuple[str, View]]:
    """Return every view of a number."""
    answers = {"whole": WHOLE, "owned": OWNED, "minimal": MINIMAL, "bare": {"id": 1}, "nulls": _nulls(), "new": _new()}
    for name, written in answers.items():
        yield from _views(name, written)
    for name, text in TEXTS.items():
        named = tuple(Named(number, text[:300]) for number in range(1, 9))
        catalog = Catalog(named, named, named, named, dict.fromkeys(range(1, 10), named), (text[:500],) * 5)
        yield from _views(f"worst-{name}", _worst(text), catalog, why_not=text)
        switched = (timer_of(reason=text[:500]), shift_of(set_name=text[:50], until_ms=None)) * 3
        yield f"number-switched-{name}", number_view(look(running=switched))
        yield f"number-looking-{name}", looking(text)
        yield f"number-trouble-{name}", number_trouble(text, try_again("number.find", text[:200] or " "))
    yield from _views("many", WHOLE | {"group_ids": list(range(1, 5001)), "default_group_id": 4999}, MANY)
    for mode in Mode:
        yield f"number-mode-{mode}", number_view(look(), mode=mode)
        yield f"number-reading-{mode}", reading(mode)
        yield f"number-pick-{mode}", _pick(2, mode)
    for count in (0, 5000):
        yield f"number-pick-{count}", _pick(count, Mode.SHOW)


def _views(
    name: str, written: dict[str, Any], catalog: Catalog = CATALOG, why_not: str = WHY_NOT
) -> Iterator[tuple[str, View]]:
    yield f"number-{name}", number_view(look(written, catalog=catalog), admin_url=URL)
    refused = look(written, catalog=catalog, may_edit=False, why_not=why_not)
    yield f"number-{name}-refused", number_view(refused, mode=Mode.SETTINGS)
    for section in Section:
        drafted = draft(section, written)
        if drafted.fields:
            yield f"edit-{name}-{section}", form(drafted, catalog)
    for section in (Section.IDENTITY, Section.ROUTING):
        yield f"review-{name}-{section}", _review(section, written, catalog)


def _review(section: Section, written: dict[str, Any], catalog: Catalog) -> View:
    wanted = {field.key: written.get("nickname") for field in of_section(section)}
    changed = draft(section, written, wanted=wanted, outside=("+16285550123",) * 3, reason="x" * 500)
    return review(changed, catalog, ("One sentence. " * 10,) * 20, channel="C0APPROVALS")


def _pick(count: int, mode: Mode) -> View:
    return pick_line(
        lines(count),
        "Support",
        title="Edit a number",
        label="Number",
        begins="Choose one.",
        none="None.",
        callback_id="number.pick",
        metadata={"mode": mode},
    )


def _nulls() -> dict[str, Any]:
    """Return a number of which every property is null."""
    return {**dict.fromkeys(WHOLE), "id": 1, "settings": dict.fromkeys(WHOLE["settings"])}


def _new() -> dict[str, Any]:
    """Return a number with much that is newer than this code."""
    settings = WHOLE["settings"] | {f"new_setting_{number}": number for number in range(100)}
    odd = {"routing": {"of": {"tomorrow": [1, {"a": None}]}}, "all_things": list(range(5000)), "k" * 500: "v" * 5000}
    return WHOLE | odd | {"settings": settings}


def _worst(text: str) -> dict[str, Any]:
    """Return a number with the same text wherever one can stand, and eight of everything."""
    text = text.encode(errors="replace").decode()  # no JSON that can be read has half a character
    ids = {
        field.key: [*range(1, 9)] if field.control in {Control.GROUPS, Control.GREETINGS} else 5
        for field in FIELDS
        if field.control in {Control.GROUP, Control.GROUPS, Control.IVR, Control.SCHEDULE, Control.BRAND}
    }
    worded = {"nickname", "location", "line_type", "call_recording_consent", "failover_number", "display_number"}
    settings = {field.key.removeprefix("settings."): text[:200] for field in FIELDS if field.is_setting}
    greetings = {str(field.category): text for section in _GREETINGS for field in of_section(section)}
    return (
        WHOLE
        | ids
        | dict.fromkeys(worded, text)
        | {"settings": settings | {text[:100] or "new": text}, "categorised_greetings": greetings}
    )


_GREETINGS = (Section.GREETINGS, Section.MORE_GREETINGS)
