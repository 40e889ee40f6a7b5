"""Everything there is to know of one number, in the parts people think of it in, each with its way to change it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import JsonValue

from bot.cards.blocks import Block, Text, View, actions, button, context, divider, header, modal, section
from bot.cards.change_values import value_text
from bot.cards.deletion_words import facts
from bot.cards.markup import Markup, at, code, cut, joined, markup, mention, one_line, prose, short, until
from bot.cards.request_words import LONGEST_NAME, LONGEST_REASON
from bot.model import Line, Timer
from bot.talk.field_kinds import SECTION_TITLES, Section
from bot.talk.field_values import value_at
from bot.talk.fields import BY_KEY
from bot.talk.number_look import SETTINGS_SECTIONS, NumberLook, fields_told, not_told, others


class Mode(StrEnum):
    """What somebody came for: to look, to change anything, or to change settings."""

    SHOW = "show"
    EDIT = "edit"
    SETTINGS = "settings"


TITLES = {Mode.SHOW: "Phone number", Mode.EDIT: "Edit a number", Mode.SETTINGS: "Number settings"}

_LONGEST_VALUE = 200
_OTHERS = 20
_RUNNING = 3
_LONGEST_PATH = 80
_LONGEST_OTHER = 60
_WRITTEN = {"voice": "voice", "sms": "SMS", "mms": "MMS", "emergency_address": "emergency address"}
_NEXT = {
    Mode.SHOW: "",
    Mode.EDIT: "Each part has a form of its own. Nothing is changed before you save it.",
    Mode.SETTINGS: "These parts hold the settings. Nothing is changed before you save it.",
}


def number_view(look: NumberLook, *, mode: Mode = Mode.SHOW, admin_url: str | None = None) -> View:
    """Return a number; for settings, only the parts that hold some.

    admin_url: where it is found in Zendesk, None where that is not known. Metadata has the line's id, the name its
    history is kept under, and the mode. Buttons: number.edit carries "<line id>:<section>", the others the line's id.
    """
    line, parts = look.line, SETTINGS_SECTIONS if mode is Mode.SETTINGS else tuple(Section)
    shown = [block for part in parts for block in _part(look, part)]
    return modal(
        TITLES[mode],
        [
            header(short(line.nickname or "", LONGEST_NAME * 2) if _is_named(line) else line.display_number),
            section(_identity(look)),
            context(*_about(look)),
            *([section(joined([_has(timer) for timer in look.running[:_RUNNING]], "\n"))] if look.running else []),
            *([context(_NEXT[mode])] if _NEXT[mode] and look.may_edit else []),
            *([context(prose(look.why_not))] if look.why_not else []),
            *(shown or [section("Zendesk told nothing of this line that can be shown here.")]),
            *(_others(look) if mode is not Mode.SETTINGS else []),
            divider(),
            *_gaps(look, parts),
            divider(),
            context(markup("Read from Zendesk {at}", at=at(look.read_ms))),
            _buttons(line.id, mode, admin_url, can_switch=look.may_edit and not look.number.external),
        ],
        callback_id="number.view",
        metadata={"line": line.id, "name": line.number or f"id:{line.id}", "mode": mode},
        close="Close",
    )


def looking(words: str, mode: Mode = Mode.SHOW) -> View:
    """Return what is shown while Zendesk is asked. words: what was typed, "" for nothing."""
    sought = f"Looking for “{short(words, LONGEST_NAME)}”" if words.strip() else "Reading your numbers"
    return modal(TITLES[mode], [section(f"{sought} in Zendesk …")], callback_id="number.loading", close="Close")


def reading(mode: Mode = Mode.SHOW) -> View:
    """Return what is shown while a number that is known is read."""
    blocks = [section("Reading the number from Zendesk …")]
    return modal(TITLES[mode], blocks, callback_id="number.loading", close="Close")


def number_trouble(words: str, retry: Block, mode: Mode = Mode.SHOW) -> View:
    """Return that something could not be read. words: what happened and what to do; retry: a button to try again."""
    blocks = [section(prose(words)), actions(retry, block_id="trouble")]
    return modal(TITLES[mode], blocks, callback_id="number.trouble", metadata={"mode": mode}, close="Close")


def try_again(action_id: str, value: str) -> Block:
    """Return the button that does once more what did not come about."""
    return button("Try again", action_id, value, style="primary")


def back_to_number(line_id: int) -> Block:
    """Return the button that leads from a form to the number."""
    return button("Back to the number", "number.show", str(line_id))


def called(line: Line) -> Markup:
    """Return "*Support US*  +1 510-555-0199", and the number alone where it has no nickname."""
    number = short(line.display_number, LONGEST_NAME)
    if not _is_named(line):
        return markup("*{number}*", number=number)
    return markup("*{name}*  {number}", name=short(line.nickname or "", LONGEST_NAME), number=number)


def _is_named(line: Line) -> bool:
    return bool((line.nickname or "").strip())


def _identity(look: NumberLook) -> Markup:
    line, kind = look.line, look.number.line_type
    said = [markup("*{number}*", number=short(line.display_number, LONGEST_NAME)), facts(line)]
    return joined([*said, *([markup("line type: {kind}", kind=short(kind, LONGEST_NAME))] if kind else [])])


def _about(look: NumberLook) -> list[Text]:
    """Return what else nobody can change: what it carries, and which way."""
    number = look.number
    can = number.capabilities
    said: list[Text] = []
    if can is not None:
        carries = [words for name, words in _WRITTEN.items() if getattr(can, name)]
        said.append(f"Carries {', '.join(carries)}" if carries else "Carries neither calls nor messages")
    if number.external:
        said.append("External: agents can call from it, and it takes no calls")
    return said or ["Zendesk does not say what it carries"]


def _has(timer: Timer) -> Markup:
    """Return who has switched something of it for now, until when and why."""
    end = Markup("without an end") if timer.until_ms is None else until(timer.until_ms)
    who, name = mention(timer.owner), short(timer.set_name, LONGEST_NAME)
    said = (
        markup("*{who} has the shift “{name}”* {end}", who=who, name=name, end=end)
        if timer.kind == "shift"
        else markup("*{who} switched voicemail* {end}", who=who, end=end)
    )
    why = [markup("{why}", why=short(timer.reason, LONGEST_REASON))] if timer.reason.strip() else []
    return joined([said, *why])


def _part(look: NumberLook, part: Section) -> list[Block]:
    fields = fields_told(look.number, part)
    if not fields:
        return []
    title = SECTION_TITLES[part]
    edit = button("Edit", "number.edit", f"{look.line.id}:{part}", spoken=f"Edit {title}") if look.may_edit else None
    values: list[Text] = [_value(look, field.key) for field in fields]
    return [
        divider(),
        section(markup("*{title}*", title=title), fields=values[:10], accessory=edit, block_id=f"part-{part}"),
        *(section(fields=values[start : start + 10]) for start in range(10, len(values), 10)),
    ]


def _value(look: NumberLook, key: str) -> Markup:
    """Return a label in plain words and below it the value, which stands out where there is one."""
    value = value_at(look.number, key)
    words = markup("{words}", words=value_text(key, value, look.catalog, _LONGEST_VALUE))
    shown = words if value in (None, "", []) else markup("*{words}*", words=words)
    return markup("{label}\n{shown}", label=BY_KEY[key].label, shown=shown)


def _others(look: NumberLook) -> list[Block]:
    """Return what else Zendesk said: properties and settings newer than the fields known here."""
    found = others(look.number)
    if not found:
        return []
    shown = [_other(path, value) for path, value in found[:_OTHERS]]
    more = len(found) - len(shown)
    last = [markup("and {more} more", more=f"{more:,}")] if more > 0 else []
    return [divider(), section(joined([Markup("*Other*"), *shown, *last], "\n"))]


def _other(path: str, value: JsonValue) -> Markup:
    return markup("{path}: {value}", path=code(cut(one_line(path), _LONGEST_PATH)), value=_plain(value))


def _plain(value: JsonValue) -> str:
    if value is None:
        return "not set"
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return short(written[: 4 * _LONGEST_OTHER], _LONGEST_OTHER)


def _gaps(look: NumberLook, parts: Sequence[Section]) -> Iterator[Block]:
    """Yield what is not shown, and why."""
    missing = [field.label for field in not_told(look.number) if field.section in parts]
    if missing:
        yield context(markup("Zendesk did not say, so it cannot be changed here: {what}.", what=", ".join(missing)))
    if look.catalog.unread:
        what = ", ".join(look.catalog.unread)
        yield context(f"Zendesk did not tell what these are called, so ids stand for them: {what}.")


def _buttons(line_id: int, mode: Mode, admin_url: str | None, *, can_switch: bool) -> Block:
    line = str(line_id)
    return actions(
        button("Refresh", "number.refresh", line),
        *([button("Voicemail …", "number.voicemail", line)] if can_switch else []),
        *([button("Show everything", "number.show", line)] if mode is Mode.SETTINGS else []),
        button("History", "number.history", line),
        button("Release …", "number.release", line),
        *([button("Open in Zendesk", "number.zendesk", line, url=admin_url)] if admin_url else []),
        block_id="next",
    )
