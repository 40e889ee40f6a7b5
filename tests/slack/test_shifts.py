"""From what is typed or clicked to a shift that somebody has, through Bolt as it is mounted."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.shift_offer import offer_card
from bot.model import Member, OverflowTo, Terms, TimerState
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from bot.store.durations import milliseconds
from bot.store.timers import Timers
from tests.journeys.driver import text_of
from tests.slack.conftest import Bot
from tests.slack.several import value
from tests.slack.shifts import (
    ANAS,
    DANS,
    NUMBER,
    carried_out,
    now,
    number_of,
    on_call_set,
    posted,
    shift_of,
    starting,
    taken,
)


async def test_a_shift_is_looked_at_and_then_taken(bot: Bot) -> None:
    """A view at once, what would become of each line, and nothing set before the last click."""
    a_set = await on_call_set(bot)
    bot.wire.order.clear()
    dan, view = await starting(bot, "EMEA nights until 18:00")
    assert bot.wire.order[:3] == ["asked", "answered", "views.open"]
    said = text_of(view)
    assert "while you have the shift, its 2 lines are set like this" in said
    assert "On, to your number" in said
    assert value(view, "until") == "until 18:00"
    assert "<!date^" in said
    assert "The card of the shift will stand in <#C0PHONEOPS>" in said
    assert view["submit"]["text"] == "Take shift"
    assert await shift_of(bot, a_set) is None
    bot.wire.order.clear()
    assert (await dan.submits(view, NUMBER))["ok"]
    assert bot.wire.order == ["asked", "answered"]
    await dan.sees_modal("You have EMEA nights")
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert (shift.owner, shift.own_number, shift.channel, shift.view_id) == (DAN.id, DANS, "C0PHONEOPS", view["id"])
    assert [step for step, _ in bot.scheduled] == ["change", "timer", "timer_card"]
    assert await number_of(bot, DAN.id) == DANS


async def test_how_long_a_shift_lasts_is_the_sets_own_unless_it_is_said(bot: Bot) -> None:
    """Twelve hours from now here; what is cleared is no end."""
    a_set = await on_call_set(bot)
    dan, view = await starting(bot)
    assert value(view, "until") == "12h"
    await dan.submits(view, NUMBER)
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert shift.until_ms is not None
    lasts = shift.until_ms - shift.begun_ms
    assert milliseconds(timedelta(hours=11, minutes=59)) <= lasts <= milliseconds(timedelta(hours=12))


async def test_another_end_is_shown_before_the_shift_is_taken(bot: Bot) -> None:
    """What is typed last counts once it was seen as the moment it means."""
    a_set = await on_call_set(bot)
    dan, view = await starting(bot)
    await dan.submits(view, NUMBER | {"until": {"shift.until": "2h"}})
    again = await dan.sees_modal("The end is another one now", callback_id="shift.start")
    assert await shift_of(bot, a_set) is None
    assert value(again, "number") == DANS
    assert (await dan.submits(again))["ok"]
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert shift.until_ms is not None
    assert shift.until_ms - shift.begun_ms <= milliseconds(timedelta(hours=2))


async def test_an_end_can_be_tried_before_it_is_sent(bot: Bot) -> None:
    """Enter shows what it means; nonsense is said to be that, with what was understood before still there."""
    await on_call_set(bot)
    dan, view = await starting(bot)
    await dan.enters(view, "shift.until", "")
    endless = await dan.sees_modal("Lasts until somebody ends it", callback_id="shift.start")
    await dan.enters(endless, "shift.until", "until the cows come home")
    wrong = await dan.sees_modal("until the cows come home", callback_id="shift.start")
    assert "Lasts until somebody ends it" in text_of(wrong)
    assert value(wrong, "until") == "until the cows come home"


async def test_nonsense_as_an_end_stands_at_its_input(bot: Bot) -> None:
    """The rest of the form stays."""
    a_set = await on_call_set(bot)
    dan, view = await starting(bot)
    answer = await dan.submits(view, NUMBER | {"until": {"shift.until": "whenever"}})
    assert "until" in answer["errors"]
    assert await shift_of(bot, a_set) is None


async def test_what_was_typed_and_not_understood_is_said_in_the_form(bot: Bot) -> None:
    """It is not refused as a whole for that."""
    await on_call_set(bot)
    _, view = await starting(bot, "EMEA nights until yesterday")
    assert "Enter below until when" in text_of(view)


async def test_the_number_of_the_profile_is_suggested_to_its_owner_until_they_typed_one(bot: Bot) -> None:
    """It counts for nothing before they send it, and a number they typed comes first."""
    a_set = await on_call_set(bot)
    ana, view = await starting(bot, who=ANA.id)
    assert value(view, "number") == "+1 510-555-0147"
    assert "in your Slack profile" in text_of(view)
    assert await number_of(bot, ANA.id) is None
    await ana.submits(view, NUMBER)
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert shift.own_number == DANS
    other = await on_call_set(bot, "Days")
    bot.wire.order.clear()
    _, again = await starting(bot, other.name, ANA.id)
    assert value(again, "number") == "+44 20 7946 0018"
    assert "in your Slack profile" not in text_of(again)
    assert "users.info" not in bot.calls()


async def test_a_profile_that_cannot_be_read_is_no_obstacle(bot: Bot) -> None:
    """The person types their number."""
    await on_call_set(bot)
    await bot.fault("users.info", "internal_error")
    _, view = await starting(bot, who=ANA.id)
    assert view["state"]["values"]["number"]["shift.number"]["value"] is None


async def test_a_number_that_costs_more_than_a_call_is_refused_at_its_input(bot: Bot) -> None:
    """Premium ranges cost whoever pays for Zendesk."""
    a_set = await on_call_set(bot)
    dan, view = await starting(bot)
    answer = await dan.submits(view, {"number": {"shift.number": "+44 909 879 0123"}})
    assert "premium" in answer["errors"]["number"]
    assert await shift_of(bot, a_set) is None


async def test_a_set_that_sends_no_calls_to_its_owner_asks_for_no_number(bot: Bot) -> None:
    """Nor is anybody's profile read."""
    await on_call_set(bot, taken=Terms(inside=False, overflow=OverflowTo.LEAVE))
    bot.wire.order.clear()
    _, view = await starting(bot)
    assert "number" not in view["state"]["values"]
    assert "users.info" not in bot.calls()


