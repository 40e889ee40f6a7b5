"""Greetings: the categories, the system greetings every account has, and how a number carries them.

System greetings have string ids ("voicemail_en"), an account's own ones integers. A number's values are therefore
either. https://developer.zendesk.com/api-reference/voice/talk-api/greetings/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

CATEGORIES: Mapping[int, str] = {
    1: "voicemail",
    2: "available",
    3: "wait",
    4: "hold",
    5: "ivr",
    6: "callback",
    7: "callback_confirmation",
    8: "call_recording_opt_out",
    9: "call_recording_opt_in",
}
IVR_CATEGORY = 5
NUMBER_CATEGORIES = tuple(str(category) for category in CATEGORIES if category != IVR_CATEGORY)
LANGUAGES = ("en", "de", "es", "fr", "jp")

GreetingId = str | int

CASES: Mapping[str, tuple[str, ...]] = {
    "1": (
        "voicemail_on_inside_business_hours",
        "voicemail_on_outside_business_hours",
        "voicemail_off_inside_business_hours",
        "voicemail_off_outside_business_hours",
    ),
    "2": ("voicemail_on", "voicemail_off"),
}
"""The categories whose greeting may differ by case; the first of the cases is the one that stands for all."""

SILENT = "_voicemail_config"
"""What a system greeting has behind its id where it plays with voicemail off."""


def system_greetings() -> dict[str, int]:
    """Return the category id of every system greeting, by greeting id."""
    known = {f"{name}_{language}": category for category, name in CATEGORIES.items() for language in LANGUAGES}
    return known | {"callback_none": 6}


def default_greetings() -> dict[str, GreetingId]:
    """Return the greetings of an untouched number, by category id."""
    return {category: f"{CATEGORIES[int(category)]}_en" for category in NUMBER_CATEGORIES}


def greeting_properties(
    chosen: Mapping[str, GreetingId], cases: Mapping[str, Mapping[str, GreetingId]] | None = None
) -> dict[str, Any]:
    """Return the four properties of a number that say which greeting it plays, from one choice per category.

    cases: by category and case, where they are not those that follow from the category's one.
    """
    of_cases = {**cases} if cases else {}
    with_cases = {
        category: dict(of_cases.get(category) or {}) or _with_sub_settings(category, greeting)
        for category, greeting in chosen.items()
    }
    own = [*chosen.values(), *(greeting for category in of_cases.values() for greeting in category.values())]
    return {
        "greeting_ids": _unique(greeting for greeting in own if isinstance(greeting, int)),
        "default_greeting_ids": _unique(greeting for greeting in chosen.values() if isinstance(greeting, str)),
        "categorised_greetings": dict(chosen),
        "categorised_greetings_with_sub_settings": with_cases,
    }


def greeting_object(
    greeting_id: GreetingId, name: str, category: int, phone_number_ids: list[int], ivr_ids: list[int]
) -> dict[str, Any]:
    """Return a greeting as the API writes it, keys in the recorded order."""
    own = isinstance(greeting_id, int)
    return {
        "id": greeting_id,
        "name": name,
        "category_id": category,
        "default": not own,
        "default_lang": not own and str(greeting_id).endswith("_en"),
        "active": bool(phone_number_ids or ivr_ids),
        "pending": False,
        "audio_url": f"/system/voice/uploads/{greeting_id}.mp3",
        "audio_name": f"{greeting_id}.mp3" if own else None,
        "upload_id": None,
        "phone_number_ids": phone_number_ids,
        "ivr_ids": ivr_ids,
        "has_sub_settings": str(category) in CASES,
    }


def _with_sub_settings(category: str, greeting: GreetingId) -> Any:
    silent = f"{greeting}{SILENT}" if isinstance(greeting, str) else greeting
    if category == "1":
        return {
            "voicemail_on_outside_business_hours": greeting,
            "voicemail_on_inside_business_hours": greeting,
            "voicemail_off_inside_business_hours": silent,
            "voicemail_off_outside_business_hours": silent,
        }
    if category == "2":
        return {"voicemail_on": greeting, "voicemail_off": silent}
    return greeting


def _unique(greetings: Iterable[GreetingId]) -> list[GreetingId]:
    return list(dict.fromkeys(greetings))
