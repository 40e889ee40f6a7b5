"""The member directory as it is read from a workspace: whoever is not certainly a full member is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from docket import Docket, Worker
from structlog.testing import capture_logs

from bot.errors import StoreUnavailable
from bot.jobs.members import MemberJobs
from bot.model import Member
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, BOT_USER_ID, CLEO, DAN, TEAM_ID
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.talk.policy import Policy

from .workspace import Reading, full, member, reading, scopes

__all__ = ["reading", "scopes"]

PEOPLE = (ANA, BEN, CLEO, DAN)


async def test_named_people_and_members_of_named_groups_are_read(reading: Reading) -> None:
    """They are at hand in one small value: a workspace may have thousands."""
    found = await reading.read(ANA.id, APPROVERS.id)
    assert found.members == full(ANA.id, BEN.id, CLEO.id)
    assert found.groups == {APPROVERS.id: frozenset({BEN.id, CLEO.id})}
    assert abs(found.at_ms - await reading.store.now_ms()) < 10_000


async def test_everybody_else_is_known_too(reading: Reading) -> None:
    """Every full member may read, and with `*` ask, so each page of them counts."""
    await reading.change("/people", id=DAN.id, is_guest=True)
    await reading.read(ANA.id)
    known = {person.id: await reading.directory.find(person.id) for person in PEOPLE}
    members = {person: found.members[person] for person, found in known.items() if found is not None}
    assert members == full(ANA.id, BEN.id, CLEO.id) | {DAN.id: member(DAN.id, guest=True)}
    assert await reading.calls() == {"users.list": 3}


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("is_guest", member(ANA.id, guest=True)),
        ("deleted", member(ANA.id, active=False)),
        ("is_stranger", member(ANA.id, foreign=True)),
    ],
)
async def test_what_became_of_a_named_person_is_seen(reading: Reading, flag: str, expected: Member) -> None:
    """The settings name an id; who is behind it changes."""
    await reading.change("/people", id=ANA.id, **{flag: True})
    assert (await reading.read(ANA.id)).members == {ANA.id: expected}


async def test_a_deactivated_member_of_a_group_is_none(reading: Reading) -> None:
    """Slack may list them for a while."""
    await reading.change("/people", id=BEN.id, deleted=True)
    found = await reading.read(APPROVERS.id)
    member = found.members.get(BEN.id)
    assert member is None or not member.active


async def test_a_bot_is_nobody_who_asks(reading: Reading) -> None:
    """However it came into a setting."""
    assert not (await reading.read(BOT_USER_ID)).members[BOT_USER_ID].active


async def test_people_of_another_team_are_foreign(reading: Reading) -> None:
    """An organisation's other workspaces have people with ids of the same form."""
    assert (await reading.read(ANA.id, team="T0OTHERS")).members[ANA.id].foreign


async def test_a_group_changes_with_slack(reading: Reading) -> None:
    """Rights follow within minutes."""
    await reading.read(APPROVERS.id)
    await reading.change("/usergroups", id=APPROVERS.id, users=[DAN.id])
    found = await reading.read(APPROVERS.id)
    assert found.groups == {APPROVERS.id: frozenset({DAN.id})}
    assert set(found.members) == {DAN.id}


@pytest.mark.parametrize("why", ["unknown", "deleted", "refused"])
async def test_a_group_that_cannot_be_read_gives_no_rights(reading: Reading, why: str) -> None:
    """It is absent, not empty, and everybody else is read all the same."""
    if why == "refused":
        await reading.change("/faults", method="usergroups.users.list", error="permission_denied")
    if why == "deleted":
        await reading.change("/usergroups", id=APPROVERS.id, deleted=True)
    group = "S0UNKNOWN1" if why == "unknown" else APPROVERS.id
    with capture_logs() as logs:
        found = await reading.read(ANA.id, group)
    assert found.groups == {}
    assert found.members == full(ANA.id)
    (warning,) = (entry for entry in logs if entry["log_level"] == "warning")
    assert warning["group"] == group
    assert warning["remedy"]


