"""Warnings about many lines, said once each with how many lines they are about, those about the same together. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.talk.quoting import outside

_NAMED = 3
_LONGEST_NAME = 60


def counted(said: Iterable[tuple[str, str]], lines: int) -> tuple[tuple[str, int], ...]:
    """Return each sentence with how many lines it is about, the most first; those about the same lines are one text.

    said: a sentence, and what people call the line that it is about; lines: how many there are in all.
    """
    about: dict[str, list[str]] = {}
    for warning, name in said:
        about.setdefault(warning, []).append(name)
    together: dict[tuple[str, ...], list[str]] = {}
    for warning, names in about.items():
        together.setdefault(tuple(names), []).append(warning)
    most_first = sorted(together.items(), key=lambda each: -len(each[0]))
    return tuple((_naming(" ".join(warnings), names, lines), len(names)) for names, warnings in most_first)


def _naming(warning: str, names: tuple[str, ...], lines: int) -> str:
    """Return a warning with the names of the few lines it is about, unless that is all of them."""
    if len(names) == lines or len(names) > _NAMED:
        return warning
    return f"{warning} This is about {', '.join(outside(name, _LONGEST_NAME) for name in names)}."
