"""What every request of the API passes: faults, rate limit and credentials on the way in, headers on the way out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from bot.sandbox.serving import DROP_CONNECTION
from bot.sandbox.talk_api import errors
from bot.sandbox.talk_api.deletions import Deletion
from bot.sandbox.talk_api.faults import ENDINGS, Fault
from bot.sandbox.talk_api.number_updates import Update
from bot.sandbox.talk_api.orders import Order
from bot.sandbox.talk_api.simulation import Simulation, simulation_of

REQUEST_ID = "X-Zendesk-Request-Id"
"""What Zendesk's support asks for to find a request in its logs; the books have it as well."""

Endpoint = Callable[[Request, Simulation], Awaitable[Response]]
Recorder = Callable[[Request, Simulation], Awaitable[Order | Deletion | Update]]


def gated(
    endpoint: Endpoint, *, record: Recorder | None = None, anyone: bool = False
) -> Callable[..., Awaitable[Response]]:
    """Return the endpoint as Starlette calls it.

    record: keeps the books of orders, deletions and updates, for faulty ones too; anyone: no credentials needed.
    """

    async def pass_gate(request: Request) -> Response:
        simulation = simulation_of(request)
        try:
            await request.body()
        except ClientDisconnect:
            return Response()  # nobody is there to read it
        entry = await record(request, simulation) if record else None
        faults = simulation.faults.take(request.method, request.url.path)
        request.state.faults = {fault.name: fault for fault in faults}
        request.state.entry = entry

        async def take_effect() -> Response:
            return await _answer(endpoint, request, simulation, anyone=anyone)

        response = await _with_faults(faults, request, simulation, take_effect)
        if response is None:
            await _drop(request)
            return Response()
        if entry is not None:
            entry.status = response.status_code
            entry.request_id = response.headers.get(REQUEST_ID)
        return response

    return pass_gate


async def _answer(endpoint: Endpoint, request: Request, simulation: Simulation, *, anyone: bool) -> Response:
    limit, count = simulation.settings.rate_limit, simulation.meter.count()
    try:
        if count > limit:
            raise errors.throttled(limit, simulation.meter.seconds_left())
        if not anyone:
            simulation.doorkeeper.admit(request.headers.get("authorization"), request.method, simulation.settings)
        response = await endpoint(request, simulation)
    except errors.Refused as refused:
        response = refused.response
    response.headers["X-Zendesk-Api-Version"] = "v2"
    response.headers[REQUEST_ID] = secrets.token_hex(10)
    response.headers["X-Rate-Limit"] = str(limit)
    response.headers["X-Rate-Limit-Remaining"] = str(max(0, limit - count))
    return response


async def _with_faults(
    faults: list[Fault], request: Request, simulation: Simulation, take_effect: Callable[[], Awaitable[Response]]
) -> Response | None:
    """Return the answer, None for none."""
    for fault in faults:
        if fault.name == "delay":
            await asyncio.sleep(fault.seconds())
    ending = next((fault for fault in faults if fault.name in ENDINGS), None)
    if ending is not None and ending.name in {"request_lost", "commit_later"}:
        if ending.name == "commit_later":
            _run_later(simulation, ending.seconds(), take_effect)
        return None
    early = _instead(ending, request, simulation) if ending is not None else None
    response = early or await take_effect()
    for fault in faults:
        if fault.name == "answer_delay":
            await asyncio.sleep(fault.seconds())
    return response if ending is None or early is not None else _afterwards(ending, response)


def _instead(ending: Fault, request: Request, simulation: Simulation) -> Response | None:
    """Return the answer of a fault that keeps the request from taking effect."""
    match ending.name:
        case "throttled":
            return errors.throttled(simulation.settings.rate_limit, ending.retry_after(1) or 0).response
        case "unavailable":
            return errors.unavailable(ending.retry_after(None)).response
        case "trial":
            return errors.forbidden().response
        case "redirect":
            return RedirectResponse(str(ending.parameters.get("location", "/elsewhere")), status_code=302)
        case "token_expired":
            simulation.doorkeeper.expire_issued()
            bearer = request.headers.get("authorization", "").lower().startswith("bearer")
            return errors.invalid_token().response if bearer else None
        case _:
            return None


def _afterwards(ending: Fault, response: Response) -> Response | None:
    """Return what becomes of the answer of a request that took effect."""
    match ending.name:
        case "reply_lost":
            return None
        case "unavailable_after_commit":
            return errors.unavailable(ending.retry_after(None)).response
        case "garbage":
            return Response('{"phone_number":{"id":265255', 200, media_type=errors.JSON)
        case _:
            return response


def _run_later(simulation: Simulation, seconds: float, take_effect: Callable[[], Awaitable[Response]]) -> None:
    async def later() -> None:
        await asyncio.sleep(seconds)
        await take_effect()

    task = asyncio.create_task(later())
    simulation.later.add(task)
    task.add_done_callback(simulation.later.discard)


async def _drop(request: Request) -> None:
    drop = request.scope.get("extensions", {}).get(DROP_CONNECTION)
    if drop is None:
        raise RuntimeError("A lost reply needs a connection to cut: serve the app with bot.sandbox.serving.Server.")
    await drop()
