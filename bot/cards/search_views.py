"""The views of a search, from the form to the results and whatever may stand in their place.

All of them are one modal to whoever searches: each replaces the one before.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.blocks import View, actions, button, modal, section
from bot.cards.country_options import country_options
from bot.cards.markup import prose
from bot.cards.results_view import OFFERS_A_PAGE, offers_view
from bot.cards.search_form import search_form
from bot.model import Results, SearchTerms
from bot.talk.countries import country_name
from bot.talk.terms import describe, text

__all__ = [
    "OFFERS_A_PAGE",
    "country_options",
    "loading",
    "nothing_found",
    "outdated",
    "results",
    "search_form",
    "trouble",
]

_TITLE = "Buy a number"


def loading(terms: SearchTerms) -> View:
    """Return what is shown while Zendesk is asked."""
    return modal(
        _TITLE,
        [section(f"Asking Zendesk for numbers in {describe(terms)} …")],
        callback_id="search.loading",
        close="Cancel",
    )


def results(results: Results, page: int, *, blocked: Mapping[str, str] | None = None) -> View:
    """Return a page of results, or that there are none.

    page: from 1; blocked: the numbers that cannot be chosen, each with the reason as a sentence.
    """
    if not results.offers:
        return nothing_found(results.terms)
    return offers_view(results, page, blocked or {})


def nothing_found(terms: SearchTerms) -> View:
    """Return that there is no such number, why that may be, and the way to change the search."""
    return modal(
        _TITLE,
        [
            section(f"Zendesk has no numbers in {describe(terms)}."),
            section(_why_nothing(terms)),
            actions(
                button("Change search", "search.change", text(terms), style="primary"),
                button("Search again", "search.again", text(terms)),
                block_id="nothing_found",
            ),
        ],
        callback_id="search.nothing_found",
        close="Close",
    )


def trouble(terms: SearchTerms, words: str) -> View:
    """Return that a search failed. words: what happened and what to do, in whole sentences."""
    return modal(
        _TITLE,
        [
            section(prose(words)),
            actions(
                button("Try again", "search.again", text(terms), style="primary"),
                button("Change search", "search.change", text(terms)),
                block_id="trouble",
            ),
        ],
        callback_id="search.trouble",
        close="Close",
    )


def outdated(terms: SearchTerms | None) -> View:
    """Return that results can no longer be used. terms: what they were found for, None where nobody knows any more."""
    if terms is None:
        words = "These results are gone, and nothing was bought. Close this view and type /talk search to start anew."
        return modal(_TITLE, [section(words)], callback_id="search.outdated", close="Close")
    return modal(
        _TITLE,
        [
            section("These results are too old to buy from: numbers go quickly. Nothing was bought."),
            section(f"Search again for numbers in {describe(terms)}?"),
            actions(
                button("Search again", "search.again", text(terms), style="primary"),
                button("Change search", "search.change", text(terms)),
                block_id="outdated",
            ),
        ],
        callback_id="search.outdated",
        close="Close",
    )


def _why_nothing(terms: SearchTerms) -> str:
    """Return the likeliest reason for these terms, and what to try."""
    if terms.contains:
        return (
            "Look for fewer digits, or put * for any one digit. Letters stand for the digits they share a key with, "
            "and few numbers have the ones you want in one row."
        )
    if terms.area_code:
        return (
            "Area codes exist only in the United States and Canada, and popular ones sell out. Try a neighbouring "
            "area code, or the whole country."
        )
    if terms.toll_free is not None:
        return f"Zendesk may sell only the other kind in {country_name(terms.country)}. Search for any kind."
    return (
        f"Zendesk may not sell numbers in {country_name(terms.country)}, or only after a business verification, which "
        "is done in Zendesk (Admin Center, Channels, Talk)."
    )
