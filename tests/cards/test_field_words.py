"""A value of every field in words: units counted right, names for ids, and nothing that fails on an odd value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cards.field_words import counted, value_words
from bot.talk.catalog import Catalog, Named
from bot.talk.fields import BY_KEY, FIELDS
from tests.talk.new_values import NEW

CATALOG = Catalog(
    groups=(Named(1, "Support"), Named(2, "Billing"), Named(3, "Old team", offered=False)),
    ivrs=(Named(4, "Main menu"),),
    schedules=(Named(5, "US hours"),),
    brands=(Named(6, "<!channel> *Brand* &"),),
    greetings={1: (Named(7, "Welcome", category=1), Named("voicemail_en", "Zendesk's own, English", category=1))},
)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("nickname", "Support US", "Support US"),
        ("nickname", None, "not set"),
        ("nickname", "", "not set"),
        ("voice_enabled", True, "On"),
        ("voice_enabled", False, "Off"),
        ("priority", 0, "0"),
        ("settings.maximum_queue_size", 20, "20 calls"),
        ("settings.maximum_queue_size", 0, "0 calls"),
        ("settings.maximum_queue_wait_time", 1, "1 minute"),
        ("settings.maximum_queue_wait_time", 5, "5 minutes"),
        ("settings.call_offering_duration", 30, "30 seconds"),
        ("settings.wrap_up_time_limit", 1, "1 second"),
        ("settings.call_recording_delete_after", "6.months", "After 6 months"),
        ("settings.callback_locale", "de", "German (de)"),
        ("settings.callback_locale", "jp", "Japanese (jp)"),
        ("failover_number", "+442079460018", "+44 20 7946 0018"),
        ("settings.overflow_number", {"enabled": True, "number": "+15105550199"}, "On, to +1 510-555-0199"),
        ("settings.overflow_number", {"enabled": False, "number": None}, "Off"),
        ("settings.overflow_number", {"enabled": False, "number": "+15105550199"}, "Off (+1 510-555-0199)"),
        ("settings.overflow_number", {"enabled": True, "number": None}, "On, without a number"),
        ("group_ids", [1, 2], "Support, Billing"),
        ("group_ids", [2, 1], "Billing, Support"),
        ("group_ids", [], "none"),
        ("group_ids", [9], "group 9"),
        ("default_group_id", 3, "Old team"),
        ("ivr_id", 4, "Main menu"),
        ("ivr_id", 9, "IVR 9"),
        ("schedule_id", 5, "US hours"),
        ("schedule_id", 9, "schedule 9"),
        ("brand_id", 6, "<!channel> *Brand* &"),
        ("brand_id", 9, "brand 9"),
        ("categorised_greetings.1", 7, "Welcome"),
        ("categorised_greetings.1", "voicemail_en", "Zendesk's own, English"),
        ("categorised_greetings.1", 123, "greeting 123"),
        ("categorised_greetings.1", "something_else", "greeting something_else"),
        ("categorised_greetings.6", "callback_none", "None"),
        (
            "categorised_greetings_with_sub_settings.1.voicemail_off_inside_business_hours",
            "voicemail_en_voicemail_config",
            "Zendesk's own, English, for voicemail off",
        ),
        ("greeting_ids", [7, 8], "Welcome, greeting 8"),
    ],
)
def test_a_value_reads_as_people_say_it(key: str, value: Any, words: str) -> None:
    """Outside text stays raw: whoever shows it makes it harmless."""
    assert value_words(BY_KEY[key], value, CATALOG) == words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("call_recording_consent", "by_law", "by_law"),
        ("settings.call_recording_delete_after", "5.years", "5.years"),
        ("settings.maximum_queue_size", 7, "7 calls"),
        ("settings.maximum_queue_size", True, "True"),
        ("settings.callback_locale", "pt-BR", "pt-BR"),
        ("voice_enabled", "maybe", "maybe"),
        ("failover_number", "ask Ben", "ask Ben"),
        ("settings.overflow_number", "+15105550199", "+15105550199"),
    ],
)
def test_a_value_newer_than_this_code_is_shown_as_it_is(key: str, value: Any, words: str) -> None:
    """Better than hiding it, or calling it something that it is not."""
    assert value_words(BY_KEY[key], value, CATALOG) == words


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_has_words_for_set_and_for_not_set(field: Any) -> None:
    """And two values that differ do not read alike."""
    assert value_words(field, None, Catalog()) == "not set"
    assert value_words(field, NEW[field.key], Catalog()) not in {"", "not set"}


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


@example(BY_KEY["greeting_ids"], [[], {}, None])
@given(st.sampled_from(FIELDS), _ANY)
def test_whatever_zendesk_answers_has_words(field: Any, value: Any) -> None:
    """One odd value must not keep a card from being shown."""
    assert value_words(field, value, CATALOG)


def test_units_are_counted() -> None:
    """One of them is not several."""
    assert (counted(1, "calls"), counted(0, "calls"), counted(2, "minutes"), counted(3, "")) == (
        "1 call",
        "0 calls",
        "2 minutes",
        "3",
    )
