"""Which lines fit what somebody typed to narrow a list: every word has to fit something about a line. Pure.

| typed                     | fits                                                                              |
|---------------------------|-----------------------------------------------------------------------------------|
| `support`, `"tier 1"`     | nickname, place, country or a group's name; quotes keep words together            |
| `US`, `Germany`           | the country, by any of its names, or such a word of the above                     |
| `510`, `0199`, `+44 20`   | how the number begins or ends, in any way to write it; four digits within it; id  |
| `toll-free`, `local`      | what kind of number it is; so do `external`, `digital`                            |
| `sms`, `mms`, `voice`     | what it can carry                                                                 |
| `@EMEA`, `group:"Tier 1"` | a group that answers it, and nothing else                                         |

Capitals, accents and widths make no difference, and neither does the order of the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.model import Line
from bot.talk.countries import country_name, longest_name, resolve
from bot.talk.folding import REMEMBERED, folded, words_of
from bot.talk.numbering import NANP, country_of, parse_number, split_calling_code, typed_digits

LONGEST_FILTER = 200
"""Characters; whatever is typed beyond them is not looked at."""

_MOST_TERMS = 20
_FEWEST_END_DIGITS = 3
_FEWEST_DIGITS_WITHIN = 4
_LONGEST_END = 6
_FEWEST_LETTERS_WITHIN = 3

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'))
_TOKEN = re.compile(r'(@|group:)?\s*(?:"([^"]*)"?|(\S+))')
_TOLL_FREE = re.compile(r"\btoll[\s\-\u2010-\u2015]*free\b")
# Digits with what stands between those of one number; a number somebody typed with spaces is several words.
_OF_A_NUMBER = re.compile(r"[+(]*[0-9][0-9().\-\u2010-\u2015/]*")

_Fits = Callable[[Line], bool]


@dataclass(frozen=True, slots=True)
class _Token:
    """One word, or several in quotes. of_group: only a group is meant."""

    text: str
    of_group: bool = False
    quoted: bool = False


def filtered(words: str, lines: Sequence[Line], group_names: Mapping[int, str]) -> tuple[Line, ...]:
    """Return the lines that fit every word, in the order given; all of them where nothing is typed."""
    tokens = tuple(_tokens(words))
    if not tokens:
        return tuple(lines)
    filters = _Filters(lines, group_names)
    fits = filters.all_of(tokens)
    return tuple(line for line in lines if fits(line))


def group_name(group_id: int, group_names: Mapping[int, str]) -> str:
    """Return a group's name, "group 123" where nobody told it: as it is shown, and as it is found."""
    return group_names.get(group_id) or f"group {group_id}"


def kinds_of(line: Line) -> tuple[str, ...]:
    """Return what kind of line it is: "toll-free" or "local" for a number, "digital line" for what has none."""
    kind = "digital line" if line.number is None else "toll-free" if line.toll_free else "local"
    return (kind, "external") if line.external else (kind,)


_KEYWORDS: dict[str, _Fits] = {
    "tollfree": lambda line: line.toll_free,
    "local": lambda line: line.number is not None and not line.toll_free,
    "external": lambda line: line.external,
    "digital": lambda line: line.number is None,
    "sms": lambda line: "sms" in line.capabilities,
    "mms": lambda line: "mms" in line.capabilities,
    "voice": lambda line: "voice" in line.capabilities,
}


def _tokens(words: str) -> Iterator[_Token]:
    typed = _TOLL_FREE.sub("toll-free", folded(words[:LONGEST_FILTER].translate(_QUOTES)))
    for mark, quoted, bare in _TOKEN.findall(typed)[:_MOST_TERMS]:
        text, of_group = (quoted or bare).strip(), bool(mark)
        if quoted.startswith(("@", "group:")):
            text, of_group = quoted.removeprefix("@").removeprefix("group:").strip(), True
        # A mark alone says nothing, but an emoji may be what somebody called a line.
        if any(char.isalnum() or unicodedata.category(char) == "So" for char in text):
            yield _Token(text, of_group, bool(quoted))


