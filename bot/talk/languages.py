"""Languages by their two letters (ISO 639-1) and by their English names, from CLDR through babel."""

from __future__ import annotations

from functools import cache

# What Zendesk's own greetings have in their ids where the standard has other letters.
_ZENDESKS_OWN = {"jp": "ja"}


def language_name(code: str) -> str | None:
    """Return "German" for "de", "Japanese" for Zendesk's "jp"; None for what is no language's two letters."""
    return _names().get(_ZENDESKS_OWN.get(code, code))


def language_code(text: str) -> str | None:
    """Return the two letters somebody typed, in any case, or those of the language they named in English; else None."""
    typed = text.strip().casefold()
    return typed if typed in _names() else _codes().get(typed)


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - only forms with a language need it

    two_letters = 2
    named = Locale.parse("en").languages.items()
    return {str(code): str(name) for code, name in named if len(code) == two_letters}


@cache
def _codes() -> dict[str, str]:
    return {name.casefold(): code for code, name in _names().items()}
