"""Who has which shift, and the sets behind it, through Bolt as it is mounted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model import Member, Timer, TimerState
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from bot.store.records import new_id
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.conftest import Bot
from tests.slack.oncall import NIGHT, kept, opened, saving, sets, taken

HOUR_MS = 3_600_000


def pressed(view: dict[str, Any]) -> dict[str, str | None]:
    """Return the value of each button of a view by its action id."""
    found: dict[str, str | None] = {}
    for block in view["blocks"]:
        found |= {
            one["action_id"]: one.get("value") for one in block.get("elements", ()) if one.get("type") == "button"
        }
    return found


async def test_an_empty_overview_says_what_would_stand_there_and_how_to_make_it_so(bot: Bot) -> None:
    """To an operator with the button for it, to anybody else with whom to turn to."""
    _, view = await opened(bot, "oncall")
    assert "Here stands who has which shift" in text_of(view)
    assert "choose New set" in text_of(view)
    assert set(pressed(view)) == {"oncall.new"}
    _, of_dan = await opened(bot, "oncall", DAN.id)
    assert "an operator makes one with `/talk oncall sets`" in text_of(of_dan)
    assert "can change numbers here" in text_of(of_dan)
    assert pressed(of_dan) == {}


async def test_the_overview_is_there_at_once_and_filled_behind_the_answer(bot: Bot) -> None:
    """A loading view answers the click."""
    await opened(bot, "oncall")
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]


async def test_who_has_which_shift_comes_first(bot: Bot) -> None:
    """With until when in the viewer's zone; what nobody has comes after, in the order of names."""
    await kept(bot, replace(NIGHT, id=new_id(), name="Alpha"))
    night = await kept(bot)
    end_ms = await bot.store.now_ms() + HOUR_MS
    await taken(bot, night, until_ms=end_ms)
    _, view = await opened(bot, "oncall")
    read = text_of(view)
    assert f"*EMEA nights* · <@{CLEO.id}> has it <!date^{end_ms // 1000}^until" in read
    order = [read.index(words) for words in ("Running shifts (1)", "*EMEA nights*", "Nobody has these (1)", "*Alpha*")]
    assert order == sorted(order)


async def test_what_is_switched_for_a_while_stands_below_with_the_way_back(bot: Bot) -> None:
    """By whom and until when, for everybody; the buttons are for those who may press them."""
    timer = await taken(bot, NIGHT, BEN.id, kind="voicemail", set_id=None, set_name="", reason="training")
    _, view = await opened(bot, "voicemail status")
    assert "Voicemail switched for now (1)" in text_of(view)
    assert all(each in text_of(view) for each in ("Support US", f"<@{BEN.id}>", "training"))
    assert pressed(view)["timer.back"] == f"{timer.id}:{timer.stage}"
    _, of_dan = await opened(bot, "status", DAN.id)
    assert f"<@{BEN.id}>" in text_of(of_dan)
    assert "timer.back" not in pressed(of_dan)


async def test_each_set_has_the_buttons_that_this_person_may_press(bot: Bot) -> None:
    """Operators and members take and end shifts, only operators edit sets; anybody may look."""
    night = await kept(bot, replace(NIGHT, members=(DAN.id,)))
    other = await kept(bot, replace(NIGHT, id=new_id(), name="Weekend", members=()))
    shift = await taken(bot, night, until_ms=await bot.store.now_ms() + HOUR_MS)
    mark = f"{shift.id}:{shift.stage}"
    running = {"shift.end": mark, "shift.offer": mark, "timer.extend": mark}
    _, of_ana = await opened(bot, "oncall")
    assert pressed(of_ana) == {"oncall.new": None, "oncall.show": "sets", "shift.take": other.id} | running
    _, of_dan = await opened(bot, "oncall", DAN.id)
    assert pressed(of_dan) == {"shift.end": mark, "timer.extend": mark}


async def test_a_shift_that_is_offered_can_be_answered_by_whom_it_is_offered_to_alone(bot: Bot) -> None:
    """The giver can keep it until then; a third person reads that nobody has answered yet."""
    night = await kept(bot, replace(NIGHT, members=(DAN.id,)))
    await taken(bot, night, offered_to=DAN.id)
    _, of_dan = await opened(bot, "oncall", DAN.id)
    assert set(pressed(of_dan)) == {"shift.accept", "shift.refuse", "shift.end"}
    _, of_cleo = await opened(bot, "oncall", CLEO.id)
    assert set(pressed(of_cleo)) >= {"shift.keep", "shift.end"}
    assert not {"shift.accept", "shift.offer"} & set(pressed(of_cleo))
    assert f"offered to <@{DAN.id}>, who has not answered yet" in text_of(of_cleo)


async def test_whoever_has_a_shift_can_give_it_up_whatever_became_of_the_set(bot: Bot) -> None:
    """An edit that takes them off it does not keep them on duty."""
    await taken(bot, await kept(bot), DAN.id)
    _, of_dan = await opened(bot, "oncall", DAN.id)
    assert set(pressed(of_dan)) == {"shift.end", "shift.offer"}
    (end,) = [
        one for block in of_dan["blocks"] for one in block.get("elements", ()) if one.get("action_id") == "shift.end"
    ]
    assert "handed back" in end["confirm"]["text"]["text"]


