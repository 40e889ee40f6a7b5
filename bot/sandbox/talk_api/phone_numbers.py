"""The endpoints for phone numbers, except the purchase: list, search, show, update, delete, and the list of lines.

https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.talk_api import errors
from bot.sandbox.talk_api.account import ALL_CAPABILITIES, Json, OwnedNumber
from bot.sandbox.talk_api.answers import answer, body_of, deleted, id_in_path, page_of
from bot.sandbox.talk_api.deletions import Deletion
from bot.sandbox.talk_api.digits import display_number
from bot.sandbox.talk_api.inventory import ForSale, Terms, available
from bot.sandbox.talk_api.names import all_greetings, ivrs_with_numbers
from bot.sandbox.talk_api.number_updates import Update
from bot.sandbox.talk_api.prices import conditions
from bot.sandbox.talk_api.simulation import Simulation
from bot.sandbox.talk_api.updates import change, problems_with

_TRUE = {"true", "1"}


async def list_numbers(request: Request, simulation: Simulation) -> Response:
    """Answer GET /phone_numbers, newest first."""
    _refuse_trial(simulation)
    minimal = _wants_minimal(request)
    owned = simulation.account.newest_first()
    return page_of([_minimal(one) if minimal else one.properties for one in owned], "phone_numbers", request)


async def list_lines(request: Request, simulation: Simulation) -> Response:
    """Answer GET /lines: phone numbers and digital lines together."""
    _refuse_trial(simulation)
    minimal = _wants_minimal(request)
    phones = [_minimal(one) if minimal else one.properties for one in simulation.account.newest_first()]
    return page_of([*phones, *simulation.account.digital_lines], "lines", request)


async def search(request: Request, simulation: Simulation) -> Response:
    """Answer GET /phone_numbers/search: nothing without a country, as was recorded."""
    _refuse_trial(simulation)
    asked = request.query_params
    terms = Terms(
        country=asked.get("country", "").strip().upper(),
        area_code=asked.get("area_code") or None,
        toll_free=asked.get("toll_free", "").lower() in _TRUE,
        contains=asked.get("contains") or None,
    )
    simulation.offers.forget_old()
    found = available(terms, simulation.account.unavailable()) if terms.country else []
    price = request.state.faults["price"].parameters.get("price", "$9.00") if "price" in request.state.faults else None
    return page_of([_for_sale(one, simulation, price) for one in found], "phone_numbers", request)


async def show(request: Request, simulation: Simulation) -> Response:
    """Answer GET /phone_numbers/{id}, with what `include` names."""
    return answer({"phone_number": _with_included(_owned(request, simulation), request, simulation)})


async def record_update(request: Request, simulation: Simulation) -> Update:
    """Write the change down as it arrives, whatever will become of it."""
    asked, owned = _asked_for(request, simulation)
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        body = None
    include = request.query_params.get("include", "")
    entry = Update(simulation.clock.text(), asked, owned.number if owned else None, include, body)
    simulation.updates.append(entry)
    return entry


async def update(request: Request, simulation: Simulation) -> Response:
    """Answer PUT /phone_numbers/{id}; settings count only with `include=settings`."""
    owned = _owned(request, simulation)
    asked = (await body_of(request)).get("phone_number")
    if not isinstance(asked, dict) or not asked:
        raise errors.missing_parameter("phone_number")
    problems = problems_with(asked, simulation.account, simulation.settings, owned)
    if problems:
        raise errors.invalid_record(problems)
    if "update_ignored" not in request.state.faults:
        with_settings = "settings" in _included(request)
        change(owned, asked, simulation.account, simulation.settings, with_settings=with_settings)
        request.state.entry.committed = True
    return answer({"phone_number": _with_included(owned, request, simulation)})


async def record_deletion(request: Request, simulation: Simulation) -> Deletion:
    """Write the deletion down as it arrives, whatever will become of it."""
    asked, owned = _asked_for(request, simulation)
    deletion = Deletion(simulation.clock.text(), asked, owned.number if owned else None)
    simulation.deletions.append(deletion)
    return deletion


async def delete(request: Request, simulation: Simulation) -> Response:
    """Answer DELETE /phone_numbers/{id}, whatever else refers to the number."""
    _refuse_trial(simulation)
    del simulation.account.numbers[_owned(request, simulation).id]
    request.state.entry.committed = True
    return deleted()


def _asked_for(request: Request, simulation: Simulation) -> tuple[int | None, OwnedNumber | None]:
    """Return the id in the path, None where it is no number, and the number, None where there is no such one."""
    try:
        asked = id_in_path(request)
    except errors.Refused:
        return None, None
    return asked, simulation.account.numbers.get(asked)


def _owned(request: Request, simulation: Simulation) -> OwnedNumber:
    owned = simulation.account.numbers.get(id_in_path(request))
    if owned is None:
        raise errors.not_found()
    return owned


def _refuse_trial(simulation: Simulation) -> None:
    if not simulation.settings.talk:
        raise errors.restricted()
    if simulation.settings.trial:
        raise errors.forbidden()


def _wants_minimal(request: Request) -> bool:
    return request.query_params.get("minimal_mode", "").lower() in _TRUE


def _minimal(owned: OwnedNumber) -> Json:
    full = owned.properties
    names = ("id", "country_code", "external", "nickname", "display_number")
    return {
        **{name: full[name] for name in names},
        "capabilities": {name: full["capabilities"][name] for name in ALL_CAPABILITIES},
        **{name: full[name] for name in ("sms_enabled", "priority", "outbound_enabled", "line_type")},
    }


def _included(request: Request) -> set[str]:
    return {name.strip() for name in request.query_params.get("include", "").split(",")}


def _with_included(owned: OwnedNumber, request: Request, simulation: Simulation) -> dict[str, Any]:
    account, included = simulation.account, _included(request)
    extra: dict[str, Any] = {}
    if "settings" in included and simulation.settings.settings_shown:
        newer = set() if simulation.settings.forwarding_caller_id else {"forwarding_caller_id"}
        extra["settings"] = {name: value for name, value in owned.settings.items() if name not in newer}
    if "ivrs" in included:
        extra["ivrs"] = ivrs_with_numbers(account)
    if "all_greetings" in included:
        extra["all_greetings"] = all_greetings(account)
    if "all_groups" in included:
        extra["all_groups"] = account.groups
    if "all_schedules" in included:
        extra["all_schedules"] = account.schedules
    return owned.properties | extra


def _for_sale(one: ForSale, simulation: Simulation, price: str | None) -> Json:
    """Return an available number as the API writes it, keys in the document's order."""
    required = conditions(one)
    return {
        "address_requirements": required.address,
        "capabilities": {name: name in required.capabilities for name in ("mms", "sms", "voice")},
        "country_code": one.country,
        "display_number": display_number(one.number),
        "location": one.location,
        "nickname": None,
        "number": one.number,
        "price": price or required.price,
        "token": simulation.offers.token_for(one, simulation.settings.token_ttl),
        "toll_free": one.toll_free,
    }
