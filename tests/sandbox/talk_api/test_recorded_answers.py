"""Answers that were recorded from Zendesk, byte for byte where bytes were published."""

from __future__ import annotations

import httpx
import pytest

from bot.sandbox.serving import Server
from bot.sandbox.talk_api import Credentials, TalkApi, create_app
from tests.sandbox.talk_api.asking import NUMBERS, VOICE, fault, found, line


@pytest.mark.parametrize("path", [f"{NUMBERS}/search", f"{NUMBERS}/search.json", f"{NUMBERS}/search?area_code=510"])
async def test_a_search_without_a_country_finds_nothing_and_complains_of_nothing(
    zendesk: httpx.AsyncClient, path: str
) -> None:
    """200, although the document calls the country required."""
    response = await zendesk.get(path)
    assert response.status_code == 200
    assert response.text == '{"phone_numbers":[],"next_page":null,"previous_page":null,"count":0}'


async def test_an_empty_update_is_a_400_in_html(zendesk: httpx.AsyncClient) -> None:
    """Not every error is JSON."""
    one = await line(zendesk, "Support US")
    response = await zendesk.put(f"{NUMBERS}/{one['id']}", json={"phone_number": {}})
    assert (response.status_code, response.text) == (400, "Required parameter missing: phone_number")
    assert response.headers["content-type"].split(";")[0] == "text/html"


