"""The simulator's own addresses, beside the API: faults, books, time, behaviour, reset, and what is assumed.

They take no credentials and are no part of Zendesk; like all of the sandbox they answer this machine only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.talk_api.assumptions import ASSUMPTIONS
from bot.sandbox.talk_api.crowd import MOST, add_numbers
from bot.sandbox.talk_api.faults import FAULTS, Fault, fault_from
from bot.sandbox.talk_api.settings import TalkApi
from bot.sandbox.talk_api.simulation import simulation_of


async def index(request: Request) -> Response:
    """Say what is here and which credentials it takes."""
    credentials = asdict(simulation_of(request).settings.credentials)
    return JSONResponse({"name": "Talk API simulator", "addresses": _ADDRESSES, "credentials": credentials})


async def list_faults(request: Request) -> Response:
    """List the faults there are and those that wait for a request."""
    waiting = [fault.json() for fault in simulation_of(request).faults.waiting()]
    return JSONResponse({"faults": FAULTS, "waiting": waiting})


async def set_fault(request: Request) -> Response:
    """Set a fault; 400 with a sentence where it makes no sense."""
    fault = fault_from(await _body(request))
    if not isinstance(fault, Fault):
        return JSONResponse({"problem": fault}, status_code=400)
    simulation_of(request).faults.set(fault)
    return JSONResponse(fault.json(), status_code=201)


async def clear_faults(request: Request) -> Response:
    """Forget all faults."""
    simulation_of(request).faults.clear()
    return Response(status_code=204)


async def list_orders(request: Request) -> Response:
    """List every order that reached the account, oldest first."""
    orders = [order.json() for order in simulation_of(request).orders]
    return JSONResponse({"orders": orders, "count": len(orders)})


async def list_deletions(request: Request) -> Response:
    """List every deletion of a number that reached the account, oldest first."""
    deletions = [deletion.json() for deletion in simulation_of(request).deletions]
    return JSONResponse({"deletions": deletions, "count": len(deletions)})


async def list_updates(request: Request) -> Response:
    """List every change of a number that reached the account, oldest first."""
    updates = [update.json() for update in simulation_of(request).updates]
    return JSONResponse({"updates": updates, "count": len(updates)})


async def count_numbers(request: Request) -> Response:
    """Say how many numbers the account has."""
    return JSONResponse({"count": len(simulation_of(request).account.numbers)})


async def more_numbers(request: Request) -> Response:
    """Put more numbers into the account: `{"count": 200}`. Answers their ids."""
    simulation, body = simulation_of(request), await _body(request)
    count = body.get("count") if isinstance(body, dict) else None
    if not isinstance(count, int) or isinstance(count, bool) or not 0 < count <= MOST:
        return JSONResponse({"problem": f"count must be a whole number from 1 to {MOST}."}, status_code=400)
    added = add_numbers(simulation.account, count, simulation.clock.text())
    return JSONResponse({"added": added}, status_code=201)


async def show_clock(request: Request) -> Response:
    """Say what time it is in the account."""
    return JSONResponse({"now": simulation_of(request).clock.text()})


async def advance_clock(request: Request) -> Response:
    """Let time pass: `{"advance": seconds}`."""
    body = await _body(request)
    seconds = body.get("advance") if isinstance(body, dict) else None
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        return JSONResponse({"problem": "advance must be a number of seconds, not negative."}, status_code=400)
    simulation_of(request).clock.advance(seconds)
    return await show_clock(request)


async def show_settings(request: Request) -> Response:
    """Say how the account behaves."""
    return JSONResponse(_shown(simulation_of(request).settings))


async def change_settings(request: Request) -> Response:
    """Behave otherwise from now on: some of the settings shown, with values of the same type."""
    simulation = simulation_of(request)
    body = await _body(request)
    if not isinstance(body, dict) or not set(body) <= set(_KINDS):
        problem = f"The body must be an object with some of {', '.join(_KINDS)}."
        return JSONResponse({"problem": problem}, status_code=400)
    for name, value in body.items():
        if not _is_a(_KINDS[name], value):
            return JSONResponse({"problem": f"{name} must be a {_KINDS[name]}, not negative."}, status_code=400)
    simulation.settings = replace(simulation.settings, **body)
    return await show_settings(request)


async def reset(request: Request) -> Response:
    """Begin anew."""
    simulation_of(request).reset()
    return Response(status_code=204)


async def list_assumptions(request: Request) -> Response:  # noqa: ARG001 - Starlette passes it to every endpoint
    """List what nobody has published and is assumed here."""
    return JSONResponse({"assumptions": [asdict(one) for one in ASSUMPTIONS]})


CONTROLS = [
    Route("/", index, methods=["GET"]),
    Route("/faults", list_faults, methods=["GET"]),
    Route("/faults", set_fault, methods=["POST"]),
    Route("/faults", clear_faults, methods=["DELETE"]),
    Route("/orders", list_orders, methods=["GET"]),
    Route("/deletions", list_deletions, methods=["GET"]),
    Route("/updates", list_updates, methods=["GET"]),
    Route("/numbers", count_numbers, methods=["GET"]),
    Route("/numbers", more_numbers, methods=["POST"]),
    Route("/clock", show_clock, methods=["GET"]),
    Route("/clock", advance_clock, methods=["POST"]),
    Route("/settings", show_settings, methods=["GET"]),
    Route("/settings", change_settings, methods=["PATCH"]),
    Route("/reset", reset, methods=["POST"]),
    Route("/assumptions", list_assumptions, methods=["GET"]),
]

_KINDS = {one.name: str(one.type) for one in fields(TalkApi) if one.name != "credentials"}

_ADDRESSES = {
    "/api/v2": "The API, with credentials.",
    "/oauth/tokens": "Access tokens, by client credentials.",
    "/faults": "GET what can go wrong, POST a fault, DELETE all.",
    "/orders": "GET every order for a number that came, and what became of it.",
    "/deletions": "GET every deletion of a number that came, and what became of it.",
    "/updates": "GET every change of a number that came, and what became of it.",
    "/numbers": 'GET how many there are, POST {"count": 200} for as many more.',
    "/clock": 'GET the time, POST {"advance": seconds}.',
    "/settings": "GET how the account behaves, PATCH some of it.",
    "/reset": "POST to begin anew.",
    "/assumptions": "GET what is assumed because nobody has published it.",
}


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        return None


def _shown(settings: TalkApi) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in _KINDS}


def _is_a(kind: str, value: Any) -> bool:
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind == "str" or isinstance(value, str):
        return kind == "str" and isinstance(value, str)
    return isinstance(value, int if kind == "int" else int | float) and value >= 0
