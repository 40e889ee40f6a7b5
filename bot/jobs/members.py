"""Keeps the member directory fresh: who is active, who is a guest, who is in which user group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain
from typing import Any

import structlog
from docket import Docket, Perpetual
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.slack_trouble import error_code
from bot.model import Directory, Member
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.talk.policy import Policy

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=5)
_FRESH_MS = EVERY / timedelta(milliseconds=2)


class MemberJobs:
    """Reads the people and groups that the settings name."""

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
        """Read once and store. Raises SlackApiError when people cannot be read, StoreUnavailable.

        A group that cannot be read is left out, so that nobody has rights through it.
        """
        groups: dict[str, frozenset[str]] = {}
        for group in sorted(self._policy.groups):
            try:
                answer = await self._slack.usergroups_users_list(usergroup=group)
            except SlackApiError as error:
                log.warning("user group cannot be read", group=group, slack_error=error_code(error))
                continue
            users: list[Any] = answer.get("users") or []
            groups[group] = frozenset(str(user) for user in users)
        people = {*self._policy.people, *chain.from_iterable(groups.values())}
        members = await self._members(sorted(people))
        await self._directory.keep(Directory(await self._store.now_ms(), members, groups))
        log.info("members read", people=len(members), groups=len(groups))

    async def _members(self, people: Iterable[str]) -> dict[str, Member]:
        members: dict[str, Member] = {}
        for person in people:
            try:
                answer = await self._slack.users_info(user=person)
            except SlackApiError as error:
                if error_code(error) not in ("user_not_found", "user_not_visible"):
                    raise
                log.warning("person not found in Slack", person=person)
                continue
            user = answer["user"]
            members[person] = Member(
                active=not user.get("deleted", False) and not user.get("is_bot", False),
                guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
                foreign=bool(user.get("is_stranger")) or user.get("team_id") not in (None, self._policy.team),
            )
        return members
