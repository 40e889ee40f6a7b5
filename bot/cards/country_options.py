"""The options of the country list, which Slack asks for as somebody opens it and types."""

from __future__ import annotations

from bot.cards.blocks import OPTIONS_IN_SELECT, Block, option
from bot.talk.countries import all_countries, country_name, fold, resolve
from bot.talk.numbering import calling_code, main_country

# Where Zendesk Talk's customers buy most numbers stands first while nothing is typed.
_COMMON = ("US", "CA", "GB", "IE", "AU", "NZ", "DE", "FR", "ES", "NL", "BR", "MX")


def country_option(code: str) -> Block:
    """Return the option of one country; the same wherever it stands, since Slack compares a preset one exactly."""
    prefix = calling_code(code)
    return option(f"{country_name(code)} (+{prefix})" if prefix else country_name(code), code)


def country_options(query: str) -> list[Block]:
    """Return at most a hundred options for what was typed, the best first; the common ones first for nothing typed."""
    typed = query.strip()
    if not typed:
        rest = (code for code, _ in all_countries() if code not in _COMMON)
        return [country_option(code) for code in (*_COMMON, *rest)][:OPTIONS_IN_SELECT]
    ranked = [(rank, name, code) for code, name in all_countries() if (rank := _rank(typed, code, name)) is not None]
    return [country_option(code) for _, _, code in sorted(ranked)[:OPTIONS_IN_SELECT]]


def _rank(typed: str, code: str, name: str) -> int | None:
    """Return how far down a country belongs for what was typed, None for not at all."""
    digits = typed.removeprefix("+")
    if digits.isdecimal():
        return _rank_of_calling_code(digits, code)
    wanted, known = fold(typed), fold(name)
    if not wanted:
        return None
    reasons = (code == resolve(typed), known.startswith(wanted), f" {wanted}" in known, wanted in known)
    return reasons.index(True) if any(reasons) else None


def _rank_of_calling_code(digits: str, code: str) -> int | None:
    prefix = calling_code(code)
    reasons = (main_country(digits) == code, prefix == digits, prefix.startswith(digits))
    return reasons.index(True) if any(reasons) else None
