"""Which lines somebody means by what they typed after `/talk voicemail on`: names, numbers, groups, all. Pure.

Whatever is not clear is said in a sentence and left for a person to pick; nothing is taken that somebody may not mean.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.model import Line
from bot.store.lines import Inventory
from bot.talk.folding import folded, words_of
from bot.talk.line_filter import filtered, group_name
from bot.talk.line_search import matching, nearest
from bot.talk.numbers_in_text import numbers_in_text
from bot.talk.quoting import outside

LONGEST = 400
"""Characters that are looked at."""

MOST_PICKED = 100
"""The most lines and groups that can be picked one by one: Slack shows no more as chosen."""

MOST_OFFERED = 20
"""The most lines that are picked for somebody who may mean fewer of them."""

_MOST_PARTS = 40
_NAMED = 3
_QUOTED = 60
_ALIKE = 0.6
# From here on a name is as good as certain, if no other is nearly as near.
_NEARLY_THE_SAME, _APART = 0.85, 0.05
_ON = re.compile(r"on\s+(?=\S)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[,;\n]\s*(?:and\s+|&\s*)?|\s+(?:and|plus)\s+|\s+[&+]\s+", re.IGNORECASE)
_GROUP = re.compile(r"(?:all\s+(?:of\s+)?)?(?:@|group\s*:)\s*(.*)", re.IGNORECASE)
_ALL = frozenset(
    f"{all_} {lines}".strip()
    for all_ in ("all", "all of", "all the", "all our", "all my", "every", "all of the", "all of our")
    for lines in ("", "lines", "numbers", "line", "number", "them", "phone numbers")
) | {"everything"}
_AROUND = re.compile(r"^(?:the\s+)?(.*?)(?:\s+(?:lines?|numbers?))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picked:
    """Lines as people pick them: every one, those of groups, and single ones. groups, ids: Zendesk's, each once."""

    every: bool = False
    groups: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is picked."""
        return self.every or bool(self.groups or self.ids)

    def of(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Return those lines that are picked, each once, in the order given."""
        groups, ids = frozenset(self.groups), frozenset(self.ids)
        return tuple(line for line in lines if self.every or line.id in ids or not groups.isdisjoint(line.groups))


@dataclass(frozen=True, slots=True)
class Meant:
    """What is clear of what was typed, and whole sentences on what is not.

    is_unknown: whether something of it is nowhere in the list, which may be older than that.
    """

    picked: Picked
    problems: tuple[str, ...] = ()
    is_unknown: bool = False


def meant(typed: str, inventory: Inventory) -> Meant:
    """Return what lines the text names, several with a comma or "and" between; nothing for nothing."""
    groups = _groups(inventory)
    found = [_part(part, inventory, groups) for part in _parts(typed[:LONGEST], inventory)]
    picked = Picked(
        every=any(each.picked.every for each in found),
        groups=tuple(dict.fromkeys(group for each in found for group in each.picked.groups)),
        ids=tuple(dict.fromkeys(line for each in found for line in each.picked.ids))[:MOST_PICKED],
    )
    problems = tuple(dict.fromkeys(problem for each in found for problem in each.problems))
    return Meant(picked, problems, is_unknown=any(each.is_unknown for each in found))


def named_whole(whole: str, inventory: Inventory) -> Meant | None:
    """Return what is meant where a line's name has how long in it, "Support 24h"; None where no name has.

    whole: the lines as typed, together with what may be how long. It is asked then, since it may be both.
    """
    parts = list(_parts(whole[:LONGEST], inventory))
    fits = matching(parts[-1], inventory.lines) if parts else ()
    if not fits:
        return None
    found = meant(whole, inventory)
    asked = f"How long is not clear, as it may be part of the name {_name(fits[0])}. Choose it below."
    return replace(found, problems=(*found.problems, asked))


def _parts(typed: str, inventory: Inventory) -> Iterator[str]:
    """Yield what stands between separators; a name that has one in it, "Sales and Support", stays whole."""
    places = [(0, 0), *(match.span() for match in _SEPARATOR.finditer(typed))][:_MOST_PARTS]
    starts, ends = [end for _, end in places], [*(start for start, _ in places[1:]), len(typed)]
    named = _names(inventory)
    first = 0
    while first < len(starts):
        last = next(
            (end for end in range(len(ends) - 1, first, -1) if folded(typed[starts[first] : ends[end]]) in named), first
        )
        if part := typed[starts[first] : ends[last]].strip().strip('"').strip():
            yield part
        first = last + 1


def _names(inventory: Inventory) -> frozenset[str]:
    lines = (name for line in inventory.lines for name in (line.nickname, line.display_number) if name)
    groups = tuple(inventory.group_names.values())
    return frozenset(map(folded, (*lines, *groups, *(f"@{name}" for name in groups))))


def _groups(inventory: Inventory) -> dict[int, str]:
    """Return what the groups that answer lines, and all others, are called, by id."""
    answering = {group for line in inventory.lines for group in line.groups}
    return dict(inventory.group_names) | {each: group_name(each, inventory.group_names) for each in answering}


