"""Where an answer may be posted: a response_url comes with the request, and must not send us anywhere else.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from bot.loopback import is_loopback

# Two readers of one address may see two hosts in it because of these.
_AMBIGUOUS = frozenset("\\@ ")
_HTTPS = 443


def is_expected(url: str, hosts: Collection[str]) -> bool:
    """Return whether an address is at one of these hosts, by https, or by http on this machine (a sandbox)."""
    if not url.isascii() or not url.isprintable() or _AMBIGUOUS & set(url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if host not in hosts:
        return False
    return (parts.scheme == "https" and port in (None, _HTTPS)) or (parts.scheme == "http" and is_loopback(host))
