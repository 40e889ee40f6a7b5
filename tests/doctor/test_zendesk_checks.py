"""Faults at Zendesk: the address, the credentials, the role, the scopes, the plan, and API tokens that end."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.doctor import zendesk_checks
from bot.doctor.finding import State
from bot.sandbox.talk_api.settings import Credentials
from bot.zendesk import ApiToken, TalkClient
from tests.doctor.clinic import Clinic

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALK = Credentials()
NO_CLIENT = {"ZENDESK_CLIENT_ID": None, "ZENDESK_CLIENT_SECRET": None}
BEARER = NO_CLIENT | {"ZENDESK_ACCESS_TOKEN": TALK.access_token}
LEGACY = NO_CLIENT | {"ZENDESK_EMAIL": TALK.email, "ZENDESK_API_TOKEN": TALK.api_token}


@pytest.mark.parametrize("credentials", [{}, BEARER], ids=["client", "bearer"])
async def test_credentials_that_work_are_well(clinic: Clinic, credentials: dict[str, str | None]) -> None:
    """Both ways that stay."""
    visit = await clinic.visit(**credentials)
    assert visit.wrong == [], visit.text
    assert visit.one("zendesk", "scopes").state is State.OK
    assert visit.one("zendesk", "talk").found == "21 lines"


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"ZENDESK_CLIENT_SECRET": "planted-secret"}, "confidential"),
        (BEARER | {"ZENDESK_ACCESS_TOKEN": "planted-secret"}, "Make a new token"),
        (LEGACY | {"ZENDESK_API_TOKEN": "planted-secret"}, "e-mail address"),
    ],
    ids=["client", "bearer", "api_token"],
)
async def test_credentials_that_are_not_taken_are_told(
    clinic: Clinic, changes: dict[str, str | None], remedy: str
) -> None:
    """Each way has its own place where a new one is made."""
    visit = await clinic.visit(**changes)
    finding = visit.one("zendesk", "credentials")
    assert finding.state is State.FAILED
    assert remedy in finding.remedy
    assert "planted" not in visit.text


async def test_a_stranger_is_told(clinic: Clinic) -> None:
    """Zendesk answers credentials it does not know as it answers a customer."""
    await clinic.account(role="end-user")
    finding = (await clinic.visit()).one("zendesk", "credentials")
    assert (finding.state, "stranger" in finding.found) == (State.FAILED, True)


async def test_an_address_without_zendesk_is_told(clinic: Clinic) -> None:
    """A subdomain that nobody has, or one that leads elsewhere."""
    finding = (await clinic.visit(ZENDESK_URL="http://127.0.0.1:1")).one("zendesk", "credentials")
    assert (finding.state, "does not answer" in finding.found) == (State.FAILED, True)
    await clinic.world.fault("redirect", path="/oauth/tokens", location="https://www.zendesk.com/")
    finding = (await clinic.visit()).one("zendesk", "credentials")
    assert (finding.state, "is not Zendesk's API" in finding.found) == (State.FAILED, True)
    assert "ZENDESK_SUBDOMAIN" in finding.remedy


async def test_a_role_that_may_not_be_enough_is_told(clinic: Clinic) -> None:
    """Zendesk's own roles differ from account to account; an admin's is always enough."""
    await clinic.account(role="agent")
    finding = (await clinic.visit()).one("zendesk", "role")
    assert (finding.state, "admin" in finding.remedy) == (State.WARNING, True)
    await clinic.account(suspended=True)
    assert (await clinic.visit()).one("zendesk", "role").state is State.FAILED


async def test_a_trial_and_a_plan_without_talk_are_told(clinic: Clinic) -> None:
    """Neither can list a number."""
    for broken in ({"trial": True}, {"trial": False, "talk": False}):
        await clinic.account(**broken)
        finding = (await clinic.visit()).one("zendesk", "talk")
        assert finding.state is State.FAILED
        assert "trial" in finding.remedy
        assert "plan with Talk" in finding.remedy


async def test_scopes_that_do_not_reach_are_told(clinic: Clinic) -> None:
    """A token that only reads would fail at the first purchase."""
    await clinic.account(scopes="read")
    finding = (await clinic.visit()).one("zendesk", "scopes")
    assert (finding.state, "write is missing" in finding.found) == (State.FAILED, True)
    assert "OAuth clients" in finding.remedy
    await clinic.account(scopes="read write impersonate")
    finding = (await clinic.visit()).one("zendesk", "scopes")
    assert (finding.state, "impersonate" in finding.found) == (State.WARNING, True)


async def test_an_access_token_that_ends_soon_is_told(clinic: Clinic) -> None:
    """Nothing fetches the next one."""
    await clinic.account(access_token_left=5 * 3600 + 60)
    visit = await clinic.visit(**BEARER)
    soon = [one for one in visit.findings if one.subject == "zendesk" and one.state is State.WARNING]
    assert [one.found for one in soon] == ["the access token expires in 5 hours"]
    assert "new token" in soon[0].remedy


async def test_a_limit_that_is_low_or_used_up_is_told(clinic: Clinic) -> None:
    """Other programs take from the same."""
    await clinic.account(rate_limit=50)
    finding = (await clinic.visit()).one("zendesk", "rate limit")
    assert (finding.state, "50 requests" in finding.found) == (State.WARNING, True)


async def test_an_api_token_is_told_until_when_it_works(clinic: Clinic) -> None:
    """It works, and that it will not is known."""
    visit = await clinic.visit(**LEGACY)
    finding = visit.one("zendesk", "API token")
    assert "30 April 2027" in finding.found
    assert "ZENDESK_CLIENT_ID" in finding.remedy
    assert visit.one("zendesk", "talk").state is State.OK


@pytest.mark.parametrize(("day", "state"), [(dt.date(2026, 11, 1), State.WARNING), (dt.date(2027, 5, 1), State.FAILED)])
async def test_the_day_on_which_api_tokens_end_is_the_line(clinic: Clinic, day: dt.date, state: State) -> None:
    """Before it a warning, after it the reason why nothing works."""
    now = dt.datetime.combine(day, dt.time(), dt.UTC)
    async with TalkClient(
        clinic.world.told["ZENDESK_URL"], ApiToken(TALK.email, TALK.api_token), user_agent="tests"
    ) as talk:
        found = await zendesk_checks.check_zendesk(talk, "api_token", now)
    assert found[0].state is state
