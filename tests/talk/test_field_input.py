"""What is entered becomes what Zendesk takes, or a sentence at the input it belongs to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.sandbox.talk_api.line_settings import SETTING_RULES
from bot.talk.catalog import Catalog, Named
from bot.talk.field_input import entered, problem_of_number
from bot.talk.field_kinds import SETTINGS, Control, Field
from bot.talk.fields import BY_KEY, FIELDS
from tests.talk.new_values import NEW

CATALOG = Catalog(
    groups=(Named(360001381413, "Support"), Named(2, "Billing"), Named(3, "Old team", offered=False)),
    greetings={1: (Named(7, "Welcome", category=1), Named("voicemail_en", "English", category=1))},
)
OVERFLOW = "settings.overflow_number"


def enter(key: str, raw: Any, country: str | None = "US", seen: Any = None) -> Any:
    """Return the value entered."""
    return entered(BY_KEY[key], raw, CATALOG, country, seen=seen)


def problem(key: str, raw: Any, country: str | None = "US") -> NotUnderstood:
    """Return what is wrong with what was entered."""
    with pytest.raises(NotUnderstood) as caught:
        enter(key, raw, country)
    return caught.value


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("nickname", "  Support US ", "Support US"),
        (
            "nickname",
            "Zürich \N{TELEPHONE RECEIVER} <!channel> *x* &",
            "Zürich \N{TELEPHONE RECEIVER} <!channel> *x* &",
        ),
        ("nickname", "two\nlines\tand\x00more", "two lines and more"),
        ("nickname", "x" * 255, "x" * 255),
        ("nickname", "", None),
        ("nickname", "  \n ", None),
        ("nickname", None, None),
        ("voice_enabled", "on", True),
        ("voice_enabled", "off", False),
        ("voice_enabled", "true", True),
        ("voice_enabled", True, True),
        ("voice_enabled", False, False),
        ("call_recording_consent", "opt_in", "opt_in"),
        ("settings.call_recording_delete_after", "1.weeks", "1.weeks"),
        ("settings.maximum_queue_size", "0", 0),
        ("settings.maximum_queue_size", "20", 20),
        ("settings.maximum_queue_wait_time", "1", 1),
        ("priority", "0", 0),
        ("priority", " 100 ", 100),
        ("settings.call_offering_duration", "45 seconds", 45),
        ("settings.call_offering_duration", "\N{FULLWIDTH DIGIT FOUR}\N{FULLWIDTH DIGIT FIVE}", 45),
        ("settings.callback_locale", "de", "de"),
        ("settings.callback_locale", "DE", "de"),
        ("settings.callback_locale", "German", "de"),
        ("failover_number", "+1 (510) 555-0199", "+15105550199"),
        ("failover_number", "(510) 555-0199", "+15105550199"),
        ("failover_number", "0044 20 7946 0018", "+442079460018"),
        ("failover_number", "<tel:+15105550199|510-555-0199>", "+15105550199"),
        ("failover_number", "", None),
        ("group_ids", ("2", "360001381413"), [2, 360001381413]),
        ("group_ids", ("2", "2"), [2]),
        ("group_ids", (), []),
        ("group_ids", None, []),
        ("default_group_id", "2", 2),
        ("default_group_id", None, None),
        ("ivr_id", "21973195678484", 21973195678484),
        ("categorised_greetings.1", "7", 7),
        ("categorised_greetings.1", "voicemail_en", "voicemail_en"),
        ("greeting_ids", ("7",), [7]),
        (OVERFLOW, {"enabled": "on", "number": "510-555-0199"}, {"enabled": True, "number": "+15105550199"}),
        (OVERFLOW, {"enabled": "off", "number": None}, {"enabled": False, "number": None}),
        (OVERFLOW, {"enabled": "off", "number": "+15105550199"}, {"enabled": False, "number": "+15105550199"}),
        (OVERFLOW, {"enabled": None, "number": ""}, {"enabled": False, "number": None}),
        (OVERFLOW, None, {"enabled": False, "number": None}),
    ],
)
def test_what_is_entered_becomes_what_zendesk_takes(key: str, raw: Any, value: Any) -> None:
    """Of the type the document names: an id is a number, a switch is true or false, a number is E.164."""
    found = enter(key, raw)
    assert found == value
    assert type(found) is type(value)


def test_a_national_form_is_read_as_of_the_country_of_the_line() -> None:
    """Whoever edits a British line writes British numbers; without a country only the international form is sure."""
    assert enter("failover_number", "020 7946 0018", "GB") == "+442079460018"
    assert "with its country" in problem("failover_number", "020 7946 0018", None).problem


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("nickname", "x" * 256, "At most 255 characters fit; this has 256."),
        ("voice_enabled", None, "Choose one of the options."),
        ("call_recording_consent", None, "Choose one of the options."),
        ("call_recording_consent", "by_law", "Choose one of the options."),
        ("settings.maximum_queue_size", "7", "Choose one of the options."),
        ("settings.maximum_queue_size", "True", "Choose one of the options."),
        ("priority", "101", "Enter a whole number from 0 to 100."),
        ("priority", "-1", "Enter a whole number from 0 to 100."),
        ("priority", "1.5", "Enter a whole number from 0 to 100."),
        ("priority", "", "Enter a whole number from 0 to 100."),
        ("priority", "9" * 5000, "Enter a whole number from 0 to 100."),
        ("settings.call_offering_duration", "4", "Enter a whole number from 5 to 120 seconds."),
        ("settings.call_offering_duration", "121", "Enter a whole number from 5 to 120 seconds."),
        ("settings.wrap_up_time_limit", "a minute", "Enter a whole number from 0 to 3,600 seconds."),
        ("settings.callback_locale", "", "Enter a language as two letters, such as en or de."),
        ("settings.callback_locale", "xx", "“xx” is not a language. Enter two letters, such as en or de."),
        ("failover_number", "ask Ben", "“ask Ben” is not a phone number."),
        ("failover_number", "<@U0BEN>", "@U0BEN\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}” is not a phone number."),
        ("failover_number", "+15105550199, +14155550142", "is not a phone number."),
        ("failover_number", "+1 999 555 0199", "is not a number that anybody in its country can have."),
        ("failover_number", "911", "is not a phone number."),
        ("failover_number", "+1 900 555 0199", "Calls cannot be sent to premium numbers"),
        ("failover_number", "+49 1805 12345", "Calls cannot be sent to shared-cost numbers"),
        ("failover_number", "+881 6 555 50199", "Calls cannot be sent to satellite numbers"),
        ("group_ids", ("2", "99"), "That choice is gone from Zendesk by now."),
        ("default_group_id", "3", "That choice is gone from Zendesk by now."),
        ("categorised_greetings.1", "hold_en", "That choice is gone from Zendesk by now."),
        ("categorised_greetings.1", None, "Choose one of the options."),
    ],
)
def test_what_makes_no_sense_is_said_at_its_input(key: str, raw: Any, words: str) -> None:
    """In a whole sentence, with what to enter instead; what was typed mentions nobody."""
    found = problem(key, raw)
    assert words in found.problem
    assert found.problem.endswith(".")
    assert found.field == key


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"enabled": "on", "number": ""}, "Enter the number that calls overflow to, or turn it off."),
        ({"enabled": "on", "number": None}, "Enter the number that calls overflow to, or turn it off."),
        ({"enabled": "off", "number": "later"}, "“later” is not a phone number."),
        ({"enabled": "on", "number": "+1 900 555 0199"}, "premium"),
    ],
)
def test_what_is_wrong_with_an_overflow_number_is_said_at_the_number(raw: Any, words: str) -> None:
    """It has two inputs; the switch is never the one that is wrong."""
    found = problem(OVERFLOW, raw)
    assert words in found.problem
    assert found.field == f"{OVERFLOW}.number"


@pytest.mark.parametrize(
    ("key", "raw", "seen"),
    [
        ("call_recording_consent", "by_law", "by_law"),
        ("settings.maximum_queue_size", "7", 7),
        ("settings.wrap_up_time_limit", "5000", 5000),
        ("priority", "-1", -1),
        ("settings.callback_locale", "jp", "jp"),
        ("settings.callback_locale", "pt-BR", "pt-BR"),
        ("failover_number", "+1 900-555-0199", "+19005550199"),
        ("failover_number", "911", "911"),
        ("group_ids", ("99", "2"), [2, 99]),
        ("default_group_id", "3", 3),
        ("categorised_greetings.1", "voicemail_en_voicemail_config", "voicemail_en_voicemail_config"),
    ],
)
def test_what_the_form_was_filled_with_is_taken_back(key: str, raw: Any, seen: Any) -> None:
    """A value that nobody could enter anew must not keep people from changing another one in the same form."""
    value = enter(key, raw, seen=seen)
    assert value == (sorted(seen, reverse=True) if isinstance(seen, list) else seen)
    problem(key, raw)


def test_an_overflow_number_is_taken_back_too() -> None:
    """As it is, though it is switched off by the same change."""
    seen = {"enabled": True, "number": "+19005550199"}
    assert enter(OVERFLOW, {"enabled": "off", "number": "+1 900 555 0199"}, seen=seen) == seen | {"enabled": False}


def test_where_no_list_could_be_read_zendesk_decides_about_ids() -> None:
    """An id that cannot be looked up may be right."""
    assert entered(BY_KEY["schedule_id"], "360000212341", Catalog(), None) == 360000212341


def test_one_control_does_not_take_what_two_enter() -> None:
    """That would be a mistake of ours, not of whoever entered it."""
    with pytest.raises(TypeError):
        enter("nickname", {"enabled": "on", "number": None})


def raw_for(value: Any) -> Any:
    """Return what a control sends for a value."""
    match value:
        case bool():
            return "on" if value else "off"
        case dict():
            return {"enabled": raw_for(value["enabled"]), "number": value["number"]}
        case list():
            return tuple(map(str, value))
        case _:
            return str(value)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_can_be_entered(field: Field) -> None:
    """The value that is written in the tests of the wire, as its control sends it."""
    new = NEW[field.key]
    found = entered(field, raw_for(new), Catalog())
    assert found == new
    assert type(found) is type(new)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_whatever_can_be_chosen_is_what_the_account_takes(field: Field) -> None:
    """Every choice, and both ends of a range: our opinion of them is not the simulator's, and they have to agree."""
    rule = SETTING_RULES.get(field.key.removeprefix(SETTINGS)) if field.is_setting else None
    raws = [str(choice.value) for choice in field.choices]
    if field.control is Control.WHOLE:
        raws += [str(field.least), str(field.most)]
    for raw in raws:
        value = entered(field, raw, Catalog())
        assert str(value) == raw
        assert rule is None or rule(value) is None


