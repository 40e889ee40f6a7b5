"""Faults at Slack: the token, the scopes, the clock, the app-level token and who else listens with it."""

from __future__ import annotations

import pytest

from bot.doctor import app_token_checks
from bot.doctor.finding import State
from bot.doctor.scopes import wanted
from bot.sandbox.slack.people import CREDENTIALS
from tests.doctor.clinic import Clinic, socket_connection


@pytest.mark.parametrize(
    ("error", "found", "remedy"),
    [
        ("account_inactive", "taken out of the workspace", "Install the app again"),
        ("token_revoked", "revoked", "Install the app again"),
        ("token_expired", "token rotation", "Switch token rotation off"),
        ("not_allowed_token_type", "another kind", "OAuth & Permissions"),
        ("ratelimited", "left alone", "in a minute"),
    ],
)
@pytest.mark.asyncio(loop_scope="session")
async def test_a_token_that_slack_refuses_is_told_with_the_reason(
    clinic: Clinic, error: str, found: str, remedy: str
) -> None:
    """Each has another remedy, and none of them is to look it up."""
    await clinic.breaks("faults", method="auth.test", error=error, times=5)
    finding = (await clinic.visit()).one("slack", "token")
    assert finding.state is State.FAILED
    assert found in finding.found
    assert remedy in finding.remedy


@pytest.mark.asyncio(loop_scope="session")
async def test_a_token_of_nobody_is_told_and_not_repeated(clinic: Clinic) -> None:
    """One digit lost while copying."""
    visit = await clinic.visit(SLACK_BOT_TOKEN="xoxb-planted")
    assert "does not know the token" in visit.one("slack", "token").found
    assert "planted" not in visit.text


@pytest.mark.asyncio(loop_scope="session")
async def test_an_address_that_is_not_slack_is_told(clinic: Clinic) -> None:
    """The Talk API answers there, with something else."""
    address = clinic.world.told["ZENDESK_URL"]
    visit = await clinic.visit(SLACK_API_URL=f"{address}/api/", SLACK_APP_TOKEN=CREDENTIALS.app_token)
    finding = visit.one("slack", "token")
    assert finding.state is State.FAILED
    assert "SLACK_API_URL" in finding.found
    assert visit.one("app token", "SLACK_APP_TOKEN").state is State.UNKNOWN


@pytest.mark.asyncio(loop_scope="session")
async def test_an_address_where_nobody_listens_is_told(clinic: Clinic) -> None:
    """Of an address other than Slack's own, the setting is the first to look at; one mistake is told once."""
    visit = await clinic.visit(SLACK_API_URL="http://127.0.0.1:1/api/", SLACK_APP_TOKEN=CREDENTIALS.app_token)
    finding = visit.one("slack", "token")
    assert "does not answer" in finding.found
    assert "SLACK_API_URL" in finding.remedy
    assert visit.one("app token", "SLACK_APP_TOKEN").state is State.UNKNOWN


@pytest.mark.asyncio(loop_scope="session")
async def test_missing_and_spare_scopes_are_told_by_name(clinic: Clinic) -> None:
    """With what the bot cannot do without it, as the manifest says."""
    await clinic.breaks("app", scopes=[*(set(wanted()) - {"files:write", "groups:read"}), "im:history"])
    visit = await clinic.visit()
    scopes = [one for one in visit.findings if one.check == "scopes" and one.subject == "slack"]
    missing = [one.found for one in scopes if one.state is State.FAILED]
    assert [found.split()[0] for found in missing] == ["files:write", "groups:read"]
    assert "CSV" in missing[0]
    assert all("talkbot manifest" in one.remedy for one in scopes if one.state is State.FAILED)
    (spare,) = [one for one in scopes if one.state is State.WARNING]
    assert spare.found.endswith(": im:history")


def test_every_scope_of_the_manifest_is_wanted_with_its_why() -> None:
    """What the manifest says is read from its very text."""
    assert set(wanted()) == {
        *("channels:read", "chat:write", "commands", "files:write", "groups:read", "usergroups:read", "users:read")
    }
    assert all(len(why) > 10 for why in wanted().values())


