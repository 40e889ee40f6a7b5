"""What people decide on changes, through Bolt as it is mounted: on the card, in the modal, late, without rights."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.change_board import ChangeBoard
from bot.cards.change_progress import progress
from bot.model import Change, ChangeState, LineStatus
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN, TEAM_ID
from bot.store.changes import Changes
from bot.store.copies import Copies
from bot.store.names import NameCache
from bot.store.outbox import Outbox
from bot.talk.catalog import Catalog, Catalogs
from bot.talk.policy import Policy
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.cards.changing import NOWHERE, Changing
from tests.cards.samples_changes import QUEUE_SIZE
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import Bot

DECISIONS = ("anyway", "leave", "stop", "go_on", "restore", "retry", "undo")


@pytest.fixture
def policy() -> Policy:
    """Ana, Ben and Cleo may change numbers, Dan may not."""
    return Policy(TEAM_ID, frozenset({ANA.id}), operators=frozenset({ANA.id, BEN.id, CLEO.id}))


@pytest.fixture
def changed(bot: Bot) -> Changing:
    """The records of changes and their board, beside the mounted bot."""
    store = bot.store
    catalogs = Catalogs(TalkClient(NOWHERE, BearerToken("none"), user_agent="tests"), NameCache(store))
    changes, copies, outbox = Changes(store), Copies(store), Outbox(store)
    board = ChangeBoard(bot.replies.slack, changes, copies, outbox, catalogs)
    return Changing(board, changes, copies, outbox, store, bot.slack, [])


async def card_of(changed: Changing, change: Change) -> dict[str, Any]:
    """Bring a change's card up to date and return it as it stands."""
    await changed.sweeps(change)
    standing = (await changed.copies.find(change.id)).cards["requester"].copy
    return next(one for one in await changed.told(change.by.id) if one["ts"] == standing.ts)


async def conflict(changed: Changing) -> tuple[Change, dict[str, Any]]:
    """Return a change that somebody has to decide on, and its card."""
    made = await changed.done(await changed.asked(), LineStatus.CONFLICT)
    return made, await card_of(changed, made)


async def test_undo_asks_for_the_change_back_and_waits_for_redis_alone(bot: Bot, changed: Changing) -> None:
    """Every card is a job's to edit."""
    made = await changed.done(await changed.asked())
    card = await card_of(changed, made)
    bot.wire.order.clear()
    assert (await bot.person().clicks_in(card, "change.undo"))["ok"]
    undone = await changed.now(made)
    assert undone.undone_by is not None
    back = await changed.changes.find(undone.undone_by)
    assert back is not None
    assert [(line.wanted, line.seen) for line in back.lines] == [({QUEUE_SIZE: 10}, {QUEUE_SIZE: 20})]
    assert bot.wire.order == ["asked", "answered"]
    assert set(bot.scheduled) >= {("change", back.id), ("card", back.id), ("card", made.id)}


async def test_a_second_click_on_undo_hears_who_was_first(bot: Bot, changed: Changing) -> None:
    """Once is what was meant, and the second would put back what the first put back."""
    made = await changed.done(await changed.asked())
    card = await card_of(changed, made)
    for _ in range(2):
        await bot.person().clicks_in(card, "change.undo")
    said = await bot.person().is_told(f"undone already by <@{ANA.id}>")
    assert said["ephemeral"]
    assert len(await changed.changes.running()) == 1


@pytest.mark.parametrize(
    ("action_id", "status", "anyway"),
    [("change.anyway", LineStatus.WAITING, True), ("change.leave", LineStatus.LEFT, False)],
)
async def test_what_differs_is_decided_on_the_card(
    bot: Bot, changed: Changing, action_id: str, status: LineStatus, *, anyway: bool
) -> None:
    """Nothing was sent, and nothing is before this."""
    made, card = await conflict(changed)
    await bot.person().clicks_in(card, action_id)
    (line,) = (await changed.now(made)).lines
    assert (line.status, line.anyway) == (status, anyway)


async def test_of_two_decisions_the_second_is_answered_in_words(bot: Bot, changed: Changing) -> None:
    """Keep theirs cannot be taken back by a click that was late."""
    made, card = await conflict(changed)
    await bot.person().clicks_in(card, "change.leave")
    await bot.person().clicks_in(card, "change.anyway")
    await bot.person().is_told("earlier state: the change is done")
    assert (await changed.now(made)).count(LineStatus.LEFT) == 1


