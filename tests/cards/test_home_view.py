"""App Home: what stands in it for whom, within Slack's limits however much there is. Its lists are in test_lists."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.cards.home_changes import UNDER_WAY_SHOWN
from bot.cards.home_view import home
from bot.model import ChangeState, LineStatus, Person
from bot.store.homes import Spot
from bot.talk.homes import REQUESTS_SHOWN, WAITING_SHOWN
from tests.cards.extremes_home import full
from tests.cards.extremes_lists import many
from tests.cards.rules import elements, texts
from tests.cards.samples_changes import change, one
from tests.cards.samples_changes import many as changed_lines
from tests.cards.samples_home import NOTHING, READ_MS, VIEWER, home_of, listed, owned
from tests.cards.samples_timers import look_of, shift_of, timer_of

WHY_NOT = "Only <@U0BEN> can ask for this here. Ask one of them."
RUNNING = replace(change(*changed_lines(200, LineStatus.CHANGED, LineStatus.WAITING)), state=ChangeState.RUNNING)


def said(view: dict[str, Any]) -> str:
    """Return everything people read in a view."""
    return "\n".join(texts(view))


def headings(view: dict[str, Any]) -> list[str]:
    """Return the headings, in order."""
    return [block["text"]["text"] for block in elements(view, "header")]


def pressed(view: dict[str, Any], prefix: str = "") -> dict[str, str | None]:
    """Return the value of each button by its action id."""
    buttons = {button["action_id"]: button.get("value") for button in elements(view, "button")}
    return {name: value for name, value in buttons.items() if name.startswith(prefix)}


def test_the_parts_stand_in_the_order_in_which_people_need_them() -> None:
    """What only this person can do comes first, and what can always be looked up last."""
    view = home(home_of(mine=many(1), waiting=many(2), changes=[RUNNING], numbers=listed(owned(24))))
    assert headings(view) == ["Waiting for you (2)", "Your requests (1)", "Under way (1)", "Numbers (24)"]


def test_an_empty_home_says_of_each_part_what_would_stand_there() -> None:
    """The first thing new people see should tell them what to do."""
    view = home(home_of(numbers=listed([])))
    assert headings(view)[2:] == ["Under way (0)", "Numbers (0)"]
    assert "Nothing is under way. When somebody changes numbers, it stands here" in said(view)
    assert "Choose Change several or Switch voicemail to begin." in said(view)
    assert "This account has no numbers yet. Choose Search numbers above, or type `/talk search US 510`" in said(view)


def test_timers_and_shifts_stand_among_what_is_under_way_with_their_buttons() -> None:
    """Whoever took one finds it here, whichever channel its card is in; changes end first and come first."""
    timers = [look_of(timer_of(2)), look_of(shift_of(owner=VIEWER.id))]
    view = home(home_of(changes=[RUNNING], timers=timers))
    assert headings(view)[2] == "Under way (3)"
    words = said(view)
    assert (
        words.index("is changing 200 numbers") < words.index("Voicemail is off on 2 lines") < words.index("the shift")
    )
    assert {"timer.back", "timer.extend", "timer.no_end", "shift.end", "shift.offer"} <= pressed(view).keys()
    assert "change.csv" not in pressed(view)
    bare = home(home_of(timers=timers, rights=NOTHING))
    assert "timer.back" not in pressed(bare)
    assert "shift.end" in pressed(bare), "whoever has a shift may end it"


def test_there_is_a_button_for_each_task() -> None:
    """One main button; nobody has to know a command."""
    tasks = home(home_of())["blocks"][0]
    assert [(button["action_id"], button.get("style")) for button in tasks["elements"]] == [
        ("home.search", "primary"),
        ("home.voicemail", None),
        ("home.several", None),
        ("home.release", None),
        ("home.oncall", None),
        ("home.help", None),
    ]


def test_whoever_may_only_look_gets_no_button_that_would_refuse_them() -> None:
    """They read instead whom to turn to."""
    numbers = listed(owned(3), rights=NOTHING)
    look = home_of(changes=[RUNNING], numbers=numbers, rights=NOTHING, why_not_ask=WHY_NOT)
    view = home(look)
    assert set(pressed(view)) == {"home.oncall", "home.help", "home.refresh"}
    menu = [option["value"].partition(":")[0] for option in elements(view, "overflow")[0]["options"]]
    assert menu == ["show", "history"]
    assert f"You have not asked for anything. {WHY_NOT}" in said(view)
    empty = said(home(home_of(numbers=listed([], rights=NOTHING), rights=NOTHING, why_not_ask=WHY_NOT)))
    assert "Once a colleague buys one, it stands here." in empty
    assert "Choose" not in empty


def test_a_number_shows_what_people_know_it_by_and_has_a_menu() -> None:
    """The menu carries Zendesk's id, since two numbers may have one name."""
    (line,) = owned(1)
    view = home(home_of(numbers=listed([line])))
    assert any(text.startswith(f"*{line.nickname}*  {line.display_number}\n") for text in texts(view))
    assert "answered by Support, Billing" in said(view)
    (menu,) = elements(view, "overflow")
    assert menu["action_id"] == "number.menu"
    assert [option["value"] for option in menu["options"]] == [
        f"{what}:{line.id}" for what in ("show", "edit", "voicemail", "history", "release")
    ]


