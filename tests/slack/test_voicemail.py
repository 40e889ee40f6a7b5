"""Switching voicemail through Bolt as it is mounted: from what is typed to the click that begins it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Hold, Member, Timer
from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, APPROVERS, BEN, CREDENTIALS, DAN, TEAM_ID
from bot.store.timers import Timers, field_of_hold
from bot.talk.policy import Policy
from tests.cards.samples import TEXTS
from tests.journeys.driver import CHANNEL, SlackPerson, text_of
from tests.slack import payloads
from tests.slack.approvals import by
from tests.slack.conftest import Bot
from tests.slack.payloads import pressed_in_view, submission

RANDOM = "C0RANDOM01"


@pytest.fixture
def approval_channel() -> str | None:
    """Where colleagues approve; tests without such a channel override this."""
    return APPROVAL_CHANNEL.id


@pytest.fixture
def policy(approval_channel: str | None) -> Policy:
    """Ana and the approvers operate."""
    return Policy(TEAM_ID, frozenset({ANA.id, APPROVERS.id}), channel=approval_channel)


async def previews(
    bot: Bot, text: str, channel: str = CHANNEL, who: str = ANA.id
) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody type everything at once."""
    person = bot.person(who)
    bot.wire.order.clear()
    await person.types(f"/talk voicemail {text}", channel)
    view = await person.sees_modal(callback_id="voicemail.preview")
    await bot.settled()
    return person, view


