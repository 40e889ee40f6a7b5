"""What a button carries: the record it is about and the version it was shown in, or a number."""

from __future__ import annotations

import re
from typing import Any

from bot import following
from bot.model import Person
from bot.slack.incoming import person_of
from bot.talk.decisions import Click

# As `bot.store.records.new_id` makes them: whatever else comes is looked up under no name at all.
_ID = re.compile(r"[0-9a-f]{20}", re.ASCII)
# More digits than any of our buttons carries; beyond a few thousand Python itself refuses to read them.
_WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)


def click_of(body: dict[str, Any]) -> Click:
    """Return the click on a button of ours; one that nobody can have been shown names no record there is."""
    return click_on(person_of(body), str(body["actions"][0].get("value")))


def pressed(body: dict[str, Any]) -> str:
    """Return the value of the button that was pressed, "" for none; of an input, what was typed into it."""
    return str(body["actions"][0].get("value") or "")


def chosen(body: dict[str, Any]) -> str:
    """Return the value of the option that was chosen in a menu, "" for none."""
    return str((body["actions"][0].get("selected_option") or {}).get("value") or "")


def click_on(person: Person, value: str) -> Click:
    """Return a click on what a value of ours names, "id:version"."""
    request_id, _, version = value.partition(":")
    if not _ID.fullmatch(request_id):
        return Click(person, "", whole_number(version, 0))
    following.about(request_id)
    return Click(person, request_id, whole_number(version, 0))


def whole_number(value: object, otherwise: int) -> int:
    """Return the number that a button carries, `otherwise` for what no button of ours can have carried."""
    text = str(value)
    return int(text) if _WHOLE.fullmatch(text) else otherwise
