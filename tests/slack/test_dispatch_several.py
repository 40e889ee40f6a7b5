"""From a button to a change of several numbers, through Bolt as it is mounted."""

from __future__ import annotations

from bot.model import LineStatus
from bot.sandbox.slack.people import ANA, DAN
from tests.journeys.driver import text_of
from tests.slack.conftest import Bot
from tests.slack.several import (
    OVERFLOW,
    QUEUE,
    TWENTY,
    VOICEMAIL,
    changes,
    fields,
    filling,
    lines_of,
    listed,
    opened,
    options,
    picking,
    value,
    which,
    which_block,
)


async def test_the_list_leads_to_what_it_shows(bot: Bot) -> None:
    """On top of it, so that Cancel leads back to it, with a view at once that says what it waits for."""
    ana, view = await listed(bot, "EMEA")
    assert bot.wire.order == ["asked", "answered", "views.push", "views.update"]
    assert "All 7 numbers that fit “EMEA”" in text_of(view)
    assert value(view, "filter") == "EMEA"
    assert [modal["callback_id"] for modal in await ana.modals()] == ["list.view", "several.pick"]


async def test_a_change_is_chosen_entered_and_previewed_in_one_modal(bot: Bot) -> None:
    """Each view takes the place of the one before, and nothing is written before the last."""
    ana, view = await opened(bot, "Support")
    modal = view["id"]
    await ana.submits(view, fields(QUEUE))
    form = await ana.sees_modal("For the 9 numbers that fit “Support”", callback_id="several.form")
    await ana.submits(form, TWENTY | {"reason": {"reason.type": "Spring campaign"}})
    shown = await ana.sees_modal("All 9 numbers are changed", callback_id="several.preview")
    assert "*Support US*  15 calls → 20 calls" in lines_of(shown)
    assert shown["submit"]["text"] == "Change 9 numbers"
    assert {form["id"], shown["id"]} == {modal}
    assert await changes(bot) == []
    bot.wire.order.clear()
    assert (await ana.submits(shown))["ok"]
    assert bot.wire.order == ["asked", "answered"]
    done = await ana.sees_modal(callback_id="change.progress")
    assert (done["id"], len(await ana.modals())) == (modal, 1)
    (change,) = await changes(bot)
    assert (change.by.id, change.reason, change.view_id) == (ANA.id, "Spring campaign", modal)
    assert len(change.lines) == 9
    us = next(each for each in change.lines if each.line.nickname == "Support US")
    assert (us.wanted, us.seen, us.status) == ({QUEUE: 20}, {QUEUE: 15}, LineStatus.WAITING)
    assert [step for step, _ in bot.scheduled] == ["change", "card"]
    assert (await bot.account.get("/updates")).json()["updates"] == []


async def test_an_answer_that_slack_is_slow_to_act_upon_leaves_no_view_that_says_to_wait(bot: Bot) -> None:
    """It travels another way than the update that follows it: whichever came last would be what stays."""
    ana, view = await opened(bot, "Support")
    await bot.fault("submission", "delay", seconds=0.1)
    await ana.submits(view, fields(QUEUE))
    await ana.sees_modal("For the 9 numbers that fit “Support”", callback_id="several.form")


async def test_each_answer_comes_before_anything_slow(bot: Bot) -> None:
    """Zendesk is asked behind it, and the view that waits says so."""
    ana, view = await opened(bot, "Support")
    bot.wire.order.clear()
    await ana.submits(view, fields(QUEUE))
    await ana.submits(await ana.sees_modal(callback_id="several.form"), TWENTY)
    await ana.sees_modal(callback_id="several.preview")
    assert bot.wire.order == ["asked", "answered", "views.update"] * 2


