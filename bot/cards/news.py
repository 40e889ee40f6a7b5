"""What is news of a request, and to whom: each piece is told once, beside the cards, which nobody is notified of."""

from __future__ import annotations

from bot.model import AnyRequest, Place, Purchase, RequestState

_ENDS = frozenset(
    {
        RequestState.DONE,
        RequestState.FAILED,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
        RequestState.EXPIRED,
        RequestState.STOPPED,
    }
)


def news(request: AnyRequest, place: Place) -> str | None:
    """Return a name for what is to be told there now, None for nothing. The same name is never told twice.

    Colleagues hear of ends and of holds, whoever asked also that it is being checked and of what is left to do.
    """
    if request.kind == "deletion" and request.state is RequestState.HOLDING:
        # A hold that began anew ends later than was told.
        return f"holding since {request.hold_started_ms}" if request.hold_ends_ms is not None else None
    told_here = _ENDS if place == "approvals" else _ENDS | {RequestState.UNKNOWN}
    if request.state not in told_here:
        return None
    parts = [request.state.value]
    if request.corrected:
        parts.append("corrected")
    if place == "requester" and isinstance(request, Purchase) and request.details_problem:
        parts.append("details not set")
    return ", ".join(parts)
