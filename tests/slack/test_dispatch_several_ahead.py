"""What a change of several numbers would do, and that it is done once, through Bolt as it is mounted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.several_preview import LINES_A_PAGE
from bot.model import Member
from bot.sandbox.slack.people import ANA, BEN
from bot.talk.reading import AT_ONCE
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.approvals import by
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
    opened,
    options,
    picking,
    previewing,
)

_MANY = 10_000


async def test_a_double_submit_is_one_change(bot: Bot) -> None:
    """Both are answered with the same one."""
    ana, shown = await previewing(bot, TWENTY, QUEUE)
    await ana.submits(shown)
    again = (await bot.forges(bot.wire.payload)).json()
    assert again["view"]["callback_id"] == "change.progress"
    (change,) = await changes(bot)
    assert change.id in again["view"]["private_metadata"]


async def test_an_overflow_number_beyond_the_account_is_told_to_those_who_approve(bot: Bot) -> None:
    """Calls of customers would leave the company by it; one of the account's own is nobody's concern."""
    there = {f"{OVERFLOW}.enabled": {"field.enter": "on"}, f"{OVERFLOW}.number": {"field.enter": "+442079460958"}}
    ana, shown = await previewing(bot, there, OVERFLOW, words="Germany")
    assert "*2 numbers:* +44 20 7946 0958 is no number of this account" in text_of(shown)
    await ana.submits(shown)
    await ana.sees_modal(callback_id="change.progress")
    own = there | {f"{OVERFLOW}.number": {"field.enter": "+442079460018"}}
    ana, shown = await previewing(bot, own, OVERFLOW, words="Germany")
    await ana.submits(shown)
    await ana.sees_modal(callback_id="change.progress")
    assert sorted(change.outside for change in await changes(bot)) == [(), ("+442079460958",)]


async def test_overflow_turned_off_keeps_each_lines_own_number(bot: Bot) -> None:
    """Two lines in Canada have one each, and one of them is off already."""
    off = {f"{OVERFLOW}.enabled": {"field.enter": "off"}}
    ana, shown = await previewing(bot, off, OVERFLOW, words="Canada")
    await ana.submits(shown)
    await ana.sees_modal(callback_id="change.progress")
    (change,) = await changes(bot)
    (line,) = change.lines
    assert line.wanted == {OVERFLOW: {"enabled": False, "number": "+15105550199"}}


async def test_a_warning_says_how_many_numbers_it_is_about(bot: Bot) -> None:
    """Voicemail off without an overflow number cuts callers off; one of these has such a number."""
    _, shown = await previewing(bot, {VOICEMAIL: {"field.enter": "off"}}, VOICEMAIL, words="Canada")
    assert "*1 number:* Voicemail is off and there is no overflow number" in text_of(shown)
    assert "This is about Sales Canada." in text_of(shown)
    assert shown["submit"]["text"] == "Change 2 numbers"


async def test_a_line_that_is_so_already_and_one_that_takes_no_calls_do_not_count(bot: Bot) -> None:
    """What is sent is what the button says."""
    ana, view = await opened(bot)
    picked = await picking(ana, view, "Night line", "Head office desk", "Support UK")
    await ana.submits(view, picked | fields(VOICEMAIL))
    await ana.submits(await ana.sees_modal(callback_id="several.form"), {VOICEMAIL: {"field.enter": "off"}})
    shown = await ana.sees_modal(callback_id="several.preview")
    assert lines_of(shown) == [
        "*Support UK*  On → Off",
        "*Head office desk*  left out: an external number, which takes no calls",
        "*Night line*  already so",
    ]
    assert shown["submit"]["text"] == "Change 1 number"


async def test_with_nothing_to_change_there_is_no_button_to_do_it(bot: Bot) -> None:
    """And a submission that nobody can have sent changes nothing."""
    ana, shown = await previewing(bot, TWENTY, QUEUE, words="Germany")
    await ana.submits(shown)
    payload = bot.wire.payload
    ana, same = await previewing(bot, {QUEUE: {"field.enter": "5"}}, QUEUE, words="Germany")
    assert same["submit"] is None
    assert "Nothing to change" in text_of(same)
    payload["view"]["private_metadata"] = same["private_metadata"]
    assert "There is nothing to change" in text_of((await bot.forges(payload)).json())


async def test_many_lines_are_turned_page_by_page(bot: Bot) -> None:
    """The button stays about all of them."""
    (await bot.account.post("/numbers", json={"count": 40})).raise_for_status()
    ana, shown = await previewing(bot, {"transcription": {"field.enter": "off"}}, "transcription", words="")
    assert "Page 1 of 3" in text_of(shown)
    assert len(lines_of(shown)) == LINES_A_PAGE
    await ana.clicks(shown, "several.next")
    await ana.clicks(await ana.sees_modal("Page 2 of 3"), "several.next")
    last = await ana.sees_modal("Page 3 of 3")
    assert last["submit"] == shown["submit"]
    await ana.clicks(last, "several.previous")
    assert lines_of(await ana.sees_modal("Page 2 of 3")) != lines_of(last)


async def test_what_is_not_read_in_time_is_changed_unseen_and_said_to_be(bot: Bot) -> None:
    """Zendesk having enough is no reason to begin anew."""
    ana, form = await filling(bot, QUEUE)
    await bot.zendesk_fault("throttled", path="/phone_numbers/", times=None, retry_after=60)
    await ana.submits(form, TWENTY)
    shown = await ana.sees_modal("9 not read in time", callback_id="several.preview")
    assert lines_of(shown)[0] == "*Support AU*  not read: looked at just before it is changed"
    assert shown["submit"]["text"] == "Change 9 numbers"


async def test_the_view_says_how_far_the_reading_is(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for two hundred numbers wants to know that something happens."""
    monkeypatch.setattr("bot.slack.views.EVERY_SECOND", 0.02)
    ana, form = await filling(bot, QUEUE)
    await slowed(bot, 0.3)
    bot.wire.order.clear()
    await ana.submits(form, TWENTY)
    await ana.sees_modal(f"Reading {AT_ONCE} of 9 numbers", callback_id="several.loading")
    await ana.sees_modal(callback_id="several.preview")
    assert bot.wire.order.count("views.update") > 2


