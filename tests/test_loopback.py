"""Which hosts are this machine."""

from __future__ import annotations

import pytest

from bot.loopback import is_loopback


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_names_and_addresses_of_this_machine_are_known(host: str) -> None:
    """Whatever is sent there stays here."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.example", "10.0.0.7", "192.0.2.7", "2130706433", "::2"])
def test_nothing_else_is_this_machine(host: str) -> None:
    """A name that only looks like it may be anybody's."""
    assert not is_loopback(host)
