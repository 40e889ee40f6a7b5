"""The list of numbers for people who look: narrowed by words, as old as it says, with what they may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import NotAllowed, NotOffered
from bot.model import Line, Person
from bot.store.directory import DirectoryStore
from bot.store.lines import Inventory
from bot.talk.line_filter import LONGEST_FILTER, filtered
from bot.talk.line_search import nearest
from bot.talk.lines import Lines
from bot.talk.policy import Policy


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody who may look may do beyond that; each click is checked again."""

    may_change: bool
    may_release: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The account's lines, and those of them that fit. words: as typed, "" for all.

    near: up to three names that look like the words, where nothing fits.
    """

    inventory: Inventory
    words: str
    fitting: tuple[Line, ...]
    rights: Rights
    near: tuple[str, ...] = ()


class ListService:
    """Lists lines for people who may read."""

    def __init__(self, *, lines: Lines, directory: DirectoryStore, policy: Policy) -> None:
        self._lines = lines
        self._directory = directory
        self._policy = policy

    async def rights(self, person: Person) -> Rights:
        """Return what somebody may do with what they see. Raises NotAllowed, StoreUnavailable."""
        directory = self._policy.check_may_read(person, await self._directory.find(person.id))
        return Rights(
            may_change=_may(lambda: self._policy.check_may_operate(person, directory)),
            may_release=_may(lambda: self._policy.check_may_request(person, directory)),
        )

    async def known(self, words: str, rights: Rights, *, same: bool = False) -> Listed | None:
        """Return the list as it was read a while ago; None where it has to be read first. Zendesk is not asked.

        same: the one that is shown already, as long as it is kept, so that its pages fit together.
        """
        recent = await self._lines.recent(same=same)
        return _listed(recent, words, rights) if recent else None

    async def read(self, words: str, rights: Rights) -> Listed:
        """Return the list as it is now. Raises ZendeskError, StoreUnavailable."""
        return _listed(await self._lines.anew(), words, rights)

    async def line(self, line_id: int) -> Line:
        """Return a line of the list that is shown. Raises NotOffered where it is in the account no more."""
        inventory = await self._lines.recent(same=True) or await self._lines.anew()
        line = next((line for line in inventory.lines if line.id == line_id), None)
        if line is None:
            raise NotOffered("This number is not in the account any more. Choose Refresh to see how the list is now.")
        return line


def _listed(inventory: Inventory, words: str, rights: Rights) -> Listed:
    # As it comes back from a form: what cannot be written down, and what is beyond the longest, is nothing to look for.
    typed = " ".join(words.encode(errors="replace").decode().split())[:LONGEST_FILTER]
    fitting = filtered(typed, inventory.lines, inventory.group_names)
    near = () if fitting else nearest(typed, inventory.lines)
    return Listed(inventory, typed, fitting, rights, near)


def _may(check: Callable[[], None]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
