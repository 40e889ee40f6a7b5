"""What is said of a purchase in each of its states, the same in modals, messages and App Home."""

from __future__ import annotations

from typing import LiteralString

from bot.cards.blocks import Block, Text, button, section
from bot.cards.markup import Markup, joined, markup, mention, prose, short, when
from bot.cards.offer_words import a_month, a_year
from bot.model import Purchase, RequestState
from bot.talk.terms import text

_SHORT_ID = 4
_NAME = 120
_REASON = 300
_TEMPLATES: dict[RequestState, LiteralString] = {
    RequestState.APPROVED: "Buying {number}",
    RequestState.EXECUTING: "Buying {number}",
    RequestState.UNKNOWN: "Checking {number}",
    RequestState.DONE: "Bought {number}",
    RequestState.FAILED: "Not bought: {number}",
}
_CORRECTED: LiteralString = "Bought after all: {number}"


def short_id(request: str) -> str:
    """Return the first characters of a request's id, as people say them: "7F3K"."""
    return request[:_SHORT_ID].upper()


def headline(purchase: Purchase) -> Markup:
    """Return the words everything about this purchase begins with, such as "Bought +1 510-555-0123"."""
    done_late = purchase.corrected and purchase.state is RequestState.DONE
    return markup(_CORRECTED if done_late else _TEMPLATES[purchase.state], number=purchase.offer.display_number)


def explanation(purchase: Purchase) -> Text:
    """Return what stands behind the headline, in whole sentences."""
    match purchase.state:
        case RequestState.APPROVED | RequestState.EXECUTING:
            return "Zendesk is being asked for it. You will get a message with the outcome."
        case RequestState.UNKNOWN:
            return "Zendesk did not answer. Checking whether the number was bought; nothing will be ordered again."
        case RequestState.DONE:
            return prose(_after_purchase(purchase))
        case RequestState.FAILED:
            return prose(purchase.outcome_words or "Nothing was bought, and nothing is known of why.")


def receipt(purchase: Purchase) -> Block:
    """Return what was bought: Zendesk's id, both prices, and what else is known to be set."""
    month = a_month(purchase.offer).removesuffix(" a month")
    year = a_year(purchase.offer).removesuffix(" a year")
    fields: list[Text] = [
        markup("*Each month*\n{price}", price=month),
        markup("*Each year*\n{price}", price=year),
    ]
    if purchase.number_id is not None:
        fields.append(markup("*Number id*\n{id}", id=purchase.number_id))
    if purchase.address is not None:
        fields.append(markup("*Registered under*\n{address}", address=short(purchase.address.name, _NAME)))
    if purchase.details_done and purchase.details_problem is None:
        fields += _details(purchase)
    return section(fields=fields)


def reference_line(purchase: Purchase) -> Markup:
    """Return who asked and when, when it came to an end, and the id to name it by."""
    asked = when(purchase.requested_ms, "Asked")
    parts = [markup("{asked} by {who}", asked=asked, who=mention(purchase.requested_by.id))]
    if purchase.state is RequestState.DONE:
        parts.append(when(purchase.done_ms or purchase.at_ms, "bought"))
    if purchase.reason.strip():
        parts.append(markup("why: {reason}", reason=short(purchase.reason, _REASON)))
    return joined([*parts, markup("request {id}", id=short_id(purchase.id))])


def retry_button(purchase: Purchase) -> Block | None:
    """Return the button that sets nickname and group again, where that failed.

    Its value names the record and its version, so that two clicks are one.
    """
    if purchase.state is not RequestState.DONE or purchase.details_problem is None:
        return None
    return button("Retry", "details.retry", f"{purchase.id}:{purchase.version}", style="primary")


def search_again_button(purchase: Purchase) -> Block | None:
    """Return the button that searches for the same terms, where nothing was bought."""
    if purchase.state is not RequestState.FAILED:
        return None
    return button("Search again", "search.again", text(purchase.terms), style="primary")


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
        return (
            "Calls go to your account's default group until you choose one in Zendesk (Admin Center, Channels, Talk)."
        )
    return "It is ready for calls. Greetings and opening hours are set in Zendesk (Admin Center, Talk)."
