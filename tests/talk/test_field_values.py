"""Reading fields from Zendesk's answer and writing them: exactly the key that was changed, of the right type."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.talk.field_kinds import SETTINGS, SUB_GREETING, Field
from bot.talk.field_values import differing, is_returned, normal, unasked, update_of, value_at, values_of
from bot.talk.fields import FIELDS
from bot.talk.putting_back import unasked_of
from bot.zendesk.auth import BearerToken
from bot.zendesk.calls import INCLUDES
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber
from tests.talk.new_values import CLEARED, LINE, NEW

CLEARABLE = tuple(field for field in FIELDS if field.clearable)


@dataclass
class Written:
    """One line of the account, a client of it, and the account's own books."""

    zendesk: TalkClient
    account: httpx.AsyncClient
    line_id: int

    async def number(self) -> PhoneNumber:
        """Return the line with everything that can be included."""
        return await self.zendesk.show_number(self.line_id, INCLUDES)

    async def write(self, wanted: Mapping[str, Any]) -> PhoneNumber:
        """Write values and return what Zendesk answers."""
        return await self.zendesk.update_number(self.line_id, update_of(await self.number(), wanted))

    async def body(self) -> Any:
        """Return what the last update that came to the account said of the number."""
        booked = (await self.account.get("/updates")).json()["updates"][-1]
        assert booked["status"] == 200
        assert booked["committed"] is True
        return booked["body"]


@pytest.fixture
async def written(talk_api: str) -> AsyncIterator[Written]:
    """The demo account."""
    zendesk = TalkClient(talk_api, BearerToken("sandbox-token"), user_agent="tests", budget=2.0)
    async with zendesk, httpx.AsyncClient(base_url=talk_api) as account:
        line_id = next(number.id for number in await zendesk.list_numbers() if number.nickname == LINE)
        yield Written(zendesk, account, line_id)


def body_for(field: Field, value: Any, before: PhoneNumber) -> dict[str, Any]:
    """Return what has to reach Zendesk, worked out by hand for each of the four places a field may be in."""
    if field.is_setting:
        return {"phone_number": {"settings": {field.key.removeprefix(SETTINGS): value}}}
    if field.key.startswith(SUB_GREETING):
        # Nothing published says that cases are merged, so those of the category go along as they are.
        name, category, case = field.key.split(".")
        cases = (before.categorised_greetings_with_sub_settings or {})[category]
        assert isinstance(cases, dict)
        return {"phone_number": {name: {category: cases | {case: value}}}}
    name, _, category = field.key.partition(".")
    return {"phone_number": {name: {category: value} if category else value}}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
async def test_exactly_this_key_reaches_zendesk_with_the_right_type(written: Written, field: Field) -> None:
    """Nothing else is in the body, true is no 1 and an id no text, and what was written is read back."""
    new, before = NEW[field.key], await written.number()
    assert is_returned(before, field.key)
    assert value_at(before, field.key) != new
    answered = await written.write({field.key: new})
    # As text, since True == 1 in Python and not for Zendesk.
    assert json.dumps(await written.body()) == json.dumps(body_for(field, new, before))
    assert value_at(await written.number(), field.key) == new
    assert unasked(before, answered, [field.key]) == {}


@pytest.mark.parametrize("field", CLEARABLE, ids=lambda field: field.key)
async def test_what_can_be_cleared_is_sent_as_null(written: Written, field: Field) -> None:
    """Not as an empty text, and not left out."""
    await written.write({field.key: CLEARED[field.key]})
    before = await written.number()
    assert value_at(before, field.key) is not None
    await written.write({field.key: None})
    assert json.dumps(await written.body()) == json.dumps(body_for(field, None, before))
    assert value_at(await written.number(), field.key) is None


def test_there_is_a_new_value_for_every_field() -> None:
    """A field added to the catalogue is tested from then on."""
    assert set(NEW) == {field.key for field in FIELDS}
    assert set(CLEARED) == {field.key for field in CLEARABLE}


