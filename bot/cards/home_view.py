"""App Home: a person's own requests and what can be begun from here."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, View, actions, button, context, header, home_tab, section
from bot.cards.markup import joined, markup, short
from bot.cards.offer_words import a_month
from bot.cards.purchase_words import explanation, headline, reference_line
from bot.model import Purchase

REQUESTS_SHOWN = 20

_FACT = 120


def home(purchases: Sequence[Purchase]) -> View:
    """Return the view for the person whose requests these are, newest first; the first twenty of them are shown."""
    return home_tab(
        [
            actions(
                button("Search numbers", "home.search", style="primary"),
                button("Help", "home.help"),
                block_id="home.actions",
            ),
            header(f"Your requests ({len(purchases):,})" if purchases else "Your requests"),
            *_requests(purchases),
        ]
    )


def _requests(purchases: Sequence[Purchase]) -> list[Block]:
    if not purchases:
        return [
            section(
                "Numbers you ask for stand here, with what became of them. Choose Search numbers, or type "
                "/talk search US 510 in any channel."
            )
        ]
    blocks = [block for purchase in purchases[:REQUESTS_SHOWN] for block in _request(purchase)]
    older = len(purchases) - REQUESTS_SHOWN
    return [*blocks, context(f"{older:,} older ones are not shown.")] if older > 0 else blocks


def _request(purchase: Purchase) -> list[Block]:
    nickname = purchase.details.nickname if purchase.details_problem is None else None
    names = [nickname] if nickname else []
    facts = [markup("{fact}", fact=short(fact, _FACT)) for fact in (*names, a_month(purchase.offer))]
    title = joined([markup("*{headline}*", headline=headline(purchase)), *facts])
    return [section(title), context(explanation(purchase)), context(reference_line(purchase))]
