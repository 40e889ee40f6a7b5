"""Releasing: nothing in the account prevents it, and the books tell what came and what took effect."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from tests.sandbox.talk_api.asking import NUMBERS, eventually, fault, found, line, order, owned


async def deletions(zendesk: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return the simulator's books."""
    content = (await zendesk.get("/deletions")).json()
    listed: list[dict[str, Any]] = content["deletions"]
    assert content["count"] == len(listed)
    return listed


async def delete(zendesk: httpx.AsyncClient, one: dict[str, Any]) -> int | None:
    """Release a number and return the status, None where no answer came."""
    try:
        return (await zendesk.delete(f"{NUMBERS}/{one['id']}")).status_code
    except httpx.RemoteProtocolError:
        return None


async def test_every_deletion_is_in_the_books_with_what_came_of_it(zendesk: httpx.AsyncClient) -> None:
    """The first took effect, the second found nothing; whoever counts must tell the two apart."""
    one = await line(zendesk, "Support US")
    assert [await delete(zendesk, one), await delete(zendesk, one)] == [200, 404]
    booked = await deletions(zendesk)
    assert all(entry.pop("time").endswith("Z") and entry.pop("request_id") for entry in booked)
    assert booked == [
        {"id": one["id"], "number": one["number"], "status": 200, "committed": True},
        {"id": one["id"], "number": None, "status": 404, "committed": False},
    ]


async def test_what_others_point_at_can_go_and_they_go_on_pointing(zendesk: httpx.AsyncClient) -> None:
    """Nothing published says otherwise, so whoever releases has to look first."""
    one = await line(zendesk, "Support US")
    east, billing = await line(zendesk, "Support East"), await line(zendesk, "Billing US")
    assert await delete(zendesk, one) == 200
    shown = (await zendesk.get(f"{NUMBERS}/{east['id']}?include=settings")).json()["phone_number"]
    assert shown["settings"]["overflow_number"] == {"enabled": True, "number": one["number"]}
    assert (await line(zendesk, "Billing US"))["failover_number"] == one["number"] == billing["failover_number"]


@pytest.mark.parametrize(
    ("name", "status", "released"),
    [
        ("reply_lost", None, True),
        ("request_lost", None, False),
        ("unavailable", 503, False),
        ("unavailable_after_commit", 503, True),
        ("throttled", 429, False),
        ("trial", 403, False),
        ("redirect", 302, False),
        ("garbage", 200, True),
        ("delay", 200, True),
        ("answer_delay", 200, True),
    ],
)
async def test_faults_meet_deletions_by_method(
    zendesk: httpx.AsyncClient, name: str, status: int | None, released: bool
) -> None:
    """Reading the number beforehand does not use the fault up, and the books agree with the account."""
    seconds = {"seconds": 0.05} if "delay" in name else {}
    await fault(zendesk, name, method="DELETE", path="/phone_numbers", **seconds)
    one = await line(zendesk, "Spring campaign")
    assert await delete(zendesk, one) == status
    assert (one["number"] not in await owned(zendesk)) is released
    (entry,) = await deletions(zendesk)
    assert (entry["status"], entry["committed"]) == (status, released)
    assert await delete(zendesk, one) == (404 if released else 200)


async def test_a_deletion_may_take_effect_after_its_connection_is_gone(zendesk: httpx.AsyncClient) -> None:
    """The number is there when one looks, and gone later."""
    one = await line(zendesk, "Spring campaign")
    await fault(zendesk, "commit_later", method="DELETE", seconds=0.3)
    assert await delete(zendesk, one) is None
    assert one["number"] in await owned(zendesk)

    async def is_booked() -> bool:
        return (await deletions(zendesk))[0]["committed"] is True

    await eventually(is_booked)
    assert one["number"] not in await owned(zendesk)


async def test_a_delayed_deletion_takes_effect_although_its_client_gave_up(zendesk: httpx.AsyncClient) -> None:
    """Hanging up does not keep a number."""
    one = await line(zendesk, "Spring campaign")
    await fault(zendesk, "delay", method="DELETE", seconds=0.3)
    began = time.monotonic()
    with pytest.raises(httpx.ReadTimeout):
        await zendesk.delete(f"{NUMBERS}/{one['id']}", timeout=0.05)

    async def is_gone() -> bool:
        return one["number"] not in await owned(zendesk)

    await eventually(is_gone)
    assert time.monotonic() - began >= 0.3


async def test_of_two_deletions_at_once_one_takes_effect(zendesk: httpx.AsyncClient) -> None:
    """Whoever came second is told that nothing was there."""
    one = await line(zendesk, "Spring campaign")
    assert sorted(await asyncio.gather(*(delete(zendesk, one) for _ in range(5))), key=str) == [200, 404, 404, 404, 404]
    assert [entry["committed"] for entry in await deletions(zendesk)].count(True) == 1


async def test_a_deletion_of_nonsense_is_booked_too(zendesk: httpx.AsyncClient) -> None:
    """It reached the account, as a 400."""
    assert (await zendesk.delete(f"{NUMBERS}/abc")).status_code == 400
    (entry,) = await deletions(zendesk)
    assert (entry["id"], entry["number"], entry["status"], entry["committed"]) == (None, None, 400, False)


async def test_a_reset_empties_the_books(zendesk: httpx.AsyncClient) -> None:
    """As it does with orders."""
    await delete(zendesk, await line(zendesk, "Spring campaign"))
    await zendesk.post("/reset")
    assert await deletions(zendesk) == []


async def test_a_number_released_can_be_bought_again(zendesk: httpx.AsyncClient) -> None:
    """Assumed; nobody has published a waiting time."""
    one = (await found(zendesk, country="US", area_code="510"))[0]
    bought = (await order(zendesk, one["token"])).json()["phone_number"]
    assert await delete(zendesk, bought) == 200
    assert one["number"] in {offered["number"] for offered in await found(zendesk, country="US", area_code="510")}


async def test_much_hangs_on_one_number_of_the_demo_account(zendesk: httpx.AsyncClient) -> None:
    """Whoever tries a release in the sandbox is to see every kind; one overflow is set and switched off."""
    support = await line(zendesk, "Support US")
    assert support["group_ids"]
    assert support["ivr_id"]
    assert support["schedule_id"]
    assert support["greeting_ids"]
    failing = [
        one["nickname"] for one in (await owned(zendesk)).values() if one["failover_number"] == support["number"]
    ]
    assert failing == ["Billing US"]
    overflowing: set[tuple[str, str]] = set()
    switched_off: set[tuple[str, str]] = set()
    for one in (await owned(zendesk)).values():
        shown = (await zendesk.get(f"{NUMBERS}/{one['id']}?include=settings")).json()["phone_number"]
        target = shown["settings"]["overflow_number"]
        if target["number"]:
            (overflowing if target["enabled"] else switched_off).add((one["nickname"], target["number"]))
    assert {name for name, number in overflowing if number == support["number"]} == {"Support East", "Support Canada"}
    assert switched_off == {("Sales Canada", "+14155550142")}
