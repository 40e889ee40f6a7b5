"""Faults in the settings: each is named with its setting, what to do, and no secret."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.doctor import setting_checks
from bot.doctor.command import look as doctor
from bot.doctor.finding import State
from bot.sandbox.slack.people import CREDENTIALS
from bot.settings import examine
from tests.doctor.clinic import Clinic, Visit, set_up
from tests.journeys.processes import environment
from tests.journeys.world import WITH_APPROVAL

HEX = "0123456789abcdef0123456789abcdef"
Look = Callable[..., "Visit"]
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Look:
    """Look at settings alone; what is given changes a set-up in which nothing is wrong."""
    whole = environment(slack_url=NOWHERE, talk_url=NOWHERE, redis_url="redis://127.0.0.1:1", data_dir=tmp_path, port=1)

    def look_at(**changes: str | None) -> Visit:
        set_up(monkeypatch, tmp_path, whole | WITH_APPROVAL | changes)
        env, unreadable = setting_checks.readable(".env")
        found = setting_checks.look(env, examine(env, "run")[1], ".env")
        return Visit([*([unreadable] if unreadable else []), *found])

    return look_at


@pytest.mark.asyncio(loop_scope="session")
async def test_a_whole_setup_has_nothing_wrong(clinic: Clinic) -> None:
    """A doctor who always finds something is not asked again."""
    visit = await clinic.visit()
    assert visit.wrong == [], visit.text
    assert visit.one("settings", "all").state is State.OK


@pytest.mark.parametrize(
    ("changes", "setting", "found", "remedy"),
    [
        ({"SLACK_BOT_TOKEN": None}, "SLACK_BOT_TOKEN", "nothing", "OAuth & Permissions"),
        ({"SLACK_BOT_TOKEN": "xoxp-planted"}, "SLACK_BOT_TOKEN", "a user token", "Bot User OAuth Token"),
        ({"SLACK_BOT_TOKEN": CREDENTIALS.app_token}, "SLACK_BOT_TOKEN", "into SLACK_APP_TOKEN", "xoxb-"),
        ({"SLACK_APP_TOKEN": CREDENTIALS.bot_token}, "SLACK_APP_TOKEN", "into SLACK_BOT_TOKEN", "connections:write"),
        ({"SLACK_SIGNING_SECRET": None}, "SLACK_SIGNING_SECRET", "nothing", "Basic Information"),
        ({"SLACK_SIGNING_SECRET": None}, "SLACK_SIGNING_SECRET", "nothing", "into SLACK_APP_TOKEN"),
        ({"SLACK_SIGNING_SECRET": f"{HEX} # ours"}, "SLACK_SIGNING_SECRET", "with a space", "lines of their own"),
        ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL", "'slack.com/api'", "https://slack.com/api/"),
        ({"ZENDESK_URL": "https://acme.zendesk.com/agent"}, "ZENDESK_URL", "/agent", "nothing behind the host"),
        ({"ZENDESK_URL": None}, "ZENDESK_SUBDOMAIN or ZENDESK_URL", "neither", "ZENDESK_SUBDOMAIN=acme"),
        ({"ZENDESK_ACCESS_TOKEN": "planted"}, "Zendesk credentials", "several", "OAuth client"),
        ({"ZENDESK_CLIENT_SECRET": None}, "ZENDESK_CLIENT_SECRET", "nothing", "a value"),
        ({"TALK_APPROVAL_CHANNEL": "#approvals"}, "TALK_APPROVAL_CHANNEL", "'#approvals'", "About"),
        ({"TALK_APPROVERS": "@ben"}, "TALK_APPROVERS", "'@ben'", "Copy member ID"),
        ({"TALK_APPROVERS": None}, "TALK_APPROVERS", "nothing", "Copy member ID"),
        ({"TALK_MONTHLY_BUDGET": "100"}, "TALK_MONTHLY_BUDGET", "'100'", "$5.00"),
        ({"TALK_TIMEZONE": "Berlin"}, "TALK_TIMEZONE", "'Berlin'", "Europe/Berlin"),
        ({"REDIS_URL": "http://u:planted@h"}, "REDIS_URL", "another kind", "redis://"),
        ({"PORT": "http"}, "PORT", "'http'", "65535"),
        ({"ZENDESK_CLIENT_SECRET": "fill-me-in"}, "ZENDESK_CLIENT_SECRET", ".env.example", "Fill in"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_a_setting_that_is_missing_or_wrong_is_named_with_what_to_do(
    look: Look, changes: dict[str, str | None], setting: str, found: str, remedy: str
) -> None:
    """Whoever sets it up reads a line and knows what to type where."""
    visit = look(**changes)
    finding = visit.one("settings", setting)
    assert finding.state is State.FAILED
    assert found in finding.found
    assert remedy in finding.remedy
    assert "planted" not in visit.text


@pytest.mark.asyncio(loop_scope="session")
async def test_a_setting_that_is_wrong_keeps_only_its_own_checks_away(clinic: Clinic) -> None:
    """What is wrong at Zendesk is worth knowing while somebody still looks for the Slack token."""
    await clinic.account(trial=True)
    visit = await clinic.visit(SLACK_BOT_TOKEN=None, TALK_TIMEZONE="Berlin", LOG_LEVEL="LOUD")
    assert visit.one("slack", "token").state is State.UNKNOWN
    assert visit.one("slack", "token").found == "it needs SLACK_BOT_TOKEN"
    assert visit.one("zendesk", "talk").state is State.FAILED
    assert visit.one("redis", "server").state is State.OK


@pytest.mark.parametrize("setting", ["TALK_APPROVAL_CHANNEL", "TALK_APPROVERS", "PORT", "TALK_TIMEZONE"])
@pytest.mark.parametrize("secret", [CREDENTIALS.bot_token, CREDENTIALS.signing_secret, HEX])
def test_a_secret_in_the_wrong_place_is_not_repeated(look: Look, setting: str, secret: str) -> None:
    """What is said of a wrong setting ends up in tickets and chats."""
    visit = look(**{setting: secret})
    assert visit.one("settings", setting).state is State.FAILED
    assert secret not in visit.text


def test_a_password_in_an_address_is_not_repeated(look: Look) -> None:
    """An address with one is refused, and shown to whoever has to mend it."""
    visit = look(ZENDESK_URL="https://ana:planted@acme.zendesk.com")
    assert visit.one("settings", "ZENDESK_URL").state is State.FAILED
    assert "planted" not in visit.text


def test_what_looks_like_a_setting_and_is_none_is_said(look: Look, tmp_path: Path) -> None:
    """It would be left out without a word, and the bot would run with a default that nobody chose."""
    tmp_path.joinpath(".env").write_text("TALK_APROVERS=U012AB3CD\n")
    tmp_path.joinpath(".env").chmod(0o600)
    visit = look(TALK_MONTHLY_LIMIT="$5.00", SLACK_BOT_TOKENS="x", SLACK_CHANNEL="x")
    assert "TALK_APPROVERS" in visit.one("settings", "TALK_APROVERS").remedy
    assert "SLACK_BOT_TOKEN" in visit.one("settings", "SLACK_BOT_TOKENS").remedy
    assert visit.one("settings", "TALK_MONTHLY_LIMIT").state is State.WARNING
    assert len(visit.wrong) == 3, visit.text


def test_a_file_that_others_can_read_is_said(look: Look, tmp_path: Path) -> None:
    """It holds the token that buys numbers."""
    tmp_path.joinpath(".env").write_text("LOG_LEVEL=INFO\n")
    tmp_path.joinpath(".env").chmod(0o644)
    finding = look().one("settings", ".env")
    assert (finding.state, finding.remedy) == (State.WARNING, "chmod 600 .env")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_file_that_is_no_text_is_said_and_the_rest_goes_on(clinic: Clinic) -> None:
    """Editors on Windows save UTF-16."""
    clinic.folder.joinpath(".env").write_bytes("LOG_LEVEL=INFO\n".encode("utf-16"))
    clinic.folder.joinpath(".env").chmod(0o600)
    visit = await clinic.visit()
    assert visit.one("settings", ".env").state is State.FAILED
    assert "UTF-8" in visit.one("settings", ".env").remedy
    assert visit.one("slack", "token").state is State.OK


def test_a_secret_of_another_form_is_doubted(look: Look) -> None:
    """The client secret stands beside the signing secret on the app's page."""
    finding = look(SLACK_SIGNING_SECRET="planted-secret-of-a-client").one("settings", "SLACK_SIGNING_SECRET")
    assert finding.state is State.WARNING
    assert "client secret" in finding.remedy


