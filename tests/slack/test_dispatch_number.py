"""From `/talk show`, `edit` and `settings` to a change that is asked for, through Bolt as it is mounted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Member
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, CLEO, DAN
from bot.sandbox.talk_api.demo import FIRST_NUMBER_ID, SALES, SUPPORT
from bot.sandbox.talk_api.settings import Credentials
from bot.store.changes import Changes
from bot.talk.field_kinds import Section
from bot.talk.policy import Policy
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.approvals import TOGETHER
from tests.slack.conftest import Bot
from tests.slack.numbers import LINE, buttons, form_of, presses, sees, values
from tests.slack.payloads import form

LINE_ID = FIRST_NUMBER_ID - 7919
NUMBERS = "/api/v2/channels/voice/phone_numbers"


@pytest.fixture
def policy() -> Policy:
    """Ana may ask; Ben and Cleo approve, and so may change numbers."""
    return TOGETHER


def bearer() -> dict[str, str]:
    """Return the headers with which somebody changes the account from elsewhere."""
    return {"authorization": f"Bearer {Credentials().access_token}"}


async def test_a_number_is_shown_with_names_instead_of_ids(bot: Bot) -> None:
    """A loading view at once, by the trigger; one call reads the number with everything."""
    ben, view = await sees(bot)
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]
    said = text_of(view)
    for part in ("Sales US", "+1 415-555-0142", "San Francisco", "US hours", "Queue size", "Routing", "Voicemail"):
        assert part in said
    assert str(SALES) not in said
    assert [shown["callback_id"] for shown in await ben.modals()] == ["number.view"]


async def test_the_settings_are_shown_without_what_is_none(bot: Bot) -> None:
    """Whoever asks for settings is not to look for them among greetings."""
    _, view = await sees(bot, command="settings")
    said = text_of(view)
    assert "Queue size" in said
    assert "Greetings" not in said
    assert all(
        value.partition(":")[2] in {"calls", "recording", "queue", "voicemail"}
        for value in buttons(view, "number.edit")
    )


async def test_without_rights_it_is_shown_and_cannot_be_changed(bot: Bot) -> None:
    """Dan reads who may."""
    dan, view = await sees(bot, DAN.id, command="edit")
    assert buttons(view, "number.edit") == []
    assert f"Only <!subteam^{APPROVERS.id}> can change numbers here" in text_of(view)
    assert await dan.modals()


async def test_guests_see_no_number(bot: Bot) -> None:
    """Looking is for full members."""
    await bot.knows({BEN.id: Member(active=True, guest=True)})
    ben = bot.person(BEN.id)
    await ben.types(f"/talk show {LINE}")
    await ben.sees_message("Guests and people of other organisations")
    assert bot.calls() == []


async def test_several_that_fit_are_chosen_from(bot: Bot) -> None:
    """The choice is replaced by the number, in the same modal."""
    ben = bot.person(BEN.id)
    await ben.types("/talk edit Support")
    pick = await ben.sees_modal("numbers fit", callback_id="number.pick")
    assert (await ben.submits(pick, {"line": {"line.pick": str(FIRST_NUMBER_ID)}}))["ok"]
    shown = await ben.sees_modal("+1 510-555-0199", callback_id="number.view")
    assert shown["id"] == pick["id"]
    assert shown["title"]["text"] == "Edit a number"


async def test_no_words_let_one_choose_from_all(bot: Bot) -> None:
    """A person need not know what a number is called."""
    ben = bot.person(BEN.id)
    await ben.types("/talk settings")
    pick = await ben.sees_modal("Choose the number you mean", callback_id="number.pick")
    (block,) = [block for block in pick["blocks"] if block["type"] == "input"]
    assert len(block["element"]["options"]) > 20


async def test_what_fits_nothing_gets_the_nearest_and_the_whole_list(bot: Bot) -> None:
    """A dead end is no answer."""
    ben = bot.person(BEN.id)
    await ben.types("/talk show Suport UK")
    view = await ben.sees_modal("Did you mean Support UK", callback_id="number.trouble")
    await ben.clicks(view, "number.find")
    await ben.sees_modal(callback_id="number.pick")


async def test_zendesk_away_is_said_and_can_be_tried_again(bot: Bot) -> None:
    """The same button does it once more."""
    await bot.zendesk_fault("unavailable", method="GET", path=f"{NUMBERS}/{LINE_ID}", times=20)
    ben = bot.person(BEN.id)
    await ben.types(f"/talk show {LINE}")
    view = await ben.sees_modal("Try again", callback_id="number.trouble")
    await bot.account.delete("/faults")
    await ben.clicks(view, "number.find")
    view = await ben.sees_modal("+1 415-555-0142", callback_id="number.view")
    await bot.zendesk_fault("unavailable", method="GET", path=f"{NUMBERS}/{LINE_ID}", times=20)
    await presses(ben, view, "number.edit", "queue")
    view = await ben.sees_modal("Try again", callback_id="number.trouble")
    await bot.account.delete("/faults")
    await ben.clicks(view, "number.edit")
    await ben.sees_modal("Queue size", callback_id="edit.form")


async def test_a_number_that_is_gone_is_said_to_be(bot: Bot) -> None:
    """It may have been released by a colleague since it was listed."""
    ben, view = await sees(bot)
    (await bot.account.delete(f"{NUMBERS}/{LINE_ID}", headers=bearer())).raise_for_status()
    await presses(ben, view, "number.edit", "routing")
    await ben.sees_modal("is not in Zendesk any more", callback_id="notice")


async def test_a_form_is_filled_with_what_the_number_has(bot: Bot) -> None:
    """In the place of the number, and nothing is stacked."""
    ben, view = await form_of(bot, Section.ROUTING)
    assert len(await ben.modals()) == 1
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert list(inputs) == ["group_ids", "default_group_id", "ivr_id", "schedule_id", "priority", "reason"]
    assert [option["text"]["text"] for option in inputs["group_ids"]["initial_options"]] == ["Sales"]
    assert inputs["schedule_id"]["initial_option"]["text"]["text"] == "US hours"
    assert inputs["ivr_id"]["initial_option"]["text"]["text"] == "None"


async def test_a_change_without_risk_is_asked_for_at_once(bot: Bot) -> None:
    """Before the answer leaves, and without a call to Slack or Zendesk."""
    ben, view = await form_of(bot, Section.IDENTITY)
    bot.wire.order.clear()
    await bot.zendesk_fault("unavailable", times=20)
    assert (await ben.submits(view, values({"nickname": "Sales <West>"}, "Campaign")))["ok"]
    assert bot.wire.order == ["asked", "answered"]
    shown = await ben.sees_modal("Sales US → *Sales &lt;West&gt;*", "Campaign", callback_id="change.progress")
    assert shown["id"] == view["id"]
    (change,) = await Changes(bot.store).running()
    assert change.lines[0].wanted == {"nickname": "Sales <West>"}
    assert change.lines[0].seen == {"nickname": LINE}
    assert (change.by.id, change.reason, change.view_id) == (BEN.id, "Campaign", view["id"])
    assert ("change", change.id) in bot.scheduled


async def test_nothing_changed_is_said_in_the_form(bot: Bot) -> None:
    """Saving what is there would only look like a change."""
    ben, view = await form_of(bot, Section.QUEUE)
    answer = await ben.submits(view, values({}, "Just so"))
    assert "Nothing here is different" in str(answer)
    assert (await ben.modals())[-1]["callback_id"] == "edit.form"


async def test_mistakes_stand_at_their_fields_all_at_once(bot: Bot) -> None:
    """A person corrects them together, and loses nothing they typed."""
    ben, view = await form_of(bot, Section.CALLS)
    answer = await ben.submits(view, values({"failover_number": "12345", "settings.wrap_up_time_limit": "60"}))
    assert "is not a phone number" in str(answer)
    ben, view = await form_of(bot, Section.VOICEMAIL)
    answer = await ben.submits(
        view, values({"settings.overflow_number.enabled": "on", "settings.overflow_number.number": None})
    )
    assert "settings.overflow_number.number" in str(answer)
    answer = await ben.submits(view, values({"settings.overflow_number.number": "+1 415 555 0142"}))
    assert "This is the line itself" in str(answer)


async def test_a_risk_is_shown_before_it_is_saved(bot: Bot) -> None:
    """With before and after, and a way back to what was entered."""
    ben, view = await form_of(bot, Section.VOICEMAIL)
    assert (await ben.submits(view, values({"settings.voicemail": "off"}, "Night shift")))["ok"]
    review = await ben.sees_modal("On → *Off*", "callers are cut off", callback_id="edit.review")
    assert review["id"] == view["id"]
    assert review["submit"]["text"] == "Save anyway"
    await ben.clicks(review, "edit.back")
    again = await ben.sees_modal(callback_id="edit.form")
    inputs = {block["block_id"]: block["element"] for block in again["blocks"] if block["type"] == "input"}
    assert inputs["settings.voicemail"]["initial_option"]["value"] == "off"
    assert again["state"]["values"]["reason"]["reason.type"]["value"] == "Night shift"
    assert (await ben.submits(again))["ok"]
    review = await ben.sees_modal("On → *Off*", callback_id="edit.review")
    assert (await ben.submits(review, values({}, "Other reason")))["ok"]
    await ben.sees_modal("On → *Off*", "Other reason", callback_id="change.progress")
    (change,) = await Changes(bot.store).running()
    assert change.lines[0].wanted == {"settings.voicemail": False}
    assert change.reason == "Other reason"


async def test_calls_sent_out_of_the_account_are_named(bot: Bot) -> None:
    """And the review says that colleagues see it."""
    ben, view = await form_of(bot, Section.VOICEMAIL)
    entered = {"settings.overflow_number.enabled": "on", "settings.overflow_number.number": "(628) 555-0123"}
    assert (await ben.submits(view, values(entered)))["ok"]
    review = await ben.sees_modal("+1 628-555-0123 is no number of this account", callback_id="edit.review")
    assert "is shown in" in text_of(review)
    ben, view = await form_of(bot, Section.VOICEMAIL)
    entered["settings.overflow_number.number"] = "+15105550199"
    assert (await ben.submits(view, values(entered)))["ok"]
    await ben.sees_modal("On, to +1 510-555-0199", callback_id="change.progress")


async def test_groups_are_changed_in_the_order_chosen(bot: Bot) -> None:
    """Only the first one may count, and the person is told."""
    ben, view = await form_of(bot, Section.ROUTING)
    assert (await ben.submits(view, values({"group_ids": [str(SUPPORT), str(SALES)]})))["ok"]
    await ben.sees_modal("Sales → *Support, Sales*", "only the first", callback_id="edit.review")


async def test_a_double_submit_is_answered_alike(bot: Bot) -> None:
    """The draft has one change, however often it is saved."""
    ben, view = await form_of(bot, Section.IDENTITY)
    await ben.submits(view, values({"nickname": "Sales West"}))
    first = await ben.sees_modal(callback_id="change.progress")
    again = (await bot.forges(bot.wire.payload)).json()
    assert len(await Changes(bot.store).running()) == 1
    assert again["view"]["private_metadata"] == first["private_metadata"]


async def test_whoever_may_not_change_is_refused_at_every_step(bot: Bot) -> None:
    """A click can be forged, and rights can be lost while a form stands open."""
    ben, view = await form_of(bot, Section.VOICEMAIL)
    await ben.submits(view, values({"settings.voicemail": "off"}))
    await ben.clicks(await ben.sees_modal(callback_id="edit.review"), "edit.back")
    await ben.submits(await ben.sees_modal(callback_id="edit.form"))
    await ben.submits(await ben.sees_modal(callback_id="edit.review"))
    await ben.sees_modal(callback_id="change.progress")
    asked = [each for each in map(bot.wire.read, bot.wire.received) if _changes(each)]
    assert len(asked) == 5
    await bot.knows({BEN.id: Member(active=True, guest=True)})
    for payload in asked:
        bot.wire.order.clear()
        answer = await bot.forges(payload)
        if payload["type"] == "view_submission":
            assert "Guests and people of other organisations" in answer.text
        else:
            # Words on top; as nobody really clicked, Slack does not take the trigger, and they stand in its place.
            assert bot.calls() == ["views.push", "views.update"]
            await ben.sees_modal("Guests and people of other organisations", callback_id="notice")


def _changes(payload: dict[str, Any]) -> bool:
    pressed = {str(action["action_id"]) for action in payload.get("actions", ())}
    return payload.get("type") == "view_submission" or bool(pressed & {"number.edit", "edit.back"})


async def test_somebody_elses_draft_cannot_be_saved(bot: Bot) -> None:
    """What a view carries comes from outside."""
    _, view = await form_of(bot, Section.IDENTITY)
    cleo, hers = await form_of(bot, Section.IDENTITY, CLEO.id)
    assert (await cleo.submits(hers, values({"nickname": "Hers"})))["ok"]
    await cleo.sees_modal(callback_id="change.progress")
    forged = bot.wire.payload
    forged["view"]["private_metadata"] = view["private_metadata"]
    assert "more than an hour old" in (await bot.forges(forged)).text


async def test_a_form_that_is_too_old_says_so(bot: Bot) -> None:
    """What was shown in it is known no more, so it cannot be compared with anything."""
    ben, view = await form_of(bot, Section.IDENTITY)
    async for key in bot.store.redis.scan_iter(match=bot.store.keys.draft("*")):
        await bot.store.redis.delete(key)
    answer = await ben.submits(view, values({"nickname": "Late"}))
    assert "more than an hour old" in str(answer) + text_of((await ben.modals())[-1])


async def test_the_history_stands_above_the_number(bot: Bot) -> None:
    """Closing it leads back."""
    ben, view = await sees(bot)
    await ben.clicks(view, "number.history")
    await ben.sees_modal(callback_id="history.list")
    assert [shown["callback_id"] for shown in await ben.modals()] == ["number.view", "history.list"]


async def test_a_release_begins_in_the_same_modal(bot: Bot) -> None:
    """For whoever may ask for one; Ben may."""
    ben, view = await sees(bot)
    await ben.clicks(view, "number.release")
    shown = await ben.sees_modal("+1 415-555-0142", callback_id="release.confirm")
    assert shown["id"] == view["id"]


async def test_whoever_may_not_ask_for_a_release_is_told(bot: Bot) -> None:
    """Dan may look."""
    dan, view = await sees(bot, DAN.id)
    await dan.clicks(view, "number.release")
    await dan.sees_modal("can ask for this here", callback_id="notice")


async def test_refresh_reads_it_anew(bot: Bot) -> None:
    """As it is now, in the same mode."""
    ben, view = await sees(bot, command="edit")
    body = {"phone_number": {"nickname": "Renamed"}}
    (await bot.account.put(f"{NUMBERS}/{LINE_ID}", json=body, headers=bearer())).raise_for_status()
    await ben.clicks(view, "number.refresh")
    shown = await ben.sees_modal("Renamed", callback_id="number.view")
    assert shown["title"]["text"] == "Edit a number"


async def test_a_part_that_no_button_of_ours_names_is_refused(bot: Bot) -> None:
    """A forged value is a sentence, not a broken view."""
    ben, view = await sees(bot)
    await presses(ben, view, "number.edit", "queue")
    await ben.sees_modal(callback_id="edit.form")
    forged = next(bot.wire.read(body) for body in reversed(bot.wire.received) if "number.edit" in body)
    forged["actions"][0]["value"] = f"{LINE_ID}:nonsense"
    assert (await bot.forges(forged)).status_code == 200


async def test_lists_too_long_for_a_form_are_searched_as_somebody_types(bot: Bot) -> None:
    """Whoever may not change numbers gets nothing."""
    asked = payloads.suggestion("field.enter", "sup") | {"block_id": "group_ids"}
    asked["user"] = {"id": BEN.id, "username": "ben", "name": "ben", "team_id": payloads.TEAM}
    options = (await bot.sends(form(asked))).json()["options"]
    assert [option["text"]["text"] for option in options] == ["Support"]
    asked["user"] = {**asked["user"], "id": ANA.id}
    assert (await bot.sends(form(asked))).json()["options"] == []
