"""A number as people see it: everything Zendesk said of it, each thing once, in words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.number_view import Mode, number_view
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import SECTION_TITLES, Section
from bot.talk.fields import FIELDS, of_section
from bot.talk.number_look import SETTINGS_SECTIONS, others
from bot.zendesk.models import PhoneNumber
from tests.cards.extremes_numbers import URL
from tests.cards.rules import elements, texts
from tests.cards.samples import TEXTS
from tests.cards.samples_numbers import WHOLE, WHY_NOT, look
from tests.cards.samples_timers import TIMER, shift_of, timer_of
from tests.zendesk.payloads import MINIMAL, OWNED


def said(written: dict[str, Any] = WHOLE, mode: Mode = Mode.SHOW, **more: Any) -> str:
    return "\n".join(texts(number_view(look(written, **more), mode=mode)))


def test_every_field_is_there_by_its_name() -> None:
    """Whoever looks for a setting finds it here or is told that Zendesk did not say."""
    shown = said()
    settings = WHOLE["settings"] | {"forwarding_caller_id": "x"}
    for field in FIELDS:
        assert field.label in said(WHOLE | {"settings": settings}), field.key
    for words in ("Sales, Support", "5 calls", "1 minute", "On, to +1 510-555-0199", "After 3 months"):
        assert words in shown


def test_who_it_is_stands_at_the_top() -> None:
    """The number, where it is, what it carries and what nobody can change."""
    view = number_view(look())
    assert view["blocks"][0]["text"]["text"] == "Support US"
    top = "\n".join(texts(view["blocks"][:3]))
    for words in (
        "+1 205-555-0142",
        "AL, United States",
        "local",
        "id 1900002007768",
        "voice, SMS, MMS",
        "line type: phone",
    ):
        assert words in top
    assert number_view(look(OWNED))["blocks"][0]["text"]["text"] == "+1 205-555-0142"
    assert "takes no calls" in said(WHOLE | {"external": True})


def test_who_switched_something_of_it_stands_above_its_values() -> None:
    """Whoever finds voicemail off reads here who did that, until when and why."""
    shown = said(running=(timer_of(), shift_of(until_ms=None)))
    end = TIMER.until_ms
    assert end is not None
    assert f"*<@U0BEN> switched voicemail* <!date^{end // 1000}^until" in shown
    assert "· Night shift" in shown
    assert "*<@U0BEN> has the shift “EMEA nights”* without an end" in shown
    assert shown.index("switched voicemail") < shown.index("Groups")


def test_what_is_null_is_not_set_and_what_is_not_told_is_said() -> None:
    """Null means something; a property that is missing means that nobody knows."""
    shown = said(OWNED)
    assert "IVR\nnot set" in shown
    assert "Groups\n*Sales, Support*" in said()
    assert "Zendesk did not say, so it cannot be changed here" in shown
    assert "Queue size" in shown.partition("Zendesk did not say")[2]
    assert "Queue size" not in shown.partition("Zendesk did not say")[0]
    assert "Zendesk did not say" not in said()


@pytest.mark.parametrize("written", [{"id": 1}, MINIMAL, {"id": 1, "settings": None}, {"id": 1, "settings": {}}])
def test_a_minimal_answer_is_still_a_view(written: dict[str, Any]) -> None:
    """Digital lines and new plans say little."""
    view = number_view(look(written))
    assert view["blocks"]
    assert all(block.get("fields") != [] for block in view["blocks"])


def test_what_is_newer_than_this_code_is_shown_as_zendesk_calls_it() -> None:
    """Nobody should have to open Zendesk to see a setting."""
    written = WHOLE | {"settings": WHOLE["settings"] | {"robot": {"voice": "low"}}, "wizard": [1, 2]}
    shown = said(written)
    assert "`settings.robot.voice`: low" in shown
    assert "`wizard`: [1, 2]" in shown


def test_nothing_is_said_twice() -> None:
    """What is a field, an identity, a greeting that is played, or one without cases is no “other”."""
    paths = [path for path, _ in others(PhoneNumber.model_validate(WHOLE))]
    assert paths == ["categorised_greetings_with_sub_settings.3"]
    unplayed = WHOLE | {"default_greeting_ids": ["voicemail_en", "robot_en"]}
    assert [path for path, _ in others(PhoneNumber.model_validate(unplayed))] == ["default_greeting_ids", *paths]
    more = WHOLE | {"name": "Another", "token": "secret", "ivrs": [{"id": 1}], "default_greeting_ids": None}
    more["categorised_greetings_with_sub_settings"] = {"3": "voicemail_en"}
    assert [path for path, _ in others(PhoneNumber.model_validate(more))] == ["name", "default_greeting_ids"]


def test_each_part_leads_to_its_form() -> None:
    """The button says which part of which number."""
    view = number_view(look())
    edits = [button for button in elements(view, "button") if button["action_id"] == "number.edit"]
    assert [button["value"] for button in edits] == [f"1900002007768:{section}" for section in Section]
    assert len({button["accessibility_label"] for button in edits}) == len(edits)


def test_whoever_may_not_change_it_reads_who_may() -> None:
    """And has nothing to press that would be refused."""
    view = number_view(look(may_edit=False, why_not=WHY_NOT))
    assert all(button["action_id"] != "number.edit" for button in elements(view, "button"))
    assert WHY_NOT in texts(view)


def test_the_settings_are_the_parts_that_hold_some() -> None:
    """Every one of the eighteen settings is among them, and no greeting is."""
    shown = said(mode=Mode.SETTINGS)
    for field in FIELDS:
        if field.is_setting and not field.optional:
            assert f"\n{field.label}\n" in shown
    for section in Section:
        assert (f"*{SECTION_TITLES[section]}*" in shown) == (section in SETTINGS_SECTIONS)


def test_no_part_is_a_wall() -> None:
    """Slack takes ten fields in a section, and people about as many."""
    for section in Section:
        assert 1 <= len(of_section(section)) <= 10
    assert len(number_view(look())["blocks"]) < 35


def test_it_says_when_it_was_read_and_whose_names_are_missing() -> None:
    """Somebody else may change it at any time."""
    shown = said(catalog=Catalog(unread=("schedules",)))
    assert "Read from Zendesk <!date^" in shown
    assert "ids stand for them: schedules" in shown
    assert "group 7, group 8" in shown


def test_hostile_names_read_as_they_are_and_call_nobody() -> None:
    """A nickname can hold anything."""
    hostile = "<!channel> *x* & \u202eabc"
    view = number_view(look(WHOLE | {"nickname": hostile}))
    assert view["blocks"][0]["text"]["text"] == "<!channel> *x* & abc"
    assert view["blocks"][0]["text"]["type"] == "plain_text"
    assert any("&lt;!channel&gt; x &amp; abc" in text for text in texts(view))
    assert said(WHOLE | {"nickname": TEXTS["emoji"]})


def test_the_way_into_zendesk_stands_there_where_there_is_one() -> None:
    """A simulated account has no Admin Center."""
    links = [button for button in elements(number_view(look(), admin_url=URL), "button") if "url" in button]
    assert [link["url"] for link in links] == [URL]
    assert not [button for button in elements(number_view(look()), "button") if "url" in button]
