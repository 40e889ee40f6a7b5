"""Faults on order: each does what `GET /faults` says, to the requests it is meant for, as often as asked."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from bot.sandbox.talk_api.faults import FAULTS
from tests.sandbox.talk_api.asking import NUMBERS, eventually, fault, found, line, order, orders, owned


async def _one_for_sale(zendesk: httpx.AsyncClient) -> dict[str, Any]:
    return (await found(zendesk, country="US", area_code="510"))[0]


async def _is_owned(zendesk: httpx.AsyncClient, one: dict[str, Any]) -> bool:
    return one["number"] in await owned(zendesk)


async def _is_missing(zendesk: httpx.AsyncClient, one: dict[str, Any]) -> bool:
    return not await _is_owned(zendesk, one)


@pytest.mark.parametrize(
    ("name", "bought"), [("reply_lost", True), ("request_lost", False)], ids=["reply lost", "request lost"]
)
async def test_an_order_without_an_answer_may_or_may_not_have_bought(
    zendesk: httpx.AsyncClient, name: str, bought: bool
) -> None:
    """The client cannot tell the two apart; the list and the books can."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, name, method="POST")
    with pytest.raises(httpx.RemoteProtocolError):
        await order(zendesk, one["token"])
    assert (one["number"] in await owned(zendesk)) is bought
    (entry,) = await orders(zendesk)
    assert entry | {"time": ""} == {
        "time": "",
        "token": one["token"],
        "number": one["number"],
        "status": None,
        "committed": bought,
        "request_id": None,
    }


async def test_an_order_may_take_effect_after_its_connection_is_gone(zendesk: httpx.AsyncClient) -> None:
    """The number appears later, which is when it has to be found."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, "commit_later", method="POST", seconds=0.5)
    with pytest.raises(httpx.RemoteProtocolError):
        await order(zendesk, one["token"])
    assert one["number"] not in await owned(zendesk)
    await eventually(lambda: _is_owned(zendesk, one))
    assert [entry["committed"] for entry in await orders(zendesk)] == [True]


async def test_a_reset_forgets_what_was_to_take_effect_later(zendesk: httpx.AsyncClient) -> None:
    """A deletion of the last experiment must not happen in the next."""
    first, second = await line(zendesk, "Sales US"), await line(zendesk, "Sales UK")
    for one in (first, second):
        # The second comes after the first would have, and so tells when to look.
        await fault(zendesk, "commit_later", method="DELETE", seconds=0.1)
        with pytest.raises(httpx.RemoteProtocolError):
            await zendesk.delete(f"{NUMBERS}/{one['id']}")
        if one is first:
            await zendesk.post("/reset")
    await eventually(lambda: _is_missing(zendesk, second))
    assert await _is_owned(zendesk, first)


@pytest.mark.parametrize(
    ("name", "status", "bought"), [("unavailable", 503, False), ("unavailable_after_commit", 503, True)]
)
async def test_a_503_may_or_may_not_have_bought(
    zendesk: httpx.AsyncClient, name: str, status: int, bought: bool
) -> None:
    """The status alone says nothing."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, name, method="POST", retry_after=3)
    response = await order(zendesk, one["token"])
    assert (response.status_code, response.headers["retry-after"]) == (status, "3")
    assert (one["number"] in await owned(zendesk)) is bought


async def test_a_503_need_not_say_when_to_come_back(zendesk: httpx.AsyncClient) -> None:
    """Zendesk sends Retry-After with some of them."""
    await fault(zendesk, "unavailable")
    assert "retry-after" not in (await zendesk.get(NUMBERS)).headers


async def test_a_2xx_may_be_unreadable(zendesk: httpx.AsyncClient) -> None:
    """The order was taken, but its answer is cut off."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, "garbage", method="POST")
    response = await order(zendesk, one["token"])
    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert one["number"] in await owned(zendesk)


async def test_a_redirect_buys_nothing(zendesk: httpx.AsyncClient) -> None:
    """Following it would send the order, and the credentials, elsewhere."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, "redirect", method="POST", location="https://elsewhere.example/")
    response = await order(zendesk, one["token"])
    assert (response.status_code, response.headers["location"]) == (302, "https://elsewhere.example/")
    assert one["number"] not in await owned(zendesk)


async def test_throttling_is_told_in_plain_text(zendesk: httpx.AsyncClient) -> None:
    """Retry-After may be longer than anybody wants to wait."""
    await fault(zendesk, "throttled", retry_after=93)
    response = await zendesk.get(NUMBERS)
    assert (response.status_code, response.headers["retry-after"]) == (429, "93")
    assert response.text == "Number of allowed API requests per minute exceeded"


