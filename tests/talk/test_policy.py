"""Who may do what, as a table: named, known, a full member of this workspace, and never alone with what they asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotAllowed
from bot.model import Directory, Member, Money, Offer, Person, Purchase, RequestState, SearchTerms
from bot.talk.policy import Policy

TEAM, ELSEWHERE = "T0TEST", "T0OTHERS"
FULL, GUEST = Member(active=True, guest=False), Member(active=True, guest=True)
GONE, FOREIGN = Member(active=False, guest=False), Member(active=True, guest=False, foreign=True)
APPROVERS, REQUESTERS = "S0APPROVER", "S0REQUESTS"
KNOWN = Directory(
    1,
    {
        "U0ASKER": FULL,
        "U0GROUPASKER": FULL,
        "U0APPROVER": FULL,
        "U0GROUPAPPROVER": FULL,
        "U0OPERATOR": FULL,
        "U0OUTSIDER": FULL,
        "U0BOTH": FULL,
        "U0LATER": FULL,
        "U0GUEST": GUEST,
        "U0GONE": GONE,
        "U0FOREIGN": FOREIGN,
    },
    {APPROVERS: frozenset({"U0GROUPAPPROVER", "U0NOBODYKNOWS"}), REQUESTERS: frozenset({"U0GROUPASKER"})},
)
POLICY = Policy(
    TEAM,
    requesters=frozenset({"U0ASKER", "U0BOTH", REQUESTERS}),
    approvers=frozenset({"U0APPROVER", "U0BOTH", "U0LATER", "U0GUEST", "U0GONE", "U0FOREIGN", APPROVERS}),
    operators=frozenset({"U0OPERATOR"}),
    approvals=frozenset({"purchase", "deletion"}),
    channel="C0APPROVAL",
)
OFFER = Offer("+15105550123", "+1 510 555 0123", "Oakland, CA", "US", False, "$1.00", Money(Decimal(1), "$"))
REQUEST = Purchase(
    id="1",
    version=1,
    state=RequestState.PENDING,
    requested_by=Person(TEAM, "U0ASKER"),
    needs_approval=True,
    # Everybody but U0LATER, guests and the like included: they were full members once, or the record lies.
    eligible=("U0APPROVER", "U0GROUPAPPROVER", "U0BOTH", "U0GUEST", "U0GONE", "U0FOREIGN", "U0NOBODYKNOWS"),
    offer=OFFER,
    terms=SearchTerms("US"),
)


def why_not(check: Callable[[], object]) -> str:
    """Return the reason of a refusal, nothing for none."""
    try:
        check()
    except NotAllowed as refused:
        return refused.reason
    return ""


def refusal(
    action: str,
    person: Person,
    directory: Directory | None = KNOWN,
    policy: Policy = POLICY,
    request: Purchase = REQUEST,
) -> str:
    """Return why `person` may not do it, nothing if they may."""
    checks: dict[str, Callable[[], object]] = {
        "read": lambda: policy.check_may_read(person, directory),
        "request": lambda: policy.check_may_request(person, directory),
        "decide": lambda: policy.check_may_decide(person, request, directory),
        "withdraw": lambda: policy.check_may_withdraw(person, request),
        "operate": lambda: policy.check_may_operate(person, directory),
        "stop": lambda: policy.check_may_stop(person, request, directory),
        "approved": lambda: policy.check_still_approved(
            replace(request, decided_by=person.id), directory or Directory(1, {}, {})
        ),
    }
    return why_not(checks[action])


ACTIONS = ("read", "request", "decide", "withdraw", "operate", "stop", "approved")
YES = ""
ASK, OPERATE, STOP = "can ask for this here. Ask", "can change numbers here. Ask", "can stop this. Ask"
DECIDE, ASKED, LATER, OWN = (
    "can decide this. Ask",
    "who asked for it, can withdraw",
    "became an approver after",
    "You asked",
)
NEVER, GUESTS, BOT, OTHERS = (
    "may not approve any more",
    "Guests and people",
    "deactivated or a bot",
    "not people of other",
)
UNKNOWN = "I do not know you"
# What each may do of ACTIONS; for what they may not do, some words of the reason.
TABLE: dict[str, tuple[str, ...]] = {
    "U0ASKER": (YES, YES, OWN, YES, OPERATE, YES, NEVER),
    "U0GROUPASKER": (YES, YES, DECIDE, ASKED, OPERATE, STOP, NEVER),
    "U0APPROVER": (YES, ASK, YES, ASKED, OPERATE, YES, YES),
    "U0GROUPAPPROVER": (YES, ASK, YES, ASKED, OPERATE, YES, YES),
    "U0BOTH": (YES, YES, YES, ASKED, OPERATE, YES, YES),
    "U0LATER": (YES, ASK, LATER, ASKED, OPERATE, YES, NEVER),
    "U0OPERATOR": (YES, ASK, DECIDE, ASKED, YES, YES, NEVER),
    "U0OUTSIDER": (YES, ASK, DECIDE, ASKED, OPERATE, STOP, NEVER),
    "U0GUEST": (GUESTS, GUESTS, GUESTS, ASKED, GUESTS, GUESTS, NEVER),
    "U0GONE": (BOT, BOT, BOT, ASKED, BOT, BOT, NEVER),
    "U0FOREIGN": (GUESTS, GUESTS, GUESTS, ASKED, GUESTS, GUESTS, NEVER),
    "U0NOBODYKNOWS": (UNKNOWN, UNKNOWN, UNKNOWN, ASKED, UNKNOWN, UNKNOWN, NEVER),
}


@pytest.mark.parametrize(
    ("person", "action", "expected"),
    [(person, action, row[column]) for person, row in TABLE.items() for column, action in enumerate(ACTIONS)],
)
def test_who_may_do_what(person: str, action: str, expected: str) -> None:
    """The table of the module, cell by cell; a refusal says why in words that lead on."""
    reason = refusal(action, Person(TEAM, person))
    assert bool(reason) == bool(expected)
    assert expected in reason
    assert reason.endswith("." if expected else "")


@pytest.mark.parametrize("action", [action for action in ACTIONS if action != "approved"])
@pytest.mark.parametrize("person", TABLE)
def test_the_same_id_in_another_workspace_may_do_nothing(action: str, person: str) -> None:
    """Shared channels bring clicks of other workspaces, whose ids are of the same form."""
    assert (ASKED if action == "withdraw" else OTHERS) in refusal(action, Person(ELSEWHERE, person))


CANNOT_READ, NOBODY_IN = "I cannot read who is in <!subteam^S0APPROVER>", "Nobody is in <!subteam^S0APPROVER>"
BY_GROUP = replace(POLICY, approvers=frozenset({APPROVERS}), operators=frozenset())
TOO_OLD = "could not read this workspace's members"
MISSING, EMPTY = replace(KNOWN, groups={}), replace(KNOWN, groups={APPROVERS: frozenset()})


@pytest.mark.parametrize("person", ["U0ASKER", "U0APPROVER", "U0GROUPAPPROVER", "U0OUTSIDER"])
@pytest.mark.parametrize("action", ["read", "request", "decide", "operate", "stop"])
def test_a_reading_that_is_too_old_closes_every_door(person: str, action: str) -> None:
    """Whatever was true an hour ago."""
    assert TOO_OLD in refusal(action, Person(TEAM, person), None)


@pytest.mark.parametrize(("directory", "words"), [(MISSING, CANNOT_READ), (EMPTY, NOBODY_IN)], ids=["missing", "empty"])
@pytest.mark.parametrize("action", ["decide", "operate", "stop", "approved"])
def test_a_group_that_stands_for_nobody_closes_the_door_and_says_so(
    directory: Directory, words: str, action: str
) -> None:
    """Nobody should look for the fault in themselves when the group is gone."""
    reason = refusal(action, Person(TEAM, "U0GROUPAPPROVER"), directory, BY_GROUP)
    assert (NEVER if action == "approved" else words) in reason


@pytest.mark.parametrize("directory", [MISSING, EMPTY], ids=["missing", "empty"])
def test_a_group_that_stands_for_nobody_does_not_shut_out_those_named_beside_it(directory: Directory) -> None:
    """One deleted group must not stop a team that also named people."""
    for action in ("decide", "stop", "approved"):
        assert not refusal(action, Person(TEAM, "U0APPROVER"), directory)


ASKER = REQUEST.requested_by
WITH_ASKER = replace(REQUEST, eligible=(*REQUEST.eligible, ASKER.id))


@pytest.mark.parametrize(
    ("approvers", "groups"),
    [
        ({ASKER.id}, {}),
        ({ASKER.id, "U0APPROVER"}, {}),
        ({APPROVERS}, {APPROVERS: frozenset({ASKER.id, "U0APPROVER"})}),
        ({"*"}, {}),
        ({"*", ASKER.id, APPROVERS}, {APPROVERS: frozenset({ASKER.id})}),
    ],
    ids=["named", "named with others", "through a group", "everybody", "in every way"],
)
@pytest.mark.parametrize("request_", [REQUEST, WITH_ASKER], ids=["not eligible", "eligible by a mistake"])
@pytest.mark.parametrize("recorded_team", [TEAM, ELSEWHERE])
def test_whoever_asked_never_decides(
    approvers: set[str], groups: dict[str, frozenset[str]], request_: Purchase, recorded_team: str
) -> None:
    """Four eyes, however the settings, the groups or the record come to name them."""
    policy = replace(POLICY, approvers=frozenset(approvers), requesters=frozenset("*"), operators=frozenset("*"))
    request = replace(request_, requested_by=Person(recorded_team, ASKER.id))
    directory = replace(KNOWN, groups=groups)
    assert OWN in refusal("decide", ASKER, directory, policy, request)
    assert NEVER in refusal("approved", ASKER, directory, policy, request)


def test_an_approval_that_nobody_gave_is_none() -> None:
    """A record without a name behind its approval costs nothing."""
    assert "Nobody has approved" in why_not(lambda: POLICY.check_still_approved(REQUEST, KNOWN))


def test_what_needed_no_approval_still_needs_none() -> None:
    """It was asked for when the settings said so, and carries that with it."""
    POLICY.check_still_approved(replace(REQUEST, needs_approval=False), Directory(1, {}, {}))


persons = st.builds(Person, st.sampled_from([TEAM, ELSEWHERE, ""]), st.sampled_from([*TABLE, APPROVERS, "", "*"]))
members = st.builds(Member, active=st.booleans(), guest=st.booleans(), foreign=st.booleans())
ids = st.sampled_from([*TABLE, APPROVERS, "", "*"])
directories = st.none() | st.builds(
    Directory,
    at_ms=st.just(1),
    members=st.dictionaries(ids, members),
    groups=st.dictionaries(st.sampled_from([APPROVERS, REQUESTERS]), st.frozensets(ids)),
)


def is_named(person: Person, named: frozenset[str], directory: Directory) -> bool:
    in_group = any(person.id in directory.groups.get(group, ()) for group in named if group.startswith("S"))
    return "*" in named or person.id in named or in_group


@settings(deadline=None)
@given(persons, directories, st.frozensets(ids), st.lists(ids), persons)
def test_only_a_named_full_member_of_this_team_ever_gets_through(
    person: Person, directory: Directory | None, named: frozenset[str], eligible: list[str], asker: Person
) -> None:
    """Said once more in other words, over everything there could be."""
    policy = Policy(TEAM, named, named, named, frozenset({"purchase", "deletion"}))
    request = replace(REQUEST, requested_by=asker, eligible=tuple(eligible))
    allowed = {action for action in ACTIONS[:-1] if not refusal(action, person, directory, policy, request)}
    if allowed - {"withdraw"}:
        assert directory is not None
        assert (person.team, directory.members[person.id]) == (TEAM, FULL)
        assert allowed - {"read", "withdraw"} <= {"stop"} or is_named(person, named, directory)
    assert "decide" not in allowed or (person.id != asker.id and person.id in eligible)
    assert "withdraw" not in allowed or person == asker
