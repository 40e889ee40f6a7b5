"""Identifiers in the forms Slack gives them. Secrets among them come from the system's random source."""

from __future__ import annotations

import secrets
import string

_ALPHANUMERIC = string.ascii_letters + string.digits
_UPPER = string.ascii_uppercase + string.digits


def letters(count: int) -> str:
    """Random ASCII letters and digits."""
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(count))


def object_id(prefix: str) -> str:
    """Make an id such as `V0K3J…`: a prefix that says what it is, then ten capitals and digits."""
    return prefix + "0" + "".join(secrets.choice(_UPPER) for _ in range(9))


def trigger_id() -> str:
    """Make a trigger id: two numbers and 32 hexadecimal digits."""
    return f"{_digits(13)}.{_digits(13)}.{secrets.token_hex(16)}"


def block_id() -> str:
    """Make the id Slack gives a block, or an element, that came without one."""
    return letters(5)


def view_hash(now: float) -> str:
    """Make the hash of a view's new state, `1795400000.AbCdEfGh`."""
    return f"{int(now)}.{letters(8)}"


def _digits(count: int) -> str:
    return str(secrets.choice("123456789")) + "".join(secrets.choice(string.digits) for _ in range(count - 1))
