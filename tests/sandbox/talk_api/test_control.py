"""The simulator's own addresses: time, behaviour, reset, assumptions, and who may reach them."""

from __future__ import annotations

import httpx
import pytest

from bot.sandbox.talk_api import Credentials
from bot.sandbox.talk_api.assumptions import ASSUMPTIONS
from tests.sandbox.talk_api.asking import NUMBERS, fault, found, order, orders, owned


async def test_a_reset_puts_everything_back(zendesk: httpx.AsyncClient) -> None:
    """One running simulator can serve many experiments."""
    before = await owned(zendesk)
    await order(zendesk, (await found(zendesk, country="US"))[0]["token"])
    await fault(zendesk, "unavailable", path="/never")
    await zendesk.patch("/settings", json={"trial": True})
    await zendesk.post("/clock", json={"advance": 86_400})
    assert (await zendesk.post("/reset")).status_code == 204
    assert await owned(zendesk) == before
    assert await orders(zendesk) == []
    assert (await zendesk.get("/faults")).json()["waiting"] == []
    assert (await zendesk.get("/settings")).json()["trial"] is False


async def test_time_can_be_moved_forward(zendesk: httpx.AsyncClient) -> None:
    """Everything the account dates goes by it."""
    before = (await zendesk.get("/clock")).json()["now"]
    after = (await zendesk.post("/clock", json={"advance": 400 * 86_400})).json()["now"]
    assert int(after[:4]) > int(before[:4])
    bought = await order(zendesk, (await found(zendesk, country="US"))[0]["token"])
    assert bought.json()["phone_number"]["created_at"][:4] == after[:4]


@pytest.mark.parametrize("asked", [{}, {"advance": -1}, {"advance": "1 h"}, {"advance": True}, []])
async def test_time_does_not_go_back(zendesk: httpx.AsyncClient, asked: object) -> None:
    """A clock that jumps back would bring tokens back to life."""
    assert (await zendesk.post("/clock", json=asked)).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"trial": 1}, {"nonsense": 1}, {"rate_limit": 1.5}, {"token_ttl": -1}, {"role": 1}, [], None]
)
async def test_behaviour_takes_known_settings_of_the_right_kind(zendesk: httpx.AsyncClient, asked: object) -> None:
    """Credentials cannot be changed this way either."""
    assert (await zendesk.patch("/settings", json=asked)).status_code == 400


async def test_a_trial_account_may_not_touch_numbers(zendesk: httpx.AsyncClient) -> None:
    """List and search are not available for trial accounts, and lines cannot be deleted."""
    shown = next(iter((await owned(zendesk)).values()))
    await zendesk.patch("/settings", json={"trial": True, "purchase_delay": 0.5})
    for response in (
        await zendesk.get(NUMBERS),
        await zendesk.get(f"{NUMBERS}/search?country=US"),
        await order(zendesk, "0" * 32),
        await zendesk.delete(f"{NUMBERS}/{shown['id']}"),
    ):
        assert response.status_code == 403


async def test_assumptions_are_served(zendesk: httpx.AsyncClient) -> None:
    """Who relies on an answer can look up whether it was ever seen."""
    listed = (await zendesk.get("/assumptions")).json()["assumptions"]
    assert len({one["name"] for one in listed}) == len(listed) == len(ASSUMPTIONS)
    assert all(one["assumed"].endswith(".") and one["why"].endswith(".") for one in listed)


async def test_the_front_page_says_what_is_here_and_what_it_takes(zendesk: httpx.AsyncClient) -> None:
    """Whoever opens the address in a browser finds the way."""
    shown = (await zendesk.get("/")).json()
    assert shown["credentials"]["access_token"] == Credentials().access_token
    for path in shown["addresses"]:
        if path not in {"/api/v2", "/oauth/tokens", "/reset"}:
            assert (await zendesk.get(path)).status_code == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_pages_of_other_sites_are_kept_out(zendesk: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """The simulator's own addresses take no credentials, so the guard is all there is."""
    assert (await zendesk.post("/reset", headers=headers)).status_code == 403
    assert (await zendesk.get(NUMBERS, headers=headers)).status_code == 403


async def test_a_plan_without_talk_has_no_numbers(zendesk: httpx.AsyncClient) -> None:
    """In the words that Zendesk has for what a plan does not have."""
    await zendesk.patch("/settings", json={"talk": False})
    response = await zendesk.get(NUMBERS)
    assert (response.status_code, "restricted" in response.text) == (403, True)
