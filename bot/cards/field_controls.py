"""The inputs of a number's fields: the right control for each, filled with the value it has.

Whatever is written here is read by `bot.slack.field_state`. Slack keeps what somebody entered through an update of the
view as long as block_id and action_id stay, so both depend on nothing but the field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards.blocks import (
    OPTIONS_IN_SELECT,
    Block,
    external_select,
    input_block,
    multi_external_select,
    multi_select,
    number_input,
    option,
    radio,
    section,
    select,
    text_input,
)
from bot.cards.field_words import value_words
from bot.cards.markup import markup, one_line
from bot.talk.catalog import Catalog
from bot.talk.field_entry import LONGEST_SHOWN, OFF, ON, untouched
from bot.talk.field_kinds import Control, Field

ENTER = "field.enter"
"""The action id of every control; which field it is says the block id."""

NONE = "-"
"""The value of the option that stands for null. No id of Zendesk's is like it."""

ENABLED, NUMBER = ".enabled", ".number"
"""What stands behind the key in the block ids of an overflow number's two controls."""

_EXAMPLE = "+1 510 555 0199"
_LONGEST_NUMBER = 40
_LONGEST_LANGUAGE = 10
_OPTION_VALUE = 75
_TYPED = frozenset({Control.TEXT, Control.NUMBER, Control.LANGUAGE})
_SEVERAL = frozenset({Control.GROUPS, Control.GREETINGS})
_WHAT = {
    Control.GROUP: "group",
    Control.GROUPS: "groups",
    Control.IVR: "IVR",
    Control.SCHEDULE: "schedule",
    Control.BRAND: "brand",
    Control.GREETING: "greeting",
    Control.GREETINGS: "greetings",
}


def controls(field: Field, catalog: Catalog, value: Any, *, filled: bool = True) -> list[Block]:
    """Return the field's input, or the two of an overflow number.

    value: what it is now, and is preselected unless `filled` is False, as where many numbers have different ones.
    Block ids are the field's key (an overflow number's: with `ENABLED` and `NUMBER` behind it), the action id is always
    `ENTER`. What cannot be chosen here, because nobody told the choices or they are too many, is a sentence instead.
    """
    now = untouched(field, value) if filled else None
    if isinstance(now, Mapping) or field.control is Control.OVERFLOW:
        parts = now if isinstance(now, Mapping) else {}
        return _overflow(field, parts.get("enabled"), parts.get("number"))
    if field.control in _TYPED:
        return [_input(field, _text(field, _one(now)), now)]
    if field.control is Control.WHOLE:
        bounds = {"least": field.least, "most": field.most}
        return [_input(field, number_input(ENTER, **bounds, initial=int(now) if isinstance(now, str) else None), now)]
    if field.control is Control.ON_OFF:
        return [_input(field, _switch(field, _one(now)), now)]
    if field.control in _SEVERAL:
        return [_several(field, catalog, now if isinstance(now, tuple) else ())]
    return [_chosen(field, catalog, _one(now), filled=filled)]


def suggestions(field: Field, catalog: Catalog, query: str) -> list[Block]:
    """Return at most a hundred options of a field for what was typed, those that begin with it first."""
    typed = one_line(query).casefold()
    choices = _choices(field, catalog)
    fitting = [value for value, name in choices.items() if typed in name.casefold()]
    fitting.sort(key=lambda value: not choices[value].casefold().startswith(typed))
    none = [_NONE] if field.clearable and not typed and field.control not in _SEVERAL else []
    return [*none, *_options(choices, fitting[:OPTIONS_IN_SELECT])][:OPTIONS_IN_SELECT]


def _input(field: Field, element: Block, now: object) -> Block:
    """Return the block around a control; it may stay empty where it is empty now, or where null means something."""
    # Where null is an option of its own, nothing chosen is none.
    has_none = field.clearable and field.control not in _TYPED
    optional = not now or (field.clearable and not has_none)
    return input_block(_label(field), element, block_id=field.key, hint=_hint(field), optional=optional)


