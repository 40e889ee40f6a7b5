"""The account's lines as a CSV file (RFC 4180) that spreadsheets open rightly and other programs read. Pure.

It begins with a byte order mark: it goes to people, and Excel takes a file without one for the old code page of its
country, in which "Zürich" is unreadable. Programs that read UTF-8 know the mark (Python's name for it is utf-8-sig).

Cells that a spreadsheet would run get an apostrophe in front. A number in E.164 does not, although it begins with
"+": what is nothing but digits behind it can run nothing, and with an apostrophe no program would take it for a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from bot.model import Line
from bot.talk.line_filter import group_name
from bot.talk.spreadsheet import cell, row

COLUMNS = (
    "id",
    "number",
    "nickname",
    "country",
    "place",
    "toll-free",
    "capabilities",
    "groups",
    "created",
    "external",
)
"""What is written of a line, in this order."""

BYTE_ORDER_MARK = "\ufeff"

_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
# No list of ours has it within a name as often as a comma.
_BETWEEN = "; "


def lines_as_csv(lines: Iterable[Line], group_names: Mapping[int, str]) -> str:
    """Return the whole file: a row of headings and one for each line, in the order given."""
    rows = (row(*_cells(line, group_names)) for line in lines)
    return "".join([BYTE_ORDER_MARK, row(*COLUMNS), *rows])


def e164(number: str) -> str:
    """Return a number as a cell that programs take for one; what is none is made harmless like any other text."""
    return number if _E164.fullmatch(number) else cell(number)


def _cells(line: Line, group_names: Mapping[int, str]) -> tuple[str, ...]:
    number = line.number or ""
    # A digital line has no number, and whatever Zendesk calls it is its name.
    called = line.nickname or ("" if line.number else line.display_number)
    return (
        str(line.id),
        e164(number),
        cell(called),
        cell(line.country),
        cell(line.place),
        _yes_or_no(line.toll_free),
        cell(_BETWEEN.join(line.capabilities)),
        cell(_BETWEEN.join(group_name(group, group_names) for group in line.groups)),
        _day_and_time(line.since_ms),
        _yes_or_no(line.external),
    )


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _day_and_time(ms: int | None) -> str:
    """Return "2019-04-13T09:30:00Z", which spreadsheets and programs both read; "" where Zendesk does not say."""
    return "" if ms is None else datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