async def test_who_is_neither_member_nor_operator_reads_why_they_cannot_take_it(bot: Bot) -> None:
    """And where to turn."""
    await on_call_set(bot, members=())
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall start EMEA nights")
    await dan.sees_modal("Or have them add you", callback_id="notice")


async def test_a_guest_sees_nothing(bot: Bot) -> None:
    """Whatever a set says."""
    await on_call_set(bot)
    await bot.knows({DAN.id: Member(active=True, guest=True)})
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall start EMEA nights")
    assert await dan.modals() == []
    await dan.sees_message("Guests and people of other organisations")


async def test_a_shift_that_is_taken_is_said_to_be_somebodys(bot: Bot) -> None:
    """Who, since when, and how to get it; with nothing to press."""
    a_set = await on_call_set(bot)
    await taken(bot, a_set)
    ana = bot.person(ANA.id)
    await ana.types("/talk oncall start EMEA nights")
    view = await ana.sees_modal(f"<@{DAN.id}> has *EMEA nights*", "/talk oncall handover", callback_id="notice")
    assert view.get("submit") is None
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall start EMEA nights")
    await dan.sees_modal("You have this shift", callback_id="notice")


async def test_who_was_second_reads_who_was_first(bot: Bot) -> None:
    """Both had the form open."""
    a_set = await on_call_set(bot)
    ana, hers = await starting(bot, who=ANA.id)
    dan, his = await starting(bot)
    assert (await dan.submits(his, NUMBER))["ok"]
    await ana.submits(hers, {"number": {"shift.number": ANAS}})
    await ana.sees_modal(f"The shift “EMEA nights” is with <@{DAN.id}>", callback_id="notice")
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert shift.owner == DAN.id


