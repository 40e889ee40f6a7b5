"""The Web API's own rules: tokens, scopes, encodings, headers, faults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.people import CREDENTIALS
from bot.sandbox.slack.settings import DEFAULT_SCOPES, SlackSettings

from .conftest import Slack
from .scripted import JSON, modal


async def test_auth_test_says_who_the_bot_is(slack: Slack) -> None:
    """Bolt calls it first, and takes the bot's own ids from it."""
    answer = await slack.api.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0TALKDEMO", "U0TALKBOT1", "B0TALKBOT1")
    headers = answer.headers
    assert headers["x-slack-req-id"]
    assert "chat:write" in headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("method", "token", "code"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("auth.test", CREDENTIALS.app_token, "not_allowed_token_type"),
        ("apps.connections.open", CREDENTIALS.bot_token, "not_allowed_token_type"),
        ("apps.connections.open", CREDENTIALS.app_token, "link_disabled"),
    ],
)
async def test_a_token_that_does_not_fit_is_refused(slack: Slack, method: str, token: str | None, code: str) -> None:
    """Each in Slack's own code."""
    client = AsyncWebClient(token=token, base_url=f"{slack.url}/api/")
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method)
    assert caught.value.response["error"] == code


async def test_an_unknown_method_is_named(slack: Slack) -> None:
    """A typing mistake is told apart from a missing scope."""
    assert await slack.refusal("chat.shout") == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


class TestDefaultScopes:
    """An app installed with nothing but what its manifest asks for."""

    @pytest.fixture
    def settings(self) -> SlackSettings:
        """Install with the default scopes."""
        return SlackSettings(bot_url="", scopes=DEFAULT_SCOPES)

    @pytest.mark.parametrize(
        ("method", "arguments", "needed"),
        [
            ("users.lookupByEmail", {"email": "ana@talk-demo.example"}, "users:read.email"),
            ("conversations.history", {"channel": "C0PHONEOPS"}, "channels:history"),
            ("conversations.list", {"types": "im"}, "im:read"),
            ("conversations.join", {"channel": "C0RANDOM01"}, "channels:join"),
            ("reactions.add", {"channel": "C0PHONEOPS", "name": "eyes", "timestamp": "1.1"}, "reactions:write"),
            ("team.info", {}, "team:read"),
            ("conversations.open", {"users": "U0ANA00001,U0BEN00001"}, "mpim:write"),
        ],
    )
    async def test_a_missing_scope_is_named(self, slack: Slack, method: str, arguments: JSON, needed: str) -> None:
        """`needed` and `provided` are how a developer finds out what to add to the manifest."""
        refusal = await slack.refusal(method, **arguments)
        assert (refusal["error"], refusal["needed"]) == ("missing_scope", needed)
        assert refusal["provided"] == ",".join(DEFAULT_SCOPES)

    async def test_an_email_needs_a_scope_of_its_own(self, slack: Slack) -> None:
        """users.info leaves it out rather than refusing."""
        user = (await slack.api.users_info(user="U0ANA00001"))["user"]
        assert "email" not in user["profile"]


