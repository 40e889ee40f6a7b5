"""Who may have a change carried out, or decide on it: of a timer's it depends on the timer, and on how that stands."""

from __future__ import annotations

from bot.errors import NotAllowed
from bot.model import Change, Directory, Person, TimerState
from bot.store.timers import Timers
from bot.talk.timer_rights import TimerRights

_SETS = frozenset({TimerState.ACTIVE, TimerState.KEPT})


class TimerGuard:
    """Judges people and changes. Everything may raise StoreUnavailable."""

    def __init__(self, timers: Timers, rights: TimerRights) -> None:
        self._timers = timers
        self._rights = rights

    async def check(self, person: Person, change: Change, directory: Directory | None, *, sets: bool = True) -> None:
        """Return if `person` may change what a change is about, and it is not too late for that.

        sets: whether it is about what the change itself still sets, for which it is too late once the time is over.
        Raises NotAllowed with the reason.
        """
        if change.timer is None:
            self._rights.check_may_operate(person, directory)
            return
        timer = await self._timers.find(change.timer)
        if timer is None:
            self._rights.check_may_operate(person, directory)
            raise NotAllowed("The record of this is gone by now, so nothing more is set for it.")
        await self._rights.check(person, timer, directory, ends=change.reverts)
        if sets and not change.reverts and timer.state not in _SETS:
            raise NotAllowed("Its time was over before every number was set, so the rest was left as it is.")