def _label(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit and field.control is Control.WHOLE else ""
    return f"{field.label}{unit}"


def _hint(field: Field) -> str | None:
    order = "They count in the order in which they are chosen." if field.control is Control.GROUPS else ""
    bounds = f"{field.least} to {field.most:,}." if field.control is Control.WHOLE else ""
    return " ".join(part for part in (field.hint, order, bounds) if part) or None


def _one(now: object) -> str | None:
    return now if isinstance(now, str) else None


def _text(field: Field, now: str | None) -> Block:
    placeholder: str | None
    match field.control:
        case Control.NUMBER:
            longest, placeholder = _LONGEST_NUMBER, _EXAMPLE
        case Control.LANGUAGE:
            longest, placeholder = _LONGEST_LANGUAGE, "en"
        case _:
            longest, placeholder = field.most or LONGEST_SHOWN, None
    # What is there already may be longer than what anybody may type.
    longest = min(max(longest, len(now or "")), LONGEST_SHOWN)
    return text_input(ENTER, longest=longest, initial=now, placeholder=placeholder)


def _switch(field: Field, now: str | None) -> Block:
    options = {ON: option(field.on, ON), OFF: option(field.off, OFF)}
    return radio(ENTER, list(options.values()), initial=options.get(now or ""))


def _overflow(field: Field, enabled: str | None, number: str | None) -> list[Block]:
    return [
        input_block(
            field.label,
            _switch(field, enabled),
            block_id=field.key + ENABLED,
            hint=field.hint or None,
            optional=enabled is None,
        ),
        input_block(
            f"{field.label}: which",
            text_input(ENTER, longest=_LONGEST_NUMBER, initial=number, placeholder=_EXAMPLE),
            block_id=field.key + NUMBER,
            hint="With country code. It is kept while the overflow is off.",
            optional=True,
        ),
    ]


def _chosen(field: Field, catalog: Catalog, now: str | None, *, filled: bool) -> Block:
    choices, none = _choices(field, catalog, [now] if now else []), [_NONE] if field.clearable else []
    if not choices and not none:
        return _nothing_to_choose(field)
    initial = next(iter(_options(choices, [now] if now else [])), _NONE if none else None) if filled else None
    if len(choices) + len(none) > OPTIONS_IN_SELECT:
        return _input(field, external_select(ENTER, placeholder=_placeholder(field), initial=initial), initial)
    options = [*none, *_options(choices, choices)]
    return _input(field, select(ENTER, options, placeholder=_placeholder(field), initial=initial), initial)


def _several(field: Field, catalog: Catalog, now: tuple[str, ...]) -> Block:
    if len(now) > OPTIONS_IN_SELECT:
        # Slack would drop what it cannot preselect, and saving would then drop it in Zendesk.
        return section(
            markup(
                "*{label}*  {count} {what}, more than Slack can show in a field. Change them in Zendesk.",
                label=field.label,
                count=len(now),
                what=_WHAT[field.control],
            )
        )
    choices = _choices(field, catalog, now)
    if not choices:
        return _nothing_to_choose(field)
    initial, placeholder = _options(choices, now), _placeholder(field)
    if len(choices) > OPTIONS_IN_SELECT:
        return _input(field, multi_external_select(ENTER, placeholder=placeholder, initial=initial), None)
    options = _options(choices, choices)
    return _input(field, multi_select(ENTER, options, placeholder=placeholder, initial=initial), None)


def _nothing_to_choose(field: Field) -> Block:
    what = _WHAT.get(field.control, "value")
    return section(markup("*{label}*  There is no {what} to choose in this account.", label=field.label, what=what))


def _placeholder(field: Field) -> str:
    what = _WHAT.get(field.control, "")
    if field.control in _SEVERAL:
        return f"Choose {what}"
    return f"Choose {'an' if what == 'IVR' else 'a'} {what}" if what else "Choose"


def _choices(field: Field, catalog: Catalog, now: Iterable[str] = ()) -> dict[str, str]:
    """Return the name of everything that can be chosen, by the value of its option.

    What the number has, though it is no choice any more, is one at the end; what fits into no option is none.
    """
    if field.control is Control.CHOICE:
        known = {str(choice.value): value_words(field, choice.value, catalog) for choice in field.choices}
        known |= {value: value_words(field, _read(value), catalog) for value in now if value not in known}
    else:
        known = {str(each.id): each.name for each in catalog.choices(field, [_read(value) for value in now])}
    return {value: name for value, name in known.items() if 0 < len(value) <= _OPTION_VALUE}


def _options(choices: Mapping[str, str], values: Iterable[str]) -> list[Block]:
    """Return the options of these values; those of one name are told apart by their ids."""
    names = Counter(choices.values())
    return [
        option(name, value, f"id {value}" if names[name] > 1 else None)
        for value in values
        if (name := choices.get(value)) is not None
    ]


def _read(value: str) -> int | str:
    """Return the id that an option's value stands for: a number, or the word of one of Zendesk's own greetings."""
    return int(value) if value.isascii() and value.isdecimal() else value


_NONE = option("None", NONE)
