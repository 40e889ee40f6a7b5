"""Addresses: kept, changed, and used by orders through their reference."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.sandbox.talk_api.asking import VOICE, found, order

ADDRESSES = f"{VOICE}/addresses"
NEW: dict[str, Any] = {
    "name": "Amsterdam office",
    "street": "Voorbeeldstraat 1",
    "zip": "1011 AA",
    "city": "Amsterdam",
    "province": "Noord-Holland",
    "country_code": "NL",
}


async def test_the_demo_account_has_addresses_for_some_countries(zendesk: httpx.AsyncClient) -> None:
    """One of them is not registered with the carrier, so that an order has nothing to name."""
    listed = (await zendesk.get(ADDRESSES)).json()["addresses"]
    references = {one["country_code"]: one["provider_reference"] for one in listed}
    assert set(references) == {"US", "GB", "DE", "FR", "ES"}
    assert references.pop("ES") is None
    assert all(re.fullmatch("AD[0-9a-f]{32}", reference) for reference in references.values())
    assert all(one["state"] is None for one in listed)


async def test_a_new_address_makes_a_number_orderable(zendesk: httpx.AsyncClient) -> None:
    """Adding one is what people are told to do where none fits. It is answered with 201, unlike a number."""
    created = await zendesk.post(ADDRESSES, json={"address": NEW})
    assert created.status_code == 201
    reference = created.json()["address"]["provider_reference"]
    one = (await found(zendesk, country="NL"))[0]
    assert re.fullmatch("AD[0-9a-f]{32}", reference)
    assert (await order(zendesk, one["token"], reference)).status_code == 200


async def test_an_address_can_be_changed_and_removed(zendesk: httpx.AsyncClient) -> None:
    """The reference stays with the address."""
    created = (await zendesk.post(f"{ADDRESSES}.json", json={"address": NEW})).json()["address"]
    path = f"{ADDRESSES}/{created['id']}"
    changed = await zendesk.put(path, json={"address": {"city": "Rotterdam"}})
    assert changed.json()["address"] == created | {"city": "Rotterdam"}
    assert (await zendesk.get(f"{path}.json")).json()["address"] == created | {"city": "Rotterdam"}
    assert (await zendesk.delete(path)).status_code == 200
    assert (await zendesk.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"province": None}, "province"),
        ({"country_code": "Netherlands"}, "country_code"),
        ({"zip": 1011}, "zip"),
    ],
)
async def test_an_incomplete_address_is_refused_by_name(
    zendesk: httpx.AsyncClient, wrong: dict[str, Any], field: str
) -> None:
    """Province is mandatory, state is not."""
    response = await zendesk.post(ADDRESSES, json={"address": NEW | wrong})
    assert response.status_code == 422
    assert list(response.json()["details"]) == [field]


async def test_a_body_without_an_address_is_a_400(zendesk: httpx.AsyncClient) -> None:
    """As with numbers."""
    assert (await zendesk.post(ADDRESSES, json={})).text == "Required parameter missing: address"
