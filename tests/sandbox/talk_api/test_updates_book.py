"""The books of changes, and what decides what becomes of one: the plan, and settings newer than the document."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sandbox.talk_api.asking import NUMBERS, fault, line


async def updates(zendesk: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return the simulator's books."""
    content = (await zendesk.get("/updates")).json()
    listed: list[dict[str, Any]] = content["updates"]
    assert content["count"] == len(listed)
    return listed


async def put(zendesk: httpx.AsyncClient, one: dict[str, Any], settings: dict[str, Any]) -> httpx.Response:
    """Change settings of a number."""
    return await zendesk.put(f"{NUMBERS}/{one['id']}?include=settings", json={"phone_number": {"settings": settings}})


async def test_every_change_is_in_the_books_as_it_came(zendesk: httpx.AsyncClient) -> None:
    """What was stored, what was refused, and what was for a number that is not there."""
    one = await line(zendesk, "Support US")
    bodies = [{"phone_number": {"nickname": "West", "newest": [1]}}, {"phone_number": {"priority": "high"}}, {}]
    for body in bodies:
        await zendesk.put(f"{NUMBERS}/{one['id']}.json?include=settings,ivrs", json=body)
    await zendesk.put(f"{NUMBERS}/7", json=bodies[0])
    await zendesk.put(f"{NUMBERS}/seven", content=b"{")
    booked = await updates(zendesk)
    assert all(entry.pop("time").endswith("Z") and entry.pop("request_id") for entry in booked)
    own = {"id": one["id"], "number": one["number"], "include": "settings,ivrs"}
    assert booked == [
        own | {"body": bodies[0], "status": 200, "committed": True},
        own | {"body": bodies[1], "status": 422, "committed": False},
        own | {"body": {}, "status": 400, "committed": False},
        {"id": 7, "number": None, "include": "", "body": bodies[0], "status": 404, "committed": False},
        {"id": None, "number": None, "include": "", "body": None, "status": 400, "committed": False},
    ]
    await zendesk.post("/reset")
    assert await updates(zendesk) == []


@pytest.mark.parametrize(
    ("name", "status", "committed"),
    [
        ("reply_lost", None, True),
        ("request_lost", None, False),
        ("throttled", 429, False),
        ("unavailable", 503, False),
        ("unavailable_after_commit", 503, True),
        ("garbage", 200, True),
        ("update_ignored", 200, False),
        ("redirect", 302, False),
    ],
)
async def test_the_books_tell_what_a_fault_hid(
    zendesk: httpx.AsyncClient, name: str, status: int | None, committed: bool
) -> None:
    """A client that got no answer cannot know; whoever counts has to."""
    one = await line(zendesk, "Support US")
    await fault(zendesk, name, method="PUT")
    try:
        answered = (await put(zendesk, one, {"voicemail": False})).status_code
    except httpx.RemoteProtocolError:
        answered = None
    (entry,) = await updates(zendesk)
    assert (entry["status"], entry["committed"]) == (status, committed)
    assert answered == status
    shown = (await zendesk.get(f"{NUMBERS}/{one['id']}?include=settings")).json()["phone_number"]
    assert shown["settings"]["voicemail"] is not committed


async def test_a_plan_may_keep_the_time_of_an_offer(zendesk: httpx.AsyncClient) -> None:
    """Zendesk's help says so, nothing says how: refused by name here, and all the rest of the request with it."""
    one = await line(zendesk, "Support US")
    assert (await put(zendesk, one, {"call_offering_duration": 45})).status_code == 200
    await zendesk.patch("/settings", json={"talk_enterprise": False})
    refused = await put(zendesk, one, {"call_offering_duration": 60, "voicemail": False})
    assert refused.status_code == 422
    assert list(refused.json()["details"]) == ["call_offering_duration"]
    taken = (await put(zendesk, one, {"maximum_queue_size": 20})).json()["phone_number"]["settings"]
    assert (taken["call_offering_duration"], taken["voicemail"], taken["maximum_queue_size"]) == (45, True, 20)


async def test_an_account_may_not_have_the_newest_setting(zendesk: httpx.AsyncClient) -> None:
    """Then it is neither shown nor taken, like any unknown key."""
    one = await line(zendesk, "Support US")
    await zendesk.patch("/settings", json={"forwarding_caller_id": False})
    answered = (await put(zendesk, one, {"forwarding_caller_id": "caller"})).json()["phone_number"]
    assert "forwarding_caller_id" not in answered["settings"]
    await zendesk.patch("/settings", json={"forwarding_caller_id": True})
    shown = (await zendesk.get(f"{NUMBERS}/{one['id']}?include=settings")).json()["phone_number"]
    assert shown["settings"]["forwarding_caller_id"] is None


@pytest.mark.parametrize("count", [200, 5000])
async def test_an_account_can_have_as_many_numbers_as_one_likes(zendesk: httpx.AsyncClient, count: int) -> None:
    """Each of a range kept for fiction, each once, newest first, in pages of a hundred; a search still finds some."""
    before = (await zendesk.get("/numbers")).json()["count"]
    added = (await zendesk.post("/numbers", json={"count": count})).json()["added"]
    assert len(set(added)) == count
    assert (await zendesk.get("/numbers")).json()["count"] == before + count
    listed: list[dict[str, Any]] = []
    address: str | None = f"{NUMBERS}?per_page=100"
    while address:
        page = (await zendesk.get(address)).json()
        assert page["count"] == before + count
        listed += page["phone_numbers"]
        address = page["next_page"]
    assert len({one["number"] for one in listed}) == len({one["id"] for one in listed}) == before + count
    assert all(one["number"][5:10] == "55501" for one in listed if one["id"] in added)
    assert {f"Line {place}" for place in range(1, count + 1)} <= {one["nickname"] for one in listed}
    found = (await zendesk.get(f"{NUMBERS}/search?country=US&area_code=510")).json()["phone_numbers"]
    assert found


@pytest.mark.parametrize(
    "asked", [{}, {"count": 0}, {"count": -1}, {"count": True}, {"count": "9"}, {"count": 10**9}, []]
)
async def test_how_many_must_be_a_number(zendesk: httpx.AsyncClient, asked: object) -> None:
    """And one that Zendesk's pages can list."""
    assert (await zendesk.post("/numbers", json=asked)).status_code == 400
