"""manifest.yml asks Slack for what the code needs, and for nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from slack_bolt.async_app import AsyncApp

import bot
from bot.manifest_steps import with_steps
from bot.model import StepKind, TimedLine, Timer
from bot.sandbox.command import SCOPES as SANDBOX_SCOPES
from bot.sandbox.slack.settings import SlackSettings
from bot.sandbox.slack.workflow_steps import FUNCTIONS
from bot.slack.listeners.command import COMMAND
from bot.slack.step_inputs import INPUTS_OF
from bot.talk.step_outputs import of_purchase, of_timer
from tests.cards.samples import LINE, PURCHASE
from tests.house.conftest import app, root
from tests.house.listeners import is_listened_for, listener_for
from tests.slack import payloads

__all__ = ["app", "root"]

# https://docs.slack.dev/reference/methods: which scope each Web API method wants of a bot token, None for any.
SCOPES: dict[str, str | None] = {
    # With the app-level token, whose scope connections:write is no scope of the bot's.
    "apps_connections_open": None,
    "auth_test": None,
    "bots_info": "users:read",
    "chat_delete": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_info": "channels:read",
    "conversations_members": "channels:read",
    # Of a step that is being run: whoever was sent the event may say how it ended.
    "functions_completeError": None,
    "functions_completeSuccess": None,
    "files_completeUploadExternal": "files:write",
    "files_getUploadURLExternal": "files:write",
    "usergroups_users_list": "usergroups:read",
    "users_info": "users:read",
    "users_list": "users:read",
    "views_open": None,
    "views_publish": None,
    "views_push": None,
    "views_update": None,
}
OF_PRIVATE = {"conversations_info": "groups:read", "conversations_members": "groups:read"}
"""What a method wants besides for private channels."""
OF_COMMANDS = "commands"
CALL = re.compile(r"\b_?slack\.([a-z]+_[A-Za-z_]+)\(")


@pytest.fixture
def manifest(root: Path) -> Any:
    """The manifest as Slack reads it."""
    return yaml.safe_load((root / "manifest.yml").read_text())


def sources() -> str:
    """Return all code of the bot but the sandbox."""
    package = Path(bot.__file__).parent
    return "\n".join(path.read_text() for path in package.rglob("*.py") if "sandbox" not in path.parts)


def test_the_scopes_are_those_of_the_methods_we_call(manifest: Any) -> None:
    """One too few fails at the first call; one too many is a right nobody needs."""
    called = set(CALL.findall(sources()))
    assert called == set(SCOPES), "a method came or went: say here which scope it wants"
    needed = {scope for scope in SCOPES.values() if scope} | set(OF_PRIVATE.values()) | {OF_COMMANDS}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_the_sandbox_gives_the_bot_what_the_manifest_asks_for(manifest: Any) -> None:
    """What works there with more scopes fails in a real workspace, and what people see of the command is the same."""
    assert sorted(SANDBOX_SCOPES) == sorted(manifest["oauth_config"]["scopes"]["bot"])
    installed = SlackSettings.from_manifest("", manifest)
    assert SlackSettings("").commands == installed.commands
    assert SlackSettings("").shortcuts == installed.shortcuts


def test_what_it_says_of_itself_fits(manifest: Any) -> None:
    """Slack refuses a manifest with longer words, and shows the hint while somebody types."""
    assert len(manifest["display_information"]["description"]) <= 140
    assert "release" in manifest["display_information"]["description"]
    (command,) = manifest["features"]["slash_commands"]
    assert command["usage_hint"].split(" | ") == [
        *("search US 510", "list", "show", "edit", "voicemail", "oncall", "delete", "pending", "history", "help"),
    ]


def test_the_commands_are_those_we_listen_for(manifest: Any) -> None:
    """A command that nobody answers is worse than none."""
    commands = manifest["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [COMMAND]
    assert all(command["should_escape"] for command in commands), "mentions arrive with their ids"
    assert set(re.findall(r"app\.command\((\w+)\)", sources())) == {"COMMAND", "_ANY"}


async def test_the_events_are_those_we_listen_for(manifest: Any, app: AsyncApp) -> None:
    """An event nobody wants is traffic, and one not asked for never comes."""
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(re.findall(r'app\.event\("(\w+)"\)', sources())) == set(subscribed)
    for name in subscribed:
        found = await listener_for(app, payloads.event(name))
        assert found is not None
        assert "unhandled" not in found.__module__


async def test_the_shortcuts_are_those_we_listen_for(manifest: Any, app: AsyncApp) -> None:
    """As with commands; what a message's menu sends is of another kind than what a search box sends."""
    shortcuts = manifest["features"]["shortcuts"]
    assert set(re.findall(r'app\.shortcut\("([\w.]+)"\)', sources())) == {entry["callback_id"] for entry in shortcuts}
    kinds = {"global": payloads.shortcut, "message": payloads.message_shortcut}
    for entry in shortcuts:
        assert await is_listened_for(app, payloads.form(kinds[entry["type"]](entry["callback_id"])))
        # https://docs.slack.dev/reference/app-manifest
        assert len(entry["name"]) <= 24
        assert len(entry["description"]) <= 150


