"""What can be typed or set stands in the README and in .env.example."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from bot.__main__ import _parser
from bot.environment import Environment
from bot.slack.grammar import COMMANDS, Subcommand

SETTINGS = sorted(name.upper() for name in Environment.model_fields)


@pytest.fixture
def readme(root: Path) -> str:
    """The README's text."""
    return (root / "README.md").read_text()


def subcommands() -> list[str]:
    """Return every command of `talkbot`."""
    (commands,) = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - argparse has no other way to see
    return sorted(commands.choices)


def test_every_setting_is_explained_in_the_readme(readme: str) -> None:
    """One that is not is found by reading the code."""
    assert [name for name in SETTINGS if not re.search(rf"\b{name}\b", readme)] == []


def test_every_setting_stands_in_the_example(root: Path) -> None:
    """Whoever copies the file sees all there is."""
    lines = (root / ".env.example").read_text().splitlines()
    names = {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line}
    assert sorted(set(SETTINGS) - names) == []
    assert sorted(name for name in names if name.isupper() and name not in SETTINGS) == []


@pytest.mark.parametrize("command", subcommands())
def test_every_command_of_the_program_is_in_the_readme(readme: str, command: str) -> None:
    """As it is typed."""
    assert f"talkbot {command}" in readme


@pytest.mark.parametrize("subcommand", COMMANDS, ids=lambda entry: entry.name)
def test_every_subcommand_of_talk_is_in_the_readme(readme: str, subcommand: Subcommand) -> None:
    """The README is what people read before they have the bot."""
    assert f"/talk {subcommand.name}" in readme