@given(
    st.sampled_from([field for field in FIELDS if field.control is not Control.OVERFLOW]),
    st.none() | st.text(max_size=300) | st.lists(st.text(max_size=5), max_size=3).map(tuple),
)
def test_whatever_is_typed_is_a_value_or_a_sentence(field: Field, raw: Any) -> None:
    """A view is submitted by a phone, by a browser, and by whoever holds the signing secret."""
    if isinstance(raw, tuple) and field.control not in {Control.GROUPS, Control.GREETINGS}:
        raw = "".join(raw)
    outcome: Any
    try:
        outcome = entered(field, raw, CATALOG, "US")
    except NotUnderstood as error:
        outcome = error
    if isinstance(outcome, NotUnderstood):
        assert (outcome.field, outcome.problem[-1]) == (field.key, ".")
    else:
        assert outcome is None or isinstance(outcome, str | int | bool | list)


def test_numbers_are_judged_alike_wherever_they_are_typed() -> None:
    """Voicemail and on-call forms ask for numbers too."""
    assert problem_of_number("+1 510 555 0199", None) is None
    assert "with its country" in (problem_of_number("5550199", None) or "")


@pytest.mark.parametrize("odd", [{}, {"voicemail_on": 7}, [[]], [{}], 1.5, True])
def test_another_choice_can_be_made_where_zendesk_has_something_odd(odd: Any) -> None:
    """Some greetings are objects in Zendesk's answer; that must not keep anybody from choosing one."""
    catalog = Catalog(groups=(Named(7, "Support"),), greetings={1: (Named(7, "Welcome"),)})
    assert entered(BY_KEY["default_group_id"], "7", catalog, seen=odd) == 7
    assert entered(BY_KEY["categorised_greetings.1"], "7", catalog, seen=odd) == 7
    assert entered(BY_KEY["group_ids"], ("7",), catalog, seen=odd) == [7]
