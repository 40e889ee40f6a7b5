"""Changing which greetings a number plays: per category, per case of a category, or by the account's own ones.

A category's case is, for example, voicemail switched off outside business hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.talk_api.account import Account, Json
from bot.sandbox.talk_api.greetings import (
    CASES,
    CATEGORIES,
    NUMBER_CATEGORIES,
    SILENT,
    GreetingId,
    greeting_properties,
    system_greetings,
)

_OF_GREETINGS = frozenset({"greeting_ids", "categorised_greetings", "categorised_greetings_with_sub_settings"})


def greetings_problem(chosen: Any, account: Account) -> str | None:
    """Return what is wrong with greetings by category."""
    if not isinstance(chosen, dict):
        return "must be an object of greetings by category"
    problems = (_unknown(category) or _misplaced(category, one, account) for category, one in chosen.items())
    return next(filter(None, problems), None)


def cases_problem(chosen: Any, account: Account) -> str | None:
    """Return what is wrong with greetings by category and case; categories without cases have one greeting."""
    if not isinstance(chosen, dict):
        return "must be an object of greetings by category"
    for category, wanted in chosen.items():
        problem = _unknown(category) or _case_problem(category, wanted, account)
        if problem is not None:
            return problem
    return None


def change_greetings(properties: Json, asked: Mapping[str, Any], account: Account) -> None:
    """Write greetings, already checked, so that all four properties agree. What is not asked for is kept."""
    if not _OF_GREETINGS & asked.keys():
        return
    chosen = dict(properties["categorised_greetings"])
    cases = {category: dict(properties["categorised_greetings_with_sub_settings"][category]) for category in CASES}
    if "greeting_ids" in asked:
        _only(asked["greeting_ids"], chosen, cases, account)
    for category, greeting in asked.get("categorised_greetings", {}).items():
        chosen[category] = greeting
        cases.pop(category, None)  # a greeting of the whole category is the greeting of each of its cases
    for category, wanted in asked.get("categorised_greetings_with_sub_settings", {}).items():
        if isinstance(wanted, dict):
            known = (
                cases.get(category) or greeting_properties(chosen)["categorised_greetings_with_sub_settings"][category]
            )
            cases[category] = known | wanted
            chosen[category] = cases[category][CASES[category][0]]
        else:
            chosen[category] = wanted
    properties.update(greeting_properties(chosen, cases))


def _only(own: Iterable[int], chosen: Json, cases: dict[str, Json], account: Account) -> None:
    """Play these of the account's own greetings where they belong, and Zendesk's where others of them played."""
    kept = set(own)
    for category in chosen:
        if _is_own(chosen[category]) and chosen[category] not in kept:
            chosen[category] = f"{CATEGORIES[int(category)]}_en"
        of_cases = cases.get(category, {})
        gone = [case for case, greeting in of_cases.items() if _is_own(greeting) and greeting not in kept]
        standard = greeting_properties(chosen)["categorised_greetings_with_sub_settings"][category]
        of_cases.update({case: standard[case] for case in gone})
    playing = {*chosen.values(), *(greeting for of_cases in cases.values() for greeting in of_cases.values())}
    for greeting in own:
        category = str(account.own_greetings[greeting][1])
        if category in chosen and greeting not in playing:
            chosen[category] = greeting
            cases.pop(category, None)


def _unknown(category: str) -> str | None:
    return None if category in NUMBER_CATEGORIES else f"have no category {category}"


def _misplaced(category: str, greeting: Any, account: Account) -> str | None:
    categories: dict[GreetingId, int] = dict(system_greetings().items())
    categories.update({one: of for one, (_, of) in account.own_greetings.items()})
    known = isinstance(greeting, str | int) and not isinstance(greeting, bool)
    if known and categories.get(greeting) == int(category):
        return None
    return f"have no greeting {greeting} for {CATEGORIES[int(category)]}"


def _case_problem(category: str, wanted: Any, account: Account) -> str | None:
    if category not in CASES:
        return _misplaced(category, wanted, account)
    if not isinstance(wanted, dict):
        return f"must be an object for {CATEGORIES[int(category)]}"
    for case, greeting in wanted.items():
        if case not in CASES[category]:
            return f"have no case {case} for {CATEGORIES[int(category)]}"
        plain = greeting.removesuffix(SILENT) if isinstance(greeting, str) else greeting
        if problem := _misplaced(category, plain, account):
            return problem
    return None


def _is_own(greeting: Any) -> bool:
    return isinstance(greeting, int)