async def test_several_values_leave_in_one_update(written: Written) -> None:
    """One call, however many fields were changed; settings and cases each in one object."""
    case = f"{SUB_GREETING}1.voicemail_on_outside_business_hours"
    wanted = {
        "nickname": "Sales West",
        "settings.voicemail": False,
        "settings.maximum_queue_size": 20,
        "categorised_greetings.3": "wait_de",
        "categorised_greetings.6": "callback_none",
        case: NEW[case],
    }
    before = await written.number()
    after = await written.write(wanted)
    assert values_of(after, wanted) == wanted
    sent = (await written.body())["phone_number"]
    assert sent["settings"] == {"voicemail": False, "maximum_queue_size": 20}
    assert sent["categorised_greetings"] == {"3": "wait_de", "6": "callback_none"}
    assert set(sent) == {"nickname", "settings", "categorised_greetings", SUB_GREETING.rstrip(".")}
    assert len((await written.account.get("/updates")).json()["updates"]) == 1
    assert unasked(before, after, wanted) == {}


def number_with(**properties: Any) -> PhoneNumber:
    """Return a number as Zendesk may write it."""
    return PhoneNumber.model_validate({"id": 6} | properties)


def test_parts_newer_than_this_code_are_written_back_as_they_are() -> None:
    """An overflow number and the cases of a greeting are replaced as a whole, so what else is in them goes along."""
    number = number_with(
        settings={"overflow_number": {"enabled": False, "number": None, "newer": 1}},
        categorised_greetings_with_sub_settings={"1": {"voicemail_on_inside_business_hours": "a_en", "newest": "b_en"}},
    )
    case = f"{SUB_GREETING}1.voicemail_on_inside_business_hours"
    wanted = {"settings.overflow_number": {"enabled": True, "number": "+15105550199"}, case: 7}
    assert update_of(number, wanted).given() == {
        "settings": {"overflow_number": {"enabled": True, "number": "+15105550199", "newer": 1}},
        "categorised_greetings_with_sub_settings": {"1": {"voicemail_on_inside_business_hours": 7, "newest": "b_en"}},
    }


@pytest.mark.parametrize(
    ("key", "written", "kept"),
    [
        ("nickname", "", None),
        ("failover_number", "", None),
        ("settings.overflow_number", None, {"enabled": False, "number": None}),
        ("settings.overflow_number", {"enabled": True, "number": "", "newer": 1}, {"enabled": True, "number": None}),
        ("categorised_greetings.1", "21973014482068", 21973014482068),
        ("categorised_greetings.1", "voicemail_en", "voicemail_en"),
        ("greeting_ids", ["21973014482068", 5], [21973014482068, 5]),
        ("greeting_ids", None, []),
        ("group_ids", None, []),
        ("priority", None, None),
        ("voice_enabled", False, False),
    ],
)
def test_a_value_has_one_form(key: str, written: Any, kept: Any) -> None:
    """Zendesk writes nothing in several ways, and an id as a word: none of that is a change."""
    assert normal(key, written) == kept
    number = number_with(**{key: written}) if "." not in key else nested(key, written)
    assert value_at(number, key) == kept


def nested(key: str, value: Any) -> PhoneNumber:
    """Return a number with a value at a path."""
    parent, _, name = key.partition(".")
    return number_with(**{parent: {name: value}})


def test_what_zendesk_did_not_return_is_told_from_null() -> None:
    """A setting that the account does not have is not shown as "not set"."""
    number = number_with(nickname=None, settings={"voicemail": True})
    assert is_returned(number, "nickname")
    assert not is_returned(number, "brand_id")
    assert not is_returned(number, "settings.forwarding_caller_id")
    assert not is_returned(number_with(settings=None), "settings.voicemail")
    assert value_at(number, "settings.forwarding_caller_id") is None


