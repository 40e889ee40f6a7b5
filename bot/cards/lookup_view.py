"""What "Look up phone number" shows: the numbers of a message, those of the account with a button to see more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import LiteralString

from bot.cards.blocks import Block, Text, View, button, context, header, modal, section
from bot.cards.line_words import facts_of, title_of
from bot.cards.markup import joined, markup
from bot.talk.countries import country_in_sentence, country_name
from bot.talk.numbering import AREA_CODE_COUNTRIES, NumberKind, country_of, international, kind, national_digits
from bot.talk.numbers_in_text import FoundNumbers

SHOWN = 20
"""Of each kind; a view has a hundred blocks."""

_TITLE = "Look up numbers"
_NONE = (
    "I found no phone number in this message. I know numbers with their country, such as +1 510-555-0123, and those "
    "written as in the countries of your lines, such as (510) 555-0123."
)
_CUT = "The message is long: I did not look at all of it."
_UNREAD = "Zendesk could not be asked, so I compared with the account's numbers as they were read a while ago."


def lookup_loading() -> View:
    """Return what is shown while the message is looked through."""
    return modal(
        _TITLE, [section("Looking for phone numbers in this message …")], callback_id="lookup.loading", close="Close"
    )


def lookup_view(found: FoundNumbers, group_names: Mapping[int, str], *, may_search: bool, unread: bool = False) -> View:
    """Return the numbers of a message. Buttons: number.show carries a line's id, search.again a search.

    may_search: whether this person may ask for numbers; unread: the account's numbers could not be read anew.
    """
    ours, others = found.ours[:SHOWN], found.others[:SHOWN]
    last: list[Text] = [*([_CUT] if found.is_cut else []), *([_UNREAD] if unread else [])]
    return modal(
        _TITLE,
        [
            *([header("Numbers of this account")] if ours else []),
            *(
                section(
                    joined([title_of(line), facts_of(line, group_names)], "\n"),
                    accessory=button("Show", "number.show", str(line.id)),
                    block_id=f"line-{line.id}",
                )
                for line in ours
            ),
            *_more(len(found.ours) - len(ours)),
            *([header("Not of this account")] if others else []),
            *(_other(place, number, may_search=may_search) for place, number in enumerate(others)),
            *_more(len(found.others) - len(others)),
            *([] if ours or others else [section(_NONE)]),
            *([context(*last)] if last else []),
        ],
        callback_id="lookup.view",
        close="Close",
    )


def _other(place: int, number: str, *, may_search: bool) -> Block:
    country = country_of(number)
    said = joined(
        [
            markup("*{number}*", number=international(number)),
            *([markup("{country}", country=country_name(country))] if country else []),
        ]
    )
    search = _search(number, country) if may_search and country else None
    if search is None:
        return section(said)
    label, text = search
    return section(said, accessory=button(label, "search.again", text), block_id=f"other-{place}")


def _search(number: str, country: str) -> tuple[str, str] | None:
    """Return what a button says that looks for numbers like this one to buy, and the search it carries."""
    what = kind(number)
    if what is NumberKind.TOLL_FREE:
        return "Search toll-free", f"{country} toll-free"
    if what is not NumberKind.ORDINARY and what is not NumberKind.UNKNOWN:
        return None
    if country in AREA_CODE_COUNTRIES:
        return f"Search {country} {national_digits(number)[:3]}", f"{country} {national_digits(number)[:3]}"
    return f"Search {country_in_sentence(country)}", country


def _more(count: int) -> list[Block]:
    template: LiteralString = "and {count} more"
    return [context(markup(template, count=f"{count:,}"))] if count > 0 else []
