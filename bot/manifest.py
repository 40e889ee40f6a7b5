"""The app manifest with an address filled in, ready to paste into Slack."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from bot.manifest_steps import with_steps

_EXAMPLE = "https://talkbot.example.com"
# A name with a dot in it, as Slack has to find it in DNS, and a path of characters that mean nothing in YAML.
_HOST = re.compile(r"(?=.*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")


def render(package: Path, url: str | None, *, workflow_steps: bool = False) -> str:
    """Return manifest.yml for a bot at `url`.

    package: the folder of this package; the file lies in it once installed, beside it in a checkout; workflow_steps:
    whether workflows are to have its steps. Raises ValueError with a sentence for the operator.
    """
    if url is None:
        raise ValueError(
            "without --url the manifest would be for Socket Mode, which is not part of this version. "
            "Give the bot's public address: --url https://talkbot.example.com"
        )
    candidates = (package / "manifest.yml", package.parent / "manifest.yml")
    text = next(path for path in candidates if path.exists()).read_text(encoding="utf-8")
    return (with_steps(text) if workflow_steps else text).replace(_EXAMPLE, _base(url))


def _base(url: str) -> str:
    """Return the address without a slash at its end; the whole request URL may be given as well."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not _HOST.fullmatch(host) or parts.scheme != "https" or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{url!r} is no address that Slack can reach. Expected https:// and a public host.")
    if not _PATH.fullmatch(parts.path):
        raise ValueError(f"{url!r} has a path that a manifest cannot hold. Expected letters, digits and slashes.")
    path = parts.path.rstrip("/").removesuffix("/slack/events")
    return f"https://{host}{f':{port}' if port else ''}{path}"
