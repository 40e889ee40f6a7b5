"""The results of a search: ten numbers a page, to choose one of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.blocks import (
    OPTION_TEXT,
    RADIO_OPTIONS,
    Block,
    View,
    actions,
    button,
    context,
    header,
    input_block,
    modal,
    option,
    radio,
    section,
)
from bot.cards.markup import Markup, joined, markup, until
from bot.cards.offer_words import in_a_list
from bot.model import Address, Offer, Results
from bot.talk.terms import describe, text

OFFERS_A_PAGE = RADIO_OPTIONS

_BLOCKED_SHOWN = 5


def pages(count: int) -> int:
    """Return how many pages so many numbers take, at least one."""
    return max(1, -(-count // OFFERS_A_PAGE))


def offers_view(results: Results, page: int, blocked: Mapping[str, str]) -> View:
    """Return one page of results. page: from 1, and the nearest there is for any other.

    blocked: numbers that cannot be chosen, with the reason as a sentence. Radio buttons cannot be disabled, so these
    stand below.
    """
    found = {offer.number: offer for offer in results.offers}
    free = [offer for number, offer in found.items() if number not in blocked]
    page = min(max(page, 1), pages(len(free)))
    shown = free[(page - 1) * OFFERS_A_PAGE : page * OFFERS_A_PAGE]
    return modal(
        "Buy a number",
        [
            header(f"Numbers in {describe(results.terms)}"),
            context(_standing(len(found), page, pages(len(free)), results.expires_ms)),
            *_choice(shown, page, results.addresses),
            *_not_for_choice([offer for number, offer in found.items() if number in blocked], blocked),
            _moves(results, page, pages(len(free))),
        ],
        callback_id="search.results",
        metadata={"search": results.id, "page": page},
        submit="Continue" if shown else None,
        close="Cancel",
    )


def _standing(found: int, page: int, last: int, expires_ms: int) -> Markup:
    """Return how much there is and for how long; at the top, since ten numbers push what follows them out of sight."""
    return joined(
        [
            markup("{count} found", count=f"{found:,}"),
            *([markup("Page {page} of {last}", page=page, last=last)] if last > 1 else []),
            markup("these results can be used {until}", until=until(expires_ms)),
        ]
    )


def _choice(shown: Sequence[Offer], page: int, addresses: Sequence[Address] | None) -> list[Block]:
    if not shown:
        return [section("None of these numbers can be chosen. Change the search to find others.")]
    choices = [option(offer.display_number, offer.number, in_a_list(offer, OPTION_TEXT, addresses)) for offer in shown]
    # A page has a block_id of its own: under the same one Slack would keep what was chosen on another page.
    return [input_block("Choose a number", radio("offer.pick", choices), block_id=f"offers-{page}")]


def _not_for_choice(offers: Sequence[Offer], blocked: Mapping[str, str]) -> list[Block]:
    if not offers:
        return []
    listed = [context(f"{offer.display_number}: {blocked[offer.number]}") for offer in offers[:_BLOCKED_SHOWN]]
    more = len(offers) - len(listed)
    rest = [context(f"{more:,} more cannot be chosen, for reasons like these.")] if more else []
    return [section("These cannot be chosen:"), *listed, *rest]


def _moves(results: Results, page: int, last: int) -> Block:
    """Return the buttons; the value of Previous and Next is the page they lead to, so that two clicks lead to one."""
    return actions(
        *([button("Previous", "results.previous", str(page - 1))] if page > 1 else []),
        *([button("Next", "results.next", str(page + 1))] if page < last else []),
        button("Change search", "search.change", text(results.terms)),
        block_id=f"moves-{page}",
    )
