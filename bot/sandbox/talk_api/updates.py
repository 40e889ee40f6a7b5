"""Changing a number: what may be written, what it must be, and what becomes of it.

Unknown and read-only keys are ignored, as Rails applications do. Everything is checked before anything is changed.
https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#update-phone-number
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.talk_api.account import Account, Json, OwnedNumber
from bot.sandbox.talk_api.greeting_updates import cases_problem, change_greetings, greetings_problem
from bot.sandbox.talk_api.line_settings import PRIORITIES, SETTING_RULES, default_settings, overflow
from bot.sandbox.talk_api.rules import Rule, boolean, e164_or_null, integers, known_id, one_of, text_or_null
from bot.sandbox.talk_api.settings import TalkApi

_PLAIN = (
    "brand_id",
    "call_recording_consent",
    "ivr_id",
    "outbound_enabled",
    "priority",
    "recorded",
    "schedule_id",
    "sms_enabled",
    "sms_group_id",
    "transcription",
    "voice_enabled",
)
"""Properties that are stored as they come."""


def problems_with(
    asked: Mapping[str, Any], account: Account, behaviour: TalkApi, owned: OwnedNumber | None = None
) -> dict[str, str]:
    """Return what is wrong with the values asked for, by property or setting; empty where all can be written.

    owned: the number to change, None for one about to be bought.
    """
    problems = _broken(asked, _property_rules(account))
    wanted = asked.get("settings")
    if wanted is not None and not isinstance(wanted, dict):
        problems["settings"] = "Settings: must be an object"
    elif wanted:
        problems |= _broken(wanted, SETTING_RULES)
        if "call_offering_duration" in wanted and not behaviour.talk_enterprise:
            problems["call_offering_duration"] = "Call offering duration: is not available on your plan"
    if owned is not None and asked.get("sms_enabled") is True and not owned.properties["capabilities"]["sms"]:
        problems["sms_enabled"] = "SMS: is not supported by this number"
    return problems


def change(
    owned: OwnedNumber, asked: Mapping[str, Any], account: Account, behaviour: TalkApi, *, with_settings: bool
) -> None:
    """Write the values asked for, already checked. with_settings: whether `settings` is among what is updated."""
    properties = owned.properties
    properties.update({name: asked[name] for name in _PLAIN if name in asked})
    if "nickname" in asked:
        owned.rename(asked["nickname"])
    if "failover_number" in asked:
        properties["failover_number"] = asked["failover_number"] or None
    if "group_ids" in asked:
        properties["group_ids"] = _groups(asked["group_ids"], account, behaviour)
    if "default_group_id" in asked:
        properties["default_group_id"] = _group(asked["default_group_id"], account)
    change_greetings(properties, asked, account)
    if "priority" in asked:
        owned.settings["priority"] = asked["priority"]
    if with_settings and asked.get("settings"):
        _change_settings(owned, asked["settings"], behaviour)


def _property_rules(account: Account) -> dict[str, Rule]:
    own_ids = account.own_greetings.keys()

    def own_greetings(value: Any) -> str | None:
        return integers(value) or (None if set(value) <= own_ids else "were not all found")

    def categorised(value: Any) -> str | None:
        return greetings_problem(value, account)

    def by_case(value: Any) -> str | None:
        return cases_problem(value, account)

    return {
        "brand_id": known_id([int(brand["id"]) for brand in account.brands]),
        "call_recording_consent": one_of("always", "never", "opt_in", "opt_out"),
        "categorised_greetings": categorised,
        "categorised_greetings_with_sub_settings": by_case,
        "default_group_id": _whole_or_null,
        "failover_number": e164_or_null,
        "greeting_ids": own_greetings,
        "group_ids": integers,
        "ivr_id": known_id([int(ivr["id"]) for ivr in account.ivrs]),
        "line_type": one_of("phone", "digital"),
        "nickname": text_or_null,
        "outbound_enabled": boolean,
        "priority": PRIORITIES,
        "recorded": boolean,
        "schedule_id": known_id([int(schedule["id"]) for schedule in account.schedules]),
        "sms_enabled": boolean,
        "sms_group_id": known_id(account.group_ids()),
        "transcription": boolean,
        "voice_enabled": boolean,
    }


def _broken(asked: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, str]:
    found = {name: rule(asked[name]) for name, rule in rules.items() if name in asked}
    return {
        name: f"{name.replace('_', ' ').capitalize()}: {problem}"
        for name, problem in found.items()
        if problem is not None
    }


def _whole_or_null(value: Any) -> str | None:
    return None if value is None else integers([value]) and "must be an id"


def _groups(asked: list[int], account: Account, behaviour: TalkApi) -> list[int]:
    """Return the groups stored: unknown ones become the default group, as was seen; omnichannel keeps the first."""
    stored = [group for group in (_group(one, account) for one in asked) if group is not None]
    unique = list(dict.fromkeys(stored))
    return unique[:1] if behaviour.omnichannel else unique


def _group(asked: int | None, account: Account) -> int | None:
    return asked if asked is None or asked in account.group_ids() else account.default_group_id()


def _change_settings(owned: OwnedNumber, asked: Json, behaviour: TalkApi) -> None:
    if behaviour.settings_replaced:
        owned.settings = default_settings()
    ignored = {
        name
        for name, on in (
            ("create_ticket_for_abandoned_calls", behaviour.omnichannel),
            ("forwarding_caller_id", not behaviour.forwarding_caller_id),
        )
        if on
    }
    for name in SETTING_RULES:
        if name not in asked or name in ignored:
            continue
        owned.settings[name] = overflow(asked[name]) if name == "overflow_number" else asked[name]
    owned.properties["priority"] = owned.settings["priority"]
