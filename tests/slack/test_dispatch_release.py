"""From `/talk delete` to a recorded request to release a number, through Bolt as it is mounted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Deletion, Member, RequestState
from bot.sandbox.slack.people import ANA, APPROVERS, BEN, DAN
from bot.talk.policy import Policy
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.approvals import DIGITS, SUPPORT_US, TOGETHER, asked_release, by, newest_of, notes_the_record, now
from tests.slack.conftest import Bot
from tests.slack.payloads import command

ANSWERS = {"digits": {"digits.type": DIGITS}, "reason": {"reason.type": "Nobody calls it"}}


@pytest.fixture
def policy() -> Policy:
    """Ben and Cleo approve."""
    return TOGETHER


async def confirming(bot: Bot, who: str = ANA.id) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody come as far as the confirmation for Support US."""
    person = bot.person(who)
    assert (await person.types(f"/talk delete {SUPPORT_US}"))["ok"]
    return person, await person.sees_modal(callback_id="release.confirm")


async def nothing_asked(bot: Bot) -> bool:
    return await bot.store.redis.xlen(bot.store.keys.trail) == 0


async def test_one_match_is_shown_with_what_hangs_on_it(bot: Bot) -> None:
    """A loading view at once, by the trigger; Zendesk is asked meanwhile."""
    ana, view = await confirming(bot)
    assert bot.wire.order == ["asked", "answered", "views.open", "views.update"]
    said = text_of(view)
    for part in (SUPPORT_US, "+1 510-555-0199", "Main menu", "US hours", "Zendesk promises no way to get it back"):
        assert part in said
    assert f"<!subteam^{APPROVERS.id}>" in said
    assert [shown["callback_id"] for shown in await ana.modals()] == ["release.confirm"]


async def test_a_request_is_recorded_before_it_is_acknowledged(bot: Bot) -> None:
    """What the view says then stands in redis; Slack is not called for it."""
    ana, view = await confirming(bot)
    bot.wire.order.clear()
    notes_the_record(bot)
    assert (await ana.submits(view, ANSWERS))["ok"]
    assert bot.wire.order == ["asked", "recorded", "answered"]
    asked = await newest_of(bot, ANA.id)
    assert isinstance(asked, Deletion)
    assert (asked.state, asked.reason, asked.view_id) == (RequestState.PENDING, "Nobody calls it", view["id"])
    assert asked.line.nickname == SUPPORT_US
    assert bot.scheduled == [("show", asked.id)]
    progress = await ana.sees_modal("Release requested", callback_id="release.progress")
    assert progress["id"] == view["id"]
    assert (await bot.account.get("/deletions")).json()["deletions"] == []


async def test_a_double_submit_is_one_request(bot: Bot) -> None:
    """Both are answered with the same one."""
    asked = await asked_release(bot)
    again = (await bot.forges(bot.wire.payload)).json()
    assert again["view"]["callback_id"] == "release.progress"
    assert (await bot.records.mine(ANA.id))[1] == 1
    assert (await now(bot, asked)).version == asked.version


async def test_several_matches_are_to_choose_from(bot: Bot) -> None:
    """Pick one, and it is looked at as if it had been typed."""
    ana = bot.person()
    await ana.types("/talk release Support")
    view = await ana.sees_modal("numbers fit “Support”", callback_id="release.pick")
    option = next(one for one in _options(view) if "Support UK" in one["text"]["text"])
    bot.wire.order.clear()
    assert (await ana.submits(view, {"line": {"line.pick": option["value"]}}))["ok"]
    confirm = await ana.sees_modal("Support UK", "UK hours", callback_id="release.confirm")
    assert bot.wire.order == ["asked", "answered", "views.update"]
    assert confirm["id"] == view["id"]


async def test_alone_the_command_lists_every_number(bot: Bot) -> None:
    """Whoever does not know the number looks for it in the list."""
    ana = bot.person()
    await ana.types("/talk delete")
    assert len(_options(await ana.sees_modal(callback_id="release.pick"))) == 21


