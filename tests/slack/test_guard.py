"""The guard lets in what Slack signed now, and nothing it reads makes it stumble."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from bot.slack import guard
from bot.slack.guard import MOST_BYTES, MOST_UNSIGNED_BYTES, Admitted, Guard, Refused
from tests.slack import payloads
from tests.slack.payloads import FORM, SECRET, signed

# The worked example of https://docs.slack.dev/authentication/verifying-requests-from-slack/
EXAMPLE_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
EXAMPLE_TIME = 1531420618
EXAMPLE_BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
EXAMPLE_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
BODY = payloads.command()


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    """A body as a server hands it over."""
    for chunk in chunks:
        yield chunk


def received(headers: Mapping[str, str], *more: tuple[str, str]) -> Headers:
    """Return headers as a server hands them over: bytes, with a form's content type unless another is given."""

    def raw(text: str) -> bytes:
        return text.encode("latin-1" if all(ord(letter) < 256 for letter in text) else "utf-8")

    named = [*({"content-type": FORM} | {name.lower(): value for name, value in headers.items()}).items(), *more]
    return Headers(raw=[(raw(name), raw(value)) for name, value in named])


async def admit(headers: Mapping[str, str], *chunks: bytes, secret: str = SECRET) -> Admitted | Refused:
    return await Guard(secret).admit(received(headers), stream(*chunks))


async def unreadable() -> AsyncIterator[bytes]:
    """A body that nobody may ask for."""
    yield pytest.fail("the body was read")


def refused(outcome: Admitted | Refused) -> int:
    """Return the status of a refusal; its reason must not help anybody to forge."""
    assert isinstance(outcome, Refused)
    assert SECRET not in outcome.reason
    assert "v0=" not in outcome.reason
    return outcome.status


async def test_slacks_own_example_is_admitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendor's own numbers are the one proof that we compute what Slack computes."""
    monkeypatch.setattr(time, "time", lambda: EXAMPLE_TIME + 299.0)
    headers = {"X-Slack-Request-Timestamp": str(EXAMPLE_TIME), "X-SLACK-SIGNATURE": EXAMPLE_SIGNATURE}
    outcome = await admit(headers, EXAMPLE_BODY.encode(), secret=EXAMPLE_SECRET)
    assert outcome == Admitted(EXAMPLE_BODY, EXAMPLE_SIGNATURE)


async def test_a_body_in_pieces_is_one_body() -> None:
    """A proxy may cut within a character."""
    body = payloads.command().replace("help", "ünïcode")
    raw = body.encode()
    assert await admit(signed(body), *(raw[place : place + 1] for place in range(len(raw)))) == Admitted(
        body, signed(body)["x-slack-signature"]
    )


@pytest.mark.parametrize("age", [-301, 301, 86_400, -86_400])
async def test_a_request_from_another_time_is_refused(age: int) -> None:
    """A recorded request must not work an hour later, and a clock that is wrong must be seen."""
    headers = signed(BODY, timestamp=str(int(time.time()) - age))
    assert refused(await admit(headers, BODY.encode())) == 401


@pytest.mark.parametrize("age", [-295, 0, 295])
async def test_five_minutes_on_either_side_are_fine(age: int) -> None:
    """Clocks differ."""
    headers = signed(BODY, timestamp=str(int(time.time()) - age))
    assert isinstance(await admit(headers, BODY.encode()), Admitted)


async def test_another_secret_is_refused() -> None:
    """Whoever does not know the secret is not Slack."""
    assert refused(await admit(signed(BODY, secret="another"), BODY.encode())) == 401


async def test_a_changed_body_is_refused() -> None:
    """The signature is over every byte."""
    assert refused(await admit(signed(BODY), BODY.encode() + b"&text=help")) == 401


