"""Buying: what an order needs, and that a number has one buyer."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from bot.sandbox.serving import Server
from bot.sandbox.talk_api import Credentials, TalkApi, create_app
from tests.sandbox.talk_api.asking import NUMBERS, address_in, fault, found, order, orders, owned

RECORDED_KEYS = (
    "id country_code created_at external number name nickname display_number location toll_free transcription recorded "
    "call_recording_consent group_ids default_group_id greeting_ids default_greeting_ids categorised_greetings "
    "categorised_greetings_with_sub_settings sms_group_id capabilities sms_enabled voice_enabled priority "
    "outbound_enabled line_type ivr_id schedule_id failover_number"
)
ALL_KEYS = f"{RECORDED_KEYS} brand_id"


async def test_a_number_found_can_be_bought_and_leaves_the_inventory(zendesk: httpx.AsyncClient) -> None:
    """The whole journey: search, order, own, gone from the shelf."""
    first, *others = await found(zendesk, country="US", area_code="510")
    response = await order(zendesk, first["token"])
    assert response.status_code == 200
    bought = response.json()["phone_number"]
    assert bought["number"] == first["number"]
    assert bought["name"] == bought["display_number"]
    assert (await owned(zendesk))[first["number"]] == bought
    left = await found(zendesk, country="US", area_code="510")
    assert [one["number"] for one in left] == [one["number"] for one in others]


async def test_an_owned_number_has_the_recorded_keys_in_order(zendesk: httpx.AsyncClient) -> None:
    """Clients were written against this object; brand_id is documented and comes last."""
    one = (await found(zendesk, country="US"))[0]
    bought = (await order(zendesk, one["token"])).json()["phone_number"]
    assert " ".join(bought) == ALL_KEYS
    assert all(" ".join(number) == ALL_KEYS for number in (await owned(zendesk)).values())


async def test_a_search_result_has_the_documented_keys_in_order(zendesk: httpx.AsyncClient) -> None:
    """The document's sample sorts them; tokens are 32 hexadecimal digits, fresh each time."""
    one, again = (await found(zendesk, country="US"))[0], (await found(zendesk, country="US"))[0]
    assert " ".join(one) == (
        "address_requirements capabilities country_code display_number location nickname number price token toll_free"
    )
    assert list(one["capabilities"]) == ["mms", "sms", "voice"]
    assert re.fullmatch("[0-9a-f]{32}", one["token"])
    assert re.fullmatch(r"\$\d+\.\d{1,2}", one["price"])
    assert one["token"] != again["token"]
    assert one["number"] == again["number"]


async def test_a_token_is_good_for_one_purchase(zendesk: httpx.AsyncClient) -> None:
    """An order sent twice must not buy twice."""
    token = (await found(zendesk, country="US"))[0]["token"]
    assert (await order(zendesk, token)).status_code == 200
    second = await order(zendesk, token)
    assert second.status_code == 422
    assert second.json() == {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {"token": [{"description": "Token: is invalid or has expired"}]},
    }
    assert [one["committed"] for one in await orders(zendesk)] == [True, False]


async def test_two_searches_sell_the_number_to_one_only(zendesk: httpx.AsyncClient) -> None:
    """Two people may hold tokens of the same number."""
    mine = (await found(zendesk, country="US"))[0]["token"]
    yours = (await found(zendesk, country="US"))[0]["token"]
    assert (await order(zendesk, mine)).status_code == 200
    late = await order(zendesk, yours)
    assert late.status_code == 422
    assert "no longer available" in late.text


async def test_two_orders_at_once_buy_one_number() -> None:
    """While the first order still takes its time, the second must not slip past it."""
    headers = {"Authorization": f"Bearer {Credentials().access_token}"}
    async with (
        Server(create_app(TalkApi(purchase_delay=0.05))) as server,
        httpx.AsyncClient(base_url=server.url, headers=headers) as zendesk,
    ):
        token = (await found(zendesk, country="US"))[0]["token"]
        answers = await asyncio.gather(order(zendesk, token), order(zendesk, token))
        assert sorted(one.status_code for one in answers) == [200, 422]
        assert [one["committed"] for one in await orders(zendesk)].count(True) == 1


