"""What is said of a purchase in each of its states, the same in modals, messages and App Home."""

from __future__ import annotations

from typing import LiteralString

from bot.cards.blocks import Block, Text, section
from bot.cards.markup import Markup, at, joined, markup, prose, short
from bot.cards.offer_words import a_month, a_year, kind, of_the_budget, place_and_country
from bot.cards.request_words import again_words, fields_of_all, told
from bot.model import Place, Purchase, RequestState

_NAME = 120
_TEMPLATES: dict[RequestState, LiteralString] = {
    RequestState.PENDING: "Purchase requested: {number}",
    # A purchase is never on hold, and nobody stops one; what a record says is told all the same.
    RequestState.HOLDING: "On hold: purchase of {number}",
    RequestState.APPROVED: "Buying {number}",
    RequestState.EXECUTING: "Buying {number}",
    RequestState.UNKNOWN: "Checking {number}",
    RequestState.DONE: "Bought {number}",
    RequestState.FAILED: "Not bought: {number}",
    RequestState.DECLINED: "Declined: purchase of {number}",
    RequestState.WITHDRAWN: "Withdrawn: purchase of {number}",
    RequestState.EXPIRED: "Expired: purchase of {number}",
    RequestState.STOPPED: "Stopped: purchase of {number}",
}
_CORRECTED: LiteralString = "Bought after all: {number}"


def headline(purchase: Purchase) -> Markup:
    """Return the words everything about this purchase begins with, such as "Bought +1 510-555-0123"."""
    done_late = purchase.corrected and purchase.state is RequestState.DONE
    return markup(_CORRECTED if done_late else _TEMPLATES[purchase.state], number=purchase.offer.display_number)


def asked_for(purchase: Purchase) -> str:
    """Return what the requester asks to do: "buy +1 510-555-0123"."""
    return f"buy {purchase.offer.display_number}"


def facts(purchase: Purchase) -> Markup:
    """Return what stands beside the headline of a card: place, kind and price."""
    offer = purchase.offer
    return joined([markup("{fact}", fact=fact) for fact in (place_and_country(offer), kind(offer), a_month(offer))])


def short_facts(purchase: Purchase) -> Markup:
    """Return what stands beside the headline in a list: the nickname where it is set or will be, and the price."""
    nickname = purchase.details.nickname if purchase.details_problem is None else None
    names = [short(nickname, _NAME)] if nickname else []
    return joined([markup("{fact}", fact=fact) for fact in (*names, a_month(purchase.offer))])


def explanation(purchase: Purchase, place: Place = "requester") -> Text:
    """Return what stands behind the headline, in whole sentences. place: whom they speak to."""
    match purchase.state:
        case RequestState.PENDING:
            return _to_be_approved(place)
        case RequestState.APPROVED | RequestState.EXECUTING:
            return f"Zendesk is being asked for it. {told(place)}"
        case RequestState.UNKNOWN:
            return "Zendesk did not answer. Checking whether the number was bought; nothing will be ordered again."
        case RequestState.DONE:
            return prose(_after_purchase(purchase))
        case _:
            return prose(_not_bought(purchase, place))


def receipt(purchase: Purchase) -> Block:
    """Return the facts of a purchase: both prices, and as the state has it what is asked for or what is set."""
    month = a_month(purchase.offer).removesuffix(" a month")
    year = a_year(purchase.offer).removesuffix(" a year")
    fields: list[Text] = [
        markup("*Each month*\n{price}", price=month),
        markup("*Each year*\n{price}", price=year),
    ]
    done = purchase.state is RequestState.DONE
    if done and purchase.number_id is not None:
        fields.append(markup("*Number id*\n{id}", id=purchase.number_id))
    used = of_the_budget(purchase.budget)
    if used is not None and purchase.state is RequestState.PENDING:
        fields.append(markup("*Of the budget*\n{used}", used=used))
    if purchase.address is not None:
        label = Markup("Registered under" if done else "Address")
        fields.append(markup("*{label}*\n{address}", label=label, address=short(purchase.address.name, _NAME)))
    if not done or (purchase.details_done and purchase.details_problem is None):
        fields += _details(purchase)
    return section(fields=[*fields, *fields_of_all(purchase)])


def done_line(purchase: Purchase) -> Markup:
    """Return when it was bought, and Zendesk's id; the price stands beside the headline already."""
    parts = [markup("Bought {at}", at=at(purchase.done_ms or purchase.at_ms))]
    if purchase.number_id is not None:
        parts.append(markup("number id {id}", id=purchase.number_id))
    return joined(parts)


def _to_be_approved(place: Place) -> str:
    if place == "approvals":
        return "Nothing is bought before one of the approvers approves."
    return (
        "A colleague has to approve. Nothing is bought before that, and you will get a message. "
        "You can withdraw it as long as nobody has decided."
    )


def _not_bought(purchase: Purchase, place: Place) -> str:
    """Return why nothing was bought, and what can be done."""
    match purchase.state:
        case RequestState.EXPIRED:
            why = "Nobody decided in time. Nothing was bought."
        case RequestState.FAILED:
            why = purchase.outcome_words or "Nothing was bought, and nothing is known of why."
        case _:
            return "Nothing was bought."
    return f"{why} {again_words(purchase, place)}".strip()


def _details(purchase: Purchase) -> list[Text]:
    fields: list[Text] = []
    if purchase.details.nickname:
        fields.append(markup("*Nickname*\n{nickname}", nickname=short(purchase.details.nickname, _NAME)))
    if purchase.details.group:
        fields.append(markup("*Answers in*\n{group}", group=short(purchase.details.group.name, _NAME)))
    return fields


def _after_purchase(purchase: Purchase) -> str:
    """Return what of nickname and group is still to do, and by whom."""
    wanted = [name for name in ("nickname", "group") if getattr(purchase.details, name) is not None]
    if purchase.details_problem is not None:
        # Of two one may be set all the same: the problem says which is not, where anybody knows.
        return f"{' or '.join(wanted).capitalize()} not set: {purchase.details_problem}"
    if not purchase.details_done:
        return f"Setting {' and '.join(wanted)} …"
    if purchase.details.group is None:
        return "Calls go to your account's default group until another is chosen with /talk edit."
    return "It is ready for calls. Its greetings, schedule and settings are changed with /talk edit."
