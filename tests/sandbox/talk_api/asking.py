"""What the tests of the simulator ask for again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

VOICE = "/api/v2/channels/voice"
NUMBERS = f"{VOICE}/phone_numbers"


async def found(zendesk: httpx.AsyncClient, **terms: str) -> list[dict[str, Any]]:
    """Return the numbers a search finds."""
    response = await zendesk.get(f"{NUMBERS}/search", params=terms)
    assert response.status_code == 200
    numbers: list[dict[str, Any]] = response.json()["phone_numbers"]
    return numbers


async def order(zendesk: httpx.AsyncClient, token: str, address_sid: str | None = None) -> httpx.Response:
    """Order the number a token stands for."""
    body: dict[str, Any] = {"phone_number": {"token": token}}
    if address_sid is not None:
        body["address_sid"] = address_sid
    return await zendesk.post(NUMBERS, json=body)


async def owned(zendesk: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Return the account's numbers by E.164 number."""
    listed = (await zendesk.get(NUMBERS)).json()["phone_numbers"]
    return {one["number"]: one for one in listed}


async def line(zendesk: httpx.AsyncClient, nickname: str) -> dict[str, Any]:
    """Return the number with that nickname."""
    return next(one for one in (await owned(zendesk)).values() if one["nickname"] == nickname)


async def orders(zendesk: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return the simulator's books."""
    listed: list[dict[str, Any]] = (await zendesk.get("/orders")).json()["orders"]
    return listed


async def address_in(zendesk: httpx.AsyncClient, country: str) -> str:
    """Return the reference of the account's address in a country."""
    listed = (await zendesk.get(f"{VOICE}/addresses")).json()["addresses"]
    return next(str(one["provider_reference"]) for one in listed if one["country_code"] == country)


async def fault(zendesk: httpx.AsyncClient, name: str, **parameters: Any) -> None:
    """Order a fault."""
    response = await zendesk.post("/faults", json={"fault": name, **parameters})
    assert response.status_code == 201, response.text


async def eventually(check: Callable[[], Awaitable[object]]) -> None:
    """Wait until check returns something true, ten seconds at most."""
    for _ in range(1000):
        if await check():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("It never came true.")
