"""The modal in which a change was asked for: what it says in each state, and where it leads."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.change_progress import progress
from bot.model import Change, ChangeState, LineStatus
from tests.cards.rules import elements, texts
from tests.cards.samples_changes import BY_BEN, CATALOG, QUEUE_SIZE, change, every_status, many, one


def actions(view: dict[str, Any]) -> list[str]:
    """Return the actions of a modal's buttons, in order."""
    return [each["action_id"] for each in elements(view, "button")]


@pytest.mark.parametrize(
    ("shown", "title", "offered"),
    [
        (change(one(LineStatus.WAITING), state=ChangeState.RUNNING), "Saving", []),
        (change(), "Saved", ["change.undo", "number.show"]),
        (change(one(now={QUEUE_SIZE: 10})), "Not saved", ["number.show"]),
        (change(one(LineStatus.SAME)), "Nothing to save", ["number.show"]),
        (change(one(LineStatus.CONFLICT)), "Changed meanwhile", ["change.anyway", "change.leave", "number.show"]),
        (change(one(LineStatus.LEFT)), "Not saved", ["number.show"]),
        (change(one(LineStatus.REFUSED)), "Not saved", ["change.retry", "number.show"]),
        (
            change(one(unasked={QUEUE_SIZE: (1, 2)}), state=ChangeState.HALTED),
            "Something else changed",
            ["change.restore", "change.go_on", "number.show"],
        ),
        (change(undone_by=BY_BEN.id), "Undone", ["number.show"]),
        (change(*many(5, LineStatus.WAITING), state=ChangeState.RUNNING), "Saving", ["change.stop"]),
        (change(*many(5)), "Saved", ["change.undo"]),
        (
            change(*every_status(5)),
            "Changed meanwhile",
            ["change.anyway", "change.leave", "change.undo", "change.retry"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_state_has_its_title_and_what_can_be_done(shown: Change, title: str, offered: list[str]) -> None:
    """The title is read first, the buttons last."""
    view = progress(shown, CATALOG)
    assert view["title"]["text"] == title
    assert actions(view) == offered


def test_the_way_back_leads_to_the_number() -> None:
    """People change a line a section at a time."""
    back = next(each for each in elements(progress(change(), CATALOG), "button") if each["action_id"] == "number.show")
    assert back["value"] == str(change().lines[0].line.id)


def test_while_it_runs_people_may_leave() -> None:
    """Zendesk may take its time, and a batch takes minutes."""
    running = progress(change(one(LineStatus.WAITING), state=ChangeState.RUNNING), CATALOG)
    assert "You can close this: the outcome comes as a direct message." in texts(running)


def test_what_zendesk_did_not_take_is_said_plainly() -> None:
    """“Saved” alone would be a lie."""
    view = progress(
        change(one(wanted={QUEUE_SIZE: 20, "nickname": "New"}, now={QUEUE_SIZE: 10, "nickname": "New"})), CATALOG
    )
    assert view["title"]["text"] == "Not all saved"
    assert "*Queue size*\nZendesk did not take: 20 calls; it still says: 10 calls" in texts(view)


def test_of_many_lines_the_modal_names_those_that_need_a_look() -> None:
    """A modal holds no table; the card in the direct messages does."""
    said = "\n".join(texts(progress(change(*every_status(100)), CATALOG)))
    assert "20 changed · 20 refused · 20 changed by somebody else meanwhile" in said
    assert said.count("Changed by somebody else") == 5
    assert "And 30 more: the card in your direct messages has them." in said
