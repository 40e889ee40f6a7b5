"""The views of a release: finding the number, what it would mean, and what became of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.cards.progress_view import progress_view
from bot.cards.release_views import confirm_release, looking, pick, release_progress, release_trouble
from bot.cards.request_words import LONGEST_REASON, duration
from bot.model import Deletion, Line, RequestState
from tests.cards.extremes_requests import BARE_LINE
from tests.cards.rules import elements, texts
from tests.cards.samples import DELETION, HANGING, LINE, PURCHASE, asked, lines


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return each input block by its block_id."""
    return {block["block_id"]: block for block in elements(view, "input")}


def said(view: dict[str, Any]) -> str:
    """Return everything people read in a view."""
    return "\n".join(texts(view))


def confirmed(line: Line = LINE, **changes: Any) -> dict[str, Any]:
    """Return the view before a release, which a colleague has to approve."""
    given = {"look": "a-look", "channel": "C0APPROVALS", "approver_words": "<@U0BEN>", "hold": timedelta(minutes=10)}
    return confirm_release(line, HANGING, **{**given, **changes})


def test_while_zendesk_is_asked_the_view_says_for_what() -> None:
    """An empty view would look broken."""
    assert texts(looking("support us")["blocks"]) == ["Looking for “support us” in Zendesk …"]
    assert texts(looking("")["blocks"]) == ["Reading your numbers in Zendesk …"]
    assert looking("")["callback_id"] == "release.loading"


@pytest.mark.parametrize("count", [1, 100, 101, 250])
def test_every_line_that_fits_can_be_picked_by_its_id(count: int) -> None:
    """Numbers and nicknames may stand twice; Zendesk's id never does."""
    view = pick(lines(count), "support")
    element = fields(view)["line"]["element"]
    options = [each for part in element.get("option_groups", [element]) for each in part["options"]]
    assert [option["value"] for option in options] == [str(number + 1) for number in range(count)]
    assert element["action_id"] == "line.pick"
    assert options[0]["text"]["text"] == "+1 200-555-0100 (Support 0)"
    assert (view["callback_id"], view["submit"]["text"]) == ("release.pick", "Continue")


@pytest.mark.parametrize(("words", "why"), [("suport", "No number fits “suport”."), (None, "has no numbers")])
def test_nothing_to_pick_is_said_and_cannot_be_submitted(words: str | None, why: str) -> None:
    """Slack refuses a list without options, and the person would see nothing at all."""
    view = pick((), words)
    assert why in said(view)
    assert fields(view) == {}
    assert "submit" not in view


def test_before_a_release_people_read_what_hangs_on_the_number_and_that_there_is_no_way_back() -> None:
    """Then they type its digits."""
    view = confirmed()
    assert "*+1 510-555-0199 (Support US)*  Oakland, CA, United States · local" in said(view)
    assert "Lines that overflow to it: Support UK, Support DE" in said(view)
    assert "Callers will hear that the number does not exist. Zendesk promises no way to get it back." in texts(view)
    assert fields(view)["digits"]["element"]["max_length"] == 4
    assert fields(view)["digits"]["optional"] is False
    assert fields(view)["reason"]["element"]["max_length"] == LONGEST_REASON
    assert {name: block["element"]["action_id"] for name, block in fields(view).items()} == {
        "digits": "digits.type",
        "reason": "reason.type",
    }
    assert view["callback_id"] == "release.confirm"
    assert json.loads(view["private_metadata"]) == {"look": "a-look"}
    assert json.loads(confirmed(again="7f3k")["private_metadata"]) == {"look": "a-look", "again": "7f3k"}


def test_with_approval_a_reason_is_required_and_the_way_is_said() -> None:
    """Where it goes, who may approve, and how long it can be stopped after that."""
    view = confirmed()
    assert view["submit"]["text"] == "Request release"
    assert fields(view)["reason"]["optional"] is False
    assert "Goes to <#C0APPROVALS> and waits for one of <@U0BEN>" in said(view)
    assert "Nothing is released before somebody approves. Then it is on hold for 10 minutes" in said(view)


def test_without_approval_the_hold_is_all_there_is_between_the_click_and_the_release() -> None:
    """It should be plain that nobody else looks at it first."""
    view = confirmed(channel=None, approver_words="<@U0BEN>", hold=timedelta(hours=1))
    assert view["submit"]["text"] == "Release number"
    assert fields(view)["reason"]["optional"] is True
    assert "Nobody has to approve this. It is on hold for 1 hour, in which you can stop it. So can <@U0BEN>." in said(
        view
    )
    assert "So can" not in said(confirmed(channel=None, approver_words=""))


def test_a_line_without_a_number_is_confirmed_by_its_id() -> None:
    """A digital line has no digits of its own, and its id is shown above."""
    assert fields(confirmed())["digits"]["label"]["text"] == "Type the last four digits to confirm"
    digital = replace(BARE_LINE, id=26525525651611)
    view = confirmed(digital)
    assert fields(view)["digits"]["label"]["text"] == "Type the last four digits of its id to confirm"
    assert "id 26525525651611" in said(view)


def test_what_forbids_the_release_stands_in_the_place_of_the_button() -> None:
    """It would be refused on submitting."""
    view = confirmed(problem="Only <@U0BEN> can ask for this here.")
    assert "Only <@U0BEN> can ask for this here." in texts(view)
    assert fields(view) == {}
    assert "submit" not in view


@pytest.mark.parametrize("state", RequestState)
def test_the_modal_of_a_release_follows_its_request_and_never_asks_for_anything(state: RequestState) -> None:
    """It is replaced while people look at it."""
    request = asked(DELETION, state)
    assert isinstance(request, Deletion)
    view = release_progress(request)
    assert (view["callback_id"], view["close"]["text"]) == ("release.progress", "Close")
    assert not {"submit", "private_metadata"} & set(view)
    assert elements(view, "button") == []
    assert "+1 510-555-0199 (Support US)" in said(view)
    assert "request 9QX2" in said(view)


@pytest.mark.parametrize("request_", [PURCHASE, DELETION])
def test_a_request_that_waits_says_who_decides_and_how_to_take_it_back(request_: Any) -> None:
    """The person may close it and needs to know where it went."""
    view = progress_view(asked(request_, RequestState.PENDING))
    assert view["title"]["text"] == "Requested"
    assert "It goes to the approvers" in said(view)
    assert "You can close this, you will get a message." in said(view)
    assert "withdraw it in my direct messages to you or in my App Home" in said(view)
    assert view["callback_id"] == f"{'purchase' if request_ is PURCHASE else 'release'}.progress"


def test_what_went_wrong_can_be_tried_again_with_the_same_words() -> None:
    """Nobody should have to type a number twice because Zendesk was away."""
    view = release_trouble("Zendesk could not be reached.", "support us")
    (retry,) = elements(view, "button")
    assert (retry["action_id"], retry["value"]) == ("release.again", "support us")
    assert "value" not in elements(release_trouble("Zendesk is away.", ""), "button")[0]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "1 hour 30 minutes"),
        (timedelta(days=2, seconds=1), "2 days 1 second"),
        (timedelta(0), "no time"),
    ],
)
def test_a_hold_is_said_exactly(time: timedelta, words: str) -> None:
    """Somebody may be waiting for its last minute."""
    assert duration(time) == words