def test_settings_come_from_a_manifest() -> None:
    """The same file that a person pastes into Slack says what is installed here."""
    manifest = {
        "features": {
            "slash_commands": [{"command": "/talk", "description": "Numbers", "should_escape": True}],
            "shortcuts": [{"callback_id": "s", "name": "Search", "description": "Find", "type": "global"}],
        },
        "oauth_config": {"scopes": {"bot": ["commands"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
        "functions": {"ask": {"title": "Ask"}},
    }
    settings = SlackSettings.from_manifest("http://127.0.0.1:1", manifest, ack_seconds=1.0)
    assert settings.scopes == ("commands",)
    assert (settings.commands[0].command, settings.commands[0].should_escape) == ("/talk", True)
    assert (settings.shortcuts[0].callback_id, settings.shortcuts[0].type) == ("s", "global")
    assert (settings.bot_events, settings.ack_seconds) == (("app_home_opened",), 1.0)
    assert settings.functions == manifest["functions"]


@pytest.mark.parametrize("way", ["json", "form", "query", "get"])
async def test_arguments_may_come_in_any_encoding(slack: Slack, way: str) -> None:
    """The SDK uses all of them: JSON for messages, a query string even on POST for others."""
    arguments: dict[str, Any] = {"user": "U0ANA00001"}
    headers = {"Authorization": f"Bearer {CREDENTIALS.bot_token}"}
    if way == "json":
        response = await slack.http.post("/api/users.info", json=arguments, headers=headers)
    elif way == "form":
        response = await slack.http.post("/api/users.info", data=arguments | {"token": CREDENTIALS.bot_token})
    elif way == "query":
        response = await slack.http.post("/api/users.info", params=arguments, headers=headers)
    else:
        response = await slack.http.get("/api/users.info", params=arguments, headers=headers)
    assert response.json()["user"]["name"] == "ana"


async def test_blocks_and_views_may_be_json_in_a_form(slack: Slack) -> None:
    """Older clients send them that way."""
    trigger = (await slack.command())["trigger_id"]
    form = {"token": CREDENTIALS.bot_token, "trigger_id": trigger, "view": httpx.Response(200, json=modal()).text}
    assert (await slack.http.post("/api/views.open", data=form)).json()["ok"] is True


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"x", "text/plain", "invalid_post_type"),
        (b"a=\xff", "application/x-www-form-urlencoded", "invalid_form_data"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(slack: Slack, content: bytes, kind: str, code: str) -> None:
    """In words a client library shows."""
    response = await slack.http.post("/api/auth.test", content=content, headers={"Content-Type": kind})
    assert response.json() == {"ok": False, "error": code}


async def test_a_synchronous_client_works_too(slack: Slack) -> None:
    """Any stock client must, not only the one the bot uses."""
    import asyncio  # noqa: PLC0415 - the one place that needs a thread

    client = WebClient(token=CREDENTIALS.bot_token, base_url=f"{slack.url}/api/")
    answer = await asyncio.to_thread(client.users_list)
    assert [member["name"] for member in answer["members"]] == ["ana", "ben", "cleo", "dan", "talkbot"]


async def test_lists_come_in_pages(slack: Slack) -> None:
    """A bot that ignores cursors misses people."""
    first = await slack.api.users_list(limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await slack.api.users_list(limit=3, cursor=cursor)
    assert [member["name"] for member in second["members"]] == ["cleo", "dan", "talkbot"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert await slack.refuses("users.list", cursor="nonsense") == "invalid_cursor"
    assert await slack.refuses("users.list", limit="many") == "invalid_limit"


async def test_people_and_groups_are_who_they_are(slack: Slack) -> None:
    """What the bot bases rights on, and what a test may change."""
    assert (await slack.api.usergroups_users_list(usergroup="S0APPROVER"))["users"] == ["U0BEN00001", "U0CLEO0001"]
    assert (await slack.api.usergroups_list(include_users=True))["usergroups"][0]["handle"] == "talk-approvers"
    assert await slack.refuses("usergroups.users.list", usergroup="S0NOBODY01") == "no_such_subteam"
    assert await slack.refuses("users.info", user="U0NOBODY01") == "user_not_found"
    await slack.control("/people", id="U0BEN00001", is_guest=True, deleted=True)
    user = (await slack.api.users_info(user="U0BEN00001"))["user"]
    assert (user["is_restricted"], user["deleted"]) == (True, True)
    assert (await slack.api.usergroups_users_list(usergroup="S0APPROVER"))["users"] == ["U0CLEO0001"]
    assert (await slack.api.users_info(user="U0CLEO0001", include_locale=True))["user"]["locale"] == "en-US"


async def test_of_who_has_no_time_zone_slack_says_none(slack: Slack) -> None:
    """Not of everybody does Slack know one, which a bot has to do without."""
    assert (await slack.api.users_info(user="U0CLEO0001"))["user"]["tz"] == "Europe/Berlin"
    await slack.control("/people", id="U0CLEO0001", tz="")
    assert not {"tz", "tz_label", "tz_offset"} & (await slack.api.users_info(user="U0CLEO0001"))["user"].keys()


async def test_a_disabled_group_is_there_for_who_asks_for_disabled_ones(slack: Slack) -> None:
    """Nobody can delete a group in Slack, only disable it; its people stay in it."""
    await slack.control("/usergroups", id="S0APPROVER", deleted=True)
    assert await slack.refuses("usergroups.users.list", usergroup="S0APPROVER") == "no_such_subteam"
    assert (await slack.api.usergroups_list())["usergroups"] == []
    found = await slack.api.usergroups_users_list(usergroup="S0APPROVER", include_disabled=True)
    assert found["users"] == ["U0BEN00001", "U0CLEO0001"]
    (group,) = (await slack.api.usergroups_list(include_disabled=True))["usergroups"]
    assert group["date_delete"] > 0
    await slack.control("/usergroups", id="S0APPROVER", deleted=False, users=["U0DAN00001"])
    assert (await slack.api.usergroups_users_list(usergroup="S0APPROVER"))["users"] == ["U0DAN00001"]


class TestShortPages:
    """Slack may put less on a page than was asked for."""

    @pytest.fixture
    def settings(self, settings: SlackSettings) -> SlackSettings:
        """As everywhere, but with two on a page."""
        return replace(settings, most_members=2)

    async def test_a_short_page_is_not_the_last(self, slack: Slack) -> None:
        """A bot that stops at a short page misses people."""
        pages = [page["members"] async for page in await slack.api.users_list(limit=1000)]
        assert [len(page) for page in pages] == [2, 2, 1]


class TestFaults:
    """What a test may ask to go wrong."""

    async def test_a_rate_limit_has_a_status_and_a_wait(self, slack: Slack) -> None:
        """429 with Retry-After is what the SDK's own retry handler looks for."""
        await slack.control("/faults", method="auth.test", error="ratelimited", seconds=7)
        with pytest.raises(SlackApiError) as caught:
            await slack.api.auth_test()
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["retry-after"] == "7"
        await slack.api.auth_test()

    async def test_any_code_can_be_asked_for_several_times(self, slack: Slack) -> None:
        """Used up by calls of that method alone."""
        await slack.control("/faults", method="users.info", error="internal_error", times=2)
        await slack.api.auth_test()
        for _ in range(2):
            assert await slack.refuses("users.info", user="U0ANA00001") == "internal_error"
        await slack.api.users_info(user="U0ANA00001")

    async def test_a_fault_can_wait_for_its_turn(self, slack: Slack) -> None:
        """What breaks off half-way did well before."""
        await slack.control("/faults", method="auth.test", error="internal_error", after=2)
        for _ in range(2):
            await slack.api.auth_test()
        assert await slack.refuses("auth.test") == "internal_error"
        await slack.api.auth_test()

    async def test_a_dropped_call_did_nothing_and_a_lost_one_did(self, slack: Slack) -> None:
        """Posting is not idempotent: a bot must be ready for a reply that never comes."""
        headers = {"Authorization": f"Bearer {CREDENTIALS.bot_token}"}
        message = {"channel": "C0PHONEOPS", "text": "Once"}
        for error, posted in (("drop", 0), ("lose", 1)):
            await slack.control("/faults", method="chat.postMessage", error=error)
            with pytest.raises(httpx.RemoteProtocolError):
                await slack.http.post("/api/chat.postMessage", json=message, headers=headers)
            assert len(await slack.ana.messages("C0PHONEOPS")) == posted

    async def test_faults_can_be_called_off(self, slack: Slack) -> None:
        """One test must not spoil the next."""
        await slack.control("/faults", method="*", error="internal_error", times=9)
        await slack.http.delete("/faults")
        await slack.api.auth_test()

    async def test_a_delay_only_delays(self, slack: Slack) -> None:
        """The answer is the right one."""
        await slack.control("/faults", method="auth.test", error="delay", seconds=0.01)
        await slack.api.auth_test()
        entries = (await slack.http.get("/page/log")).json()["entries"]
        assert entries[-1]["ms"] >= 10
