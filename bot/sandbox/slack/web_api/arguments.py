"""A call's arguments, which Slack takes as JSON, as a form or in the query, all meaning the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.slack.refusals import Refused, missing

_TRUE = frozenset({"1", "true", "True", "yes"})


class Arguments:
    """The arguments of one call; what is absent, null or empty is the same to Slack."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def has(self, name: str) -> bool:
        """Whether the argument was given at all, an empty list or object included."""
        return name in self._given

    def text(self, name: str) -> str:
        """Return a string, empty where it is absent; numbers are read as strings, as a form would have them."""
        value = self._given.get(name, "")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Refused("invalid_arguments", [f"[ERROR] must provide a string [json-pointer:/{name}]"])
        return str(value)

    def required(self, *names: str) -> list[str]:
        """Return several strings, all of which must be there."""
        values = [self.text(name) for name in names]
        absent = [name for name, value in zip(names, values, strict=True) if not value]
        if absent:
            raise missing(*absent)
        return values

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean, as JSON has it or as `1` and `true` in a form."""
        value = self._given.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, bool) else str(value) in _TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """Return a whole number from 1 to `most`."""
        text = self.text(name)
        if not text:
            return default
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise Refused("invalid_limit")
        return int(text)

    def structured(self, name: str, *, broken: str) -> Any:
        """Return a JSON value, decoding it where a form carries it as text; `broken`: the code if it cannot be."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise Refused(broken, [f"[ERROR] must be valid JSON [json-pointer:/{name}]"]) from error


def read_arguments(query: str, content_type: str, body: bytes) -> dict[str, Any]:
    """Read query and body of a call. Refused: invalid_json, json_not_object, invalid_form_data."""
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if not body:
        return given
    if kind == "application/json":
        try:
            content = json.loads(body)
        except ValueError as error:
            raise Refused("invalid_json") from error
        if not isinstance(content, dict):
            raise Refused("json_not_object")
        return given | content
    if kind == "application/x-www-form-urlencoded":
        try:
            return given | dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError as error:
            raise Refused("invalid_form_data") from error
    raise Refused("invalid_post_type")
