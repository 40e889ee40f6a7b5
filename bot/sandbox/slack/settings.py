"""What a simulated workspace is told about the bot installed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.people import CREDENTIALS, Credentials

DEFAULT_SCOPES = (
    *("commands", "chat:write", "files:write", "im:write"),
    *("users:read", "usergroups:read", "channels:read", "groups:read"),
)


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command of the installed app. should_escape: mentions and links reach the bot as `<@U…|name>`."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the installed app. type: `global` or `message`."""

    callback_id: str
    name: str
    description: str
    type: str


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """One installed app.

    bot_url: base address of the bot, requests go to `{bot_url}/slack/events`; socket_mode: whether they go over
    connections that the bot opened instead, and to no address; scopes: what its token may do;
    ack_seconds: how long the bot has to answer; trigger_seconds: how long a trigger_id lives; retry_delays: seconds
    before each of an event's three repetitions (Slack's own: 0, 60, 300); functions: manifest entries of custom steps;
    most_members: on one page of users.list, which Slack may make shorter than was asked for.
    """

    bot_url: str
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    commands: tuple[SlashCommand, ...] = (
        SlashCommand(
            "/talk",
            "See, change, buy and release Zendesk Talk numbers",
            "search US 510 | list | show | edit | voicemail | oncall | delete | pending | history | help",
            should_escape=True,
        ),
    )
    shortcuts: tuple[Shortcut, ...] = (
        Shortcut("shortcut.search", "Search phone numbers", "Look for a phone number to buy", "global"),
        Shortcut(
            "shortcut.voicemail",
            "Switch voicemail",
            "Switch voicemail on or off, until a moment or until you change it",
            "global",
        ),
        Shortcut(
            "shortcut.lookup",
            "Look up phone number",
            "Shows which of your lines a message is about",
            "message",
        ),
    )
    bot_events: tuple[str, ...] = ("app_home_opened",)
    functions: Mapping[str, Mapping[str, Any]] | None = None
    credentials: Credentials = CREDENTIALS
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 2.0, 5.0)
    most_members: int = 1000
    socket_mode: bool = False

    @classmethod
    def from_manifest(cls, bot_url: str, manifest: Mapping[str, Any], **changes: Any) -> SlackSettings:
        """Install the app a parsed manifest describes; `changes` are further fields of these settings.

        https://docs.slack.dev/reference/app-manifest
        """
        features = manifest.get("features", {})
        shortcuts = [_shortcut(entry) for entry in features.get("shortcuts", ())]
        events = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ())
        return cls(
            bot_url=bot_url,
            scopes=tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            commands=tuple(_command(entry) for entry in features.get("slash_commands", ())),
            shortcuts=tuple(shortcuts),
            bot_events=tuple(events),
            functions=manifest.get("functions"),
            socket_mode=bool(manifest.get("settings", {}).get("socket_mode_enabled", False)),
            **changes,
        )


def _shortcut(entry: Mapping[str, Any]) -> Shortcut:
    return Shortcut(entry["callback_id"], entry["name"], entry["description"], entry["type"])


def _command(entry: Mapping[str, Any]) -> SlashCommand:
    return SlashCommand(
        entry["command"],
        entry.get("description", ""),
        entry.get("usage_hint", ""),
        bool(entry.get("should_escape", False)),
    )
