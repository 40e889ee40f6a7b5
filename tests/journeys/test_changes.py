"""Numbers changed by operators: each part through its form, with a card, an undo, and colleagues who change it too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.slack.people import APPROVERS
from bot.sandbox.talk_api.demo import HOLIDAY, NIGHT, SALES, SUPPORT, WELCOME
from bot.store.embedded import EmbeddedServer
from tests.journeys.asking import APPROVALS, actions_of, leaves, own_card_with, own_card_without_buttons
from tests.journeys.changing import by_hand, in_zendesk, looks_at, opens, reads_file, saves, sent, updates
from tests.journeys.driver import CHANNEL, SlackPerson, text_of, until
from tests.journeys.processes import BotProcess
from tests.journeys.world import OPERATED, World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUEUE = "settings__maximum_queue_size"


@pytest_asyncio.fixture(loop_scope="session")
async def there(operating: World) -> World:
    """The same world, empty again."""
    await operating.start_anew()
    return operating


@dataclass(frozen=True)
class Edit:
    """What is entered in the form of a part, what Zendesk is sent for it, what people read, and what undoing sends."""

    part: str
    entered: dict[str, Any]
    asked: dict[str, Any]
    said: str
    undone: dict[str, Any]


EDITS = (
    Edit(
        "identity",
        {"nickname": "Support Oakland"},
        {"nickname": "Support Oakland"},
        "Support US → *Support Oakland*",
        {"nickname": "Support US"},
    ),
    Edit(
        "routing",
        {"group_ids": [str(SALES)], "default_group_id": str(SALES)},
        {"group_ids": [SALES], "default_group_id": SALES},
        "Support, Night shift → *Sales*",
        {"group_ids": [SUPPORT, NIGHT], "default_group_id": SUPPORT},
    ),
    Edit(
        "queue",
        {QUEUE: "20"},
        {"settings.maximum_queue_size": 20},
        "15 calls → *20 calls*",
        {"settings.maximum_queue_size": 15},
    ),
    Edit(
        "greetings",
        {"categorised_greetings__1": str(HOLIDAY)},
        {"categorised_greetings": {"1": HOLIDAY}},
        "Welcome to Example → *Closed for the holiday*",
        {"categorised_greetings": {"1": WELCOME}},
    ),
)


@pytest.mark.parametrize("edit", EDITS, ids=[edit.part for edit in EDITS])
async def test_a_part_of_a_number_is_changed_through_its_form_and_put_back(there: World, edit: Edit) -> None:
    """Only what was entered anew reaches Zendesk; a card of one's own says so, and its Undo sends the old values."""
    ben, before = there.ben, await in_zendesk(there)
    await saves(ben, await opens(ben, edit.part), **edit.entered)
    saved = await ben.sees_modal(edit.said, "Undo", callback_id="change.progress")
    assert saved["title"]["text"] == "Saved"
    await leaves(ben, saved)
    card = await own_card_with(ben, "change.undo", f"<@{ben.id}> changed", edit.said)
    assert [sent(update) for update in await updates(there)] == [edit.asked]
    await ben.clicks_in(card, "change.undo")
    await ben.is_told(f"<@{ben.id}> undid their own change of")
    assert [sent(update) for update in await updates(there, since=1)] == [edit.undone]
    assert await in_zendesk(there) == before
    await own_card_without_buttons(ben, card)


@pytest.mark.both_transports
async def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_sent(there: World) -> None:
    """The form stays with what was entered, until it is right."""
    ben = there.ben
    form = await opens(ben, "voicemail")
    overflow = "settings.overflow_number.number"
    answer = await ben.submits(form, {overflow: {"field.enter": "+1 510 555 0199"}})
    assert "This is the line itself" in answer["errors"][overflow]
    answer = await ben.submits(form, {overflow: {"field.enter": "ring Bob"}})
    assert list(answer["errors"]) == [overflow]
    answer = await ben.submits(form, {overflow: {"field.enter": "+1 415 555 0142"}})
    assert "Nothing here is different" in str(answer["errors"])
    assert await updates(there) == []
    await leaves(ben, form)


async def test_who_may_only_look_sees_the_number_and_who_can_change_it(there: World) -> None:
    """No form is offered; somebody who sends one all the same changes nothing."""
    dan, ana = there.dan, there.ana
    for person in (dan, ana):
        view = await looks_at(person)
        assert f"Only <!subteam^{APPROVERS.id}> can change numbers here" in text_of(view)
        assert "number.edit" not in str(view["blocks"])
        await leaves(person, view)
    await dan.types("/talk edit 5105550199")
    view = await dan.sees_modal(callback_id="number.view")
    assert "number.edit" not in str(view["blocks"])


async def only_looking(person: SlackPerson) -> bool:
    """Whether App Home offers somebody no change any more; opening it leaves the modals as they are."""
    await person.does("open_home")
    home = (await person.state())["home"]
    return home is not None and "home.several" not in actions_of(home)


