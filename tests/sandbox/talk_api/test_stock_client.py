"""A Zendesk client nobody here wrote, zdesk 2.8, uses the simulator as if it were Zendesk."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from zdesk import AuthenticationError, RateLimitError, Zendesk, ZendeskError

from bot.sandbox.serving import Server
from bot.sandbox.talk_api import Credentials, TalkApi, create_app
from tests.sandbox.talk_api.asking import NUMBERS

OWN = Credentials()


def _buy_and_release(client: Any) -> None:
    listed = client.channels_voice_phone_numbers_list()
    assert listed["count"] == 21
    found = client.channels_voice_phone_numbers_search(country="US", area_code="510")["phone_numbers"]
    assert len(found) == 24
    bought = client.channels_voice_phone_number_create({"phone_number": {"token": found[0]["token"]}})
    number_id = bought["phone_number"]["id"]
    renamed = client.channels_voice_phone_number_update(number_id, {"phone_number": {"nickname": "Stock"}})
    assert renamed["phone_number"]["name"] == "Stock"
    assert client.channels_voice_phone_number_show(number_id)["phone_number"]["number"] == found[0]["number"]
    assert client.channels_voice_phone_number_delete(number_id) == b" "
    with pytest.raises(ZendeskError) as refused:
        client.channels_voice_phone_number_show(number_id)
    assert refused.value.error_code == 404


@pytest.mark.parametrize(
    "credentials",
    [{"zdesk_oauth": OWN.access_token}, {"zdesk_email": OWN.email, "zdesk_api": OWN.api_token}],
    ids=["bearer token", "API token"],
)
async def test_a_stock_client_buys_and_releases(server: Server, credentials: dict[str, str]) -> None:
    """Search, order, rename, show and delete, over real HTTP, with either kind of credentials."""
    await asyncio.to_thread(_buy_and_release, Zendesk(server.url, **credentials))


async def test_a_stock_client_follows_the_pages(server: Server) -> None:
    """It follows next_page as it stands, so that has to be an address of ours."""
    client = Zendesk(server.url, zdesk_oauth=OWN.access_token)
    content = await asyncio.to_thread(client.call, f"{NUMBERS}.json?per_page=5", get_all_pages=True)
    assert len({one["id"] for one in content["phone_numbers"]}) == 21


async def test_a_stock_client_knows_our_refusals(server: Server) -> None:
    """401 and 429 are told apart by what it expects of Zendesk."""
    stranger = Zendesk(server.url, zdesk_email=OWN.email, zdesk_password=OWN.api_token)
    with pytest.raises(AuthenticationError):
        await asyncio.to_thread(stranger.channels_voice_phone_numbers_list)
    async with Server(create_app(TalkApi(rate_limit=0))) as busy:
        hasty = Zendesk(busy.url, zdesk_oauth=OWN.access_token)
        with pytest.raises(RateLimitError):
            await asyncio.to_thread(hasty.channels_voice_phone_numbers_list)
