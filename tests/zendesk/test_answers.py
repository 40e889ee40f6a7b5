"""Whatever bytes come back, they are a model or an error of our tree."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    BotError,
    PurchaseUncertain,
    ZendeskNotFound,
    ZendeskRefused,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)
from bot.zendesk import answers
from bot.zendesk.answers import Answer
from bot.zendesk.models import AccessToken, PhoneNumber
from tests.zendesk.payloads import INVALID, NUMBER, OWNED
from tests.zendesk.test_models import JUNK

ENVELOPES = st.dictionaries(
    st.sampled_from(["phone_number", "phone_numbers", "error", "description", "details", "next_page", "access_token"]),
    JUNK | st.just(OWNED),
)
DETAILS = st.fixed_dictionaries({"error": JUNK, "description": JUNK, "details": JUNK})
BODIES = st.binary(max_size=200) | (JUNK | ENVELOPES | DETAILS).map(lambda body: json.dumps(body).encode())
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(["application/json", "text/html; charset=x", "text/plain", ""]) | st.text(),
        "retry-after": st.sampled_from(["1", "93", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1e9"]) | st.text(),
    },
)
ANYTHING = st.builds(Answer, st.integers(100, 999), HEADERS, BODIES)
READERS: list[Callable[[Answer], Any]] = [
    answers.check,
    answers.read_number,
    answers.read_search,
    answers.read_deletion,
    lambda answer: answers.read_page(answer, "phone_numbers", PhoneNumber),
    lambda answer: answers.read_one(answer, "phone_number", PhoneNumber),
    lambda answer: answers.read_flat(answer, AccessToken),
    lambda answer: answers.read_order(answer, NUMBER),
]


@given(answer=ANYTHING, read=st.sampled_from(READERS))
def test_no_answer_raises_anything_but_our_errors(answer: Answer, read: Callable[[Answer], Any]) -> None:
    """A border that lets a KeyError through is none."""
    with contextlib.suppress(BotError):
        read(answer)


@given(ANYTHING)
def test_an_order_is_a_purchase_a_refusal_or_uncertain(answer: Answer) -> None:
    """There is no fourth outcome, and only 4xx, 408 apart, is a refusal."""
    refused = 400 <= answer.status < 500 and answer.status != 408
    try:
        answers.read_order(answer, NUMBER)
    except PurchaseUncertain:
        assert not refused
    except (ZendeskRefused, ZendeskUnauthorised, ZendeskThrottled):
        assert refused
    else:
        assert 200 <= answer.status < 300


def read(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer with bytes."""
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def test_an_order_for_one_number_is_not_content_with_another() -> None:
    """The token may have been mixed up; a look into the list tells."""
    bought = read(200, json.dumps({"phone_number": OWNED}).encode())
    assert answers.read_order(bought, NUMBER).id == OWNED["id"]
    with pytest.raises(PurchaseUncertain, match="another number"):
        answers.read_order(bought, "+12055550143")
    with pytest.raises(PurchaseUncertain, match="another number"):
        answers.read_order(read(200, json.dumps({"phone_number": OWNED | {"number": ""}}).encode()), NUMBER)


@pytest.mark.parametrize("number", [{"id": 6}, {"id": 6, "number": None}, {"id": 6, "number": "1 (205) 555-0142"}])
def test_an_order_answered_without_the_number_or_with_another_way_to_write_it_is_a_purchase(
    number: dict[str, Any],
) -> None:
    """A 2xx with an id and nothing that speaks against it."""
    assert answers.read_order(read(201, json.dumps({"phone_number": number}).encode()), NUMBER).id == 6


@pytest.mark.parametrize("status", [200, 202, 204, 301, 302, 307, 408, 500, 502, 503, 504, 520, 600])
def test_an_order_without_a_readable_number_is_uncertain(status: int) -> None:
    """It may have been a purchase."""
    with pytest.raises(PurchaseUncertain) as caught:
        answers.read_order(read(status, b"<html>hm</html>"), NUMBER)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ZendeskRefused),
        (401, ZendeskUnauthorised),
        (402, ZendeskRefused),
        (403, ZendeskUnauthorised),
        (404, ZendeskNotFound),
        (409, ZendeskRefused),
        (422, ZendeskRefused),
        (429, ZendeskThrottled),
    ],
)
def test_refusals_of_an_order_are_definite(status: int, kind: type[BotError]) -> None:
    """Nothing was bought, so nothing needs looking up."""
    with pytest.raises(kind):
        answers.read_order(read(status), NUMBER)


def test_what_a_422_says_of_each_field_is_kept() -> None:
    """People can act on "Address is required", not on "Record validation errors"."""
    with pytest.raises(ZendeskRefused) as caught:
        answers.check(read(422, json.dumps(INVALID).encode(), content_type="application/json"))
    assert caught.value.problem == "Record validation errors"
    assert caught.value.code == "RecordInvalid"
    assert caught.value.details == (
        ("base", "Address is required for this number"),
        ("nickname", "Nickname: is too long"),
    )


@pytest.mark.parametrize("body", [b" ", b"null", b"", b'{"phone_number":null}'])
def test_a_release_is_told_by_its_status_alone(body: bytes) -> None:
    """Recorded: a single space as text/html; documented: null."""
    assert answers.read_deletion(read(200, body, content_type="text/html")) is False
    assert answers.read_deletion(read(404, body)) is True
    with pytest.raises(ZendeskUnavailable):
        answers.read_deletion(read(500, body))


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b"[" * 100_000, b'{"phone_numbers":{}}', b'{"phone_numbers":[],"x":NaN}']
)
def test_a_success_that_cannot_be_read_is_none(body: bytes) -> None:
    """An empty list instead would say that the account has no numbers."""
    with pytest.raises(ZendeskUnavailable) as caught:
        answers.read_page(read(200, body), "phone_numbers", PhoneNumber)
    assert caught.value.status == 200
    assert caught.value.sent