@pytest.mark.parametrize(
    ("page", "moves"),
    [
        (1, {"home.next": "2"}),
        (2, {"home.previous": "1", "home.next": "3"}),
        (3, {"home.previous": "2"}),
        (99, {"home.previous": "2"}),
    ],
)
def test_numbers_are_paged_by_ten(page: int, moves: dict[str, str]) -> None:
    """A button's value is the page it leads to, so that two clicks lead to one; beyond the last is the last."""
    view = home(home_of(numbers=listed(owned(24)), spot=Spot(page=page)))
    assert pressed(view, "home.previous") | pressed(view, "home.next") == moves
    assert len(elements(view, "overflow")) == (4 if page >= 3 else 10)
    assert f"Page {min(page, 3)} of 3" in said(view)


def test_a_search_stays_in_its_field_and_can_be_taken_back() -> None:
    """The field keeps under its id what was typed, so another search has another field."""
    wide, narrow = (home(home_of(numbers=listed(owned(24), words))) for words in ("", "7"))
    assert "Numbers (24)" in headings(wide)
    assert any(heading.endswith(" of 24)") for heading in headings(narrow))
    (field,) = elements(narrow, "input")
    assert (field["dispatch_action"], field["element"]["action_id"]) == (True, "home.filter")
    assert field["element"]["initial_value"] == "7"
    assert field["block_id"] != elements(wide, "input")[0]["block_id"]
    assert "home.all" in pressed(narrow)
    assert "home.all" not in pressed(wide)
    assert json.loads(narrow["private_metadata"]) == {"words": "7", "page": 1}
    assert pressed(narrow)["home.several"] == "7"


def test_a_search_that_fits_nothing_says_so_and_what_is_near() -> None:
    """A list that is empty without a word would look like an empty account."""
    view = home(home_of(numbers=listed(owned(3), "nowhere", near=("Support 1",))))
    assert "No number of yours fits “nowhere”. Nearest: Support 1." in said(view)
    assert "Numbers (0 of 3)" in headings(view)


def test_the_age_of_the_list_is_shown_and_that_it_is_being_read() -> None:
    """What is published at once may be ten minutes old."""
    old = home_of(numbers=listed(owned(3)), is_recent=False)
    assert f"<!date^{READ_MS // 1000}^read {{ago}}|" in said(home(old))
    assert "reading anew" in said(home(old, reading=True))
    assert "reading anew" not in said(home(old))
    assert "reading anew" not in said(home(replace(old, is_recent=True), reading=True))
    assert "reading anew" not in said(home(old, reading=True, trouble="Zendesk did not answer."))


def test_where_zendesk_is_away_what_is_known_stays_with_words_and_a_way_to_try_again() -> None:
    """Half an answer is better than none."""
    view = home(home_of(numbers=listed(owned(3)), is_recent=False), trouble="Zendesk did not answer.")
    assert "Zendesk did not answer." in said(view)
    assert len(elements(view, "overflow")) == 3
    assert "Try again" in said(view)


def test_numbers_that_were_never_read_are_read_or_offered() -> None:
    """What is published behind a card has nobody in front of it to wait for Zendesk."""
    assert "Reading the account's numbers from Zendesk …" in said(home(home_of(), reading=True))
    assert pressed(home(home_of()), "home.refresh") == {"home.refresh": None}
    assert "Show numbers" in said(home(home_of()))
    assert "Try again" in said(home(home_of(), trouble="Zendesk did not answer."))


def test_a_change_under_way_shows_how_far_it_is_and_can_be_stopped() -> None:
    """By whoever may change numbers, whoever began it."""
    view = home(home_of(changes=[RUNNING]))
    assert "*<@U0ANA> is changing 200 numbers …*\nChanging 100 of 200 …" in said(view)
    assert pressed(view, "change.") == {"change.stop": f"{RUNNING.id}:{RUNNING.stage}"}
    alone = replace(change(one(LineStatus.WAITING)), state=ChangeState.RUNNING)
    assert pressed(home(home_of(changes=[alone])), "change.") == {}


def test_rows_of_several_changes_have_ids_of_their_own() -> None:
    """Slack refuses a view in which two blocks have the same."""
    view = home(home_of(changes=[RUNNING, replace(RUNNING, id="another")]))
    ids = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids))


def test_a_change_that_stopped_by_itself_offers_what_to_do() -> None:
    """Its owner may never have seen the card."""
    lines = (replace(one(), unasked={"ivr_id": (None, 7)}), one(LineStatus.WAITING))
    halted = replace(change(*lines), state=ChangeState.HALTED, by=Person("T0DEMO", "U0BEN"))
    view = home(home_of(changes=[halted]))
    assert "Something that nobody asked for changed as well, so I stopped." in said(view)
    assert set(pressed(view, "change.")) == {"change.restore", "change.go_on", "change.stop"}


@pytest.mark.parametrize("count", [0, 1, 24, 5000])
def test_with_everything_full_it_stays_within_slacks_limits(count: int) -> None:
    """Slack refuses a Home of more than a hundred blocks, and then it stays as it was for ever."""
    view = home(full(numbers=listed(owned(count))), trouble="Zendesk did not answer.")
    assert len(view["blocks"]) <= 97
    assert len(json.dumps(view)) < 250_000
    assert f"{1000 - WAITING_SHOWN:,} more: type `/talk pending`." in texts(view)
    assert f"{1000 - REQUESTS_SHOWN:,} more: type `/talk history`." in texts(view)
    assert f"And {100 - UNDER_WAY_SHOWN} more, each on a card of its own." in texts(view)
    assert f"Numbers ({count:,})" in headings(view)


def test_what_fits_is_not_counted_as_more() -> None:
    """A rest of nothing would send people to look for it."""
    view = home(home_of(mine=many(REQUESTS_SHOWN), waiting=many(WAITING_SHOWN), changes=[RUNNING]))
    assert "more: type" not in said(view)
    assert "And " not in [text[:4] for text in texts(view)]
