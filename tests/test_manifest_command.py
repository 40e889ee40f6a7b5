"""`talkbot manifest`: what an operator pastes into Slack is whole, and is for their bot."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot import manifest
from bot.__main__ import main

PACKAGE = Path(bot.__file__).parent
HEAVY = ("slack_bolt", "slack_sdk", "docket", "redis", "aiohttp", "httpx", "pydantic", "starlette", "uvicorn", "yaml")


def printed(capsys: pytest.CaptureFixture[str], url: str) -> Any:
    assert main(["manifest", "--url", url]) == 0
    return yaml.safe_load(capsys.readouterr().out)


def request_urls(app: Any) -> set[str]:
    interactivity = app["settings"]["interactivity"]
    return {
        app["settings"]["event_subscriptions"]["request_url"],
        interactivity["request_url"],
        interactivity["message_menu_options_url"],
        *(command["url"] for command in app["features"]["slash_commands"]),
    }


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://bot.acme.example", "https://bot.acme.example/slack/events"),
        ("https://bot.acme.example/", "https://bot.acme.example/slack/events"),
        ("https://bot.acme.example/slack/events", "https://bot.acme.example/slack/events"),
        ("https://bot.acme.example:8443/talk/", "https://bot.acme.example:8443/talk/slack/events"),
        ("HTTPS://Bot.Acme.example", "https://bot.acme.example/slack/events"),
    ],
)
def test_every_address_in_it_is_the_bots(capsys: pytest.CaptureFixture[str], given_url: str, expected: str) -> None:
    """One address left as the example would send those requests to nobody."""
    app = printed(capsys, given_url)
    assert request_urls(app) == {expected}
    assert "talkbot.example.com" not in str(app)


def test_it_is_for_http_and_asks_for_seven_scopes(capsys: pytest.CaptureFixture[str]) -> None:
    """A scope that nothing needs is a risk that nobody chose; the README explains these seven."""
    app = printed(capsys, "https://bot.acme.example")
    assert app["settings"]["socket_mode_enabled"] is False
    reading = ["channels:read", "groups:read", "usergroups:read", "users:read"]
    assert sorted(app["oauth_config"]["scopes"]["bot"]) == sorted(["chat:write", "commands", "files:write", *reading])
    assert app["features"]["slash_commands"][0]["should_escape"] is True


def test_steps_for_workflows_are_there_on_demand_only(capsys: pytest.CaptureFixture[str]) -> None:
    """They need a plan that not everybody has, and the help says so."""
    assert "functions" not in printed(capsys, "https://bot.acme.example")
    assert main(["manifest", "--url", "https://bot.acme.example", "--workflow-steps"]) == 0
    app = yaml.safe_load(capsys.readouterr().out)
    assert set(app["functions"]) == {"switch_voicemail", "request_number"}
    assert request_urls(app) == {"https://bot.acme.example/slack/events"}
    with pytest.raises(SystemExit):
        main(["manifest", "--help"])
    assert "paid plan" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.acme.example",
        "bot.acme.example",
        "https://",
        "https://localhost",
        "https://127.0.0.1",
        "https://bot.acme.example:99999",
        "https://ana:secret@bot.acme.example",
        "https://bot.acme.example/?a=b",
        "https://bot.acme.example/#a",
        "https://bot.acme.example/a b",
        "https://bot.acme.example/a: b",
        "https://[::1",
    ],
)
def test_an_address_slack_cannot_use_is_refused_in_words(capsys: pytest.CaptureFixture[str], url: str) -> None:
    """Slack would take the manifest and then never reach the bot."""
    assert main(["manifest", "--url", url]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("talkbot manifest: ")
    assert "Expected" in err


@pytest.mark.parametrize("steps", [False, True])
def test_without_an_address_it_is_for_socket_mode(capsys: pytest.CaptureFixture[str], steps: bool) -> None:
    """Nothing else differs from the one for HTTP; an address left in it is one that Slack would try to reach."""
    flags = ["--workflow-steps"] if steps else []
    assert main(["manifest", *flags]) == 0
    text = capsys.readouterr().out
    assert "talkbot.example.com" not in text
    socket = yaml.safe_load(text)
    assert main(["manifest", "--url", "https://bot.acme.example", *flags]) == 0
    http = yaml.safe_load(capsys.readouterr().out)
    assert socket["settings"]["socket_mode_enabled"] is True
    http["settings"]["socket_mode_enabled"] = True
    for command in http["features"]["slash_commands"]:
        del command["url"]
    del http["settings"]["event_subscriptions"]["request_url"]
    del http["settings"]["interactivity"]["request_url"]
    del http["settings"]["interactivity"]["message_menu_options_url"]
    assert socket == http


@given(st.one_of(st.text(), st.text().map(lambda text: f"https://bot.acme.example/{text}")))
def test_whatever_is_given_comes_out_as_it_is_or_is_refused(url: str) -> None:
    """Text of any kind must neither break the YAML nor end in a traceback."""
    try:
        text = manifest.render(PACKAGE, url)
    except ValueError:
        return
    (address,) = request_urls(yaml.safe_load(text))
    assert address.startswith("https://")
    assert address.endswith("/slack/events")


@pytest.mark.parametrize("arguments", [["--help"], ["manifest", "--url", "https://bot.acme.example"]])
def test_a_command_that_talks_to_nobody_loads_nothing_heavy(arguments: list[str]) -> None:
    """Whoever asks for help gets it at once."""
    assert all(importlib.util.find_spec(name) for name in HEAVY)
    look = (
        "import sys; from bot.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit: pass\n"
        f"sys.exit(', '.join(name for name in {HEAVY!r} if name in sys.modules) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, *arguments],
        cwd=PACKAGE.parent,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"loaded: {done.stderr}"
