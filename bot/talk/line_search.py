"""Which line somebody means by what they typed. Pure: it is given the lines, and never guesses beyond them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.model import Line
from bot.talk.folding import REMEMBERED, folded, words_of
from bot.talk.numbering import country_of, national, national_digits, parse_number, typed_digits

_remembered = lru_cache(maxsize=REMEMBERED)

_LONGEST = 1000  # characters; no nickname is as long
_LONGEST_COMPARED = 100  # finding out how alike two texts are takes the square of it
_FEWEST_LAST_DIGITS = 4
_ALIKE = 0.6
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed, as it can be compared: text, words alone, digits if it is written like a number, and numbers.

    numbers: E.164, what the text is in each country it could be of.
    """

    text: str
    words: str
    digits: str
    numbers: frozenset[str]


def matching(text: str, lines: Sequence[Line], default_country: str | None = None) -> tuple[Line, ...]:
    """Return the lines that somebody may mean, in the order given; several where it takes a person to choose.

    Takes E.164, international and national forms, Zendesk's id, the number as Zendesk shows it and the nickname, whole
    or in part, in any capitals. What fits exactly leaves out what fits in part. A national form is tried in the country
    of every line, and in default_country (ISO).
    """
    typed = _typed(text, lines, default_country)
    if not typed.text:
        return ()
    for fits in _FROM_EXACT_TO_PARTIAL:
        if found := tuple(line for line in lines if fits(typed, line)):
            return found
    return ()


def nearest(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """Return up to three nicknames or numbers that look like the text, the most alike first."""
    text = text[:_LONGEST_COMPARED]
    digits, words = typed_digits(text), words_of(text)
    names: dict[str, str] = {}
    for line in lines:
        # Written out, a number is compared with numbers; anything else with names.
        key = _digits(line) if digits else words_of(line.nickname or line.display_number)
        names.setdefault(key, (not digits and line.nickname) or line.display_number)
    alike = difflib.get_close_matches(digits or words, names, _NEAREST, _ALIKE) if digits or words else []
    return tuple(names[key] for key in alike)


def _typed(text: str, lines: Sequence[Line], default_country: str | None) -> _Typed:
    text = text[:_LONGEST]
    digits = typed_digits(text)
    countries = {default_country}.union(*map(_countries, lines))
    numbers = {parse_number(text, country or None) for country in countries | {None}} if digits else set()
    return _Typed(folded(text), words_of(text), digits, frozenset(number for number in numbers if number))


def _is_exactly(typed: _Typed, line: Line) -> bool:
    named = typed.text in {folded(line.nickname or ""), folded(line.display_number)}
    return named or line.number in typed.numbers or (bool(typed.digits) and typed.digits in _ways_to_write(line))


def _is_in_other_marks(typed: _Typed, line: Line) -> bool:
    return bool(typed.words) and typed.words == words_of(line.nickname or "")


def _begins(typed: _Typed, line: Line) -> bool:
    return bool(typed.words) and words_of(line.nickname or "").startswith(typed.words)


def _begins_within(typed: _Typed, line: Line) -> bool:
    return bool(typed.words) and f" {typed.words}" in f" {words_of(line.nickname or '')}"


def _is_part(typed: _Typed, line: Line) -> bool:
    return bool(typed.words) and typed.words in words_of(line.nickname or "")


def _has_last_digits(typed: _Typed, line: Line) -> bool:
    return len(typed.digits) >= _FEWEST_LAST_DIGITS and _digits(line).endswith(typed.digits)


_FROM_EXACT_TO_PARTIAL: tuple[Callable[[_Typed, Line], bool], ...] = (
    _is_exactly,
    _is_in_other_marks,
    _begins,
    _begins_within,
    _is_part,
    _has_last_digits,
)


@_remembered
def _ways_to_write(line: Line) -> frozenset[str]:
    """Return the digits of everything that stands for a line: id, international and national forms, as displayed."""
    number = line.number or ""
    forms = {typed_digits(form) for form in (number, national(number), line.display_number)}
    return frozenset(forms | {str(line.id), national_digits(number)})


@_remembered
def _countries(line: Line) -> frozenset[str | None]:
    return frozenset({line.country, country_of(line.number or "")})


@_remembered
def _digits(line: Line) -> str:
    return typed_digits(line.number or line.display_number)