async def test_numbers_are_picked_by_typing(bot: Bot) -> None:
    """By name, number or place, from the list as it was last read, without asking Zendesk again."""
    ana, view = await opened(bot)
    await bot.zendesk_fault("unavailable", times=None)
    for typed, found in (("Support UK", "Support UK"), ("+1 510 555 0199", "Support US"), ("Cardiff", "Night line")):
        assert (await options(ana, view, typed))[0]["text"]["text"].startswith(found)
    assert await options(ana, view, "zzzz") == []
    assert len(await options(ana, view)) == 21
    await bot.account.delete("/faults")
    await ana.submits(view, await picking(ana, view, "Support UK", "Night line") | fields(QUEUE))
    await ana.sees_modal("For 2 numbers: Night line, Support UK", callback_id="several.form")


async def test_with_nothing_typed_what_the_filter_fits_comes_first(bot: Bot) -> None:
    """Whoever narrowed the list wants some of those."""
    ana, view = await opened(bot, "Germany")
    first = [option["text"]["text"] for option in (await options(ana, view))[:3]]
    assert [name.partition(" · ")[0] for name in first] == ["Billing DE", "Support DE", "Billing US"]


async def test_enter_in_the_filter_counts_anew_and_keeps_what_was_chosen(bot: Bot) -> None:
    """In place; the number beside "All" is never that of other words."""
    ana, view = await opened(bot, "Support")
    await ana.does("change", view_id=view["id"], block_id="fields", action_id="several.fields", value=[QUEUE])
    source = {"type": "view", "view_id": view["id"]}
    await ana.does("action", source=source, block_id="filter", action_id="several.filter", value="Germany")
    counted = await ana.sees_modal("All 2 numbers that fit “Germany”", callback_id="several.pick")
    assert value(counted, "fields") == [QUEUE]
    assert value(counted, which_block(counted)) == "all"
    await ana.submits(counted)
    await ana.sees_modal("For the 2 numbers that fit “Germany”", callback_id="several.form")


async def test_a_filter_that_was_not_counted_is_counted_before_it_counts(bot: Bot) -> None:
    """What all 9 that fit “Support” were chosen for must not become all that fit something else by a click."""
    ana, view = await opened(bot, "Support")
    await ana.submits(view, {"filter": {"several.filter": "Germany"}} | fields(QUEUE))
    counted = await ana.sees_modal("All 2 numbers that fit “Germany”", callback_id="several.pick")
    assert "The filter is another one now" in text_of(counted)
    assert value(counted, "fields") == [QUEUE]
    await ana.submits(counted)
    await ana.sees_modal("For the 2 numbers that fit “Germany”", callback_id="several.form")


async def test_all_and_some_at_once_is_asked_about(bot: Bot) -> None:
    """Three picked and "all 9" still chosen above: one of the two is not meant."""
    ana, view = await opened(bot, "Support")
    picked = await picking(ana, view, "Support UK")
    answer = await ana.submits(view, picked | which(view, "all") | fields(QUEUE))
    assert "You picked 1 number here" in answer["errors"]["lines"]
    assert (await ana.submits(view, picked | fields(QUEUE)))["ok"]
    await ana.sees_modal("For +44 20 7946 0018 (Support UK)", callback_id="several.form")


async def test_without_a_number_or_a_field_there_is_nothing_to_go_on_with(bot: Bot) -> None:
    """Said under the field it is about."""
    ana, view = await opened(bot)
    answer = await ana.submits(view, which(view, "picked") | fields(QUEUE))
    assert answer["errors"] == {"lines": "Pick the numbers to change."}
    await ana.submits(view, which(view, "all") | fields(QUEUE))
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["fields"]["several.fields"]["selected_options"] = [{"value": "nickname"}]
    assert (await bot.forges(payload)).json()["errors"] == {"fields": "Choose what you want to change."}


async def test_a_filter_that_fits_nothing_says_so(bot: Bot) -> None:
    """And single numbers can be picked all the same."""
    ana, view = await opened(bot, "zzzz")
    assert "No number fits “zzzz”" in text_of(view)
    await ana.submits(view, await picking(ana, view, "Support UK") | fields(QUEUE))
    await ana.sees_modal("Support UK", callback_id="several.form")


