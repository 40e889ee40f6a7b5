"""What hangs on a number, by the names people know, and what of it a card did not show. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from bot.model import Hanging, Line
from bot.talk.numbering import typed_digits
from bot.zendesk.models import PhoneNumber

# Talk's own greetings have words for ids; an uploaded one's number may stand in text.
_ID = re.compile(r"[0-9]{1,19}")
# Lists of the whole account that were asked for beside the number, and the token it was ordered with, which is spent
# and nobody's business: none of these is a setting of the number.
_NOT_OF_THE_NUMBER = frozenset({"ivrs", "all_groups", "all_greetings", "all_schedules", "token"})


@dataclass(frozen=True, slots=True)
class Other:
    """Another line, and where its calls may go. failover, overflow: E.164, None for nowhere.

    overflow_ms: when the overflow was read, redis's time; None where it could not be.
    """

    line: Line
    failover: str | None = None
    overflow: str | None = None
    overflow_ms: int | None = None


def hanging_of(number: PhoneNumber, others: Sequence[Other] = (), *, read_ms: int = 0) -> Hanging:
    """Return what hangs on a number that was shown with everything that can be included.

    others: every other line of the account; read_ms: when the number and the list of the others were read.
    """
    return Hanging(
        groups=_named("group", _groups(number), {one.id: one.name for one in number.all_groups}),
        ivrs=_named("IVR", _ivrs(number), {one.id: one.name for one in number.ivrs}),
        schedules=_named("schedule", _known([number.schedule_id]), {one.id: one.name for one in number.all_schedules}),
        greetings=_named("greeting", _greetings(number), {one.id: one.name for one in number.all_greetings}),
        overflow_from=tuple(_name(one.line) for one in others if _same(one.overflow, number.number)),
        failover_from=tuple(_name(one.line) for one in others if _same(one.failover, number.number)),
        unread=tuple(_unread(number, others)),
        read_ms=min([read_ms, *(one.overflow_ms for one in others if one.overflow_ms is not None)]),
    )


def more_than(shown: Hanging, now: Hanging) -> tuple[str, ...]:
    """Return what hangs on a number now that a card did not show, in words; empty where it is no more than that."""
    return (
        *(_with_kind("group", name) for name in _added(shown.groups, now.groups)),
        *(_with_kind("IVR", name) for name in _added(shown.ivrs, now.ivrs)),
        *(_with_kind("schedule", name) for name in _added(shown.schedules, now.schedules)),
        *(_with_kind("greeting", name) for name in _added(shown.greetings, now.greetings)),
        *(f"{name} overflows to it" for name in _added(shown.overflow_from, now.overflow_from)),
        *(f"{name} fails over to it" for name in _added(shown.failover_from, now.failover_from)),
    )


def unread_since(shown: Hanging, now: Hanging) -> tuple[str, ...]:
    """Return what could not be read now, of a kind that a card showed without a gap; in words, as `Hanging.unread`.

    With such a gap nobody knows whether more hangs on the number than the card showed.
    """
    gaps = {_kind(words) for words in shown.unread}
    return tuple(words for words in now.unread if _kind(words) not in gaps)


def configuration(number: PhoneNumber) -> dict[str, JsonValue]:
    """Return everything Zendesk said of a number, its settings and unknown properties included, ready for JSON.

    Enough to set up another number by hand as this one was; lists of the whole account are left out.
    """
    return {key: value for key, value in number.as_written().items() if key not in _NOT_OF_THE_NUMBER}


def _groups(number: PhoneNumber) -> Iterable[int]:
    return _known([*number.group_ids, number.default_group_id, number.sms_group_id])


def _ivrs(number: PhoneNumber) -> Iterable[int]:
    """Return the menu the number leads to, and every menu that names the number, or sends callers to it."""
    for ivr in number.ivrs:
        sent_on = any(isinstance(leaf, str) and _same(leaf, number.number) for leaf in _leaves(list(ivr.menus)))
        if sent_on or number.id in ivr.phone_number_ids:
            yield ivr.id
    yield from _known([number.ivr_id])


def _greetings(number: PhoneNumber) -> Iterable[int | str]:
    """Return the greetings somebody uploaded: those that come with Talk are every number's."""
    uploaded = {one.id for one in number.all_greetings if one.default is False}
    yield from number.greeting_ids
    for played in (number.categorised_greetings, number.categorised_greetings_with_sub_settings):
        for leaf in _leaves(played):
            if isinstance(leaf, int) and not isinstance(leaf, bool):
                yield leaf
            elif isinstance(leaf, str) and (_ID.fullmatch(leaf) or leaf in uploaded):
                yield int(leaf) if _ID.fullmatch(leaf) else leaf


def _unread(number: PhoneNumber, others: Iterable[Other]) -> Iterator[str]:
    if "ivrs" not in number.model_fields_set:
        yield "IVRs"
    unknown = sum(one.overflow_ms is None for one in others) if number.number else 0
    if unknown:
        yield f"overflow of {unknown} {'line' if unknown == 1 else 'lines'}"


def _named(kind: str, ids: Iterable[int | str], names: Mapping[int | str, str | None]) -> tuple[str, ...]:
    """Return each thing once, by its name, or as "group 123" where nobody told the name."""
    return tuple(names.get(one) or f"{kind} {one}" for one in dict.fromkeys(ids))


def _with_kind(kind: str, name: str) -> str:
    return name if name.startswith(f"{kind} ") else f"{kind} {name}"


def _kind(unread: str) -> str:
    return unread.partition(" of ")[0]


def _added(before: Iterable[str], now: Iterable[str]) -> Iterable[str]:
    """Return what is new, counting: of two groups of one name, one may be."""
    return (Counter(now) - Counter(before)).elements()


def _name(line: Line) -> str:
    return line.nickname or line.display_number


def _same(one: str | None, other: str | None) -> bool:
    """Whether both are numbers, and the same, whatever stands between their digits."""
    return bool(one and other and typed_digits(one) and typed_digits(one) == typed_digits(other))


def _known(ids: Iterable[int | None]) -> Iterable[int]:
    return (one for one in ids if one is not None)


def _leaves(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value
