"""What lines can be picked by: one at a time, by the group that answers them, or all at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Line
from bot.store.lines import Inventory
from bot.talk.line_filter import filtered, group_name
from bot.talk.meant_lines import Picked

MOST = 100
"""The most choices that are offered at once: Slack shows no more."""

_MOST_GROUPS = 40


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A group of the account, with how many lines it answers."""

    id: int
    name: str
    lines: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be picked, or is. total: how many lines take calls, for all at once; None where that is not offered."""

    total: int | None = None
    groups: tuple[GroupChoice, ...] = ()
    lines: tuple[Line, ...] = ()


def taking_calls(inventory: Inventory) -> tuple[Line, ...]:
    """Return the lines that can have voicemail: an external number is only there to call from."""
    return tuple(line for line in inventory.lines if not line.external)


def choices_for(typed: str, inventory: Inventory) -> Choices:
    """Return what can be picked for what is typed, at most a hundred choices."""
    lines, wanted = taking_calls(inventory), typed.strip()
    fitting = filtered(typed, lines, inventory.group_names) if wanted else lines
    groups = tuple(each for each in _groups(inventory) if _begins(wanted, each.name))[:_MOST_GROUPS]
    is_all = bool(lines) and _begins(wanted, "all")
    return Choices(len(lines) if is_all else None, groups, tuple(fitting[: MOST - len(groups) - is_all]))


def choices_of(picked: Picked, inventory: Inventory) -> Choices:
    """Return what is picked, as it can be shown."""
    return Choices(
        len(taking_calls(inventory)) if picked.every else None,
        tuple(each for each in _groups(inventory) if each.id in picked.groups),
        tuple(line for line in inventory.lines if line.id in picked.ids),
    )


def _groups(inventory: Inventory) -> list[GroupChoice]:
    """Return the groups that answer lines, by name."""
    counts: dict[int, int] = {}
    for line in taking_calls(inventory):
        for group in line.groups:
            counts[group] = counts.get(group, 0) + 1
    named = [GroupChoice(group, group_name(group, inventory.group_names), lines) for group, lines in counts.items()]
    return sorted(named, key=lambda each: (each.name.casefold(), each.id))


def _begins(typed: str, name: str) -> bool:
    wanted, words = typed.removeprefix("@").casefold(), name.casefold()
    return any(word.startswith(wanted) for word in (words, *words.split()))
