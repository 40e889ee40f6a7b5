"""Requests and entries in lists: App Home, what is pending, and the history."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.history_view import ENTRIES_A_PAGE, history
from bot.cards.home_view import home
from bot.cards.pending_view import REQUESTS_A_PAGE, pending
from bot.model import AnyRequest, RequestState
from tests.cards.extremes_lists import many
from tests.cards.rules import elements, texts
from tests.cards.samples import DELETION, ENTRY, PURCHASE, asked, entries
from tests.cards.samples_home import home_of

WAITING = asked(PURCHASE, RequestState.PENDING, id="waits")
HOLDING = asked(DELETION, RequestState.HOLDING, id="holds")
EXPIRED = asked(PURCHASE, RequestState.EXPIRED, id="late")
MINE: list[AnyRequest] = [asked(DELETION, RequestState.PENDING, id="mine"), HOLDING, EXPIRED]


def said(view: dict[str, Any]) -> str:
    """Return everything people read in a view."""
    return "\n".join(texts(view))


def pressed(view: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return action id and value of each button, in order."""
    return [(button["action_id"], button.get("value")) for button in elements(view, "button")]


def at_home(mine: list[AnyRequest], waiting: list[AnyRequest]) -> dict[str, Any]:
    """Return App Home of somebody with exactly these."""
    return home(home_of(mine=mine, waiting=waiting))


def listed(mine: list[AnyRequest], waiting: list[AnyRequest], page: int = 1, pages: int = 1) -> dict[str, Any]:
    """Return a page of what is pending."""
    return pending(
        mine, waiting, page=page, pages=pages, mine_count=len(mine) * pages, waiting_count=len(waiting) * pages
    )


def test_an_empty_home_says_what_would_stand_there_and_how_to_make_it_so() -> None:
    """The first thing new people see should tell them what to do."""
    for view in (at_home([], []), listed([], [])):
        assert "Nothing waits for you. What colleagues ask for and you may decide stands here" in said(view)
        assert "You have not asked for anything yet." in said(view) or "Nothing of yours is open." in said(view)
        assert "/talk search US 510" in said(view)
        assert texts(view).count("Waiting for you (0)") == 1


@pytest.mark.parametrize("show", [at_home, listed])
def test_what_waits_for_the_viewer_comes_first_and_each_list_has_the_buttons_of_its_side(show: Any) -> None:
    """Somebody else waits for the first, nobody for the second."""
    view = show(MINE, [WAITING])
    headers = [header["text"]["text"] for header in elements(view, "header")][:2]
    assert headers == ["Waiting for you (1)", "Your requests (3)" if show is at_home else "Your open requests (3)"]
    assert [each for each in pressed(view) if not each[0].startswith("home.")] == [
        ("request.approve", "waits:3"),
        ("request.decline", "waits:3"),
        ("request.details", "waits:3"),
        ("request.withdraw", "mine:4"),
        ("request.details", "mine:4"),
        ("request.stop", "holds:4"),
        ("request.details", "holds:4"),
        ("request.again", "late:3"),
    ]


@pytest.mark.parametrize("show", [at_home, listed])
def test_each_request_shows_its_state_why_it_is_asked_and_what_happens_next(show: Any) -> None:
    """People look here when they missed the message."""
    view = show(MINE, [WAITING])
    assert "*<@U0ANA> asks to buy +1 510-555-0123* · Support US · $1.00 a month" in said(view)
    assert "why: Spring campaign line · <!date^1795428800^until " in said(view)
    assert "*On hold: release of +1 510-555-0199 (Support US)*" in said(view)
    assert "unless somebody stops it" in said(view)
    assert "Nobody decided in time. Nothing was bought. Ask again if it is still wanted." in said(view)
    assert "Approved by <@U0BEN> <!date^" in said(view)


@pytest.mark.parametrize("show", [at_home, listed])
def test_approving_from_a_list_asks_once_more_too(show: Any) -> None:
    """The same money moves."""
    (approve,) = [each for each in elements(show([], [WAITING]), "button") if each["action_id"] == "request.approve"]
    assert approve["confirm"]["text"]["text"] == "Buy +1 510-555-0123 for $1.00 a month?"
    assert "style" not in approve