@pytest.mark.parametrize("body", [b"{", b"nonsense", b"\xff", b'"\\ud800"', b"[]", b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_an_empty_400(zendesk: httpx.AsyncClient, body: bytes) -> None:
    """The most silent of the shapes errors come in."""
    response = await zendesk.post(NUMBERS, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.content) == (400, b"")


async def test_a_deletion_answers_a_single_space_in_html(zendesk: httpx.AsyncClient) -> None:
    """A client that reads every answer as JSON falls over this one; the second deletion finds nothing."""
    one = await line(zendesk, "Spring campaign")
    response = await zendesk.delete(f"{NUMBERS}/{one['id']}.json")
    assert (response.status_code, response.content) == (200, b" ")
    assert response.headers["content-type"].split(";")[0] == "text/html"
    for again in (await zendesk.get(f"{NUMBERS}/{one['id']}"), await zendesk.delete(f"{NUMBERS}/{one['id']}")):
        assert (again.status_code, again.text) == (404, '{"error":"RecordNotFound","description":"Not found"}')


async def test_minimal_mode_has_the_recorded_keys(zendesk: httpx.AsyncClient) -> None:
    """No number and no name among them, which matters to whoever looks for a number."""
    listed = (await zendesk.get(NUMBERS, params={"minimal_mode": "true"})).json()["phone_numbers"]
    assert len(listed) == 21
    for one in listed:
        assert " ".join(one) == (
            "id country_code external nickname display_number capabilities sms_enabled priority outbound_enabled "
            "line_type"
        )
        assert list(one["capabilities"]) == ["sms", "mms", "voice"]


async def test_numbers_are_listed_newest_first_in_the_recorded_envelope(zendesk: httpx.AsyncClient) -> None:
    """The order of ids and of keys is the recorded one."""
    content = (await zendesk.get(NUMBERS)).json()
    assert list(content) == ["phone_numbers", "next_page", "previous_page", "count"]
    ids = [one["id"] for one in content["phone_numbers"]]
    assert ids == sorted(ids, reverse=True)
    assert min(ids) > 2**31


async def test_pages_lead_to_each_other_on_the_same_host(zendesk: httpx.AsyncClient, server: Server) -> None:
    """Following next_page from the first page visits every number once."""
    seen: list[int] = []
    url: str | None = f"{NUMBERS}.json?per_page=8"
    while url is not None:
        content = (await zendesk.get(url)).json()
        seen += [one["id"] for one in content["phone_numbers"]]
        assert content["count"] == 21
        url = content["next_page"]
        assert url is None or url.startswith(f"{server.url}{NUMBERS}")
    assert content["previous_page"].startswith(server.url)
    assert len(seen) == len(set(seen)) == 21


@pytest.mark.parametrize(("query", "length"), [("per_page=0", 1), ("per_page=1000", 21), ("page=9", 0), ("page=x", 21)])
async def test_odd_page_numbers_are_taken_in_stride(zendesk: httpx.AsyncClient, query: str, length: int) -> None:
    """Out of range is an empty page, nonsense the default."""
    assert len((await zendesk.get(f"{NUMBERS}?{query}")).json()["phone_numbers"]) == length


async def test_past_page_one_hundred_is_a_400(zendesk: httpx.AsyncClient) -> None:
    """Offset pages end at ten thousand records."""
    assert (await zendesk.get(f"{NUMBERS}?page=101")).status_code == 400


async def test_every_answer_has_zendesks_headers(zendesk: httpx.AsyncClient) -> None:
    """Clients pace themselves by the rate limit headers."""
    first, second = await zendesk.get(NUMBERS), await zendesk.get(NUMBERS)
    assert first.headers["x-zendesk-api-version"] == "v2"
    assert first.headers["cache-control"] == "private, max-age=0, must-revalidate"
    assert first.headers["content-type"] == "application/json; charset=utf-8"
    assert first.headers["etag"] == second.headers["etag"]
    assert int(first.headers["x-rate-limit-remaining"]) == int(second.headers["x-rate-limit-remaining"]) + 1


async def test_beyond_the_rate_limit_comes_429_in_plain_text() -> None:
    """The recorded body is no JSON and names no account."""
    headers = {"Authorization": f"Bearer {Credentials().access_token}"}
    async with (
        Server(create_app(TalkApi(rate_limit=2))) as server,
        httpx.AsyncClient(base_url=server.url, headers=headers) as zendesk,
    ):
        answers = [await zendesk.get(NUMBERS) for _ in range(5)]
        last = answers[-1]
        assert (last.status_code, last.text) == (429, "Number of allowed API requests per minute exceeded")
        assert last.headers["content-type"].split(";")[0] == "text/plain"
        assert last.headers["x-rate-limit-remaining"] == "0"
        assert 1 <= int(last.headers["retry-after"]) <= 60
        await zendesk.post("/clock", json={"advance": 60})
        assert (await zendesk.get(NUMBERS)).status_code == 200


async def test_a_role_without_access_gets_an_error_object(zendesk: httpx.AsyncClient) -> None:
    """Here `error` is an object, elsewhere a word."""
    await fault(zendesk, "trial")
    response = await zendesk.get(NUMBERS)
    assert response.status_code == 403
    assert response.json() == {
        "error": {
            "title": "Forbidden",
            "message": "You do not have access to this page. Please contact the account owner of this help desk for "
            "further help.",
        }
    }


async def test_an_address_nobody_serves_is_a_404(zendesk: httpx.AsyncClient) -> None:
    """For methods and misspellings alike."""
    for response in (await zendesk.get("/api/v2/nothing"), await zendesk.patch(NUMBERS), await zendesk.get(VOICE)):
        assert response.status_code == 404
        assert response.json()["description"] == "Not found"


@pytest.mark.parametrize("number_id", ["abc", "1e3", "9" * 400])
async def test_an_id_that_is_no_number_is_a_400_with_an_object(zendesk: httpx.AsyncClient, number_id: str) -> None:
    """The third shape of a 400."""
    response = await zendesk.get(f"{NUMBERS}/{number_id}")
    assert response.status_code == 400
    assert "id must be an integer" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (f"{VOICE}/addresses", "addresses"),
        (f"{VOICE}/greetings", "greetings"),
        (f"{VOICE}/greeting_categories", "greeting_categories"),
        (f"{VOICE}/ivr", "ivrs"),
        (f"{VOICE}/lines", "lines"),
        ("/api/v2/business_hours/schedules", "schedules"),
        ("/api/v2/groups", "groups"),
        ("/api/v2/brands", "brands"),
    ],
)
async def test_every_list_is_there_with_and_without_json(zendesk: httpx.AsyncClient, path: str, key: str) -> None:
    """Names behind ids come from here; each record can be shown by its id too."""
    plain, suffixed = (await zendesk.get(path)).json(), (await zendesk.get(f"{path}.json")).json()
    assert plain == suffixed
    assert plain["count"] == len(plain[key]) > 0
    if key != "lines":
        one = next(record for record in plain[key] if isinstance(record["id"], int))
        (shown,) = (await zendesk.get(f"{path}/{one['id']}.json")).json().values()
        assert shown == one
        assert (await zendesk.get(f"{path}/1234567890")).status_code == 404


async def test_whoever_calls_is_told_who_they_are(zendesk: httpx.AsyncClient) -> None:
    """Clients check credentials with this one."""
    assert (await zendesk.get("/api/v2/users/me.json")).json()["user"]["role"] == "admin"


async def test_what_hangs_on_a_number_agrees_with_the_number(zendesk: httpx.AsyncClient) -> None:
    """An IVR names the numbers that use it, a greeting those that play it."""
    support = await line(zendesk, "Support US")
    ivr = (await zendesk.get(f"{VOICE}/ivr/{support['ivr_id']}")).json()["ivr"]
    assert support["id"] in ivr["phone_number_ids"]
    assert "Support US" in ivr["phone_number_names"]
    greetings = (await zendesk.get(f"{VOICE}/greetings")).json()["greetings"]
    played = next(one for one in greetings if one["id"] == support["categorised_greetings"]["1"])
    assert support["id"] in played["phone_number_ids"]


async def test_only_the_documented_country_of_letters_is_searched(zendesk: httpx.AsyncClient) -> None:
    """Small letters find the same as capitals."""
    assert [one["number"] for one in await found(zendesk, country="us")] == [
        one["number"] for one in await found(zendesk, country="US")
    ]
