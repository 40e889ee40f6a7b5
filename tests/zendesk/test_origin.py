"""Credentials go where the settings say, and nowhere else."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ZendeskUnavailable
from bot.loopback import is_loopback
from bot.zendesk.origin import base_address, following, resolve

BASE = base_address("https://acme.zendesk.com")


@pytest.mark.parametrize(
    ("given_url", "numbers"),
    [
        ("https://acme.zendesk.com", "https://acme.zendesk.com/api/v2/x"),
        (" https://acme.zendesk.com/ ", "https://acme.zendesk.com/api/v2/x"),
        ("https://gateway.example:8443/zendesk/", "https://gateway.example:8443/zendesk/api/v2/x"),
        ("http://127.0.0.1:3001", "http://127.0.0.1:3001/api/v2/x"),
        ("http://localhost:3001", "http://localhost:3001/api/v2/x"),
        ("http://[::1]:3001", "http://[::1]:3001/api/v2/x"),
    ],
)
def test_paths_stand_below_the_base_address(given_url: str, numbers: str) -> None:
    """With a slash at its end or without one."""
    assert str(resolve(base_address(given_url), "/api/v2/x")) == numbers


@pytest.mark.parametrize(
    "url",
    ["http://acme.zendesk.com", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://10.0.0.1"],
)
def test_plain_http_stays_on_this_machine(url: str) -> None:
    """Everything sent carries credentials."""
    with pytest.raises(ValueError, match="in the clear"):
        base_address(url)


@pytest.mark.parametrize(
    "url",
    ["", "acme", "acme.zendesk.com", "ftp://acme.example", "https://", "https://me:pw@acme.example", "https://a.b?c=d"],
)
def test_what_is_no_base_address_is_said_so_without_repeating_it(url: str) -> None:
    """It may have a password in it."""
    with pytest.raises(ValueError, match="the Zendesk address") as caught:
        base_address(url)
    assert "pw" not in str(caught.value)


@given(st.text(max_size=40) | st.text(max_size=20).map("https://".__add__))
def test_any_text_is_an_address_or_a_worded_problem(text: str) -> None:
    """Settings are typed by people."""
    try:
        url = base_address(text)
    except ValueError:
        return
    assert url.scheme == "https" or is_loopback(url.host)


@pytest.mark.parametrize(
    "next_page",
    [
        "https://acme.zendesk.com/api/v2/channels/voice/phone_numbers.json?page=2&per_page=100",
        "https://ACME.zendesk.com:443/api/v2/channels/voice/phone_numbers.json?page=2&per_page=100",
        "/api/v2/channels/voice/phone_numbers.json?page=2&per_page=100",
    ],
)
def test_the_next_page_of_the_same_host_is_followed(next_page: str) -> None:
    """Zendesk gives absolute addresses."""
    url = following(BASE, next_page)
    assert url.host == "acme.zendesk.com"
    assert url.raw_path == b"/api/v2/channels/voice/phone_numbers.json?page=2&per_page=100"


@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example/api/v2?page=2",
        "//evil.example/api/v2",
        "http://acme.zendesk.com/api/v2?page=2",
        "https://acme.zendesk.com:8443/api/v2",
        "https://acme.zendesk.com@evil.example/",
        "https://me:pw@acme.zendesk.com/api/v2",
        "https://acme.zendesk.com.evil.example/",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_the_next_page_of_another_host_is_refused(next_page: str) -> None:
    """It would be asked for with our credentials."""
    with pytest.raises(ZendeskUnavailable):
        following(BASE, next_page)


@given(st.text(max_size=60) | st.text(max_size=30).map("https://acme.zendesk.com".__add__))
def test_any_next_page_leads_to_our_host_or_nowhere(next_page: str) -> None:
    """An answer does not choose who gets our credentials."""
    try:
        url = following(BASE, next_page)
    except ZendeskUnavailable:
        return
    request = httpx.Request("GET", url)
    assert (request.url.scheme, request.url.host, request.url.port) == ("https", "acme.zendesk.com", None)
    assert not request.url.userinfo