async def test_a_shift_without_an_end_has_no_hour_to_add_and_one_that_ended_no_buttons(bot: Bot) -> None:
    """What waits for a decision is decided on its card."""
    night = await kept(bot)
    shift = await taken(bot, night)
    _, view = await opened(bot, "oncall")
    assert "has it without an end" in text_of(view)
    assert {name for name in pressed(view) if name.startswith(("shift", "timer"))} == {"shift.end", "shift.offer"}
    await _moved(bot, replace(shift, state=TimerState.CONFLICT))
    _, later = await opened(bot, "oncall")
    assert "something waits for a decision: its card asks" in text_of(later)
    assert {name for name in pressed(later) if name.startswith(("shift", "timer"))} == set()


async def _moved(bot: Bot, shift: Timer) -> None:
    # By another way than a person's decision.
    await bot.store.redis.hset(bot.store.keys.timer(shift.id), "state", shift.state.value)
    await bot.store.redis.hset(bot.store.keys.timer(shift.id), "version", shift.version + 1)


async def test_only_operators_edit_sets_whatever_is_clicked(bot: Bot) -> None:
    """A member reads the sets without their buttons; a click all the same, and a forged submission, are refused."""
    night = await kept(bot, replace(NIGHT, members=(DAN.id,)))
    dan, view = await opened(bot, who=DAN.id)
    assert "can change numbers here" in text_of(view)
    assert set(pressed(view)) == {"shift.take"}
    ana, of_ana = await opened(bot)
    await ana.clicks(of_ana, "oncall.delete")
    await ana.submits(await ana.sees_modal(callback_id="oncall.delete"))
    payload = bot.wire.payload
    await kept(bot, replace(night, id=new_id(), version=0))
    payload["user"]["id"] = DAN.id
    payload["view"]["private_metadata"] = payload["view"]["private_metadata"].replace(night.id, (await sets(bot))[0].id)
    assert "can change numbers here" in (await bot.forges(payload)).text
    assert len(await sets(bot)) == 1
    await dan.does("close", view_id=view["id"])


async def test_a_guest_is_told_at_the_command_whatever_set_names_them(bot: Bot) -> None:
    """Membership of a set gives a guest nothing."""
    await kept(bot, replace(NIGHT, members=(DAN.id,)))
    await bot.knows({DAN.id: Member(active=True, guest=True)})
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall")
    await dan.sees_message("Guests and people of other organisations cannot use talkbot")
    assert await dan.modals() == []


async def test_the_overview_opens_from_app_home(bot: Bot) -> None:
    """Nobody has to know a command."""
    await kept(bot)
    ana = bot.person()
    await ana.does("open_home")
    await bot.settled()
    home = (await ana.state())["home"]
    bot.wire.order.clear()
    await ana.clicks(home, "home.oncall")
    await ana.sees_modal("EMEA nights", callback_id="oncall.overview")
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]


async def test_many_sets_are_turned_in_pages(bot: Bot) -> None:
    """Slack takes a hundred blocks; each set is on one page."""
    for number in range(20):
        await kept(bot, replace(NIGHT, id=new_id(), name=f"Set {number:02}"))
    ana, view = await opened(bot)
    assert "Page 1 of 2" in text_of(view)
    assert "*Set 00*" in text_of(view)
    await ana.clicks(view, "oncall.next")
    later = await ana.sees_modal("Page 2 of 2", "*Set 19*", callback_id="oncall.overview")
    assert set(pressed(later)) >= {"oncall.edit", "oncall.previous"}
    await ana.clicks(later, "oncall.previous")
    await ana.sees_modal("Page 1 of 2", callback_id="oncall.overview")


async def test_the_history_tells_of_sets_by_their_names(bot: Bot) -> None:
    """Who edited which, and what of it; a set is no number and no request."""
    ana, view = await _with_a_set_that_was_edited(bot)
    await ana.does("close", view_id=view["id"])
    await ana.types("/talk history")
    shown = text_of(await ana.sees_modal("Lasts: 12h → 8h"))
    assert f"<@{ANA.id}>: *on-call set changed* · EMEA nights · Lasts: 12h → 8h" in shown
    assert "numbers" not in shown.split("EMEA nights")[1]


async def _with_a_set_that_was_edited(bot: Bot) -> tuple[SlackPerson, dict[str, Any]]:
    await kept(bot)
    ana, view = await opened(bot)
    await ana.clicks(view, "oncall.edit")
    await ana.submits(await ana.sees_modal(callback_id="oncall.set"), {"lasts": {"oncall.lasts": "8h"}})
    await saving(ana, {})
    return ana, await ana.sees_modal("is saved.", callback_id="oncall.overview")


async def test_redis_away_is_said(bot: Bot) -> None:
    """And nothing is opened."""
    await bot.gate.become("gone")
    ana = bot.person()
    await ana.types("/talk oncall")
    await ana.sees_message("I cannot reach my own records right now")
