"""What stands in the modal once a purchase is asked for, in each of its states.

It lies on the results, and Slack's own closing button only takes it off them. So the button that ends everything is its
submit button; after a failure that button goes back to the results and has the same search made again.
"""

from __future__ import annotations

from bot.cards.blocks import Block, View, context, modal, section
from bot.cards.markup import markup
from bot.cards.purchase_words import explanation, headline, receipt, reference_line
from bot.model import Purchase, RequestState
from bot.talk.terms import text

_TITLES = {
    RequestState.APPROVED: "Buying",
    RequestState.EXECUTING: "Buying",
    RequestState.UNKNOWN: "Checking",
    RequestState.DONE: "Bought",
    RequestState.FAILED: "Not bought",
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
        case RequestState.DONE:
            blocks = [title, receipt(purchase), section(explanation(purchase))]
        case RequestState.UNKNOWN | RequestState.FAILED:
            blocks = [title, section(explanation(purchase))]
    return [*blocks, context(reference_line(purchase))]
