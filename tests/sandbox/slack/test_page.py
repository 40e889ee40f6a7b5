"""What the page itself is served: files, state, changes, the request log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.people import ANA, BEN, CREDENTIALS
from bot.sandbox.slack.request_log import KEPT, RequestLog, Traffic

from .conftest import Slack
from .scripted import JSON, modal

OPS = "C0PHONEOPS"


async def test_the_page_may_load_nothing_from_elsewhere(slack: Slack) -> None:
    """The sandbox works without a network, and hostile text in a message cannot fetch anything."""
    response = await slack.http.get("/")
    assert response.status_code == 200
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    assert response.headers["content-security-policy"] == policy
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["..%2Fapp.py", "nothing.js", "%2e%2e", ".."])
async def test_only_files_of_the_page_are_served(slack: Slack, name: str) -> None:
    """No path leads out of the folder."""
    assert (await slack.http.get(f"/page/static/{name}")).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"Host": "attacker.example"}, {"Origin": "http://attacker.example"}],
)
async def test_other_sites_are_turned_away(slack: Slack, headers: dict[str, str]) -> None:
    """A page on any site can make a browser talk to this machine; nothing here answers it."""
    for method, path in (("GET", "/page/state?as=U0ANA00001"), ("POST", "/reset"), ("POST", "/api/auth.test")):
        assert (await slack.http.request(method, path, headers=headers)).status_code == 403


async def test_a_post_must_be_json(slack: Slack) -> None:
    """A cross-site form cannot say so without asking first."""
    response = await slack.http.post(
        "/page/say", content=b'{"as":"U0ANA00001"}', headers={"Content-Type": "text/plain"}
    )
    assert response.status_code == 415
    for content in (b"{", b"[]"):
        response = await slack.http.post("/page/say", content=content, headers={"Content-Type": "application/json"})
        assert response.status_code == 400


async def test_the_state_has_what_the_page_draws(slack: Slack) -> None:
    """The contract with the page, key by key."""
    state = await slack.ana.state()
    assert list(state) == [
        *("team", "me", "people", "bot", "channels", "dms", "commands", "shortcuts", "workflows", "home", "modals"),
        *("users", "usergroups"),
    ]
    assert state["team"] == {"id": "T0TALKDEMO", "name": "Talk Demo", "domain": "talk-demo"}
    assert [(person["name"], person["groups"]) for person in state["people"]] == [
        ("ana", []),
        ("ben", ["talk-approvers"]),
        ("cleo", ["talk-approvers"]),
        ("dan", []),
    ]
    assert list(state["channels"][0]) == ["id", "name", "topic", "is_private", "is_member", "bot_is_member", "unread"]
    assert state["usergroups"] == {"S0APPROVER": {"handle": "talk-approvers", "name": "Talk approvers"}}
    assert state["users"]["U0TALKBOT1"]["is_bot"] is True
    assert state["dms"][0]["with"] == "U0TALKBOT1"


async def test_an_unknown_person_is_told(slack: Slack) -> None:
    """In a sentence, since a developer reads it."""
    response = await slack.http.get("/page/state", params={"as": "U0NOBODY01"})
    assert (response.status_code, response.json()["ok"]) == (404, False)
    answer = await slack.ana.as_person("U0NOBODY01").post("open_home")
    assert answer == {"ok": False, "error": "There is no such person in this workspace."}


async def test_unread_counts_what_others_wrote(slack: Slack) -> None:
    """Until it is read."""
    await slack.api.chat_postMessage(channel=OPS, text="New")
    await slack.ana.as_person(BEN.id).does("say", channel=OPS, text="Hello")

    async def unread(person: str) -> int:
        channels = (await slack.ana.as_person(person).state())["channels"]
        return next(int(channel["unread"]) for channel in channels if channel["id"] == OPS)

    assert (await unread(ANA.id), await unread(BEN.id)) == (2, 0)
    await slack.ana.does("read", channel=OPS)
    assert await unread(ANA.id) == 0


async def _changes(lines: AsyncIterator[str]) -> AsyncIterator[JSON]:
    async for line in lines:
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def _wait_for(changes: AsyncIterator[JSON], kind: str) -> JSON:
    async for change in changes:
        if kind in change["kinds"]:
            return change
    raise AssertionError("the stream ended")


async def test_changes_are_told_as_they_happen(slack: Slack) -> None:
    """The page fetches again what is named, and only its own person's."""
    async with slack.http.stream("GET", "/page/events", params={"as": ANA.id}) as stream:
        lines = stream.aiter_lines()
        assert (await anext(lines)).startswith(":")
        changes = _changes(lines)
        await slack.api.chat_postMessage(channel=OPS, text="New")
        assert (await _wait_for(changes, "messages"))["channel"] == OPS
        await slack.opened(modal())
        await _wait_for(changes, "modals")
        await slack.control("/reset")
        await _wait_for(changes, "channels")


async def test_nobody_hears_of_anothers_ephemerals_and_modals(slack: Slack) -> None:
    """What Ben's page is told tells nothing about Ana."""
    async with slack.http.stream("GET", "/page/events", params={"as": BEN.id}) as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        changes = _changes(lines)
        await slack.opened(modal())
        await slack.api.chat_postEphemeral(channel=OPS, user=ANA.id, text="Only you")
        await slack.api.chat_postMessage(channel="C0GENERAL1", text="All")
        change = await _wait_for(changes, "messages")
        assert change["channel"] == "C0GENERAL1"
        assert "modals" not in change["kinds"]