def test_only_what_is_not_as_seen_differs() -> None:
    """True and 1 are as equal here as they are in Zendesk's answer: never both."""
    assert differing({"nickname": "A", "priority": 0}, {"nickname": "B", "priority": 0, "recorded": True}) == (
        "nickname",
    )
    assert differing({}, {"nickname": "B"}) == ()


def test_a_change_that_nobody_asked_for_is_found() -> None:
    """Settings that were replaced instead of merged, a group that went, a part that came; unknown keys too."""
    before = number_with(group_ids=[1, 2], settings={"voicemail": True, "maximum_queue_size": 15, "newest": 1})
    after = number_with(group_ids=[1], settings={"voicemail": False, "maximum_queue_size": 5, "newest": 2})
    assert unasked(before, after, ["settings.voicemail"]) == {
        "group_ids": ([1, 2], [1]),
        "settings.maximum_queue_size": (15, 5),
        "settings.newest": (1, 2),
    }


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        ("nickname", {"nickname": "A", "name": "A"}, {"nickname": "B", "name": "B"}),
        (
            "settings.priority",
            {"priority": 0, "settings": {"priority": 0}},
            {"priority": 3, "settings": {"priority": 3}},
        ),
        (
            "categorised_greetings.1",
            {"greeting_ids": [], "categorised_greetings_with_sub_settings": {"1": {"voicemail_on": "a"}}},
            {"greeting_ids": [7], "categorised_greetings_with_sub_settings": {"1": {"voicemail_on": 7}}},
        ),
        ("greeting_ids", {"categorised_greetings": {"1": "a", "2": "b"}}, {"categorised_greetings": {"1": 7, "2": 8}}),
        (
            "settings.overflow_number",
            {"settings": {"overflow_number": {"enabled": False, "number": None}}},
            {"settings": {"overflow_number": {"enabled": True, "number": "+15105550199"}}},
        ),
    ],
)
def test_what_goes_along_with_what_was_asked_for_is_no_surprise(
    asked: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """One thing may stand in several places of Zendesk's answer."""
    assert unasked(number_with(**before), number_with(**after), [asked]) == {}
    assert unasked(number_with(**before), number_with(**after), ["ivr_id"]) != {}


def test_a_greeting_of_another_category_does_not_go_along() -> None:
    """Whoever sets the voicemail greeting has not asked for other hold music."""
    before, after = (number_with(categorised_greetings={"1": one, "4": one}) for one in ("a", "b"))
    assert unasked(before, after, ["categorised_greetings.1"]) == {"categorised_greetings.4": ("a", "b")}


def test_what_is_only_written_otherwise_did_not_change() -> None:
    """A number in text and as a number, an empty text and null: Zendesk writes both, and nobody is to decide on it."""
    before = number_with(
        nickname="",
        categorised_greetings={"3": "17"},
        greeting_ids=["17"],
        settings={"overflow_number": None, "voicemail": True},
    )
    after = number_with(
        nickname=None,
        categorised_greetings={"3": 17},
        greeting_ids=[17],
        settings={"overflow_number": {"enabled": False, "number": None}, "voicemail": False},
    )
    assert unasked_of(before, after, ["settings.voicemail"]) == {}


@pytest.mark.parametrize("turned", [False, True])
def test_a_part_that_went_as_a_whole_or_came_is_found(turned: bool) -> None:
    """Where all of an overflow number is null now, callers go nowhere though nobody asked."""
    on = {"enabled": True, "number": "+15105550199"}
    there, gone = (number_with(settings={"overflow_number": one, "voicemail": True}) for one in (on, None))
    before, after = (gone, there) if turned else (there, gone)
    off = {"enabled": False, "number": None}
    assert unasked_of(before, after, ["settings.voicemail"]) == {
        "settings.overflow_number": (off, on) if turned else (on, off)
    }
    assert unasked_of(before, after, ["settings.overflow_number"]) == {}
