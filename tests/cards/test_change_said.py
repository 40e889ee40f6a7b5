"""What the audit trail says of a change: a sentence for each thing, as it reads years later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards.change_said import said
from bot.cards.trail_words import in_history, in_timeline
from bot.model import LineChange, LineStatus
from bot.talk.catalog import Catalog, Named
from tests.cards.samples import ENTRY, lines

SIZE, GROUPS = "settings.maximum_queue_size", "group_ids"
CATALOG = Catalog(groups=(Named(7, "Billing <!channel>"), Named(8, "Support")))
LINE = LineChange(lines(1)[0], wanted={SIZE: 20, GROUPS: [8]}, seen={SIZE: 5, GROUPS: [7]})


@pytest.mark.parametrize(
    ("became", "words"),
    [
        (
            {"status": LineStatus.CHANGED, "before": LINE.seen, "now": LINE.wanted},
            ("Queue size: 5 calls → 20 calls", "Groups: Billing <!channel> → Support"),
        ),
        (
            {"status": LineStatus.CHANGED, "before": LINE.seen, "now": LINE.seen},
            (
                "Queue size: 20 calls not taken, it is 5 calls",
                "Groups: Support not taken, it is Billing <!channel>",
            ),
        ),
        (
            {"status": LineStatus.CHANGED, "before": {SIZE: 20}, "now": LINE.wanted, "unasked": {"newer": (1, None)}},
            ("Queue size: 20 calls, as it was", "Groups: Support", "newer: 1 → not set, which nobody asked for"),
        ),
        (
            {"status": LineStatus.CONFLICT, "now": {SIZE: 10, GROUPS: [7]}},
            (
                "Queue size: it is 10 calls, 20 calls was wanted",
                "Groups: it is Billing <!channel>, Support was wanted",
            ),
        ),
        ({"status": LineStatus.SAME, "now": LINE.wanted}, ("Queue size: 20 calls", "Groups: Support")),
        ({"status": LineStatus.REFUSED}, ("Queue size: not 20 calls", "Groups: not Support")),
        ({"status": LineStatus.WAITING}, ()),
    ],
    ids=["changed", "not taken", "unasked", "conflict", "same", "refused", "waiting"],
)
def test_what_became_of_a_line_is_said_in_words(became: dict[str, Any], words: tuple[str, ...]) -> None:
    """With the names of the time."""
    assert said(replace(LINE, **became), CATALOG) == words


def test_a_change_stands_in_the_history_with_what_was_and_what_is() -> None:
    """Names from outside call nobody."""
    entry = replace(
        ENTRY,
        kind="change",
        happened="changed",
        state="changed",
        price=None,
        facts={"said": ["Queue size: 5 calls → 20 calls", "Groups: Billing <!channel> → Support"]},
    )
    shown = in_history(entry).text
    assert "*changed*" in shown
    assert "change of +1 510-555-0123" in shown
    assert "Queue size: 5 calls → 20 calls; Groups: Billing &lt;!channel&gt; → Support" in shown
    assert "Queue size" in in_timeline(entry).text


def test_a_decision_on_many_numbers_says_how_many() -> None:
    """It belongs to no number's history."""
    entry = replace(ENTRY, kind="change", happened="stopped", number="", price=None, facts={"lines": 200})
    assert "change of 200 numbers" in in_history(entry).text


def test_a_long_change_is_cut_and_not_refused_by_slack() -> None:
    """A text of a section has at most 3,000 characters."""
    entry = replace(ENTRY, kind="change", facts={"said": ["x" * 500] * 60}, reason="y" * 900, words="z" * 900)
    assert len(in_history(entry).text) < 3000
