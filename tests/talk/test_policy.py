"""Who may ask: named, known, a full member of this workspace; anything else is no."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotAllowed
from bot.model import Directory, Member, Person
from bot.talk.policy import Policy

TEAM = "T0TEST"
ANA, BEN = Person(TEAM, "U0ANA00001"), Person(TEAM, "U0BEN00001")
GROUP = "S0GROUP001"
FULL = Member(active=True, guest=False)
POLICY = Policy(TEAM, frozenset({ANA.id, GROUP}))
KNOWN = Directory(1, {ANA.id: FULL, BEN.id: FULL}, {GROUP: frozenset({BEN.id})})


def why(person: Person, directory: Directory | None, policy: Policy = POLICY) -> str:
    with pytest.raises(NotAllowed) as caught:
        policy.check_may_request(person, directory)
    return caught.value.reason


def test_named_people_and_members_of_named_groups_may_ask() -> None:
    """Both ways of naming somebody."""
    POLICY.check_may_request(ANA, KNOWN)
    POLICY.check_may_request(BEN, KNOWN)


def test_the_settings_name_people_and_groups_by_their_ids() -> None:
    """What has to be read from Slack is known beforehand."""
    assert POLICY.people == {ANA.id}
    assert POLICY.groups == {GROUP}


def test_whoever_is_not_named_hears_whom_to_ask() -> None:
    """As mentions, which Slack shows as names."""
    reason = why(Person(TEAM, "U0DAN00001"), KNOWN)
    assert f"<@{ANA.id}>" in reason
    assert f"<!subteam^{GROUP}>" in reason


def test_a_long_list_is_not_read_out() -> None:
    """Ten names are enough to ask one."""
    many = Policy(TEAM, frozenset(f"U0{number:08}" for number in range(500)))
    assert why(Person(TEAM, "U0DAN00001"), KNOWN, many).count("<@") == 10


def test_nobody_named_is_nobody() -> None:
    """An empty setting opens nothing."""
    assert "Only nobody" in why(ANA, KNOWN, Policy(TEAM, frozenset()))


def test_nothing_known_of_anybody_is_no() -> None:
    """A directory too old to be kept is none."""
    assert "could not read this workspace's members" in why(ANA, None)


def test_another_team_is_another_organisation() -> None:
    """The same id in another team is another person."""
    assert "people of other organisations" in why(Person("T0OTHERS", ANA.id), KNOWN)


def test_a_group_that_could_not_be_read_opens_nothing() -> None:
    """Absent is not everybody."""
    assert "Ask one of them" in why(BEN, Directory(1, KNOWN.members, {}))


def test_a_person_nobody_knows_yet_is_told_to_wait() -> None:
    """They are named, and the next reading will find them."""
    assert "I do not know you" in why(ANA, Directory(1, {}, KNOWN.groups))


@pytest.mark.parametrize(
    "member",
    [
        Member(active=False, guest=False),
        Member(active=True, guest=True),
        Member(active=True, guest=False, foreign=True),
    ],
    ids=["deactivated", "guest", "of another organisation"],
)
def test_a_name_is_not_enough(member: Member) -> None:
    """Named once, by somebody who may not know that they left."""
    assert "Ask a full member" in why(ANA, Directory(1, {ANA.id: member}, {}))


persons = st.builds(
    Person, st.sampled_from([TEAM, "T0OTHERS", ""]), st.sampled_from([ANA.id, BEN.id, GROUP, "", "U0X"])
)
members = st.builds(Member, active=st.booleans(), guest=st.booleans(), foreign=st.booleans())
ids = st.sampled_from([ANA.id, BEN.id, GROUP, "U0X", ""])
directories = st.none() | st.builds(
    Directory,
    at_ms=st.just(1),
    members=st.dictionaries(ids, members),
    groups=st.dictionaries(st.sampled_from([GROUP, "S0OTHER001"]), st.frozensets(ids)),
)


@settings(deadline=None)
@given(persons, directories, st.frozensets(ids))
def test_only_a_named_full_member_of_this_team_ever_gets_through(
    person: Person, directory: Directory | None, named: frozenset[str]
) -> None:
    """Said once more in other words, over everything there could be."""
    try:
        Policy(TEAM, named).check_may_request(person, directory)
    except NotAllowed:
        return
    assert directory is not None
    assert person.team == TEAM
    assert directory.members[person.id] == FULL
    in_group = any(person.id in directory.groups.get(group, ()) for group in named if group.startswith("S"))
    assert person.id in named or in_group
