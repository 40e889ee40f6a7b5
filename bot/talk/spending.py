"""What counts to the budget is what is owned: a number that somebody released in Zendesk itself stops counting."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import ZendeskNotFound
from bot.store.durations import milliseconds
from bot.store.owned import Owned, OwnedNumber
from bot.store.records import Records
from bot.talk.schedule import BOT
from bot.zendesk.client import TalkClient

SETTLED_AFTER = timedelta(hours=1)
"""A number bought more recently may not be in Zendesk's list yet, and is not missed."""

_GONE = "It is not in the Zendesk account any more. Its price stopped counting to the budget."


class Spending:
    """Compares what counts with what the account has."""

    def __init__(self, *, zendesk: TalkClient, records: Records, owned: Owned) -> None:
        self._zendesk = zendesk
        self._records = records
        self._owned = owned

    async def settle(self) -> None:
        """Free what is gone. Raises ZendeskError, and then frees nothing more; StoreUnavailable."""
        # Read before Zendesk's list, so that what is bought meanwhile is not missed there.
        counted = [owned for owned in await self._owned.all() if await self._is_settled(owned)]
        if not counted:
            return
        there = {number.id for number in await self._zendesk.list_numbers(minimal=True)}
        for owned in counted:
            if owned.id not in there and await self._is_gone(owned):
                await self._owned.free(owned, by=BOT, words=_GONE)

    async def _is_settled(self, owned: OwnedNumber) -> bool:
        purchase = await self._records.find(owned.request)
        # Records are kept for a month after their end: without one the purchase is older than that.
        bought_ms = (purchase.done_ms or purchase.at_ms) if purchase is not None else 0
        return await self._records.now_ms() - bought_ms > milliseconds(SETTLED_AFTER)

    async def _is_gone(self, owned: OwnedNumber) -> bool:
        """Ask for this very number: a list may leave something out, and freeing it lets money be spent."""
        try:
            await self._zendesk.show_number(owned.id)
        except ZendeskNotFound:
            return True
        return False
