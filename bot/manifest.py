"""The app manifest, ready to paste into Slack: with an address filled in for HTTP, without any for Socket Mode."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from bot.manifest_steps import with_steps

_EXAMPLE = "https://talkbot.example.com"
_NO_SOCKET = "socket_mode_enabled: false"
_ADDRESSED = re.compile(rf"^ +\w+: {re.escape(_EXAMPLE)}\S*\n", re.MULTILINE)
# A name with a dot in it, as Slack has to find it in DNS, and a path of characters that mean nothing in YAML.
_HOST = re.compile(r"(?=.*[a-z])[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")


def render(package: Path, url: str | None, *, workflow_steps: bool = False) -> str:
    """Return manifest.yml for a bot at `url`, or for Socket Mode where that is None.

    package: the folder of this package; the file lies in it once installed, beside it in a checkout; workflow_steps:
    whether workflows are to have its steps. Raises ValueError with a sentence for the operator.
    """
    candidates = (package / "manifest.yml", package.parent / "manifest.yml")
    text = next(path for path in candidates if path.exists()).read_text(encoding="utf-8")
    text = with_steps(text) if workflow_steps else text
    return _for_socket_mode(text) if url is None else text.replace(_EXAMPLE, _base(url))


def _for_socket_mode(text: str) -> str:
    """Return the manifest with Socket Mode on; addresses go, since Slack would try to reach them."""
    if text.count(_NO_SOCKET) != 1:
        raise RuntimeError(f"manifest.yml has no {_NO_SOCKET}")
    return _ADDRESSED.sub("", text).replace(_NO_SOCKET, "socket_mode_enabled: true")


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
