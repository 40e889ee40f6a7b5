"""Which hosts are this machine: the only ones that are spoken to without TLS, going by name or address alone."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine. host: a name or an address, one of IPv6 with or without brackets."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
