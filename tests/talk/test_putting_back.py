"""What an undo puts back, worked out of a record alone."""

from __future__ import annotations

from dataclasses import replace

from bot.model import LineStatus
from bot.talk.putting_back import undone
from tests.cards.samples_changes import QUEUE_SIZE, change, many


def test_a_damaged_record_is_undone_as_far_as_it_says_what_was_asked_for() -> None:
    """A value that nobody asked for is not put back, and does not keep the others from it."""
    (line,) = many(1, LineStatus.CHANGED)
    before = {QUEUE_SIZE: 10}
    (back,) = undone(change(replace(line, before=before)))
    assert back.wanted == before
    assert undone(change(replace(line, before=before | {"type": "5"}))) == (back,)
    assert undone(change(replace(line, before={"type": "5"}))) == ()