async def test_an_empty_group_is_known_to_be_empty(reading: Reading) -> None:
    """Whoever is told that nobody is in it can mend that; one that cannot be read needs somebody else."""
    await reading.change("/usergroups", id=APPROVERS.id, users=[])
    assert (await reading.read(ANA.id, APPROVERS.id)).groups == {APPROVERS.id: frozenset()}


async def test_an_unknown_person_is_no_member(reading: Reading) -> None:
    """A wrong id in the settings opens nothing, and is logged."""
    with capture_logs() as logs:
        found = await reading.read(ANA.id, "U0UNKNOWN1")
    assert set(found.members) == {ANA.id}
    assert [entry["person"] for entry in logs if entry["log_level"] == "warning"] == ["U0UNKNOWN1"]


@pytest.mark.parametrize(
    "fault",
    [
        {"method": "users.list", "error": "internal_error", "after": 1},
        {"method": "users.list", "error": "ratelimited", "after": 2},
        {"method": "users.list", "error": "missing_scope"},
        {"method": "users.list", "error": "drop", "after": 1, "times": 9},
        {"method": "usergroups.users.list", "error": "ratelimited"},
        {"method": "usergroups.users.list", "error": "service_unavailable"},
    ],
    ids=["half-way", "last page", "at once", "connection cut", "groups throttled", "groups down"],
)
async def test_a_reading_that_breaks_off_leaves_the_one_before(reading: Reading, fault: dict[str, Any]) -> None:
    """Until that is too old; half a reading would take rights from half the people. The log says what to do."""
    before = await reading.read(ANA.id, APPROVERS.id)
    await reading.change("/people", id=DAN.id, is_guest=True)
    await reading.change("/faults", **fault)
    with capture_logs() as logs:
        await reading.jobs(ANA.id, APPROVERS.id).refresh()
    assert await reading.directory.find() == before
    dan = await reading.directory.find(DAN.id)
    assert dan is not None
    assert dan.members[DAN.id] == member(DAN.id)
    (warning,) = (entry for entry in logs if entry["log_level"] == "warning")
    assert warning["event"] == "members cannot be read"
    assert ("manifest.yml" in warning["remedy"]) == (fault["error"] == "missing_scope")


async def test_without_redis_the_reading_is_not_taken_for_done(reading: Reading) -> None:
    """It raises, and docket tries again."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), reading.store.keys, patience=1)
    jobs = MemberJobs(reading.slack, Policy(TEAM_ID, frozenset({ANA.id})), nowhere, DirectoryStore(nowhere))
    with pytest.raises(StoreUnavailable):
        await jobs.refresh()
    await nowhere.aclose()


async def test_a_worker_reads_by_itself(reading: Reading, valkey_url: str) -> None:
    """From its start, without anybody asking, and again every few minutes."""
    async with Docket(name=reading.store.keys.docket, url=valkey_url) as docket:
        reading.jobs(ANA.id).register(docket)
        async with Worker(docket, minimum_check_interval=timedelta(milliseconds=10)) as worker:
            await worker.run_at_most({"refresh_members": 1})
    found = await reading.directory.find()
    assert found is not None
    assert found.members == full(ANA.id)


async def test_a_fresh_reading_is_not_made_again(reading: Reading, valkey_url: str) -> None:
    """Every worker has its own start; a dozen of them must not read a dozen times."""
    before = await reading.read(ANA.id)
    async with Docket(name=reading.store.keys.docket, url=valkey_url) as docket:
        reading.jobs(ANA.id, DAN.id).register(docket)
        async with Worker(docket, minimum_check_interval=timedelta(milliseconds=10)) as worker:
            await worker.run_at_most({"refresh_members": 1})
    assert await reading.directory.find() == before
