"""The form that asks what to search for."""

from __future__ import annotations

from bot.cards.blocks import View, external_select, input_block, modal, option, radio, text_input
from bot.cards.country_options import country_option
from bot.model import SearchTerms
from bot.talk.terms import LONGEST_CONTAINS

# Longer than any area code, so that somebody who pastes a number is told what is wrong rather than cut off.
_LONGEST_AREA_CODE = 40
_KINDS = {
    None: option("Any kind", "any"),
    True: option("Toll-free", "toll_free", "Free for those who call"),
    False: option("Local", "local", "Belongs to a place"),
}


def search_form(terms: SearchTerms | None = None) -> View:
    """Return the form, filled with `terms` where a search is to be changed.

    Inputs by block and action id: country/country.pick, area_code/area_code.type, kind/kind.pick (any, toll_free,
    local) and contains/contains.type.
    """
    country = country_option(terms.country) if terms else None
    return modal(
        "Buy a number",
        [
            input_block(
                "Country",
                external_select("country.pick", placeholder="Type a country", initial=country),
                block_id="country",
            ),
            input_block(
                "Area code",
                text_input(
                    "area_code.type",
                    longest=_LONGEST_AREA_CODE,
                    initial=terms.area_code if terms else None,
                    placeholder="510",
                ),
                block_id="area_code",
                hint="Three digits. Only the United States and Canada can be searched by area code.",
                optional=True,
            ),
            input_block(
                "Kind of number",
                radio("kind.pick", list(_KINDS.values()), initial=_KINDS[terms.toll_free if terms else None]),
                block_id="kind",
            ),
            input_block(
                "Contains",
                text_input("contains.type", longest=2 * LONGEST_CONTAINS, initial=terms.contains if terms else None),
                block_id="contains",
                hint="Digits, letters (they spell digits) and * for any one digit, such as 22* or TALK.",
                optional=True,
            ),
        ],
        callback_id="search.form",
        submit="Search",
        close="Cancel",
    )
