"""What is read, from what Zendesk has been seen to answer and from what it might."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.errors import ZendeskUnavailable
from bot.zendesk import answers
from bot.zendesk.answers import Answer
from bot.zendesk.models import Address, AvailableNumber, Greeting, Group, PhoneNumber, User
from tests.zendesk.payloads import AVAILABLE, MINIMAL, OWNED, SETTINGS, TOKEN, listing

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def said(body: Any) -> Answer:
    """Answer 200 with JSON."""
    return Answer(200, {"content-type": "application/json"}, json.dumps(body).encode())


def test_a_full_number_is_read() -> None:
    """Types as recorded: null, ids beyond 32 bits, greeting ids that are words and numbers."""
    number = answers.read_number(said({"phone_number": OWNED}))
    assert number.id == 1900002007768
    assert number.created_at == dt.datetime(2020, 12, 14, 18, 44, 31, tzinfo=dt.UTC)
    assert number.default_greeting_ids == ("voicemail_en", "available_en")
    assert number.categorised_greetings is not None
    assert number.categorised_greetings["2"] == 21973014482068
    assert number.categorised_greetings_with_sub_settings == OWNED["categorised_greetings_with_sub_settings"]
    assert number.capabilities is not None
    assert number.capabilities.emergency_address is False
    assert number.nickname is None
    assert number.settings is None
    assert number.model_dump(mode="json", include=set(OWNED), exclude_unset=True) == OWNED


def test_minimal_numbers_lack_what_they_lack() -> None:
    """Absent and null differ only in model_fields_set."""
    (number,) = answers.read_page(said(listing("phone_numbers", MINIMAL)), "phone_numbers", PhoneNumber).items
    assert number.number is None
    assert "number" not in number.model_fields_set
    assert "nickname" in number.model_fields_set
    assert number.line_type == "phone"


def test_unknown_keys_and_words_are_kept() -> None:
    """Zendesk adds properties and line types without a new version."""
    number = PhoneNumber.model_validate(OWNED | {"line_type": "sip_in", "holiday_id": 9})
    assert number.line_type == "sip_in"
    assert number.model_extra == {"holiday_id": 9}


@pytest.mark.parametrize("nested", [True, False])
def test_settings_count_inside_the_number_or_beside_it(nested: bool) -> None:
    """The reference says inside; nothing recorded says so."""
    extra = {"settings": SETTINGS, "ivrs": [{"id": 3, "name": "Main menu"}]}
    body = {"phone_number": OWNED | extra} if nested else {"phone_number": OWNED, **extra}
    number = answers.read_number(said(body))
    assert number.settings is not None
    assert number.settings.model_dump(mode="json") == SETTINGS
    assert number.ivrs[0].name == "Main menu"


def test_a_token_is_never_shown() -> None:
    """Whoever has a token can order the number."""
    offer = AvailableNumber.model_validate(AVAILABLE)
    assert offer.token == TOKEN
    assert TOKEN not in repr(offer)
    assert TOKEN not in str(offer)
    with pytest.raises(ValidationError) as caught:
        AvailableNumber.model_validate({"token": TOKEN})
    assert TOKEN not in str(caught.value)


def test_numbers_that_cannot_be_ordered_are_left_out_of_a_search() -> None:
    """An offer without its token is none."""
    broken = {key: value for key, value in AVAILABLE.items() if key != "token"}
    answer = said({"phone_numbers": [AVAILABLE, broken, None, 7]})
    assert [offer.number for offer in answers.read_search(answer)] == ["+15105550123"]
    assert answers.read_search(said(listing("phone_numbers"))) == ()


def test_a_search_of_nothing_but_unreadable_numbers_is_not_an_empty_one() -> None:
    """To say that none was found would be a lie."""
    with pytest.raises(ZendeskUnavailable):
        answers.read_search(said({"phone_numbers": [{"number": "+15105550123"}]}))


@pytest.mark.parametrize("identity", [None, True, "", "six", [6], {}])
def test_a_list_with_a_number_that_has_no_id_is_unreadable(identity: Any) -> None:
    """Looking for a purchase in a list with holes could miss it."""
    with pytest.raises(ZendeskUnavailable):
        answers.read_page(said(listing("phone_numbers", OWNED, OWNED | {"id": identity})), "phone_numbers", PhoneNumber)


@given(key=st.sampled_from([*sorted(set(OWNED) - {"id"}), "settings", "ivrs", "brand_id"]), junk=JUNK)
def test_one_odd_property_never_costs_the_list(key: str, junk: Any) -> None:
    """A type Zendesk changes must not take every number away."""
    page = answers.read_page(said(listing("phone_numbers", OWNED | {key: junk}, MINIMAL)), "phone_numbers", PhoneNumber)
    assert [number.id for number in page.items] == [OWNED["id"], MINIMAL["id"]]


@given(JUNK)
def test_odd_settings_keep_the_ones_that_read(junk: Any) -> None:
    """Voicemail must be readable whatever the overflow number looks like."""
    number = answers.read_number(said({"phone_number": OWNED | {"settings": SETTINGS | {"overflow_number": junk}}}))
    assert number.settings is not None
    assert number.settings.voicemail is True


def test_elements_that_read_are_kept_from_a_mixed_list() -> None:
    """One odd id leaves the others."""
    assert PhoneNumber.model_validate(OWNED | {"group_ids": [1, "two", None, 3]}).group_ids == (1, 3)
    assert PhoneNumber.model_validate(OWNED | {"group_ids": None}).group_ids == ()


def test_greetings_have_words_or_numbers_for_ids() -> None:
    """Talk's own have words."""
    body = listing("greetings", {"id": "voicemail_en"}, {"id": 21973014482068, "category_id": 1})
    page = answers.read_page(said(body), "greetings", Greeting)
    assert [greeting.id for greeting in page.items] == ["voicemail_en", 21973014482068]


def test_an_unknown_user_is_readable() -> None:
    """Zendesk answers 200 and a user without an id to credentials it does not know."""
    user = answers.read_one(said({"user": {"id": None, "name": "Anonymous user", "role": "end-user"}}), "user", User)
    assert user.id is None


def test_numbers_read_as_the_words_they_should_be() -> None:
    """A postcode and a price are words, whatever JSON they came as."""
    assert Address.model_validate({"id": 1, "zip": 94612}).zip == "94612"
    assert AvailableNumber.model_validate(AVAILABLE | {"price": 1.5}).price == "1.5"


def test_models_are_frozen() -> None:
    """They are shared between everybody who asked."""
    group = Group(id=1, name="Tier 1")
    with pytest.raises(ValidationError):
        setattr(group, "name", "Tier 2")  # noqa: B010 - mypy refuses the plain assignment


def test_a_number_keeps_what_was_written_beside_what_could_be_read() -> None:
    """A number about to be released is written down as Zendesk had it, not as this model understood it."""
    written = OWNED | {"priority": "high", "group_ids": [1, "two"], "settings": {"voicemail": 7, "newest": [None]}}
    number = PhoneNumber.model_validate(written)
    assert (number.priority, number.group_ids) == (None, (1,))
    assert number.as_written() == written
    assert "high" not in repr(number)
