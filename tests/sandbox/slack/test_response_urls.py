"""Response URLs: five uses in thirty minutes, and what each kind of answer does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.sandbox.slack.people import ANA, BEN

from .conftest import Slack
from .scripted import JSON, actions, button, section

OPS = "C0PHONEOPS"


async def _post(slack: Slack, url: str, **content: Any) -> httpx.Response:
    return await slack.http.post(url, json=content)


async def _clicked(slack: Slack, *, ephemeral: bool = False) -> str:
    blocks = [actions("b", button("go"))]
    if ephemeral:
        posted = await slack.api.chat_postEphemeral(channel=OPS, user=ANA.id, text="Card", blocks=blocks)
        source = {"type": "ephemeral", "channel": OPS, "ts": posted["message_ts"]}
    else:
        posted = await slack.api.chat_postMessage(channel=OPS, text="Card", blocks=blocks)
        source = {"type": "message", "channel": OPS, "ts": posted["ts"]}
    await slack.ana.does("action", source=source, block_id="b", action_id="go", value=None)
    return str(slack.bot.last["response_url"])


async def test_a_url_works_five_times(slack: Slack) -> None:
    """The sixth is refused."""
    url = (await slack.command())["response_url"]
    for number in range(5):
        response = await _post(slack, url, text=str(number))
        assert (response.status_code, response.text) == (200, "ok")
    response = await _post(slack, url, text="6")
    assert (response.status_code, response.text) == (404, "used_url")


async def test_a_url_lives_thirty_minutes(slack: Slack) -> None:
    """After that it is worth nothing."""
    url = (await slack.command())["response_url"]
    await slack.control("/clock", advance=30 * 60 + 1)
    response = await _post(slack, url, text="late")
    assert (response.status_code, response.text) == (404, "expired_url")
    assert (await _post(slack, url[:-1], text="x")).status_code == 404


async def test_an_answer_is_ephemeral_unless_it_says_otherwise(slack: Slack) -> None:
    """And reaches channels the bot is not in."""
    url = (await slack.command(channel="C0RANDOM01"))["response_url"]
    await _post(slack, url, text="Only you")
    await _post(slack, url, text="All", response_type="in_channel", blocks=[section()])
    seen = await slack.ana.as_person(BEN.id).messages("C0RANDOM01")
    assert [message["text"] for message in seen] == ["All"]
    assert [message["text"] for message in await slack.ana.messages("C0RANDOM01")] == ["Only you", "All"]


@pytest.mark.parametrize("ephemeral", [True, False])
async def test_the_source_can_be_replaced_and_deleted(slack: Slack, *, ephemeral: bool) -> None:
    """The one way to change an ephemeral message; it stays what it is, whatever response_type says."""
    url = await _clicked(slack, ephemeral=ephemeral)
    await _post(slack, url, replace_original=True, text="Decided", response_type="in_channel")
    (message,) = await slack.ana.messages(OPS)
    assert (message["text"], message["ephemeral"], "blocks" in message) == ("Decided", ephemeral, False)
    await _post(slack, url, delete_original=True)
    assert await slack.ana.messages(OPS) == []


async def test_an_answer_can_go_to_a_thread(slack: Slack) -> None:
    """In channel, with the parent's timestamp."""
    url = await _clicked(slack)
    (card,) = await slack.ana.messages(OPS)
    await _post(slack, url, text="More", response_type="in_channel", replace_original=False, thread_ts=card["ts"])
    assert [message["text"] for message in await slack.ana.messages(OPS, card["ts"])] == ["Card", "More"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "no_text"),
        ({"text": "x", "blocks": [{"type": "x"}]}, "invalid_blocks"),
        ({"text": 1}, "invalid_payload"),
        ({"text": "x", "response_type": "loud"}, "invalid_payload"),
        ([], "invalid_payload"),
    ],
)
async def test_a_bad_body_is_refused_without_details(slack: Slack, content: Any, words: str) -> None:
    """Unlike the Web API, webhooks say no more than a word; the request log has the rest."""
    url = (await slack.command())["response_url"]
    response = await slack.http.post(url, json=content)
    assert (response.status_code, response.text) == (400, words)
    assert await slack.ana.messages(OPS) == []


async def test_a_form_with_a_payload_is_read_too(slack: Slack) -> None:
    """As incoming webhooks have always been."""
    url = (await slack.command())["response_url"]
    await slack.http.post(url, data={"payload": '{"text": "Formal"}'})
    assert [message["text"] for message in await slack.ana.messages(OPS)] == ["Formal"]


@pytest.mark.parametrize(("error", "shown"), [("drop", 0), ("lose", 1)])
async def test_a_reply_can_be_lost(slack: Slack, error: str, shown: int) -> None:
    """As with the Web API."""
    url = (await slack.command())["response_url"]
    await slack.control("/faults", method="response_url", error=error)
    content: JSON = {"text": "x"}
    with pytest.raises(httpx.RemoteProtocolError):
        await slack.http.post(url, json=content)
    assert len(await slack.ana.messages(OPS)) == shown