@pytest.mark.parametrize(("seconds", "state"), [(60, State.WARNING), (400, State.FAILED)])
@pytest.mark.asyncio(loop_scope="session")
async def test_a_clock_that_is_off_is_told(clinic: Clinic, seconds: int, state: State) -> None:
    """Five minutes off, and every click is refused as a replay."""
    await clinic.breaks("clock", advance=seconds)
    finding = (await clinic.visit()).one("clock", "this machine")
    assert finding.state is state
    assert "behind Slack" in finding.found
    assert "NTP" in finding.remedy


@pytest.mark.asyncio(loop_scope="session")
async def test_an_app_token_that_works_alone_is_well(socket_clinic: Clinic) -> None:
    """No bot runs yet, and nobody else listens."""
    visit = await socket_clinic.visit()
    assert visit.wrong == [], visit.text
    assert visit.one("app token", "SLACK_APP_TOKEN").state is State.OK
    assert visit.one("app token", "connections").found == "nobody else listens with this token"


@pytest.mark.asyncio(loop_scope="session")
async def test_tokens_of_two_apps_are_told(socket_clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both work, and no click ever comes: somebody has a second app for tests."""
    assert (await socket_clinic.visit()).one("app token", "app").state is State.OK
    monkeypatch.setattr("bot.sandbox.slack.socket_mode.links.APP_ID", "A0ANOTHER1")
    finding = (await socket_clinic.visit()).one("app token", "app")
    assert (finding.state, "of the app A0ANOTHER1" in finding.found) == (State.FAILED, True)
    assert "one app's page" in finding.remedy


@pytest.mark.asyncio(loop_scope="session")
async def test_socket_mode_that_is_off_is_told(socket_clinic: Clinic) -> None:
    """An app that was made for HTTP."""
    await socket_clinic.visit()
    await socket_clinic.breaks("socket", do="disable")
    finding = (await socket_clinic.visit()).one("app token", "SLACK_APP_TOKEN")
    await socket_clinic.breaks("socket", do="enable")
    assert finding.state is State.FAILED
    assert "Switch it on" in finding.remedy


@pytest.mark.parametrize(
    ("error", "found"), [("missing_scope", "connections:write"), ("invalid_auth", "does not know the token")]
)
@pytest.mark.asyncio(loop_scope="session")
async def test_an_app_token_that_slack_refuses_is_told(socket_clinic: Clinic, error: str, found: str) -> None:
    """It is made by hand, and its scope chosen by hand."""
    await socket_clinic.breaks("faults", method="apps.connections.open", error=error)
    finding = (await socket_clinic.visit()).one("app token", "SLACK_APP_TOKEN")
    assert finding.state is State.FAILED
    assert found in finding.found
    assert "App-Level Tokens" in finding.remedy


@pytest.mark.asyncio(loop_scope="session")
async def test_a_second_process_on_the_same_app_token_is_told(socket_clinic: Clinic) -> None:
    """It takes every other click, and no bot of ours runs."""
    async with socket_connection(socket_clinic.world.slack_url):
        finding = (await socket_clinic.visit()).one("app token", "connections")
    assert finding.state is State.FAILED
    assert "second process" in finding.found
    assert "Stop the other process" in finding.remedy


@pytest.mark.parametrize(
    ("count", "stands", "state"),
    [
        (0, True, State.UNKNOWN),
        (1, False, State.OK),
        (2, True, State.OK),
        (2, False, State.FAILED),
        (2, None, State.UNKNOWN),
        (4, True, State.WARNING),
        (10, True, State.WARNING),
    ],
)
def test_other_connections_are_judged_by_whether_a_bot_runs(count: int, stands: bool | None, state: State) -> None:
    """Several processes of one bot are well; one that nobody knows of is not."""
    assert app_token_checks.judge(count, bot_stands=stands).state is state