async def test_which_set_is_asked_where_several_may_be_meant(bot: Bot) -> None:
    """One is not asked about, and none is said to be none."""
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall start")
    await dan.sees_modal("There are no on-call sets yet", callback_id="notice")
    first, second = await on_call_set(bot, "EMEA nights"), await on_call_set(bot, "EMEA days")
    await dan.types("/talk oncall start EMEA until 18:00")
    pick = await dan.sees_modal("EMEA days", "EMEA nights", callback_id="shift.pick")
    await dan.submits(pick, {"which": {"shift.which": first.id}})
    view = await dan.sees_modal("*EMEA nights*", callback_id="shift.start")
    assert await dan.submits(view, NUMBER)
    assert await shift_of(bot, second) is None
    await dan.types("/talk oncall start Weekend")
    await dan.sees_modal("no on-call set “Weekend”", callback_id="notice")


async def test_the_button_of_the_overview_takes_a_shift(bot: Bot) -> None:
    """On top of it; the card stands where the overview was asked for."""
    a_set = await on_call_set(bot)
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall")
    overview = await dan.sees_modal("EMEA nights", callback_id="oncall.overview")
    await dan.clicks(overview, "shift.take")
    view = await dan.sees_modal(callback_id="shift.start")
    assert [modal["callback_id"] for modal in await dan.modals()] == ["oncall.overview", "shift.start"]
    assert "The card of the shift will stand in <#C0PHONEOPS>" in text_of(view)
    assert (await dan.submits(view, NUMBER))["ok"]
    shift = await shift_of(bot, a_set)
    assert shift is not None
    assert shift.channel == "C0PHONEOPS"


async def test_ones_own_shift_is_ended_once_that_is_confirmed(bot: Bot) -> None:
    """Without a name where it is the only one."""
    a_set = await on_call_set(bot)
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall end")
    await dan.sees_modal("You have no shift now", callback_id="notice")
    shift = await taken(bot, a_set)
    await dan.types("/talk oncall end")
    view = await dan.sees_modal("End your shift *EMEA nights* now", callback_id="shift.end")
    assert (await now(bot, shift)).state is TimerState.ACTIVE
    assert (await dan.submits(view))["ok"]
    await dan.sees_modal("The shift is ended", callback_id="notice")
    over = await now(bot, shift)
    assert (over.state, over.ended_by) == (TimerState.REVERTING, DAN.id)


async def test_somebody_elses_shift_is_ended_knowing_whose_it_is(bot: Bot) -> None:
    """By name, from its card too; who may not does not even see the question."""
    a_set = await on_call_set(bot)
    shift = await taken(bot, a_set)
    ana = bot.person(ANA.id)
    await ana.types("/talk oncall end EMEA nights")
    view = await ana.sees_modal("This is not your shift", f"<@{DAN.id}>", callback_id="shift.end")
    assert (await ana.submits(view))["ok"]
    assert (await now(bot, shift)).ended_by == ANA.id


async def test_which_shift_is_asked_where_somebody_has_several(bot: Bot) -> None:
    """To end it, and to hand it over."""
    nights, days = await on_call_set(bot, "EMEA nights"), await on_call_set(bot, "EMEA days")
    first, second = await taken(bot, nights), await taken(bot, days)
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall end")
    pick = await dan.sees_modal("Which of your shifts?", callback_id="shift.pick")
    await dan.submits(pick, {"which": {"shift.which": f"{second.id}:{second.stage}"}})
    view = await dan.sees_modal("EMEA days", callback_id="shift.end")
    await dan.submits(view)
    assert (await now(bot, second)).state is TimerState.REVERTING
    assert (await now(bot, first)).state is TimerState.ACTIVE
    await dan.types("/talk oncall handover")
    await dan.sees_modal("EMEA nights", callback_id="shift.handover")


