"""A search on screen: a loading modal at once, Zendesk asked meanwhile, the results put in its place."""

from __future__ import annotations

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import View
from bot.cards.search_form import search_form
from bot.cards.search_views import loading, outdated, results, trouble
from bot.errors import BotError, Outdated
from bot.model import Person, Results, SearchTerms
from bot.slack.carried import carrying
from bot.slack.remembered import remembered_terms
from bot.slack.views import Views
from bot.slack.words import words
from bot.talk.search import SearchService


class Searching:
    """Runs searches for people who look at a modal.

    step: the run of a workflow's step that the modal was opened for, "" for none; every view of it carries that along.
    """

    def __init__(self, slack: AsyncWebClient, search: SearchService) -> None:
        self._views = Views(slack)
        self._search = search

    async def open_form(self, trigger_id: str) -> None:
        """Open the form of a search nobody has said anything about yet. Raises SlackApiError."""
        await self._views.open(trigger_id, search_form())

    async def open(self, trigger_id: str, person: Person, terms: SearchTerms, *, step: str = "") -> None:
        """Open a modal and fill it. Raises SlackApiError when Slack does not open it."""
        searching = asyncio.create_task(self._search.run(person, terms))
        try:
            view_id = await self._views.open(trigger_id, carrying(loading(terms), step))
        except BaseException:
            await _give_up(searching)
            raise
        await self._fill(view_id, terms, searching, step)

    async def reload(self, view_id: str, person: Person, terms: SearchTerms, *, step: str = "") -> None:
        """Put a search in the place of a view that shows something else."""
        searching = asyncio.create_task(self._search.run(person, terms))
        try:
            await self.replace(view_id, loading(terms), step=step)
        except BaseException:
            await _give_up(searching)
            raise
        await self._fill(view_id, terms, searching, step)

    async def fill(self, view_id: str, person: Person, terms: SearchTerms, *, step: str = "") -> None:
        """Search for a view that shows the loading words already."""
        await self._fill(view_id, terms, asyncio.create_task(self._search.run(person, terms)), step)

    async def turn(
        self, view_id: str, view_hash: str, person: Person, search_id: str, page: int, *, step: str = ""
    ) -> None:
        """Show another page of results, or the way to search again where they are too old. Raises StoreUnavailable."""
        try:
            stored = await self._search.find(search_id, person)
        except Outdated as error:
            await self.replace(view_id, outdated(remembered_terms(error.search_text)), view_hash, step=step)
            return
        await self.replace(view_id, await self._page(stored.results, page), view_hash, step=step)

    async def replace(self, view_id: str, view: View, view_hash: str | None = None, *, step: str = "") -> None:
        """Put a view in the place of another, as `Views.replace` does."""
        await self._views.replace(view_id, carrying(view, step), view_hash)

    async def _fill(self, view_id: str, terms: SearchTerms, searching: asyncio.Task[Results], step: str) -> None:
        async def found() -> View:
            return carrying(await self._page(await searching, 1), step)

        def instead(error: BotError | None) -> View:
            said = words(error) if error else "The search broke off. Nothing was bought."
            return carrying(trouble(terms, said), step)

        await self._views.fill(view_id, found(), instead)

    async def _page(self, found: Results, page: int) -> View:
        return results(found, page, blocked=await self._search.blocked(found.offers))


async def _give_up(searching: asyncio.Task[Results]) -> None:
    """End a search whose view is not there; what it came to, if it was faster, is nobody's concern any more."""
    searching.cancel()
    await asyncio.gather(searching, return_exceptions=True)
