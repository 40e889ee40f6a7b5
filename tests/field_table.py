"""Where each property and setting of Zendesk's document is shown, changed and proved: `python -m tests.field_table`.

A Markdown table, made from the catalogue of fields, from what the document says, and from the tests themselves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from bot.talk.field_kinds import GREETING, SECTION_TITLES, SETTINGS, SUB_GREETING, Field, Section
from bot.talk.fields import FIELDS
from tests.talk import reference, test_field_values, test_fields

ROOT = Path(__file__).parents[1]
WRITTEN = test_field_values.test_exactly_this_key_reaches_zendesk_with_the_right_type
NOT_WRITTEN = test_fields.test_nothing_else_can_be_changed_but_what_is_newer_than_the_document
HEAD = "head of the view"

READ_ONLY: dict[str, tuple[str, str]] = {
    "number": (HEAD, "it is what was bought"),
    "display_number": (HEAD, "Zendesk makes it from the number"),
    "name": (HEAD, "it is the nickname, or the number without one"),
    "location": (HEAD, "it comes with the number"),
    "country_code": (HEAD, "it comes with the number"),
    "toll_free": (HEAD, "it comes with the number"),
    "created_at": (HEAD, "it is when the number was bought"),
    "id": (HEAD, "Zendesk gives it"),
    "external": (HEAD, "a number of another carrier stays one"),
    "capabilities": (HEAD, reference.NOT_CHANGED["capabilities"]),
    "line_type": (HEAD, reference.NOT_CHANGED["line_type"]),
    "default_greeting_ids": (
        SECTION_TITLES[Section.GREETINGS],
        "it follows from the greetings that are chosen",
    ),
    "token": ("nowhere, as it can buy a number", reference.NOT_CHANGED["token"]),
}
"""Where what cannot be changed is shown, and why it is not changed."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    shown: str
    changed: str
    proof: str


def rows() -> Iterator[Row]:
    """Yield a row for every property and every setting, those that are newer than the document among them."""
    for field in FIELDS:
        title = SECTION_TITLES[field.section]
        yield Row(named(field), title, f"{title}: “{field.label}”", node(WRITTEN, field.key))
    for name, (shown, why) in READ_ONLY.items():
        yield Row(f"`{name}`", shown, f"read-only, because {why}", node(NOT_WRITTEN))


def named(field: Field) -> str:
    """Return a field as the document calls it, with a word where the document does not."""
    if field.is_setting:
        name = field.key.removeprefix(SETTINGS)
        return f"`settings.{name}`{'' if name in reference.SETTINGS else ' (newer than the document)'}"
    if field.key.startswith(SUB_GREETING):
        name, category, case = field.key.split(".")
        return f"`{name}`, {category}, `{case}`"
    if field.key.startswith(GREETING):
        name, category = field.key.split(".")
        return f"`{name}`, {category}"
    return f"`{field.key}`"


def node(test: Callable[..., object], case: str = "") -> str:
    """Return what pytest calls a test."""
    assert isinstance(test, FunctionType)
    path = Path(test.__code__.co_filename).relative_to(ROOT)
    return f"{path}::{test.__name__}{f'[{case}]' if case else ''}"


def table() -> str:
    """Return the table."""
    lines = ["| property or setting | shown under | changed in | proved by |", "|---|---|---|---|"]
    lines += [f"| {row.name} | {row.shown} | {row.changed} | `{row.proof}` |" for row in rows()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