async def test_a_shift_is_offered_to_a_colleague(bot: Bot) -> None:
    """Whoever cannot have it is said to be that, and the choice stays open."""
    a_set = await on_call_set(bot)
    shift = await taken(bot, a_set)
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall handover EMEA nights")
    view = await dan.sees_modal(callback_id="shift.handover")
    answer = await dan.submits(view, {"person": {"shift.person": DAN.id}})
    assert "already" in answer["errors"]["person"]
    assert (await dan.submits(view, {"person": {"shift.person": BEN.id}}))["ok"]
    await dan.sees_modal(f"Offered to <@{BEN.id}>", "You have the shift until they take it", callback_id="notice")
    assert (await now(bot, shift)).offered_to == BEN.id
    await dan.types("/talk oncall handover EMEA nights")
    view = await dan.sees_modal(callback_id="shift.handover")
    await dan.submits(view, {"person": {"shift.person": CLEO.id}})
    await dan.sees_modal(f"It is offered to <@{BEN.id}>", callback_id="notice")


async def test_whom_a_shift_is_handed_to_can_be_said_at_once(bot: Bot) -> None:
    """The confirmation shows who that is."""
    a_set = await on_call_set(bot)
    shift = await taken(bot, a_set)
    dan = bot.person(DAN.id)
    await dan.types("/talk oncall handover to @ben")
    view = await dan.sees_modal("EMEA nights", callback_id="shift.handover")
    assert view["state"]["values"]["person"]["shift.person"]["selected_user"] == BEN.id
    assert (await dan.submits(view))["ok"]
    assert (await now(bot, shift)).offered_to == BEN.id


async def test_who_takes_a_shift_over_is_asked_for_their_number(bot: Bot) -> None:
    """Calls would go to the giver otherwise; until then the giver has it."""
    a_set = await on_call_set(bot)
    shift = await taken(bot, a_set)
    dan, ben = bot.person(DAN.id), bot.person(BEN.id)
    await dan.types("/talk oncall handover")
    await dan.submits(await dan.sees_modal(callback_id="shift.handover"), {"person": {"shift.person": BEN.id}})
    offer = await now(bot, shift)
    message = await posted(bot, BEN.id, offer_card(offer, BEN.id))
    await ben.clicks_in(message, "shift.accept")
    view = await ben.sees_modal(f"<@{DAN.id}> hands *EMEA nights* to you", callback_id="shift.number")
    assert DANS not in text_of(view)
    assert (await now(bot, shift)).owner == DAN.id
    answer = await ben.submits(view, {"number": {"shift.number": "call me"}})
    assert "not a phone number" in answer["errors"]["number"]
    assert (await ben.submits(view, {"number": {"shift.number": "+44 20 7946 0063"}}))["ok"]
    await ben.sees_modal("You have EMEA nights")
    handed = await now(bot, shift)
    assert (handed.owner, handed.given_by, handed.own_number) == (BEN.id, DAN.id, "+442079460063")
    await ben.clicks_in(message, "shift.accept")
    await ben.sees_message("You have the shift “EMEA nights” already", channel=message["channel"])


async def test_who_is_known_takes_a_shift_over_with_one_click(bot: Bot) -> None:
    """And who said no is not asked again."""
    a_set = await on_call_set(bot)
    shift = await taken(bot, a_set)
    dan, ben = bot.person(DAN.id), bot.person(BEN.id)
    for action, owner in (("shift.refuse", DAN.id), ("shift.accept", BEN.id)):
        await dan.types("/talk oncall handover")
        view = await dan.sees_modal(callback_id="shift.handover")
        await dan.submits(view, {"person": {"shift.person": BEN.id}})
        message = await posted(bot, BEN.id, offer_card(await now(bot, shift), BEN.id))
        if action == "shift.accept":
            await bot.store.redis.hset(bot.store.keys.phones, BEN.id, ANAS)
        await ben.clicks_in(message, action)
        found = await now(bot, shift)
        assert (found.owner, found.offered_to) == (owner, None)
        await carried_out(bot, found)


async def test_the_running_shifts_are_what_the_record_says(bot: Bot) -> None:
    """Nothing is left of one that nobody took."""
    await on_call_set(bot)
    await starting(bot)
    assert await Timers(bot.store).running() == []
