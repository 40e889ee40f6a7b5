"""The endpoints for what ids on a number stand for: groups, brands, IVRs, schedules, greetings, and who is calling."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.talk_api import errors
from bot.sandbox.talk_api.account import Account, Json
from bot.sandbox.talk_api.answers import answer, id_in_path, page_of
from bot.sandbox.talk_api.gate import Endpoint
from bot.sandbox.talk_api.greetings import CATEGORIES, GreetingId, greeting_object, system_greetings
from bot.sandbox.talk_api.simulation import Simulation


def listing(key: str, records: Callable[[Account], list[Json]]) -> Endpoint:
    """Return the endpoint that lists records under key."""

    async def list_records(request: Request, simulation: Simulation) -> Response:
        return page_of(records(simulation.account), key, request)

    return list_records


def showing(key: str, records: Callable[[Account], list[Json]]) -> Endpoint:
    """Return the endpoint that shows one of the records under key."""

    async def show_record(request: Request, simulation: Simulation) -> Response:
        wanted = id_in_path(request)
        for record in records(simulation.account):
            if record["id"] == wanted:
                return answer({key: record})
        raise errors.not_found()

    return show_record


async def me(request: Request, simulation: Simulation) -> Response:  # noqa: ARG001 - every endpoint is called alike
    """Answer GET /users/me: strangers too, as a customer without an id."""
    role, suspended = simulation.settings.role, simulation.settings.suspended
    if role == "end-user":
        stranger = {"id": None, "name": "Anonymous user", "email": "invalid@example.com", "role": role}
        return answer({"user": stranger})
    return answer({"user": simulation.account.user | {"role": role, "suspended": suspended}})


def categories(account: Account) -> list[Json]:  # noqa: ARG001 - every account has the same
    """Return the greeting categories."""
    return [{"id": category, "name": name} for category, name in CATEGORIES.items()]


def ivrs_with_numbers(account: Account) -> list[Json]:
    """Return the IVRs, each with the numbers that use it."""
    listed = []
    for ivr in account.ivrs:
        users = [owned for owned in account.newest_first() if owned.properties["ivr_id"] == ivr["id"]]
        names = [owned.properties["name"] for owned in users]
        listed.append(ivr | {"phone_number_ids": [owned.id for owned in users], "phone_number_names": names})
    return listed


def all_greetings(account: Account) -> list[Json]:
    """Return the account's own greetings, then the system's."""
    own = [
        greeting_object(one, name, category, _players(account, one), [])
        for one, (name, category) in account.own_greetings.items()
    ]
    system = [
        greeting_object(one, one, category, _players(account, one), []) for one, category in system_greetings().items()
    ]
    return own + system


def _players(account: Account, greeting: GreetingId) -> list[int]:
    return [
        owned.id for owned in account.newest_first() if greeting in owned.properties["categorised_greetings"].values()
    ]
