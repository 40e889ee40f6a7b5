"""The endpoints for addresses.

https://developer.zendesk.com/api-reference/voice/talk-api/addresses/
"""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.talk_api import errors
from bot.sandbox.talk_api.account import Json
from bot.sandbox.talk_api.answers import answer, body_of, deleted, id_in_path, page_of
from bot.sandbox.talk_api.simulation import Simulation

_MANDATORY = ("name", "street", "zip", "city", "province", "country_code")
_COUNTRY_LETTERS = 2


async def list_addresses(request: Request, simulation: Simulation) -> Response:
    """Answer GET /addresses, newest first."""
    addresses = sorted(simulation.account.addresses.values(), key=lambda one: int(one["id"]), reverse=True)
    return page_of(addresses, "addresses", request)


async def show(request: Request, simulation: Simulation) -> Response:
    """Answer GET /addresses/{id}."""
    return answer({"address": _address(request, simulation)})


async def create(request: Request, simulation: Simulation) -> Response:
    """Answer POST /addresses: 201, unlike numbers. The carrier's reference is made up."""
    asked = await _asked(request)
    _check(asked, {})
    address: Json = {"id": simulation.account.new_id()}
    address |= {name: asked[name] for name in _MANDATORY} | {"state": asked.get("state")}
    address["provider_reference"] = "AD" + secrets.token_hex(16)
    simulation.account.addresses[address["id"]] = address
    return answer({"address": address}, 201)


async def update(request: Request, simulation: Simulation) -> Response:
    """Answer PUT /addresses/{id}."""
    address = _address(request, simulation)
    asked = await _asked(request)
    _check(asked, address)
    address.update({name: asked[name] for name in (*_MANDATORY, "state") if name in asked})
    return answer({"address": address})


async def delete(request: Request, simulation: Simulation) -> Response:
    """Answer DELETE /addresses/{id}."""
    del simulation.account.addresses[_address(request, simulation)["id"]]
    return deleted()


def _address(request: Request, simulation: Simulation) -> Json:
    address = simulation.account.addresses.get(id_in_path(request))
    if address is None:
        raise errors.not_found()
    return address


async def _asked(request: Request) -> dict[str, Any]:
    asked = (await body_of(request)).get("address")
    if not isinstance(asked, dict) or not asked:
        raise errors.missing_parameter("address")
    return asked


def _check(asked: Json, stored: Json) -> None:
    merged = stored | asked
    problems = {
        name: f"{name.replace('_', ' ').capitalize()}: cannot be blank"
        for name in _MANDATORY
        if not isinstance(merged.get(name), str) or not merged[name].strip()
    }
    country = merged.get("country_code")
    if "country_code" not in problems and not (
        isinstance(country, str) and len(country) == _COUNTRY_LETTERS and country.isupper()
    ):
        problems["country_code"] = "Country code: is invalid"
    if problems:
        raise errors.invalid_record(problems)
