"""The form to decline, and everything there is to know of a request."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.decision_views import ENTRIES_SHOWN, decline_form, details
from bot.model import AnyRequest, Person, RequestState
from tests.cards.extremes_requests import CROWD, GROUPS
from tests.cards.rules import elements, texts
from tests.cards.samples import BUDGET, DELETION, ENTRY, PURCHASE, asked, entries

PENDING = asked(PURCHASE, RequestState.PENDING, budget=BUDGET)


def said(view: dict[str, Any]) -> str:
    """Return everything people read in a view."""
    return "\n".join(texts(view))


def test_declining_needs_a_reason_and_says_who_will_read_it() -> None:
    """A no without one only makes people ask again."""
    view = decline_form(PENDING)
    (reason,) = elements(view, "input")
    assert (reason["block_id"], reason["element"]["action_id"]) == ("reason", "reason.type")
    assert reason["optional"] is False
    assert reason["element"]["max_length"] == 500
    assert "<@U0ANA> gets this as a message, and it stands on the card in the approval channel." in texts(view)
    assert (view["callback_id"], view["submit"]["text"]) == ("request.decline", "Decline")
    assert json.loads(view["private_metadata"]) == {"request": PENDING.id, "version": PENDING.version}


@pytest.mark.parametrize("request_", [PURCHASE, DELETION])
def test_the_form_names_what_is_declined(request_: AnyRequest) -> None:
    """Two cards may stand one above the other."""
    what = "buy +1 510-555-0123" if request_ is PURCHASE else "release +1 510-555-0199 (Support US)"
    assert f"*<@U0ANA> asks to {what}*" in said(decline_form(asked(request_, RequestState.PENDING)))


def test_the_details_have_every_fact_who_may_decide_and_what_happened() -> None:
    """Whoever opens them decides by them."""
    declined = replace(ENTRY, happened="declined", facts={"decision": "One is enough."})
    view = details(PENDING, [replace(ENTRY, happened="requested", by="U0ANA"), declined], ())
    for fact in (
        "*Why*\nSpring campaign line",
        "*Each year*\n$12.00",
        "*Of the budget*\n$14.00 of $40.00 a month used after this",
        "Capabilities: voice, SMS, MMS",
        "Address needed: none",
        "*May decide*\n<@U0BEN>, <@U0CYD>, not <@U0ANA>",
        "<@U0ANA>: *requested*",
        "<@U0BEN>: *declined* · “One is enough.”",
    ):
        assert fact in said(view)
    assert view["callback_id"] == "request.details"


@pytest.mark.parametrize("state", RequestState)
def test_what_hung_on_a_number_stays_in_the_details(state: RequestState) -> None:
    """The card leaves it out once nobody can stop the release any more."""
    assert said(details(asked(DELETION, state), (), GROUPS)).count("*What hangs on it*") == 1


def test_a_crowd_that_may_decide_is_named_by_its_groups() -> None:
    """As on the card."""
    crowd = replace(PENDING, eligible=CROWD)
    assert "*May decide*\n<!subteam^S0TALK>, <!subteam^S0OPS>, not <@U0ANA>" in said(details(crowd, (), GROUPS))


def test_a_request_that_nobody_had_to_approve_says_so() -> None:
    """An empty list of approvers would read like a fault."""
    assert "Nobody had to approve this." in texts(details(PURCHASE, (), GROUPS))


def test_a_long_story_keeps_its_end_and_counts_the_rest() -> None:
    """Zendesk away for a night makes many entries, and what happened last is what people look for."""
    many = [replace(each, happened=f"event {n}") for n, each in enumerate(entries(ENTRIES_SHOWN + 2))]
    shown = said(details(PENDING, many, ()))
    assert "2 earlier entries are not shown." in shown
    assert "*event 1*" not in shown
    assert f"*event {ENTRIES_SHOWN + 1}*" in shown
    assert "earlier" not in said(details(PENDING, many[2:], ()))
    assert "Nothing is written down of it" in said(details(PENDING, (), ()))


def test_words_of_others_in_the_story_are_only_text() -> None:
    """Reasons and Zendesk's answers are kept as they came."""
    evil = replace(PENDING, requested_by=Person("T0DEMO", "U0ANA"), reason="<!channel> *free*")
    shown = said(details(evil, entries(1, "<!channel> *free*"), ()))
    assert "<!channel>" not in shown
    assert "&lt;!channel&gt; free" in shown
