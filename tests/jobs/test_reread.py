"""The last look at two people before a call that costs or deletes: what Slack says now, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import NotAllowed, StoreUnavailable
from bot.model import Directory, Money, Offer, Person, Purchase, RequestState, SearchTerms
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, CLEO, DAN, TEAM_ID
from bot.store.connection import Store, connect
from bot.talk.policy import Policy

from .workspace import Reading, full, member, reading, scopes

__all__ = ["reading", "scopes"]

BOTH = frozenset({"purchase", "deletion"})
# Ben is an approver through the group.
BY_GROUP = Policy(TEAM_ID, frozenset({ANA.id}), frozenset({APPROVERS.id}), approvals=BOTH)
BY_NAME = replace(BY_GROUP, approvers=frozenset({BEN.id, APPROVERS.id}))
REQUEST = Purchase(
    id="1",
    version=2,
    state=RequestState.APPROVED,
    requested_by=Person(TEAM_ID, ANA.id),
    needs_approval=True,
    eligible=(BEN.id, CLEO.id),
    decided_by=BEN.id,
    offer=Offer("+15105550123", "+1 510 555 0123", "Oakland, CA", "US", False, "$1.00", Money(Decimal(1), "$")),
    terms=SearchTerms("US"),
)


async def reread(reading: Reading, policy: Policy = BY_GROUP, request: Purchase = REQUEST) -> Directory:
    found = await reading.jobs(policy=policy).reread(request)
    assert found is not None
    return found


async def test_the_one_who_asked_and_the_one_who_approved_are_read_now(reading: Reading) -> None:
    """And the groups their rights come from; nothing older is used, and nothing is kept."""
    found = await reread(reading)
    assert found.members == full(ANA.id, BEN.id)
    assert found.groups == {APPROVERS.id: frozenset({BEN.id, CLEO.id})}
    assert abs(found.at_ms - await reading.store.now_ms()) < 10_000
    assert await reading.directory.find() is None
    BY_GROUP.check_still_approved(REQUEST, found)
    BY_GROUP.check_may_request(REQUEST.requested_by, found)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/people", {"id": BEN.id, "deleted": True}),
        ("/people", {"id": BEN.id, "is_guest": True}),
        ("/people", {"id": BEN.id, "is_stranger": True}),
        ("/usergroups", {"id": APPROVERS.id, "users": [CLEO.id]}),
        ("/usergroups", {"id": APPROVERS.id, "users": []}),
        ("/usergroups", {"id": APPROVERS.id, "deleted": True}),
    ],
    ids=["left", "a guest", "of another organisation", "left the group", "group empty", "group deleted"],
)
async def test_an_approver_who_is_none_any_more_is_found_out(
    reading: Reading, path: str, change: dict[str, Any]
) -> None:
    """A minute ago counts: the kept reading still has them as an approver."""
    kept = await reading.read(ANA.id, APPROVERS.id)
    await reading.change(path, **change)
    BY_GROUP.check_still_approved(REQUEST, kept)
    with pytest.raises(NotAllowed):
        BY_GROUP.check_still_approved(REQUEST, await reread(reading))


async def test_people_and_groups_that_slack_does_not_know_are_absent(reading: Reading) -> None:
    """That is an answer, unlike none: they have no rights."""
    policy = replace(BY_GROUP, approvers=frozenset({"S0UNKNOWN1", APPROVERS.id}))
    found = await reread(reading, policy, replace(REQUEST, decided_by="U0UNKNOWN1"))
    assert (set(found.members), set(found.groups)) == ({ANA.id}, {APPROVERS.id})


@pytest.mark.parametrize(
    ("policy", "request_", "calls"),
    [
        (BY_GROUP, REQUEST, {"users.info": 2, "usergroups.users.list": 1}),
        (BY_NAME, REQUEST, {"users.info": 2}),
        (BY_NAME, replace(REQUEST, decided_by=CLEO.id), {"users.info": 2, "usergroups.users.list": 1}),
        (replace(BY_NAME, requesters=frozenset("*")), REQUEST, {"users.info": 2}),
        (
            replace(BY_NAME, requesters=frozenset({APPROVERS.id})),
            REQUEST,
            {"users.info": 2, "usergroups.users.list": 1},
        ),
        (BY_GROUP, replace(REQUEST, needs_approval=False, decided_by=None), {"users.info": 1}),
    ],
    ids=["by group", "by name", "by group beside names", "everybody asks", "asks by group", "no approval"],
)
async def test_nothing_is_asked_that_changes_nothing(
    reading: Reading, policy: Policy, request_: Purchase, calls: dict[str, int]
) -> None:
    """Slack allows few such calls a minute, and a purchase waits for them."""
    await reread(reading, policy, request_)
    assert await reading.calls() == calls


@pytest.mark.parametrize("method", ["users.info", "usergroups.users.list"])
@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "missing_scope", "permission_denied", "drop"])
async def test_no_answer_is_not_a_no(reading: Reading, method: str, error: str) -> None:
    """The call waits until Slack says something: neither bought on an old word nor failed for none."""
    await reading.read(ANA.id, APPROVERS.id)
    await reading.change("/faults", method=method, error=error, times=9)
    with capture_logs() as logs:
        assert await reading.jobs(policy=BY_GROUP).reread(REQUEST) is None
    assert [entry["request"] for entry in logs if entry["log_level"] == "warning"] == [REQUEST.id]


async def test_a_guest_who_asked_is_seen_as_one(reading: Reading) -> None:
    """Rights of whoever asked are looked at again as well."""
    await reading.change("/people", id=DAN.id, is_guest=True)
    found = await reread(reading, request=replace(REQUEST, requested_by=Person(TEAM_ID, DAN.id)))
    assert found.members[DAN.id] == member(DAN.id, guest=True)


async def test_without_redis_there_is_no_time_to_go_by(reading: Reading) -> None:
    """It raises, and the job is tried again."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), reading.store.keys, patience=1)
    with pytest.raises(StoreUnavailable):
        await replace(reading, store=nowhere).jobs(policy=BY_GROUP).reread(REQUEST)
    await nowhere.aclose()
