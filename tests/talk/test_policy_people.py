"""Whom the settings stand for: who can decide on a request, who operates, and the words where it is nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NotAllowed
from bot.model import Directory, Member, Person
from bot.talk.policy import Policy

from .test_policy import APPROVERS, ASKER, FULL, GONE, GUEST, KNOWN, POLICY, REQUESTERS, TEAM, refusal

OUTSIDER = Person(TEAM, "U0OUTSIDER")
NOBODY = Policy(TEAM, requesters=frozenset(), approvals=frozenset({"purchase"}))


def reason_for_nobody(approvers: set[str], directory: Directory = KNOWN) -> str:
    with pytest.raises(NotAllowed) as caught:
        replace(POLICY, approvers=frozenset(approvers)).eligible(ASKER, directory)
    return caught.value.reason


def test_the_settings_name_people_and_groups_by_their_ids() -> None:
    """What has to be read from Slack is known beforehand."""
    policy = Policy(TEAM, frozenset({"*"}), frozenset({"U0B", "S0B"}), frozenset({"U0C", "S0A"}))
    assert policy.people == {"U0B", "U0C"}
    assert policy.groups == {"S0A", "S0B"}
    assert policy.approver_groups == ("S0B",)


def test_approvers_who_are_full_members_and_did_not_ask_are_eligible() -> None:
    """Named directly or in a group; guests, people who left, strangers and whoever asked are not."""
    assert POLICY.eligible(ASKER, KNOWN) == ("U0APPROVER", "U0BOTH", "U0GROUPAPPROVER", "U0LATER")
    assert "U0BOTH" not in POLICY.eligible(Person(TEAM, "U0BOTH"), KNOWN)


@pytest.mark.parametrize(
    ("approvers", "directory", "words"),
    [
        (set[str](), KNOWN, "set TALK_APPROVERS"),
        ({ASKER.id}, KNOWN, "You are the only one who could approve"),
        ({APPROVERS}, replace(KNOWN, groups={APPROVERS: frozenset({ASKER.id})}), "You are the only one"),
        ({APPROVERS}, replace(KNOWN, groups={}), "I cannot read who is in <!subteam^S0APPROVER>"),
        ({APPROVERS}, replace(KNOWN, groups={APPROVERS: frozenset()}), "Nobody is in <!subteam^S0APPROVER>"),
        ({"U0GUEST", "U0GONE", "U0FOREIGN"}, KNOWN, "is an active, full member"),
        ({APPROVERS}, replace(KNOWN, members={}), "is an active, full member"),
    ],
    ids=["none", "the requester", "the requester's group", "unreadable", "empty", "no full member", "all unknown"],
)
def test_without_anybody_to_decide_nothing_is_asked_for(approvers: set[str], directory: Directory, words: str) -> None:
    """A card that nobody may decide on would wait until it expires; the reason says what to do instead."""
    reason = reason_for_nobody(approvers, directory)
    assert words in reason
    assert reason.endswith("Nothing was asked for.")


@pytest.mark.parametrize(
    ("policy", "operators"),
    [
        (POLICY, {"U0OPERATOR"}),
        (replace(POLICY, operators=frozenset()), {"U0APPROVER", "U0GROUPAPPROVER", "U0BOTH", "U0LATER"}),
        (replace(POLICY, operators=frozenset(), approvals=frozenset()), {"U0ASKER", "U0GROUPASKER", "U0BOTH"}),
        (
            replace(POLICY, operators=frozenset("*")),
            {person for person, member in KNOWN.members.items() if member == FULL},
        ),
    ],
    ids=["named", "unset", "unset without approvals", "everybody"],
)
def test_operators_are_those_named_or_else_the_approvers_or_requesters(policy: Policy, operators: set[str]) -> None:
    """As the settings say it."""
    assert {
        person for person in KNOWN.members if not refusal("operate", Person(TEAM, person), policy=policy)
    } == operators


@pytest.mark.parametrize("approvals", [frozenset[str](), frozenset({"purchase"})], ids=["none", "purchases only"])
def test_requesters_stop_deletions_that_nobody_has_to_approve(approvals: frozenset[str]) -> None:
    """They release alone, so any of them has to be able to stop another's mistake."""
    policy = replace(POLICY, approvals=approvals)
    assert not refusal("stop", Person(TEAM, "U0GROUPASKER"), policy=policy)
    assert refusal("stop", OUTSIDER, policy=policy)
    assert refusal("stop", Person(TEAM, "U0GROUPASKER"))


def test_everybody_may_ask_but_guests_strangers_and_people_who_left() -> None:
    """`*` is every full member."""
    policy = replace(POLICY, requesters=frozenset("*"))
    asking = {person for person in KNOWN.members if not refusal("request", Person(TEAM, person), policy=policy)}
    assert asking == {person for person, member in KNOWN.members.items() if member == FULL}


@pytest.mark.parametrize("kind", ["purchase", "deletion"])
def test_each_kind_needs_approval_by_itself(kind: str) -> None:
    """One can be left to the requesters without the other."""
    assert POLICY.needs_approval(kind)
    assert not replace(POLICY, approvals=POLICY.approvals - {kind}).needs_approval(kind)


def test_whoever_is_not_named_hears_whom_to_ask() -> None:
    """As mentions, which Slack shows as names."""
    reason = refusal("request", OUTSIDER)
    assert "<@U0ASKER>" in reason
    assert f"<!subteam^{REQUESTERS}>" in reason


def test_a_long_list_is_not_read_out() -> None:
    """Ten names are enough to ask one."""
    many = replace(POLICY, requesters=frozenset(f"U0{number:08}" for number in range(500)))
    assert refusal("request", OUTSIDER, policy=many).count("<@") == 10


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("request", "Nobody is named who can ask for this here. Whoever runs talkbot has to look at TALK_REQUESTERS"),
        ("decide", "Nobody is named who can decide this. Whoever runs talkbot has to look at TALK_APPROVERS"),
        ("operate", "Nobody is named who can change numbers here. Whoever runs talkbot has to look at TALK_OPERATORS"),
    ],
)
def test_nobody_named_is_nobody(action: str, words: str) -> None:
    """An empty setting opens nothing."""
    assert words in refusal(action, OUTSIDER, policy=NOBODY)


def test_a_stopper_is_also_pointed_to_whoever_asked() -> None:
    """In a hurry the one who asked is the nearest to turn to."""
    assert "<@U0ASKER>, who asked for it, can stop it too" in refusal("stop", OUTSIDER)


@pytest.mark.parametrize("member", [GONE, GUEST, Member(active=True, guest=False, foreign=True)])
def test_an_approver_who_changed_since_has_not_approved(member: Member) -> None:
    """Their yes ends with their standing, up to the moment before the call."""
    changed = replace(KNOWN, members={**KNOWN.members, "U0APPROVER": member})
    assert "may not approve any more" in refusal("approved", Person(TEAM, "U0APPROVER"), changed)
