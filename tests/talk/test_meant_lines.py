"""Which lines somebody means by what they typed: clear, or asked about, and never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Line
from bot.store.lines import Inventory
from bot.talk.meant_lines import MOST_OFFERED, Picked, meant, named_whole
from tests.cards.samples import TEXTS

SUPPORT, EMEA, NIGHT, EMPTY = 1, 2, 3, 4
GROUPS = {SUPPORT: "Support", EMEA: "EMEA", NIGHT: "Night shift", EMPTY: "Nobody"}


def line(
    id_: int, number: str, nickname: str | None, *groups: int, country: str = "US", external: bool = False
) -> Line:
    """Return a line."""
    return Line(id_, number, number, nickname, "", country, groups=groups, external=external)


LINES = (
    line(11, "+15105550199", "Support US", SUPPORT, NIGHT),
    line(12, "+442079460018", "Support UK", EMEA, country="GB"),
    line(13, "+493023125061", "Billing DE", EMEA, country="DE"),
    line(14, "+14155550142", "Sales and Partners", SUPPORT),
    line(15, "+16175550128", None),
    line(16, "+12065550186", "Oakland, CA"),
    line(17, "+13125550163", "Oakland"),
)
ACCOUNT = Inventory(LINES, 0, group_names=GROUPS)


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("", Picked()),
        ("Support US", Picked(ids=(11,))),
        ("support us", Picked(ids=(11,))),
        ("the Support US line", Picked(ids=(11,))),
        ("on Support US", Picked(ids=(11,))),
        ("on all", Picked(every=True)),
        ('"Support US"', Picked(ids=(11,))),
        ("+1 510 555 0199", Picked(ids=(11,))),
        ("(510) 555-0199", Picked(ids=(11,))),
        ("020 7946 0018", Picked(ids=(12,))),
        ("0199", Picked(ids=(11,))),
        ("13", Picked(ids=(13,))),
        ("Support US, Billing DE", Picked(ids=(11, 13))),
        ("Support US and Billing DE and Support UK", Picked(ids=(11, 13, 12))),
        ("Support US, and Billing DE", Picked(ids=(11, 13))),
        ("Support US & Billing DE", Picked(ids=(11, 13))),
        ("Support US; Support US", Picked(ids=(11,))),
        ("+15105550199 +442079460018", Picked(ids=(11, 12))),
        ("Sales and Partners", Picked(ids=(14,))),
        ("Support US and Sales and Partners", Picked(ids=(11, 14))),
        ("Oakland, CA and Billing DE", Picked(ids=(16, 13))),
        ("@EMEA", Picked(groups=(EMEA,))),
        ("@emea and Support US", Picked(groups=(EMEA,), ids=(11,))),
        ("all @EMEA", Picked(groups=(EMEA,))),
        ("group:EMEA", Picked(groups=(EMEA,))),
        ("@night-shift", Picked(groups=(NIGHT,))),
        ("@Night shift, @EMEA", Picked(groups=(NIGHT, EMEA))),
        ("all", Picked(every=True)),
        ("All lines", Picked(every=True)),
        ("all of our numbers", Picked(every=True)),
        ("everything", Picked(every=True)),
    ],
)
def test_what_is_clear_is_taken(typed: str, picked: Picked) -> None:
    """Numbers in any form, names, ids, groups, all, and several of these."""
    found = meant(typed, ACCOUNT)
    assert (found.picked, found.problems) == (picked, ())


@pytest.mark.parametrize(
    ("typed", "picked", "said"),
    [
        ("Support", (11, 12), "“Support” fits 2 lines (Support US, Support UK)"),
        ("Germany", (13,), "Only Billing DE fits “Germany”"),
        ("@Night", (), "For “@Night” I picked @Night shift"),
        ("@Emae", (), "No group in Zendesk is called “@Emae”. Did you mean @EMEA?"),
        ("@talk-approvers", (), "No group in Zendesk is called “@talk-approvers”. Pick the group or the lines below."),
        ("@Nobody", (), "The group “@Nobody” answers no line."),
        ("Suport US", (11,), "No line is called “Suport US”. I picked Support US. Look whether you mean that."),
        ("Suport U", (), "no line or group “Suport U”. Did you mean Support US"),
        ("all but Support UK", (), "no line or group “all but Support UK”"),
        ("everything except Billing DE", (), "no line or group “everything except Billing DE”"),
    ],
)
def test_what_is_not_clear_is_asked_about(typed: str, picked: tuple[int, ...], said: str) -> None:
    """What may be meant is picked, so that a click takes it out; nothing ever becomes all lines by mistake."""
    found = meant(typed, ACCOUNT)
    assert found.picked.ids == picked
    assert not found.picked.every
    (problem,) = found.problems
    assert said in problem


def test_how_long_that_is_part_of_a_name_is_asked_about() -> None:
    """The line has it in its name, and somebody may still have meant it as how long."""
    account = replace(ACCOUNT, lines=(*LINES, line(18, "+12065550187", "Support US 24h")))
    found = named_whole("Billing DE, Support US 24h", account)
    assert found is not None
    assert found.picked.ids == (13, 18)
    assert found.problems == ("How long is not clear, as it may be part of the name Support US 24h. Choose it below.",)
    assert named_whole("Support US 2h", account) is None


def test_what_is_clear_stays_beside_what_is_not() -> None:
    """Nothing of the rest is lost."""
    found = meant("Billing DE, Marketing and @EMEA", ACCOUNT)
    assert found.picked == Picked(groups=(EMEA,), ids=(13,))
    assert len(found.problems) == 1
    assert found.is_unknown


def test_two_groups_of_one_name_are_asked_about() -> None:
    """Neither is taken for the other."""
    twice = replace(ACCOUNT, group_names={**GROUPS, NIGHT: "EMEA"})
    found = meant("@EMEA", twice)
    assert not found.picked
    assert "fits 2 groups" in found.problems[0]


def test_a_group_of_this_very_name_leaves_out_one_with_other_marks() -> None:
    """Only what Slack made of a name has to do without them."""
    both = replace(ACCOUNT, group_names={**GROUPS, EMEA: "Night-shift"})
    assert meant("@night-shift", both).picked == Picked(groups=(EMEA,))
    assert meant("@Night shift", both).picked == Picked(groups=(NIGHT,))


def test_groups_that_could_not_be_read_are_said_to_be_so() -> None:
    """It would be wrong to say that there is none of this name."""
    found = meant("@EMEA", replace(ACCOUNT, groups_unread=True, group_names={}))
    assert not found.picked
    assert "could not read what your Zendesk groups are called" in found.problems[0]


def test_more_lines_than_can_be_looked_through_are_not_picked() -> None:
    """A name that fits hundreds says nothing."""
    many = tuple(replace(LINES[0], id=n, number=f"+1510555{n:04}", nickname=f"Support {n}") for n in range(500))
    found = meant("support", Inventory(many, 0))
    assert not found.picked
    assert "fits 500 lines" in found.problems[0]
    few = meant("support", Inventory(many[:MOST_OFFERED], 0))
    assert len(few.picked.ids) == MOST_OFFERED


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_whatever_is_typed_is_answered_and_mentions_nobody(text: str) -> None:
    """A sentence of ours may mention people, but not whom somebody typed."""
    for typed in (text, f"@{text}", f"{text}, {text}", text * 2):
        found = meant(typed, ACCOUNT)
        assert "<" not in "".join(found.problems)
        assert all(len(problem) < 400 for problem in found.problems)


def test_a_group_has_its_lines_and_no_others() -> None:
    """Each once, in the order of the list."""
    picked = Picked(groups=(EMEA, SUPPORT), ids=(11, 15))
    assert [each.id for each in picked.of(LINES)] == [11, 12, 13, 14, 15]
    assert Picked(every=True).of(LINES) == LINES
    assert not Picked().of(LINES)
