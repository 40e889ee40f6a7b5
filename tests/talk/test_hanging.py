"""What hangs on a number: by name, once each, and compared with what a card showed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Hanging, Line
from bot.talk.hanging import Other, configuration, hanging_of, more_than, unread_since
from bot.zendesk.models import PhoneNumber

NUMBER = "+15105550199"
OWN_GREETING = 21973014482068


def number_with(**properties: Any) -> PhoneNumber:
    """Return a number that was shown with everything that can be included."""
    account = {
        "all_groups": [{"id": 1, "name": "Tier 1"}, {"id": 2, "name": "Billing"}, {"id": 3, "name": "Billing"}],
        "ivrs": [],
        "all_schedules": [{"id": 20, "name": "US hours"}],
        "all_greetings": [
            {"id": OWN_GREETING, "name": "Welcome", "default": False},
            {"id": "voicemail_en", "name": "voicemail_en", "default": True},
            {"id": "odd_one", "name": "Odd", "default": False},
        ],
    }
    return PhoneNumber.model_validate({"id": 6, "number": NUMBER} | account | properties)


def other(
    nickname: str | None, *, failover: str | None = None, overflow: str | None = None, ms: int | None = 50
) -> Other:
    """Return another line; ms: when its overflow was read."""
    return Other(Line(7, "+14155550142", "+1 415-555-0142", nickname), failover, overflow, ms)


def test_an_untouched_number_has_nothing_on_it() -> None:
    """Greetings that come with Talk are every number's, and nulls are nothing."""
    bare = number_with(
        group_ids=[],
        default_group_id=None,
        ivr_id=None,
        categorised_greetings={"1": "voicemail_en", "2": "available_en"},
        categorised_greetings_with_sub_settings={"2": {"voicemail_on": "available_en"}},
    )
    assert hanging_of(bare, [other("Sales")], read_ms=50) == Hanging(read_ms=50)


@pytest.mark.parametrize(
    ("properties", "groups"),
    [
        ({"group_ids": [2, 1]}, ("Billing", "Tier 1")),
        ({"group_ids": [1], "default_group_id": 2, "sms_group_id": 1}, ("Tier 1", "Billing")),
        ({"sms_group_id": 1}, ("Tier 1",)),
        ({"group_ids": [2, 3]}, ("Billing", "Billing")),
        ({"group_ids": [123]}, ("group 123",)),
        ({"group_ids": [1], "all_groups": None}, ("group 1",)),
        ({"group_ids": [1], "all_groups": [{"id": 1, "name": None}]}, ("group 1",)),
    ],
)
def test_groups_are_named_once_each_wherever_they_stand(properties: dict[str, Any], groups: tuple[str, ...]) -> None:
    """The first is the one that counts for routing, so their order stays; two groups of one name are two."""
    assert hanging_of(number_with(**properties)).groups == groups


MENUS = [{"routes": [{"keypress": "1", "action": "overflow", "options": {"phone_number": "+1 510-555-0199"}}]}]


@pytest.mark.parametrize(
    ("properties", "ivrs"),
    [
        ({"ivr_id": 30}, ("IVR 30",)),
        ({"ivr_id": 30, "ivrs": [{"id": 30, "name": "Main menu", "phone_number_ids": [6]}]}, ("Main menu",)),
        ({"ivrs": [{"id": 30, "name": "Main menu", "phone_number_ids": [5, 6]}]}, ("Main menu",)),
        ({"ivrs": [{"id": 30, "name": "Main menu", "menus": MENUS}]}, ("Main menu",)),
        ({"ivrs": [{"id": 30, "name": "Main menu", "phone_number_ids": [5]}, {"id": 31, "menus": [{}]}]}, ()),
    ],
)
def test_a_menu_hangs_on_it_from_either_side(properties: dict[str, Any], ivrs: tuple[str, ...]) -> None:
    """The number leads to it, it names the number, or it sends callers there."""
    assert hanging_of(number_with(**properties)).ivrs == ivrs


@pytest.mark.parametrize(
    ("properties", "greetings"),
    [
        ({"greeting_ids": [OWN_GREETING]}, ("Welcome",)),
        ({"categorised_greetings": {"1": OWN_GREETING, "2": "available_en"}}, ("Welcome",)),
        ({"categorised_greetings": {"1": str(OWN_GREETING)}}, ("Welcome",)),
        ({"categorised_greetings": {"1": "odd_one", "2": True, "3": None, "4": 1.5}}, ("Odd",)),
        ({"categorised_greetings_with_sub_settings": {"1": {"voicemail_on": OWN_GREETING}}}, ("Welcome",)),
        ({"greeting_ids": [99], "categorised_greetings": {"1": OWN_GREETING}}, ("greeting 99", "Welcome")),
        ({"greeting_ids": [OWN_GREETING], "all_greetings": None}, (f"greeting {OWN_GREETING}",)),
    ],
)
def test_greetings_are_those_somebody_uploaded(properties: dict[str, Any], greetings: tuple[str, ...]) -> None:
    """Zendesk says it in three properties, two of them a mixture of words, numbers and objects."""
    assert hanging_of(number_with(**properties)).greetings == greetings


def test_its_schedule_is_named() -> None:
    """Or numbered where nobody told the name: schedules are shown to admins only."""
    assert hanging_of(number_with(schedule_id=20)).schedules == ("US hours",)
    assert hanging_of(number_with(schedule_id=21)).schedules == ("schedule 21",)