async def test_who_lost_the_right_between_form_and_save_saves_nothing(tmp_path: Path) -> None:
    """Rights are asked for at each click; the form says why it is not saved."""
    async with world(tmp_path, settings=OPERATED) as there, BotProcess("run", there.told, tmp_path):
        ben = there.ben
        form = await opens(ben, "queue")
        await there.changes("usergroups", id=APPROVERS.id, users=[there.cleo.id])
        # Members are read every few minutes, and whenever a worker starts.
        told = there.told | {"REDIS_URL": EmbeddedServer(tmp_path / "data" / "valkey").url}
        async with BotProcess("worker", told, tmp_path):
            await until(lambda: only_looking(ben), "the members to be read anew")
        answer = await ben.submits(form, {"settings.maximum_queue_size": {"field.enter": "20"}})
        assert answer["ok"], "an answer on top, in words"
        await ben.sees_modal(f"Only <!subteam^{APPROVERS.id}> can change numbers here")
        assert await updates(there) == []


@pytest.mark.parametrize("decision", ["change.anyway", "change.leave"])
@pytest.mark.both_transports
async def test_of_two_who_save_one_form_the_second_decides_with_both_values_before_them(
    there: World, decision: str
) -> None:
    """Nothing of the second's is sent before they say so."""
    ben, cleo = there.ben, there.cleo
    bens, cleos = await opens(ben, "queue"), await opens(cleo, "queue")
    await saves(ben, bens, **{QUEUE: "20"})
    await ben.sees_modal("15 calls → *20 calls*", "Undo", callback_id="change.progress")
    await saves(cleo, cleos, **{QUEUE: "5"})
    words = ("You saw: 15 calls", "It is now: *20 calls*", "You want: 5 calls")
    asked = await cleo.sees_modal(*words, "Save mine anyway", callback_id="change.progress")
    assert asked["title"]["text"] == "Changed meanwhile"
    waiting = await own_card_with(cleo, decision, *words)
    assert len(await updates(there)) == 1
    if decision == "change.anyway":
        await cleo.clicks(asked, decision)
        await cleo.sees_modal("20 calls → *5 calls*", "Undo", callback_id="change.progress")
        await own_card_with(cleo, "change.undo", "20 calls → *5 calls*")
        assert [sent(one) for one in await updates(there, since=1)] == [{"settings.maximum_queue_size": 5}]
    else:
        await cleo.clicks_in(waiting, decision)
        left = await own_card_without_buttons(cleo, waiting)
        assert "20 calls, not 5 calls" in text_of(left)
        # Whoever goes on to press the other one, still on screen, hears that it is decided.
        await cleo.clicks(asked, "change.anyway")
        await cleo.sees_modal("That button is from an earlier state")
        assert len(await updates(there)) == 1
    # The first one's Undo meets what the second made of it.
    await ben.clicks_in(await own_card_with(ben, "change.undo", "15 calls → *20 calls*"), "change.undo")
    if decision == "change.anyway":
        await own_card_with(ben, "change.anyway", "It is now: *5 calls*", "You want: 15 calls")
        assert (await in_zendesk(there))["settings"]["maximum_queue_size"] == 5
    else:
        await ben.is_told("undid their own change")
        assert (await in_zendesk(there))["settings"]["maximum_queue_size"] == 15


async def test_a_change_by_hand_in_zendesk_meanwhile_is_not_overwritten(there: World) -> None:
    """What was changed elsewhere on the same number does not count; the same value does."""
    ben = there.ben
    form = await opens(ben, "queue")
    await by_hand(there, settings={"maximum_queue_size": 45}, nickname="Hotline")
    await saves(ben, form, **{QUEUE: "20"})
    await ben.sees_modal("You saw: 15 calls", "It is now: *45 calls*", callback_id="change.progress")
    waiting = await own_card_with(ben, "change.leave", "It is now: *45 calls*")
    await leaves(ben, (await ben.modals())[-1])
    form = await opens(ben, "queue")
    await by_hand(there, nickname="Support US")
    await saves(ben, form, **{QUEUE: "5"})
    await ben.sees_modal("45 calls → *5 calls*", "Undo", callback_id="change.progress")
    bots = [sent(one) for one in await updates(there) if "nickname" not in sent(one)]
    assert bots == [{"settings.maximum_queue_size": 5}]
    assert "change.leave" in actions_of(waiting)


