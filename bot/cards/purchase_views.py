"""What stands in the modal once a purchase is asked for, in each of its states.

It lies on the results, and Slack's own closing button only takes it off them. So the button that ends everything is its
submit button; after a failure that button goes back to the results and has the same search made again.
"""

from __future__ import annotations

from bot.cards.blocks import Block, View, context, modal, section
from bot.cards.markup import markup
from bot.cards.purchase_words import explanation, headline, receipt
from bot.cards.request_parts import decision_line
from bot.cards.request_words import reference_line
from bot.model import Purchase, RequestState
from bot.talk.terms import text

_TITLES = {
    RequestState.PENDING: "Requested",
    RequestState.HOLDING: "Requested",
    RequestState.APPROVED: "Buying",
    RequestState.EXECUTING: "Buying",
    RequestState.UNKNOWN: "Checking",
    RequestState.DONE: "Bought",
    RequestState.FAILED: "Not bought",
    RequestState.DECLINED: "Declined",
    RequestState.WITHDRAWN: "Withdrawn",
    RequestState.EXPIRED: "Expired",
    RequestState.STOPPED: "Stopped",
}
_LEAVE = {RequestState.DONE: "Done", RequestState.FAILED: "Search again"}


def progress(purchase: Purchase) -> View:
    """Return the view; it can be closed in every state, and a message tells the outcome anyway.

    Its metadata has `again`, the /talk text of the same search, where submitting means to search once more.
    """
    again = {"again": text(purchase.terms)} if purchase.state is RequestState.FAILED else None
    return modal(
        _TITLES[purchase.state],
        _blocks(purchase),
        callback_id="purchase.progress",
        metadata=again,
        submit=_LEAVE.get(purchase.state, "Close"),
        close="Back to results",
    )


def _blocks(purchase: Purchase) -> list[Block]:
    title = section(markup("*{headline}*", headline=headline(purchase)))
    match purchase.state:
        case RequestState.APPROVED | RequestState.EXECUTING:
            return [
                section(markup("{headline}. You can close this, you will get a message.", headline=headline(purchase)))
            ]
        case RequestState.PENDING:
            blocks = [title, section(_REQUESTED)]
        case RequestState.DONE:
            blocks = [title, receipt(purchase), section(explanation(purchase))]
        case _:
            blocks = [title, section(explanation(purchase))]
    decided = decision_line(purchase)
    return [*blocks, *([context(decided)] if decided else []), context(reference_line(purchase))]


_REQUESTED = (
    "It goes to the approvers, and nothing is bought before one of them approves. You can close this, you will get a "
    "message. Until then you can withdraw it in my direct messages to you or in my App Home."
)
