"""An ear at both wires and an eye on every file: whatever a bot sends, logs or stores, no secret stands in it.

Every world has them, so that each journey, of whatever kind, is also a search for secrets that got out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.slack.people import CREDENTIALS
from bot.sandbox.talk_api.settings import Credentials

SANDBOX = {
    "SLACK_BOT_TOKEN": CREDENTIALS.bot_token,
    "SLACK_APP_TOKEN": CREDENTIALS.app_token,
    "SLACK_SIGNING_SECRET": CREDENTIALS.signing_secret,
    "ZENDESK_CLIENT_SECRET": Credentials().client_secret,
    "ZENDESK_ACCESS_TOKEN": Credentials().access_token,
}
"""The secrets of every world, by the setting that holds them."""

# Where Zendesk is told the client's secret, as it has to be.
_TOKENS = "/oauth/tokens"


@dataclass
class Ear:
    """What secrets were heard where, and how many requests were listened to."""

    secrets: dict[str, str]
    heard: list[str] = field(default_factory=list)
    requests: int = 0

    def at(self, wire: str, app: ASGIApp) -> ASGIApp:
        """Return a simulator whose requests are listened to. Headers are not: there they belong."""

        async def listening(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or str(scope["path"]).endswith(_TOKENS):
                await app(scope, receive, send)
                return
            body = bytearray(scope["query_string"])

            async def noting() -> Message:
                message = await receive()
                body.extend(message.get("body", b""))
                return message

            try:
                await app(scope, noting, send)
            finally:
                self.requests += 1
                self.hear(f"{wire} {scope['path']}", bytes(body))

        return listening

    def hear(self, where: str, said: bytes) -> None:
        """Note the settings whose secrets stand in something."""
        self.heard += [f"{name} in {where}" for name, secret in self.secrets.items() if secret.encode() in said]

    def look_into(self, folder: Path) -> None:
        """Read every file below a folder: logs of processes, and all that redis ever wrote down."""
        for path in _files(folder):
            self.hear(str(path), path.read_bytes())


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
