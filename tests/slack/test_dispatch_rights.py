"""Who may ask is looked at in every click that leads to a purchase, and whoever may not hears why."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.blocks import actions, button, home_tab
from bot.model import Member
from bot.sandbox.slack.people import ANA, APPROVERS, CLEO, DAN
from tests.journeys.driver import text_of
from tests.slack import payloads
from tests.slack.conftest import Bot
from tests.slack.payloads import form, pressed_in_home, pressed_in_message

GUEST = Member(active=True, guest=True)
GONE = Member(active=False, guest=False)
FOREIGN = Member(active=True, guest=False, foreign=True)


async def test_somebody_who_is_not_named_is_told_whom_to_ask(bot: Bot) -> None:
    """Dan is a full member; the settings name others, and those are who he is told."""
    dan = bot.person(DAN.id)
    await dan.types("/talk search US 510")
    said = await dan.sees_message("can ask for this here. Ask one of them.")
    assert f"<@{ANA.id}>" in said["text"]
    assert f"<!subteam^{APPROVERS.id}>" in said["text"]
    assert bot.wire.order == ["asked", "answered"]


async def test_help_is_for_everybody(bot: Bot) -> None:
    """It costs nothing and says whom to ask."""
    dan = bot.person(DAN.id)
    await dan.types("/talk help")
    await dan.sees_message("What /talk can do")


async def test_a_member_of_a_named_group_may_ask(bot: Bot) -> None:
    """Cleo is nowhere named herself."""
    await bot.person(CLEO.id).searches("US 510")


@pytest.mark.parametrize(
    ("member", "reason"),
    [(GUEST, "Guests and people of other"), (GONE, "deactivated"), (FOREIGN, "Guests and people of other")],
    ids=["guest", "deactivated", "of another organisation"],
)
async def test_being_named_is_not_enough(bot: Bot, member: Member, reason: str) -> None:
    """A named person may have become a guest, or have left."""
    await bot.knows({ANA.id: member})
    ana = bot.person()
    await ana.types("/talk search")
    await ana.sees_message(reason)
    assert bot.calls() == []


async def test_somebody_from_another_organisation_is_refused_by_their_team(bot: Bot) -> None:
    """In a shared channel an id alone says nothing: it is the team that is signed with it."""
    answer = (await bot.sends(payloads.command("search US 510", team_id="T0OTHERS"))).json()
    assert "Only people of this workspace" in answer["text"]
    assert bot.calls() == []


async def test_a_directory_that_could_not_be_read_closes_the_door(bot: Bot) -> None:
    """Nobody has rights through a list that is missing or too old to be kept."""
    await bot.store.redis.delete(bot.store.keys.directory)
    ana = bot.person()
    await ana.types("/talk search US 510")
    await ana.sees_message("I could not read this workspace's members for a while")
    assert bot.calls() == []


async def test_a_group_that_could_not_be_read_gives_no_rights(bot: Bot) -> None:
    """It is absent, not empty; both open nothing."""
    await bot.knows(groups={})
    cleo = bot.person(CLEO.id)
    await cleo.types("/talk search US 510")
    await cleo.sees_message("I cannot read who is in")


async def test_rights_lost_meanwhile_count_at_each_step(bot: Bot) -> None:
    """Search, Continue and Buy are minutes apart; each looks again, and a form stays under what is said of it."""
    ana = bot.person()
    await ana.types("/talk search")
    search_form = await ana.sees_modal(callback_id="search.form")
    results = await ana.searches("US 510")
    view = await ana.picks(results)
    assert (await ana.submits(view))["ok"]
    submissions = [bot.wire.read(body) for body in bot.wire.received if "view_submission" in body]
    await bot.knows({ANA.id: GUEST})
    searching = payloads.submission("search.form", blocks=search_form["blocks"], state={"values": _us()})
    for payload in (*submissions, searching):
        answer = (await bot.forges(payload)).json()
        assert "Guests and people of other organisations" in _said(answer)
        assert answer["response_action"] == "errors"
    assert (await bot.records.mine(ANA.id))[1] == 1


@pytest.mark.parametrize("action_id", ["search.again", "details.retry"])
async def test_buttons_of_messages_look_at_rights_too(bot: Bot, action_id: str) -> None:
    """A message stays for years."""
    dan = bot.person(DAN.id)
    await dan.types("/talk help")
    click = pressed_in_message(action_id, "US 510")
    click["user"] = {"id": DAN.id, "username": "dan", "name": "dan", "team_id": payloads.TEAM}
    click["response_url"] = bot.wire.payload["response_url"]
    assert (await bot.sends(form(click))).text == ""
    assert (await dan.sees_message("Ask one of them."))["ephemeral"]
    assert bot.calls() == ["response_url"]


async def test_app_home_shows_a_refusal_in_a_modal_of_its_own(bot: Bot) -> None:
    """There is no message to answer beside, and Dan looks at a tab from when he might still ask."""
    dan = bot.person(DAN.id)
    earlier = home_tab([actions(button("Search numbers", "home.search"), block_id="tasks")])
    await bot.replies.slack.views_publish(user_id=dan.id, view=earlier)
    home = (await dan.state())["home"]
    await dan.clicks(home, "home.search")
    assert "Ask one of them." in text_of(await dan.sees_modal(callback_id="notice"))
    assert bot.calls() == ["views.publish", "views.open"]


async def test_app_home_shows_somebody_elses_requests_to_nobody(bot: Bot) -> None:
    """What stands there is by who opens it."""
    ana, dan = bot.person(), bot.person(DAN.id)
    number = await ana.buys("US 510")
    for person in (ana, dan):
        await person.does("open_home")
    await bot.settled()
    assert number in text_of((await ana.state())["home"])
    assert number not in text_of((await dan.state())["home"])


async def test_nobody_at_all_has_no_rights(bot: Bot) -> None:
    """A request without a person is nobody's, and is answered all the same."""
    click = pressed_in_home("home.search")
    del click["user"]
    assert (await bot.sends(form(click))).text == ""
    assert bot.calls() == ["views.open", "chat.postMessage"], "what is said, and nobody to say it to"


def _us() -> dict[str, Any]:
    return {"country": {"country.pick": {"type": "external_select", "selected_option": {"value": "US"}}}}


def _said(answer: dict[str, Any]) -> str:
    return " ".join(answer.get("errors", {}).values()) + text_of(answer.get("view", {}))
