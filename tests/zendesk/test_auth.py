"""Access tokens are fetched once, shared, replaced in time, and no secret shows anywhere."""

from __future__ import annotations

import asyncio
import base64
import logging
import traceback

import pytest
from pydantic import SecretStr

from bot.errors import BotError, ZendeskThrottled, ZendeskUnauthorised, ZendeskUnavailable
from bot.zendesk import ApiToken, Auth, BearerToken, ClientCredentials, TalkClient
from tests.zendesk.clients import client_of
from tests.zendesk.payloads import NUMBER, OWNED, TOKEN, listing
from tests.zendesk.scripted_server import Outcome, Received, Reply, Reset, Script, in_turn, one, serving

OAUTH = "/oauth/tokens"
GROUPS = "/api/v2/groups"
SECRET = "client-secret-of-nobody-0123456789"
EXPIRED = Reply(401, json={"error": "invalid_token", "error_description": "The access token provided is expired"})


class Account:
    """Hands out numbered access tokens and takes the newest alone. life: seconds a token is said to live."""

    def __init__(self, life: int | None = 1800) -> None:
        self.life = life
        self.issued = 0
        self.refuse_all = False

    def __call__(self, request: Received) -> Outcome:
        """Answer one request."""
        if request.path == OAUTH:
            self.issued += 1
            return Reply(
                json={"access_token": f"access-{self.issued:08d}", "token_type": "bearer", "expires_in": self.life}
            )
        if self.refuse_all or request.headers.get("authorization") != f"Bearer access-{self.issued:08d}":
            return EXPIRED
        return one(OWNED) if request.method == "POST" else Reply(json=listing("groups", {"id": 1}))


def credentials() -> ClientCredentials:
    """Return an OAuth client of the account."""
    return ClientCredentials("talkbot", SECRET)


async def order(talk: TalkClient) -> None:
    """Order a number."""
    await talk.create_number(TOKEN, expected_number=NUMBER, send_by=None)


async def test_twenty_calls_at_once_fetch_one_token() -> None:
    """A bot that starts with twenty clicks waiting is no reason for twenty sign-ins."""
    async with serving(Account()) as server, client_of(server, credentials()) as talk:
        await asyncio.gather(*(talk.list_groups() for _ in range(20)))
    (asked,) = server.to(OAUTH)
    assert asked.json == {
        "grant_type": "client_credentials",
        "client_id": "talkbot",
        "client_secret": SECRET,
        "scope": "read write",
    }
    assert "authorization" not in asked.headers
    assert len(server.to(GROUPS)) == 20


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(400, json={"error": "invalid_scope"}), ZendeskUnauthorised),
        (Reply(401, json={"error": "invalid_client", "error_description": "No such client"}), ZendeskUnauthorised),
        (Reply(429, headers={"Retry-After": "5"}), ZendeskThrottled),
        (Reply(500), ZendeskUnavailable),
        (Reset(), ZendeskUnavailable),
        (Reply(302, headers={"Location": "/"}), ZendeskUnavailable),
        (Reply(200, json={"access_token": "with a space"}), ZendeskUnavailable),
        (Reply(200, json={"token": "other"}), ZendeskUnavailable),
    ],
)
async def test_a_token_that_cannot_be_fetched_fails_all_who_wait_at_once(reply: Outcome, kind: type[BotError]) -> None:
    """Each trying in turn would make the last wait twenty times as long."""
    async with serving(in_turn(reply)) as server, client_of(server, credentials()) as talk:
        results = await asyncio.gather(*(talk.list_groups() for _ in range(20)), return_exceptions=True)
    assert {type(result) for result in results} == {kind}
    assert len(server.received) == 1


async def test_without_a_token_no_order_left() -> None:
    """It is known for sure that nothing was bought."""
    async with serving(in_turn(Reply(503))) as server, client_of(server, credentials()) as talk:
        with pytest.raises(ZendeskUnavailable) as caught:
            await order(talk)
    assert not caught.value.sent
    assert [request.path for request in server.received] == [OAUTH]


async def test_who_gives_up_waiting_does_not_take_the_token_from_others() -> None:
    """A view that was closed must not fail the others."""
    proceed = asyncio.Event()
    account = Account()

    def script(request: Received) -> Outcome:
        outcome = account(request)
        if request.path == OAUTH and isinstance(outcome, Reply):
            return Reply(json=outcome.json, after=proceed.wait)
        return outcome

    async with serving(script) as server, client_of(server, credentials()) as talk:
        first = asyncio.create_task(talk.list_groups())
        await server.arrived.wait()
        second = asyncio.create_task(talk.list_groups())
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        proceed.set()
        assert len(await second) == 1
    assert account.issued == 1


@pytest.mark.parametrize(("life", "for_reads", "for_orders"), [(None, 1, 1), (1800, 1, 1), (90, 1, 3), (30, 2, 4)])
async def test_a_token_is_replaced_before_it_ends(life: int | None, for_reads: int, for_orders: int) -> None:
    """Reads want a minute of life left in it, orders two, since they are not sent again after a 401."""
    account = Account(life)
    async with serving(account) as server, client_of(server, credentials()) as talk:
        await talk.list_groups()
        await talk.list_groups()
        assert account.issued == for_reads
        await talk.ensure_fresh_auth()
        await order(talk)
        assert account.issued == for_orders


