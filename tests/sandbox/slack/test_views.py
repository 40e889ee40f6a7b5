"""Modals and Home tabs through the Web API: triggers, the stack of three, hashes, names, kept values."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.slack.people import ANA, BEN, BOT_USER_ID

from .conftest import Slack
from .scripted import JSON, actions, button, home, modal, option, plain, section, text_input


async def _trigger(slack: Slack) -> str:
    return str((await slack.command())["trigger_id"])


async def _modal_trigger(slack: Slack, view: JSON) -> str:
    source = {"type": "view", "view_id": view["id"]}
    await slack.ana.does("action", source=source, block_id="more", action_id="push", value=None)
    return str(slack.bot.last["trigger_id"])


PUSHING = modal(actions("more", button("push")))


async def test_an_opened_view_has_every_key_slack_gives_it(slack: Slack) -> None:
    """Stored views carry defaults, ids and a hash, and those come back in every payload."""
    stored = await slack.opened(modal(text_input("why"), section(), private_metadata="m", notify_on_close=True))
    assert list(stored) == [
        *("id", "team_id", "type", "blocks", "private_metadata", "callback_id", "state", "hash", "title"),
        *("clear_on_close", "notify_on_close", "close", "submit", "previous_view_id", "root_view_id", "app_id"),
        *("external_id", "app_installed_team_id", "bot_id"),
    ]
    assert stored["blocks"][0]["element"] == {"type": "plain_text_input", "action_id": "field"}
    assert stored["blocks"][0]["label"]["emoji"] is True
    assert stored["blocks"][1]["text"]["verbatim"] is False
    assert stored["blocks"][1]["block_id"]
    assert stored["state"] == {"values": {"why": {"field": {"type": "plain_text_input", "value": None}}}}
    assert stored["root_view_id"] == stored["id"]
    assert stored["previous_view_id"] is None
    (shown,) = await slack.ana.modals()
    assert shown == {**stored, "client_error": None}


async def test_a_trigger_works_once(slack: Slack) -> None:
    """The second exchange is told apart from an unknown id."""
    trigger = await _trigger(slack)
    await slack.api.views_open(trigger_id=trigger, view=modal())
    assert await slack.refuses("views.open", trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert await slack.refuses("views.open", trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"


async def test_a_trigger_dies_after_three_seconds(slack: Slack) -> None:
    """Whoever asks another system first is too late."""
    trigger = await _trigger(slack)
    await slack.control("/clock", advance=3.1)
    assert await slack.refuses("views.open", trigger_id=trigger, view=modal()) == "expired_trigger_id"


async def test_a_broken_view_does_not_use_up_the_trigger(slack: Slack) -> None:
    """Slack looks at the arguments first."""
    trigger = await _trigger(slack)
    assert await slack.refuses("views.open", trigger_id=trigger, view=modal(title=plain(""))) == "invalid_arguments"
    await slack.api.views_open(trigger_id=trigger, view=modal())


async def test_a_fourth_view_is_refused(slack: Slack) -> None:
    """A stack holds a root and two pushes."""
    view = await slack.opened(PUSHING)
    root = view["id"]
    for _ in range(2):
        below = view["id"]
        view = (await slack.api.views_push(trigger_id=await _modal_trigger(slack, view), view=PUSHING))["view"]
        assert (view["root_view_id"], view["previous_view_id"]) == (root, below)
    trigger = await _modal_trigger(slack, view)
    assert await slack.refuses("views.push", trigger_id=trigger, view=PUSHING) == "push_limit_reached"
    assert len(await slack.ana.modals()) == 3


async def test_a_push_needs_a_click_in_the_modal_below(slack: Slack) -> None:
    """A command's trigger can open a view but not push one, even while a modal is open; nor can an old click's."""
    assert await slack.refuses("views.push", trigger_id=await _trigger(slack), view=modal()) == "not_found"
    view = await slack.opened(PUSHING)
    assert await slack.refuses("views.push", trigger_id=await _trigger(slack), view=modal()) == "not_found"
    trigger = await _modal_trigger(slack, view)
    await slack.ana.does("close", view_id=view["id"])
    assert await slack.refuses("views.push", trigger_id=trigger, view=modal()) == "not_found"


async def test_only_the_view_on_top_can_be_used(slack: Slack) -> None:
    """What lies below is covered in a client too."""
    view = await slack.opened(PUSHING)
    await slack.api.views_push(trigger_id=await _modal_trigger(slack, view), view=modal())
    answer = await slack.ana.post("submit", view_id=view["id"], values={})
    assert answer == {"ok": False, "error": "That view is no longer open."}


async def test_an_update_with_an_old_hash_is_refused(slack: Slack) -> None:
    """Somebody newer won; the hash changes with every update."""
    view = await slack.opened(modal())
    newer = (await slack.api.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("New"))))["view"]
    assert newer["hash"] != view["hash"]
    conflict = await slack.refuses("views.update", view_id=view["id"], hash=view["hash"], view=modal())
    assert conflict == "hash_conflict"


async def test_a_closed_view_cannot_be_updated(slack: Slack) -> None:
    """A slow search finds its loading view gone."""
    view = await slack.opened(modal())
    await slack.ana.does("close", view_id=view["id"])
    assert await slack.refuses("views.update", view_id=view["id"], view=modal()) == "not_found"
    assert await slack.refuses("views.update", external_id="none", view=modal()) == "not_found"
    assert await slack.refuses("views.update", view=modal()) == "invalid_arguments"


async def test_an_external_id_names_one_view(slack: Slack) -> None:
    """It is the only handle on a view pushed in an answer, and taken for good once used."""
    view = await slack.opened(modal(external_id="form-1"))
    named = await slack.api.views_update(external_id="form-1", view=modal(section("New"), external_id="form-1"))
    assert named["view"]["id"] == view["id"]
    trigger = await _trigger(slack)
    taken = await slack.refuses("views.open", trigger_id=trigger, view=modal(external_id="form-1"))
    assert taken == "duplicate_external_id"


async def test_a_view_of_more_than_250_kb_is_refused(slack: Slack) -> None:
    """Every block is within its own limit, but not all of them together."""
    view = await slack.opened(modal())
    large = modal(*(section("x" * 3000) for _ in range(90)))
    assert await slack.refuses("views.update", view_id=view["id"], view=large) == "view_too_large"


async def test_a_broken_view_is_explained_by_json_pointers(slack: Slack) -> None:
    """The messages say where, so that a developer can find it."""
    view = await slack.opened(modal())
    broken = modal({"type": "section", "text": {"type": "mrkdwn", "text": ""}}, {"type": "marquee"})
    refusal = await slack.refusal("views.update", view_id=view["id"], view=broken)
    assert refusal["error"] == "invalid_arguments"
    assert refusal["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/view/blocks/0/text/text]",
        "[ERROR] unsupported type: marquee [json-pointer:/view/blocks/1/type]",
    ]


async def test_values_stay_where_both_ids_stay(slack: Slack) -> None:
    """Even a new initial value does not replace what stands in the field; a new block_id does."""
    view = await slack.opened(modal(text_input("a"), text_input("b")))
    for block_id in ("a", "b"):
        await slack.ana.does("change", view_id=view["id"], block_id=block_id, action_id="field", value="typed")
    updated = await slack.api.views_update(
        view_id=view["id"],
        view=modal(text_input("a", initial_value="new"), text_input("b2", initial_value="new")),
    )
    values = updated["view"]["state"]["values"]
    assert values["a"]["field"]["value"] == "typed"
    assert values["b2"]["field"]["value"] == "new"
    assert "b" not in values


@pytest.mark.parametrize(
    ("offered", "kept"),
    [(["one", "two"], "two"), (["one", "three"], None)],
)
async def test_a_choice_stays_while_it_is_offered(slack: Slack, offered: list[str], kept: str | None) -> None:
    """The next page of results has other options, and the old pick is not among them."""
    radios: dict[str, Any] = {"type": "radio_buttons", "action_id": "pick", "options": [option("one"), option("two")]}
    view = await slack.opened(modal(actions("page", radios)))
    source = {"type": "view", "view_id": view["id"]}
    await slack.ana.does("action", source=source, block_id="page", action_id="pick", value="two")
    other = {**radios, "options": [option(value) for value in offered]}
    updated = await slack.api.views_update(view_id=view["id"], view=modal(actions("page", other)))
    chosen = updated["view"]["state"]["values"]["page"]["pick"]["selected_option"]
    assert (chosen and chosen["value"]) == kept


async def test_a_home_keeps_its_id_from_one_publication_to_the_next(slack: Slack) -> None:
    """It is one view per person, with a new hash each time."""
    first = (await slack.api.views_publish(user_id=ANA.id, view=home()))["view"]
    second = (await slack.api.views_publish(user_id=ANA.id, view=home(section("New")), hash=first["hash"]))["view"]
    assert first["id"] == second["id"]
    stale = await slack.refuses("views.publish", user_id=ANA.id, view=home(), hash=first["hash"])
    assert stale == "hash_conflict"
    assert (await slack.ana.state())["home"]["blocks"][0]["text"]["text"] == "New"
    assert (await slack.ana.as_person(BEN.id).state())["home"] is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"user_id": "U0NOBODY01", "view": home()}, "user_not_found"),
        ({"user_id": BOT_USER_ID, "view": home()}, "user_not_found"),
        ({"user_id": ANA.id, "view": modal()}, "invalid_arguments"),
        ({"user_id": ANA.id}, "invalid_arguments"),
        ({"user_id": ANA.id, "view": "{"}, "invalid_arguments"),
        ({"user_id": ANA.id, "view": home(title=plain("No"))}, "invalid_arguments"),
    ],
)
async def test_what_cannot_be_a_home_is_refused(slack: Slack, arguments: JSON, code: str) -> None:
    """People only, home views only."""
    assert await slack.refuses("views.publish", **arguments) == code
