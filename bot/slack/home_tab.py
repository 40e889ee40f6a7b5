"""App Home on screen: what is known at once, and the numbers as Zendesk has them once it has answered."""

from __future__ import annotations

from typing import Literal

from bot.cards.home_board import HomeBoard
from bot.errors import ZendeskError
from bot.model import Person
from bot.slack.words import words as said
from bot.talk.homes import HomeService

_When = Literal["not recent", "not known", "always"]


class HomeTab:
    """Publishes Home for whoever is in front of it. Everything may raise StoreUnavailable and SlackApiError."""

    def __init__(self, homes: HomeBoard, service: HomeService) -> None:
        self._homes = homes
        self._service = service

    async def opened(self, person: Person) -> None:
        """Show Home to somebody who comes to it, where they left it."""
        await self._service.opened(person)
        await self._show(person, read="not recent")

    async def turned(self, person: Person, words: str, page: int) -> None:
        """Show another part of the list of numbers, in the same reading of it."""
        await self._service.moved(person, words, page)
        await self._show(person, read="not known")

    async def reread(self, person: Person, words: str, page: int) -> None:
        """Show the numbers as they are in Zendesk now."""
        await self._service.moved(person, words, page)
        await self._show(person, read="always")

    async def _show(self, person: Person, *, read: _When) -> None:
        look = await self._homes.publish(person, reading=read != "not known")
        if look is None or not (
            read == "always" or look.listed is None or (read == "not recent" and not look.is_recent)
        ):
            return
        try:
            await self._service.read(look)
        except ZendeskError as error:
            await self._homes.publish(person, trouble=said(error, nothing_bought=False))
        else:
            await self._homes.publish(person)