@dataclass(frozen=True)
class _Filters:
    """Makes a question out of tokens. What is the same for many lines, such as a country's name, is asked once."""

    lines: Sequence[Line]
    group_names: Mapping[int, str]
    _countries: frozenset[str] = field(init=False, default=frozenset())
    _groups: Mapping[int, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look once at which countries and groups there are."""
        groups = {group for line in self.lines for group in line.groups}
        object.__setattr__(self, "_countries", frozenset(_country(line) for line in self.lines))
        object.__setattr__(self, "_groups", {each: words_of(group_name(each, self.group_names)) for each in groups})

    def all_of(self, tokens: Sequence[_Token]) -> _Fits:
        """Return whether a line fits all of them. Words that stand for one thing together may do so, or each alone."""
        asked: list[_Fits] = []
        place = 0
        while place < len(tokens):
            together, count = self._together(tokens[place:])
            alone = [self._one(token) for token in tokens[place : place + count]]
            asked.append(_either(together, alone) if together else alone[0])
            place += count
        return lambda line: all(fits(line) for fits in asked)

    def _together(self, tokens: Sequence[_Token]) -> tuple[_Fits | None, int]:
        """Return what the words at the front mean together, and how many they are; None and one for no such meaning."""
        bare = 0
        while bare < len(tokens) and not (tokens[bare].of_group or tokens[bare].quoted):
            bare += 1
        digits = 0
        while digits < bare and _OF_A_NUMBER.fullmatch(tokens[digits].text):
            digits += 1
        if digits > 1:
            return _number_fits(" ".join(token.text for token in tokens[:digits]), self._countries), digits
        for count in range(min(bare, longest_name()), 1, -1):
            if code := resolve(" ".join(token.text for token in tokens[:count])):
                return (lambda line: _country(line) == code), count
        return None, 1

    def _one(self, token: _Token) -> _Fits:
        groups = {group for group, name in self._groups.items() if _has(name, token.text)}
        if token.of_group:
            return lambda line: not groups.isdisjoint(line.groups)
        code = resolve(token.text)
        countries = {each for each in self._countries if each == code or _has(words_of(country_name(each)), token.text)}
        keyword = None if token.quoted else _KEYWORDS.get(words_of(token.text).replace(" ", ""))
        number = _number_fits(token.text, self._countries) if typed_digits(token.text) else None

        def fits(line: Line) -> bool:
            return (
                _country(line) in countries
                or (keyword is not None and keyword(line))
                or (number is not None and number(line))
                or any(_has(words, token.text) for words in _names(line))
                or not groups.isdisjoint(line.groups)
                or (not words_of(token.text) and token.text in folded(line.nickname or ""))
            )

        return fits


def _either(together: _Fits, alone: Sequence[_Fits]) -> _Fits:
    return lambda line: together(line) or all(fits(line) for fits in alone)


def _has(words: str, typed: str) -> bool:
    """Return whether folded words have what was typed: at the start of a word, and anywhere if it is long enough.

    A country's code has to be a word of its own, so that "US" does not find every customer.
    """
    wanted = words_of(typed)
    if not wanted:
        return False
    if wanted.isascii() and len(wanted) < _FEWEST_LETTERS_WITHIN:
        return f" {wanted} " in f" {words} " if resolve(wanted) else f" {wanted}" in f" {words}"
    return wanted in words


def _number_fits(text: str, countries: Collection[str]) -> _Fits:
    """Return whether a line's number is the one typed, whole or in part. countries: whose national forms are tried."""
    digits = typed_digits(text)
    if text.lstrip("( ").startswith("+"):
        return lambda line: _digits(line).startswith(digits)
    # The 0 that is dialled in front within most countries, but not in North America, is no part of the number.
    bare = digits.removeprefix("0")
    whole = {parse_number(text, country or None) for country in countries} if len(digits) > _LONGEST_END else set()
    whole.discard(None)

    def fits(line: Line) -> bool:
        if digits == str(line.id) or line.number in whole:
            return True
        if len(digits) < _FEWEST_END_DIGITS:
            return False
        number = _digits(line)
        if number.endswith(digits) or (len(digits) >= _FEWEST_DIGITS_WITHIN and digits in number):
            return True
        begins = digits if number.startswith(NANP) else (digits, bare)
        return _national(line).startswith(begins) or number.startswith(digits) or f"00{number}".startswith(digits)

    return fits


@lru_cache(maxsize=REMEMBERED)
def _digits(line: Line) -> str:
    return typed_digits(line.number or line.display_number)


@lru_cache(maxsize=REMEMBERED)
def _national(line: Line) -> str:
    """Return the digits behind the calling code. Formatting five thousand numbers would take half a second."""
    split = split_calling_code(_digits(line)) if line.number else None
    return split[1] if split else ""


@lru_cache(maxsize=REMEMBERED)
def _names(line: Line) -> tuple[str, ...]:
    """Return the words of what a line is called and where it is, folded."""
    called = "" if line.number else line.display_number
    return tuple(words for words in map(words_of, (line.nickname or "", line.place, called)) if words)


@lru_cache(maxsize=REMEMBERED)
def _country(line: Line) -> str:
    return line.country or country_of(line.number or "") or ""
