"""What must fit together inside one element. Called only when each key is right by itself."""

from __future__ import annotations

import itertools
import zoneinfo
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from bot.sandbox.slack.blocks.rules import Problem


def initial_options_are_offered(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """Every initial option equals an offered one in every key, none stands twice, and no more than may be selected."""
    if "initial_option" in element and element["initial_option"] not in offered_options(element):
        yield Problem(f"{at}/initial_option", "must equal one of the options exactly")
    chosen = element.get("initial_options", [])
    offered = offered_options(element)
    for index, option in enumerate(chosen):
        pointer = f"{at}/initial_options/{index}"
        if not element["type"].endswith("external_select") and option not in offered:
            yield Problem(pointer, "must equal one of the options exactly")
        if option in chosen[:index]:
            yield Problem(pointer, "must not stand twice")
    if len(chosen) > element.get("max_selected_items", len(chosen)):
        yield Problem(f"{at}/initial_options", "must not be more than max_selected_items")


def lengths_fit(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """min_length does not pass max_length, and the initial value is not longer than may be typed."""
    most = element.get("max_length", 3000)
    if element.get("min_length", 0) > most:
        yield Problem(f"{at}/min_length", "must not be greater than max_length")
    if len(element.get("initial_value", "")) > most:
        yield Problem(f"{at}/initial_value", f"must be less than {most + 1} characters")


def numbers_fit(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """Bounds and initial value are whole where decimals are not allowed, and in order."""
    values = {key: Decimal(element[key]) for key in ("min_value", "initial_value", "max_value") if key in element}
    for key in values:
        if not element["is_decimal_allowed"] and "." in element[key]:
            yield Problem(f"{at}/{key}", "must not have decimals")
    ordered = list(values)
    for lower, higher in itertools.pairwise(ordered):
        if values[lower] > values[higher]:
            yield Problem(f"{at}/{lower}", f"must not be greater than {higher}")


def known_zone(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """Demand that a timezone is an IANA name."""
    if "timezone" in element and element["timezone"] not in _zones():
        yield Problem(f"{at}/timezone", "must be a valid timezone")


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def offered_options(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All options of an element, those in groups included, in order."""
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]
