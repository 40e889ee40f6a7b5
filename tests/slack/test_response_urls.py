"""An answer goes to Slack and nowhere else, however the address is written that came with the request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.slack.response_urls import is_expected

SLACK = frozenset({"hooks.slack.com"})
HERE = frozenset({"127.0.0.1"})


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T0/1/a",
        "https://hooks.slack.com:443/actions/T0/1/a",
        "https://HOOKS.slack.com/app/T0/1/a",
    ],
)
def test_slacks_own_addresses_are_taken(url: str) -> None:
    """These are what it sends."""
    assert is_expected(url, SLACK)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.slack.com/commands",
        "//hooks.slack.com/commands",
        "http://hooks.slack.com/commands",
        "ftp://hooks.slack.com/commands",
        "https://hooks.slack.com.evil.example/",
        "https://evil.example/hooks.slack.com",
        "https://evil.example#hooks.slack.com",
        "https://evil.example?hooks.slack.com",
        "https://hooks.slack.com@evil.example/",
        "https://evil.example\\@hooks.slack.com/",
        "https://hooks.slack.com\\.evil.example/",
        "https://evil@hooks.slack.com/",
        "https://hooks.slack.com:8443/",
        "https://hooks.slack.com:x/",
        "https://hooks.slack.com:99999/",
        "https://hooks.slack.com\t.evil.example/",
        "https://hooks.slack.com\n/commands",
        "https://hooks.slack.com /commands",
        "https://hooks\u3002slack\u3002com/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    """Whoever could choose it would have our answers, or have us ask around in our own network."""
    assert not is_expected(url, SLACK)


def test_a_sandbox_on_this_machine_needs_no_certificate() -> None:
    """Nothing leaves the machine."""
    assert is_expected("http://127.0.0.1:3000/commands/T0/1/a", HERE)
    assert not is_expected("http://127.0.0.2:3000/commands/T0/1/a", HERE)
    assert not is_expected("http://10.0.0.1/", frozenset({"10.0.0.1"}))


parts = st.sampled_from(
    [
        "https://",
        "http://",
        "hooks.slack.com",
        "evil.example",
        "@",
        "\\",
        "/",
        ":",
        "443",
        "#",
        "?",
        ".",
        "\t",
        "%2f",
        "[",
    ]
)


@given(st.lists(st.one_of(parts, st.text(max_size=3)), max_size=8).map("".join))
def test_what_is_taken_is_slack_to_the_client_as_well(url: str) -> None:
    """Two readers of one address must not see two hosts in it."""
    if is_expected(url, SLACK):
        seen = URL(url)
        assert (seen.scheme, seen.host, seen.port, seen.user) == ("https", "hooks.slack.com", 443, None)
