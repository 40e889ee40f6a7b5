"""The form for on-call sets and what becomes of it, through Bolt as it is mounted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import OverflowTo, Terms
from bot.sandbox.slack.people import ANA, BEN, DAN
from bot.store.oncall import OnCallSets
from tests.journeys.driver import text_of
from tests.slack.conftest import Bot
from tests.slack.oncall import TAKEN, entering, kept, opened, saving, sets, taken
from tests.slack.several import value

HOUR_MS = 3_600_000


async def test_a_set_is_made_view_by_view(bot: Bot) -> None:
    """Its name, lines, members and how long; what a shift sets; and it stands in the overview at once."""
    ana, answer = await entering(
        bot, "Support UK", "Night line", name="  EMEA   nights ", members=[BEN.id, DAN.id], lasts="until 8:00"
    )
    assert answer["ok"], answer
    form = await ana.sees_modal("a shift of “EMEA nights” would end", callback_id="oncall.taken")
    assert await sets(bot) == []
    number = {"taken.overflow": {"oncall.overflow": "number"}, "taken.number": {"oncall.number": "+1 510 555 0147"}}
    assert (await ana.submits(form, TAKEN | number))["ok"]
    overview = await ana.sees_modal("“EMEA nights” is made.", callback_id="oncall.overview")
    assert len(await ana.modals()) == 1
    assert "voicemail off inside business hours · overflow to +1 510-•••-••47 · lasts until 8:00" in text_of(overview)
    assert "5550147" not in text_of(overview).replace("-", "")
    (made,) = await sets(bot)
    assert [line.nickname for line in made.lines] == ["Support UK", "Night line"]
    assert (made.name, made.members, made.by) == ("EMEA nights", (BEN.id, DAN.id), ANA.id)
    assert made.taken == Terms(inside=False, overflow=OverflowTo.NUMBER, number="+15105550147")
    assert made.back == Terms()


async def test_something_else_can_be_handed_back(bot: Bot) -> None:
    """Of what the shift sets, and nothing else is asked for."""
    ana, _ = await entering(bot, "Support UK", name="Night")
    await saving(ana, TAKEN | {"end": {"oncall.end": "own"}})
    back = await ana.sees_modal(callback_id="oncall.back")
    assert set(back["state"]["values"]) == {"back.inside"}
    await ana.submits(back, {"back.inside": {"oncall.switch": "on"}})
    await ana.sees_modal("Handed back: voicemail on inside business hours", callback_id="oncall.overview")
    assert (await sets(bot))[0].back == Terms(inside=True)


async def test_what_makes_no_sense_is_said_in_its_field(bot: Bot) -> None:
    """All of the first view at once; nothing is lost of what was typed."""
    await kept(bot)
    ana, answer = await entering(bot, "Support UK", name="emea  NIGHTS", lasts="soonish")
    assert set(answer["errors"]) == {"name", "lasts"}
    assert "There is a set “emea NIGHTS” already" in answer["errors"]["name"]
    assert "until 18:00" in answer["errors"]["lasts"]
    form = await ana.sees_modal(callback_id="oncall.set")
    assert (await ana.submits(form, {"name": {"oncall.name": "Other"}, "lasts": {"oncall.lasts": ""}}))["ok"]
    assert "goes on until somebody ends it" in text_of(await ana.sees_modal(callback_id="oncall.taken"))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+1 900 555 0147", "premium"),
        ("+49 1805 12345", "shared-cost"),
        ("+881 6 2345 6789", "satellite"),
        ("12", "not a phone number"),
        ("", "Enter the number"),
    ],
)
async def test_a_number_that_calls_cannot_be_sent_to_is_refused(bot: Bot, number: str, said: str) -> None:
    """Under its field, before anything is saved."""
    ana, _ = await entering(bot, "Support UK", name="Night")
    values = {"taken.overflow": {"oncall.overflow": "number"}, "taken.number": {"oncall.number": number}}
    answer = await saving(ana, values)
    assert said in answer["errors"]["taken.number"]
    assert await sets(bot) == []


async def test_a_set_that_would_change_nothing_is_not_saved(bot: Bot) -> None:
    """It would be a shift about nothing."""
    ana, _ = await entering(bot, "Support UK", name="Night")
    answer = await saving(ana, {})
    assert "changes nothing" in answer["errors"]["taken.inside"]


async def test_a_set_is_edited_from_its_menu_with_what_it_is(bot: Bot) -> None:
    """Only what is entered changes, and the number is there in full for whoever edits it."""
    night = await kept(bot)
    ana, view = await opened(bot, "oncall")
    await ana.chooses(view, "oncall.menu", f"edit:{night.id}")
    form = await ana.sees_modal(callback_id="oncall.set")
    assert [value(form, name) for name in ("name", "lasts")] == ["EMEA nights", "12h"]
    await ana.submits(form, {"lasts": {"oncall.lasts": "8h"}})
    terms = await ana.sees_modal(callback_id="oncall.taken")
    assert value(terms, "taken.number") == "+1 510-555-0147"
    await ana.submits(terms)
    await ana.sees_modal("“EMEA nights” is saved.", "lasts 8h", callback_id="oncall.overview")
    (now,) = await sets(bot)
    assert now == replace(night, lasts="8h", version=2, at_ms=now.at_ms)


async def test_back_leads_to_what_was_entered(bot: Bot) -> None:
    """From what a shift sets to what the set is, and forward again."""
    ana, _ = await entering(bot, "Support UK", name="Night", lasts="8h")
    form = await ana.sees_modal(callback_id="oncall.taken")
    await ana.does("change", view_id=form["id"], block_id="taken.inside", action_id="oncall.switch", value="off")
    await ana.clicks(form, "oncall.back")
    first = await ana.sees_modal(callback_id="oncall.set")
    assert [value(first, name) for name in ("name", "lasts")] == ["Night", "8h"]
    await ana.submits(first)
    again = await ana.sees_modal(callback_id="oncall.taken")
    assert value(again, "taken.inside") == "off"


async def test_of_two_people_at_one_set_the_second_is_told_and_overwrites_nothing(bot: Bot) -> None:
    """Who edited it and when, and it can be opened as it is now."""
    night = await kept(bot)
    ana, view = await opened(bot)
    await ana.clicks(view, "oncall.edit")
    await ana.submits(await ana.sees_modal(callback_id="oncall.set"), {"lasts": {"oncall.lasts": "8h"}})
    terms = await ana.sees_modal(callback_id="oncall.taken")
    await kept(bot, replace(night, lasts="9h", by=BEN.id))
    await ana.submits(terms)
    told = await ana.sees_modal(
        f"The on-call set “EMEA nights” was edited by <@{BEN.id}>", callback_id="oncall.trouble"
    )
    assert (await sets(bot))[0].lasts == "9h"
    await ana.clicks(told, "oncall.edit")
    now = await ana.sees_modal(callback_id="oncall.set")
    assert value(now, "lasts") == "9h"
    assert len(await ana.modals()) == 2


async def test_a_name_that_was_taken_meanwhile_can_be_changed(bot: Bot) -> None:
    """What else was entered is still there."""
    ana, _ = await entering(bot, "Support UK", name="EMEA nights")
    form = await ana.sees_modal(callback_id="oncall.taken")
    await kept(bot)
    await ana.submits(form, TAKEN)
    told = await ana.sees_modal("There is a set “EMEA nights” already", callback_id="oncall.trouble")
    await ana.clicks(told, "oncall.back")
    first = await ana.sees_modal(callback_id="oncall.set")
    await ana.submits(first, {"name": {"oncall.name": "EMEA days"}})
    await saving(ana)
    await ana.sees_modal("“EMEA days” is made.", callback_id="oncall.overview")


async def test_the_edit_of_a_set_whose_shift_runs_says_when_it_counts(bot: Bot) -> None:
    """In the form and after it: the shift goes on as it began."""
    night = await kept(bot)
    await taken(bot, night)
    ana, view = await opened(bot)
    await ana.clicks(view, "oncall.edit")
    form = await ana.sees_modal("What you change counts from the next one", callback_id="oncall.set")
    await ana.submits(form)
    await saving(ana, {})
    await ana.sees_modal("the edit counts from the next one", callback_id="oncall.overview")


async def test_a_set_is_deleted_after_a_question(bot: Bot) -> None:
    """Which says what it is."""
    await kept(bot)
    ana, view = await opened(bot)
    await ana.clicks(view, "oncall.delete")
    asked = await ana.sees_modal("EMEA nights", "Nothing changes on its lines", callback_id="oncall.delete")
    await ana.submits(asked)
    await ana.sees_modal("“EMEA nights” is deleted.", callback_id="oncall.overview")
    assert await sets(bot) == []


async def test_a_set_whose_shift_runs_is_not_deleted(bot: Bot) -> None:
    """Said where it is asked, and where somebody took the shift after that."""
    night = await kept(bot)
    ana, view = await opened(bot)
    await ana.clicks(view, "oncall.delete")
    asked = await ana.sees_modal(callback_id="oncall.delete")
    await taken(bot, night)
    await ana.submits(asked)
    told = await ana.sees_modal("it was not deleted. End the shift first", callback_id="oncall.trouble")
    await ana.clicks(told, "oncall.show")
    overview = await ana.sees_modal(callback_id="oncall.overview")
    await ana.chooses(overview, "oncall.menu", f"delete:{night.id}")
    await ana.sees_modal("cannot be deleted: end the shift first", callback_id="oncall.kept")
    assert len(await sets(bot)) == 1


async def test_a_set_that_was_edited_is_not_deleted_unseen(bot: Bot) -> None:
    """Whoever deletes it decides on what they saw."""
    night = await kept(bot)
    ana, view = await opened(bot)
    await ana.clicks(view, "oncall.delete")
    asked = await ana.sees_modal(callback_id="oncall.delete")
    await kept(bot, replace(night, lasts="9h", by=BEN.id))
    await ana.submits(asked)
    await ana.sees_modal(f"edited by <@{BEN.id}>", callback_id="oncall.trouble")
    assert len(await sets(bot)) == 1


async def test_a_set_that_is_gone_is_said_to_be_gone(bot: Bot) -> None:
    """In the form that was open for it."""
    night = await kept(bot)
    ana, view = await opened(bot)
    assert await OnCallSets(bot.store).delete(night, BEN.id) is None
    await ana.clicks(view, "oncall.edit")
    await ana.sees_modal("somebody deleted it", callback_id="oncall.trouble")
