"""Keeps the member directory fresh, and reads it anew for a call that cannot be taken back.

Who is active, who is a guest, who is of another organisation, who is in which user group: whatever is not certain gives
nobody a right. A reading that breaks off is thrown away, since half of one would take rights from half the people.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import chain
from typing import Any

import structlog
from docket import Docket, Perpetual
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import TROUBLE, UNREADABLE, error_code, named
from bot.model import AnyRequest, Directory, Member
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.talk.policy import EVERYBODY, Policy

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=5)
_FRESH_MS = EVERY / timedelta(milliseconds=2)
# https://docs.slack.dev/apis/web-api/pagination: the most that one page can have.
_PAGE = 1000
# https://docs.slack.dev/reference/methods/users.info and .../usergroups.users.list; the last is seen, not documented.
_NO_SUCH_PERSON = ("user_not_found", "user_not_visible")
_NO_SUCH_GROUP = ("no_such_subteam", "subteam_not_found")
# Says nothing of the group that was asked about, and may be over in a minute.
_FOR_NOW = ("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", UNREADABLE)
_REMEDIES = {
    "missing_scope": "give the app the scopes of manifest.yml and install it again",
    **dict.fromkeys(_NO_SUCH_GROUP, "enable the user group in Slack, or take it out of the settings"),
}


class MemberJobs:
    """Reads everybody in the workspace, and the user groups that the settings name."""

    def __init__(self, slack: AsyncWebClient, policy: Policy, store: Store, directory: DirectoryStore) -> None:
        self._slack = slack
        self._policy = policy
        self._store = store
        self._directory = directory

    def register(self, docket: Docket) -> None:
        """Name the task to docket."""

        async def refresh_members(perpetual: Perpetual = Perpetual(every=EVERY, automatic=True)) -> None:
            found = await self._directory.find()
            # Every worker reads at its start; the first of the repeated runs would read the same again.
            if found is None or await self._store.now_ms() - found.at_ms > _FRESH_MS:
                await self.refresh()

        docket.register(refresh_members)

    async def refresh(self) -> None:
        """Read once and store; where Slack does not let us finish, the last reading stands until it is too old.

        A group that cannot be read is left out, so that nobody has rights through it. Raises StoreUnavailable.
        """
        at_ms = await self._store.now_ms()
        try:
            groups = await self._groups()
            everybody = await self._everybody()
        except TROUBLE as error:
            remedy = _REMEDIES.get(named(error), "it is tried again within minutes")
            log.warning("members cannot be read", slack_error=named(error), remedy=remedy)
            return
        people = sorted({*self._policy.people, *chain.from_iterable(groups.values())})
        for person in people:
            if person not in everybody:
                log.warning("person not found in Slack", person=person, remedy="take the id out of the settings")
        members = {person: everybody[person] for person in people if person in everybody}
        await self._directory.keep(Directory(at_ms, members, groups), everybody)
        log.info("members read", people=len(everybody), groups=len(groups))

    async def reread(self, request: AnyRequest) -> Directory | None:
        """Return what Slack says now of whoever asked and whoever approved, just before a call that costs or deletes.

        Whom or what Slack does not know is absent; so is what the rights of these two do not depend on. None where
        Slack does not answer or refuses, so that nothing is decided. Nothing is stored. Raises StoreUnavailable.
        """
        at_ms = await self._store.now_ms()
        people = sorted({request.requested_by.id, request.decided_by or request.requested_by.id})
        groups = sorted(self._deciding_groups(request))
        try:
            members, users = await asyncio.gather(
                asyncio.gather(*(self._member_if_any(person) for person in people)),
                asyncio.gather(*(self._users_if_any(group) for group in groups)),
            )
        except TROUBLE as error:
            log.warning("members cannot be read again before the call", request=request.id, slack_error=named(error))
            return None
        return Directory(
            at_ms,
            {person: member for person, member in zip(people, members, strict=True) if member is not None},
            {group: within for group, within in zip(groups, users, strict=True) if within is not None},
        )

    def _deciding_groups(self, request: AnyRequest) -> set[str]:
        """Return the groups through which the two may have their rights: none for somebody who is named directly."""
        groups: set[str] = set()
        if request.needs_approval and request.decided_by not in self._policy.approvers:
            groups.update(self._policy.approver_groups)
        if not self._policy.requesters & {EVERYBODY, request.requested_by.id}:
            groups.update(name for name in self._policy.requesters if name.startswith("S"))
        return groups

    async def _groups(self) -> dict[str, frozenset[str]]:
        groups: dict[str, frozenset[str]] = {}
        for group in sorted(self._policy.groups):
            try:
                groups[group] = await self._users(group)
            except SlackApiError as error:
                code = error_code(error)
                if code in _FOR_NOW:
                    raise
                remedy = _REMEDIES.get(code, "look up what Slack says; nobody has rights through it until then")
                log.warning("user group cannot be read", group=group, slack_error=code, remedy=remedy)
        return groups

    async def _everybody(self) -> dict[str, Member]:
        """Return everybody whom the workspace lists, bots and people who left included, page by page."""
        everybody: dict[str, Member] = {}
        cursor: str | None = None
        while cursor != "":
            answer = await self._slack.users_list(limit=_PAGE, cursor=cursor)
            users: list[Any] = answer["members"]
            everybody.update((str(user["id"]), self._read(user)) for user in users)
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        return everybody

    async def _users(self, group: str) -> frozenset[str]:
        answer = await self._slack.usergroups_users_list(usergroup=group)
        users: list[Any] = answer["users"]
        return frozenset(str(user) for user in users)

    async def _users_if_any(self, group: str) -> frozenset[str] | None:
        """Return who is in a group, None where there is no such group. Raises one of TROUBLE."""
        try:
            return await self._users(group)
        except SlackApiError as error:
            if error_code(error) in _NO_SUCH_GROUP:
                return None
            raise

    async def _member_if_any(self, person: str) -> Member | None:
        """Return one person, None where there is no such person. Raises one of TROUBLE."""
        try:
            answer = await self._slack.users_info(user=person)
        except SlackApiError as error:
            if error_code(error) in _NO_SUCH_PERSON:
                return None
            raise
        return self._read(answer["user"])

    def _read(self, user: Any) -> Member:
        """Return what a user object says: https://docs.slack.dev/reference/objects/user-object."""
        return Member(
            active=not user.get("deleted", False) and not user.get("is_bot", False),
            guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            foreign=bool(user.get("is_stranger")) or user.get("team_id") not in (None, self._policy.team),
            zone=str(user.get("tz") or ""),
        )
