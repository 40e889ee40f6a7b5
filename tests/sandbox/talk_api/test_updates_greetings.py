"""Greetings by category and by case: merged, kept, and refused where they do not belong."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.sandbox.talk_api.demo import HOLD_MUSIC, HOLIDAY, WELCOME
from tests.sandbox.talk_api.asking import NUMBERS, line

CASES = "categorised_greetings_with_sub_settings"
ON_INSIDE, ON_OUTSIDE = "voicemail_on_inside_business_hours", "voicemail_on_outside_business_hours"
OFF_INSIDE, OFF_OUTSIDE = "voicemail_off_inside_business_hours", "voicemail_off_outside_business_hours"
STANDARD = {
    ON_OUTSIDE: "voicemail_en",
    ON_INSIDE: "voicemail_en",
    OFF_INSIDE: "voicemail_en_voicemail_config",
    OFF_OUTSIDE: "voicemail_en_voicemail_config",
}


async def put(zendesk: httpx.AsyncClient, asked: dict[str, Any]) -> httpx.Response:
    """Change "Sales US", which plays Zendesk's own greetings."""
    one = await line(zendesk, "Sales US")
    return await zendesk.put(f"{NUMBERS}/{one['id']}?include=settings", json={"phone_number": asked})


async def changed(zendesk: httpx.AsyncClient, asked: dict[str, Any]) -> dict[str, Any]:
    """Return "Sales US" after a change."""
    response = await put(zendesk, asked)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["phone_number"]
    return found


async def test_a_case_is_changed_and_the_others_of_its_category_kept(zendesk: httpx.AsyncClient) -> None:
    """One after the other; other categories stay as they were."""
    before = await line(zendesk, "Sales US")
    assert before[CASES]["1"] == STANDARD
    first = await changed(zendesk, {CASES: {"1": {ON_OUTSIDE: HOLIDAY}}})
    assert first[CASES] == before[CASES] | {"1": STANDARD | {ON_OUTSIDE: HOLIDAY}}
    second = await changed(zendesk, {CASES: {"1": {OFF_INSIDE: "voicemail_de_voicemail_config"}}})
    assert second[CASES]["1"] == STANDARD | {ON_OUTSIDE: HOLIDAY, OFF_INSIDE: "voicemail_de_voicemail_config"}
    third = await changed(zendesk, {CASES: {"2": {"voicemail_off": "available_fr"}}, "nickname": "Sales US"})
    assert third[CASES]["1"] == second[CASES]["1"]
    assert third[CASES]["2"] == {"voicemail_on": "available_en", "voicemail_off": "available_fr"}


async def test_cases_outlive_a_change_of_another_category(zendesk: httpx.AsyncClient) -> None:
    """Hold music has nothing to do with voicemail."""
    await changed(zendesk, {CASES: {"1": {ON_OUTSIDE: HOLIDAY}}})
    after = await changed(zendesk, {"categorised_greetings": {"4": HOLD_MUSIC}})
    assert after[CASES]["1"] == STANDARD | {ON_OUTSIDE: HOLIDAY}
    assert after["categorised_greetings"]["4"] == after[CASES]["4"] == HOLD_MUSIC
    assert sorted(after["greeting_ids"]) == sorted([HOLIDAY, HOLD_MUSIC])


async def test_the_first_case_stands_for_the_category_and_the_category_for_all_cases(
    zendesk: httpx.AsyncClient,
) -> None:
    """All four properties agree, whichever was written."""
    after = await changed(zendesk, {CASES: {"1": {ON_INSIDE: WELCOME}}})
    assert after["categorised_greetings"]["1"] == WELCOME
    assert after["greeting_ids"] == [WELCOME]
    whole = await changed(zendesk, {"categorised_greetings": {"1": "voicemail_fr"}})
    assert set(whole[CASES]["1"].values()) == {"voicemail_fr", "voicemail_fr_voicemail_config"}
    assert whole["greeting_ids"] == []


async def test_a_greeting_that_is_taken_off_plays_in_no_case(zendesk: httpx.AsyncClient) -> None:
    """Zendesk's own takes its place, in that case only."""
    await changed(zendesk, {CASES: {"1": {ON_OUTSIDE: HOLIDAY, OFF_INSIDE: WELCOME}}})
    after = await changed(zendesk, {"greeting_ids": [WELCOME]})
    assert after[CASES]["1"] == STANDARD | {OFF_INSIDE: WELCOME}
    assert after["greeting_ids"] == [WELCOME]
    assert (await changed(zendesk, {"greeting_ids": []}))[CASES]["1"] == STANDARD


async def test_a_category_without_cases_has_one_greeting(zendesk: httpx.AsyncClient) -> None:
    """As the answer has it: text or a number among the objects."""
    after = await changed(zendesk, {CASES: {"3": "wait_de"}})
    assert after["categorised_greetings"]["3"] == after[CASES]["3"] == "wait_de"


@pytest.mark.parametrize(
    "asked",
    [
        [],
        "voicemail_en",
        {"5": "ivr_en"},
        {"1": "voicemail_en"},
        {"1": {ON_INSIDE: "hold_en"}},
        {"1": {ON_INSIDE: HOLD_MUSIC}},
        {"1": {ON_INSIDE: None}},
        {"1": {ON_INSIDE: True}},
        {"1": {"voicemail_on": "voicemail_en"}},
        {"2": {ON_INSIDE: "available_en"}},
        {"1": {ON_INSIDE: f"{WELCOME}_voicemail_config"}},
        {"3": {"voicemail_on": "wait_en"}},
    ],
)
async def test_a_case_or_a_greeting_that_is_not_there_is_refused(zendesk: httpx.AsyncClient, asked: object) -> None:
    """By name, and nothing is stored."""
    before = await line(zendesk, "Sales US")
    response = await put(zendesk, {CASES: asked})
    assert response.status_code == 422
    assert list(response.json()["details"]) == [CASES]
    assert await line(zendesk, "Sales US") == before
