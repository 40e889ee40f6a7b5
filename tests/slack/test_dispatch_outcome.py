"""After the order: leaving the modal that shows it, and Retry for nickname and group, as they are mounted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cards.purchase_views import progress
from bot.model import Details, Member, Purchase, RequestState
from bot.sandbox.slack.people import ANA
from bot.store.records import Transition
from tests.journeys.driver import SlackPerson, text_of, until
from tests.slack.conftest import Bot
from tests.slack.payloads import pressed_in_message


async def ordered(bot: Bot, **changes: Any) -> tuple[SlackPerson, dict[str, Any]]:
    """Let Ana buy the first number; the modal that shows it, in a later state where `changes` say so."""
    ana = bot.person()
    assert (await ana.submits(await ana.picks(await ana.searches("US 510"))))["ok"]
    view = await ana.sees_modal(callback_id="purchase.progress")
    if changes:
        ((made,), _) = await bot.records.mine(ANA.id)
        assert isinstance(made, Purchase)
        shown = progress(replace(made, **changes))
        await bot.replies.slack.views_update(view_id=view["id"], view=shown)
        view = (await ana.modals())[-1]
    bot.wire.order.clear()
    return ana, view


@pytest.mark.parametrize("state", [RequestState.APPROVED, RequestState.UNKNOWN, RequestState.DONE])
async def test_leaving_the_modal_closes_all_of_it(bot: Bot, state: RequestState) -> None:
    """Slack's own button would only lead back to results that were used already."""
    ana, view = await ordered(bot, state=state)
    assert (await ana.submits(view))["ok"]
    assert await ana.modals() == []
    assert bot.calls() == []


async def test_after_a_failure_the_same_search_is_made_again_in_the_results(bot: Bot) -> None:
    """The view goes, and what was below it becomes the new results."""
    ana, view = await ordered(bot, state=RequestState.FAILED, outcome_words="Gone.")
    results = (await ana.modals())[0]
    assert (await ana.submits(view))["ok"]

    async def renewed() -> bool:
        (shown,) = await ana.modals()
        assert shown["id"] == results["id"]
        return bool(
            shown["callback_id"] == "search.results" and shown["private_metadata"] != results["private_metadata"]
        )

    await until(renewed, "results of a search of its own")
    assert bot.wire.order == ["asked", "answered", "views.update", "views.update"]


async def test_after_a_failure_with_nothing_below_the_results_open_anew(bot: Bot) -> None:
    """The view itself is left to the request it shows, which may still be corrected."""
    ana, view = await ordered(bot, state=RequestState.FAILED, outcome_words="Gone.")
    await ana.submits(view)
    payload = bot.wire.payload
    payload["view"] |= {"previous_view_id": None, "root_view_id": payload["view"]["id"]}
    assert (await bot.forges(payload)).json() == {"response_action": "clear"}


async def test_searching_again_needs_the_right_to_ask(bot: Bot) -> None:
    """It may have been lost while Zendesk was asked."""
    ana, view = await ordered(bot, state=RequestState.FAILED, outcome_words="Gone.")
    await bot.knows({ANA.id: Member(active=True, guest=True)})
    assert (await ana.submits(view))["ok"]
    assert "Guests" in text_of(await ana.sees_modal(callback_id="notice"))


async def test_a_bought_number_is_never_denied_when_redis_is_away(bot: Bot) -> None:
    """The button of a modal that says Bought must not answer that nothing was."""
    ana, view = await ordered(bot, state=RequestState.DONE, number_id=1)
    await bot.gate.become("gone")
    await ana.submits(view)
    said = text_of(await ana.sees_modal("I cannot reach my own records"))
    assert "othing was bought" not in said


@pytest.mark.parametrize("again", ["5", '"nonsense"', '"US 510 contains ##"', "[]", "null", '""'])
async def test_a_search_remembered_wrongly_is_answered_all_the_same(bot: Bot, again: str) -> None:
    """It comes back with the view, so it is looked at as something from outside."""
    ana, view = await ordered(bot)
    await ana.submits(view)
    payload = bot.wire.payload
    payload["view"]["private_metadata"] = f'{{"again": {again}}}'
    answer = await bot.forges(payload)
    assert answer.status_code == 200
    assert "Something broke" not in answer.text


async def details_failed(bot: Bot) -> Purchase:
    """Return a number of Ana's that was bought, and whose nickname Zendesk did not take."""
    await ordered(bot)
    ((made,), _) = await bot.records.mine(ANA.id)
    assert isinstance(made, Purchase)
    done = replace(
        made,
        state=RequestState.DONE,
        number_id=1,
        details=Details("Support US"),
        details_done=True,
        details_problem="Zendesk refused: “too long”.",
    )
    outcome = await bot.records.apply(Transition(done, "bought", "talkbot"))
    assert outcome.request is not None
    bot.scheduled.clear()
    return outcome.request


async def test_retry_sets_nickname_and_group_again_once_a_click(bot: Bot) -> None:
    """Two clicks on one card are one wish."""
    purchase = await details_failed(bot)
    click = pressed_in_message("details.retry", f"{purchase.id}:{purchase.version}")
    click["response_url"] = await bot.response_url()
    first = await bot.forges(click)
    assert (first.status_code, first.text) == (200, "")
    assert bot.scheduled == [("advance", purchase.id), ("show", purchase.id)]
    assert (await bot.forges(click)).text == ""
    assert bot.scheduled == [("advance", purchase.id), ("show", purchase.id)]


async def test_a_retry_from_an_older_card_is_told_so(bot: Bot) -> None:
    """The card a person looks at may be a moment behind."""
    purchase = await details_failed(bot)
    click = pressed_in_message("details.retry", f"{purchase.id}:{purchase.version}")
    await bot.records.apply(Transition(replace(purchase, details_problem=None), "details set", "talkbot"))
    click["response_url"] = await bot.response_url()
    assert (await bot.forges(click)).status_code == 200
    assert (await bot.person().sees_message("asked for already"))["ephemeral"]
    assert bot.scheduled == []


@pytest.mark.parametrize("value", ["", "nonsense", "nonsense:1", ":", "a:b", "a:\uff11"])
async def test_a_retry_of_nothing_is_told_so(bot: Bot, value: str) -> None:
    """A click is never silently ignored."""
    click = pressed_in_message("details.retry", value)
    click["response_url"] = await bot.response_url()
    assert (await bot.forges(click)).status_code == 200
    said = await bot.person().sees_message("no longer have the record")
    assert "bug" not in said["text"]


async def test_a_retry_without_redis_denies_no_purchase(bot: Bot) -> None:
    """The number is bought; only its nickname is in question."""
    click = pressed_in_message("details.retry", "7f3k:1") | {"response_url": await bot.response_url()}
    await bot.gate.become("gone")
    await bot.forges(click)
    said = await bot.person().sees_message("I cannot reach my own records")
    assert "othing was bought" not in text_of(said)