def test_every_request_goes_to_the_one_address(manifest: Any) -> None:
    """One that differs is a part of the bot that never hears anything."""
    settings = manifest["settings"]
    urls = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
        *(command["url"] for command in manifest["features"]["slash_commands"]),
    }
    (url,) = urls
    assert url.endswith("/slack/events")


def test_people_can_write_to_the_bot_and_open_its_home(manifest: Any) -> None:
    """Cards and outcomes are direct messages, and Home is where requests stand."""
    home = manifest["features"]["app_home"]
    assert (home["home_tab_enabled"], home["messages_tab_enabled"]) == (True, True)
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


async def test_the_steps_for_workflows_are_those_we_listen_for(root: Path, app: AsyncApp) -> None:
    """Each has a listener, and its inputs are those that are read; the sandbox's workspace has the same ones."""
    manifest = yaml.safe_load(with_steps((root / "manifest.yml").read_text()))
    assert set(manifest["functions"]) == set(get_args(StepKind))
    assert manifest["functions"] == FUNCTIONS
    for callback_id, step in manifest["functions"].items():
        event = payloads.event(
            "function_executed", function={"callback_id": callback_id}, function_execution_id="Fx0TEST"
        )
        found = await listener_for(app, event)
        assert found is not None
        assert "unhandled" not in found.__module__
        assert set(step["input_parameters"]) == {"person", *INPUTS_OF[callback_id]}
        for parameter in (*step["input_parameters"].values(), *step["output_parameters"].values()):
            assert parameter["type"] in ("string", "slack#/types/user_id")


def test_the_steps_add_what_slack_wants_of_an_app_with_steps_and_nothing_else(root: Path) -> None:
    """Without the flag there is none of it: an app with steps cannot be installed on a plan without them."""
    text = (root / "manifest.yml").read_text()
    plain, whole = yaml.safe_load(text), yaml.safe_load(with_steps(text))
    assert "functions" not in plain
    assert "function" not in text
    settings = whole["settings"]
    assert settings["event_subscriptions"]["bot_events"].pop() == "function_executed"
    assert (settings.pop("hermes_app_type"), settings.pop("function_runtime")) == ("remote", "remote")
    assert settings["org_deploy_enabled"] is True
    settings["org_deploy_enabled"] = plain["settings"]["org_deploy_enabled"]
    del whole["functions"]
    assert whole == plain


def test_what_a_step_gives_a_workflow_is_what_the_manifest_says() -> None:
    """Slack refuses an output that is not declared, and one that is missing."""
    purchase = of_purchase(PURCHASE)
    assert set(purchase) == set(FUNCTIONS["request_number"]["output_parameters"])
    line = TimedLine(line=LINE, wanted={"settings.voicemail": False})
    timer = Timer(id="t", by=PURCHASE.requested_by, owner="U0ANA00001", lines=(line,), until_ms=0)
    assert set(of_timer(timer)) == set(FUNCTIONS["switch_voicemail"]["output_parameters"])
    assert of_timer(timer)["voicemail"] == "off"
