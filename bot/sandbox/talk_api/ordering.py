"""Buying a number: the token of a search result, an address where one is required, and at most one buyer.

https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#create-phone-number
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.talk_api import errors
from bot.sandbox.talk_api.account import OwnedNumber, new_number
from bot.sandbox.talk_api.answers import answer, body_of
from bot.sandbox.talk_api.inventory import ForSale
from bot.sandbox.talk_api.orders import Order
from bot.sandbox.talk_api.prices import address_fits, conditions
from bot.sandbox.talk_api.simulation import Simulation
from bot.sandbox.talk_api.updates import change, problems_with


async def record_order(request: Request, simulation: Simulation) -> Order:
    """Write the order down as it arrives, whatever will become of it."""
    try:
        token = json.loads(await request.body())["phone_number"]["token"]
    except (ValueError, RecursionError, KeyError, TypeError):
        token = None
    known = simulation.offers.once_number_of(token) if isinstance(token, str) else None
    order = Order(simulation.clock.text(), token if isinstance(token, str) else None, known.number if known else None)
    simulation.orders.append(order)
    return order


async def create(request: Request, simulation: Simulation) -> Response:
    """Answer POST /phone_numbers: 200 with the whole number, 400, 403 or 422."""
    if simulation.settings.trial:
        raise errors.forbidden()
    body = await body_of(request)
    asked = body.get("phone_number")
    if not isinstance(asked, dict) or not asked:
        raise errors.missing_parameter("phone_number")
    wanted = _number_asked_for(asked, simulation)
    if "taken" in request.state.faults:
        simulation.account.gone.add(wanted.number)
    _check(wanted, body.get("address_sid"), asked, simulation)
    await asyncio.sleep(simulation.settings.purchase_delay)
    # Another order may have been quicker meanwhile.
    _check(_number_asked_for(asked, simulation), body.get("address_sid"), asked, simulation)
    owned = _buy(wanted, asked, simulation)
    request.state.entry.committed = True
    return answer({"phone_number": owned.properties})


def _number_asked_for(asked: dict[str, Any], simulation: Simulation) -> ForSale:
    token = asked.get("token")
    if not token:
        raise errors.invalid_record({"token": "Token: cannot be blank"})
    wanted = simulation.offers.number_of(token) if isinstance(token, str) else None
    if wanted is None:
        raise errors.invalid_record({"token": "Token: is invalid or has expired"})
    return wanted


def _check(wanted: ForSale, address_sid: Any, asked: dict[str, Any], simulation: Simulation) -> None:
    if wanted.number in simulation.account.unavailable():
        raise errors.invalid_record({"base": "This phone number is no longer available"})
    required = conditions(wanted)
    if required.verified_business:
        raise errors.invalid_record({"base": "This phone number requires business verification"})
    problem = _address_problem(required.address, address_sid, wanted.country, simulation)
    if problem is not None:
        raise errors.invalid_record({"base": problem})
    problems = problems_with(asked, simulation.account, simulation.settings)
    if problems:
        raise errors.invalid_record(problems)


def _address_problem(requirement: str, address_sid: Any, country: str, simulation: Simulation) -> str | None:
    if requirement == "none":
        return None
    if not address_sid:
        return "Address is required for this number"
    for address in simulation.account.addresses.values():
        if address["provider_reference"] == address_sid:
            fits = address_fits(requirement, address["country_code"], country)
            return None if fits else f"Address does not meet the requirement of this number: {requirement}"
    return "Address was not found"


def _buy(wanted: ForSale, asked: dict[str, Any], simulation: Simulation) -> OwnedNumber:
    account = simulation.account
    owned = new_number(
        account.new_id(),
        wanted.number,
        country=wanted.country,
        location=wanted.location,
        created_at=simulation.clock.text(),
        toll_free=wanted.toll_free,
        capabilities=conditions(wanted).capabilities,
        brand_id=account.default_brand_id(),
    )
    change(owned, asked, account, simulation.settings, with_settings=True)
    account.numbers[owned.id] = owned
    simulation.offers.spend(asked["token"])
    return owned
