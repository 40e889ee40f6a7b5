"""What the README shows, names and links: every picture, command line, log line, scope and example file is real."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot import settings, worker_half
from bot.__main__ import _parser
from bot.doctor.finding import State
from bot.environment import Environment
from bot.slack import background
from bot.store import changes, oncall, records
from bot.talk import changing, oncall_sets
from bot.zendesk import turns
from tests.benchmarks.figures import table
from tests.test_readme import README, ROOT

CODE = re.findall(r"^    (\S.*)$", README, re.MULTILINE)
MODULES = sorted(set(re.findall(r"uv run python -m (tests\.\w+(?: --[\w-]+(?: [^-`\s]\S*)?)*)", README)))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))


def headings() -> list[str]:
    """Return the anchor of each heading, as GitHub makes it; what stands in blocks of code is none."""
    text = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles]


def rows(head: str) -> list[list[str]]:
    """Return the cells of a table, row by row, by how its head begins."""
    (body,) = re.findall(rf"^\| {re.escape(head)} .*\|\n\|[-|]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in body.splitlines()]


def command_lines() -> list[str]:
    """Return every command of `talkbot` that can be typed as it stands: no part of it is left open."""
    # A command without anything behind it is only its name.
    inline = re.findall(r"`(talkbot \w+ [^`]*)`", README)
    shown = {re.sub(r"\s+[#>].*", "", line) for line in (*CODE, *inline) if line.startswith("talkbot ")}
    return sorted(line for line in shown if not re.search(r"[…\[|]", line))


def test_every_picture_is_shown_once() -> None:
    """A picture that nobody sees grows old unseen."""
    shown = re.findall(r"!\[[^\]]+\]\(\.github/([^)]+)\)", README)
    assert Counter(shown) == Counter(path.name for path in (ROOT / ".github").glob("*.png"))


def test_every_picture_is_taken_by_the_script() -> None:
    """Only what can be taken anew stays true."""
    taken = re.findall(r'_take\(\w+\.page, "(\w+)"', (ROOT / "tests" / "pictures.py").read_text(encoding="utf-8"))
    assert {f"{name}.png" for name in taken} == {path.name for path in (ROOT / ".github").glob("*.png")}


def test_no_two_headings_have_one_anchor() -> None:
    """The second of them could not be linked to."""
    assert [anchor for anchor, count in Counter(headings()).items() if count > 1] == []


def test_every_chapter_is_in_the_list_at_the_top() -> None:
    """Nobody scrolls through all of it."""
    chapters = re.findall(r"^## (.+)$", README, re.MULTILINE)
    listed = re.findall(r"^· \[([^\]]+)\]\(#", README, re.MULTILINE)
    assert [chapter for chapter in chapters if chapter not in listed] == []


@pytest.mark.parametrize("line", command_lines())
def test_a_command_line_is_understood(line: str) -> None:
    """Copied from there, it does something."""
    _parser().parse_args(shlex.split(line)[1:])


def test_the_command_lines_are_found() -> None:
    """The test above is worth what is found for it."""
    assert {"talkbot run", "talkbot doctor", "talkbot trim --before 2025-01-01 --yes"} <= set(command_lines())


@pytest.mark.parametrize("line", MODULES)
def test_a_program_for_contributors_is_there_and_knows_its_options(line: str) -> None:
    """As it stands there, with `uv run python -m` before it."""
    name, *words = line.split()
    spec = importlib.util.find_spec(name)
    assert spec is not None
    place = Path(spec.origin or "")
    source = (place.with_name("__main__.py") if place.name == "__init__.py" else place).read_text(encoding="utf-8")
    for option in [word for word in words if word.startswith("--")]:
        assert f'"{option}"' in source


def test_what_env_is_to_say_starts_a_bot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Step by step, somebody comes to this file, and nothing may be missing in it."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    (block,) = re.findall(r"and fill in:\n\n((?:    \S+\n)+)", README)
    file = tmp_path / "filled.env"
    file.write_text(re.sub(r"^ +", "", block.replace("…", "filled-in"), flags=re.MULTILINE))
    loaded = settings.load("run", env_file=str(file))
    assert loaded.slack_app_token
    assert not loaded.slack_signing_secret
    assert len(loaded.approvers) == 2


def test_each_setting_has_one_row() -> None:
    """Two rows of one setting would say two things sooner or later."""
    first_cells = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", README, re.MULTILINE)
    named = Counter(name for cell in first_cells for name in re.findall(r"[A-Z_]+", cell))
    assert named == Counter(name.upper() for name in Environment.model_fields)


def test_the_lines_of_the_log_that_it_explains_are_logged() -> None:
    """Whoever watches for a line that is never written waits for ever."""
    cells = [cells[0] for head in ("line", "`happened`") for cells in rows(head)]
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert len(named) > 15
    assert [name for name in named if not re.search(rf'["\s]{re.escape(name)}', SOURCE)] == []


def test_the_scopes_and_the_words_of_the_doctor_are_all_there() -> None:
    """No scope without its reason, and no word without its meaning."""
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert {name for cells in rows("scope") for name in re.findall(r"`([^`]+)`", cells[0])} == set(
        manifest["oauth_config"]["scopes"]["bot"]
    )
    assert {cells[0].strip("`") for cells in rows("word")} == {state.value for state in State}


def test_the_table_of_figures_is_as_the_benchmarks_print_it() -> None:
    """So that the next run can take its place."""
    head, rule = table([])
    assert f"{head}\n{rule}\n" in README
    verdicts = {(bool(cells[5]), cells[6]) for cells in rows("figure")}
    assert verdicts <= {(False, ""), (True, "met"), (True, "missed")}


def test_the_most_that_it_promises_is_the_most_there_is() -> None:
    """Whoever reckons with these figures reckons with the bot's."""
    told = [int(figure) for cells in rows("per process") for figure in re.findall(r"\d+", cells[1])]
    people = (turns.MOST_AT_ONCE, turns.MOST_PATIENT, turns.MOST_WAITING)
    assert told == [*people, background.MOST, worker_half.JOBS_AT_ONCE, changing.MOST_HERE]
    for said in (
        f"**At most {records.MOST_OPEN} open requests** a person",
        f"One person can have {changes.MOST_RUNNING} changes under way",
        f"all people together {changes.MOST_WAITING:,} numbers",
        f"at most {oncall.MOST_SETS}, of {oncall_sets.MOST_LINES} lines and {oncall_sets.MOST_MEMBERS} members each",
    ):
        assert said in README.replace("\n", " ")


def test_every_example_for_deployment_is_named() -> None:
    """An example that is not told of is not found."""
    linked = re.findall(r"\]\(\.deploy/([^)]+)\)", README)
    examples = {path.name for path in (ROOT / ".deploy").iterdir()} - {"Dockerfile.dockerignore"}
    assert examples - {name for name in examples if name in linked or f".deploy/{name}" in README} == set()
