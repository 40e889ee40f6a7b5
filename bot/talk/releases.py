"""Asking for a release: which line is meant, what hangs on it, and that whoever asks means this very one."""

from __future__ import annotations

from bot.errors import NotUnderstood, Outdated
from bot.model import Deletion, Line, Person
from bot.store.looks import Look, Looks
from bot.talk.finding import find_lines
from bot.talk.lines import Lines
from bot.talk.numbering import last_four
from bot.talk.requests import RequestService


class ReleaseService:
    """From what a person typed to a recorded request."""

    def __init__(self, *, lines: Lines, looks: Looks, requests: RequestService) -> None:
        self._lines = lines
        self._looks = looks
        self._requests = requests

    async def find(self, text: str) -> tuple[Line, ...]:
        """Return the lines that `text` may mean; all of them for none. Raises NotUnderstood, ZendeskError."""
        return await find_lines(self._lines, text, "delete")

    async def look(self, person: Person, line_id: int) -> Look:
        """Read what hangs on a line, and keep what is about to be shown. Raises ZendeskError, StoreUnavailable."""
        line, hanging, _ = await self._lines.hanging(line_id, fresh=False)
        return await self._looks.keep(person, line, hanging)

    async def ask(self, person: Person, look_id: str, *, digits: str, reason: str, view_id: str) -> Deletion:
        """Record the request. digits: the last four of the number, typed to confirm.

        Raises NotUnderstood with the field at fault, Outdated, NotAllowed, NotOffered, StoreUnavailable.
        """
        look = await self._looks.find(look_id, person)
        if look is None:
            raise Outdated("facts about this number")
        # A digital line has no number; its id is what tells it from others.
        if digits != last_four(look.line.number or str(look.line.id)):
            raise NotUnderstood(
                f"These are not the last four digits of {look.line.display_number}. Nothing was asked for.",
                field="digits",
            )
        return await self._requests.release(person, look.line, look.hanging, reason=reason, view_id=view_id)
