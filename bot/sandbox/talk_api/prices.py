"""What a number costs, what it can do and what has to be shown to buy it, by country and kind.

Made up, but in the API's own spelling, which does not fix the decimals: "$1.0" and "$1.00" are both seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.talk_api.inventory import ForSale

_LOCAL_PRICES = {
    "US": "$1.00",
    "CA": "$1.0",
    "PR": "$1.00",
    "GB": "$1.00",
    "DE": "$1.00",
    "FR": "$1.0",
    "ES": "$1.00",
    "NL": "$1.50",
    "SE": "$3.00",
    "CH": "$2.00",
    "AU": "$3.00",
    "JP": "$4.50",
    "BR": "$4.25",
    "HK": "$15.00",
}
_TOLL_FREE_PRICES = {"US": "$2.00", "CA": "$2.0", "GB": "$2.00", "DE": "$15.00", "AU": "$16.00", "FR": "$25.00"}

_REQUIREMENTS = {
    "US": "none",
    "CA": "none",
    "PR": "none",
    "SE": "none",
    "GB": "any",
    "AU": "any",
    "IE": "any",
    "DE": "local",
    "FR": "local",
    "ES": "local",
    "NL": "local",
    "CH": "local",
    "IT": "local",
    "HK": "foreign",
    "JM": "foreign",
}

_VERIFIED_BUSINESSES_ONLY = {("GB", True), ("SG", False), ("ZA", False)}
"""(country, toll-free) of numbers that only a verified business gets. Nothing in a search result says so."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """price: a month, as the API writes it; address: none, any, local or foreign; capabilities: of sms, mms, voice."""

    price: str
    address: str
    capabilities: tuple[str, ...]
    verified_business: bool


def conditions(one: ForSale) -> Conditions:
    """Return on what conditions a number is sold."""
    prices, otherwise = (_TOLL_FREE_PRICES, "$25.00") if one.toll_free else (_LOCAL_PRICES, "$6.00")
    return Conditions(
        price=prices.get(one.country, otherwise),
        address=_REQUIREMENTS.get(one.country, "any"),
        capabilities=_capabilities(one),
        verified_business=(one.country, one.toll_free) in _VERIFIED_BUSINESSES_ONLY,
    )


def _capabilities(one: ForSale) -> tuple[str, ...]:
    if one.country not in {"US", "CA"}:
        return ("voice",)
    if one.toll_free or one.number[-1] in "479":
        return ("sms", "voice")
    return ("sms", "mms", "voice")


def address_fits(requirement: str, address_country: str, number_country: str) -> bool:
    """Whether an address in one country satisfies the requirement of a number of another."""
    if requirement == "local":
        return address_country == number_country
    if requirement == "foreign":
        return address_country != number_country
    return True
