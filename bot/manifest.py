"""The app manifest with an address filled in, ready to paste into Slack."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

_EXAMPLE = "https://talkbot.example.com"


def render(package: Path, url: str | None) -> str:
    """Return manifest.yml for a bot at `url`.

    package: the folder of this package; the file lies in it once installed, beside it in a checkout. Raises ValueError
    with a sentence for the operator.
    """
    if url is None:
        raise ValueError(
            "without --url the manifest would be for Socket Mode, which is not part of this version. "
            "Give the bot's public address: --url https://talkbot.example.com"
        )
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{url!r} is no address that Slack can reach. Expected https:// and a public host.")
    candidates = (package / "manifest.yml", package.parent / "manifest.yml")
    text = next(path for path in candidates if path.exists()).read_text(encoding="utf-8")
    return text.replace(_EXAMPLE, url.rstrip("/").removesuffix("/slack/events"))