def test_what_a_channels_id_looks_like_is_said_once(look: Look) -> None:
    """What is expected says already where in Slack it stands."""
    assert look(TALK_APPROVAL_CHANNEL="#approvals").one("settings", "TALK_APPROVAL_CHANNEL").remedy.count("About") == 1


def test_the_folder_without_a_file_is_named(look: Look, tmp_path: Path) -> None:
    """Whoever has written one and stands in another folder would look for the mistake in the file."""
    visit = look(SLACK_BOT_TOKEN=None)
    assert str(tmp_path) in visit.one("settings", ".env").found
    assert State.UNKNOWN not in {one.state for one in look(SLACK_BOT_TOKEN="xoxb-planted").findings}


def test_a_line_that_counts_for_nothing_is_named(look: Look, tmp_path: Path) -> None:
    """Quotes that are never closed make a line vanish."""
    tmp_path.joinpath(".env").write_text("LOG_LEVEL=INFO\n\nTALK_TIMEZONE='Europe/Berlin\n")
    tmp_path.joinpath(".env").chmod(0o600)
    finding = look().one("settings", ".env")
    assert finding.state is State.FAILED
    assert "line 3" in finding.found
    assert "quotes" in finding.remedy


def test_what_may_stand_in_a_file_that_cannot_be_read_is_not_called_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One mistake is one line; what is wrong in the environment is told all the same."""
    tmp_path.joinpath(".env").write_bytes("SLACK_BOT_TOKEN=xoxb-1\n".encode("utf-16"))
    set_up(monkeypatch, tmp_path, {"PORT": "many", "REDIS_URL": "redis://127.0.0.1:1"})
    visit = Visit()
    asyncio.run(doctor(visit.hear))
    failed = {one.check for one in visit.findings if one.subject == "settings" and one.state is State.FAILED}
    assert failed == {".env", "PORT"}, visit.text