async def test_stop_leaves_what_is_done_and_begins_nothing_more(bot: Bot, changed: Changing) -> None:
    """The card has the button for as long as the change runs."""
    made = await changed.asked(3)
    await changed.moves(made)
    card = await card_of(changed, made)
    await bot.person().clicks_in(card, "change.stop")
    stopped = await changed.now(made)
    assert (stopped.state, stopped.stopped_by) == (ChangeState.STOPPED, ANA.id)
    assert (stopped.count(LineStatus.CHANGED), stopped.count(LineStatus.STOPPED)) == (1, 2)
    card = await card_of(changed, made)
    assert f"Stopped by <@{ANA.id}>" in text_of(card)
    await bot.person().clicks_in(card, "change.retry")
    assert (await changed.now(made)).count(LineStatus.WAITING) == 2


@pytest.mark.parametrize("action_id", ["change.restore", "change.go_on"])
async def test_what_changed_unasked_waits_for_a_person(bot: Bot, changed: Changing, action_id: str) -> None:
    """Either way the rest goes on, or stays, as they say."""
    made = await changed.asked(2)
    await changed.moves(made, halts=True, unasked={"settings.voicemail": (True, False)})
    await bot.person().clicks_in(await card_of(changed, made), action_id)
    now = await changed.now(made)
    if action_id == "change.go_on":
        assert now.state is ChangeState.RUNNING
    else:
        assert now.restored_by is not None
        back = await changed.changes.find(now.restored_by)
        assert back is not None
        assert back.lines[0].wanted["settings.voicemail"] is True


async def test_a_decision_in_the_modal_is_shown_in_it(bot: Bot, changed: Changing) -> None:
    """Until that is shown; then people go on to something else there."""
    made, _ = await conflict(changed)
    view = await opened(bot, progress(made, Catalog()))
    await bot.person().clicks(view, "change.leave")
    await changed.sweeps(made)
    shown = await bot.person().sees_modal("Not changed", callback_id="change.progress")
    assert shown["id"] == view["id"]


async def test_an_undo_in_the_modal_is_followed_in_it(bot: Bot, changed: Changing) -> None:
    """It is about the new change from then on, and the old one's board leaves it alone."""
    made = await changed.done(await changed.asked())
    view = await opened(bot, progress(made, Catalog()))
    await bot.person().clicks(view, "change.undo")
    (back,) = await changed.changes.running()
    await changed.done(back)
    await changed.sweeps(back)
    await changed.sweeps(made)
    shown = await bot.person().sees_modal("undid their own change", callback_id="change.progress")
    assert shown["id"] == view["id"]


async def test_every_line_comes_as_a_file_to_whoever_wants_it(bot: Bot, changed: Changing) -> None:
    """The card holds only some of them."""
    made = await changed.done(await changed.asked(60))
    card = await card_of(changed, made)
    await bot.person().clicks_in(card, "change.csv")
    told = await bot.person().is_told("every line is in this file")
    assert told["ts"] != card["ts"]
    assert "files.completeUploadExternal" in bot.calls()


@pytest.mark.parametrize("decision", DECISIONS)
async def test_whoever_may_not_change_numbers_hears_whom_to_ask(bot: Bot, changed: Changing, decision: str) -> None:
    """Rights are looked at in the click, however its button came to them."""
    made, _ = await conflict(changed)
    await bot.forges(pressed(f"change.{decision}", f"{made.id}:{made.stage}", DAN.id))
    await bot.person(DAN.id).is_told("Ask one of them")
    assert await changed.now(made) == made


@pytest.mark.parametrize("decision", [*DECISIONS, "csv"])
@pytest.mark.parametrize("value", ["", "0" * 20 + ":0", "x:y", "../change:1", ":", "1" * 5000])
async def test_a_value_that_no_button_has_does_nothing(bot: Bot, changed: Changing, decision: str, value: str) -> None:
    """Nothing of it becomes the name of a key."""
    made, _ = await conflict(changed)
    await bot.forges(pressed(f"change.{decision}", value, ANA.id))
    await bot.person().is_told("no longer have the record of this change")
    assert await changed.now(made) == made


async def test_a_click_in_app_home_counts_as_anywhere(bot: Bot, changed: Changing) -> None:
    """Home is published anew behind the answer."""
    made = await changed.asked(2)
    await bot.forges(payloads.pressed_in_home("change.stop", value=f"{made.id}:{made.stage}"))
    assert (await changed.now(made)).state is ChangeState.STOPPED
    assert bot.calls() == ["views.publish"]


async def opened(bot: Bot, view: dict[str, Any]) -> dict[str, Any]:
    """Open a view for Ana."""
    await bot.person().types("/talk search")
    form = await bot.person().sees_modal(callback_id="search.form")
    await bot.replies.slack.views_update(view_id=form["id"], view=view)
    return await bot.person().sees_modal(callback_id=view["callback_id"])


def pressed(action_id: str, value: str, who: str) -> dict[str, Any]:
    """Return a press of a button in App Home by somebody, whatever it carries."""
    user = {"id": who, "username": "somebody", "name": "somebody", "team_id": TEAM_ID}
    return payloads.pressed_in_home(action_id, value) | {"user": user}
