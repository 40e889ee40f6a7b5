"""Whatever comes back from the Web API is an answer that can be used, or trouble that is expected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from bot.cards.slack_trouble import TROUBLE, UNREADABLE, asked_to_wait, error_code
from bot.slack.web_client import WebClient
from tests.zendesk.scripted_server import Reply, ScriptedServer, serving

VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
Call = Callable[[WebClient], Awaitable[Any]]
CALLS: dict[str, tuple[Call, dict[str, Any]]] = {
    "auth.test": (lambda slack: slack.auth_test(), {"team_id": "T0", "user_id": "U0"}),
    "views.open": (lambda slack: slack.views_open(trigger_id="1", view=VIEW), {"view": {"id": "V0", "hash": "1.a"}}),
    "views.push": (lambda slack: slack.views_push(trigger_id="1", view=VIEW), {"view": {"id": "V0", "hash": "1.a"}}),
    "views.publish": (
        lambda slack: slack.views_publish(user_id="U0", view=VIEW),
        {"view": {"id": "V0", "hash": "1.a"}},
    ),
    "chat.postMessage": (lambda slack: slack.chat_postMessage(channel="C0", text="x"), {"channel": "C0", "ts": "1.2"}),
    "conversations.info": (lambda slack: slack.conversations_info(channel="C0"), {"channel": {"id": "C0"}}),
    "users.info": (lambda slack: slack.users_info(user="U0"), {"user": {"id": "U0"}}),
    "users.list": (lambda slack: slack.users_list(), {"members": [{"id": "U0"}]}),
    "usergroups.users.list": (lambda slack: slack.usergroups_users_list(usergroup="S0"), {"users": ["U0"]}),
    "files.getUploadURLExternal": (
        lambda slack: slack.files_getUploadURLExternal(filename="a.csv", length=1),
        {"upload_url": "https://files.slack.com/x", "file_id": "F0"},
    ),
}
ODD: tuple[Any, ...] = (None, True, 5, "", [], {}, [None], {"id": None}, [{"id": 5}])
UNUSABLE = {
    "no text": Reply(body=b'{"ok": true, "channel": "\xff"}', headers={"Content-Type": "application/json"}),
    "no character set": Reply(body=b"{}", headers={"Content-Type": "application/json; charset=klingon"}),
    "a page": Reply(body=b"<html>", headers={"Content-Type": "text/html"}),
    "a page that fails": Reply(502, body=b"<html>", headers={"Content-Type": "text/html"}),
    "nothing": Reply(),
    "words": Reply(body=b"ok", headers={"Content-Type": "text/plain"}),
    "a list": Reply(json=[]),
    "a yes that is a number": Reply(json={"ok": -1, "user": False}),
    "neither yes nor no": Reply(json={"error": "x"}),
    "null": Reply(json=None, body=b"null", headers={"Content-Type": "application/json"}),
    "half of it": Reply(body=b'{"ok": true', headers={"Content-Type": "application/json"}),
    "levels without end": Reply(body=b"[" * 100_000, headers={"Content-Type": "application/json"}),
    "a wait that is no number": Reply(429, json={"ok": False}, headers={"Retry-After": "soon"}),
}


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving(lambda _: Reply()) as scripted:
        yield scripted


@pytest.fixture
async def slack(server: ScriptedServer) -> AsyncIterator[WebClient]:
    """The client as the bot has it, with its patience."""
    async with aiohttp.ClientSession() as session:
        handlers: list[Any] = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
        yield WebClient("xoxb-x", f"{server.url}/api/", session=session, timeout=5, retry_handlers=handlers)


@pytest.mark.parametrize("method", CALLS)
async def test_an_answer_without_what_was_asked_for_is_expected_trouble(
    server: ScriptedServer, slack: WebClient, method: str
) -> None:
    """What reads it takes it for granted; a KeyError there would be told as a fault of ours, after each outage."""
    call, whole = CALLS[method]
    server.script = lambda _: Reply(json={"ok": True, **whole})
    assert (await call(slack))["ok"]
    for name in whole:
        for odd in ODD:
            if _is_an_answer(method, odd):
                continue
            answer = {"ok": True, **whole, name: odd}
            server.script = lambda _, answer=answer: Reply(json=answer)  # type: ignore[misc]
            with pytest.raises(SlackApiError) as caught:
                await call(slack)
            assert error_code(caught.value) == UNREADABLE


def _is_an_answer(method: str, odd: object) -> bool:
    """Whether it may be said: nobody is in a list, nothing is known of a channel."""
    return odd == [] or (method == "conversations.info" and isinstance(odd, dict))


@pytest.mark.parametrize("answer", UNUSABLE)
@pytest.mark.parametrize("method", ["chat.postMessage", "users.list"])
async def test_an_answer_that_is_none_is_expected_trouble(
    server: ScriptedServer, slack: WebClient, answer: str, method: str
) -> None:
    """A proxy, a maintenance page, a broken connection: people hear that Slack did not take it."""
    server.script = lambda _: UNUSABLE[answer]
    with pytest.raises(TROUBLE):
        await CALLS[method][0](slack)


async def test_a_wait_that_slack_asks_for_is_known_whatever_else_comes(server: ScriptedServer) -> None:
    """A job that came too soon again would earn the next refusal."""
    server.script = lambda _: Reply(429, body=b"slow down", headers={"Retry-After": "30", "Content-Type": "text/html"})
    async with aiohttp.ClientSession() as session:
        slack = WebClient("xoxb-x", f"{server.url}/api/", session=session, timeout=5, retry_handlers=[])
        with pytest.raises(SlackApiError) as caught:
            await slack.chat_postMessage(channel="C0", text="x")
    assert asked_to_wait(caught.value).total_seconds() == 30


async def test_what_slack_refuses_is_still_told_in_its_words(server: ScriptedServer, slack: WebClient) -> None:
    """Remedies hang on them."""
    server.script = lambda _: Reply(json={"ok": False, "error": "channel_not_found"})
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel="C0", text="x")
    assert error_code(caught.value) == "channel_not_found"