@pytest.mark.parametrize(("name", "bought"), [("delay", False), ("answer_delay", True)])
async def test_a_slow_answer_comes_after_or_before_its_effect(
    zendesk: httpx.AsyncClient, name: str, bought: bool
) -> None:
    """A client that gives up meanwhile sees both cases."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, name, method="POST", seconds=1)
    began = time.monotonic()
    running = asyncio.create_task(order(zendesk, one["token"]))
    await eventually(lambda: orders(zendesk))
    if bought:
        await eventually(lambda: _is_owned(zendesk, one))
        assert not running.done()
    assert await _is_owned(zendesk, one) is bought
    assert (await running).status_code == 200
    assert time.monotonic() - began >= 1
    assert one["number"] in await owned(zendesk)


async def test_an_order_takes_effect_although_its_client_gave_up(zendesk: httpx.AsyncClient) -> None:
    """Hanging up does not cancel a purchase."""
    one = await _one_for_sale(zendesk)
    await fault(zendesk, "delay", method="POST", seconds=0.2)
    with pytest.raises(httpx.ReadTimeout):
        await zendesk.post(NUMBERS, json={"phone_number": {"token": one["token"]}}, timeout=0.05)
    await eventually(lambda: _is_owned(zendesk, one))


async def test_search_results_can_get_dearer(zendesk: httpx.AsyncClient) -> None:
    """Prices move between a request and its approval; other requests do not use the fault up."""
    await fault(zendesk, "price", price="€7.50")
    await zendesk.get(NUMBERS)
    assert {one["price"] for one in await found(zendesk, country="US")} == {"€7.50"}
    assert {one["price"] for one in await found(zendesk, country="US")} == {"$1.00"}


async def test_a_fault_meets_only_the_requests_it_is_meant_for(zendesk: httpx.AsyncClient) -> None:
    """By method and by part of the path, for so many times."""
    await fault(zendesk, "unavailable", method="get", path="/search", times=2)
    assert (await zendesk.get(NUMBERS)).status_code == 200
    assert (await zendesk.get(f"{NUMBERS}/search")).status_code == 503
    assert (await zendesk.get(f"{NUMBERS}/search")).status_code == 503
    assert (await zendesk.get(f"{NUMBERS}/search")).status_code == 200


async def test_a_fault_for_ever_ends_when_cleared(zendesk: httpx.AsyncClient) -> None:
    """`times: null` stands for an outage."""
    await fault(zendesk, "unavailable", times=None)
    assert [(await zendesk.get(NUMBERS)).status_code for _ in range(3)] == [503, 503, 503]
    assert (await zendesk.delete("/faults")).status_code == 204
    assert (await zendesk.get(NUMBERS)).status_code == 200


async def test_faults_come_in_the_order_they_were_set(zendesk: httpx.AsyncClient) -> None:
    """One ending a request, so that a sequence can be written down."""
    await fault(zendesk, "throttled")
    await fault(zendesk, "unavailable")
    await fault(zendesk, "trial")
    assert [(await zendesk.get(NUMBERS)).status_code for _ in range(4)] == [429, 503, 403, 200]


async def test_faults_need_no_credentials_and_are_listed(zendesk: httpx.AsyncClient) -> None:
    """The list says what each does and which of them wait."""
    del zendesk.headers["Authorization"]
    await fault(zendesk, "delay", path="search", times=2, seconds=1)
    listed = (await zendesk.get("/faults")).json()
    assert listed["faults"] == dict(FAULTS)
    assert listed["waiting"] == [{"fault": "delay", "method": None, "path": "search", "times": 2, "seconds": 1}]


@pytest.mark.parametrize(
    "asked",
    [
        {"fault": "nonsense"},
        {},
        [],
        {"fault": "delay", "seconds": "long"},
        {"fault": "delay", "seconds": -1},
        {"fault": "delay", "times": 0},
        {"fault": "delay", "method": 7},
        {"fault": "delay", "speed": 1},
        {"fault": "price", "price": 9},
        {"fault": ["delay"]},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused_in_words(zendesk: httpx.AsyncClient, asked: object) -> None:
    """A fault that is misspelt and never happens would make a test pass for nothing."""
    response = await zendesk.post("/faults", json=asked)
    assert response.status_code == 400
    assert response.json()["problem"].endswith(".")


async def test_a_fault_of_a_refused_order_is_in_the_books_too(zendesk: httpx.AsyncClient) -> None:
    """Every attempt that reached the account is counted, whatever it was told."""
    await fault(zendesk, "throttled", method="POST")
    assert (await order(zendesk, "0" * 32)).status_code == 429
    assert (await zendesk.post(NUMBERS, content=b"{")).status_code == 400
    assert [(one["status"], one["committed"]) for one in await orders(zendesk)] == [(429, False), (400, False)]


async def test_deleting_with_a_lost_reply_deletes(zendesk: httpx.AsyncClient) -> None:
    """The retry finds nothing, which then means done."""
    one = await line(zendesk, "Spring campaign")
    await fault(zendesk, "reply_lost", method="DELETE")
    with pytest.raises(httpx.RemoteProtocolError):
        await zendesk.delete(f"{NUMBERS}/{one['id']}")
    assert (await zendesk.delete(f"{NUMBERS}/{one['id']}")).status_code == 404
