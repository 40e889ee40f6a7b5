"""What every file of the repository keeps to."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

LONGEST_FILE = 350
# Where somebody's machine or a private registry would show. The lock file names where packages come from.
MACHINE_PATHS = re.compile(r"(?<![\w.-])(?:/home/\w|/Users/\w|/root/|/work/|/mnt/|[A-Z]:\\Users)")
ADDRESSES = re.compile(r"https?://([\w.-]*(?:pypi|artifactory|nexus|registry|mirror|index)[\w.-]*)")
PUBLIC = {"pypi.org", "registry.npmjs.org"}
OF_TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".lua",
    ".js",
    ".css",
    ".html",
    ".sh",
    ".example",
    ".txt",
    ".json",
    "",
}


def tracked(root: Path, *under: str) -> list[Path]:
    """Return the files that belong to the repository, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *under],  # noqa: S607 - whichever git is there
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := root / name).is_file()]


def test_no_file_is_too_long_to_be_read_at_once(root: Path) -> None:
    """A file grows past this only because nobody decided otherwise."""
    files = [path for path in tracked(root, "bot", "tests") if path.suffix in OF_TEXT]
    assert len(files) > 100
    long = {path.name: count for path in files if (count := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_nothing_names_a_machine_or_a_registry_that_others_do_not_have(root: Path) -> None:
    """What works only where it was written works for nobody else."""
    found: list[str] = []
    for path in tracked(root):
        if path.suffix not in OF_TEXT or path.name == "uv.lock" or path == Path(__file__):
            continue
        text = path.read_text(errors="replace")
        found += [f"{path.relative_to(root)}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
        found += [
            f"{path.relative_to(root)}: {match[0]}" for match in ADDRESSES.finditer(text) if match[1] not in PUBLIC
        ]
    assert found == []


def test_nothing_but_what_belongs_there_stands_at_the_top(root: Path) -> None:
    """A newcomer reads this list first."""
    names = {path.relative_to(root).parts[0] for path in tracked(root)}
    allowed = {"pyproject.toml", "uv.lock", "Procfile", "README.md", "manifest.yml", "LICENSE", "bot", "tests"}
    assert {name for name in names if not name.startswith(".")} == allowed


def test_every_package_says_what_it_is_for(root: Path) -> None:
    """The first line of a folder is its map."""
    for path in tracked(root, "bot", "tests"):
        if path.suffix == ".py":
            assert path.read_text().startswith(('"""', "#!")) or not path.read_text(), path
