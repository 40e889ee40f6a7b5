"""The buttons of a request: which it has where, what they ask before a click, and the record and version they carry.

The value of each is "id:version", so that a button of an older card cannot act on a newer state.
"""

from __future__ import annotations

from typing import Literal

from bot.cards.blocks import Block, actions, button, confirm_dialog
from bot.cards.deletion_words import NO_WAY_BACK, line_name
from bot.cards.offer_words import a_month
from bot.cards.request_parts import asked_for
from bot.cards.request_words import can_be_asked_again
from bot.model import AnyRequest, Deletion, Place, Purchase, RequestState
from bot.talk.terms import text

_Style = Literal["primary"] | None


def on_card(request: AnyRequest, place: Place) -> list[Block]:
    """Return the row of buttons of a card, none where nothing can be done any more."""
    # A hold that has just begun is another version with the same buttons: a click on them must not miss the change.
    which = "holding" if request.state is RequestState.HOLDING else request.version
    return _row(_buttons(request, place), block_id=f"{request.kind}-{which}")


def to_decide(request: AnyRequest) -> list[Block]:
    """Return the row to decide with in a list of requests; none of them is the one main button of the view."""
    buttons = _deciding(request, None) if request.state is RequestState.PENDING else []
    return _row(buttons, block_id=f"decide-{request.version}-{request.id}")


def of_mine(request: AnyRequest) -> list[Block]:
    """Return the row in a list of a person's own requests: take it back, stop it, ask again."""
    match request.state:
        case RequestState.PENDING | RequestState.HOLDING:
            buttons = _buttons(request, "requester")
        case _:
            buttons = [_again(request, None)] if can_be_asked_again(request) else []
    return _row(buttons, block_id=f"mine-{request.version}-{request.id}")


def _row(buttons: list[Block], *, block_id: str) -> list[Block]:
    # Slack keeps showing a block it has under the same id, so each version has its own.
    return [actions(*buttons, block_id=block_id)] if buttons else []


def _buttons(request: AnyRequest, place: Place) -> list[Block]:
    match request.state:
        case RequestState.PENDING if place == "approvals":
            return _deciding(request, "primary")
        case RequestState.PENDING:
            return [_withdraw(request), _details(request)]
        case RequestState.HOLDING if isinstance(request, Deletion):
            return [_stop(request), _details(request)]
        case _ if place == "requester":
            return _afterwards(request)
        case _:
            return []


def _afterwards(request: AnyRequest) -> list[Block]:
    """Return what whoever asked can do once it has ended."""
    if can_be_asked_again(request):
        return [_again(request, "primary")]
    if not isinstance(request, Purchase) or request.asked_again:
        return []
    if request.state is RequestState.FAILED:
        return [button("Search again", "search.again", text(request.terms), style="primary")]
    if request.state is RequestState.DONE and request.details_problem is not None:
        return [button("Retry", "details.retry", _value(request), style="primary")]
    return []


def _deciding(request: AnyRequest, style: _Style) -> list[Block]:
    return [
        button("Approve", "request.approve", _value(request), style=style, confirm=_before_approval(request)),
        button("Decline", "request.decline", _value(request)),
        _details(request),
    ]


def _before_approval(request: AnyRequest) -> Block:
    if isinstance(request, Purchase):
        question = f"Buy {request.offer.display_number} for {a_month(request.offer)}?"
        return confirm_dialog("Approve this purchase?", question, yes="Approve", no="Not yet")
    question = f"Release {line_name(request.line)}? {NO_WAY_BACK}"
    return confirm_dialog("Approve this release?", question, yes="Approve", no="Not yet", danger=True)


def _details(request: AnyRequest) -> Block:
    return button("Details", "request.details", _value(request))


def _withdraw(request: AnyRequest) -> Block:
    dialog = confirm_dialog(
        "Withdraw this request?",
        f"You asked to {asked_for(request)}. Nobody can approve it any more then.",
        yes="Withdraw",
        no="Keep it",
    )
    return button("Withdraw", "request.withdraw", _value(request), confirm=dialog)


def _stop(deletion: Deletion) -> Block:
    dialog = confirm_dialog(
        "Stop this release?",
        f"{line_name(deletion.line)} stays in the account as it is. To release it, somebody has to ask again.",
        yes="Stop deletion",
        no="Not now",
    )
    return button("Stop deletion", "request.stop", _value(deletion), style="danger", confirm=dialog)


def _again(request: AnyRequest, style: _Style) -> Block:
    return button("Ask again", "request.again", _value(request), style=style)


def _value(request: AnyRequest) -> str:
    return f"{request.id}:{request.version}"
