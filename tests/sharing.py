"""Which tests run in one process, one after the other, and which of them begin first (`--dist loadgroup`).

Tests that share a running bot stay together: it would be started again in each process that runs one of them, and go on
beside all that follow. So do those that look at everything there is to see, which takes long to make. They and those
that wait for what really takes its time begin first, so that none is still waited for when everything else is done.
"""

from __future__ import annotations

from collections import Counter

import pytest

_FOLDERS = ("journeys", "browser_journeys", "shared_redis")
_BOTS = ("running", "running_over_socket", "approving", "operating", "timed", "sentinels", "guarded")
"""Their fixtures that last as long as the test process and start processes of their own."""
_SEEN = ("tests/cards/test_extremes.py", "tests/house/test_listeners.py")
"""The modules whose fixture `shown` is everything there is to see."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Name the group of a test that shares something; later than this, xdist does not see the name any more."""
    if (group := _shared(item)) is not None:
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the largest groups begin first, then what is hurt on purpose, all else as chance has it."""
    groups = {item: str(mark.args[0]) for item in items if (mark := item.get_closest_marker("xdist_group"))}
    sizes = Counter(groups.values())

    def place(item: pytest.Item) -> tuple[int, int, str]:
        if item in groups:
            return 0, -sizes[groups[item]], groups[item]
        return (2 if item.get_closest_marker("chaos") is None else 1), 0, ""

    items.sort(key=place)


def _shared(item: pytest.Item) -> str | None:
    """Return what this test shares with others, by a name; None where it shares nothing."""
    if not isinstance(item, pytest.Function):
        return None
    if "shown" in item.fixturenames and item.nodeid.startswith(_SEEN):
        return "everything shown"
    bot = next((name for name in _BOTS if name in item.fixturenames), None)
    if bot is None or item.path.parent.name not in _FOLDERS:
        return None
    transport = item.callspec.params.get("transport", "") if hasattr(item, "callspec") else ""
    return f"{item.path.parent.name} {bot} {transport}".rstrip()
