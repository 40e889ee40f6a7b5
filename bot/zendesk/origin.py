"""Where calls go: the base address, and what an answer may send us to."""

from __future__ import annotations

import httpx

from bot.errors import ZendeskUnavailable
from bot.loopback import is_loopback


def base_address(base_url: str) -> httpx.URL:
    """Return a base address to which paths can be added. Raises ValueError, worded for whoever set it.

    Plain http goes to this machine only, as everything sent carries credentials.
    """
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL as error:
        raise ValueError("the Zendesk address is no URL; expected one such as https://acme.zendesk.com") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("the Zendesk address must be a URL such as https://acme.zendesk.com")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("the Zendesk address must have no user name, query or fragment in it")
    if url.scheme == "http" and not is_loopback(url.host):
        raise ValueError(
            f"http://{url.host} would carry credentials in the clear; use https:// (http:// is for this machine only)"
        )
    return url.copy_with(path=url.path.rstrip("/") + "/")


def resolve(base: httpx.URL, path: str) -> httpx.URL:
    """Return the address of a path below the base address."""
    return base.copy_with(raw_path=base.raw_path.rstrip(b"/") + path.encode("ascii"))


def following(base: httpx.URL, next_page: str) -> httpx.URL:
    """Return the address of the next page of a list.

    Raises ZendeskUnavailable for one beyond the base address's scheme, host and port: the page is asked for with our
    credentials, so an answer does not get to choose who receives them.
    """
    try:
        url = base.join(next_page)
    except (httpx.InvalidURL, ValueError) as error:
        raise ZendeskUnavailable("the next page of a list has no readable address", status=200) from error
    if _origin(url) != _origin(base) or url.userinfo:
        raise ZendeskUnavailable("the next page of a list is on another host, which is not asked", status=200)
    return url.copy_with(fragment=None) if url.fragment else url


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