async def test_every_field_has_to_be_answered(bot: Bot) -> None:
    """What is wrong stands under each field, all of it at once, and nothing is read for it."""
    ana, form = await filling(bot, QUEUE, OVERFLOW, "failover_number")
    overflow = {f"{OVERFLOW}.enabled": {"field.enter": "on"}, f"{OVERFLOW}.number": {"field.enter": "12"}}
    answer = await ana.submits(form, TWENTY | overflow | {"failover_number": {"field.enter": "nobody"}})
    assert sorted(answer["errors"]) == ["failover_number", f"{OVERFLOW}.number"]
    assert "is not a phone number" in answer["errors"]["failover_number"]
    payload = bot.wire.payload
    values = payload["view"]["state"]["values"]
    values[QUEUE]["field.enter"]["selected_option"] = values[f"{OVERFLOW}.enabled"]["field.enter"][
        "selected_option"
    ] = None
    bot.wire.order.clear()
    errors = (await bot.forges(payload)).json()["errors"]
    assert sorted(errors) == ["failover_number", QUEUE, f"{OVERFLOW}.enabled"]
    assert "Choose what Queue size is to be" in errors[QUEUE]
    assert bot.wire.order == ["asked", "answered"]


async def test_the_same_typed_twice_within_a_second_is_answered_twice(bot: Bot) -> None:
    """Both requests are the same to the letter, as Slack puts nothing into them that tells them apart."""
    ana, view = await opened(bot)
    assert [len(await options(ana, view, "Support UK")) for _ in range(3)] == [1, 1, 1]


async def test_back_leads_to_what_was_entered_and_what_was_chosen(bot: Bot) -> None:
    """Correcting one value must not cost the others."""
    ana, view = await opened(bot, "Germany")
    picked = await picking(ana, view, "Support UK", "Night line")
    await ana.submits(view, picked | fields(QUEUE, VOICEMAIL))
    form = await ana.sees_modal(callback_id="several.form")
    values = TWENTY | {VOICEMAIL: {"field.enter": "off"}, "reason": {"reason.type": "Spring"}}
    await ana.submits(form, values)
    await ana.clicks(await ana.sees_modal(callback_id="several.preview"), "several.back")
    again = await ana.sees_modal(callback_id="several.form")
    assert [value(again, name) for name in (QUEUE, VOICEMAIL, "reason")] == ["20", "off", "Spring"]
    await ana.does("change", view_id=again["id"], block_id=QUEUE, action_id="field.enter", value="25")
    await ana.clicks(again, "several.back")
    chosen = await ana.sees_modal(callback_id="several.pick")
    assert value(chosen, "filter") == "Germany"
    assert value(chosen, which_block(chosen)) == "picked"
    assert sorted(value(chosen, "lines")) == sorted(picked["lines"]["several.lines"])
    assert value(chosen, "fields") == [QUEUE, VOICEMAIL]
    await ana.submits(chosen, fields(QUEUE, "priority"))
    last = await ana.sees_modal(callback_id="several.form")
    assert [value(last, name) for name in (QUEUE, "priority", "reason")] == ["25", None, "Spring"]


async def test_zendesk_away_is_said_and_can_be_tried_again(bot: Bot) -> None:
    """In the same modal, with the same filter."""
    await bot.zendesk_fault("unavailable", times=None)
    ana, view = await opened(bot, "Support", callback_id="several.trouble")
    assert "Zendesk" in text_of(view)
    assert "bought" not in text_of(view)
    await bot.account.delete("/faults")
    await ana.clicks(view, "several.again")
    await ana.sees_modal("All 9 numbers that fit “Support”", callback_id="several.pick")


async def test_whoever_may_not_change_numbers_is_told_at_the_button(bot: Bot) -> None:
    """Nothing is looked up for them, not even names."""
    _, view = await opened(bot, "Support", DAN.id, callback_id="notice")
    assert "can change numbers here" in text_of(view)
    assert bot.wire.order == ["asked", "answered", "views.open"]