def test_other_lines_that_send_calls_here_are_named() -> None:
    """By nickname, or by number where they have none; those that send theirs elsewhere are not."""
    others = [
        other("Support UK", overflow=NUMBER),
        other(None, overflow="+1 (510) 555-0199"),
        other("Billing", failover=NUMBER),
        other("Both", failover=NUMBER, overflow=NUMBER),
        other("Elsewhere", failover="+442079460018", overflow="+442079460018"),
        other("Nowhere"),
    ]
    found = hanging_of(number_with(), others)
    assert found.overflow_from == ("Support UK", "+1 415-555-0142", "Both")
    assert found.failover_from == ("Billing", "Both")


def test_nothing_can_be_sent_to_a_line_without_a_number() -> None:
    """A digital line has none, so the others do not matter, read or unread."""
    digital = number_with(number=None)
    assert hanging_of(digital, [other("A", overflow="", failover=""), other("B", ms=None)], read_ms=50) == Hanging(
        read_ms=50
    )


def test_what_could_not_be_read_is_said() -> None:
    """That nothing overflows to it must not be concluded where nobody looked."""
    assert hanging_of(number_with(), [other("A", ms=None)]).unread == ("overflow of 1 line",)
    some = [other("A", ms=None), other("B"), other("C", ms=None)]
    assert hanging_of(number_with(), some).unread == ("overflow of 2 lines",)
    without = PhoneNumber.model_validate({"id": 6, "number": NUMBER, "ivr_id": 30})
    assert hanging_of(without).unread == ("IVRs",)
    assert hanging_of(without).ivrs == ("IVR 30",)


def test_it_is_as_old_as_its_oldest_part() -> None:
    """The card shows that age."""
    assert (
        hanging_of(number_with(), [other("A", ms=90), other("B", ms=40), other("C", ms=None)], read_ms=60).read_ms == 40
    )
    assert hanging_of(number_with(), [other("A", ms=90)], read_ms=60).read_ms == 60


SHOWN = Hanging(
    groups=("Tier 1",), ivrs=("Main menu",), schedules=("US hours",), greetings=("Welcome",), overflow_from=("Sales",)
)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (SHOWN, ()),
        (Hanging(), ()),
        (Hanging(groups=("Tier 1", "Tier 2")), ("group Tier 2",)),
        (Hanging(groups=("Tier 1", "Tier 1")), ("group Tier 1",)),
        (Hanging(groups=("group 9",), ivrs=("IVR 9",)), ("group 9", "IVR 9")),
        (Hanging(ivrs=("Night menu",)), ("IVR Night menu",)),
        (Hanging(schedules=("UK hours",)), ("schedule UK hours",)),
        (Hanging(greetings=("Holiday",)), ("greeting Holiday",)),
        (Hanging(overflow_from=("Sales", "Support UK")), ("Support UK overflows to it",)),
        (Hanging(failover_from=("Sales",)), ("Sales fails over to it",)),
        (Hanging(unread=("IVRs",), read_ms=7), ()),
    ],
)
def test_more_than_a_card_showed_is_told_in_words(now: Hanging, words: tuple[str, ...]) -> None:
    """Less is no reason to stop; more is."""
    assert more_than(SHOWN, now) == words


_names = st.lists(st.sampled_from(["A", "B", "group 1"]), max_size=3).map(tuple)
_hanging = st.builds(
    Hanging, *[_names] * 6, unread=st.sampled_from([(), ("IVRs",), ("overflow of 2 lines",)]), read_ms=st.integers(0, 9)
)


@given(_hanging, _hanging)
def test_nothing_is_more_than_itself_and_everything_new_is_told(shown: Hanging, now: Hanging) -> None:
    """As many words as there are things that were not there."""
    assert more_than(now, now) == ()
    kinds = ("groups", "ivrs", "schedules", "greetings", "overflow_from", "failover_from")
    new = sum(
        max(0, getattr(now, kind).count(name) - getattr(shown, kind).count(name))
        for kind in kinds
        for name in set(getattr(now, kind))
    )
    assert len(more_than(shown, now)) == new


def test_a_gap_the_card_did_not_have_is_told() -> None:
    """The card said that nothing overflows to it; now nobody knows. A card with the gap promised nothing."""
    gap, larger = Hanging(unread=("overflow of 2 lines",)), Hanging(unread=("overflow of 9 lines", "IVRs"))
    assert unread_since(Hanging(), gap) == ("overflow of 2 lines",)
    assert unread_since(gap, larger) == ("IVRs",)
    assert unread_since(larger, gap) == ()


def test_the_configuration_is_all_that_was_said_of_the_number() -> None:
    """Unknown properties, odd values and nulls too; not the account's lists, nor a token."""
    written = {
        "id": 26525525651609,
        "number": NUMBER,
        "nickname": None,
        "created_at": "2024-03-01T09:30:00Z",
        "priority": "high",
        "group_ids": [1, "two"],
        "categorised_greetings": {"1": OWN_GREETING},
        "newer": {"than": ["any", "document"]},
        "settings": {"voicemail": False, "maximum_queue_size": 15, "newest": {"x": 1}},
    }
    lists = {
        "ivrs": [{"id": 1}],
        "all_groups": [],
        "all_greetings": [],
        "all_schedules": [],
        "token": "0123456789abcdef",
    }
    kept = configuration(PhoneNumber.model_validate(written | lists))
    assert kept == written
    assert json.loads(json.dumps(kept)) == written


def test_the_configuration_of_a_number_made_by_hand_is_json_too() -> None:
    """Whatever it was made of."""
    made = PhoneNumber(id=6, number=NUMBER, settings=number_with(settings={"voicemail": True}).settings)
    assert json.loads(json.dumps(configuration(made)))["settings"]["voicemail"] is True