async def test_the_log_has_every_request_and_no_secret(slack: Slack) -> None:
    """It is shown on a page and pasted into tickets."""
    fields = await slack.command("search")
    await slack.api.chat_postMessage(channel=OPS, text="x")
    await slack.http.post(fields["response_url"], json={"text": "later"})
    log = (await slack.http.get("/page/log")).json()
    assert [(entry["direction"], entry["title"], entry["status"]) for entry in log["entries"]] == [
        ("to_bot", "/talk search", 200),
        ("from_bot", "chat.postMessage", 200),
        ("response_url", "/commands/T0TALKDEMO/…", 200),
    ]
    assert log["last"] == 3
    whole = ""
    for entry in log["entries"]:
        found = (await slack.http.get(f"/page/log/{entry['n']}")).json()["entry"]
        assert set(found["request"]) == set(found["response"]) == {"headers", "body"}
        whole += json.dumps(found, ensure_ascii=False)
    assert "Bearer …" in whole
    secret_path = fields["response_url"].rpartition("/")[2]
    for secret in (*CREDENTIALS.secrets(), secret_path):
        assert secret not in whole
    assert (await slack.http.get("/page/log", params={"after": "2"})).json()["entries"][0]["n"] == 3
    assert (await slack.http.get("/page/log/99")).status_code == 404


def test_the_log_keeps_the_last_five_hundred() -> None:
    """A sandbox that runs all day does not grow."""
    log = RequestLog(Changes(), ())
    for number in range(KEPT + 5):
        log.add("from_bot", str(number), started=0, request=Traffic(), response=Traffic(), status=200, error=None)
    assert (len(log.after(0)), log.last) == (KEPT, KEPT + 5)
    assert log.get(1) is None


async def test_the_log_says_why_an_answer_could_not_be_used(slack: Slack) -> None:
    """A person sees only that something went wrong; whoever writes the bot needs the reason."""
    slack.bot.says({"text": "x", "blocks": [{"type": "marquee"}]})
    fields = await slack.command()
    await slack.http.post(fields["response_url"], json={"blocks": [{"type": "marquee"}]})
    command, webhook = (await slack.http.get("/page/log")).json()["entries"]
    for entry in (command, webhook):
        assert entry["ok"] is False
        assert "unsupported type: marquee [json-pointer:/blocks/0/type]" in entry["error"]


async def test_a_failed_call_is_marked_in_the_log(slack: Slack) -> None:
    """With Slack's code, so that it can be found."""
    await slack.refuses("chat.postMessage", channel="C0RANDOM01", text="x")
    (entry,) = (await slack.http.get("/page/log")).json()["entries"]
    assert (entry["ok"], entry["error"]) == (False, "not_in_channel")


async def test_a_reset_begins_anew(slack: Slack) -> None:
    """Messages, modals, homes, members, the clock and the log."""
    await slack.opened(modal())
    await slack.ana.does("say", channel=OPS, text="x")
    await slack.control("/membership", channel="C0RANDOM01", member=True)
    await slack.control("/reset")
    everything = await slack.inspect()
    assert all(not conversation["messages"] for conversation in everything["conversations"])
    assert not any(everything["modals"].values())
    assert await slack.refuses("chat.postMessage", channel="C0RANDOM01", text="x") == "not_in_channel"


async def test_inspect_shows_everybodys_everything(slack: Slack) -> None:
    """So that a journey can assert without a browser."""
    await slack.opened(modal())
    await slack.api.chat_postEphemeral(channel=OPS, user=BEN.id, text="Only Ben")
    everything = await slack.inspect()
    assert len(everything["modals"][ANA.id]) == 1
    (ops,) = [each for each in everything["conversations"] if each["id"] == OPS]
    assert [(m["text"], m["only_for"]) for m in ops["messages"]] == [("Only Ben", BEN.id)]


@pytest.mark.parametrize(
    "path", ["/faults", "/clock", "/people", "/membership", "/steps", "/probe", "/usergroups", "/bot"]
)
async def test_a_control_that_makes_no_sense_is_refused(slack: Slack, path: str) -> None:
    """A mistake in a test is told, not swallowed."""
    response = await slack.http.post(path, json={"nonsense": 1})
    assert (response.status_code, response.json()["ok"]) == (400, False)
    assert (await slack.http.post(path, content=b"{")).status_code == 400


async def test_a_usergroup_can_be_changed(slack: Slack) -> None:
    """People leave groups while a request waits."""
    await slack.control("/usergroups", id="S0APPROVER", users=[BEN.id])
    assert (await slack.api.usergroups_users_list(usergroup="S0APPROVER"))["users"] == [BEN.id]


async def test_nothing_outlives_the_server(slack: Slack) -> None:
    """An open event stream ends when the workspace does; the fixture would hang otherwise."""
    stream = await slack.http.send(slack.http.build_request("GET", "/page/events", params={"as": ANA.id}), stream=True)
    assert isinstance(stream, httpx.Response)
