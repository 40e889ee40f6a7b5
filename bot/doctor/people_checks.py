"""The people and user groups that the settings name: whether Slack knows them, and whether anybody can decide."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import error_code
from bot.doctor.finding import Check, Finding
from bot.talk.policy import EVERYBODY

_SUBJECT = "people"
# Each person is a call; whoever is in a group beyond these is taken to be what most people are.
_MOST_PEOPLE = 60
_AT_ONCE = 8
_NAMED = 5
_NOBODY = ("user_not_found", "user_not_visible", "users_not_found")
_NO_GROUP = ("no_such_subteam", "subteam_not_found")
_SCOPE = "Give the app what `talkbot manifest` asks for, and install it again."


@dataclass(slots=True)
class _Seen:
    """What Slack said of ids. people: what is wrong with somebody, "" for nothing; groups: who is in it, or why not."""

    people: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    groups: dict[str, frozenset[str] | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is named where. deciding: whether anything needs a colleague's approval."""

    approvers: frozenset[str]
    requesters: frozenset[str]
    operators: frozenset[str]
    deciding: bool


async def check_people(slack: AsyncWebClient, roster: Roster, team: str) -> tuple[list[Finding], frozenset[str]]:
    """Return what is to be said of everybody who is named, and who can approve, by ids of people."""
    seen = await _ask(slack, roster, team)
    found: list[Finding] = []
    named = {
        "TALK_APPROVERS": roster.approvers if roster.deciding else frozenset(),
        "TALK_REQUESTERS": roster.requesters,
        "TALK_OPERATORS": roster.operators,
    }
    for setting, ids in named.items():
        wrong = list(_wrong(Check(_SUBJECT, setting), sorted(ids - {EVERYBODY}), seen))
        found += wrong
        if EVERYBODY in ids:
            found.append(Check(_SUBJECT, setting).ok("every full member"))
        elif ids and not wrong and setting != "TALK_APPROVERS":
            found.append(_able(Check(_SUBJECT, setting), ids, seen))
    able = _resolved(roster.approvers, seen) if roster.deciding else frozenset()
    if roster.deciding and roster.approvers:
        found.append(_deciders(able, seen))
    return found, able


async def _ask(slack: AsyncWebClient, roster: Roster, team: str) -> _Seen:
    """Ask Slack for every group that is named, and then for the people, those who are named themselves first."""
    seen, named = _Seen(), roster.approvers | roster.requesters | roster.operators
    turn = asyncio.Semaphore(_AT_ONCE)

    async def group(name: str) -> None:
        async with turn:
            seen.groups[name] = await _group(slack, name)

    async def person(name: str) -> None:
        async with turn:
            seen.people[name], seen.names[name] = await _person(slack, name, team)

    await asyncio.gather(*(group(name) for name in sorted(named) if name.startswith("S")))
    people = [name for name in sorted(named) if not name.startswith("S") and name != EVERYBODY]
    for name in sorted(roster.approvers):
        people += sorted(users) if not isinstance(users := seen.groups.get(name, ""), str) else []
    await asyncio.gather(*(person(name) for name in list(dict.fromkeys(people))[:_MOST_PEOPLE]))
    return seen


async def _group(slack: AsyncWebClient, group: str) -> frozenset[str] | str:
    """Return who is in it, or in words why that cannot be told."""
    try:
        users: list[Any] = (await slack.usergroups_users_list(usergroup=group))["users"]
    except SlackApiError as error:
        code = error_code(error)
        return "there is no such user group, or it is disabled" if code in _NO_GROUP else f"Slack refuses it ({code})"
    return frozenset(str(user) for user in users)


async def _person(slack: AsyncWebClient, person: str, team: str) -> tuple[str, str]:
    """Return what is wrong with somebody, "" for nothing, and what they are called."""
    try:
        user: Any = (await slack.users_info(user=person))["user"]
    except SlackApiError as error:
        code = error_code(error)
        return ("Slack knows nobody by that id" if code in _NOBODY else f"Slack refuses to show them ({code})"), person
    name = str(user.get("real_name") or user.get("name") or person)
    # As the bot reads it: https://docs.slack.dev/reference/objects/user-object
    if user.get("deleted"):
        return "the account is deactivated", name
    if user.get("is_bot"):
        return "it is a bot", name
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "they are a guest", name
    if user.get("is_stranger") or user.get("team_id") not in (None, team):
        return "they belong to another organisation", name
    return "", name


def _wrong(check: Check, ids: Iterable[str], seen: _Seen) -> Iterator[Finding]:
    """Find who and what is named and gives nobody a right."""
    remedy = f"Mend the id, or take it out of {check.name}."
    for name in ids:
        users = seen.groups.get(name)
        if isinstance(users, str):
            yield check.failed(f"{name}: {users}", _SCOPE if "missing_scope" in users else remedy)
        elif users is not None and not users:
            yield check.failed(f"the user group {name} is empty", "Add people to it in Slack.")
        elif problem := seen.people.get(name, ""):
            said = f"{name} ({seen.names[name]})" if seen.names[name] != name else name
            yield check.failed(f"{said} gets no rights: {problem}", _SCOPE if "missing_scope" in problem else remedy)


def _able(check: Check, ids: frozenset[str], seen: _Seen) -> Finding:
    people = _resolved(ids, seen)
    return check.ok(f"{_people(people)}: {_names(people, seen.names)}")


def _deciders(able: frozenset[str], seen: _Seen) -> Finding:
    check = Check(_SUBJECT, "approvers")
    if not able:
        remedy = "Add active, full members to the user group, or name them in TALK_APPROVERS."
        return check.failed("nobody can approve, so every request would be refused", remedy)
    names = _names(able, seen.names)
    if len(able) == 1:
        remedy = "Name a second person: nobody decides on their own request."
        return check.warning(f"{names} alone can approve", remedy)
    return check.ok(f"{_people(able)} can approve: {names}")


def _resolved(names: frozenset[str], seen: _Seen) -> frozenset[str]:
    """Return the active, full members among names and in the groups among them."""
    people = {name for name in names if not name.startswith("S") and name != EVERYBODY}
    for name in names:
        users = seen.groups.get(name, "")
        people |= users if not isinstance(users, str) else frozenset()
    return frozenset(name for name in people if not seen.people.get(name, ""))


def _people(people: Collection[str]) -> str:
    return f"{len(people)} {'person' if len(people) == 1 else 'people'}"


def _names(people: Iterable[str], names: Mapping[str, str]) -> str:
    known = sorted(names.get(person, person) for person in people)
    more = len(known) - _NAMED
    return ", ".join(known[:_NAMED]) + (f" and {more} more" if more > 0 else "")
