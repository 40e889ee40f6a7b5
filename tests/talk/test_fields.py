"""The catalogue of what can be changed, held against Zendesk's document and against what Slack can show."""

from __future__ import annotations

import pytest

from bot.sandbox.talk_api.line_settings import SETTING_RULES
from bot.talk.field_kinds import GREETING, SETTINGS, SUB_GREETING, Control, Field, Section
from bot.talk.fields import BY_KEY, FIELDS, of_section
from bot.zendesk.updates import NumberUpdate, SettingsUpdate
from tests.talk import reference

TYPES: dict[Control, type] = {
    Control.TEXT: str,
    Control.ON_OFF: bool,
    Control.WHOLE: int,
    Control.NUMBER: str,
    Control.OVERFLOW: dict,
    Control.LANGUAGE: str,
    Control.GROUP: int,
    Control.GROUPS: list,
    Control.IVR: int,
    Control.SCHEDULE: int,
    Control.BRAND: int,
    Control.GREETINGS: list,
}
# What Slack takes for a label, a hint and the text of an option: https://docs.slack.dev/reference/block-kit/
LABEL, HINT, OPTION = 75, 200, 75


def test_every_writable_property_and_setting_of_the_document_can_be_changed() -> None:
    """Nobody needs Zendesk's pages for what the document lets one write."""
    assert len(reference.SETTINGS) == 18
    documented = {*reference.WRITABLE, *(f"{SETTINGS}{name}" for name in reference.SETTINGS)}
    assert documented - {field.key for field in FIELDS} == set()
    for name in reference.WRITTEN_ALL_THE_SAME:
        assert any(field.key.startswith(f"{name}.") for field in FIELDS)


def test_nothing_else_can_be_changed_but_what_is_newer_than_the_document() -> None:
    """A type of line, capabilities and a spent token are no fields; read-only properties are none either."""
    known = {*reference.WRITABLE, *(f"{SETTINGS}{name}" for name in reference.SETTINGS)}
    others = {field.key for field in FIELDS if not field.key.startswith((GREETING, SUB_GREETING))} - known
    assert others == {f"{SETTINGS}forwarding_caller_id"}
    assert not {*reference.NOT_CHANGED, *reference.READ_ONLY} & set(BY_KEY)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_control_enters_the_type_the_document_names(field: Field) -> None:
    """A switch for a boolean, a number for a number; choices all of one type."""
    if field.key.startswith((GREETING, SUB_GREETING)):
        assert field.control is Control.GREETING
        assert field.category == int(field.key.split(".")[1]) != 5
        return
    name = field.key.removeprefix(SETTINGS)
    documented = (reference.SETTINGS if field.is_setting else reference.WRITABLE).get(name, str)
    kinds = {type(choice.value) for choice in field.choices} if field.control is Control.CHOICE else None
    assert (kinds or {TYPES[field.control]}) == {documented}


@pytest.mark.parametrize("name", ["call_recording_delete_after", "voicemail_recording_delete_after"])
def test_the_documented_values_are_the_choices(name: str) -> None:
    """In the document's order; the sizes of a queue are what an account's settings allow, for want of a number's."""
    choices = tuple(choice.value for choice in BY_KEY[f"{SETTINGS}{name}"].choices)
    assert choices == reference.DELETE_AFTER
    assert [choice for choice in choices if SETTING_RULES[name](choice)] == []
    assert SETTING_RULES[name]("5.years") is not None


def test_an_update_can_carry_every_field() -> None:
    """What the catalogue names and the wire does not know would be a bug found by a customer."""
    for field in FIELDS:
        name = field.key.removeprefix(SETTINGS).split(".")[0]
        assert name in (SettingsUpdate if field.is_setting else NumberUpdate).model_fields


def test_every_field_is_in_one_form_and_no_form_is_a_wall() -> None:
    """Twelve inputs are what fits on two screens of a phone."""
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert [field for section in Section for field in of_section(section)] == list(FIELDS)
    assert all(0 < len(of_section(section)) <= 12 for section in Section)


def test_no_two_fields_have_the_same_name() -> None:
    """A change is told by label alone: "Priority: 0 → 3"."""
    labels = [field.label for field in FIELDS]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_what_is_said_of_a_field_fits_slack_and_reads_as_sentences(field: Field) -> None:
    """A label is a name, without a full stop; a hint is one or two sentences."""
    assert 0 < len(field.label) <= LABEL
    assert not field.label.endswith(".")
    assert len(field.hint) <= HINT
    assert not field.hint or field.hint.endswith(".")
    assert all(0 < len(choice.words) <= OPTION for choice in field.choices)
    assert field.control is not Control.WHOLE or field.least < field.most