@pytest.mark.parametrize("state", [state for state in RequestState if state is not RequestState.PENDING])
def test_what_was_decided_meanwhile_cannot_be_decided_from_a_list(state: RequestState) -> None:
    """The list of what waits and the record are read one after the other."""
    decided = asked(PURCHASE, state)
    assert "request.approve" not in dict(pressed(at_home([], [decided])))


def test_a_nickname_that_was_not_set_is_not_shown_as_one() -> None:
    """Home would say two things of the same number."""
    (title,) = [
        text for text in texts(at_home([replace(PURCHASE, details_problem="It broke.")], [])) if "*Bought" in text
    ]
    assert title == "*Bought +1 510-555-0123* · $1.00 a month"


def test_what_is_pending_is_paged_and_says_where_it_is() -> None:
    """The value of a button is the page it leads to, so that two clicks lead to one."""
    middle = listed(many(REQUESTS_A_PAGE), many(REQUESTS_A_PAGE), 2, 3)
    assert pressed(middle)[-2:] == [("pending.previous", "1"), ("pending.next", "3")]
    assert "Page 2 of 3" in texts(middle)
    assert (middle["callback_id"], json.loads(middle["private_metadata"])) == ("pending.list", {"page": 2})
    assert "pending.previous" not in dict(pressed(listed(many(1), [], 1, 3)))
    assert "pending.next" not in dict(pressed(listed(many(1), [], 3, 3)))
    assert not [name for name, _ in pressed(listed(many(1), [])) if name.startswith("pending")]


def test_a_part_that_ended_on_an_earlier_page_is_not_told_as_empty() -> None:
    """Twelve of one's own and two that wait make a second page without the second kind."""
    view = pending(many(2), [], page=2, pages=2, mine_count=12, waiting_count=2)
    assert "All of these stand on other pages." in texts(view)
    assert "Nothing waits for you" not in said(view)
    assert "Waiting for you (2)" in texts(view)


def test_an_entry_of_the_history_is_one_line_that_says_when_who_what_and_why() -> None:
    """It is read by people who were not there."""
    view = history([ENTRY], number=None, page=1, has_older=False)
    line = (
        "<!date^1795400000^{date_short_pretty} {time}|2026-11-23 02:13 UTC> · <@U0BEN>: *approved* · purchase of "
        "+1 510-555-0123 for $1.00 a month · why: Spring campaign line · request 7F3K"
    )
    assert line in texts(view)
    assert "for 2 or 3 a month" in said(history([replace(ENTRY, price="2 or 3")], **PAGE))
    bot = history([replace(ENTRY, by="talkbot", words="Zendesk refused.", kind="deletion", price=None)], **PAGE)
    assert "talkbot: *approved* · release of +1 510-555-0123 · why" in said(bot)
    assert "“Zendesk refused.”" in said(bot)


PAGE: dict[str, Any] = {"number": "+15105550123", "page": 2, "has_older": True}


def test_the_history_is_paged_and_remembers_whose_it_is() -> None:
    """Newer and older by page, so that two clicks lead to one."""
    view = history(entries(ENTRIES_A_PAGE), **PAGE)
    assert pressed(view) == [("history.previous", "1"), ("history.next", "3")]
    assert [button["text"]["text"] for button in elements(view, "button")] == ["Newer", "Older"]
    assert texts(view["blocks"])[0] == "History of +1 510-555-0123"
    assert (view["callback_id"], json.loads(view["private_metadata"])) == ("history.list", {"number": "+15105550123"})
    first = history(entries(1), number=None, page=1, has_older=False)
    assert pressed(first) == []
    assert json.loads(first["private_metadata"]) == {"number": ""}


@pytest.mark.parametrize(
    ("number", "page", "words"),
    [
        (None, 1, "Nothing was asked for yet."),
        ("+15105550123", 1, "Nobody bought, changed or released this number"),
        (None, 3, "There is nothing older."),
    ],
)
def test_a_history_of_nothing_says_what_would_stand_there(number: str | None, page: int, words: str) -> None:
    """An empty view would look like a fault."""
    assert words in said(history([], number=number, page=page, has_older=False))
