"""Who may do what with a timer: operators all of it, and with a shift also those who may take it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from bot.errors import NotAllowed
from bot.model import Directory, Person, Timer
from bot.talk.policy import Policy

Members = Callable[[str], Awaitable[Collection[str]]]
"""Says who may take the shift of an on-call set though they are no operators: Slack ids, none for one that is gone."""


async def nobody(_set_id: str) -> Collection[str]:
    """Return nobody: where there are no on-call sets."""
    return ()


class TimerRights:
    """Judges people by the settings, and by the on-call set of a shift as it is now."""

    def __init__(self, policy: Policy, members: Members = nobody) -> None:
        self._policy = policy
        self._members = members

    async def check(self, person: Person, timer: Timer, directory: Directory | None, *, ends: bool = False) -> None:
        """Return if `person` may act on a timer. Raises NotAllowed with the reason, StoreUnavailable.

        ends: whether that only ends it, or gives something of it up.
        """
        if timer.set_id is None:
            self._policy.check_may_operate(person, directory)
            return
        if ends and person.id == timer.owner:
            # Whoever has a shift can always give it up, whatever became of the set and of their own rights.
            self._policy.check_may_read(person, directory)
            return
        await self.check_may_take(person, timer.set_id, directory)

    async def check_may_take(
        self, person: Person, set_id: str, directory: Directory | None, members: Collection[str] | None = None
    ) -> None:
        """Return if `person` may have the shift of a set: operators, and its members. Raises as `check` does.

        members: of the set, where they were read just now.
        """
        # A guest stays one, whatever a set says.
        self._policy.check_may_read(person, directory)
        try:
            self._policy.check_may_operate(person, directory)
        except NotAllowed as error:
            if person.id in (await self._members(set_id) if members is None else members):
                return
            raise NotAllowed(f"{error.reason} Or have them add you to the people of this on-call set.") from None

    def check_may_read(self, person: Person, directory: Directory | None) -> None:
        """Return if `person` may see timers. Raises NotAllowed."""
        self._policy.check_may_read(person, directory)

    def check_may_operate(self, person: Person, directory: Directory | None) -> None:
        """Return if `person` may begin one that is no shift. Raises NotAllowed."""
        self._policy.check_may_operate(person, directory)
