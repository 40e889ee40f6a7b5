"""What people type after `/talk search`: country, area code, kind and `contains`, in any order.

`_read` finds the parts in a text; `bot.slack.search_parts` makes one search of them, and whether that search makes
sense is for `bot.talk.terms` to say, for the form as for the command.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.slack.search_parts import Parts, nearest_settled, settle
from bot.slack.typed import MENTION, plain, shortened
from bot.talk.countries import fold, longest_name, nearest, resolve
from bot.talk.numbering import NANP
from bot.talk.terms import LONGEST_CONTAINS, Wanted, checked_terms

_TOLL_FREE = ("toll free", "tollfree", "freephone", "free phone", "freecall", "free call")
_LOCAL = ("local", "geographic")
_KINDS: dict[str, bool] = dict.fromkeys(_TOLL_FREE, True) | dict.fromkeys(_LOCAL, False)
_KIND_CHOICES: dict[str, bool | None] = {"": None, "any": None, "either": None, **_KINDS}
_CONTAINS = frozenset({"contains", "containing", "contain"})
# Words that make a sentence of a search and say nothing about it. Those that are a country's code too ("in", "me")
# are read as that country where nothing else names one.
_POLITE = frozenset({"please", "pls", "plz", "thanks", "thank", "you", "thx", "ty", "kindly"})
_LITTLE = frozenset({"for", "in", "a", "an", "me", "some", "any", "with", "of", "from", "or"})
_SUBJECT = frozenset({"number", "numbers", "phone", "area", "code", "country", "flag", "available"})
_FILLERS = _POLITE | _LITTLE | _SUBJECT

_CHUNK = re.compile(r'"([^"]*)"|([^\s,;"]+)')
_CONTAINS_JOINED = re.compile(r"\b(contains?|containing)[:=](?=\S)", re.IGNORECASE)
_DIGITS = re.compile(r"[+(]*\d[\d().\-/]*", re.ASCII)
_EDGES = "()[]{}<>!?.:'_"
_WORD_BREAKS = re.compile(r"[-/_:=\s]+")
_COUNTRY_AND_DIGITS = re.compile(r"([A-Za-z]{2,3})(\d+)", re.ASCII)
_LIKELY_CONTAINED = re.compile(rf"(?!\*+\Z)[0-9A-Za-z*]{{2,{LONGEST_CONTAINS}}}")
_NEAR = 0.8


class _Atom(NamedTuple):
    """The smallest piece with a meaning. For "contains" the text is what should be contained."""

    kind: Literal["word", "digits", "contains"]
    text: str


def parse_terms(typed: str) -> SearchTerms | None:
    """Return what to search for; None where nothing is said, so that a form has to ask.

    typed: plain text without the word search. Raises NotUnderstood, whose suggestion is a search that can be run.
    """
    parts = _read(typed)
    if parts.unknown:
        quoted = shortened(parts.unknown[0])
        raise NotUnderstood(
            f"“{quoted}” is not a country, an area code, toll-free or local. Digits or letters go after “contains”.",
            suggestion=_corrected(typed),
        )
    return settle(parts) if parts.any else None


def parse_fields(
    country: str | None, area_code: str | None = None, kind: str | None = None, contains: str | None = None
) -> SearchTerms:
    """Return what a form asks to search for, by the rules of the command.

    country: a code or a name; kind: "toll-free", "local", or "any" and nothing for either; area_code and contains: as
    typed. Raises NotUnderstood whose field is country, area_code, kind or contains.
    """
    named = plain(country or "")
    code = resolve(named)
    if named and code is None:
        raise NotUnderstood(f"There is no country called “{shortened(named)}”.", field="country")
    chosen = " ".join(_WORD_BREAKS.split(plain(kind or "").casefold()))
    if chosen not in _KIND_CHOICES:
        raise NotUnderstood("Choose toll-free, local, or either.", field="kind")
    wanted = Wanted(
        country=code,
        area_code=_area_code_field(plain(area_code or "")),
        toll_free=_KIND_CHOICES[chosen],
        contains=plain(contains or "").strip(" \"'") or None,
    )
    return checked_terms(wanted)


def begins_as_search(typed: str) -> bool:
    """Whether plain text begins as a search does: with a country, a code, a kind of number, or "contains"."""
    chunks = [chunk[0] for chunk in _CHUNK.finditer(typed)]
    beginnings = (_read(" ".join(chunks[:count])) for count in range(1, min(len(chunks), longest_name()) + 1))
    return any(parts.any and not parts.unknown for parts in beginnings)


def nearly_search(typed: str) -> str | None:
    """Return the search that plain text is but for the spelling of its words; None where some mean nothing at all."""
    parts = _read(typed, near=True)
    return nearest_settled(parts) if parts.any and not parts.unknown else None


def _area_code_field(typed: str) -> str | None:
    """Return the digits of an area code written as 510, (510) or +1 510; other text as it is, to be refused."""
    digits = re.sub(r"[\s().\-/]", "", typed)
    return re.sub(rf"\A\+?{NANP}(?=[0-9]{{3}}\Z)", "", digits) or None


def _atoms(typed: str, *, near: bool) -> Iterator[_Atom]:
    """Take text apart. near: words that are nearly "contains" count as it."""
    chunks = _CHUNK.finditer(_CONTAINS_JOINED.sub(r"\1 ", MENTION.sub(" ", typed)))
    for chunk in chunks:
        if _among((chunk[2] or "").strip(_EDGES).casefold(), _CONTAINS, near=near):
            value = next(chunks, None)
            yield _Atom("contains", _contained(value) if value else "")
        elif _DIGITS.fullmatch(chunk[0].rstrip(".:!?'")):
            yield _Atom("digits", chunk[0])
        else:
            for piece in _WORD_BREAKS.split(chunk[0].strip('"')):
                yield from _word_atoms(piece.strip(_EDGES))


def _word_atoms(word: str) -> Iterator[_Atom]:
    joined = _COUNTRY_AND_DIGITS.fullmatch(word)
    if joined and resolve(joined[1]):
        yield _Atom("word", joined[1])
        word = joined[2]
    if word:
        yield _Atom("digits" if _DIGITS.fullmatch(word) else "word", word)


def _contained(value: re.Match[str]) -> str:
    """Return what should be contained: all of what stands in quotes, else without the marks that end a sentence."""
    return value[1].strip() if value[2] is None else value[2].strip("()[]{}<>!?.:'")


def _read(typed: str, *, near: bool = False) -> Parts:
    """Find the parts of a search in plain text. near: misspelled words count as what they nearly are."""
    parts = Parts()
    for kind, atoms in groupby(_atoms(typed, near=near), key=lambda atom: atom.kind):
        texts = [atom.text for atom in atoms]
        if kind == "word":
            _read_words(texts, parts, near=near)
        elif kind == "digits":
            _read_digits(texts, parts)
        else:
            parts.contains.extend(texts)
    return parts


def _read_digits(chunks: list[str], parts: Parts) -> None:
    """Keep digits that stand side by side together, as in "+1 (510) 555-0123"; a plus begins anew."""
    runs: list[list[str]] = []
    for chunk in chunks:
        if not runs or chunk.startswith("+"):
            runs.append([])
        runs[-1].append(chunk)
    parts.digits.extend(" ".join(run) for run in runs)


def _read_words(words: list[str], parts: Parts, *, near: bool) -> None:
    """Read neighbouring words, the longest name first: "British Virgin Islands" is one country."""
    unknown: list[list[str]] = [[]]
    position = 0
    while position < len(words):
        size = _longest_known(words[position : position + longest_name()], parts, near=near)
        if size == 0:
            unknown[-1].append(words[position])
        elif unknown[-1]:
            unknown.append([])
        position += max(size, 1)
    parts.unknown.extend(" ".join(run) for run in unknown if run)


def _longest_known(words: list[str], parts: Parts, *, near: bool) -> int:
    """Put the longest meaning that words begin with into the parts; return how many words it took, 0 for none."""
    for size in range(len(words), 0, -1):
        phrase = " ".join(words[:size])
        folded = fold(phrase)
        if folded in _FILLERS or not folded:
            parts.fillers.append(phrase)
        elif kind := _among(folded, _KINDS, near=near):
            parts.kinds.add(_KINDS[kind])
        elif country := resolve(folded) or (nearest(folded) if near else None):
            parts.countries.append(country)
        else:
            continue
        return size
    return 0


def _among(word: str, known: Collection[str], *, near: bool) -> str | None:
    """Return the known word that this one is or, with near, nearly is."""
    if word in known:
        return word
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=_NEAR)), None) if near and word else None


def _corrected(typed: str) -> str:
    """Return the nearest search to one with words that mean nothing: spelled right, or looked for, or left out."""
    parts = _read(typed, near=True)
    if len(parts.unknown) == 1 and not parts.contains and _LIKELY_CONTAINED.fullmatch(parts.unknown[0]):
        parts.contains.extend(parts.unknown)
    return nearest_settled(parts) if parts.any else "search"
