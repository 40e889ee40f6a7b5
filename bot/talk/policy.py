"""Who may do what: pure rules over what the settings name and what Slack said of people."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import NotAllowed
from bot.model import Directory, Person


@dataclass(frozen=True, slots=True)
class Policy:
    """The people the settings name. requesters: ids of people (U…) and user groups (S…)."""

    team: str
    requesters: frozenset[str]

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is named directly."""
        return frozenset(name for name in self.requesters if not name.startswith("S"))

    @property
    def groups(self) -> frozenset[str]:
        """Every user group that is named."""
        return frozenset(name for name in self.requesters if name.startswith("S"))

    def check_may_request(self, person: Person, directory: Directory | None) -> None:
        """Return if `person` may buy. Raises NotAllowed with the reason, also when nothing is known of anybody."""
        if directory is None:
            raise NotAllowed(
                "I could not read this workspace's members for a while, so nobody can ask for numbers right now. "
                "Try again in a minute; if it stays, tell whoever runs talkbot."
            )
        if person.team != self.team:
            raise NotAllowed("Only people of this workspace can ask for numbers, not people of other organisations.")
        if not self._is_named(person, directory):
            raise NotAllowed(f"Only {self._who()} can ask for numbers here. Ask one of them.")
        member = directory.members.get(person.id)
        if member is None:
            raise NotAllowed("I do not know you as a member of this workspace yet. Try again in a few minutes.")
        if member.foreign or member.guest or not member.active:
            raise NotAllowed("Guests and people of other organisations cannot ask for numbers. Ask a full member.")

    def _is_named(self, person: Person, directory: Directory) -> bool:
        return person.id in self.people or any(
            person.id in directory.groups.get(group, frozenset()) for group in self.groups
        )

    def _who(self) -> str:
        named = [f"<@{name}>" for name in sorted(self.people)] + [f"<!subteam^{name}>" for name in sorted(self.groups)]
        return ", ".join(named[:10]) or "nobody"
