"""What stands in the modal once a purchase is asked for, in each of its states."""

from __future__ import annotations

from bot.cards.blocks import Block, View, actions, context, modal, section
from bot.cards.markup import markup
from bot.cards.purchase_words import explanation, headline, receipt, reference_line, search_again_button
from bot.model import Purchase, RequestState

_TITLES = {
    RequestState.APPROVED: "Buying",
    RequestState.EXECUTING: "Buying",
    RequestState.UNKNOWN: "Checking",
    RequestState.DONE: "Bought",
    RequestState.FAILED: "Not bought",
}


def progress(purchase: Purchase) -> View:
    """Return the view; it can be closed in every state, and a message tells the outcome anyway."""
    return modal(_TITLES[purchase.state], _blocks(purchase), callback_id="purchase.progress", close="Close")


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
    again = search_again_button(purchase)
    return [
        *blocks,
        *([actions(again, block_id="purchase.next")] if again else []),
        context(reference_line(purchase)),
    ]