async def test_no_match_is_told_with_what_was_likely_meant(bot: Bot) -> None:
    """And the list is one command away."""
    ana = bot.person()
    await ana.types("/talk delete Suport UK")
    await ana.sees_modal("no number or nickname “Suport UK”", "Did you mean Support UK", callback_id="release.trouble")
    await ana.types("/talk delete qqqqqqqq")
    await ana.sees_modal("“/talk delete” alone shows all of them", callback_id="release.trouble")


async def test_with_zendesk_away_try_again_does_the_same_again(bot: Bot) -> None:
    """In the same view, which says meanwhile that Zendesk is asked."""
    await bot.zendesk_fault("unavailable", times=None)
    ana = bot.person()
    await ana.types(f"/talk delete {SUPPORT_US}")
    view = await ana.sees_modal("Zendesk", "Nothing was released.", callback_id="release.trouble")
    (await bot.account.delete("/faults")).raise_for_status()
    bot.wire.order.clear()
    await ana.clicks(view, "release.again")
    confirm = await ana.sees_modal(SUPPORT_US, callback_id="release.confirm")
    assert confirm["id"] == view["id"]
    assert bot.wire.order == ["asked", "answered", "views.update", "views.update"]


@pytest.mark.parametrize("digits", [None, "", "0000", "199", "\uff10\uff11\uff19\uff19", "01990199"])
async def test_other_digits_are_told_under_their_field(bot: Bot, digits: str | None) -> None:
    """Typing them is how people see which number they are about to lose."""
    ana, view = await confirming(bot)
    await ana.submits(view, {"digits": {"digits.type": "0000"}, "reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["digits"]["digits.type"]["value"] = digits
    answer = (await bot.forges(payload)).json()
    assert list(answer["errors"]) == ["digits"]
    assert "not the last four digits of +1 510-555-0199" in answer["errors"]["digits"]
    assert await nothing_asked(bot)


@pytest.mark.parametrize("reason", [None, "", " \n "])
async def test_a_missing_reason_is_told_under_its_field(bot: Bot, reason: str | None) -> None:
    """Whoever decides has to know why, and so has whoever reads the trail."""
    ana, view = await confirming(bot)
    await ana.submits(view, {"digits": {"digits.type": "0000"}, "reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["digits"]["digits.type"]["value"] = DIGITS
    payload["view"]["state"]["values"]["reason"]["reason.type"]["value"] = reason
    answer = (await bot.forges(payload)).json()
    assert list(answer["errors"]) == ["reason"]
    assert await nothing_asked(bot)


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({APPROVERS.id: ()}, "Nobody is in"),
        ({}, "I cannot read who is in"),
        ({APPROVERS.id: (ANA.id,)}, "You are the only one who could approve this"),
    ],
)
async def test_with_nobody_to_approve_there_is_nothing_to_submit(
    bot: Bot, groups: dict[str, tuple[str, ...]], reason: str
) -> None:
    """Empty, unreadable, or nobody but whoever asks: the view says why, and a submission is refused all the same."""
    ana, view = await confirming(bot)
    await ana.submits(view, {"digits": {"digits.type": "0000"}, "reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["digits"]["digits.type"]["value"] = DIGITS
    await bot.knows(groups=groups)
    _, closed = await confirming(bot)
    assert reason in text_of(closed)
    assert closed["submit"] is None
    assert [block for block in closed["blocks"] if block["type"] == "input"] == []
    answer = (await bot.forges(payload)).json()
    assert reason in text_of(answer)
    assert await nothing_asked(bot)


async def test_somebody_else_who_asks_for_the_same_hears_of_the_first(bot: Bot) -> None:
    """One open release a line; nobody releases behind another's back."""
    await asked_release(bot)
    ben, view = await confirming(bot, BEN.id)
    assert (await ben.submits(view, ANSWERS))["ok"]
    await ben.sees_modal(f"<@{ANA.id}> already asked to release this number", callback_id="notice")
    assert await bot.records.mine(BEN.id) == ([], 0)


async def test_whoever_may_not_ask_is_told_at_the_command(bot: Bot) -> None:
    """Nothing is looked up for them."""
    dan = bot.person(DAN.id)
    await dan.types(f"/talk delete {SUPPORT_US}")
    await dan.sees_message("can ask for this here. Ask one of them.")
    assert bot.wire.order == ["asked", "answered"]
    answer = (await bot.sends(command("delete", user_id=ANA.id, team_id="T0OTHERS"))).json()
    assert "Only people of this workspace" in answer["text"]


async def test_rights_lost_meanwhile_count_at_each_step(bot: Bot) -> None:
    """Picking, confirming and trying again are minutes apart."""
    ana = bot.person()
    await ana.types("/talk delete Support")
    picker = await ana.sees_modal(callback_id="release.pick")
    await ana.submits(picker, {"line": {"line.pick": _options(picker)[0]["value"]}})
    picked = bot.wire.payload
    await asked_release(bot)
    confirmed = bot.wire.payload
    await bot.zendesk_fault("unavailable", times=None)
    await ana.types("/talk delete Support FR")
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    for payload in (picked, confirmed):
        answer = (await bot.forges(payload)).json()
        assert "Guests and people of other organisations" in str(answer["errors"])
    await ana.clicks(await ana.sees_modal(callback_id="release.trouble"), "release.again")
    await ana.sees_modal("Guests and people of other organisations", callback_id="notice")
    assert (await bot.records.mine(ANA.id))[1] == 1


async def test_a_look_is_only_for_whoever_had_it(bot: Bot) -> None:
    """What is submitted names what was shown, and to whom."""
    ana, view = await confirming(bot)
    await ana.submits(view, {"digits": {"digits.type": "0000"}, "reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["digits"]["digits.type"]["value"] = DIGITS
    answer = (await bot.forges(by(payload, BEN.id))).json()
    assert "Begin again with “/talk delete”." in str(answer["errors"])
    assert await nothing_asked(bot)


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '{"look": "nonsense"}', '{"look": 5}', '{"look": {}}'])
async def test_metadata_that_is_none_of_ours_asks_for_nothing(bot: Bot, metadata: str) -> None:
    """It comes back with the request, so it is looked at as something from outside."""
    ana, view = await confirming(bot)
    await ana.submits(view, {"digits": {"digits.type": "0000"}, "reason": {"reason.type": "x"}})
    payload = bot.wire.payload
    payload["view"]["private_metadata"] = metadata
    answer = (await bot.forges(payload)).json()
    assert "Begin again with “/talk delete”." in str(answer["errors"])
    assert await nothing_asked(bot)


@pytest.mark.parametrize("line", [None, "", "x", "0", "-1", "\uff11", "9" * 30, "9" * 5000, "1/../../users"])
async def test_a_line_that_was_not_offered_leads_nowhere(bot: Bot, line: str | None) -> None:
    """Only a number in the account can be released, whatever a payload names."""
    ana = bot.person()
    await ana.types("/talk delete Support")
    picker = await ana.sees_modal(callback_id="release.pick")
    await ana.submits(picker, {"line": {"line.pick": _options(picker)[0]["value"]}})
    await bot.settled()
    payload = bot.wire.payload
    payload["view"]["state"]["values"]["line"]["line.pick"]["selected_option"] = line and {"value": line}
    answer = (await bot.forges(payload)).json()
    if "errors" in answer:
        assert answer["errors"] == {"line": "Pick a number first."}
    else:
        await ana.sees_modal("Zendesk does not know it", callback_id="release.trouble")


async def test_leaving_the_progress_closes_everything(bot: Bot) -> None:
    """There is nothing below it that could be used again."""
    await asked_release(bot)
    payload = bot.wire.payload
    payload["view"]["callback_id"] = "release.progress"
    assert (await bot.forges(payload)).json() == {"response_action": "clear"}


def _options(picker: dict[str, Any]) -> list[dict[str, Any]]:
    element = next(block for block in picker["blocks"] if block["type"] == "input")["element"]
    options: list[dict[str, Any]] = element["options"]
    return options
