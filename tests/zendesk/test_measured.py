"""Every try of a call is told of: in the log with Zendesk's own id for it, and in the metrics."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.errors import PurchaseUncertain
from bot.zendesk import calls
from bot.zendesk.measured import outcome_of, pattern_of
from tests.scraping import counted
from tests.zendesk.clients import ACCESS_TOKEN, client_of
from tests.zendesk.payloads import AVAILABLE, NUMBER, OWNED, TOKEN, listing
from tests.zendesk.scripted_server import Reply, Reset, in_turn, one, serving

COUNT = "talkbot_zendesk_call_seconds_count"


async def test_each_try_is_logged_with_what_zendesk_calls_it() -> None:
    """A call that met a limit and then went through is two: the limit is what somebody will ask about."""
    path = f"{calls.PHONE_NUMBERS}/search"
    before = [counted(COUNT, method="GET", path=path, outcome=outcome) for outcome in ("throttled", "ok")]
    busy = Reply(429, body=b"Too many", headers={"Retry-After": "0", "X-Zendesk-Request-Id": "busy-1"})
    found = Reply(json=listing("phone_numbers", AVAILABLE), headers={"X-Zendesk-Request-Id": "found-2"})
    async with serving(in_turn(busy, found)) as server, client_of(server) as talk:
        with capture_logs() as logs:
            await talk.search(country="US", contains="pizza")
    assert [(entry["status"], entry["zendesk_request"]) for entry in logs] == [(429, "busy-1"), (200, "found-2")]
    assert {(entry["event"], entry["method"], entry["path"]) for entry in logs} == {("zendesk", "GET", path)}
    assert all(entry["ms"] >= 0 for entry in logs)
    after = [counted(COUNT, method="GET", path=path, outcome=outcome) for outcome in ("throttled", "ok")]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1]


async def test_an_order_without_an_answer_is_told_of_as_well() -> None:
    """It is the one that everybody will look for."""
    before = counted(COUNT, method="POST", path=calls.PHONE_NUMBERS, outcome="no_answer")
    async with serving(in_turn(Reset())) as server, client_of(server) as talk:
        with capture_logs() as logs, pytest.raises(PurchaseUncertain):
            await talk.create_number(TOKEN, expected_number=NUMBER, send_by=None)
    (entry,) = logs
    assert (entry["method"], entry["path"]) == ("POST", calls.PHONE_NUMBERS)
    assert entry["problem"] in ("ReadError", "RemoteProtocolError")
    assert counted(COUNT, method="POST", path=calls.PHONE_NUMBERS, outcome="no_answer") == before + 1


async def test_nothing_that_was_asked_for_is_in_the_line() -> None:
    """Neither what somebody searched for nor a credential, nor words that the other side puts where its id belongs."""
    strange = Reply(json={"phone_number": OWNED}, headers={"X-Zendesk-Request-Id": "a b {}" + "x" * 200})
    async with serving(in_turn(one(OWNED), strange)) as server, client_of(server) as talk:
        with capture_logs() as logs:
            await talk.show_number(int(OWNED["id"]), frozenset({"settings"}))
            await talk.show_number(int(OWNED["id"]))
    said = str(logs)
    assert logs[0]["path"] == f"{calls.PHONE_NUMBERS}/{{id}}"
    assert logs[1]["zendesk_request"] is None
    assert all(word not in said for word in (ACCESS_TOKEN, "include", "settings", str(OWNED["id"]), "xxx"))


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/api/v2/channels/voice/phone_numbers/26525525516986", "/api/v2/channels/voice/phone_numbers/{id}"),
        ("/api/v2/channels/voice/phone_numbers/search", "/api/v2/channels/voice/phone_numbers/search"),
        ("/api/v2/groups", "/api/v2/groups"),
        ("/api/v2/channels/voice/phone_numbers/seven", "other"),
        ("/somewhere/else/7", "other"),
        ("", "other"),
    ],
)
def test_a_path_is_one_of_a_short_list(path: str, pattern: str) -> None:
    """The address of a next page is Zendesk's: it must not become a label of its own."""
    assert pattern_of(path) == pattern


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "ok"),
        (204, "ok"),
        (302, "refused"),
        (401, "unauthorised"),
        (404, "refused"),
        (422, "refused"),
        (429, "throttled"),
        (500, "failed"),
        (503, "failed"),
        (599, "failed"),
    ],
)
def test_an_outcome_says_whose_problem_it_is(status: int, outcome: str) -> None:
    """Ours, the operator's, the account's limit, or Zendesk's."""
    assert outcome_of(status) == outcome
