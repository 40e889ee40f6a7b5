"""Which of an account's addresses a number can be registered under. Pure.

What Zendesk wants stands in `address_requirements` of each available number, and no table of countries replaces it:
the rules of the countries change. An order names the address by its `address_sid`, so one without it cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Address, AddressRequirement, Offer


def is_address_required(offer: Offer) -> bool:
    """Whether an order has to name an address; so it has where Zendesk's rule is new to us, since it is a rule."""
    return offer.address_requirement is not AddressRequirement.NONE


def fitting_addresses(offer: Offer, addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Return the addresses an order for `offer` may name: none where none is wanted, all where the rule is new to us.

    A local rule may also want the number's own city, which only Zendesk can tell; its country is what we can.
    """
    if not is_address_required(offer):
        return ()
    return tuple(address for address in addresses if address.sid and _fits(offer, address))


def _fits(offer: Offer, address: Address) -> bool:
    if offer.address_requirement is AddressRequirement.LOCAL:
        return address.country == offer.country
    if offer.address_requirement is AddressRequirement.FOREIGN:
        return address.country != offer.country
    return True
