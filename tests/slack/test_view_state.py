"""Reading a view as Slack sends it back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.view_state import has_room_above


@pytest.mark.parametrize(
    ("view", "room"),
    [
        ({"id": "V1", "root_view_id": "V1", "previous_view_id": None}, True),
        ({"id": "V2", "root_view_id": "V1", "previous_view_id": "V1"}, True),
        ({"id": "V3", "root_view_id": "V1", "previous_view_id": "V2"}, False),
        ({}, True),
    ],
)
def test_three_views_lie_on_one_another_and_no_fourth(view: dict[str, Any], room: bool) -> None:
    """Slack refuses the fourth, and the person would see that the app has a problem."""
    assert has_room_above(view) is room
