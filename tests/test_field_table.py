"""The table of what is shown, changed and proved leaves nothing out, and names tests that there are."""

from __future__ import annotations

import subprocess
import sys

from bot.talk.field_kinds import SETTINGS
from tests.field_table import READ_ONLY, ROOT, rows, table
from tests.talk import reference


def test_every_property_and_setting_of_the_document_has_a_row() -> None:
    """The reader looks for a name and finds it, once where it is one value."""
    names = [row.name for row in rows()]
    for name in (*reference.WRITABLE, *(f"{SETTINGS}{setting}" for setting in reference.SETTINGS)):
        assert names.count(f"`{name}`") == 1
    for name in reference.WRITTEN_ALL_THE_SAME:
        assert any(row.startswith(f"`{name}`, ") for row in names)
    assert set(READ_ONLY) == {*reference.READ_ONLY, *reference.NOT_CHANGED}
    assert len(set(names)) == len(names)


def test_the_tests_it_names_are_there() -> None:
    """As pytest collects them, case by case."""
    named = {row.proof for row in rows()}
    files = sorted({proof.partition("::")[0] for proof in named})
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert named - set(listed.stdout.splitlines()) == set()


def test_it_is_a_table() -> None:
    """As Markdown has it: four columns in every line."""
    assert {line.count("|") for line in table().splitlines()} == {5}