async def test_a_changed_timestamp_is_refused() -> None:
    """The time is under the signature too, or a replay would only have to name a new one."""
    headers = signed(BODY) | {"x-slack-request-timestamp": str(int(time.time()) + 1)}
    assert refused(await admit(headers, BODY.encode())) == 401


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "now",
        "-5",
        "+5",
        " 5",
        "1e9",
        "0x5",
        "1795400000.5",
        "\u00b2",
        "\u0663\u0664\u0665",
        "\uff11\uff17\uff19\uff15",
        "9" * 5000,
        "nan",
        "\x00",
    ],
)
async def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    """int() takes digits of any script and more than this; a signed one of them is refused all the same."""
    stamp_headers = {"x-slack-request-timestamp": timestamp, "x-slack-signature": "v0=00"}
    assert refused(await admit(stamp_headers, BODY.encode())) == 401


@pytest.mark.parametrize("missing", ["x-slack-request-timestamp", "x-slack-signature"])
async def test_an_unsigned_request_is_refused(missing: str) -> None:
    """Nothing in a body can make up for it."""
    headers = {name: value for name, value in signed(BODY).items() if name != missing}
    assert refused(await admit(headers, BODY.encode())) == 401


async def test_a_signature_without_its_version_is_refused() -> None:
    """Another version would be another way to compute it."""
    headers = signed(BODY)
    headers["x-slack-signature"] = headers["x-slack-signature"].removeprefix("v0=")
    assert refused(await admit(headers, BODY.encode())) == 401


async def test_a_body_beyond_the_cap_is_cut_early() -> None:
    """Memory is not filled to find out that a request is too large: the rest is never asked for."""
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"x" * 100_000

    outcome = await Guard(SECRET).admit(received(signed(BODY)), endless())
    assert refused(outcome) == 413
    assert asked == MOST_BYTES // 100_000 + 1
    asked = 0
    assert refused(await Guard(SECRET).admit(received({}), endless())) == 401
    assert asked == 1, "of an unsigned one hardly anything is read"


async def test_a_body_of_exactly_the_cap_is_read() -> None:
    """The largest view Slack allows stays far below it, so nothing legitimate is near."""
    body = "x" * MOST_BYTES
    assert isinstance(await admit(signed(body), body.encode()), Admitted)


async def test_a_signed_body_that_is_no_text_is_refused() -> None:
    """Slack sends UTF-8; signed by the right secret or not, nothing else is passed on."""
    raw, stamp = b"text=\xff\xfe", str(int(time.time()))
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    assert refused(await admit({"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}, raw)) == 400


@pytest.mark.parametrize("body", [b"ssl_check=1", b"ssl_check=1&token=not-to-be-looked-at"])
async def test_slacks_certificate_check_is_answered_without_a_signature(body: bytes) -> None:
    """It comes unsigned, and Slack shows an error to whoever sets up the command if it gets no 200."""
    assert await admit({}, body) == Refused(200, "")


@pytest.mark.parametrize("body", [b"ssl_check=10", b"text=ssl_check=1", b"command=%2Ftalk&ssl_check=1"])
async def test_nothing_else_passes_as_a_certificate_check(body: bytes) -> None:
    """Otherwise a name in a body would be a way around the signature."""
    assert refused(await admit({}, body)) == 401


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/xml", "application/jsonp", "x" * 9000]
)
async def test_a_kind_of_body_that_slack_never_sends_is_refused_unread(kind: str) -> None:
    """Nobody has to find out what another kind would be read as."""
    outcome = await Guard(SECRET).admit(received(signed(BODY) | {"content-type": kind}), unreadable())
    assert refused(outcome) == 415


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", f"{FORM};charset=UTF-8", FORM])
async def test_the_kinds_that_slack_sends_are_let_in(kind: str) -> None:
    """A parameter or capital letters change nothing."""
    assert isinstance(await admit(signed(BODY) | {"content-type": kind}, BODY.encode()), Admitted)


@pytest.mark.parametrize("more", [[("x-filler", "x" * 33_000)], [("x-filler", "x")] * 4000], ids=["long", "many"])
async def test_headers_that_are_too_large_are_refused_unread(more: list[tuple[str, str]]) -> None:
    """No client of Slack's has that much to say before it says anything."""
    assert refused(await Guard(SECRET).admit(received(signed(BODY), *more), unreadable())) == 431


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "deflate"])
async def test_a_packed_body_is_refused(encoding: str) -> None:
    """A few bytes could stand for gigabytes; Slack packs nothing."""
    assert refused(await admit(signed(BODY) | {"content-encoding": encoding}, BODY.encode())) == 415