async def test_a_closed_view_ends_the_reading(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account's calls are not spent on what nobody waits for."""
    monkeypatch.setattr("bot.slack.views.EVERY_SECOND", 0.02)
    ana, form = await filling(bot, QUEUE)
    await slowed(bot, 0.5)
    await ana.submits(form, TWENTY)
    await ana.does("close", view_id=form["id"])
    await bot.settled()
    assert 0 < await shown_numbers(bot) <= AT_ONCE


async def test_rights_lost_meanwhile_count_at_each_step(bot: Bot) -> None:
    """Choosing, entering, turning and confirming are minutes apart."""
    ana, view = await opened(bot, "Support")
    payloads = []
    await options(ana, view, "UK")
    suggestion = bot.wire.payload
    await ana.submits(view, fields(QUEUE))
    payloads.append(bot.wire.payload)
    form = await ana.sees_modal(callback_id="several.form")
    await ana.submits(form, TWENTY)
    payloads.append(bot.wire.payload)
    shown = await ana.sees_modal(callback_id="several.preview")
    await ana.submits(shown)
    payloads.append(bot.wire.payload)
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    for payload in payloads:
        answer = (await bot.forges(payload)).json()
        assert "Guests and people of other organisations" in str(answer)
    assert (await bot.forges(suggestion)).json() == {"options": []}


async def test_rights_lost_meanwhile_count_at_each_button_too(bot: Bot) -> None:
    """What a guest is shown on top says so, and what is below stays as it was."""
    (await bot.account.post("/numbers", json={"count": 40})).raise_for_status()
    ana, shown = await previewing(bot, TWENTY, QUEUE, words="Support")
    await ana.clicks(shown, "several.back")
    form = await ana.sees_modal(callback_id="several.form")
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    await refused(ana, form, "several.back")
    await bot.knows()
    await ana.clicks(form, "several.back")
    pick = await ana.sees_modal(callback_id="several.pick")
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    source = {"type": "view", "view_id": pick["id"]}
    await ana.does("action", source=source, block_id="filter", action_id="several.filter", value="Germany")
    await ana.sees_modal("Guests and people of other organisations", callback_id="notice")
    await ana.does("close", view_id=(await ana.modals())[-1]["id"])
    await bot.knows()
    ana, many = await previewing(bot, {"transcription": {"field.enter": "off"}}, "transcription", words="")
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    for action_id in ("several.next", "several.back"):
        await refused(ana, many, action_id)


async def test_a_draft_is_only_for_whoever_made_it(bot: Bot) -> None:
    """What is sent names the draft, and a draft has an owner."""
    ana, shown = await previewing(bot, TWENTY, QUEUE)
    await ana.submits(shown)
    answer = (await bot.forges(by(bot.wire.payload, BEN.id))).json()
    assert "more than an hour old" in str(answer)


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '{"draft": "nonsense"}', '{"draft": 5}'])
async def test_metadata_that_is_none_of_ours_changes_nothing(bot: Bot, metadata: str) -> None:
    """It comes back with the request, so it is looked at as something from outside."""
    ana, shown = await previewing(bot, TWENTY, QUEUE)
    await ana.submits(shown)
    payload: dict[str, Any] = bot.wire.payload
    payload["view"]["private_metadata"] = metadata
    assert "more than an hour old" in str((await bot.forges(payload)).json())


async def slowed(bot: Bot, seconds: float = 0.0) -> None:
    """Have each number take so long to be shown, and count those that are."""
    await bot.zendesk_fault("delay", path="/phone_numbers/", times=_MANY, seconds=seconds)


async def shown_numbers(bot: Bot) -> int:
    """Return how many numbers were shown one by one since they are counted."""
    (counted,) = (await bot.account.get("/faults")).json()["waiting"]
    return _MANY - int(counted["times"])


async def refused(person: SlackPerson, view: dict[str, Any], action_id: str) -> None:
    """Click, be told on top that a guest may not, and close that."""
    await person.clicks(view, action_id)
    notice = await person.sees_modal("Guests and people of other organisations", callback_id="notice")
    await person.does("close", view_id=notice["id"])
