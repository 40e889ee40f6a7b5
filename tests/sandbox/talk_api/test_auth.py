"""Who is let in, and how Zendesk says no."""

from __future__ import annotations

import httpx
import pytest

from bot.sandbox.serving import Server
from bot.sandbox.talk_api import Credentials
from tests.sandbox.talk_api.asking import NUMBERS, fault, line

OWN = Credentials()
CLIENT = {"grant_type": "client_credentials", "client_id": OWN.client_id, "client_secret": OWN.client_secret}


async def _issued(zendesk: httpx.AsyncClient, **more: object) -> str:
    response = await zendesk.post("/oauth/tokens", json={**CLIENT, **more})
    assert response.status_code == 200, response.text
    return str(response.json()["access_token"])


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "auth",
    [
        None,
        (OWN.email, OWN.api_token),
        (f"{OWN.email}/token", "wrong"),
        (f"{OWN.email}/password", OWN.api_token),
        ("/token", OWN.api_token),
    ],
)
async def test_without_good_basic_credentials_comes_the_recorded_401(
    server: Server, auth: tuple[str, str] | None
) -> None:
    """A password is no longer enough, and an API token needs somebody to act as."""
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        response = await stranger.get(NUMBERS, auth=auth or httpx.Auth())
    assert (response.status_code, response.text) == (401, '{"error":"Couldn\'t authenticate you"}')
    assert response.headers["www-authenticate"] == 'Basic realm="Web Password"'


@pytest.mark.parametrize("header", ["Basic !!!", "Basic", "Bearer", "Digest x", "Basic 4oCc", ""])
async def test_a_broken_header_is_a_401(server: Server, header: str) -> None:
    """Whatever stands there, it is no crash."""
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        assert (await stranger.get(NUMBERS, headers={"Authorization": header})).status_code == 401


async def test_an_api_token_acts_as_whoever_is_named(server: Server) -> None:
    """Any verified user's address goes with an API token."""
    async with httpx.AsyncClient(base_url=server.url) as agent:
        for email in (OWN.email, "ben@sandbox.example"):
            assert (await agent.get(NUMBERS, auth=(f"{email}/token", OWN.api_token))).status_code == 200


async def test_an_issued_token_works_until_it_expires(server: Server) -> None:
    """Thirty minutes, as new clients have since February 2026."""
    async with httpx.AsyncClient(base_url=server.url) as zendesk:
        response = await zendesk.post("/oauth/tokens", json=CLIENT)
        assert response.json()["expires_in"] == 1800
        assert response.json()["token_type"] == "bearer"
        headers = _bearer(response.json()["access_token"])
        assert (await zendesk.get(NUMBERS, headers=headers)).status_code == 200
        await zendesk.post("/clock", json={"advance": 1801})
        late = await zendesk.get(NUMBERS, headers=headers)
        assert late.status_code == 401
        assert "expired, revoked, malformed or invalid" in late.json()["error_description"]


async def test_a_token_can_be_asked_for_as_a_form(server: Server) -> None:
    """OAuth libraries send forms, Zendesk's examples JSON."""
    async with httpx.AsyncClient(base_url=server.url) as zendesk:
        response = await zendesk.post("/oauth/tokens", data={**CLIENT, "expires_in": "600", "scope": "read"})
        assert response.json()["expires_in"] == 600


async def test_a_token_for_reading_cannot_write(server: Server) -> None:
    """The refusal names the scope that is missing."""
    async with httpx.AsyncClient(base_url=server.url) as zendesk:
        headers = _bearer(await _issued(zendesk, scope="read"))
        assert (await zendesk.get(NUMBERS, headers=headers)).status_code == 200
        response = await zendesk.post(NUMBERS, json={"phone_number": {"token": "x"}}, headers=headers)
        assert response.status_code == 403
        assert response.json() == {
            "error": "Forbidden",
            "description": "You are missing the following required scopes: write",
        }


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": None}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "voice"}, 400, "invalid_scope"),
        ({"expires_in": 60}, 400, "invalid_request"),
        ({"expires_in": 172_801}, 400, "invalid_request"),
        ({"expires_in": "soon"}, 400, "invalid_request"),
    ],
)
async def test_no_token_is_issued_for_a_bad_request(
    server: Server, asked: dict[str, object], status: int, error: str
) -> None:
    """There is no scope for voice, and lifetimes have bounds."""
    async with httpx.AsyncClient(base_url=server.url) as zendesk:
        response = await zendesk.post("/oauth/tokens", json=CLIENT | asked)
        assert (response.status_code, response.json()["error"]) == (status, error)


async def test_a_forced_expiry_spares_new_tokens(server: Server) -> None:
    """A client that refreshes once gets on; one that does not stays out."""
    async with httpx.AsyncClient(base_url=server.url) as zendesk:
        old = await _issued(zendesk)
        await fault(zendesk, "token_expired")
        assert (await zendesk.get(NUMBERS, headers=_bearer(old))).status_code == 401
        assert (await zendesk.get(NUMBERS, headers=_bearer(old))).status_code == 401
        assert (await zendesk.get(NUMBERS, headers=_bearer(await _issued(zendesk)))).status_code == 200


async def test_a_refusal_changes_nothing(server: Server, zendesk: httpx.AsyncClient) -> None:
    """Credentials are checked before anything is done."""
    one = await line(zendesk, "Support US")
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        assert (await stranger.delete(f"{NUMBERS}/{one['id']}")).status_code == 401
    assert (await line(zendesk, "Support US"))["id"] == one["id"]


async def test_a_token_says_what_it_may_do_and_until_when(zendesk: httpx.AsyncClient) -> None:
    """The fixed one never ends unless asked for; an API token is no such token."""
    current = "/api/v2/oauth/tokens/current.json"
    shown = (await zendesk.get(current)).json()["token"]
    assert (shown["scopes"], shown["expires_at"]) == (["read", "write"], None)
    await zendesk.patch("/settings", json={"access_token_left": 3600, "scopes": "read"})
    shown = (await zendesk.get(current)).json()["token"]
    assert (shown["scopes"], shown["expires_at"] is None) == (["read"], False)
    assert OWN.access_token not in shown["token"]
    issued = (await zendesk.get(current, headers=_bearer(await _issued(zendesk)))).json()["token"]
    assert issued["expires_at"] is not None
    assert (await zendesk.get(current, auth=(f"{OWN.email}/token", OWN.api_token))).status_code == 404


async def test_scopes_can_be_taken_from_every_token(zendesk: httpx.AsyncClient) -> None:
    """A client whose allowed scopes are too few."""
    token = _bearer(await _issued(zendesk))
    await zendesk.patch("/settings", json={"scopes": "read"})
    for headers in ({}, token):
        assert (await zendesk.get(NUMBERS, headers=headers)).status_code == 200
        refused = await zendesk.post(NUMBERS, headers=headers, json={})
        assert (refused.status_code, "scopes: write" in refused.text) == (403, True)


async def test_whoever_the_credentials_act_as_can_be_somebody_else(zendesk: httpx.AsyncClient) -> None:
    """An agent, somebody who is suspended, and a stranger, whom Zendesk answers as well."""
    await zendesk.patch("/settings", json={"role": "agent", "suspended": True})
    shown = (await zendesk.get("/api/v2/users/me.json")).json()["user"]
    assert (shown["role"], shown["suspended"], shown["id"] is None) == ("agent", True, False)
    await zendesk.patch("/settings", json={"role": "end-user"})
    assert (await zendesk.get("/api/v2/users/me.json")).json()["user"]["id"] is None