async def test_a_token_refused_early_is_replaced_once() -> None:
    """Someone revoked it; twenty calls find out at once."""
    account = Account()
    async with serving(account) as server, client_of(server, credentials()) as talk:
        await talk.list_groups()
        account.issued = 7
        await asyncio.gather(*(talk.list_groups() for _ in range(20)))
    assert account.issued == 8


async def test_a_second_401_is_taken_at_its_word() -> None:
    """New tokens are no cure for missing rights."""
    account = Account()
    account.refuse_all = True
    async with serving(account) as server, client_of(server, credentials()) as talk:
        with pytest.raises(ZendeskUnauthorised) as caught:
            await talk.list_groups()
    assert caught.value.problem == "The access token provided is expired"
    assert account.issued == 2
    assert len(server.to(GROUPS)) == 2


async def test_an_order_is_not_sent_again_after_a_401() -> None:
    """Not even with a better token: once is once."""
    account = Account()
    account.refuse_all = True
    async with serving(account) as server, client_of(server, credentials()) as talk:
        with pytest.raises(ZendeskUnauthorised):
            await order(talk)
    assert account.issued == 1
    assert [request.method for request in server.received] == ["POST", "POST"]


@pytest.mark.parametrize("auth", [BearerToken("ready-token-0123456789"), ApiToken("ana@acme.example", "0123456789ab")])
async def test_what_cannot_be_replaced_is_not_tried_twice(auth: Auth) -> None:
    """The operator has to put another one into the settings."""
    async with serving(in_turn(EXPIRED)) as server, client_of(server, auth) as talk:
        with pytest.raises(ZendeskUnauthorised):
            await talk.list_groups()
    assert len(server.received) == 1


async def test_an_api_token_goes_as_basic_authentication() -> None:
    """With /token after the address, as Zendesk wants it."""
    reply = Reply(json=listing("groups"))
    async with serving(in_turn(reply)) as server, client_of(server, ApiToken("ana@acme.example", "t0ken")) as talk:
        await talk.list_groups()
    expected = base64.b64encode(b"ana@acme.example/token:t0ken").decode()
    assert server.received[0].headers["authorization"] == f"Basic {expected}"


async def test_tokens_can_be_fetched_elsewhere() -> None:
    """Behind a gateway, the account's own address may be the one that signs in."""
    account = Account()
    async with serving(account) as issuer, serving(account) as server:
        auth = ClientCredentials("talkbot", SecretStr(SECRET), issuer.url)
        async with client_of(server, auth) as talk:
            await talk.list_groups()
    assert [request.path for request in issuer.received] == [OAUTH]
    assert [request.path for request in server.received] == [GROUPS]


@pytest.mark.parametrize("secret", ["", "two words", "line\nend", "naïve", "tab\t"])
def test_a_secret_that_fits_no_header_is_refused_without_repeating_it(secret: str) -> None:
    """The HTTP library would refuse it later, and quote it."""
    for make in (BearerToken, lambda it: ApiToken("a@b.example", it), lambda it: ClientCredentials("id", it)):
        with pytest.raises(ValueError, match="is empty or has characters") as caught:
            make(secret)
        assert not secret or secret not in str(caught.value)


def quoting(request: Received) -> Outcome:
    """Answer with an error page that quotes the request, as some proxies do."""
    credential = request.headers.get("authorization", "none")
    return Reply(400, body=f"<p>{credential} {request.body.decode()}".encode())  # short: errors keep 300 characters


def quoting_once_signed_in(request: Received) -> Outcome:
    """Sign in whoever asks, then quote."""
    return Account()(request) if request.path == OAUTH else quoting(request)


@pytest.mark.parametrize("script", [in_turn(Reset()), in_turn(Reply(503)), quoting, quoting_once_signed_in])
async def test_no_secret_shows_in_representations_errors_tracebacks_or_logs(
    script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    """Even at the most talkative level, and where an error page quotes the request."""
    caplog.set_level(logging.DEBUG)
    api_token = ApiToken("ana@acme.example", "api-token-of-nobody")
    secrets = [SECRET, "access-00000001", "ready-token-0123456789", "api-token-of-nobody", TOKEN]
    secrets.append(base64.b64encode(b"ana@acme.example/token:api-token-of-nobody").decode())
    for auth in (credentials(), BearerToken("ready-token-0123456789"), api_token):
        async with serving(script) as server, client_of(server, auth, budget=0.6) as talk:
            for call in (talk.list_groups(), talk.whoami(), order(talk)):
                with pytest.raises(BotError) as caught:
                    await call
                shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(caught.value)
                shown += repr(talk) + repr(auth) + repr(vars(talk)) + repr(vars(auth))
                assert not [secret for secret in secrets if secret in shown]
    assert not [secret for secret in secrets if secret in caplog.text]
    assert "send_request_headers" in caplog.text
