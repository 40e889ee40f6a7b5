"""The list as a file: what spreadsheets open and programs read, and what nothing runs."""

from __future__ import annotations

import csv
import io

import pytest

from bot.model import Line
from bot.talk.line_csv import BYTE_ORDER_MARK, COLUMNS, lines_as_csv

SUPPORT = Line(
    26525525651609,
    "+15105550199",
    "+1 510-555-0199",
    "Support US",
    "Oakland, CA",
    "US",
    since_ms=1_555_147_800_000,
    capabilities=("voice", "sms"),
    groups=(1, 2),
)


def read(text: str) -> list[dict[str, str]]:
    """Return the rows as a program reads them that knows the byte order mark."""
    with io.StringIO(text.encode().decode("utf-8-sig"), newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_a_line_is_a_row() -> None:
    """Every column, as a program finds it by its heading."""
    (found,) = read(lines_as_csv([SUPPORT], {1: "Support", 2: "Night shift"}))
    assert found == {
        "id": "26525525651609",
        "number": "+15105550199",
        "nickname": "Support US",
        "country": "US",
        "place": "Oakland, CA",
        "toll-free": "no",
        "capabilities": "voice; sms",
        "groups": "Support; Night shift",
        "created": "2019-04-13T09:30:00Z",
        "external": "no",
    }
    assert tuple(found) == COLUMNS


def test_excel_reads_it_as_utf_8_and_every_line_ends_as_the_standard_says() -> None:
    """Without the mark "Zürich" would be unreadable there; RFC 4180 wants CRLF, after the last row too."""
    text = lines_as_csv([Line(1, None, "Zürich")], {})
    assert text.encode().startswith(b"\xef\xbb\xbfid,")
    assert text.count("\r\n") == text.count("\n") == 2
    assert text.endswith("\r\n")
    assert read(text)[0]["nickname"] == "Zürich"


def test_without_lines_there_are_headings() -> None:
    """So that a program that reads it every day does not stumble."""
    assert lines_as_csv([], {}) == BYTE_ORDER_MARK + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+SUM(A1)",
        "-2",
        "@x",
        "\t=1",
        "\r=1",
        "\uff1d1",
        '=HYPERLINK("https://x.test","y")',
        "=cmd|' /c calc'!A0",
    ],
)
def test_no_cell_is_run(name: str) -> None:
    """Names, places and groups are written by whoever may write them in Zendesk."""
    line = Line(1, "+15105550199", "x", name, name, name[:2], groups=(5,))
    (found,) = read(lines_as_csv([line], {5: name}))
    assert {found[column] for column in ("nickname", "place", "groups")} == {f"'{name}"}
    assert found["country"] == f"'{name[:2]}"


@pytest.mark.parametrize(
    "number", ["+1-800-CALL", "+1510555019912345678", "=15105550199", "+1+1", "+\u0661\u0662\u0663"]
)
def test_only_what_is_nothing_but_digits_goes_without_an_apostrophe(number: str) -> None:
    """Whatever Zendesk calls a number may be a formula."""
    assert read(lines_as_csv([Line(1, number, "x")], {}))[0]["number"] == f"'{number}"


def test_marks_of_csv_and_controls_do_not_break_a_row() -> None:
    """A quote, a comma, an end of line; what a terminal obeys is replaced."""
    line = Line(1, None, 'x "y", z\nnext\rlast\x1b[2J\u2028', place="\u202eabc")
    (found,) = read(lines_as_csv([line], {}))
    assert found["nickname"] == 'x "y", z\nnext\rlast\ufffd[2J\ufffd'
    assert found["place"] == "\u202eabc"


def test_what_zendesk_does_not_say_is_empty() -> None:
    """A digital line has no number, no place and no day; an unnamed group stands by its id."""
    (found,) = read(lines_as_csv([Line(7, None, "Website calls", groups=(9,), external=True)], {}))
    said = {column: value for column, value in found.items() if value}
    assert said == {
        "id": "7",
        "nickname": "Website calls",
        "toll-free": "no",
        "groups": "group 9",
        "external": "yes",
    }