def _part(part: str, inventory: Inventory, groups: Mapping[int, str]) -> Meant:
    if (on := _ON.match(part)) and not matching(part, inventory.lines):
        # "voicemail off on Support US"
        part = part[on.end() :]
    if words_of(part) in _ALL:
        return Meant(Picked(every=True))
    if of_group := _GROUP.fullmatch(part):
        return _group(of_group[1].strip().strip('"').strip(), inventory, groups)
    around = _AROUND.fullmatch(part)
    for text in dict.fromkeys((part, around[1] if around else part)):
        if found := matching(text, inventory.lines):
            return _one(text, found)
    if ours := numbers_in_text(part, inventory.lines).ours:
        return Meant(Picked(ids=tuple(line.id for line in ours)))
    # What fits by a place or a kind is never taken for what was meant, only offered.
    if words_of(part) and (found := filtered(part, inventory.lines, inventory.group_names)):
        return _several(part, found)
    return _unknown(part, inventory)


def _unknown(part: str, inventory: Inventory) -> Meant:
    """Return that no line is called so, with the one that must have been meant, or those it may be."""
    if (line := _nearly(part, inventory.lines)) is not None:
        said = f"No line is called “{outside(part, _QUOTED)}”. I picked {_name(line)}. Look whether you mean that."
        return Meant(Picked(ids=(line.id,)), (said,), is_unknown=True)
    near = nearest(part, inventory.lines)
    asked = f"Did you mean {outside(' or '.join(near))}? " if near else ""
    unknown = f"This account has no line or group “{outside(part, _QUOTED)}”. {asked}Pick it below."
    return Meant(Picked(), (unknown,), is_unknown=True)


def _nearly(typed: str, lines: Sequence[Line]) -> Line | None:
    """Return the only line whose nickname is this but for a slip of the finger."""
    wanted = words_of(typed[:_QUOTED])
    alike = sorted(
        (
            (difflib.SequenceMatcher(None, wanted, words_of(line.nickname)).ratio(), line.id, line)
            for line in lines
            if line.nickname
        ),
        reverse=True,
    )
    if not alike or alike[0][0] < _NEARLY_THE_SAME:
        return None
    return alike[0][2] if len(alike) == 1 or alike[1][0] < alike[0][0] - _APART else None


def _one(typed: str, found: Sequence[Line]) -> Meant:
    return Meant(Picked(ids=(found[0].id,))) if len(found) == 1 else _several(typed, found)


def _several(typed: str, found: Sequence[Line]) -> Meant:
    """Return that several lines fit, and a few of them as picked: taking one out is a click, adding it is more."""
    quoted, count = f"“{outside(typed, _QUOTED)}”", len(found)
    if count > MOST_OFFERED:
        return Meant(Picked(), (f"{quoted} fits {count:,} lines. Say more of the name, or pick them below.",))
    ids = tuple(line.id for line in found)
    if count == 1:
        return Meant(Picked(ids=ids), (f"Only {_name(found[0])} fits {quoted}. Look whether you mean it.",))
    named = ", ".join(map(_name, found[:_NAMED])) + (f" and {count - _NAMED} more" if count > _NAMED else "")
    which = f"{quoted} fits {count} lines ({named}). All of them are picked: take out those you do not mean."
    return Meant(Picked(ids=ids), (which,))


def _group(typed: str, inventory: Inventory, groups: Mapping[int, str]) -> Meant:
    quoted = f"“@{outside(typed, _QUOTED)}”"
    if inventory.groups_unread:
        return Meant(Picked(), (f"I could not read what your Zendesk groups are called. Pick the lines of {quoted}.",))
    fits = _groups_called(typed, groups)
    if len(fits) == 1:
        if not Picked(groups=fits).of(inventory.lines):
            return Meant(Picked(), (f"The group {quoted} answers no line.",))
        return Meant(Picked(groups=fits))
    if fits:
        said = f"{quoted} fits {len(fits)} groups. Pick the one you mean below."
    elif begun := _groups_begun(typed, groups):
        named = " and ".join(f"@{outside(groups[group], _QUOTED)}" for group in begun[:_NAMED])
        return Meant(Picked(groups=begun[:_NAMED]), (f"For {quoted} I picked {named}. Look whether you mean that.",))
    else:
        close = difflib.get_close_matches(words_of(typed), map(words_of, groups.values()), _NAMED, _ALIKE)
        near = " or ".join(f"@{name}" for name in groups.values() if words_of(name) in close)
        asked = f"Did you mean {outside(near)}? " if near else ""
        said = f"No group in Zendesk is called {quoted}. {asked}Pick the group or the lines below."
    return Meant(Picked(), (said,), is_unknown=not fits)


def _groups_called(typed: str, groups: Mapping[int, str]) -> tuple[int, ...]:
    """Return the groups of this very name; Slack writes that of a group of its own with other marks."""
    named = tuple(group for group, name in groups.items() if folded(name) == folded(typed))
    wanted = words_of(typed)
    return named or tuple(group for group, name in groups.items() if wanted and words_of(name) == wanted)


def _groups_begun(typed: str, groups: Mapping[int, str]) -> tuple[int, ...]:
    """Return the groups whose name begins with what was typed: near enough to be asked about."""
    wanted = words_of(typed)
    return tuple(group for group, name in groups.items() if wanted and words_of(name).startswith(wanted))


def _name(line: Line) -> str:
    return outside(line.nickname or line.display_number, _QUOTED)
