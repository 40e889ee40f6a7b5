"""Faults in who decides, and where: the approval channel, the people and the user groups that the settings name."""

from __future__ import annotations

import pytest

from bot.doctor.finding import State
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, BEN, BOT_USER_ID, CLEO
from tests.doctor.clinic import Clinic

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_bot_outside_the_approval_channel_is_told(clinic: Clinic) -> None:
    """What is asked for would wait where nobody sees it."""
    await clinic.breaks("membership", channel=APPROVAL_CHANNEL.id, member=False)
    finding = (await clinic.visit()).one("channel", "TALK_APPROVAL_CHANNEL")
    assert finding.state is State.FAILED
    assert "not in #talk-approvals" in finding.found
    assert "/invite @talkbot" in finding.remedy


async def test_a_private_channel_without_the_bot_is_told_as_one_that_may_be_there(clinic: Clinic) -> None:
    """Slack does not tell the one from a wrong id."""
    await clinic.breaks("membership", channel=APPROVAL_CHANNEL.id, member=False)
    await clinic.breaks("channels", id=APPROVAL_CHANNEL.id, is_private=True)
    finding = (await clinic.visit()).one("channel", "TALK_APPROVAL_CHANNEL")
    assert finding.state is State.FAILED
    assert "/invite @talkbot" in finding.remedy
    assert "id" in finding.remedy


async def test_a_channel_that_is_not_there_is_told(clinic: Clinic) -> None:
    """One letter lost while copying."""
    finding = (await clinic.visit(TALK_APPROVAL_CHANNEL="C0NOWHERE1")).one("channel", "TALK_APPROVAL_CHANNEL")
    assert "no such channel" in finding.found


@pytest.mark.parametrize(
    ("flag", "state", "found"),
    [("is_archived", State.FAILED, "archived"), ("is_ext_shared", State.WARNING, "other organisations")],
)
async def test_a_channel_of_the_wrong_kind_is_told(clinic: Clinic, flag: str, state: State, found: str) -> None:
    """Nobody can write to the one, and strangers read the other."""
    await clinic.breaks("channels", id=APPROVAL_CHANNEL.id, **{flag: True})
    finding = (await clinic.visit()).one("channel", "TALK_APPROVAL_CHANNEL")
    assert finding.state is state
    assert found in finding.found
    assert finding.remedy


async def test_approvers_outside_the_channel_are_told(clinic: Clinic) -> None:
    """One is warned of; where it is all of them, nobody decides anything."""
    await clinic.breaks("membership", channel=APPROVAL_CHANNEL.id, user=BEN.id, member=False)
    finding = (await clinic.visit()).one("channel", "members")
    assert (finding.state, BEN.id in finding.found) == (State.WARNING, True)
    await clinic.breaks("membership", channel=APPROVAL_CHANNEL.id, user=CLEO.id, member=False)
    finding = (await clinic.visit()).one("channel", "members")
    assert (finding.state, finding.remedy.startswith("Invite them")) == (State.FAILED, True)


async def test_an_empty_group_of_approvers_is_told(clinic: Clinic) -> None:
    """Every request would be refused."""
    await clinic.breaks("usergroups", id=APPROVERS.id, users=[])
    visit = await clinic.visit()
    assert "empty" in visit.one("people", "TALK_APPROVERS").found
    assert visit.one("people", "approvers").state is State.FAILED
    assert "nobody can approve" in visit.one("people", "approvers").found


async def test_a_group_that_is_disabled_or_unknown_is_told(clinic: Clinic) -> None:
    """Nobody has a right through it."""
    await clinic.breaks("usergroups", id=APPROVERS.id, deleted=True)
    finding = (await clinic.visit()).one("people", "TALK_APPROVERS")
    assert finding.state is State.FAILED
    assert "disabled" in finding.found


async def test_groups_that_may_not_be_read_are_told_with_the_scope(clinic: Clinic) -> None:
    """It is a fault of the app, and not of the group."""
    await clinic.breaks("faults", method="usergroups.users.list", error="missing_scope")
    finding = (await clinic.visit()).one("people", "TALK_APPROVERS")
    assert "talkbot manifest" in finding.remedy


async def test_people_who_get_no_rights_are_told_with_why(clinic: Clinic) -> None:
    """Somebody left, somebody is a guest, somebody is a bot, and one id is nobody's."""
    await clinic.breaks("people", id=ANA.id, deleted=True)
    await clinic.breaks("people", id=BEN.id, is_guest=True)
    await clinic.breaks("people", id=CLEO.id, is_stranger=True)
    operators = f"{ANA.id},{BEN.id},{CLEO.id},{BOT_USER_ID},U0NOBODY01"
    visit = await clinic.visit(TALK_OPERATORS=operators)
    told = {one.found.split()[0]: one.found for one in visit.findings if one.check == "TALK_OPERATORS"}
    assert "deactivated" in told[ANA.id]
    assert "a guest" in told[BEN.id]
    assert "another organisation" in told[CLEO.id]
    assert "a bot" in told[BOT_USER_ID]
    assert "nobody by that id" in told["U0NOBODY01"]
    # Both in the group of approvers are out as well.
    assert visit.one("people", "approvers").state is State.FAILED


async def test_an_approver_alone_is_warned_of(clinic: Clinic) -> None:
    """What they ask for themselves could never be approved."""
    finding = (await clinic.visit(TALK_APPROVERS=BEN.id)).one("people", "approvers")
    assert (finding.state, finding.found) == (State.WARNING, "Ben Okafor alone can approve")
    assert "second person" in finding.remedy


async def test_a_team_of_one_needs_neither_channel_nor_approvers(clinic: Clinic) -> None:
    """What is not needed is not looked at."""
    visit = await clinic.visit(
        TALK_APPROVALS="none", TALK_REQUESTERS=ANA.id, TALK_APPROVAL_CHANNEL=None, TALK_APPROVERS=None
    )
    assert visit.wrong == [], visit.text
    assert visit.one("people", "TALK_REQUESTERS").found == "1 person: Ana Lindqvist"
    assert not [one for one in visit.findings if one.subject == "channel"]
