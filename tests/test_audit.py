"""`talkbot audit`: the whole trail, in two forms, to whoever may read redis and to nobody's terminal or spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.audit_lines import COLUMNS
from bot.store.connection import Store
from tests.exporting import Operator
from tests.store.written import ANA, BEN, CONFIGURATION, NUMBER, deletion, ended, purchase


@pytest.fixture
def operator(store: Store, valkey_url: str, tmp_path: Path) -> Operator:
    """Somebody who knows where redis is and whose account it is about, and has no secret of the bot."""
    return Operator({"REDIS_URL": valkey_url, "ZENDESK_URL": f"https://{store.keys.account}"}, tmp_path)


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out, newline="")))


async def by_hand(store: Store, stream_id: str, **entry: Any) -> None:
    await store.redis.xadd(store.keys.trail, {"id": "abcdef", "entry": json.dumps(entry)}, id=stream_id)


async def test_a_line_of_json_says_all_there_is_about_a_transition(store: Store, operator: Operator) -> None:
    """Oldest first, keys in order, times for machines and for people; it needs nothing that belongs to Slack."""
    request = await ended(store, deletion(), configuration=CONFIGURATION)
    export = operator.audit()
    assert (export.code, export.err) == (0, "")
    asked, declined = export.entries
    assert list(declined) == sorted(declined) == sorted(COLUMNS)
    assert (asked["happened"], declined["happened"]) == ("requested", "declined")
    assert (declined["request"], declined["by"], declined["requested_by"]) == (request.id, ANA.id, BEN.id)
    assert declined["facts"]["configuration"] == CONFIGURATION
    assert declined["at_ms"] == request.at_ms
    assert declined["at"].endswith(f".{request.at_ms % 1000:03}Z")
    assert asked["decided_by"] is None


async def test_csv_has_the_same_in_fixed_columns(store: Store, operator: Operator) -> None:
    """What a column holds never depends on the entry; whatever has no column of its own is JSON in the last."""
    await ended(store, purchase())
    await ended(store, deletion(), configuration=CONFIGURATION)
    export = operator.audit("--format", "csv")
    assert export.out.startswith(",".join(COLUMNS) + "\n")
    read = rows(export.out)
    assert [row["kind"] for row in read] == ["purchase", "purchase", "deletion", "deletion"]
    assert [row["at"] for row in read] == [entry["at"] for entry in operator.audit().entries]
    assert (read[0]["price"], read[0]["decided_by"], read[2]["price"]) == ("$1.00", "", "")
    assert json.loads(read[3]["facts"])["configuration"] == CONFIGURATION


async def test_no_cell_is_a_formula(store: Store, operator: Operator) -> None:
    """Whoever asks for a number writes the reason, and somebody else opens it in a spreadsheet."""
    beginnings = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    for beginning in (*beginnings, "\x00=", "\x1b="):
        await by_hand(store, "*", reason=f"{beginning}SUM(A1)", number=NUMBER, odd={"=": beginning})
    found = rows(operator.audit("--format", "csv").out)
    assert [row["reason"] for row in found] == [
        *(f"'{beginning}SUM(A1)" for beginning in beginnings),
        *["\ufffd=SUM(A1)"] * 2,
    ]
    assert {row["number"] for row in found} == {f"'{NUMBER}"}
    assert {row["facts"][0] for row in found} == {"{"}


async def test_what_people_wrote_comes_out_whole_and_harmless(store: Store, operator: Operator) -> None:
    """In UTF-8 whatever the locale says, on one line, and with nothing in it that a terminal would obey."""
    reason = 'Müller, "süd" \u260e\nsecond\u2028line \x1b[31m\x9b31m\x7f'
    await by_hand(store, "1-0", reason=reason, half="\ud83d", odd={"\u2028": "\x9b"})
    lines, table = operator.audit(), operator.audit("--format", "csv")
    for out in (lines.out, table.out):
        assert not any(code in out for code in ("\x1b", "\x9b", "\x7f", "\u2028"))
    assert len(lines.out.splitlines()) == 1
    assert lines.entries[0]["reason"] == reason
    assert lines.entries[0]["facts"]["half"] == "\ud83d"
    assert "Müller" in lines.out
    (row,) = rows(table.out)
    assert row["reason"] == 'Müller, "süd" \u260e\nsecond\ufffdline \ufffd[31m\ufffd31m\ufffd'


async def test_an_entry_that_cannot_be_read_is_exported_as_such(store: Store, operator: Operator) -> None:
    """An audit that leaves out what is odd leaves out what matters."""
    await store.redis.xadd(store.keys.trail, {"entry": b"\xff{"}, id="1500-0")
    await ended(store, purchase())
    first, *others = operator.audit().entries
    assert (first["happened"], first["at"], first["facts"]) == (
        "unreadable",
        "1970-01-01T00:00:01.500Z",
        {"unreadable": "\ufffd{"},
    )
    assert [entry["happened"] for entry in others] == ["requested", "declined"]
    assert operator.audit("--number", NUMBER).entries == others


async def test_filters_leave_out_the_rest(store: Store, operator: Operator) -> None:
    """Each alone, and together only what passes all of them."""
    bought = await ended(store, purchase())
    released = await ended(store, deletion())
    others = ("change", "voicemail", "shift", "oncall")
    for kind in others:
        await by_hand(store, "*", kind=kind, happened="changed")
    for kind in others:
        assert [entry["kind"] for entry in operator.audit("--kind", kind).entries] == [kind]
    for options, ids in {
        ("--kind", "purchase"): {bought.id},
        ("--number", "+1 (510) 555-0199"): {released.id},
        ("--request", bought.id[:6].upper()): {bought.id},
        ("--number", NUMBER, "--request", released.id): set(),
    }.items():
        assert {entry["request"] for entry in operator.audit(*options).entries} == ids, options
    by_ana = operator.audit("--by", ANA.id).entries
    assert [(entry["request"], entry["happened"]) for entry in by_ana] == [
        (bought.id, "requested"),
        (released.id, "declined"),
    ]


async def test_a_time_begins_with_its_first_moment_and_ends_before_its_last(store: Store, operator: Operator) -> None:
    """So that the exports of two months have every entry once."""
    for stream_id, reason in (
        ("1767225599999-0", "2025"),
        ("1767225600000-0", "2026"),
        ("1769904000000-0", "February"),
    ):
        await by_hand(store, stream_id, reason=reason)
    await ended(store, purchase(reason="now"))
    for options, reasons in {
        ("--since", "2026-01-01", "--until", "2026-02-01"): ["2026"],
        ("--since", "24h"): ["now", "now"],
        ("--until", "1h"): ["2025", "2026", "February"],
    }.items():
        assert [entry["reason"] for entry in operator.audit(*options).entries] == reasons, options


async def test_several_workspaces_are_told_apart(store: Store, operator: Operator) -> None:
    """One redis may serve them all, and an audit of two at once would be of neither."""
    await ended(store, purchase())
    other = store.keys.trail.replace("T0TEST", "T0OTHER")
    await store.redis.xadd(other, {"entry": '{"reason": "theirs"}'}, id="1-0")
    undecided = operator.audit()
    assert (undecided.code, undecided.out) == (2, "")
    assert undecided.err.count("\n") == 1
    assert all(word in undecided.err for word in ("T0OTHER", "T0TEST", "--team"))
    assert [entry["reason"] for entry in operator.audit("--team", "T0OTHER").entries] == ["theirs"]
    assert len(operator.audit("--team", "T0TEST").entries) == 2
    assert operator.audit("--team", "T0NONE").code == 2
    await store.redis.delete(other)


async def test_a_trail_that_nobody_began_is_empty_and_said_to_be(store: Store, operator: Operator) -> None:
    """Another account's is none of ours, and a table without rows is still a table."""
    await ended(store, purchase())
    elsewhere = Operator(operator.settings | {"ZENDESK_URL": "https://elsewhere.test"}, operator.folder)
    export = elsewhere.audit("--format", "csv")
    assert (export.code, rows(export.out)) == (0, [])
    assert export.out.startswith("at,")
    assert "elsewhere.test" in export.err
