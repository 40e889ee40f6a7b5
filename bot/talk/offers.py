"""Offers: an available number as people see it, and whether it is still what they saw. Pure."""

from __future__ import annotations

from bot.errors import NotOffered
from bot.model import Address, AddressRequirement, Money, Offer, Results
from bot.talk.addresses import fitting_addresses
from bot.talk.money import parse_price
from bot.talk.numbering import international
from bot.zendesk.models import AvailableNumber


def offer_of(number: AvailableNumber) -> Offer:
    """Return what people see of an available number: everything but its token."""
    try:
        requirement = AddressRequirement(number.address_requirements or "none")
    except ValueError:
        requirement = None
    capabilities = number.capabilities
    return Offer(
        number=number.number or "",
        display_number=international(number.number or ""),
        place=number.location or "",
        country=(number.country_code or "").upper(),
        toll_free=bool(number.toll_free),
        price_text=number.price or "",
        price=parse_price(number.price or ""),
        capabilities=tuple(
            name
            for name, has in (("voice", capabilities.voice), ("SMS", capabilities.sms), ("MMS", capabilities.mms))
            if has
        )
        if capabilities
        else (),
        address_requirement=requirement,
    )


def offered(results: Results, number: str) -> Offer:
    """Return one of the offers by its E.164 number. Raises NotOffered when it was not among them."""
    for offer in results.offers:
        if offer.number == number:
            return offer
    raise NotOffered("That number was not among these results. Pick one of those shown.")


def address_for(results: Results, offer: Offer, address_id: int | None) -> Address | None:
    """Return the address to order with: one that fits, None where none is needed.

    Raises NotOffered when one is needed and the one chosen does not fit.
    """
    if offer.address_requirement is AddressRequirement.NONE:
        return None
    for address in fitting_addresses(offer, results.addresses or ()):
        if address.id == address_id:
            return address
    raise NotOffered(
        f"{offer.display_number} needs an address that fits it. Add one in Zendesk (Admin Center, Channels, Talk, "
        "Addresses), then search again."
    )


def check_price(shown: Money | None, now: Money | None, display_number: str) -> None:
    """Return if the price is certainly no higher than the one that was shown. Raises NotOffered otherwise."""
    if shown is None and now is None:
        return
    if shown is None or now is None or shown.currency != now.currency or now.amount > shown.amount:
        raise NotOffered(
            f"The price of {display_number} changed from {shown or 'unknown'} to {now or 'unknown'} a month. "
            "Search again to see it."
        )
