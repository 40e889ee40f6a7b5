"""Every method, against a real server: what goes over the wire and what comes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import ZendeskNotFound, ZendeskUnavailable
from bot.zendesk import NumberUpdate, SettingsUpdate, TalkClient
from tests.zendesk.clients import ACCESS_TOKEN, client_of
from tests.zendesk.payloads import AVAILABLE, MINIMAL, NUMBER, OWNED, SETTINGS, TOKEN, listing
from tests.zendesk.scripted_server import Received, Reply, in_turn, one, serving

VOICE = "/api/v2/channels/voice"
NUMBERS = f"{VOICE}/phone_numbers"


async def test_a_number_is_found_bought_shown_changed_and_released() -> None:
    """The whole life of a number, call by call."""
    async with serving(in_turn(Reply(json=listing("phone_numbers", AVAILABLE)))) as server, client_of(server) as talk:
        (offer,) = await talk.search(country="US", area_code="510", contains="pizza", toll_free=False)
        server.script = in_turn(one(OWNED))
        bought = await talk.create_number(offer.token, "AD0", expected_number=NUMBER, send_by=None)
        server.script = in_turn(one(OWNED | {"settings": SETTINGS}))
        shown = await talk.show_number(bought.id, frozenset({"settings", "ivrs"}))
        assert shown.settings is not None
        server.script = in_turn(one(OWNED | {"nickname": "Support"}))
        changed = await talk.update_number(bought.id, NumberUpdate(settings=SettingsUpdate(voicemail=False)))
        assert changed.nickname == "Support"
        server.script = in_turn(Reply(body=b" ", headers={"Content-Type": "text/html"}))
        assert await talk.delete_number(bought.id) is False

    path = f"{NUMBERS}/{OWNED['id']}"
    sent = [(one.method, one.path, one.query, one.json if one.body else None) for one in server.received]
    assert sent == [
        (
            "GET",
            f"{NUMBERS}/search",
            {"country": "US", "area_code": "510", "contains": "pizza", "toll_free": "false"},
            None,
        ),
        ("POST", NUMBERS, {}, {"phone_number": {"token": TOKEN}, "address_sid": "AD0"}),
        ("GET", path, {"include": "ivrs,settings"}, None),
        ("PUT", path, {"include": "settings"}, {"phone_number": {"settings": {"voicemail": False}}}),
        ("DELETE", path, {}, None),
    ]
    for request in server.received:
        assert request.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
        assert request.headers["user-agent"] == "talkbot/test"
        assert request.headers["accept"] == "application/json"


@pytest.mark.parametrize(
    ("list_them", "path", "key"),
    [
        (TalkClient.list_numbers, NUMBERS, "phone_numbers"),
        (TalkClient.list_addresses, f"{VOICE}/addresses", "addresses"),
        (TalkClient.list_greetings, f"{VOICE}/greetings", "greetings"),
        (TalkClient.list_greeting_categories, f"{VOICE}/greeting_categories", "greeting_categories"),
        (TalkClient.list_ivrs, f"{VOICE}/ivr", "ivrs"),
        (TalkClient.list_groups, "/api/v2/groups", "groups"),
        (TalkClient.list_schedules, "/api/v2/business_hours/schedules", "schedules"),
        (TalkClient.list_brands, "/api/v2/brands", "brands"),
    ],
)
async def test_everything_with_a_name_can_be_listed(
    list_them: Callable[[TalkClient], Awaitable[list[Any]]], path: str, key: str
) -> None:
    """People are shown names where Talk has ids."""
    reply = Reply(json=listing(key, {"id": 26525525651609, "name": "Tier 1"}, {"id": 7, "name": None}))
    async with serving(in_turn(reply)) as server, client_of(server) as talk:
        listed = await list_them(talk)
    assert [(one.id, one.name) for one in listed] == [(26525525651609, "Tier 1"), (7, None)]
    assert [request.path for request in server.received] == [path]


async def test_whoami_says_whom_the_credentials_act_as() -> None:
    """What the check of the settings asks first."""
    reply = Reply(json={"user": {"id": 8, "name": "Ana", "role": "admin"}})
    async with serving(in_turn(reply)) as server, client_of(server) as talk:
        me = await talk.whoami()
    assert (me.id, me.role, server.received[0].path) == (8, "admin", "/api/v2/users/me")


async def test_a_token_is_shown_without_itself() -> None:
    """What the check of the settings asks; how the token begins must not get into a log."""
    token = {"token": "af3t24tfj3", "scopes": ["read", None, "write"], "expires_at": "2027-01-01T00:00:00Z"}
    async with serving(in_turn(Reply(json={"token": token}))) as server, client_of(server) as talk:
        shown = await talk.show_token()
    assert server.received[0].path == "/api/v2/oauth/tokens/current"
    assert (shown.scopes, shown.expires_at) == (("read", "write"), datetime(2027, 1, 1, tzinfo=UTC))
    assert "af3t" not in repr(shown)


async def test_a_list_goes_on_over_its_pages() -> None:
    """A number on the second page is as much ours; one that moved there meanwhile is listed once."""

    def script(request: Received) -> Reply:
        if "page" in request.query:
            return Reply(json=listing("phone_numbers", OWNED, OWNED | {"id": 3}))
        return Reply(json=listing("phone_numbers", MINIMAL, OWNED, next_page=f"{server.url}{NUMBERS}.json?page=2"))

    async with serving(script) as server, client_of(server) as talk:
        numbers = await talk.list_numbers(minimal=True)
    assert [number.id for number in numbers] == [MINIMAL["id"], OWNED["id"], 3]
    assert server.received[0].query == {"minimal_mode": "true", "per_page": "100"}
    assert server.received[1].target == f"{NUMBERS}.json?page=2"
    assert server.received[1].headers["authorization"] == f"Bearer {ACCESS_TOKEN}"


async def test_a_next_page_on_another_host_is_never_asked_for() -> None:
    """It would receive our credentials."""
    async with serving(in_turn(Reply(json=listing("groups")))) as elsewhere:
        page = Reply(json=listing("groups", {"id": 1}, next_page=f"{elsewhere.url}/api/v2/groups?page=2"))
        async with serving(in_turn(page)) as server, client_of(server) as talk:
            with pytest.raises(ZendeskUnavailable, match="another host"):
                await talk.list_groups()
        assert elsewhere.connections == 0


async def test_pages_without_end_are_not_followed_for_ever() -> None:
    """Zendesk itself has no more than a hundred."""

    def script(request: Received) -> Reply:
        page = int(request.query.get("page", "1"))
        return Reply(json=listing("groups", {"id": page}, next_page=f"{server.url}/api/v2/groups?page={page + 1}"))

    async with serving(script) as server, client_of(server) as talk:
        with pytest.raises(ZendeskUnavailable, match="100 pages"):
            await talk.list_groups()
    assert len(server.received) == 100


async def test_what_is_not_there_is_not_found() -> None:
    """As recorded after a deletion."""
    reply = Reply(404, json={"error": "RecordNotFound", "description": "Not found"})
    async with serving(in_turn(reply)) as server, client_of(server) as talk:
        with pytest.raises(ZendeskNotFound) as caught:
            await talk.show_number(6)
    assert (caught.value.problem, caught.value.code) == ("Not found", "RecordNotFound")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    """Wherever it leads, it is not where the settings point."""
    async with serving(in_turn(Reply(json=listing("groups")))) as elsewhere:
        moved = Reply(status, headers={"Location": f"{elsewhere.url}/api/v2/groups"})
        async with serving(in_turn(moved)) as server, client_of(server) as talk:
            with pytest.raises(ZendeskUnavailable):
                await talk.list_groups()
        assert elsewhere.connections == 0


async def test_cookies_are_not_sent_back() -> None:
    """A session beside the credentials would be a second identity."""
    reply = Reply(json=listing("groups"), headers={"Set-Cookie": "_zendesk_session=abc; Path=/"})
    async with serving(in_turn(reply)) as server, client_of(server) as talk:
        await talk.list_groups()
        await talk.list_groups()
    assert "cookie" not in server.received[1].headers


async def test_this_machine_is_reached_without_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy elsewhere cannot reach our loopback, and would see the credentials."""
    async with serving(in_turn(Reply(502))) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        async with serving(in_turn(Reply(json=listing("groups")))) as server, client_of(server) as talk:
            assert await talk.list_groups() == []
        assert proxy.connections == 0


async def test_a_path_in_the_base_address_is_kept() -> None:
    """Some reach Zendesk through a gateway of their own."""
    async with serving(in_turn(Reply(json=listing("groups")))) as server, client_of(f"{server.url}/zendesk/") as talk:
        await talk.list_groups()
    assert server.received[0].path == "/zendesk/api/v2/groups"
