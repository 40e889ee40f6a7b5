"""The card of a purchase in its requester's direct messages, and the message that tells them how it ended."""

from __future__ import annotations

from bot.cards.blocks import Block, Message, Text, actions, context, message, section
from bot.cards.markup import Markup, escaped, joined, markup
from bot.cards.offer_words import a_month, kind, place_and_country
from bot.cards.purchase_words import (
    explanation,
    headline,
    receipt,
    reference_line,
    retry_button,
    search_again_button,
)
from bot.model import Offer, Purchase, RequestState


def card(purchase: Purchase) -> Message:
    """Return the card as it is to stand now: the whole request, and its buttons where something can be done."""
    facts = joined([markup("{fact}", fact=fact) for fact in _facts(purchase.offer)])
    blocks = [section(markup("*{headline}*  {facts}", headline=headline(purchase), facts=facts))]
    if purchase.state is RequestState.DONE:
        blocks.append(receipt(purchase))
    blocks += [section(explanation(purchase)), *_buttons(purchase), context(reference_line(purchase))]
    return message(_spoken(joined([headline(purchase), facts]), explanation(purchase)), blocks)


def outcome(purchase: Purchase) -> Message:
    """Return what tells the requester how it ended, beginning with Bought, Not bought or, until then, Checking.

    It is a message of its own because nobody is notified of an edited card. It never changes, so it has no button whose
    time could pass.
    """
    facts: list[Markup] = []
    if purchase.state is RequestState.DONE and purchase.details_problem is not None:
        # Said after the purchase was told: with the price again it would read like a second one.
        facts = [markup("not finished yet, press Retry on the card above")]
    elif purchase.state is RequestState.DONE:
        facts = [markup("{price}", price=a_month(purchase.offer))]
        if purchase.number_id is not None:
            facts.append(markup("number id {id}", id=purchase.number_id))
    title = joined([markup("*{headline}*", headline=headline(purchase)), *facts])
    spoken = joined([headline(purchase), *facts])
    if purchase.state is RequestState.DONE and purchase.details_problem is None:
        # The card stands right above and says the rest, which may still change.
        return message(spoken, [section(title)])
    rest = explanation(purchase)
    return message(_spoken(spoken, rest), [section(title), section(rest)])


def _facts(offer: Offer) -> tuple[str, ...]:
    return (place_and_country(offer), kind(offer), a_month(offer))


def _buttons(purchase: Purchase) -> list[Block]:
    buttons = [each for each in (retry_button(purchase), search_again_button(purchase)) if each is not None]
    # Slack keeps showing a block it has under the same id, so each version of the card has its own.
    return [actions(*buttons, block_id=f"purchase-{purchase.version}")] if buttons else []


def _spoken(first: Markup, rest: Text) -> Markup:
    """Return everything in one line, for notifications and screen readers."""
    return markup("{first}. {rest}", first=first, rest=rest if isinstance(rest, Markup) else escaped(rest))