async def asks(bot: Bot, text: str = "", who: str = ANA.id) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody type something that leads to the form."""
    person = bot.person(who)
    bot.wire.order.clear()
    await person.types(f"/talk voicemail {text}".strip())
    view = await person.sees_modal(callback_id="voicemail.form")
    await bot.settled()
    return person, view


async def options(person: SlackPerson, view: dict[str, Any], typed: str = "") -> list[dict[str, Any]]:
    """Type into the list of lines, and return what it offers."""
    source = {"type": "view", "view_id": view["id"]}
    answer = await person.does("options", source=source, block_id="lines", action_id="voicemail.lines", query=typed)
    assert "options" in answer, (typed, answer)
    found: list[dict[str, Any]] = answer["options"]
    return found


def entered(*lines: str, **more: Any) -> dict[str, dict[str, Any]]:
    """Return a form filled in: off for two hours, on these lines."""
    values: dict[str, Any] = {"on": "off", "hours": ["inside", "outside"], "until": "2h", "when": "", **more}
    blocks = {name: {f"voicemail.{name}": value} for name, value in values.items() if name != "reason"}
    return blocks | {"lines": {"voicemail.lines": list(lines)}, "reason": {"reason.type": more.get("reason", "")}}


async def running(bot: Bot) -> list[Timer]:
    """Return what runs, as it is recorded."""
    return await Timers(bot.store).running()


async def test_a_command_that_says_everything_leads_straight_to_what_it_would_do(bot: Bot) -> None:
    """At three in the morning a form is one step too many; a loading view is there at once."""
    ana, view = await previews(bot, "off Support DE for 2h because night shift")
    assert bot.wire.order[:3] == ["asked", "answered", "views.open"]
    text = text_of(view)
    assert "*Voicemail off for 1 line, <!date^" in text
    assert "*Support DE*  on → off" in text
    assert "Why: night shift" in text
    assert view["submit"]["text"] == "Turn off for 1 line"
    assert await running(bot) == []
    assert (await ana.submits(view))["ok"]
    (timer,) = await running(bot)
    assert (timer.owner, timer.reason, timer.channel) == (ANA.id, "night shift", CHANNEL)
    assert [each.line.nickname for each in timer.lines] == ["Support DE"]
    await ana.sees_modal(f"<#{CHANNEL}>")


async def test_the_form_alone_leads_to_the_same(bot: Bot) -> None:
    """Lines by a group, off, two hours, and why."""
    ana, view = await asks(bot)
    (emea,) = [each for each in await options(ana, view, "@emea") if each["text"]["text"] == "@EMEA"]
    assert (await ana.submits(view, entered(emea["value"], reason="Lunch")))["ok"]
    shown = await ana.sees_modal("Billing DE*  already off", callback_id="voicemail.preview")
    assert (await ana.submits(shown))["ok"]
    (timer,) = await running(bot)
    assert "Billing DE" not in [each.line.nickname for each in timer.lines]
    assert timer.reason == "Lunch"


async def test_back_leads_to_the_form_as_it_was_filled_in(bot: Bot) -> None:
    """Lines, which way, hours, until when and why."""
    ana, view = await asks(bot)
    (line,) = await options(ana, view, "Support DE")
    await options(ana, view)
    values = entered(line["value"], "all", on="on", hours=["outside"], until="other", when="tomorrow 9am", reason="Why")
    assert (await ana.submits(view, values))["ok"]
    await ana.clicks(await ana.sees_modal(callback_id="voicemail.preview"), "voicemail.back")
    again = await ana.sees_modal(callback_id="voicemail.form")
    state = {name: next(iter(value.values())) for name, value in again["state"]["values"].items()}
    assert {each["value"] for each in state["lines"]["selected_options"]} == {line["value"], "all"}
    assert state["on"]["selected_option"]["value"] == "on"
    assert [each["value"] for each in state["hours"]["selected_options"]] == ["outside"]
    assert state["until"]["selected_option"]["value"] == "other"
    assert (state["when"]["value"], state["reason"]["value"]) == ("tomorrow 9am", "Why")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("off Marketing for 2h", "no line or group “Marketing”"),
        ("off Support for 2h", "“Support” fits"),
        ("off @talk-approvers for 2h", "No group in Zendesk is called “@talk-approvers”"),
        ("off Head office desk for 2h", "takes no calls"),
    ],
)
async def test_what_is_not_understood_opens_the_form_with_the_rest_filled_in(bot: Bot, text: str, said: str) -> None:
    """A group of Slack's is no group of Zendesk's, and a name that fits several lines is not all of them."""
    _, view = await asks(bot, text)
    assert said in text_of(view)
    values = view["state"]["values"]
    assert values["on"]["voicemail.on"]["selected_option"]["value"] == "off"
    assert "2h" in values["when"]["voicemail.when"]["value"]


@pytest.mark.parametrize(
    ("values", "block", "said"),
    [
        ({"when": "yesterday"}, "when", "yesterday"),
        ({"until": "other", "when": "yesterday"}, "when", "yesterday"),
        ({"until": "other"}, "when", "Type when it ends, such as"),
    ],
)
async def test_a_field_that_makes_no_sense_says_so_itself(
    bot: Bot, values: dict[str, Any], block: str, said: str
) -> None:
    """Under it, with an example, and the form stays as it is."""
    ana, view = await asks(bot)
    await options(ana, view)
    answer = await ana.submits(view, entered("all", **values))
    assert said in answer["errors"][block]
    assert (await ana.modals())[-1]["callback_id"] == "voicemail.form"


async def test_two_clicks_begin_it_once(bot: Bot) -> None:
    """The second is answered like the first."""
    ana, view = await previews(bot, "off Support DE for 2h")
    await ana.submits(view)
    sent = bot.wire.payload
    again = await bot.forges(sent)
    assert again.json()["response_action"] == "update"
    assert len(await running(bot)) == 1


async def test_a_timer_of_somebody_else_is_warned_of(bot: Bot) -> None:
    """Before the line is taken over: whose it is, and what becomes of it."""
    ben, view = await previews(bot, "off Support DE for 2h", who=BEN.id)
    await ben.submits(view)
    (timer,) = await running(bot)
    # As the step does that sends it, which no worker does here.
    name, hold = field_of_hold(timer.lines[0].line.id, "settings.voicemail", Hold(timer.id, base=True, put=False))
    await bot.store.redis.hset(bot.store.keys.held, name, hold)
    ana, view = await previews(bot, "off Support DE for 4h")
    assert f"*Support DE:* <@{BEN.id}> has switched voicemail there, <!date^" in text_of(view)
    await ana.submits(view)
    assert {each.owner for each in await running(bot)} == {ANA.id, BEN.id}


async def test_how_long_needs_no_word_before_it(bot: Bot) -> None:
    """As typed in a hurry: no line is called so, and what is understood is shown before anything happens."""
    _, view = await previews(bot, "off Support US 2h")
    assert "*Support US*  on → off" in text_of(view)
    assert "*Voicemail off for 1 line, <!date^" in text_of(view)


@pytest.mark.parametrize(
    ("channel", "goes_to"),
    [(CHANNEL, CHANNEL), (RANDOM, APPROVAL_CHANNEL.id), (APPROVAL_CHANNEL.id, APPROVAL_CHANNEL.id)],
)
async def test_the_card_goes_where_the_bot_is_a_member(bot: Bot, channel: str, goes_to: str) -> None:
    """And the preview says where, before anything happens."""
    ana, view = await previews(bot, "off Support DE for 2h", channel)
    assert f"The card goes to <#{goes_to}>." in text_of(view)
    assert bot.wire.order.index("views.open") < bot.wire.order.index("conversations.info")
    await ana.submits(view)
    assert [timer.channel for timer in await running(bot)] == [goes_to]


async def test_a_channel_is_asked_about_once_in_a_while(bot: Bot) -> None:
    """Whoever switches ten lines one by one does not cost ten questions."""
    await previews(bot, "off Support DE for 2h")
    await previews(bot, "off Support SE for 2h")
    assert "conversations.info" not in bot.wire.order


@pytest.mark.parametrize("error", ["missing_scope", "channel_not_found", "ratelimited", "fatal_error"])
async def test_a_channel_that_slack_tells_nothing_of_is_none_for_the_card(bot: Bot, error: str) -> None:
    """An app installed before it had the scope, or a private channel: nothing of the switch is lost."""
    await bot.fault("conversations.info", error)
    _, view = await previews(bot, "off Support DE for 2h")
    assert f"The card goes to <#{APPROVAL_CHANNEL.id}>." in text_of(view)


async def test_a_direct_message_is_no_place_for_a_card_of_all(bot: Bot) -> None:
    """Colleagues would not see it there; Slack is not even asked."""
    said = {"channel": ANA.id, "text": "Hello"}
    headers = {"authorization": f"Bearer {CREDENTIALS.bot_token}"}
    dm = (await bot.slack.post("/api/chat.postMessage", json=said, headers=headers)).json()["channel"]
    _, view = await previews(bot, "off Support DE for 2h", dm)
    assert text_of(view).count(f"The card goes to <#{APPROVAL_CHANNEL.id}>.") == 1
    assert "conversations.info" not in bot.wire.order


@pytest.mark.parametrize("approval_channel", [None])
async def test_without_a_channel_for_approvals_the_card_is_a_direct_message(bot: Bot) -> None:
    """A team of one has none."""
    ana, view = await previews(bot, "off Support DE for 2h", RANDOM)
    assert "The card goes to you, as a direct message." in text_of(view)
    await ana.submits(view)
    assert [timer.channel for timer in await running(bot)] == [None]


async def test_whoever_may_not_operate_hears_so_at_the_opening(bot: Bot) -> None:
    """Beside the command, by the shortcut and in App Home; no view opens."""
    dan = bot.person(DAN.id)
    await dan.types("/talk voicemail off all")
    await dan.sees_message("Only ", "can change numbers here")
    assert await dan.modals() == []
    assert "views.open" not in bot.wire.order


async def test_a_guest_and_whoever_lost_the_right_meanwhile_begin_nothing(bot: Bot) -> None:
    """Asked again at the form and at the click."""
    ana, view = await previews(bot, "off Support DE for 2h")
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    await ana.submits(view)
    await bot.settled()
    assert await running(bot) == []
    assert (await ana.modals())[-1]["callback_id"] == "notice"


@pytest.mark.parametrize(
    "forged",
    [
        submission("voicemail.preview", private_metadata='{"draft":"none","shown":"none"}'),
        submission("voicemail.preview", private_metadata="[]"),
        submission("voicemail.form", private_metadata='{"draft":"../x"}'),
        pressed_in_view("voicemail.back", "x" * 10_000),
        pressed_in_view("voicemail.next", "9" * 5000),
        pressed_in_view("number.voicemail", "\u0661"),
        pressed_in_view("voicemail.again", ""),
    ],
    ids=lambda payload: str(payload.get("type")),
)
async def test_what_nobody_was_shown_begins_nothing(bot: Bot, forged: payloads.Payload) -> None:
    """Signed, as if Slack had sent it."""
    assert (await bot.forges(by(forged, ANA.id))).status_code == 200
    assert await running(bot) == []


async def test_another_persons_draft_is_nobodys(bot: Bot) -> None:
    """Its id alone is no right to it."""
    ana, view = await previews(bot, "off Support DE for 2h")
    await ana.submits(view)
    sent = by(bot.wire.payload, BEN.id)
    before = len(await running(bot))
    assert (await bot.forges(sent)).status_code == 200
    assert len(await running(bot)) == before


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_hostile_words_are_words(bot: Bot, text: str) -> None:
    """Whatever is typed is answered, and mentions nobody."""
    ana, typed = bot.person(), text.encode(errors="replace").decode()
    await ana.types(f"/talk voicemail off {typed[:150]} because {typed[:40]}")
    await bot.settled()
    shown = text_of(await ana.modals()) + text_of([each for each in await ana.messages() if each.get("is_ephemeral")])
    assert "<!channel>" not in shown
    assert await running(bot) == []


async def test_redis_away_is_said_before_anything_opens(bot: Bot) -> None:
    """Nobody fills in a form that cannot be kept."""
    await bot.gate.become("gone")
    ana = bot.person()
    await ana.types("/talk voicemail off Support DE")
    await ana.sees_message("I cannot reach my own records right now")


async def test_redis_away_at_the_click_does_not_say_that_nothing_was_done(bot: Bot) -> None:
    """It may have been written down."""
    ana, view = await previews(bot, "off Support DE for 2h")
    await bot.gate.become("gone")
    await ana.submits(view)
    await bot.settled()
    await ana.sees_modal("I cannot reach my own records right now")


async def test_zendesk_away_keeps_what_was_typed(bot: Bot) -> None:
    """Try again goes on from there."""
    await bot.zendesk_fault("unavailable", times=50)
    ana = bot.person()
    await ana.types("/talk voicemail off Support DE for 2h")
    view = await ana.sees_modal("Nothing was switched.", callback_id="voicemail.trouble")
    await bot.settled()
    (await bot.account.delete("/faults")).raise_for_status()
    await ana.clicks(view, "voicemail.again")
    await ana.sees_modal("*Support DE*  on → off", callback_id="voicemail.preview")


async def test_a_number_has_a_way_to_its_voicemail(bot: Bot) -> None:
    """With the line picked; on top of the number, so that closing it leads back."""
    ben = bot.person(BEN.id)
    await ben.types("/talk show Support DE")
    await ben.clicks(await ben.sees_modal(callback_id="number.view"), "number.voicemail")
    view = await ben.sees_modal(callback_id="voicemail.form")
    (picked,) = view["state"]["values"]["lines"]["voicemail.lines"]["selected_options"]
    assert "Support DE" in picked["text"]["text"]
    assert [each["callback_id"] for each in await ben.modals()] == ["number.view", "voicemail.form"]


async def test_a_thousand_lines_are_looked_at_page_by_page(bot: Bot) -> None:
    """As far as they can be read in time; the rest is looked at just before."""
    (await bot.account.post("/numbers", json={"count": 300})).raise_for_status()
    ana = bot.person()
    await ana.types("/talk voicemail off all for 2h")
    view = await ana.sees_modal(callback_id="voicemail.preview", seconds=40)
    assert "not read in time" in text_of(view)
    assert "Head office desk*  left out" not in text_of(view), "what changes comes first"
    await ana.clicks(view, "voicemail.next")
    await ana.sees_modal("Page 2 of", callback_id="voicemail.preview")
