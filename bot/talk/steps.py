"""One step of any request: whatever kind it is and wherever it stands, this is where it goes on from there."""

from __future__ import annotations

from bot.model import AnyRequest, Deletion, Purchase, RequestState
from bot.store.outbox import Outbox
from bot.store.records import Records
from bot.talk.deletions import DeletionExecution
from bot.talk.purchases import PurchaseExecution
from bot.talk.waiting import Waiting


class RequestSteps:
    """Takes requests forward. Anybody may call it at any time, any number of times: nothing is done twice."""

    def __init__(
        self,
        *,
        records: Records,
        outbox: Outbox,
        waiting: Waiting,
        purchases: PurchaseExecution,
        deletions: DeletionExecution,
    ) -> None:
        self._records = records
        self._outbox = outbox
        self._waiting = waiting
        self._purchases = purchases
        self._deletions = deletions

    async def advance(self, request_id: str) -> None:
        """Take a record as far as it can go now. Raises StoreUnavailable, and what reminding in Slack raises."""
        request = await self._records.find(request_id)
        if request is None:
            await self._outbox.forget("advance", request_id)
        while request is not None:
            request = await self._step(request)

    async def card_stands(self, request_id: str) -> None:
        """Begin a hold whose card stands by now. Raises as `advance` does."""
        request = await self._records.find(request_id)
        if isinstance(request, Deletion) and request.state is RequestState.HOLDING and request.hold_ends_ms is None:
            await self.advance(request_id)

    async def _step(self, request: AnyRequest) -> AnyRequest | None:
        """Do what the state calls for; return the record when the next step is due at once."""
        if request.state is RequestState.PENDING:
            await self._waiting.step(request)
            return None
        match request:
            case Purchase():
                return await self._purchases.step(request)
            case Deletion():
                return await self._deletions.step(request)
