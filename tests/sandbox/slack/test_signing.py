"""Requests are signed as Slack signs them."""

from __future__ import annotations

from slack_sdk.signature import SignatureVerifier

from bot.sandbox.slack.people import CREDENTIALS
from bot.sandbox.slack.signing import sign

from .conftest import Slack

# The worked example of https://docs.slack.dev/authentication/verifying-requests-from-slack
EXAMPLE = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def test_the_documentations_example_has_the_documented_signature() -> None:
    """A second opinion has to agree with the vendor's own numbers."""
    signature = sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", EXAMPLE.encode())
    assert signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_every_delivery_passes_the_vendors_verifier(slack: Slack) -> None:
    """Commands, interactions and events are all signed over the raw body, so the stock check takes them."""
    await slack.command("search +1 & ünïcode")
    await slack.opened({"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]})
    await slack.ana.does("shortcut", callback_id="search")
    await slack.ana.does("open_home")
    verifier = SignatureVerifier(CREDENTIALS.signing_secret)
    assert len(slack.bot.received) == 4
    for received in slack.bot.received:
        assert verifier.is_valid_request(received.body, received.headers)


async def test_a_pushed_clock_does_not_spoil_signatures(slack: Slack) -> None:
    """The bot compares timestamps with the machine's clock; a test that lets an hour pass must not break delivery."""
    await slack.control("/clock", advance=3600)
    await slack.command()
    received = slack.bot.received[-1]
    assert SignatureVerifier(CREDENTIALS.signing_secret).is_valid_request(received.body, received.headers)


async def test_probes_reach_the_bot(slack: Slack) -> None:
    """Slack probes an address with an unsigned ssl_check and a signed url_verification before it takes it."""
    assert (await slack.control("/probe", kind="ssl_check"))["status"] == 200
    assert slack.bot.last["ssl_check"] == "1"
    assert "x-slack-signature" not in slack.bot.received[-1].headers
    await slack.control("/probe", kind="url_verification", challenge="abc")
    assert slack.bot.last == {"token": slack.bot.last["token"], "challenge": "abc", "type": "url_verification"}
