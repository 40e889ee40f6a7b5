"""The examples for containers and systemd name what is really there."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import yaml

from bot.__main__ import _parser
from bot.environment import Environment

FOLDER = Path(__file__).parent.parent / ".deploy"
# Of docker, the server's image and Python; everything else has to be a setting of ours.
NOT_OURS = {"PATH", "PYTHONUNBUFFERED", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON_DOWNLOADS", "UV_LINK_MODE"}


def test_the_image_is_built_from_files_that_exist_and_runs_a_command_of_ours() -> None:
    """A renamed file or command would show only where somebody builds the image."""
    text = (FOLDER / "Dockerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert "uv.lock" in copied
    assert "bot" in copied
    assert all((FOLDER.parent / name).exists() for name in copied)
    let_through = set(re.findall(r"^!(\S+)$", (FOLDER / "Dockerfile.dockerignore").read_text(), re.MULTILINE))
    assert let_through == set(copied)
    _is_a_command(re.findall(r'^CMD \["(.+)"\]$', text, re.MULTILINE))


def test_every_variable_of_the_image_and_of_systemd_is_a_setting() -> None:
    """A misspelled one would be ignored without a word."""
    image = re.findall(r"(?:^ENV | )([A-Z_]+)=", (FOLDER / "Dockerfile").read_text())
    unit = re.findall(r"([A-Z_]+)=", _unit()["Service"]["Environment"])
    assert {"HOST", "TALKBOT_DATA_DIR"} <= set(image) & set(image + unit)
    assert {name.lower() for name in {*image, *unit} - NOT_OURS} <= set(Environment.model_fields)


def test_compose_starts_both_halves_on_a_redis_that_keeps_every_write() -> None:
    """Two of each, each with time to finish what it acknowledged."""
    services: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yml").read_text())["services"]
    for name in ("web", "worker"):
        _is_a_command(services[name]["command"])
        assert services[name]["deploy"]["replicas"] == 2
        assert set(services[name]["environment"]) == {"REDIS_URL"}
        assert int(services[name]["stop_grace_period"].removesuffix("s")) >= 25
    assert services["web"]["ports"] == ["127.0.0.1:3000-3001:3000"]
    for option in ("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction", "--requirepass"):
        assert option in services["redis"]["command"]
    assert services["redis"]["volumes"]


def test_systemd_starts_a_command_of_ours_and_keeps_its_data() -> None:
    """Its data stays where the unit lets it write."""
    service = _unit()["Service"]
    program, command = service["ExecStart"].split()
    assert program.endswith("/talkbot")
    _is_a_command([command])
    assert f"TALKBOT_DATA_DIR=/var/lib/{service['StateDirectory']}" in service["Environment"]


def _is_a_command(words: list[str]) -> None:
    assert words
    _parser().parse_args(words)


def _unit() -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # names of a unit keep their capitals
    unit.read_string((FOLDER / "talkbot.service").read_text())
    return unit
