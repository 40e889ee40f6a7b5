"""The simulator as an app: the API's addresses, each with and without ".json", and the simulator's own."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.serving import LoopbackOnly
from bot.sandbox.talk_api import addresses, errors, names, ordering, phone_numbers
from bot.sandbox.talk_api.account import Account
from bot.sandbox.talk_api.control import CONTROLS
from bot.sandbox.talk_api.demo import demo_account
from bot.sandbox.talk_api.gate import Endpoint, Recorder, gated
from bot.sandbox.talk_api.settings import TalkApi
from bot.sandbox.talk_api.simulation import Simulation

API = "/api/v2"
VOICE = f"{API}/channels/voice"

ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def create_app(settings: TalkApi | None = None, make_account: Callable[[], Account] = demo_account) -> Starlette:
    """Return a simulated account to serve with `bot.sandbox.serving.Server`.

    settings: how it behaves, None for the sandbox's way; make_account: what it owns, at the start and at each reset.
    """
    simulation = Simulation(settings or TalkApi(), make_account)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        simulation.cancel_later()

    app = Starlette(routes=_routes(), middleware=[Middleware(LoopbackOnly)], lifespan=lifespan)
    # An address with a slash too many is unknown to Zendesk, not another spelling.
    app.router.redirect_slashes = False
    app.state.simulation = simulation
    return app


def _routes() -> list[BaseRoute]:
    routes: list[BaseRoute] = list(CONTROLS)
    numbers = f"{VOICE}/phone_numbers"
    routes += _both("GET", f"{numbers}/search", phone_numbers.search)
    routes += _both("GET", numbers, phone_numbers.list_numbers)
    routes += _both("POST", numbers, ordering.create, record=ordering.record_order)
    routes += _one("GET", f"{numbers}/{{id}}", phone_numbers.show)
    routes += _one("PUT", f"{numbers}/{{id}}", phone_numbers.update, record=phone_numbers.record_update)
    routes += _one("DELETE", f"{numbers}/{{id}}", phone_numbers.delete, record=phone_numbers.record_deletion)
    routes += _both("GET", f"{VOICE}/lines", phone_numbers.list_lines)
    routes += _both("GET", f"{VOICE}/addresses", addresses.list_addresses)
    routes += _both("POST", f"{VOICE}/addresses", addresses.create)
    routes += _one("GET", f"{VOICE}/addresses/{{id}}", addresses.show)
    routes += _one("PUT", f"{VOICE}/addresses/{{id}}", addresses.update)
    routes += _one("DELETE", f"{VOICE}/addresses/{{id}}", addresses.delete)
    routes += _names()
    routes += _both("GET", f"{API}/oauth/tokens/current", _show_token)
    routes += [Route("/oauth/tokens", gated(_issue_token, anyone=True), methods=["POST"])]
    routes += [Route(f"{API}/{{rest:path}}", gated(_unknown), methods=ANY_METHOD)]
    return routes


def _names() -> list[BaseRoute]:
    kinds = (
        (f"{VOICE}/greetings", "greeting", "greetings", names.all_greetings),
        (f"{VOICE}/greeting_categories", "greeting_category", "greeting_categories", names.categories),
        (f"{VOICE}/ivr", "ivr", "ivrs", names.ivrs_with_numbers),
        (f"{API}/business_hours/schedules", "schedule", "schedules", lambda account: account.schedules),
        (f"{API}/groups", "group", "groups", lambda account: account.groups),
        (f"{API}/brands", "brand", "brands", lambda account: account.brands),
    )
    routes = _both("GET", f"{API}/users/me", names.me)
    for path, singular, plural, records in kinds:
        routes += _both("GET", path, names.listing(plural, records))
        routes += _one("GET", f"{path}/{{id}}", names.showing(singular, records))
    return routes


def _both(method: str, path: str, endpoint: Endpoint, record: Recorder | None = None) -> list[BaseRoute]:
    behind_gate = gated(endpoint, record=record)
    return [Route(spelling, behind_gate, methods=[method]) for spelling in (path, f"{path}.json")]


def _one(method: str, path: str, endpoint: Endpoint, record: Recorder | None = None) -> list[BaseRoute]:
    """Route an address that ends in an id, which takes ".json" off itself."""
    return [Route(path, gated(endpoint, record=record), methods=[method])]


async def _issue_token(request: Request, simulation: Simulation) -> Response:
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        asked = dict(parse_qsl(body.decode(errors="replace")))
    else:
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError):
            raise errors.unparsable() from None
    if not isinstance(asked, dict):
        raise errors.unparsable()
    return simulation.doorkeeper.issue(asked, simulation.settings)


async def _show_token(request: Request, simulation: Simulation) -> Response:
    return simulation.doorkeeper.describe(request.headers.get("authorization"), simulation.settings)


async def _unknown(request: Request, simulation: Simulation) -> Response:  # noqa: ARG001 - every endpoint is called alike
    raise errors.no_such_endpoint()
