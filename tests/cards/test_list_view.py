"""The list of numbers: what stands in it, at none, one, many and five thousand, and what its buttons carry."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bot.cards.blocks import View
from bot.cards.list_view import LINES_A_PAGE, list_loading, list_trouble, list_view, number_menu, pages
from bot.model import Line
from tests.cards.extremes_lines import EVERYTHING, NOTHING, listed, many
from tests.cards.rules import broken_rules, elements, texts
from tests.cards.samples import NOW_MS

SUPPORT = Line(
    7,
    "+15105550199",
    "+1 510-555-0199",
    "Support US",
    "Oakland, CA",
    "US",
    capabilities=("voice", "sms"),
    groups=(1, 2, 3, 4, 5),
)


def said(view: object) -> str:
    """Return everything that can be read in a view."""
    return "\n".join(texts(view))


def buttons(view: object) -> dict[str, str | None]:
    """Return the buttons of a view with what they carry."""
    return {button["action_id"]: button.get("value") for button in elements(view, "button")}


def test_a_number_is_shown_with_its_facts() -> None:
    """What it is called, where it is, what it carries and who answers it, the rest counted."""
    view = list_view(listed((SUPPORT,), group_names={1: "Support", 2: "Night shift", 3: "Sales"}))
    assert "*Support US*  +1 510-555-0199" in said(view)
    facts = "Oakland, CA, United States · voice, SMS · answered by Support, Night shift, Sales and 2 more"
    assert facts in said(view)


def test_a_group_whose_name_is_not_known_is_shown_by_its_id() -> None:
    """And that Zendesk did not say."""
    view = list_view(listed((SUPPORT,), group_names={}, groups_unread=True))
    assert "answered by group 1, group 2, group 3 and 2 more" in said(view)
    assert "Zendesk did not say what the groups are called" in said(view)


def test_what_zendesk_does_not_say_is_not_said() -> None:
    """A digital line has no place, no country and carries nothing."""
    view = list_view(listed((Line(7, None, "Website calls"),)))
    assert "*Website calls*\ndigital line" in texts(view)


@pytest.mark.parametrize(
    ("count", "page", "standing", "moves"),
    [
        (1, 1, "1 number · <!date", {"list.refresh"}),
        (10, 1, "10 numbers · <!date", {"list.refresh"}),
        (24, 1, "Page 1 of 3 · 24 numbers · <!date", {"list.next", "list.refresh"}),
        (24, 2, "Page 2 of 3 · 24 numbers · <!date", {"list.previous", "list.next", "list.refresh"}),
        (24, 3, "Page 3 of 3 · 24 numbers · <!date", {"list.previous", "list.refresh"}),
        (24, 99, "Page 3 of 3 · 24 numbers · <!date", {"list.previous", "list.refresh"}),
        (24, -1, "Page 1 of 3 · 24 numbers · <!date", {"list.next", "list.refresh"}),
        (5000, 500, "Page 500 of 500 · 5,000 numbers · <!date", {"list.previous", "list.refresh"}),
    ],
)
def test_a_page_says_where_it_is(count: int, page: int, standing: str, moves: set[str]) -> None:
    """With the buttons that lead on from there, and how old it is in each viewer's own words."""
    view = list_view(listed(many(count)), page)
    (shown,) = [text for text in texts(view) if "<!date" in text]
    assert shown.startswith(standing)
    assert f"{NOW_MS // 1000}^read {{ago}}" in shown
    assert set(buttons(view)) == moves | {"list.export", "list.several"}
    assert broken_rules(view) == []


def test_ten_numbers_stand_on_a_page_and_each_on_one() -> None:
    """None is left out between two pages, none is there twice."""
    shown = [
        menu["options"][0]["value"]
        for page in range(1, pages(24) + 1)
        for menu in elements(list_view(listed(many(24)), page), "overflow")
    ]
    assert shown == [f"show:{line.id}" for line in many(24)]
    assert len(elements(list_view(listed(many(24))), "overflow")) == LINES_A_PAGE


def test_previous_and_next_carry_the_page_they_lead_to() -> None:
    """So that two clicks lead to one."""
    found = buttons(list_view(listed(many(24)), 2))
    assert (found["list.previous"], found["list.next"]) == ("1", "3")


def test_what_a_view_is_of_comes_back_with_every_click() -> None:
    """Words and page; and the words with the button that hands them on."""
    view = list_view(listed(many(24), "support us", many(12)), 2)
    assert json.loads(view["private_metadata"]) == {"words": "support us", "page": 2}
    assert buttons(view)["list.several"] == "support us"
    assert "Page 2 of 2 · 12 of 24 numbers" in said(view)


def test_the_filter_is_filled_in_and_one_of_its_own_for_each_filter() -> None:
    """Under the same block_id Slack would keep showing what was typed before."""
    fields = [
        next(block for block in list_view(listed(many(2), words))["blocks"] if block["type"] == "input")
        for words in ("", "support", "support")
    ]
    assert [field["element"].get("initial_value") for field in fields] == [None, "support", "support"]
    assert fields[0]["block_id"] != fields[1]["block_id"] == fields[2]["block_id"]
    assert all(field["dispatch_action"] and field["optional"] for field in fields)


def test_without_numbers_it_says_how_to_get_one() -> None:
    """There is nothing to filter and nothing to send."""
    view = list_view(listed(()))
    assert "This account has no numbers yet" in said(view)
    assert "/talk search US 510" in said(view)
    assert set(buttons(view)) == {"search.again", "list.refresh"}
    assert elements(view, "input") == []
    assert set(buttons(list_view(listed((), rights=NOTHING)))) == {"list.refresh"}


def test_where_nothing_fits_it_says_what_nearly_does() -> None:
    """With the way back to all of them, and to numbers that can be bought."""
    view = list_view(listed(many(24), "suport", (), near=("Support US", "Support UK")))
    assert "No number of yours fits “suport”. Nearest: Support US, Support UK." in said(view)
    assert "/talk search US 510" in said(view)
    assert "0 of 24 numbers" in said(view)
    assert set(buttons(view)) == {"list.all", "list.refresh"}


def test_the_menu_has_what_a_person_may_do() -> None:
    """Everybody who may look may see a number and its history."""
    everything = [option["value"] for option in number_menu(7, EVERYTHING)["options"]]
    assert everything == ["show:7", "edit:7", "voicemail:7", "history:7", "release:7"]
    assert [option["value"] for option in number_menu(7, NOTHING)["options"]] == ["show:7", "history:7"]
    assert "list.several" not in buttons(list_view(listed(many(3), rights=NOTHING)))


def test_a_hostile_name_reads_as_it_is_and_calls_nobody() -> None:
    """Names are written by whoever may write them in Zendesk."""
    name = "<!channel> *x* & \u202egnp.exe"
    line = Line(7, "+15105550199", "+1 510-555-0199", name, name, "US", groups=(1,))
    view = list_view(listed((line,), name, (line,), group_names={1: name}))
    assert "<!channel>" not in said(view).replace("“<!channel>", "")
    assert "&lt;!channel&gt;" in said(view)
    assert "\u202e" not in said(view)
    assert broken_rules(view) == []


@pytest.mark.parametrize("made", [list_loading, lambda words: list_trouble("Zendesk gave no answer.", words)])
def test_no_filter_is_too_long_for_what_slack_keeps_with_a_view(made: Callable[[str], View]) -> None:
    """A command may be pasted; Slack refuses a view that keeps more than 3,000 characters."""
    assert len(made("ö" * 4000)["private_metadata"]) <= 3000
