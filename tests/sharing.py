"""Which tests run in one process, one after the other, and which of them begin first (`--dist loadgroup`).

Tests that share a running bot stay together: it would be started again in each process that runs one of them, and go on
beside all that follow. They and those that wait for what really takes its time begin first, so that none is still
waited for when everything else is done. All others stay together by module.
"""

from __future__ import annotations

from collections import Counter

import pytest

_FOLDERS = ("journeys", "browser_journeys", "shared_redis")
_BOTS = ("running", "running_over_socket", "approving", "operating", "timed", "sentinels", "guarded")
"""Their fixtures that last as long as the test process and start processes of their own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the group of every test; have the largest that share a bot begin first, all else as chance has it."""
    shared = {item: name for item in items if (name := _shared(item)) is not None}
    sizes = Counter(shared.values())

    def place(item: pytest.Item) -> tuple[int, int, str]:
        if item in shared:
            return 0, -sizes[shared[item]], shared[item]
        return (1, 0, "") if _is_chaos(item) else (2, 0, "")

    items.sort(key=place)
    for item in items:
        # What is hurt on purpose takes long: each such test is a group of its own.
        if item in shared or not _is_chaos(item):
            item.add_marker(pytest.mark.xdist_group(shared.get(item, item.nodeid.partition("::")[0])))


def _shared(item: pytest.Item) -> str | None:
    """Return the bot that this test shares with others, by a name; None where it shares none."""
    if not isinstance(item, pytest.Function) or item.path.parent.name not in _FOLDERS:
        return None
    bot = next((name for name in _BOTS if name in item.fixturenames), None)
    transport = item.callspec.params.get("transport", "") if hasattr(item, "callspec") else ""
    return f"{item.path.parent.name} {bot} {transport}".rstrip() if bot else None


def _is_chaos(item: pytest.Item) -> bool:
    return item.get_closest_marker("chaos") is not None