@pytest.mark.parametrize("name", ["content-type", "x-slack-signature", "x-slack-request-timestamp"])
async def test_a_header_that_stands_twice_is_refused_unread(name: str) -> None:
    """Whoever stands in front of us may have gone by the other one."""
    headers = signed(BODY)
    outcome = await Guard(SECRET).admit(received(headers, (name, headers[name])), unreadable())
    assert refused(outcome) == 400


async def test_a_body_whose_end_is_told_in_two_ways_is_refused_unread() -> None:
    """Whoever stands in front of us may have gone by the other one, and taken the rest for somebody's next request."""
    told = ("transfer-encoding", "chunked"), ("content-length", "5")
    assert refused(await Guard(SECRET).admit(received(signed(BODY), *told), unreadable())) == 400
    assert isinstance(await admit(signed(BODY) | dict(told[:1]), BODY.encode()), Admitted)


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(MOST_BYTES + 1), 413), ("9" * 4500, 413), ("-1", 400), ("\u00b2", 400), ("1e3", 400), ("0x10", 400)],
)
async def test_a_length_beyond_the_cap_or_none_is_refused_unread(length: str, status: int) -> None:
    """What says itself that it is too large needs no reading."""
    outcome = await Guard(SECRET).admit(received(signed(BODY) | {"content-length": length}), unreadable())
    assert refused(outcome) == status


async def test_a_body_that_trickles_in_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack waits three seconds; who dawdles for longer only holds a connection."""
    monkeypatch.setattr(guard, "READ_SECONDS", 0.05)

    async def trickling() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    assert refused(await Guard(SECRET).admit(received(signed(BODY)), trickling())) == 408


async def test_an_unsigned_body_is_read_as_far_as_a_certificate_check_goes() -> None:
    """It carries a token beside the name, and nothing else."""
    assert await admit({}, b"ssl_check=1&token=" + b"x" * (MOST_UNSIGNED_BYTES - 18)) == Refused(200, "")
    assert refused(await admit({}, b"ssl_check=1&token=" + b"x" * MOST_UNSIGNED_BYTES)) == 401


header_text = st.text(st.characters(max_codepoint=255), max_size=80)


@settings(deadline=None)
@given(
    chunks=st.lists(st.binary(max_size=200), max_size=5),
    timestamp=st.one_of(st.none(), header_text, st.integers().map(str), st.text(max_size=20)),
    signature=st.one_of(st.none(), header_text, st.text(max_size=80), st.just(EXAMPLE_SIGNATURE)),
)
async def test_nothing_unsigned_is_let_in_and_nothing_makes_the_guard_raise(
    chunks: list[bytes], timestamp: str | None, signature: str | None
) -> None:
    """Anybody on the internet can send anything here, and an exception would be a way to fill the log."""
    named = {"x-slack-request-timestamp": timestamp, "x-slack-signature": signature}
    headers = {name: value for name, value in named.items() if value is not None}
    assert refused(await admit(headers, *chunks)) in {200, 401}


@settings(deadline=None)
@given(raw=st.binary(max_size=500))
async def test_what_is_signed_is_text_or_refused(raw: bytes) -> None:
    """Even the right signature does not make bytes into text."""
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}
    outcome = await admit(headers, raw)
    if isinstance(outcome, Admitted):
        assert outcome.body.encode() == raw
    else:
        assert refused(outcome) in {200, 400}