async def test_switching_voicemail_off_is_looked_at_before_it_is_saved_and_back_keeps_what_was_entered(
    there: World,
) -> None:
    """Callers would be cut off, as there is no overflow number; a number beyond the account is told in the channel."""
    ben = there.ben
    form = await opens(ben, "voicemail")
    off = {
        "settings.voicemail": {"field.enter": "off"},
        "settings.overflow_number.enabled": {"field.enter": "off"},
        "reason": {"reason.type": "Office move"},
    }
    assert (await ben.submits(form, off))["ok"]
    review = await ben.sees_modal("Voicemail is off and there is no overflow number", callback_id="edit.review")
    assert review["submit"]["text"] == "Save anyway"
    assert await updates(there) == []
    await ben.clicks(review, "edit.back")
    form = await ben.sees_modal(callback_id="edit.form")
    entered = form["state"]["values"]
    assert entered["settings.voicemail"]["field.enter"]["selected_option"]["value"] == "off"
    assert entered["reason"]["reason.type"]["value"] == "Office move"
    outside = {
        "settings.overflow_number.enabled": {"field.enter": "on"},
        "settings.overflow_number.number": {"field.enter": "+1 202 555 0147"},
    }
    assert (await ben.submits(form, outside))["ok"]
    review = await ben.sees_modal("is no number of this account", "is shown in", callback_id="edit.review")
    assert (await ben.submits(review))["ok"]
    await ben.sees_modal("On → *Off*", "Undo", callback_id="change.progress")
    (update,) = await updates(there)
    assert sent(update) == {
        "settings.voicemail": False,
        "settings.overflow_number": {"enabled": True, "number": "+12025550147"},
    }
    await own_card_with(ben, "change.undo", "Office move", "202-555-0147")
    shown = await there.cleo.sees_message("202-555-0147", f"<@{ben.id}> changed", channel=APPROVALS)
    assert "beyond the numbers of this account" in text_of(shown)


async def test_the_list_of_numbers_arrives_as_a_file_with_what_was_changed(there: World) -> None:
    """The export is read anew after a change."""
    ben = there.ben
    await saves(ben, await opens(ben, "identity"), nickname="Support Oakland")
    saved = await ben.sees_modal("Undo", callback_id="change.progress")
    await leaves(ben, saved)
    await ben.types("/talk list oakland")
    shown = await ben.sees_modal("Support Oakland", callback_id="list.view")
    await ben.clicks(shown, "list.export")
    await ben.sees_modal("Sent: ", callback_id="list.view")
    rows = await reads_file(there, ben, "talk-numbers-")
    assert {"Support Oakland", "Head office desk"} <= {row["nickname"] for row in rows}


async def test_home_shows_a_change_under_way_and_the_number_as_it_is_afterwards(there: World) -> None:
    """Nobody opens it anew: whoever has it open sees it change."""
    ben = there.ben
    await ben.does("open_home")

    async def home_with(*words: str) -> dict[str, Any]:
        async def look() -> dict[str, Any] | None:
            home = (await ben.state())["home"]
            return home if home and all(word in text_of(home) for word in words) else None

        return await until(look, f"a Home with {words}", 20)

    await home_with("Numbers (21)", "Billing DE")
    await there.fault("throttled", method="PUT", retry_after=3)
    await saves(ben, await opens(ben, "identity", "493023125061"), nickname="Berlin")
    await home_with("Under way (1)", "Billing DE")
    home = await home_with("Under way (0)", "Berlin")
    assert "Billing DE" not in text_of(home)


async def test_the_history_of_a_number_tells_what_was_changed_and_put_back(there: World) -> None:
    """Who, from what to what, and why; whoever may look may read it."""
    ben = there.ben
    form = await opens(ben, "queue")
    values = {"settings.maximum_queue_size": {"field.enter": "20"}, "reason": {"reason.type": "Black Friday"}}
    assert (await ben.submits(form, values))["ok"]
    await ben.clicks_in(await own_card_with(ben, "change.undo", "Why: Black Friday"), "change.undo")
    await ben.is_told("undid their own change")
    dan = there.dan
    await dan.types("/talk history +1 510 555 0199")
    words = ("why: Black Friday", "15 calls → 20 calls", "undone", "20 calls → 15 calls", f"<@{ben.id}>")
    await dan.sees_modal(*words, callback_id="history.list")


@pytest.mark.both_transports
async def test_a_number_in_a_message_is_shown_from_its_menu_and_changed_from_there(there: World) -> None:
    """From reading of it to saving, without typing it."""
    ben = there.ben
    await ben.types("Callers of (510) 555-0199 wait too long")
    message = next(one for one in await ben.messages() if "0199" in one["text"])
    await ben.does("shortcut", callback_id="shortcut.lookup", channel=CHANNEL, ts=message["ts"])
    view = await ben.sees_modal("Support US", callback_id="number.view")
    await ben.clicks(view, "number.edit")
    form = await ben.sees_modal(callback_id="edit.form")
    await saves(ben, form, nickname="Support Oakland")
    await ben.sees_modal("Support US → *Support Oakland*", "Undo", callback_id="change.progress")


@pytest.mark.both_transports
async def test_the_global_shortcuts_lead_to_a_search_and_to_voicemail(there: World) -> None:
    """Each opens its form."""
    ben = there.ben
    await ben.does("shortcut", callback_id="shortcut.search")
    await leaves(ben, await ben.sees_modal(callback_id="search.form"))
    await ben.does("shortcut", callback_id="shortcut.voicemail")
    await ben.sees_modal("Lines", "Until", callback_id="voicemail.form")
