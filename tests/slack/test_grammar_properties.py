"""What holds for every text typed after /talk, found by trying thousands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.model import SearchTerms
from bot.slack.grammar import COMMANDS, Command, Help, History, Release, Search, parse
from bot.slack.search_grammar import parse_fields
from bot.slack.typed import plain
from bot.talk.countries import all_countries, country_name
from bot.talk.numbering import area_code_country, is_toll_free_code
from bot.talk.terms import text

# The first example reads names from disk, which says nothing about the others.
_untimed = settings(deadline=None)

_CODES = tuple(code for code, _ in all_countries())
_AREA_CODES = {
    country: tuple(code for code in map(str, range(200, 1000)) if area_code_country(code) == country)
    for country in ("US", "CA")
}
_TOLL_FREE_CODES = tuple(code for code in map(str, range(800, 900)) if is_toll_free_code(code))

_contained = st.none() | st.from_regex(r"(?=.*[0-9A-Za-z])[0-9A-Za-z*]{1,15}", fullmatch=True)


def _with_area_code(country: str) -> st.SearchStrategy[SearchTerms]:
    places = st.builds(
        SearchTerms,
        country=st.just(country),
        area_code=st.sampled_from(_AREA_CODES[country]),
        toll_free=st.sampled_from([None, False]),
        contains=_contained,
    )
    toll_free = st.builds(
        SearchTerms,
        country=st.just(country),
        area_code=st.sampled_from(_TOLL_FREE_CODES),
        toll_free=st.just(True),
        contains=_contained,
    )
    return places | toll_free


_searchable: st.SearchStrategy[SearchTerms] = (
    st.builds(
        SearchTerms,
        country=st.sampled_from(_CODES),
        area_code=st.none(),
        toll_free=st.sampled_from([None, True, False]),
        contains=_contained,
    )
    | _with_area_code("US")
    | _with_area_code("CA")
)

# Pieces of commands, of what Slack and phones add to them, and of what people get wrong.
_PIECES = st.sampled_from(
    [
        *(
            "search",
            "serch",
            "find",
            "help",
            "?",
            "delete",
            "relese",
            "pending",
            "requst",
            "history",
            "trial",
            "voicemial",
            "off",
            "oncal",
            "start",
            "until",
            "/talk",
            "please",
            "US",
            "us",
            "Canada",
            "untied",
            "states",
            "in",
            "IN",
        ),
        *(
            "me",
            "the",
            "and",
            "Trinidad",
            "Tobago",
            "510",
            "416",
            "800",
            "555",
            "242",
            "51",
            "030",
            "+1",
            "+44",
            "+999",
        ),
        *(
            "1",
            "0044",
            "(510)",
            "555-0123",
            "+15105550123",
            "toll-free",
            "toll",
            "free",
            "local",
            "contians",
            "contains",
        ),
        *(
            "contains:",
            "contains=22*",
            "22*",
            "***",
            '"',
            "“PIZZA”",
            "'",
            "\u2014",
            "-",
            "_",
            "*",
            "%",
            "US510",
            "ñandú",
            "日本",
        ),
        *("<tel:+15105550123|+1 510-555-0123>", "<https://us|US>", "<@U123|ana>", "<#C1|>", "<!here>", "<", "&amp;"),
        *(
            "&lt;@U1&gt;",
            "\uff15\uff11\uff10",
            "\u0665\u0661\u0660",
            "\u202a+1\u202c",
            "\u200b",
            "\x00",
            "\ud800",
            "🇺🇸",
            "A" * 199,
        ),
    ]
)
_typed = st.text() | st.lists(_PIECES, max_size=8).map(" ".join) | st.lists(_PIECES, max_size=6).map("".join)


def _answer(typed: str) -> Command | NotUnderstood:
    try:
        return parse(typed)
    except NotUnderstood as error:
        return error


def _form_answer(fields: tuple[str | None, ...]) -> SearchTerms | NotUnderstood:
    country, area_code, kind, contains = fields
    try:
        return parse_fields(country, area_code, kind, contains)
    except NotUnderstood as error:
        return error


@_untimed
@given(_typed | _typed.map("search {}".format))
def test_any_text_is_a_command_or_is_answered_with_one_that_works(typed: str) -> None:
    """Whoever is not understood gets something to type or click, and that must never be an error again."""
    answer = _answer(typed)
    if isinstance(answer, NotUnderstood):
        assert answer.problem.endswith(".")
        assert answer.suggestion
        answer = parse(answer.suggestion)
    assert isinstance(answer, Command)


@_untimed
@given(_typed)
def test_every_search_understood_can_be_typed_again(typed: str) -> None:
    """Search again and Change search type the terms anew."""
    answer = _answer(f"search {typed}")
    if isinstance(answer, Search) and answer.terms:
        assert parse(f"search {text(answer.terms)}") == answer


_lines = st.text(alphabet=st.characters(exclude_characters="<>&"), min_size=1, max_size=60).map(plain).filter(bool)


@_untimed
@given(_lines, st.sampled_from(["delete", "Release", "please remove", "/talk rm", "history", "LOG", "audit"]))
def test_the_line_somebody_names_is_kept_to_the_letter(line: str, words: str) -> None:
    """Nicknames, numbers and ids say which line it is, not the grammar; a word more or less would be another one."""
    command = parse(f"{words} {line}")
    if isinstance(command, Help):
        assert parse(f"search {line}") == Help("search")
    else:
        assert isinstance(command, Release | History)
        assert command.text == line


@_untimed
@given(_searchable, st.data())
def test_a_search_without_the_word_never_becomes_another_command(terms: SearchTerms, data: st.DataObject) -> None:
    """However terms are typed, what is offered for them is a search."""
    parts = data.draw(st.permutations([part for part in _parts(terms, named=data.draw(st.booleans())) if part]))
    if parts[0].casefold().split()[0] not in {word for entry in COMMANDS for word in (entry.name, *entry.synonyms)}:
        answer = _answer(" ".join(parts))
        assert isinstance(answer, NotUnderstood)
        assert isinstance(parse(answer.suggestion or ""), Search)


@_untimed
@given(_searchable)
def test_terms_typed_mean_the_same_terms(terms: SearchTerms) -> None:
    """Text made of terms is their other form, for the command and for the form alike."""
    assert parse(f"search {text(terms)}") == Search(terms)
    kind = {True: "toll_free", False: "local", None: "any"}[terms.toll_free]
    assert parse_fields(terms.country, terms.area_code, kind, terms.contains) == terms


def _parts(terms: SearchTerms, *, named: bool) -> list[str]:
    kinds = {True: "Toll\u2013Free", False: "LOCAL", None: ""}
    return [
        country_name(terms.country) if named else terms.country.lower(),
        terms.area_code or "",
        kinds[terms.toll_free],
        f"Containing “{terms.contains}”" if terms.contains else "",
    ]


@_untimed
@given(
    _searchable, st.booleans(), st.permutations(range(4)), st.sampled_from([" ", "\u00a0", " \u2014 ", ", ", " &amp; "])
)
def test_parts_mean_the_same_in_any_order(terms: SearchTerms, named: bool, order: list[int], between: str) -> None:
    """Nobody remembers an order, and phones change quotes, dashes and spaces."""
    parts = _parts(terms, named=named)
    typed = between.join(part for part in (parts[place] for place in order) if part)
    assert parse(f"Search {typed}") == Search(terms)


@_untimed
@given(st.permutations(["+1", "510", "local", "contains 22*"]))
def test_a_calling_code_may_stand_anywhere(parts: list[str]) -> None:
    """+1 and its area code belong together even when words come between."""
    assert parse(f"search {' '.join(parts)}") == Search(SearchTerms("US", "510", toll_free=False, contains="22*"))


@_untimed
@given(_searchable)
def test_capitals_and_wide_letters_change_nothing(terms: SearchTerms) -> None:
    """Keyboards capitalise, and Japanese ones type wide letters and digits."""
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text(terms))
    assert parse(f"search\u3000{wide}") == Search(terms)
    without_contains = SearchTerms(terms.country, terms.area_code, terms.toll_free)
    for changed in (str.upper, str.lower, str.title):
        assert parse(changed(f"search {text(without_contains)}")) == Search(without_contains)


@_untimed
@given(st.tuples(*[st.none() | st.text() | _PIECES] * 4))
def test_any_form_is_terms_or_a_word_on_one_field(fields: tuple[str | None, ...]) -> None:
    """Slack shows an error beside its field only if it names one."""
    answer = _form_answer(fields)
    if isinstance(answer, NotUnderstood):
        assert answer.field in {"country", "area_code", "kind", "contains"}
    else:
        assert parse(f"search {text(answer)}") == Search(answer)


@pytest.mark.parametrize("length", [201, 2_000, 200_000])
def test_a_text_that_is_too_long_is_refused(length: int) -> None:
    """Nobody means it, and it must not cost time."""
    with pytest.raises(NotUnderstood, match="200 characters"):
        parse("search " + "1" * (length - 7))