async def test_a_token_expires(zendesk: httpx.AsyncClient) -> None:
    """Simulated time lets people see it without waiting half an hour."""
    token = (await found(zendesk, country="US"))[0]["token"]
    await zendesk.post("/clock", json={"advance": 30 * 60 + 1})
    response = await order(zendesk, token)
    assert response.status_code == 422
    assert (await orders(zendesk))[0]["number"] is not None


@pytest.mark.parametrize(
    ("country", "requirement"), [("US", "none"), ("GB", "any"), ("DE", "local"), ("NL", "local"), ("HK", "foreign")]
)
async def test_an_address_is_required_by_country(zendesk: httpx.AsyncClient, country: str, requirement: str) -> None:
    """Every kind of requirement can be met in the sandbox, and one that nothing fits."""
    one = (await found(zendesk, country=country))[0]
    assert one["address_requirements"] == requirement
    response = await order(zendesk, one["token"])
    if requirement == "none":
        assert response.status_code == 200
    else:
        assert response.status_code == 422
        details = response.json()["details"]
        assert details == {"base": [{"description": "Address is required for this number"}]}


@pytest.mark.parametrize(
    ("country", "address_country", "status"),
    [("GB", "US", 200), ("DE", "DE", 200), ("DE", "FR", 422), ("NL", "DE", 422), ("HK", "US", 200)],
)
async def test_an_address_has_to_fit(
    zendesk: httpx.AsyncClient, country: str, address_country: str, status: int
) -> None:
    """Local means the number's country, foreign any other, any all of them."""
    one = (await found(zendesk, country=country))[0]
    response = await order(zendesk, one["token"], await address_in(zendesk, address_country))
    assert response.status_code == status


async def test_a_refused_order_can_be_sent_again_with_an_address(zendesk: httpx.AsyncClient) -> None:
    """The refusal says what is missing, so the token has to survive it."""
    token = (await found(zendesk, country="FR"))[0]["token"]
    assert (await order(zendesk, token)).status_code == 422
    assert (await order(zendesk, token, "AD" + "0" * 32)).status_code == 422
    assert (await order(zendesk, token, await address_in(zendesk, "FR"))).status_code == 200


async def test_an_address_inside_the_number_does_not_count(zendesk: httpx.AsyncClient) -> None:
    """address_sid stands beside phone_number; a known client puts it inside and buys nothing."""
    token = (await found(zendesk, country="GB"))[0]["token"]
    body = {"phone_number": {"token": token, "address_sid": await address_in(zendesk, "GB")}}
    assert (await zendesk.post(NUMBERS, json=body)).status_code == 422


async def test_numbers_for_verified_businesses_are_refused(zendesk: httpx.AsyncClient) -> None:
    """The API cannot create them, and nothing in the search result says so."""
    one = (await found(zendesk, country="GB", toll_free="true"))[0]
    response = await order(zendesk, one["token"], await address_in(zendesk, "GB"))
    assert response.status_code == 422
    assert "business verification" in response.text


async def test_a_number_may_be_taken_between_search_and_order(zendesk: httpx.AsyncClient) -> None:
    """Availability is volatile; afterwards the number is gone for everybody."""
    one = (await found(zendesk, country="US", area_code="510"))[0]
    await fault(zendesk, "taken")
    assert (await order(zendesk, one["token"])).status_code == 422
    assert one["number"] not in [left["number"] for left in await found(zendesk, country="US", area_code="510")]
    assert one["number"] not in await owned(zendesk)


@pytest.mark.parametrize("body", [{}, {"phone_number": {}}, {"phone_number": None}, {"phone_number": "x"}])
async def test_an_order_without_a_number_is_a_400_in_html(zendesk: httpx.AsyncClient, body: dict[str, object]) -> None:
    """The same shape as recorded for an empty update."""
    response = await zendesk.post(NUMBERS, json=body)
    assert (response.status_code, response.text) == (400, "Required parameter missing: phone_number")
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("token", [None, "", "0" * 32, 7, ["x"]])
async def test_a_token_nobody_gave_out_is_refused(zendesk: httpx.AsyncClient, token: object) -> None:
    """Whatever is sent as a token, the answer is a refusal that names it."""
    response = await zendesk.post(NUMBERS, json={"phone_number": {"token": token, "nickname": "x"}})
    assert response.status_code == 422
    assert "token" in response.json()["details"]
