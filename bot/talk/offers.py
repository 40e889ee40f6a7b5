"""Offers: an available number as people see it, and whether it is still what they saw. Pure."""

from __future__ import annotations

from decimal import Decimal

from bot.errors import NotOffered
from bot.model import Address, AddressRequirement, Offer, Results
from bot.talk.addresses import fitting_addresses
from bot.talk.limits import Limits
from bot.talk.money import parse_price
from bot.talk.numbering import international, kind
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


def obstacle(offer: Offer, limits: Limits, *, reserved: Decimal | None = None) -> str | None:
    """Return why a number is not for people to buy here, as a sentence, or None. reserved: as in `Limits.refusal`."""
    sort = kind(offer.number)
    if sort.costs_extra:
        return f"It is a {sort} number: callers pay extra."
    return limits.refusal(offer, reserved=reserved)


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


def check_price(shown: Offer, now: Offer) -> None:
    """Return if an offer certainly costs no more than was shown. Raises NotOffered otherwise.

    Prices that nobody can read are compared as they are written.
    """
    before, after = shown.price, now.price
    if before is None and after is None and shown.price_text == now.price_text:
        return
    if before is None or after is None or before.currency != after.currency or after.amount > before.amount:
        raise NotOffered(
            f"The price of {shown.display_number} changed from {_said(shown)} to {_said(now)} a month. "
            "Search again to see it."
        )


def _said(offer: Offer) -> str:
    return str(offer.price or offer.price_text or "unknown")
