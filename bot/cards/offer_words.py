"""How an offer is said in every view and card: its place, kind, price and what it wants."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.markup import short
from bot.model import Address, AddressRequirement, Budget, Offer
from bot.talk.addresses import fitting_addresses, is_address_required
from bot.talk.countries import country_in_sentence, country_name
from bot.talk.money import per_year

SEPARATOR = " · "

_PRICE = 20
_PLACE = 80
_COUNTRY = 60


def a_month(offer: Offer) -> str:
    """Return "$1.00 a month"; a price we cannot read is shown as Zendesk wrote it."""
    if offer.price is not None:
        return f"{offer.price} a month"
    return f"{short(offer.price_text, _PRICE)} a month" if offer.price_text.strip() else "price not given"


def a_year(offer: Offer) -> str:
    """Return "$12.00 a year", or that it cannot be said."""
    return f"{per_year(offer.price)} a year" if offer.price is not None else "not known"


def country(offer: Offer) -> str:
    """Return the name of the offer's country."""
    return short(country_name(offer.country), _COUNTRY) if offer.country else "its country"


def in_sentence(offer: Offer) -> str:
    """Return the country's name as it stands in a sentence: "the Netherlands"."""
    return short(country_in_sentence(offer.country), _COUNTRY) if offer.country else "its country"


def place_and_country(offer: Offer) -> str:
    """Return "Oakland, CA, United States", and the country alone where there is no place beside it."""
    named = [offer.place.strip()] if offer.place.strip() else []
    if offer.country and country_name(offer.country) not in named:
        named.append(country_name(offer.country))
    return short(", ".join(named) or "place not given", _PLACE)


def kind(offer: Offer) -> str:
    """Return "toll-free" or "local"."""
    return "toll-free" if offer.toll_free else "local"


def capabilities(offer: Offer) -> str:
    """Return "voice, SMS, MMS", and "" where Zendesk named none."""
    return ", ".join(offer.capabilities)


def in_a_list(offer: Offer, longest: int, addresses: Sequence[Address] | None) -> str:
    """Return "Oakland, CA · $1.00 a month · voice, SMS" in at most `longest` characters.

    addresses: those kept in Zendesk, None where it did not say. The place is what gives way: what it costs and needs is
    what people choose by.
    """
    needs = "address needed" if is_address_required(offer) else ""
    if needs and addresses is not None and not fitting_addresses(offer, addresses):
        needs = "address needed, none fits"
    facts = SEPARATOR.join(fact for fact in (a_month(offer), capabilities(offer), needs) if fact)
    room = longest - len(facts) - len(SEPARATOR)
    place = short(offer.place or country(offer), max(room, 1))
    return short(f"{place}{SEPARATOR}{facts}", longest)


def address_needed(offer: Offer) -> str:
    """Return what address the number needs, as an answer to "Address needed"."""
    match offer.address_requirement:
        case AddressRequirement.NONE:
            return "none"
        case AddressRequirement.ANY:
            return "one, in any country"
        case AddressRequirement.LOCAL:
            return f"one in {in_sentence(offer)}"
        case AddressRequirement.FOREIGN:
            return f"one outside {in_sentence(offer)}"
        case None:
            return "one, by a rule of Zendesk's that I do not know"


def address_missing(offer: Offer, *, unread: bool) -> str | None:
    """Return why no address can be chosen and what to do, for a number that needs one. unread: Zendesk did not say."""
    if not is_address_required(offer):
        return None
    if unread:
        return (
            "This number needs an address, and Zendesk did not say which ones there are. Nothing was bought. "
            "Search again in a minute."
        )
    return (
        f"This number needs an address: {address_needed(offer)}. Zendesk has none that fits. Add one in Zendesk "
        "(Admin Center, Channels, Talk, Addresses), then search again."
    )


def of_the_budget(budget: Budget) -> str | None:
    """Return "$14.00 of $40.00 a month used after this", or None where there is nothing to say."""
    if budget.used_after is None:
        return None
    if budget.limit is None:
        return f"{budget.used_after} a month used after this"
    return f"{budget.used_after} of {budget.limit} a month used after this"
